"""What was saved is found soon, whatever happens between; and what was taken away is not."""

import json
import shutil
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import Course
from learnhub.kernel import clock
from learnhub.platform import jobs, search_index
from learnhub.platform.db import transaction
from learnhub.platform.search_index import IndexUnavailable
from learnhub.search.actions import indexing
from learnhub.search.actions.rebuilding import rebuild
from learnhub.search.jobs import look, update
from learnhub.search.models import IndexChange, SpokenTitle
from learnhub.search.queries.finding import Notice, find
from learnhub.search.rules.tokens import LONGEST_QUERY
from tests.catalog.factories import COURSE, imported, write

ALL = frozenset({"all", "unreviewed"})
KEEPERS = ALL | {"keepers"}
GIFT = "::一:: 发文字号写在哪里？ {=版头 ~正文}\n"
LESSON = "---\ntitle: 先定文种\n---\n\n写给谁，要对方做什么。\n\n## 版头怎么写\n\n发文字号在红线上方居中。\n"


@pytest.fixture
def library(app, session, time, tmp_path, monkeypatch):
    """A course of one lesson, and an index of it that is kept in files."""
    index = search_index.make("fts5", tmp_path / "index")
    monkeypatch.setitem(app.extensions, "learnhub.search_index", index)
    folder = write(tmp_path / "courses", {"gw/course.md": COURSE, "gw/01.md": LESSON, "gw/01.gift": GIFT})
    imported(folder)
    rebuild(transaction)
    update()
    return SimpleNamespace(folder=folder, index=index)


def titles(text, access=ALL):
    return [(found.kind, found.title.text) for found in find(text, access=access).found]


def test_a_lesson_is_found_at_its_best_section_with_the_sentence(library):
    found = find("发文字号", access=ALL).found

    assert [(each.kind, each.section, each.snippet.text) for each in found] == [
        ("lesson", "版头怎么写", "发文字号在红线上方居中。")
    ]
    assert found[0].place.startswith("/reading/lessons/")
    assert "#section-" in found[0].place
    assert found[0].source_path == "gw/01.md"
    assert found[0].beside == "公文写作"


def test_questions_are_found_by_those_who_keep_them_alone(library):
    assert {kind for kind, _ in titles("发文字号")} == {"lesson"}
    assert {kind for kind, _ in titles("发文字号", KEEPERS)} == {"lesson", "question"}


def test_a_change_is_noted_with_the_import_and_found_after_the_next_turn_of_the_worker(library, session):
    write(library.folder, {"gw/02.md": "---\ntitle: 附件说明\n---\n\n附件写在正文之下。\n"})
    imported(library.folder)

    assert titles("附件") == []
    jobs.WAKERS[jobs.WAKERS.index(look)]()
    jobs.run_due()

    assert titles("附件") == [("lesson", "附件说明")]
    assert session.scalar(sa.select(sa.func.count(IndexChange.id))) == 0
    assert session.scalar(sa.select(SpokenTitle.pinyin).where(SpokenTitle.words == "附件说明"))


def test_what_is_retired_is_gone_with_its_questions(library):
    (library.folder / "gw" / "01.md").unlink()
    write(library.folder, {"gw/02.md": LESSON.replace("先定文种", "再定文种").replace("发文字号", "签发人")})
    imported(library.folder)
    update()

    assert titles("发文字号", KEEPERS) == []
    assert titles("签发人") == [("lesson", "再定文种")]


def test_a_change_stays_noted_until_the_index_has_it(library, session, monkeypatch):
    write(library.folder, {"gw/02.md": "---\ntitle: 附件说明\n---\n\n附件写在正文之下。\n"})
    imported(library.folder)
    with monkeypatch.context() as dying:
        dying.setattr(library.index, "put", fail)
        update()

    assert session.scalar(sa.select(sa.func.count(IndexChange.id))) > 0
    update()
    assert titles("附件") == [("lesson", "附件说明")]


def fail(_documents):
    raise IndexUnavailable("the worker ends here")


def test_a_change_that_is_rolled_back_was_never_noted(library, session):
    course = session.scalars(sa.select(Course)).one()
    with pytest.raises(ValueError, match="no"), transaction():
        course.title = "改了又改"
        session.flush()
        raise ValueError("no")

    assert indexing.next_batch() is None


def test_without_an_index_the_database_answers_with_a_notice_and_the_worker_builds_it_again(library):
    shutil.rmtree(library.index.generations.folder)

    found = find("发文字号", access=ALL)
    assert found.notices == {Notice.NO_INDEX}
    assert [each.title.text for each in found.found] == ["先定文种"]
    look()
    jobs.run_due()

    assert find("发文字号", access=ALL).notices == frozenset()
    assert titles("发文字号") == [("lesson", "先定文种")]


def test_what_is_not_ones_own_to_see_stays_hidden_while_there_is_no_index(library):
    shutil.rmtree(library.index.generations.folder)

    assert {kind for kind, _ in titles("发文字号")} == {"lesson"}


def test_what_changed_during_a_rebuild_is_not_missed(library, monkeypatch):
    before = library.index.rebuild

    def change_meanwhile(documents):
        count = before(list(documents))
        write(library.folder, {"gw/01.md": LESSON.replace("红线", "横线")})
        imported(library.folder)
        update()
        before([])  # the build that replaces everything knows nothing of it
        return count

    with monkeypatch.context() as slow:
        slow.setattr(library.index, "rebuild", change_meanwhile)
        rebuild(transaction)
    update()

    assert titles("横线") == [("lesson", "先定文种")]


def test_a_misspelt_word_is_found_and_said(library):
    write(library.folder, {"gw/03.md": "---\ntitle: Templates\nlanguage: en\n---\n\nUse the letterhead template.\n"})
    imported(library.folder)
    update()

    found = find("leterhead", access=ALL)
    assert [each.title.text for each in found.found] == ["Templates"]
    assert Notice.RESPELT in found.notices


def test_a_hint_knows_only_words_that_the_asker_may_see(library):
    """As if the words of a question were not there: they make no hint, and they take none away."""
    write(library.folder, {"gw/03.md": "---\ntitle: Templates\nlanguage: en\n---\n\nUse the letterhead template.\n"})
    gift = "::q:: Whose leterhead says obsequious? {=ours ~theirs}\n"
    write(library.folder, {"gw/03.gift": gift})
    imported(library.folder)
    update()

    near, far = find("leterhead", access=ALL), find("obsequious", access=ALL)
    misspelt = [find(text, access=ALL) for text in ("obsequios", "obsequios template")]
    keeper = find("obsequios", access=KEEPERS)

    assert [found.title.text for found in near.found] == ["Templates"]
    assert (far.total, far.respelt) == (0, None)
    assert [(each.respelt, Notice.RESPELT in each.notices) for each in misspelt] == [(None, False), (None, False)]
    assert keeper.respelt == {"obsequio": ("obsequious",)}


def test_words_that_stand_nowhere_together_find_what_comes_closest(library):
    found = find("发文字号横线上方居中", access=ALL)

    assert [each.title.text for each in found.found] == ["先定文种"]
    assert found.notices == {Notice.LOOSENED}


def test_the_command_prints_one_document(library, app):
    done = app.test_cli_runner().invoke(args=["search", "query", "发文字号", "--json"])
    document = json.loads(done.stdout)

    assert done.exit_code == 0
    assert document["total"] == 1, "questions are not a reader's"
    lesson = next(result for result in document["results"] if result["kind"] == "lesson")
    assert set(lesson) == {"kind", "id", "title", "source_path", "url", "snippet"}
    assert lesson["source_path"] == "gw/01.md"


def test_the_command_prints_a_thousand_at_most_and_says_so(library, app):
    ask = ["search", "query", "发文字号", "--limit"]
    many, none = (app.test_cli_runner().invoke(args=[*ask, limit]) for limit in ("100000", "0"))

    assert (many.exit_code, none.exit_code) == (0, 2)
    assert "1000" in many.stderr


def test_a_query_that_is_too_long_is_refused_in_one_sentence(library, app):
    done = app.test_cli_runner().invoke(args=["search", "query", "税" * 10_000])

    assert done.exit_code == 2
    assert str(LONGEST_QUERY) in done.stderr


def test_an_index_that_missed_changes_is_built_again_when_it_is_chosen_again(library, app, monkeypatch, tmp_path):
    with monkeypatch.context() as chosen:
        chosen.setitem(app.extensions, "learnhub.search_index", search_index.make("whoosh", tmp_path / "whoosh"))
        look()
        jobs.run_due()
        write(library.folder, {"gw/02.md": "---\ntitle: 附件说明\n---\n\n附件写在正文之下。\n"})
        imported(library.folder)
        update()
        assert titles("附件") == [("lesson", "附件说明")]

    assert titles("附件") == []
    look()
    jobs.run_due()
    assert titles("附件") == [("lesson", "附件说明")]


def test_what_was_retired_a_moment_ago_is_not_shown_while_the_worker_has_not_come(library, session):
    session.scalars(sa.select(Course)).one().retired_at = clock.now()
    session.commit()

    assert titles("发文字号", KEEPERS) == []
