"""Articles are found as long as they are released, down to the heading, with what is attached to them."""

from types import SimpleNamespace

import pytest
from docx import Document

from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import ArticleFile
from learnhub.articles.rules.states import FileUse, Level, Scan, State, VersionReason
from learnhub.kernel import clock
from learnhub.platform import search_index, storage
from learnhub.platform.db import transaction
from learnhub.search import queries
from learnhub.search.actions.rebuilding import rebuild
from learnhub.search.jobs import update
from learnhub.search.queries.finding import find
from learnhub.search.rules.labels import read_in
from tests.articles.factories import released, topic

ALL = frozenset({"all"})


@pytest.fixture
def article(app, make, session, monkeypatch, tmp_path):
    """An article of the county and one of a unit, and an index of them that is kept in files."""
    monkeypatch.setitem(app.extensions, "learnhub.search_index", search_index.make("fts5", tmp_path / "index"))
    unit = make.unit("宣传部")
    author = make.person("沈佳", unit=unit)
    about = topic(session)
    shown = released(session, author, topic_id=about.id)
    inside = released(session, author, title="内部做法", level=Level.UNIT, unit_id=unit.id)
    session.commit()
    rebuild(transaction)
    return SimpleNamespace(shown=shown, inside=inside, unit=unit, topic=about)


def test_an_article_is_found_at_its_heading_with_author_and_topic(article):
    (found,) = find("办事要跑三趟", access=ALL).found

    assert (found.kind, found.section, found.beside) == ("article", "起因", "沈佳 · 优化营商环境")
    assert found.place.startswith(f"/articles/{article.shown.id}#a-")


def test_an_article_of_a_unit_is_found_and_offered_there_alone(article):
    there = ALL | {read_in(article.unit.id)}

    def offered(labels):
        return [
            name.id
            for name in queries.suggested_names("nbzf", me=0, labels=labels, units=frozenset(), day=clock.today())
        ]

    assert [each.ident for each in find("内部做法", access=there).found][:1] == [article.inside.id]
    assert article.inside.id not in [each.ident for each in find("材料清单", access=ALL).found]
    assert (offered(there), offered(ALL)) == ([article.inside.id], [])


def test_a_withdrawn_article_is_gone_before_the_worker_comes_and_for_good(article, session):
    article.shown.state, article.shown.withdrawn_at = State.WITHDRAWN, clock.now()
    session.commit()

    assert find("办事要跑三趟", access=ALL).total == 0
    update()
    assert find("办事要跑三趟", access=ALL).counts["kind"] == {}


def test_a_renamed_topic_is_shown_and_a_saved_draft_changes_nothing(article, session):
    article.shown.draft_source, article.shown.title = "## 新稿\n\n尚未放行的话。\n", "新题目"
    article.topic.name = "便民服务"
    session.commit()
    update()

    (found,) = find("办事要跑三趟", access=ALL).found
    assert (found.title.text, found.beside) == ("一次告知怎么落地", "沈佳 · 便民服务")
    assert find("“尚未放行的话”", access=ALL).total == 0


def test_a_file_is_found_once_the_released_text_links_to_it(article, make, session, tmp_path):
    path = tmp_path / "清单.docx"
    words = Document()
    words.add_paragraph("营业执照复印件一份")
    words.save(path)
    owner = article.shown.author_id
    file = ArticleFile(
        article_id=article.shown.id, use=FileUse.ATTACHMENT, digest=storage.put(path.read_bytes()), name="清单.docx",
        extension="docx", content_type="application/octet-stream", size=1, scan=Scan.CLEAN, by_id=owner,
        added_at=clock.now(), is_released=True,
    )  # fmt: skip
    make.add(file)
    session.commit()
    update()
    assert find("营业执照复印件", access=ALL).total == 0

    shown = article.shown
    shown.draft_source = f"见[清单](/articles/{shown.id}/files/{file.id}/%E6%B8%85%E5%8D%95.docx)。"
    shown.released_version_id = keep_version(shown, VersionReason.SUBMITTED, by=owner, now=clock.now()).id
    session.commit()
    update()

    (found,) = find("营业执照复印件", access=ALL).found
    assert (found.kind, found.title.text, found.beside) == ("attachment", "清单.docx", "一次告知怎么落地")
