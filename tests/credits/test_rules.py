"""What study pays, and how entries add up."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.credits.rules import (
    DEFAULT_CREDIT_RULES,
    CreditRule,
    Entry,
    Form,
    Key,
    Pays,
    Portion,
    Status,
    Total,
    class_hours_for_lesson,
    credit_rule_document,
    credit_rule_from,
    credit_rule_on,
    date_with_room,
    dates_with_room,
    earns_hours,
    external_id,
    hours_by_day,
    is_complete,
    keys_left,
    problem_with,
    reversal_of,
    status_when_completed,
    total,
    total_by_form,
    waiting,
)
from learnhub.kernel.periods import Period

TODAY = date(2026, 11, 23)
TOMORROW = TODAY + timedelta(days=1)
CAP = Decimal(6)
LESSON_RULE = credit_rule_on(DEFAULT_CREDIT_RULES, Pays.LESSON_COMPLETION, TODAY)


def an_entry(seq: int = 1, **facts) -> Entry:
    defaults = {
        "person_id": 7,
        "form": Form.ONLINE,
        "hours": Decimal("0.50"),
        "earned_on": TODAY,
        "recorded_at": datetime(2026, 11, 23, 8, 0, tzinfo=UTC),
        "status": Status.VERIFIED,
        "rule_id": 1,
        "source": "learnhub",
        "external_id": f"lesson-version:{seq}",
    }
    return Entry(seq=seq, **{**defaults, **facts})


# --- what a lesson pays ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "hours"),
    [
        (0, "0.25"),
        (1, "0.25"),
        (15, "0.25"),
        (Decimal("15.1"), "0.50"),
        (16, "0.50"),
        (29, "0.50"),
        (Decimal("29.9"), "0.50"),
        (30, "1.00"),
        (300, "1.00"),
    ],
)
def test_a_lesson_pays_by_its_nominal_minutes(minutes, hours):
    assert class_hours_for_lesson(minutes, None, LESSON_RULE) == Decimal(hours)


def test_class_hours_in_the_front_matter_win_over_minutes():
    assert class_hours_for_lesson(10, Decimal(2), LESSON_RULE) == 2
    assert class_hours_for_lesson(60, Decimal(0), LESSON_RULE) == 0


@pytest.mark.parametrize(("minutes", "named"), [(10, Decimal("0.3")), (10, Decimal("-0.25")), (-1, None)])
def test_impossible_lengths_and_hours_are_refused(minutes, named):
    with pytest.raises(ValueError, match=r"lesson|multiple"):
        class_hours_for_lesson(minutes, named, LESSON_RULE)


def test_only_a_lesson_rule_pays_lessons():
    with pytest.raises(ValueError, match="does not pay lessons"):
        class_hours_for_lesson(10, None, credit_rule_on(DEFAULT_CREDIT_RULES, Pays.DAILY_CAP, TODAY))


def test_a_study_is_judged_by_the_version_of_its_own_day():
    old = replace(LESSON_RULE, effective_to=date(2026, 6, 30))
    new = replace(LESSON_RULE, effective_from=date(2026, 7, 1))

    assert credit_rule_on([new, old], Pays.LESSON_COMPLETION, date(2026, 6, 30)) is old
    assert credit_rule_on([new, old], Pays.LESSON_COMPLETION, date(2026, 7, 1)) is new
    assert credit_rule_on([new, old], Pays.LESSON_COMPLETION, date(2022, 12, 31)) is None
    assert credit_rule_on([new, old], Pays.LESSON_COMPLETION, TODAY, form=Form.LECTURE) is None


def test_the_default_rules_pay_half_an_hour_for_a_final_test_and_six_hours_a_day():
    test_rule = credit_rule_on(DEFAULT_CREDIT_RULES, Pays.COURSE_FINAL_TEST, TODAY)
    cap_rule = credit_rule_on(DEFAULT_CREDIT_RULES, Pays.DAILY_CAP, TODAY)

    assert test_rule.parameters["hours"] == Decimal("0.50")
    assert cap_rule.parameters["hours"] == 6
    assert all(rule.name_zh and rule.name_en and rule.source_zh and rule.source_en for rule in DEFAULT_CREDIT_RULES)


@pytest.mark.parametrize(
    "figures", [{}, {"hours": Decimal("0.3")}, {"hours": Decimal(0)}, {"hours": Decimal(6), "more": Decimal(1)}]
)
def test_a_cap_with_other_figures_is_refused(figures):
    with pytest.raises(ValueError, match=r"credit rule|class-hours"):
        CreditRule("cap", "n", "名", Pays.DAILY_CAP, Form.ONLINE, "s", "源", figures, TODAY)


def test_a_credit_rule_survives_being_stored():
    for rule in DEFAULT_CREDIT_RULES:
        assert credit_rule_from(json.loads(json.dumps(credit_rule_document(rule)))) == rule


# --- the cap of a day ------------------------------------------------------------------------------


def test_what_fits_stays_on_its_day():
    assert dates_with_room(TODAY, Decimal(1), {TODAY: Decimal(5)}, CAP) == (Portion(TODAY, Decimal(1)),)


def test_only_what_exceeds_the_cap_is_dated_to_the_next_day_with_room():
    used = {TODAY: Decimal("5.75"), TOMORROW: Decimal(6)}

    portions = dates_with_room(TODAY, Decimal(1), used, CAP)

    assert portions == (
        Portion(TODAY, Decimal("0.25")),
        Portion(TOMORROW + timedelta(days=1), Decimal("0.75")),
    )


def test_a_full_day_passes_everything_on():
    assert dates_with_room(TODAY, Decimal("0.5"), {TODAY: CAP}, CAP) == (Portion(TOMORROW, Decimal("0.5")),)


def test_a_cap_that_was_lowered_later_leaves_no_negative_room():
    assert dates_with_room(TODAY, Decimal(1), {TODAY: Decimal(8)}, CAP) == (Portion(TOMORROW, Decimal(1)),)


def test_without_a_cap_everything_stays():
    assert dates_with_room(TODAY, Decimal(40), {}, None) == (Portion(TODAY, Decimal(40)),)


def test_the_page_can_say_beforehand_which_day_it_will_be():
    assert date_with_room(TODAY, {}, CAP) == TODAY
    assert date_with_room(TODAY, {TODAY: CAP}, CAP) == TOMORROW


@pytest.mark.parametrize(("hours", "cap"), [("0", CAP), ("-1", CAP), ("0.3", CAP), ("1", Decimal(0))])
def test_nothing_and_no_room_are_refused(hours, cap):
    with pytest.raises(ValueError, match="hours"):
        dates_with_room(TODAY, Decimal(hours), {}, cap)


quarters = st.integers(0, 40).map(lambda count: Decimal(count) / 4)
near_days = st.integers(0, 6).map(lambda count: TODAY + timedelta(days=count))


@given(quarters.filter(bool), st.dictionaries(near_days, quarters), quarters.filter(bool))
def test_spreading_loses_nothing_and_never_goes_over_a_cap(hours, used, cap):
    portions = dates_with_room(TODAY, hours, used, cap)

    assert sum(portion.hours for portion in portions) == hours
    assert all(portion.hours > 0 and portion.hours % Decimal("0.25") == 0 for portion in portions)
    assert all(portion.hours + used.get(portion.day, 0) <= cap for portion in portions)
    assert [portion.day for portion in portions] == sorted({portion.day for portion in portions})


def test_portions_of_one_payment_have_ids_of_their_own():
    assert external_id("lesson-version", 12) == "lesson-version:12"
    assert external_id("lesson-version", 12, 1) == "lesson-version:12#2"


# --- completion ------------------------------------------------------------------------------------


def test_a_completion_has_two_keys():
    assert not is_complete({Key.READ})
    assert not is_complete({Key.RECALL})
    assert is_complete({Key.READ, Key.RECALL})
    assert keys_left({Key.RECALL}) == (Key.READ,)


def test_a_lesson_without_recall_can_be_completed_but_earns_nothing():
    assert is_complete({Key.READ}, needed={Key.READ})
    assert not earns_hours({Key.READ})
    assert earns_hours({Key.READ, Key.RECALL})


def test_declared_reading_waits_for_the_unit_administrator():
    assert status_when_completed(declared=True) is Status.PENDING
    assert status_when_completed(declared=False) is Status.VERIFIED


# --- sums ------------------------------------------------------------------------------------------


def test_only_what_was_verified_counts_and_a_reversal_takes_it_away():
    first = an_entry(1, hours=Decimal(2), days=Decimal("0.5"))
    entries = [
        first,
        an_entry(2, status=Status.PENDING, hours=Decimal(1)),
        reversal_of(first, seq=3, actor_id=9, reason="Entered twice", recorded_at=first.recorded_at),
        an_entry(4, hours=Decimal("0.25")),
    ]

    assert total(entries) == Total(Decimal("0.25"), Decimal(0))


def test_hours_and_days_are_summed_apart():
    entries = [
        an_entry(1, form=Form.OFF_JOB, hours=Decimal(0), days=Decimal(3)),
        an_entry(2, form=Form.OFF_JOB, hours=Decimal(8)),
    ]

    assert total(entries, forms={"off_job"}) == Total(Decimal(8), Decimal(3))


def test_a_total_can_be_asked_for_a_form_and_a_period():
    october = Period(date(2026, 10, 1), date(2026, 10, 31))
    entries = [
        an_entry(1, earned_on=date(2026, 10, 31)),
        an_entry(2, earned_on=date(2026, 11, 1)),
        an_entry(3, earned_on=date(2026, 10, 1), form=Form.LECTURE, hours=Decimal(5)),
    ]

    assert total(entries, period=october).hours == Decimal("5.5")
    assert total(entries, period=october, forms=[Form.ONLINE]).hours == Decimal("0.5")
    assert list(total_by_form(entries, period=october)) == [Form.ONLINE, Form.LECTURE]


def test_a_pending_entry_waits_until_a_later_one_speaks_about_it():
    claim, other = an_entry(1, status=Status.PENDING), an_entry(2, status=Status.PENDING)
    yes = an_entry(3, corrects_entry=1, actor_id=9, reason="Certificate seen")
    no = an_entry(4, corrects_entry=2, status=Status.REJECTED, actor_id=9, reason="No proof")

    assert waiting([claim, other]) == (claim, other)
    assert waiting([claim, other, yes, no]) == ()
    assert total([claim, other, yes, no]).hours == Decimal("0.5")


def test_a_day_holds_room_for_what_is_still_waiting():
    claim = an_entry(1, status=Status.PENDING)
    verified = an_entry(2, hours=Decimal(1))
    no = an_entry(3, corrects_entry=1, status=Status.REJECTED, actor_id=9, reason="No proof")
    lecture = an_entry(4, form=Form.LECTURE, hours=Decimal(5))

    assert hours_by_day([claim, verified, lecture]) == {TODAY: Decimal("1.5")}
    assert hours_by_day([claim, verified, no, lecture]) == {TODAY: Decimal(1)}


@pytest.mark.parametrize(
    "facts",
    [
        {"hours": Decimal("0.3")},
        {"days": Decimal("0.1")},
        {"hours": Decimal(-1)},
        {"status": Status.REVERSED, "hours": Decimal(1), "corrects_entry": 1, "actor_id": 9, "reason": "r"},
        {"status": Status.REVERSED, "hours": Decimal(0), "corrects_entry": 1, "actor_id": 9, "reason": "r"},
        {"status": Status.REVERSED, "hours": Decimal(-1), "actor_id": 9, "reason": "r"},
        {"status": Status.REJECTED, "actor_id": 9, "reason": "r"},
        {"corrects_entry": 2, "actor_id": 9, "reason": "r"},
        {"corrects_entry": 1, "actor_id": 9, "reason": "  "},
        {"corrects_entry": 1, "reason": "r"},
    ],
)
def test_an_entry_that_makes_no_sense_is_named(facts):
    assert problem_with(an_entry(2, **facts)) is not None


def test_a_plain_entry_and_its_reversal_are_fine():
    entry = an_entry(1, days=Decimal(2))

    undone = reversal_of(entry, seq=2, actor_id=9, reason="Entered twice", recorded_at=entry.recorded_at)

    assert problem_with(entry) is None
    assert problem_with(undone) is None
    assert (undone.earned_on, undone.external_id) == (entry.earned_on, "lesson-version:1#reversed-2")
    assert total([entry, undone]) == Total()
