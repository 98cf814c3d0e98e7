"""The similarity check: what is compared with what, what counts, and what is kept."""

from decimal import Decimal

import pytest

from learnhub.articles.actions import fingerprints, similarity
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.jobs.similarity import check, renew
from learnhub.articles.models import Similarity, SimilarText
from learnhub.articles.rules.states import CheckState, Kind, Stage, State, VersionReason
from learnhub.catalog.models import Lesson
from learnhub.kernel import clock
from learnhub.platform.db import transaction
from tests.articles.factories import draft, released
from tests.reading.factories import lesson

COPIED = (
    "去年以来，我县把群众办事的材料清单全部公布在网上，窗口工作人员当场核对，缺什么一次说清。"
    "办理时限由十五个工作日压缩到五个工作日，超过时限的由主管领导当面说明原因。"
    "每个季度请办过事的群众打分，分数最低的三个窗口要写出整改办法并公开。"
)
OWN = (
    "秋收之后我走访了四个村，听到最多的是水渠淤塞的事。老人们记得从前每年冬天都有人组织清淤。"
    "村里的年轻人外出以后，这件事就没有人牵头了。我和村支书商量，先从最长的一条渠开始，按户出工。"
    "三个周末，一百二十多人参加，清了两千四百米。今年春灌比往年早了六天。"
)


@pytest.fixture
def author(make):
    return make.person("沈佳", unit=make.unit())


@pytest.fixture
def other(make):
    return make.person("林海", unit=make.unit("乡政府"))


def handed_in(session, author, text, **facts):
    """A submitted version of a draft, with its check asked for."""
    article = draft(session, author, text=text, **facts)
    version = keep_version(article, VersionReason.SUBMITTED, by=author.id, now=clock.now())
    article.state, article.stage, article.submitted_version_id = State.SUBMITTED, Stage.UNIT, version.id
    session.commit()
    with transaction():
        similarity.request_check(version, clock.now())
    return version


def test_a_copied_paragraph_is_found_where_it_stands(session, author, other):
    source = released(session, other, text=f"## 经验\n\n{COPIED}\n", title="窗口的账")
    version = handed_in(session, author, f"## 村里的水\n\n{OWN}\n\n{COPIED}\n")

    check(version.id)

    found = session.get_one(Similarity, version.id)
    assert (found.state, found.compared) == (CheckState.DONE, 1)
    assert Decimal(40) < found.percent < Decimal(60)
    (match,) = found.matches
    assert (match["kind"], match["text_id"]) == ("article", source.released_version_id)
    (passage,) = match["passages"]
    words, _ = fingerprints.tokens_of(version.html)
    assert words.text[slice(*passage["here"])] == COPIED.rstrip("。")


def test_what_is_written_by_oneself_is_found_nowhere(session, author, other):
    released(session, other, text=COPIED)
    version = handed_in(session, author, OWN)

    check(version.id)

    found = session.get_one(Similarity, version.id)
    assert (found.state, found.percent, found.matches) == (CheckState.DONE, 0, [])


@pytest.mark.parametrize("quoted", [f"> {COPIED}", f"他写道：“{COPIED}”", f"见文献[^1]。\n\n[^1]: {COPIED}"])
def test_quotations_are_no_copying_and_their_share_is_said(session, author, other, quoted):
    released(session, other, text=COPIED)
    version = handed_in(session, author, f"{OWN}\n\n{quoted}\n")

    check(version.id)

    found = session.get_one(Similarity, version.id)
    assert (found.percent, found.matches) == (0, [])
    assert Decimal(30) < found.quoted < Decimal(60)


def test_earlier_versions_of_the_same_article_are_not_compared(session, author):
    article = released(session, author, text=COPIED)
    article.draft_source = COPIED + OWN
    version = keep_version(article, VersionReason.SUBMITTED, by=author.id, now=clock.now())
    similarity.request_check(version, clock.now())
    session.commit()

    check(version.id)

    assert session.get_one(Similarity, version.id).percent == 0


def test_the_lesson_that_a_reflection_is_about_is_shown_apart(session, author):
    taught = lesson(session)
    taught.html = f"<p>{COPIED}</p>"
    course_id = session.get_one(Lesson, taught.lesson_id).course_id
    version = handed_in(session, author, OWN + COPIED, kind=Kind.REFLECTION, course_id=course_id)

    check(version.id)

    found = session.get_one(Similarity, version.id)
    assert found.percent == 0
    assert [(match["kind"], match["apart"]) for match in found.matches] == [("lesson", True)]


def test_fingerprints_follow_what_is_released_and_withdrawn(session, author):
    article = released(session, author)
    session.commit()
    renew()
    before = session.query(SimilarText).count()

    article.state, article.withdrawn_at = State.WITHDRAWN, clock.now()
    session.commit()
    renew()

    assert (before, session.query(SimilarText).count()) == (1, 0)


def test_a_check_takes_as_many_statements_for_ten_texts_as_for_one(session, author, other, statements):
    released(session, other, text=COPIED)
    version = handed_in(session, author, f"{OWN}\n\n{COPIED}")
    renew()
    similarity.check(version.id)

    with statements() as few:
        similarity.check(version.id)
    for _ in range(9):
        released(session, other, text=COPIED)
    renew()
    similarity.check(version.id)
    with statements() as many:
        found = similarity.check(version.id)

    assert len(found.matches) == 10
    assert len(few) == len(many)


def test_a_check_that_breaks_off_says_so(session, author, other, monkeypatch):
    version = handed_in(session, author, OWN)
    monkeypatch.setattr(similarity, "MOST_CANDIDATES", None)
    monkeypatch.setattr(similarity, "_BATCH", 0)

    with pytest.raises(ValueError, match="range"):
        check(version.id)

    assert session.get_one(Similarity, version.id).state is CheckState.FAILED
