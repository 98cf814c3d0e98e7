"""The weekly mail: one a week at most, only of what is new, each thing once, in the person's language."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from learnhub.inbox import actions, jobs
from learnhub.platform.mail import Mail

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine in the morning in Shanghai


def tell(person, time, key="a", kind="quiz", to="/catalog/"):
    return actions.notify(person.id, kind=kind, message="A notice.", params={}, to=to, key=key, now=time.now)


def mails(session):
    return session.scalars(sa.select(Mail).order_by(Mail.id)).all()


@pytest.fixture
def shen(make):
    return make.person(locale="zh-CN", email="shen@example.org")


def test_what_is_new_comes_once_and_in_the_persons_language(app, session, make, time, shen, monkeypatch):
    config = app.extensions["learnhub.config"]
    monkeypatch.setitem(app.extensions, "learnhub.config", _with_address(config))
    wang = make.person("Wang", locale="en", email="wang@example.org")
    tell(shen, time)
    tell(wang, time)

    jobs.mail_weekly()
    jobs.mail_weekly()
    time.pass_(days=7)
    jobs.mail_weekly()

    chinese, english = mails(session)
    assert (chinese.to, chinese.subject) == ("shen@example.org", "LearnHub：1 条新消息")
    assert "https://learnhub.example.org/catalog/" in chinese.text
    assert 'href="https://learnhub.example.org/catalog/"' in chinese.html
    assert "https://learnhub.example.org/inbox/preferences" in chinese.text
    assert "你收到这条消息，是因为" in chinese.text
    assert english.subject == "LearnHub: 1 new notice"
    assert "You get this because" in english.text


def _with_address(config):
    from dataclasses import replace

    return replace(config, public_url="https://learnhub.example.org")


def test_one_mail_a_week_at_most_whatever_day_is_chosen(session, time, shen):
    tell(shen, time)
    jobs.mail_weekly()
    actions.keep_choices(shen.id, wanted=[], mail=True, weekday=2)
    tell(shen, time, key="b", kind="assessment")
    time.pass_(days=2)

    jobs.mail_weekly()
    too_early = len(mails(session))
    time.pass_(days=7)
    jobs.mail_weekly()

    assert too_early == 1
    assert len(mails(session)) == 2


@pytest.mark.parametrize("case", ["seen", "off", "no address", "disabled", "another day", "night"])
def test_no_mail_where_none_is_wanted_or_nothing_is_new(session, make, time, shen, case):
    notice = tell(shen, time)
    match case:
        case "seen":
            actions.mark_seen(notice, now=time.now)
        case "off":
            actions.keep_choices(shen.id, wanted=["quiz"], mail=False, weekday=0)
        case "no address":
            shen.email = None
        case "disabled":
            shen.disabled_at = time.now
        case "another day":
            time.pass_(days=1)
        case "night":
            time.pass_(hours=12)
    session.flush()

    jobs.mail_weekly()

    assert mails(session) == []


def test_a_long_list_is_cut_and_says_so(session, time, shen):
    for number in range(25):
        tell(shen, time, key=str(number))

    jobs.mail_weekly()

    (mail,) = mails(session)
    assert mail.text.count("/catalog/") == 20
    assert "消息列表中还有 5 条。" in mail.text


def test_words_of_others_stay_words_in_the_mail(session, time, shen):
    actions.notify(
        shen.id, kind="quiz", message="%(name)s handed in the summary for quarter %(number)s of %(year)s.",
        params={"name": "<script>x</script>", "number": 4, "year": 2026}, to="/catalog/", key="x", now=time.now,
    )  # fmt: skip

    jobs.mail_weekly()

    (mail,) = mails(session)
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html
