"""What may happen to a summary, who may do it, and what it brings about."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.assessment.rules import (
    ActorFacts,
    CycleState,
    Effect,
    Given,
    Grade,
    Refusal,
    State,
    Step,
    SummaryFacts,
    effects,
    may,
    may_begin,
    may_write,
    path,
    steps_offered,
)

AUTHOR = ActorFacts(1)
REVIEWER = ActorFacts(2, is_reviewer=True)
UNIT_ADMINISTRATOR = ActorFacts(3, is_unit_administrator=True)
ADMINISTRATOR = ActorFacts(4, administers=True)
SYSTEM = ActorFacts(None)
EVERYBODY = (AUTHOR, REVIEWER, UNIT_ADMINISTRATOR, ADMINISTRATOR, SYSTEM)
WORDS = Given(
    text="Read and used", line_id="due:R4", decision_no="2026-4", decided_on=date(2026, 12, 30), deciders="Party group"
)


def a_summary(state: State, **facts) -> SummaryFacts:
    return SummaryFacts(author_id=1, state=state, **{"has_words": True, "reviewed_by": 2, **facts})


def allowed(*, grades: bool) -> set[tuple[str, str, str]]:
    """Every (state, step, state it rests in) that somebody may take."""
    return {
        (state.value, step.value, path(step, summary)[-1].value)
        for state in State
        for step in Step
        for summary in [a_summary(state, grades=grades)]
        if any(may(step, summary, actor, WORDS) is None for actor in EVERYBODY)
    }


WITHOUT_GRADES = {
    ("not_started", "start", "draft"),
    ("draft", "submit", "submitted"),
    ("draft", "contest", "contested"),
    ("contested", "answer", "draft"),
    ("submitted", "take_back", "draft"),
    ("submitted", "return", "returned"),
    ("submitted", "review", "notified"),
    ("returned", "submit", "submitted"),
    ("returned", "contest", "contested"),
    ("notified", "acknowledge", "acknowledged"),
    ("notified", "explain", "explained"),
    ("acknowledged", "archive", "archived"),
    ("explained", "archive", "archived"),
}


def test_without_grades_a_summary_goes_from_draft_over_review_to_the_archive():
    assert allowed(grades=False) == WITHOUT_GRADES


def test_with_grades_a_summary_is_collated_decided_and_fed_back():
    assert allowed(grades=True) == WITHOUT_GRADES - {("submitted", "review", "notified")} | {
        ("submitted", "review", "reviewed"),
        ("reviewed", "collate", "collated"),
        ("collated", "decide", "decided"),
        ("collated", "return", "returned"),
        ("decided", "notify", "notified"),
        ("explained", "decide", "decided"),
    }


def test_without_grades_a_review_is_fed_back_in_the_same_act():
    assert path(Step.REVIEW, a_summary(State.SUBMITTED)) == (State.REVIEWED, State.NOTIFIED)


# --- who -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "step", "who"),
    [
        (State.NOT_STARTED, Step.START, {AUTHOR}),
        (State.DRAFT, Step.SUBMIT, {AUTHOR}),
        (State.DRAFT, Step.CONTEST, {AUTHOR}),
        (State.CONTESTED, Step.ANSWER, {UNIT_ADMINISTRATOR, ADMINISTRATOR}),
        (State.SUBMITTED, Step.TAKE_BACK, {AUTHOR}),
        (State.SUBMITTED, Step.RETURN, {REVIEWER, ADMINISTRATOR}),
        (State.SUBMITTED, Step.REVIEW, {REVIEWER}),
        (State.REVIEWED, Step.COLLATE, {ADMINISTRATOR}),
        (State.COLLATED, Step.RETURN, {ADMINISTRATOR}),
        (State.COLLATED, Step.DECIDE, {ADMINISTRATOR}),
        (State.DECIDED, Step.NOTIFY, {REVIEWER}),
        (State.NOTIFIED, Step.ACKNOWLEDGE, {AUTHOR}),
        (State.NOTIFIED, Step.EXPLAIN, {AUTHOR}),
        (State.ACKNOWLEDGED, Step.ARCHIVE, {SYSTEM}),
    ],
)
def test_every_step_belongs_to_somebody(state, step, who):
    summary = a_summary(state, grades=True)

    assert {actor for actor in EVERYBODY if may(step, summary, actor, WORDS) is None} == who


EVERYTHING = ActorFacts(1, is_reviewer=True, is_unit_administrator=True, administers=True)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.SUBMITTED, Step.REVIEW),
        (State.SUBMITTED, Step.RETURN),
        (State.CONTESTED, Step.ANSWER),
        (State.COLLATED, Step.DECIDE),
        (State.DECIDED, Step.NOTIFY),
    ],
)
def test_nobody_judges_a_summary_of_their_own_whatever_the_role(state, step):
    assert may(step, a_summary(state, grades=True), EVERYTHING, WORDS) == Refusal(
        "Nobody judges a summary of their own."
    )


def test_who_reviewed_cannot_decide_as_well():
    both = ActorFacts(2, is_reviewer=True, administers=True)

    refusal = may(Step.DECIDE, a_summary(State.COLLATED, grades=True), both, WORDS)

    assert refusal is not None
    assert "second person" in refusal.message


def test_a_page_offers_only_what_its_reader_may_do():
    summary = a_summary(State.SUBMITTED)

    assert steps_offered(summary, AUTHOR) == (Step.TAKE_BACK,)
    assert steps_offered(summary, REVIEWER) == (Step.RETURN, Step.REVIEW)
    assert steps_offered(summary, UNIT_ADMINISTRATOR) == ()
    assert may_begin(Step.REVIEW, summary, AUTHOR) is not None


# --- what must be given ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "step", "actor", "missing"),
    [
        (State.SUBMITTED, Step.RETURN, REVIEWER, {"text": " "}),
        (State.SUBMITTED, Step.REVIEW, REVIEWER, {"text": ""}),
        (State.DRAFT, Step.CONTEST, AUTHOR, {"text": ""}),
        (State.DRAFT, Step.CONTEST, AUTHOR, {"line_id": ""}),
        (State.CONTESTED, Step.ANSWER, UNIT_ADMINISTRATOR, {"text": "\n"}),
        (State.COLLATED, Step.DECIDE, ADMINISTRATOR, {"decision_no": ""}),
        (State.COLLATED, Step.DECIDE, ADMINISTRATOR, {"decided_on": None}),
        (State.COLLATED, Step.DECIDE, ADMINISTRATOR, {"deciders": " "}),
        (State.DECIDED, Step.NOTIFY, REVIEWER, {"text": ""}),
        (State.NOTIFIED, Step.EXPLAIN, AUTHOR, {"text": ""}),
    ],
)
def test_reasons_comments_and_decisions_are_not_optional(state, step, actor, missing):
    summary = a_summary(state, grades=True)

    assert may(step, summary, actor, WORDS) is None
    assert may(step, summary, actor, replace(WORDS, **missing)) is not None


def test_a_summary_without_words_is_not_submitted():
    assert may(Step.SUBMIT, a_summary(State.DRAFT, has_words=False), AUTHOR) is not None


def test_acknowledging_needs_nothing_but_a_click():
    assert may(Step.ACKNOWLEDGE, a_summary(State.NOTIFIED), AUTHOR) is None


def test_a_grade_is_refused_where_grades_are_off():
    graded = replace(WORDS, grade=Grade.GOOD)

    assert may(Step.REVIEW, a_summary(State.SUBMITTED), REVIEWER, graded) == Refusal("Grades are not recorded here.")
    assert may(Step.REVIEW, a_summary(State.SUBMITTED, grades=True), REVIEWER, graded) is None


def test_too_many_good_grades_need_a_recorded_exception():
    summary = a_summary(State.REVIEWED, grades=True, over_quota=True)

    assert may(Step.COLLATE, summary, ADMINISTRATOR) is not None
    assert may(Step.COLLATE, summary, ADMINISTRATOR, Given(quota_exception="Approved for a special task")) is None


# --- when ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.NOT_STARTED, Step.START),
        (State.DRAFT, Step.SUBMIT),
        (State.DRAFT, Step.CONTEST),
        (State.SUBMITTED, Step.TAKE_BACK),
    ],
)
def test_a_closed_quarter_takes_nothing_new_unless_it_was_reopened_for_this_person(state, step):
    closed = a_summary(state, cycle=CycleState.CLOSED)

    assert may(step, closed, AUTHOR, WORDS) is not None
    assert may(step, replace(closed, reopened=True), AUTHOR, WORDS) is None


@pytest.mark.parametrize(
    ("state", "step", "actor"),
    [
        (State.SUBMITTED, Step.REVIEW, REVIEWER),
        (State.SUBMITTED, Step.RETURN, REVIEWER),
        (State.RETURNED, Step.SUBMIT, AUTHOR),
        (State.RETURNED, Step.CONTEST, AUTHOR),
        (State.CONTESTED, Step.ANSWER, UNIT_ADMINISTRATOR),
        (State.NOTIFIED, Step.ACKNOWLEDGE, AUTHOR),
    ],
)
def test_what_was_handed_in_goes_its_way_after_the_cut_off(state, step, actor):
    assert may(step, a_summary(state, cycle=CycleState.CLOSED), actor, WORDS) is None


@given(st.sampled_from(list(State)), st.sampled_from(list(Step)), st.sampled_from(EVERYBODY), st.booleans())
def test_in_a_quarter_that_is_prepared_or_archived_nobody_changes_anything(state, step, actor, grades):
    prepared = a_summary(state, cycle=CycleState.DRAFT, grades=grades)
    archived = a_summary(state, cycle=CycleState.ARCHIVED, grades=grades)

    assert may(step, prepared, actor, WORDS) is not None
    assert step is Step.ARCHIVE or may(step, archived, actor, WORDS) is not None


def test_a_summary_can_be_taken_back_until_the_reviewer_has_opened_it():
    summary = a_summary(State.SUBMITTED)

    assert may(Step.TAKE_BACK, summary, AUTHOR) is None
    assert may(Step.TAKE_BACK, replace(summary, opened_by_reviewer=True), AUTHOR) is not None


@pytest.mark.parametrize(
    ("state", "writable"),
    [(State.DRAFT, True), (State.RETURNED, True), (State.SUBMITTED, False), (State.ARCHIVED, False)],
)
def test_words_are_changed_in_a_draft_and_after_a_return_only(state, writable):
    assert (may_write(a_summary(state), AUTHOR) is None) is writable
    assert may_write(a_summary(state), REVIEWER) is not None


def test_an_unfinished_draft_cannot_be_changed_after_the_cut_off_but_a_returned_one_can():
    assert may_write(a_summary(State.DRAFT, cycle=CycleState.CLOSED), AUTHOR) is not None
    assert may_write(a_summary(State.RETURNED, cycle=CycleState.CLOSED), AUTHOR) is None


# --- effects ---------------------------------------------------------------------------------------


def test_the_figures_freeze_at_the_first_submission_only():
    assert Effect.FREEZE_SNAPSHOT in effects(Step.SUBMIT, a_summary(State.DRAFT))
    assert Effect.FREEZE_SNAPSHOT not in effects(Step.SUBMIT, a_summary(State.RETURNED))
    assert Effect.NOTIFY_REVIEWER in effects(Step.SUBMIT, a_summary(State.RETURNED))


def test_taking_back_drops_the_figures():
    summary = a_summary(State.SUBMITTED)

    assert effects(Step.TAKE_BACK, summary) == {Effect.DROP_SNAPSHOT}
    assert path(Step.TAKE_BACK, summary) == (State.DRAFT,)


def test_taking_back_after_a_return_keeps_the_frozen_figures():
    summary = a_summary(State.SUBMITTED, was_returned=True)

    assert effects(Step.TAKE_BACK, summary) == frozenset()
    assert path(Step.TAKE_BACK, summary) == (State.RETURNED,)


def test_an_answer_after_a_return_rebuilds_the_figures_and_keeps_the_old_ones():
    summary = a_summary(State.CONTESTED, contested_from=State.RETURNED)

    assert path(Step.ANSWER, summary) == (State.RETURNED,)
    assert {Effect.REBUILD_SNAPSHOT, Effect.KEEP_VERSION} <= effects(Step.ANSWER, summary)
    assert Effect.REBUILD_SNAPSHOT not in effects(Step.ANSWER, a_summary(State.CONTESTED))


def test_an_answer_after_the_close_lets_a_summary_be_handed_in_that_was_never_handed_in():
    late = a_summary(State.CONTESTED, cycle=CycleState.CLOSED)

    assert Effect.REOPEN in effects(Step.ANSWER, late)
    assert Effect.REOPEN not in effects(Step.ANSWER, a_summary(State.CONTESTED))
    assert Effect.REOPEN not in effects(Step.ANSWER, replace(late, contested_from=State.RETURNED))


@pytest.mark.parametrize("grades", [False, True])
def test_the_cadre_hears_of_a_review_when_it_is_fed_back(grades):
    reviewed = effects(Step.REVIEW, a_summary(State.SUBMITTED, grades=grades))

    assert (Effect.NOTIFY_LEARNER in reviewed) is not grades
    assert Effect.NOTIFY_LEARNER in effects(Step.NOTIFY, a_summary(State.DECIDED, grades=True))
    assert Effect.NOTIFY_LEARNER in effects(Step.RETURN, a_summary(State.SUBMITTED, grades=grades))


def test_every_state_has_its_words_in_both_languages():
    for member in (*State, *Step, *CycleState, *Grade):
        assert member.en
        assert member.zh
    assert (State.NOT_STARTED.zh, State.REVIEWED.zh, State.NOTIFIED.zh) == ("未填报", "已评鉴", "已反馈")
