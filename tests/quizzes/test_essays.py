"""Essays: handed in, marked by people who do not see each other, and then graded like everything else."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.actions import turn_key
from learnhub.credits.rules import Key
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.quizzes import queries
from learnhub.quizzes.rules.attempts import AttemptState
from learnhub.quizzes.rules.essays import points_in, standing_of
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import question_of
from tests.quizzes.factories import attempt, checked_lesson, hand_in, save, start
from tests.quizzes.samples import QUESTIONS


def handed_in(session: Session, client: Any) -> tuple[int, int]:
    """An essay that waits: the attempt, and the place of the essay."""
    attempt_id = start(client, checked_lesson(session, gift=QUESTIONS["essay"]))
    save(client, attempt_id, 1, "第一段。\n第二段。")
    hand_in(client, attempt_id)
    return attempt_id, queries.items_of(attempt_id)[0][0].id


@pytest.fixture
def marker(make: Any, sign_in: Any) -> Any:
    def signed_in() -> Any:
        person = make.person()
        make.grant(person, Role.TRAINING_ADMINISTRATOR, make.unit())
        return sign_in(person)

    return signed_in


def give(client: Any, essay_id: int, first: str, second: str) -> Any:
    return client.post(
        f"/quizzes/essays/{essay_id}", data={"points-1": first, "points-2": second, "remark": "写得实。"}
    )


def test_two_people_mark_without_names_and_then_the_attempt_is_graded(
    session: Session, make: Any, sign_in: Any, marker: Any
) -> None:
    writer = make.person(name="作者本人")
    learner = sign_in(writer)
    attempt_id, essay_id = handed_in(session, learner)
    one, other = marker(), marker()

    shown = one.get(f"/quizzes/essays/{essay_id}").text
    give(one, essay_id, "4", "5")
    between = attempt(session, attempt_id).state
    seen = other.get(f"/quizzes/essays/{essay_id}").text
    give(other, essay_id, "4", "4")

    assert "第一段" in shown
    assert "作者本人" not in shown
    assert "写得实" not in seen
    assert between is AttemptState.SUBMITTED
    done = attempt(session, attempt_id)
    assert (done.state, done.percent, done.passed) == (AttemptState.GRADED, Decimal("85.00"), True)
    assert "写得实" in learner.get(f"/quizzes/attempts/{attempt_id}").text


def test_marks_that_lie_too_far_apart_go_to_a_third_person(
    session: Session, make: Any, sign_in: Any, marker: Any
) -> None:
    attempt_id, essay_id = handed_in(session, sign_in(make.person()))
    third = marker()
    give(marker(), essay_id, "4", "6")
    give(marker(), essay_id, "2", "2")

    waiting = third.get("/quizzes/essays").text
    state = attempt(session, attempt_id).state
    give(third, essay_id, "4", "4")

    assert f"/quizzes/essays/{essay_id}" in waiting
    assert state is AttemptState.SUBMITTED
    assert attempt(session, attempt_id).percent == Decimal("90.00")


def test_nobody_marks_twice_or_their_own(session: Session, make: Any, sign_in: Any, marker: Any) -> None:
    author = make.person()
    make.grant(author, Role.TRAINING_ADMINISTRATOR, make.unit())
    own = sign_in(author)
    _, essay_id = handed_in(session, own)
    other = marker()

    assert own.get(f"/quizzes/essays/{essay_id}").status_code == 409
    assert f"/essays/{essay_id}" not in own.get("/quizzes/essays").text
    assert give(other, essay_id, "4", "5").status_code == 303
    assert give(other, essay_id, "4", "5").status_code == 409
    assert f"/essays/{essay_id}" not in other.get("/quizzes/essays").text


def test_points_beyond_the_rubric_are_refused_on_the_same_page(
    session: Session, make: Any, sign_in: Any, marker: Any
) -> None:
    _, essay_id = handed_in(session, sign_in(make.person()))

    answer = give(marker(), essay_id, "5", "5")

    assert answer.status_code == 422
    assert "写得实" in answer.text


def test_the_queue_needs_as_many_statements_for_many_essays(
    session: Session, make: Any, sign_in: Any, marker: Any, statements: Any
) -> None:
    client = marker()
    handed_in(session, sign_in(make.person()))
    client.get("/quizzes/essays")
    with statements(warm=True) as few:
        client.get("/quizzes/essays")
    for _ in range(3):
        handed_in(session, sign_in(make.person()))
    with statements(warm=True) as many:
        client.get("/quizzes/essays")

    assert len(many) == len(few)


@pytest.mark.once
@pytest.mark.parametrize(
    ("marks", "missing", "fraction"),
    [
        ([], 2, None),
        (["0.8"], 1, None),
        (["0.8", "0.6"], 0, "0.70000"),
        (["0.9", "0.5"], 1, None),
        (["0.9", "0.5", "0.8"], 0, "0.85000"),
        (["0.9", "0.5", "0.7"], 0, "0.80000"),
    ],
)
def test_what_marks_come_to(marks: list[str], missing: int, fraction: str | None) -> None:
    question: Any = question_of(parse_gift(QUESTIONS["essay"]).questions[0])

    standing = standing_of(question, [Decimal(mark) for mark in marks])

    assert (standing.missing, standing.fraction) == (missing, Decimal(fraction) if fraction else None)


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "wrong"), [("4", []), ("3.5", []), ("4.5", ["1"]), ("-1", ["1"]), ("3.3", ["1"]), ("", ["1"])]
)
def test_points_come_in_halves_up_to_the_most(typed: str, wrong: list[str]) -> None:
    question: Any = question_of(parse_gift(QUESTIONS["essay"]).questions[0])

    assert points_in(question, {"1": typed, "2": "6"})[1] == wrong


@pytest.mark.parametrize(
    ("first", "headline"), [("4", "Passed: 80 % of the marks"), ("0", "Not passed yet: 0 of 1 right")]
)
def test_the_last_mark_turns_the_key_and_tells_who_wrote_what_it_came_to(
    session: Session, make: Any, sign_in: Any, marker: Any, first: str, headline: str
) -> None:
    writer = make.person(locale="en")
    learner, version = sign_in(writer), checked_lesson(session, gift=QUESTIONS["essay"])
    done = turn_key(writer.id, version, key=Key.READ, evidence={}, now=clock.now())
    attempt_id = start(learner, version)
    save(learner, attempt_id, 1, "第一段。\n第二段。")
    hand_in(learner, attempt_id)
    page, notices = f"/quizzes/attempts/{attempt_id}", sa.select(Notice.to).where(Notice.person_id == writer.id)
    essay_id = queries.items_of(attempt_id)[0][0].id

    give(marker(), essay_id, first, "4")
    waiting, told = learner.get(page).text, session.scalars(notices).all()
    between = done.recall_at
    give(marker(), essay_id, first, "4")
    session.expire_all()

    assert (between, page in told) == (None, False)
    assert "it is being graded" in waiting
    assert "not right" not in waiting
    assert headline in learner.get(page).text
    assert page in session.scalars(notices).all()
    assert (done.completed_at is not None) == (first == "4")


def test_an_attempt_that_waits_is_not_called_a_miss(session: Session, make: Any, sign_in: Any) -> None:
    learner = sign_in(make.person(locale="en"))
    attempt_id, _ = handed_in(session, learner)

    shown = learner.get(f"/quizzes/lessons/{queries.version_of(attempt(session, attempt_id)).lesson_id}").text

    assert "Your last attempt is being graded" in shown
    assert "being graded</span>" in shown
    assert "Not passed yet" not in shown


def test_a_marker_finds_what_waits_from_the_bank_and_from_the_inbox(
    session: Session, make: Any, sign_in: Any, marker: Any
) -> None:
    client = marker()
    handed_in(session, sign_in(make.person()))

    bank, inbox = client.get("/quizzes/bank").text, client.get("/inbox").text

    assert '<span class="number">(1)</span>' in bank
    assert 'href="/quizzes/essays"' in bank
    assert 'href="/quizzes/essays"' in inbox
