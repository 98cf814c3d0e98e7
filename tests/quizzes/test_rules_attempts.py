"""The life of an attempt: starting, saving, ending, and what is shown when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.errors import Conflict
from learnhub.quizzes.rules.attempts import (
    NEXT_STATES,
    START_MESSAGES,
    AttemptState,
    PastAttempt,
    SavedAnswer,
    SaveOutcome,
    StartReason,
    StartRules,
    become,
    can_become,
    end_at,
    is_in_time,
    is_overdue,
    may_start,
    save_answer,
)
from learnhub.quizzes.rules.review import Moment, ReviewOptions, moment_of, review_options

CREATED, OPEN, SUBMITTED, EXPIRED, GRADED, REGRADED, VOID = AttemptState
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
MIDNIGHT = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # the following one in Shanghai

STEPS = {
    (CREATED, OPEN),
    (CREATED, VOID),
    (OPEN, SUBMITTED),
    (OPEN, EXPIRED),
    (OPEN, VOID),
    (SUBMITTED, GRADED),
    (SUBMITTED, VOID),
    (EXPIRED, GRADED),
    (EXPIRED, VOID),
    (GRADED, REGRADED),
    (GRADED, VOID),
    (REGRADED, REGRADED),
    (REGRADED, VOID),
}


@pytest.mark.parametrize(("state", "new"), list(product(AttemptState, AttemptState)))
def test_an_attempt_takes_the_steps_of_its_life_and_no_others(state: AttemptState, new: AttemptState) -> None:
    assert can_become(state, new) is ((state, new) in STEPS)


def test_every_state_has_its_row() -> None:
    assert set(NEXT_STATES) == set(AttemptState)


def test_a_second_hand_in_is_refused_in_plain_words() -> None:
    with pytest.raises(Conflict, match="already ended"):
        become(GRADED, SUBMITTED)
    with pytest.raises(Conflict, match="cannot change"):
        become(CREATED, GRADED)
    assert become(OPEN, SUBMITTED) is SUBMITTED


def miss(*, minutes_ago: int, state: AttemptState = GRADED) -> PastAttempt:
    return PastAttempt(state, NOON - timedelta(minutes=minutes_ago))


def passed(*, minutes_ago: int) -> PastAttempt:
    return PastAttempt(GRADED, NOON - timedelta(minutes=minutes_ago), passed=True)


@pytest.mark.parametrize(
    ("previous", "reason", "opens_in"),
    [
        ([], StartReason.FREE, None),
        ([PastAttempt(CREATED)], StartReason.UNDER_WAY, None),
        ([PastAttempt(OPEN), miss(minutes_ago=60)], StartReason.UNDER_WAY, None),
        ([miss(minutes_ago=60, state=SUBMITTED)], StartReason.BEING_GRADED, None),
        ([miss(minutes_ago=60, state=EXPIRED)], StartReason.BEING_GRADED, None),
        ([miss(minutes_ago=9)], StartReason.TOO_SOON, 1),
        ([miss(minutes_ago=10)], StartReason.FREE, None),
        ([miss(minutes_ago=500), miss(minutes_ago=3)], StartReason.TOO_SOON, 7),
        ([passed(minutes_ago=4)], StartReason.TOO_SOON, 6),
        ([miss(minutes_ago=300), miss(minutes_ago=200)], StartReason.FREE, None),
        ([miss(minutes_ago=300), miss(minutes_ago=200), miss(minutes_ago=100)], StartReason.MISSED_TODAY, 720),
        ([miss(minutes_ago=719), miss(minutes_ago=720), miss(minutes_ago=100)], StartReason.MISSED_TODAY, 720),
        ([miss(minutes_ago=721), miss(minutes_ago=200), miss(minutes_ago=100)], StartReason.FREE, None),
        ([miss(minutes_ago=30, state=VOID)] * 5, StartReason.FREE, None),
        ([miss(minutes_ago=30, state=REGRADED)] * 3, StartReason.MISSED_TODAY, 720),
        ([passed(minutes_ago=400), *[miss(minutes_ago=30)] * 3], StartReason.FREE, None),
    ],
)
def test_a_repeat_opens_when_the_rule_says(
    previous: list[PastAttempt], reason: StartReason, opens_in: int | None
) -> None:
    decision = may_start(previous, NOON)

    assert (decision.reason, decision.allowed) == (reason, reason is StartReason.FREE)
    assert decision.opens_at == (None if opens_in is None else NOON + timedelta(minutes=opens_in))


def test_a_third_miss_just_before_midnight_still_cools_for_ten_minutes() -> None:
    late = [PastAttempt(GRADED, MIDNIGHT - timedelta(minutes=minutes)) for minutes in (40, 20, 2)]

    before = may_start(late, MIDNIGHT - timedelta(minutes=1))
    after = may_start(late, MIDNIGHT + timedelta(minutes=1))

    assert (before.reason, before.opens_at) == (StartReason.MISSED_TODAY, MIDNIGHT + timedelta(minutes=8))
    assert (after.reason, after.opens_at) == (StartReason.TOO_SOON, MIDNIGHT + timedelta(minutes=8))
    assert may_start(late, MIDNIGHT + timedelta(minutes=8)).allowed


def test_a_quiz_with_a_number_of_attempts_ends_with_the_last() -> None:
    two = [miss(minutes_ago=400), miss(minutes_ago=300)]

    assert may_start(two, NOON, limits=StartRules(attempts=2)).reason is StartReason.NO_ATTEMPT_LEFT
    assert may_start(two, NOON, limits=StartRules(attempts=3)).allowed


def test_every_refusal_to_start_has_words() -> None:
    assert set(START_MESSAGES) == set(StartReason) - {StartReason.FREE}


ENDS = st.lists(st.tuples(st.integers(0, 3000), st.booleans()), max_size=8)


@given(ENDS)
def test_a_quiz_that_opens_later_is_open_then(ends: list[tuple[int, bool]]) -> None:
    previous = [PastAttempt(GRADED, NOON - timedelta(minutes=ago), passed=won) for ago, won in ends]

    decision = may_start(previous, NOON)

    assert decision.allowed is (decision.opens_at is None)
    if decision.opens_at is not None:
        assert decision.opens_at > NOON
        assert may_start(previous, decision.opens_at).allowed


def test_an_attempt_ends_after_its_limit_or_when_the_quiz_closes() -> None:
    limit = timedelta(minutes=30)

    assert end_at(NOON) is None
    assert end_at(NOON, limit=limit) == NOON + limit
    assert end_at(NOON, limit=limit, allowance=Decimal("1.5")) == NOON + timedelta(minutes=45)
    assert end_at(NOON, limit=limit, closes_at=NOON + timedelta(minutes=20)) == NOON + timedelta(minutes=20)
    assert end_at(NOON, closes_at=MIDNIGHT) == MIDNIGHT


@pytest.mark.parametrize(("seconds", "counts"), [(-1, True), (0, True), (60, True), (60.001, False), (3600, False)])
def test_the_network_has_a_minute_after_the_deadline(seconds: float, counts: bool) -> None:
    received_at = NOON + timedelta(seconds=seconds)

    assert is_in_time(received_at, NOON) is counts
    assert is_overdue(received_at, NOON) is not counts


def test_an_attempt_without_a_limit_is_never_overdue() -> None:
    assert is_in_time(MIDNIGHT, None)
    assert not is_overdue(MIDNIGHT, None)


def test_the_first_answer_is_version_one() -> None:
    decision = save_answer(SavedAnswer(), version=0, value="2")

    assert (decision.outcome, decision.kept) == (SaveOutcome.SAVED, SavedAnswer(1, "2"))
    assert decision.accepted


def test_a_page_that_knew_an_older_answer_gets_both_values() -> None:
    decision = save_answer(SavedAnswer(3, "2"), version=1, value="4")

    assert decision.outcome is SaveOutcome.STALE
    assert (decision.kept.value, decision.offered) == ("2", "4")
    assert not decision.accepted


def test_a_save_repeated_after_a_lost_receipt_changes_nothing() -> None:
    first = save_answer(SavedAnswer(1, "2"), version=1, value="3").kept

    again = save_answer(first, version=1, value="3")

    assert (again.outcome, again.kept) == (SaveOutcome.REPEATED, first)
    assert again.accepted


def test_a_page_that_knew_an_older_answer_and_offers_what_stands_has_nothing_to_decide() -> None:
    stands = SavedAnswer(3, "2")

    decision = save_answer(stands, version=0, value="2")

    assert (decision.outcome, decision.kept, decision.accepted) == (SaveOutcome.REPEATED, stands, True)


def test_an_answer_from_a_version_that_never_was_is_stale() -> None:
    assert save_answer(SavedAnswer(1, "2"), version=7, value="3").outcome is SaveOutcome.STALE


@pytest.mark.parametrize("state", [state for state in AttemptState if state is not OPEN])
def test_nothing_is_saved_into_an_attempt_that_is_not_open(state: AttemptState) -> None:
    decision = save_answer(SavedAnswer(1, "2"), version=1, value="3", state=state)

    assert (decision.outcome, decision.kept) == (SaveOutcome.CLOSED, SavedAnswer(1, "2"))


def test_a_save_after_the_grace_is_late() -> None:
    def outcome(seconds: int) -> SaveOutcome:
        received_at = NOON + timedelta(seconds=seconds)
        return save_answer(SavedAnswer(), version=0, value="1", received_at=received_at, ends_at=NOON).outcome

    assert outcome(60) is SaveOutcome.SAVED
    assert outcome(61) is SaveOutcome.LATE


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from("abc")), max_size=12))
def test_whatever_pages_send_the_stored_version_only_grows_by_one(saves: list[tuple[int, str]]) -> None:
    stored = SavedAnswer()
    for version, value in saves:
        decision = save_answer(stored, version=version, value=value)

        assert decision.kept.version - stored.version == (decision.outcome is SaveOutcome.SAVED)
        assert (decision.kept.value == value) or not decision.accepted
        stored = decision.kept


@pytest.mark.parametrize(
    ("state", "recall_shown", "moment"),
    [
        (CREATED, False, Moment.DURING),
        (OPEN, False, Moment.DURING),
        (OPEN, True, Moment.DURING),
        (SUBMITTED, True, Moment.ENDED),
        (EXPIRED, False, Moment.ENDED),
        (VOID, True, Moment.ENDED),
        (GRADED, False, Moment.BEFORE_RECALL),
        (REGRADED, False, Moment.BEFORE_RECALL),
        (GRADED, True, Moment.AFTER_RECALL),
        (REGRADED, True, Moment.AFTER_RECALL),
    ],
)
def test_an_attempt_is_at_one_of_four_moments(state: AttemptState, recall_shown: bool, moment: Moment) -> None:
    assert moment_of(state, recall_shown=recall_shown) is moment


def test_before_recall_is_shown_a_miss_tells_how_many_and_where_to_look_and_no_more() -> None:
    assert review_options(GRADED, recall_shown=False) == ReviewOptions(counts=True, sections=True)


def test_after_recall_is_shown_marks_key_and_explanations_are_there() -> None:
    shown = review_options(GRADED, recall_shown=True)

    assert shown.marks
    assert shown.key
    assert shown.explanations


def test_the_key_is_shown_at_one_moment_only() -> None:
    shown = [
        (state, recall)
        for state, recall in product(AttemptState, [False, True])
        if review_options(state, recall_shown=recall).key
    ]

    assert shown == [(GRADED, True), (REGRADED, True)]
