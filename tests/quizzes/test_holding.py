"""How a quiz is held is set by its keepers, and more is allowed to one person by a training administrator."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from learnhub.quizzes.models import Allowance, Question, Quiz
from learnhub.quizzes.queries import settings_of
from learnhub.quizzes.rules.settings import Counts, Part
from tests.quizzes.factories import attempt, checked_lesson, start

FORM = {
    "questions": "4", "pass_percent": "75", "counts": "best", "cooling_minutes": "0", "minutes": "20", "tries": "3",
    "behaviour": "deferred", "layout": "one", "after_lessons": "y", "misses_a_day": "",
}  # fmt: skip


@pytest.fixture
def version(session, make):
    return checked_lesson(session)


@pytest.fixture
def quiz(session, version):
    return session.query(Quiz).filter_by(lesson_id=version.lesson_id).one()


@pytest.fixture
def county(make):
    return make.unit("县")


@pytest.fixture
def keeper(make, county, sign_in):
    person = make.person("管理员", unit=county, locale="en")
    make.grant(person, Role.TRAINING_ADMINISTRATOR, county)
    return sign_in(person)


@pytest.fixture
def cadre(make, county):
    return make.person("干部", unit=county, locale="en")


def test_settings_hold_from_the_next_attempt_and_are_on_the_record(keeper, quiz, session):
    last = session.query(sa.func.max(Question.id)).filter_by(lesson_id=quiz.lesson_id).scalar()
    answer = keeper.post(
        f"/quizzes/{quiz.id}/settings",
        data={
            **FORM,
            "opens_at": "2026-11-24T08:00",
            "parts": f"1 section:第0节\nquestions: {last}",
            "review": "closed:key",
        },
    )

    session.refresh(quiz)
    held = settings_of(quiz)
    assert answer.status_code == 303
    assert (quiz.questions, quiz.pass_percent, held.minutes, held.misses_a_day) == (4, 75, 20, None)
    assert held.opens_at.isoformat() == "2026-11-24T00:00:00+00:00"
    assert held.parts[0] == Part(count=1, section="第0节")
    assert held.parts[1].questions == (last,)
    assert session.query(AuditEntry).filter_by(action="quizzes.settings").count() == 1


def test_what_was_saved_is_what_the_page_shows(keeper, quiz):
    keeper.post(
        f"/quizzes/{quiz.id}/settings", data={**FORM, "opens_at": "2026-11-24T08:00", "parts": "1 section:第0节"}
    )

    shown = keeper.get(f"/quizzes/{quiz.id}/settings").text

    assert 'value="2026-11-24T08:00"' in shown
    assert "1 section:第0节" in shown


def test_what_somebody_else_saved_meanwhile_is_shown_and_replaced_only_knowingly(keeper, quiz, session):
    path = f"/quizzes/{quiz.id}/settings"
    known = re.search(r'name="known"[^>]*value="(\w+)"', keeper.get(path).text).group(1)
    mine = {**FORM, "known": known, "minutes": "45", "parts": "1 section:第0节"}
    theirs = keeper.post(path, data={**FORM, "known": known, "counts": "last"})

    answer = keeper.post(path, data=mine)
    session.expire_all()
    kept = settings_of(quiz).minutes
    seen = re.search(r'name="known"[^>]*value="(\w+)"', answer.text).group(1)
    again = keeper.post(path, data={**mine, "known": seen})

    assert (theirs.status_code, answer.status_code, kept, again.status_code) == (303, 409, 20, 303)
    told = re.search(r'<dl class="facts">(.*?)</dl>', answer.text, re.DOTALL).group(1)
    assert re.findall("<dd[^>]*>(.*?)</dd>", told) == ["the last", "20", "–"]
    assert 'value="45"' in answer.text
    session.expire_all()
    assert (settings_of(quiz).minutes, quiz.counts) == (45, Counts.BEST)


def test_saving_what_stands_already_is_no_conflict(keeper, quiz):
    path = f"/quizzes/{quiz.id}/settings"
    known = re.search(r'name="known"[^>]*value="(\w+)"', keeper.get(path).text).group(1)

    answers = [keeper.post(path, data={**FORM, "known": known}).status_code for _ in range(2)]

    assert answers == [303, 303]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": "0"}, {"minutes": "x"}, {"pass_percent": "101"}, {"questions": ""}, {"parts": "many"},
        {"opens_at": "2026-11-24T08:00", "closes_at": "2026-11-24T07:00"}, {"tries": "9"}, {"counts": "worst"},
        {"parts": "1\n" * 1500}, {"opens_at": "0001-01-01T00:00"}, {"closes_at": "9999-12-31T23:59"},
    ],
)  # fmt: skip
def test_settings_that_make_no_sense_change_nothing(keeper, quiz, session, wrong):
    answer = keeper.post(f"/quizzes/{quiz.id}/settings", data={**FORM, **wrong})

    session.refresh(quiz)
    assert answer.status_code == 422
    assert quiz.edited_at is None


def allow(client, quiz, cadre, **values):
    form = {"username": cadre.username, "time_percent": "50", "attempts": "1", "reason": "视力不便。", **values}
    return client.post(f"/quizzes/{quiz.id}/allowances", data={f"more-{name}": value for name, value in form.items()})


def test_more_time_moves_the_end_and_is_told_and_on_the_record(keeper, quiz, cadre, session, sign_in, version):
    quiz.settings = {"minutes": 20, "attempts": 1}
    session.commit()
    client = sign_in(cadre)
    under_way = start(client, version)

    answer = allow(keeper, quiz, cadre)

    held = attempt(session, under_way)
    session.refresh(held)
    assert answer.status_code == 303
    assert held.ends_at == held.started_at + timedelta(minutes=30)
    assert session.query(Notice).filter_by(person_id=cadre.id, kind="quiz").count() == 1
    assert session.query(AuditEntry).filter_by(action="quizzes.allow", person_id=cadre.id).count() == 1
    assert "More was allowed to you." in client.get(f"/quizzes/lessons/{version.lesson_id}").text


def test_a_second_allowance_takes_the_place_of_the_first_and_can_be_ended(keeper, quiz, cadre, session):
    allow(keeper, quiz, cadre)
    allow(keeper, quiz, cadre, time_percent="25")
    held = session.query(Allowance).filter(Allowance.ended_at.is_(None)).one()

    ended = keeper.post(f"/quizzes/allowances/{held.id}/end")

    assert (held.time_percent, ended.status_code) == (25, 303)
    assert keeper.post(f"/quizzes/allowances/{held.id}/end").status_code == 404


def test_nobody_allows_to_themselves_or_to_somebody_elsewhere(keeper, quiz, cadre, make, session):
    other = make.person("外县", unit=make.unit("外县"))
    session.commit()

    assert allow(keeper, quiz, other).status_code == 422
    assert allow(keeper, quiz, cadre, username="管理员").status_code in (403, 422)
    assert session.query(Allowance).count() == 0


def test_a_form_of_nothing_is_told_what_is_missing(keeper, quiz):
    assert keeper.post(f"/quizzes/{quiz.id}/allowances").status_code == 422
    assert keeper.post(f"/quizzes/{quiz.id}/settings").status_code == 422


def test_cadres_see_neither_page(quiz, cadre, sign_in):
    client = sign_in(cadre)

    assert client.get(f"/quizzes/{quiz.id}/settings").status_code == 404
    assert client.post(f"/quizzes/{quiz.id}/settings", data=FORM).status_code == 404
    assert allow(client, quiz, cadre).status_code == 404
