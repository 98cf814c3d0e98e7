"""The pages of the similarity check, what is offered while a title is typed, and writing together."""

import pytest
import sqlalchemy as sa

from learnhub.articles.actions.similarity import note_change, request_check
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.jobs.similarity import check, renew
from learnhub.articles.models import Article, CoAuthor
from learnhub.articles.policies import can_write
from learnhub.articles.policies.life import waits_for, why_not
from learnhub.articles.rules.life import OWN as OWN_WORK
from learnhub.articles.rules.states import CoAuthorState, Level, Stage, State, VersionReason
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.db import transaction
from learnhub.platform.jobs import Job
from tests.articles.factories import draft, released
from tests.articles.test_similarity_check import COPIED, OWN


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def author(make, unit):
    return make.person("沈佳", unit=unit)


@pytest.fixture
def other(make):
    return make.person("林海", unit=make.unit("乡政府"))


def handed_in(session, author, text, **facts):
    article = draft(session, author, text=text, **facts)
    version = keep_version(article, VersionReason.SUBMITTED, by=author.id, now=clock.now())
    article.state, article.stage, article.submitted_version_id = State.SUBMITTED, Stage.UNIT, version.id
    session.commit()
    with transaction():
        request_check(version, clock.now())
    return article, version


def test_the_passages_stand_side_by_side_for_whoever_may_read_the_other_text(session, author, other, sign_in):
    released(session, other, text=COPIED, title="窗口的账")
    article, version = handed_in(session, author, OWN + "\n\n" + COPIED)
    waiting = sign_in(author).get(f"/articles/{article.id}/similarity").text
    check(version.id)

    page = sign_in(author).get(f"/articles/{article.id}/similarity").text

    assert "data-follow" in waiting
    assert "窗口的账" in page
    assert page.count("分数最低的三个窗口") == 2


def test_of_what_one_may_not_read_only_the_share_and_the_unit_are_said(session, author, other, make, sign_in):
    county = make.unit("乡政府二")
    released(session, other, text=COPIED, title="窗口的账", level=Level.UNIT, unit_id=county.id)
    article, version = handed_in(session, author, OWN + "\n\n" + COPIED)
    check(version.id)

    page = sign_in(author).get(f"/articles/{article.id}/similarity").text

    assert "窗口的账" not in page
    assert "分数最低的三个窗口" not in page
    assert "乡政府" in page


def test_readers_do_not_see_the_check(session, author, other, sign_in):
    article = released(session, author)

    assert sign_in(other).get(f"/articles/{article.id}/similarity").status_code == 403


def test_a_title_finds_what_colleagues_released_about_the_same(session, author, other, sign_in, statements):
    mine = released(session, author, title="一次告知怎么落地")
    released(session, other, title="把一次告知做实：窗口的经验")
    released(session, other, title="春耕用水的几点思考")
    draft(session, other, title="一次告知的草稿")
    session.commit()
    renew()
    client = sign_in(author)

    with statements() as seen:
        found = client.get("/articles/alike", query_string={"title": "一次告知", "article": mine.id}).json

    assert [each["title"] for each in found["found"]] == ["把一次告知做实：窗口的经验"]
    assert found["lead"]
    assert len(seen) <= 6


def test_what_colleagues_of_the_unit_handed_in_is_offered_without_its_title(
    session, unit, author, other, make, sign_in
):
    near = make.person("吴敏", unit=unit)
    article, _ = handed_in(session, near, OWN, title="清淤怎么牵头", unit_id=unit.id)
    session.commit()
    renew()

    ours, theirs = (sign_in(who).get("/articles/alike?title=清淤怎么牵头").json["found"] for who in (author, other))

    assert [each["join"] for each in ours] == [f"/articles/{article.id}/coauthors"]
    assert "清淤怎么牵头" not in str(ours)
    assert theirs == []


def test_asking_to_write_along_is_answered_by_the_author_and_both_are_told(session, author, other, sign_in, make):
    article = released(session, author)
    session.commit()
    guest, host = sign_in(other), sign_in(author)

    guest.post(f"/articles/{article.id}/join", data={"message": "我有去年的数据。"})
    guest.post(f"/articles/{article.id}/join", data={"message": "再问一次。"})
    asked = host.get(f"/articles/{article.id}/coauthors").text
    host.post(f"/articles/{article.id}/coauthors/{other.id}/accept")

    told = [(row.person_id, row.kind) for row in session.query(Notice).order_by(Notice.id)]
    assert "我有去年的数据。" in asked
    assert told == [(author.id, "article_join"), (other.id, "article_join")]
    assert session.get_one(CoAuthor, (article.id, other.id)).state is CoAuthorState.ACCEPTED
    assert can_write(make.actor(other), article)


def test_who_was_declined_does_not_ask_again_and_who_reviews_does_not_write(
    session, unit, author, other, make, sign_in
):
    reviewer = make.person("周明", unit=unit)
    make.grant(reviewer, Role.REVIEWER, unit)
    article = released(session, author, unit_id=unit.id)
    session.commit()
    sign_in(other).post(f"/articles/{article.id}/join")
    sign_in(author).post(f"/articles/{article.id}/coauthors/{other.id}/decline")

    again = sign_in(other).post(f"/articles/{article.id}/join").status_code
    judge = sign_in(reviewer).post(f"/articles/{article.id}/join").status_code

    assert (again, judge) == (409, 409)


def test_who_leaves_no_longer_writes(session, author, other, sign_in, make):
    article = released(session, author)
    session.commit()
    sign_in(other).post(f"/articles/{article.id}/join")
    sign_in(author).post(f"/articles/{article.id}/coauthors/{other.id}/accept")

    left = [sign_in(other).post(f"/articles/{article.id}/leave").status_code for _ in range(2)]

    assert left == [303, 303]
    assert not can_write(make.actor(other), article)
    assert sign_in(author).post(f"/articles/{article.id}/coauthors/{other.id}/accept").status_code == 404
    sign_in(other).post(f"/articles/{article.id}/join")
    assert sign_in(author).post(f"/articles/{article.id}/coauthors/{other.id}/accept").status_code == 303


def test_who_wrote_along_once_never_reviews_it(session, unit, author, other, sign_in, make):
    article = draft(session, author, unit_id=unit.id)
    session.add(CoAuthor(article_id=article.id, person_id=other.id, state=CoAuthorState.ACCEPTED,
                         asked_at=clock.now(), joined_at=clock.now()))  # fmt: skip
    session.commit()
    guest = sign_in(other)
    saved = guest.put(f"/articles/{article.id}/draft", json={"revision": 0, "source": "同事写的一稿。"})

    guest.post(f"/articles/{article.id}/leave")
    make.grant(other, Role.REVIEWER, unit)
    article.state, article.stage, article.waiting_since = State.SUBMITTED, Stage.UNIT, clock.now()
    session.commit()

    assert saved.status_code == 200
    assert why_not(make.actor(other), article) == OWN_WORK
    assert not session.scalar(sa.select(Article.id).where(waits_for(make.actor(other))))


def test_a_change_is_noted_once(session, author):
    with transaction():
        note_change()
        note_change()

    assert session.query(Job).filter_by(name="articles.fingerprint").count() == 1
