"""Time limits, opening and closing, and attempts that are closed from their saved answers."""

from datetime import timedelta

import pytest

from learnhub.catalog.models import Lesson
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.platform.jobs import REGISTRY, Job, run_due
from learnhub.quizzes.models import Attempt, Quiz
from tests.quizzes.factories import attempt, checked_lesson, hand_in, key_of, save, start, take


@pytest.fixture
def client(make, sign_in):
    return sign_in(make.person(locale="en"))


@pytest.fixture
def version(session, make):
    return checked_lesson(session)


@pytest.fixture
def held(session, version):
    """Hold the check of the lesson otherwise."""

    def hold(**settings):
        quiz = session.query(Quiz).filter_by(lesson_id=version.lesson_id).one()
        quiz.settings = settings
        session.commit()
        return quiz

    return hold


def page(client, version):
    return client.get(f"/quizzes/lessons/{version.lesson_id}").text


def sweep():
    REGISTRY["quizzes.close_overdue"].run()


def test_the_real_end_is_shown_before_the_start_and_frozen_by_it(client, version, session, held, time):
    held(minutes=30)

    before = page(client, version)
    attempt_id = start(client, version)
    held(minutes=5)
    time.pass_(minutes=10)

    assert "If you start now, it ends at 09:30." in before
    assert "You have 30 min." in before
    assert attempt(session, attempt_id).ends_at == attempt(session, attempt_id).started_at + timedelta(minutes=30)
    assert "It ends at 09:30." in client.get(f"/quizzes/attempts/{attempt_id}").text


def test_an_attempt_ends_when_the_quiz_closes(client, version, session, held):
    closes = clock.now() + timedelta(minutes=12)
    held(minutes=30, closes_at=closes.isoformat())

    attempt_id = start(client, version)

    assert attempt(session, attempt_id).ends_at == closes


def test_before_it_opens_and_after_it_closes_nothing_starts(client, version, held, time):
    url = f"/quizzes/lessons/{version.lesson_id}/attempts"
    opens = clock.now() + timedelta(minutes=10)
    held(opens_at=opens.isoformat(), closes_at=(opens + timedelta(minutes=10)).isoformat())

    early, shown = client.post(url), page(client, version)
    time.pass_(minutes=21)
    late = client.post(url)

    assert (early.status_code, late.status_code) == (409, 409)
    assert "It has not opened yet" in shown
    assert "It is closed" in page(client, version)


def test_a_save_within_the_grace_counts_and_one_after_it_is_refused_with_both_values(
    client, version, session, held, time
):
    held(minutes=1)
    attempt_id = start(client, version)
    key = key_of(session, attempt_id)
    save(client, attempt_id, 1, key[1])

    time.pass_(seconds=119)
    within = save(client, attempt_id, 2, key[2])
    time.pass_(seconds=3)
    after = save(client, attempt_id, 3, key[3])

    assert within.status_code == 200
    assert after.status_code == 409
    assert after.json["title"] == "The time for this attempt is over."
    assert after.json["offered"] == key[3]


def test_a_page_that_does_not_know_of_more_time_hands_nothing_in_when_its_clock_ends(
    client, version, session, held, time
):
    held(minutes=10)
    attempt_id = start(client, version)
    for position, value in key_of(session, attempt_id).items():
        save(client, attempt_id, position, value)
    attempt(session, attempt_id).ends_at += timedelta(minutes=10)  # as an allowance does
    session.commit()
    time.pass_(minutes=10)

    told = client.post(f"/quizzes/attempts/{attempt_id}/hand-in", data={"over": "yes"})
    going_on = attempt(session, attempt_id).state
    shown = client.get(told.location).text
    time.pass_(minutes=10)
    hand_in(client, attempt_id, over="yes")

    assert told.status_code == 303
    assert going_on == "open"
    assert "the attempt goes on" in shown
    assert attempt(session, attempt_id).state == "graded"


def test_when_the_time_is_over_the_last_look_offers_no_more_answers(client, version, session, held, time):
    held(minutes=1)
    attempt_id = start(client, version)

    time.pass_(minutes=3)
    looked = client.get(f"/quizzes/attempts/{attempt_id}/check")

    assert looked.location == f"/quizzes/attempts/{attempt_id}"
    assert "The time of this attempt is over" in client.get(looked.location).text


def test_an_attempt_outlives_its_lesson_and_leads_nowhere_that_is_gone(client, version, session):
    attempt_id = start(client, version)
    session.get_one(Lesson, version.lesson_id).retired_at = clock.now()
    session.commit()

    pages = [client.get(f"/quizzes/attempts/{attempt_id}").text]
    hand_in(client, attempt_id)
    pages.append(client.get(f"/quizzes/attempts/{attempt_id}").text)

    assert attempt(session, attempt_id).state == "graded"
    for shown in pages:
        assert f"/reading/lessons/{version.lesson_id}" not in shown
        assert f"/quizzes/lessons/{version.lesson_id}" not in shown


def test_the_sweep_hands_in_what_was_saved_and_says_so(client, version, session, held, time):
    held(minutes=1)
    attempt_id = start(client, version)
    for position, value in key_of(session, attempt_id).items():
        save(client, attempt_id, position, value)

    time.pass_(seconds=90)
    sweep()
    within_grace = attempt(session, attempt_id).state
    time.pass_(seconds=60)
    sweep()
    sweep()

    closed = attempt(session, attempt_id)
    assert (within_grace, closed.state, closed.passed) == ("open", "graded", True)
    assert closed.handed_in_at == closed.ends_at
    assert session.query(Notice).filter_by(kind="quiz").count() == 1
    assert "when the time was over" in client.get(f"/quizzes/attempts/{attempt_id}").text


def test_the_sweep_is_queued_for_when_the_grace_is_over_once_for_all_that_end_then(
    client, make, sign_in, version, session, held, time
):
    held(minutes=1)
    start(client, version)
    start(sign_in(make.person(locale="en")), version)
    queued = session.query(Job).filter_by(name="quizzes.close_overdue").all()

    time.pass_(minutes=3)
    ran = run_due()

    assert [job.run_at - clock.now() for job in queued] == [timedelta(0)]
    assert ran == 1
    assert {each.state for each in session.query(Attempt)} == {"graded"}


def test_who_comes_back_too_late_is_told_and_can_see_the_result_at_once(client, version, session, held, time):
    held(minutes=1)
    attempt_id = start(client, version)
    time.pass_(minutes=5)

    shown = client.get(f"/quizzes/attempts/{attempt_id}").text
    hand_in(client, attempt_id)

    assert "The time of this attempt is over" in shown
    assert attempt(session, attempt_id).state == "graded"


def test_starting_again_closes_what_is_overdue_first(client, version, session, held, time):
    held(minutes=1, cooling_minutes=0)
    first = start(client, version)
    time.pass_(minutes=5)

    second = start(client, version)

    assert second != first
    assert attempt(session, first).state == "graded"


def test_attempts_are_limited_and_the_page_says_how_many_are_left(client, version, session, held, time):
    held(attempts=2, cooling_minutes=0)
    left = page(client, version)
    take(client, session, version, right=False)
    take(client, session, version, right=False)

    refused = client.post(f"/quizzes/lessons/{version.lesson_id}/attempts")

    assert "You have 2 attempts left." in left
    assert refused.status_code == 409
    assert "All attempts are used" in page(client, version)


@pytest.mark.parametrize(("counts", "passed"), [("first", False), ("last", True), ("best", True), ("average", False)])
def test_the_attempt_that_counts_decides(client, version, session, held, time, counts, passed):
    held(cooling_minutes=0).counts = counts
    session.commit()
    take(client, session, version, right=False)
    time.pass_(minutes=1)
    take(client, session, version, right=True)

    assert ("Passed with 100 %" in page(client, version)) is passed


def test_a_check_without_limit_has_no_clock(client, version):
    attempt_id = start(client, version)

    shown = client.get(f"/quizzes/attempts/{attempt_id}").text

    assert "data-timer" not in shown
    assert "There is no time limit." in shown
