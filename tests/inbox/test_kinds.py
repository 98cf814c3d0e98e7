"""Kinds of notices: each has words, a reason and a switch, and what is switched off is not written."""

import ast
from pathlib import Path

import pytest

import learnhub
from learnhub.inbox import actions, queries
from learnhub.inbox.queries import KINDS
from learnhub.platform.i18n import words

# What a person must not miss: an answer somebody waits for, or their own record and work.
MUST = {
    "assessment", "reading", "course", "course_review",
    "article", "article_review", "article_join", "collection_editor",
}  # fmt: skip


def values(given):
    """What an argument can be: a constant, the name of one, or one of two."""
    if isinstance(given, ast.IfExp):
        return [*values(given.body), *values(given.orelse)]
    return [given] if isinstance(given, ast.Constant | ast.Name) else []


def kinds_in_the_code():
    """Every kind that a call of `notify` names."""
    found = {}
    for path in Path(learnhub.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        known = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) == "notify":
                given = [node for each in call.keywords if each.arg == "kind" for node in values(each.value)]
                told = [known.get(node.id) if isinstance(node, ast.Name) else node.value for node in given]
                found |= {kind: path.name for kind in told if isinstance(kind, str)}
    return found


@pytest.mark.once
def test_every_kind_in_the_code_has_words_a_reason_and_a_switch(app):
    used = kinds_in_the_code()

    assert len(used) >= 8
    assert KINDS.keys() - used.keys() == set()  # no switch that does nothing
    assert {kind: where for kind, where in used.items() if kind not in KINDS} == {}
    with app.app_context():
        assert all(str(kind.name) and words("zh-CN", str(kind.reason)).startswith("你收到") for kind in KINDS.values())


def test_what_must_be_answered_cannot_be_switched_off():
    assert {key for key in KINDS if not queries.can_be_off(key)} == MUST


def tell(person, time, kind, key="a", to="/help"):
    return actions.notify(person.id, kind=kind, message="A notice.", params={}, to=to, key=key, now=time.now)


def test_what_is_switched_off_is_not_written(make, time):
    person, other = make.person(), make.person("张伟")
    actions.keep_choices(person.id, wanted=["article_comment"], mail=True, weekday=0)

    assert tell(person, time, "quiz") is None
    assert tell(person, time, "article_comment", key="b") is not None
    assert tell(other, time, "quiz") is not None


def test_what_somebody_waits_for_is_written_whatever_was_posted(make, time, sign_in):
    person = make.person()

    answer = sign_in(person).post("/inbox/preferences", data={"weekday": "2"})

    assert answer.status_code == 303
    assert tell(person, time, "assessment") is not None
    assert tell(person, time, "quiz", key="b") is None
    assert queries.mail_setting(person.id) == queries.MailSetting(wanted=False, weekday=2)


def test_a_kind_can_be_switched_on_again(make, time, sign_in):
    person = make.person()
    client = sign_in(person)
    client.post("/inbox/preferences", data={"weekday": "0"})

    client.post("/inbox/preferences", data={"weekday": "0", "kind": ["quiz"], "mail": "on"})

    assert tell(person, time, "quiz") is not None


def test_the_page_says_why_and_shows_no_switch_that_does_nothing(make, sign_in):
    person = make.person(locale="zh-CN", email="shen@example.org")

    page = sign_in(person).get("/inbox/preferences").text

    assert page.count(" disabled") == len(MUST - {"course", "course_review"})  # for authors and reviewers only
    assert "有人在等你答复，因此不能关闭。" in page
    assert "邮件发往 shen@example.org。" in page


def test_a_day_that_no_week_has_is_refused(make, sign_in):
    assert sign_in(make.person()).post("/inbox/preferences", data={"weekday": "7"}).status_code == 422


def test_a_notice_on_the_front_page_leads_to_the_thing_and_is_seen(make, time, sign_in):
    person = make.person(locale="zh-CN", unit=make.unit())
    notice, client = tell(person, time, "quiz", to="/catalog/"), sign_in(person)

    page = client.get("/").text
    answer = client.post(f"/inbox/{notice.id}/open")

    assert f'action="/inbox/{notice.id}/open"' in page
    assert answer.location == "/catalog/"
    assert notice.seen_at == time.now


def test_the_list_says_why_each_notice_came(make, time, sign_in):
    person = make.person(locale="zh-CN")
    tell(person, time, "article_topic")

    assert "你收到这条消息，是因为你关注了这个专题。" in sign_in(person).get("/inbox").text
