"""The inbox: said once, shown to one person, marked by posting."""

import pytest
import sqlalchemy as sa

from learnhub.inbox import actions, queries
from learnhub.inbox.models import Notice

RETURNED = "Your summary for %(quarter)s was returned: %(reason)s"


def tell(person, time, *, key="summary-1-returned", reason="请补充第二项", to="/help"):
    params = {"quarter": "2026Q4", "reason": reason}
    return actions.notify(person.id, kind="summary", message=RETURNED, params=params, to=to, key=key, now=time.now)


def test_the_same_thing_is_said_once(make, session, time):
    person = make.person()

    first, again = tell(person, time), tell(person, time)

    assert first is not None
    assert again is None
    assert session.scalar(sa.select(sa.func.count(Notice.id))) == 1


def test_two_people_are_told_apart(make, time):
    one, other = make.person(), make.person("张伟")

    tell(one, time)
    tell(other, time)

    assert queries.count_waiting(one.id) == queries.count_waiting(other.id) == 1


def test_an_empty_inbox_says_what_will_come(make, sign_in):
    page = sign_in(make.person(locale="en")).get("/inbox")

    assert page.status_code == 200
    assert "No notices yet" in page.text


def test_the_page_shows_what_was_said_and_how_much_is_new(make, sign_in, time):
    person = make.person(locale="en")
    tell(person, time)
    tell(person, time, key="b", reason="<script>alert(1)</script> 100% sure %(x)s")

    page = sign_in(person).get("/inbox").text

    assert "2 new notices" in page
    assert "Your summary for 2026Q4 was returned: 请补充第二项" in page
    assert "<script>alert(1)" not in page


def test_opening_a_notice_marks_it_and_leads_on(make, sign_in, time):
    person = make.person()
    notice = tell(person, time)

    answer = sign_in(person).post(f"/inbox/{notice.id}/open")

    assert (answer.status_code, answer.location) == (303, "/help")
    assert notice.seen_at == time.now
    assert queries.waiting_for(person.id) == []


def test_looking_at_the_list_marks_nothing(make, sign_in, time):
    person = make.person()
    tell(person, time)

    sign_in(person).get("/inbox")

    assert queries.count_waiting(person.id) == 1


def test_what_came_in_meanwhile_stays_new(make, sign_in, time):
    person = make.person()
    shown = tell(person, time)
    later = tell(person, time, key="later")

    sign_in(person).post("/inbox/seen", data={"up_to": shown.id})

    assert [row.id for row in queries.waiting_for(person.id)] == [later.id]


@pytest.mark.parametrize("up_to", ["", "x", "-1", "99999999999999999999"])
def test_an_unreadable_mark_breaks_nothing(make, sign_in, time, up_to):
    person = make.person()
    tell(person, time)

    assert sign_in(person).post("/inbox/seen", data={"up_to": up_to}).status_code == 303


def test_a_notice_of_somebody_else_does_not_exist(make, sign_in, time):
    notice = tell(make.person(), time)
    other = sign_in(make.person("张伟"))

    assert other.post(f"/inbox/{notice.id}/open").status_code == 404
    assert other.post("/inbox/999999/open").status_code == 404
    assert notice.seen_at is None


@pytest.mark.parametrize("to", ["https://example.org", "//example.org", "reading"])
def test_a_notice_leads_nowhere_else(make, time, to):
    with pytest.raises(ValueError, match="path of this site"):
        tell(make.person(), time, to=to)


def test_the_list_costs_the_same_with_many_notices(make, sign_in, time, statements):
    person = make.person()
    client = sign_in(person)
    tell(person, time)
    client.get("/inbox")
    with statements() as few:
        client.get("/inbox")
    for number in range(60):
        tell(person, time, key=str(number))

    with statements() as many:
        page = client.get("/inbox?page=2")

    assert page.status_code == 200
    assert len(many) == len(few)


def test_marking_everything_reaches_what_was_dated_earlier(make, sign_in, time):
    person = make.person()
    tell(person, time, key="newest")
    time.pass_(days=-30)
    tell(person, time, key="told later, dated earlier")
    time.pass_(days=30)
    client = sign_in(person)
    up_to = client.get("/inbox").text.partition('name="up_to" value="')[2].partition('"')[0]

    client.post("/inbox/seen", data={"up_to": up_to})

    assert queries.count_waiting(person.id) == 0


def test_the_list_narrows_to_what_is_new(make, sign_in, time):
    person = make.person(locale="en")
    seen = tell(person, time, reason="old words")
    tell(person, time, key="b", reason="new words")
    actions.mark_seen(seen, now=time.now)

    page = sign_in(person).get("/inbox?show=new").text

    assert "new words" in page
    assert "old words" not in page


def test_who_has_seen_everything_is_told_where_the_rest_is(make, sign_in, time):
    person = make.person(locale="zh-CN")
    actions.mark_seen(tell(person, time), now=time.now)

    page = sign_in(person).get("/inbox?show=new").text

    assert "没有未读消息" in page
    assert "查看全部消息" in page


def test_a_notice_says_what_it_is_about(make, sign_in, time):
    person = make.person(locale="zh-CN")
    actions.notify(
        person.id, kind="assessment", message="A notice.", params={}, to="/assessment/", key="a", now=time.now
    )  # fmt: skip

    assert "季度学习小结 ·" in sign_in(person).get("/inbox").text
