"""An article walks from its author through two reviewers to its readers, is corrected, and is withdrawn."""

import pytest
import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Remark, Step
from learnhub.articles.rules.states import Level, Stage, State, StepKind
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from tests.articles.factories import draft

DECLARED = {"original": "y", "nothing_secret": "y"}


class Place:
    """A county with a section, an author in it, a reviewer of the section and one of the county."""

    def __init__(self, make):
        self.county = make.unit("云溪县")
        self.section = make.unit("青石镇", parent=self.county)
        self.author = make.person("林晚舟", unit=self.section)
        self.near = make.person("沈长河", unit=self.section)
        self.far = make.person("施秉言", unit=self.county)
        make.grant(self.near, Role.REVIEWER, self.section)
        make.grant(self.far, Role.REVIEWER, self.county)
        self.article = draft(make.session, self.author, unit_id=self.section.id)
        self.path = f"/articles/{self.article.id}"
        make.session.commit()


@pytest.fixture
def place(make):
    return Place(make)


def now(make, place):
    make.session.expire_all()
    return make.session.get_one(Article, place.article.id)


def hand_in(sign_in, place, **data):
    looked_at = {"revision": place.article.draft_revision}
    return sign_in(place.author).post(f"{place.path}/submit", data={**DECLARED, **looked_at, **data})


def seen(make, place):
    return {"seen": now(make, place).submitted_version_id}


def decide(sign_in, make, place, by, what="pass", **data):
    return sign_in(by).post(f"{place.path}/{what}", data={**seen(make, place), **data})


def release(sign_in, make, place):
    hand_in(sign_in, place)
    decide(sign_in, make, place, place.near)
    answer = decide(sign_in, make, place, place.far, checked="y")
    assert answer.status_code == 303, answer.text


def kinds(make, place):
    return list(make.session.scalars(sa.select(Step.kind).where(Step.article_id == place.article.id).order_by(Step.id)))


def test_two_reviewers_release_an_article_and_its_author_is_told(make, sign_in, place):
    release(sign_in, make, place)

    article = now(make, place)
    assert (article.state, article.stage, article.released_by_id) == (State.RELEASED, None, place.far.id)
    assert kinds(make, place) == [StepKind.SUBMITTED, StepKind.PASSED, StepKind.PASSED, StepKind.RELEASED]
    told = make.session.scalars(sa.select(Notice.message).where(Notice.person_id == place.author.id)).all()
    assert "“%(title)s” was released." in told
    assert make.session.scalar(sa.select(AuditEntry.person_id).where(AuditEntry.action == "articles.released"))


def test_an_article_without_both_statements_is_not_taken(make, sign_in, place):
    answer = sign_in(place.author).post(f"{place.path}/submit", data={"original": "y", "revision": 0})

    assert answer.status_code == 422
    assert (now(make, place).state, kinds(make, place)) == (State.DRAFT, [])


def test_an_article_that_no_unit_could_review_is_not_taken(make, sign_in):
    nowhere = make.person("何清")
    article = draft(make.session, nowhere)
    make.session.commit()

    answer = sign_in(nowhere).post(f"/articles/{article.id}/submit", data={**DECLARED, "revision": 0})

    assert (answer.status_code, make.session.get_one(Article, article.id).state) == (422, State.DRAFT)
    assert "你不属于任何单位" in answer.text


def test_nobody_passes_two_stages_of_one_submission(make, sign_in, place):
    hand_in(sign_in, place)
    decide(sign_in, make, place, place.far)

    again = decide(sign_in, make, place, place.far, checked="y")

    assert again.status_code == 403
    assert "前一环节已通过" in again.text
    assert now(make, place).stage is Stage.SECRECY


def test_the_check_for_secrets_is_declared(make, sign_in, place):
    hand_in(sign_in, place)
    decide(sign_in, make, place, place.near)

    answer = decide(sign_in, make, place, place.far)

    assert answer.status_code == 422
    assert now(make, place).state is State.SUBMITTED


def test_an_article_for_the_county_is_released_by_a_reviewer_of_the_county(make, sign_in, place):
    now(make, place).level = Level.COUNTY
    make.session.commit()
    hand_in(sign_in, place)
    decide(sign_in, make, place, place.far)

    answer = decide(sign_in, make, place, place.near, checked="y")
    page = sign_in(place.near).get(f"{place.path}/review").text

    assert answer.status_code == 403
    assert "负责全县的审核人" in page


def test_a_return_tells_why_and_the_remark_finds_its_paragraph_again(make, sign_in, place):
    hand_in(sign_in, place)
    reviewer, author = sign_in(place.near), sign_in(place.author)
    assert reviewer.post(f"{place.path}/remarks", data={"block": "3", "body": "写明哪些材料。"}).status_code == 303
    assert decide(sign_in, make, place, place.near, "return").status_code == 422
    assert decide(sign_in, make, place, place.near, "return", reason="请补充数据。").status_code == 303
    article = now(make, place)
    article.draft_source = "新的开头。\n\n" + article.draft_source.replace("材料清单", "全部材料清单")
    make.session.commit()
    hand_in(sign_in, place)

    page = author.get(f"{place.path}/trail").text
    remark = make.session.scalars(sa.select(Remark)).one()
    settled = author.post(f"{place.path}/remarks/{remark.id}/answer", data={"answer": "已补。"})

    assert "请补充数据。" in page
    assert "第5段" in page
    assert "此后有改动" in page
    assert settled.status_code == 303
    make.session.expire_all()
    assert (remark.answer, remark.settled_at is not None) == ("已补。", True)


def test_a_correction_leaves_readers_the_released_text_until_it_has_passed(make, sign_in, place):
    release(sign_in, make, place)
    first = now(make, place).released_version_id

    sign_in(place.author).post(f"{place.path}/correct", data={"reason": "数字有误。"})
    article = now(make, place)
    article.draft_source += "\n\n更正：平均一趟半。\n"
    make.session.commit()
    hand_in(sign_in, place)
    between = now(make, place)
    assert (between.state, between.released_version_id) == (State.SUBMITTED, first)
    page = sign_in(place.near).get(f"{place.path}/review").text
    decide(sign_in, make, place, place.near)
    decide(sign_in, make, place, place.far, checked="y")

    after = now(make, place)
    assert "更正：平均一趟半。" in page[page.index("<ins>") :]
    assert after.released_version_id != first
    assert after.corrected_at is not None
    assert make.session.get_one(ArticleVersion, after.released_version_id).number == 2


def test_a_correction_that_changes_nothing_is_not_taken(make, sign_in, place):
    release(sign_in, make, place)
    sign_in(place.author).post(f"{place.path}/correct", data={"reason": "再看一遍。"})

    assert hand_in(sign_in, place).status_code == 409


def test_a_withdrawn_article_keeps_its_address_and_its_trail(make, sign_in, place):
    release(sign_in, make, place)
    reader = sign_in(make.person("陈砚", unit=place.section))

    assert sign_in(place.near).post(f"{place.path}/withdraw", data={"reason": ""}).status_code == 422
    assert sign_in(place.near).post(f"{place.path}/withdraw", data={"reason": "依据已废止。"}).status_code == 303
    trail = reader.get(f"{place.path}/trail")

    assert now(make, place).state is State.WITHDRAWN
    assert trail.status_code == 200
    assert "依据已废止。" in trail.text
    assert "声明：" not in trail.text
    assert make.session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "articles.withdrawn"))


def test_an_author_takes_a_submission_back(make, sign_in, place):
    hand_in(sign_in, place)

    assert sign_in(place.author).post(f"{place.path}/take-back").status_code == 303
    assert sign_in(place.near).post(f"{place.path}/pass", data={"seen": "1"}).status_code == 404
    assert now(make, place).state is State.DRAFT


def test_a_decision_about_a_text_that_was_handed_in_anew_is_refused(make, sign_in, place):
    hand_in(sign_in, place)
    old = seen(make, place)
    sign_in(place.author).post(f"{place.path}/take-back")
    now(make, place).draft_source += "\n\n新的一段。\n"
    make.session.commit()
    hand_in(sign_in, place)

    answer = sign_in(place.near).post(f"{place.path}/pass", data=old)

    assert answer.status_code == 409
    assert now(make, place).stage is Stage.UNIT
