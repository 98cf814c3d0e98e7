"""What the figures of a summary say, and what comes too late for them."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from learnhub.assessment.rules import (
    CompletedLine,
    CreditLine,
    DueLine,
    OpenLine,
    QuizLine,
    SnapshotFacts,
    adjustments,
    compose_snapshot,
    entry_ids,
    line_ids,
    may_hide,
)
from learnhub.kernel.periods import Period

AUTUMN = Period(date(2026, 10, 1), date(2026, 12, 31))
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))


def credit(entry_id: int, day: date, hours: str = "0.5", **facts) -> CreditLine:
    return CreditLine(entry_id, earned_on=day, hours=Decimal(hours), **{"form": "online", "rule_id": 1, **facts})


FACTS = SnapshotFacts(
    person_id=7,
    quarter="2026Q4",
    period=AUTUMN,
    as_of=date(2026, 12, 20),
    head_hash="a" * 64,
    entries=(
        credit(11, date(2026, 10, 1)),
        credit(12, date(2026, 12, 20), "1", rule_id=2),
        credit(13, date(2026, 11, 2), "8", form="off_job", days=Decimal(1)),
        credit(14, date(2026, 11, 3), "0.25", pending=True),
        credit(15, date(2026, 12, 21)),
        credit(16, date(2026, 9, 30)),
    ),
    due=(
        DueLine(
            rule_key="R4",
            rule_id=5,
            metric="hours",
            due_total=Decimal(50),
            expected=Decimal("48.5"),
            done=Decimal("47.5"),
            due_this_quarter=Decimal(14),
            state="on_track",
            period=Period(date(2026, 1, 1), date(2026, 12, 31)),
        ),
    ),
    completed=(
        CompletedLine("lesson", 22, "公文写作", date(2026, 12, 20), entry_ids=(12,)),
        CompletedLine("lesson", 21, "Letters", date(2026, 10, 1), declared=True, entry_ids=(11,)),
        CompletedLine("lesson", 20, "Before", date(2026, 9, 30)),
    ),
    quizzes=(QuizLine(3, "公文写作测试", Decimal("87.5"), passed=True),),
    open=(OpenLine("lesson", 23, "Minutes of meetings"),),
)


def test_hours_are_summed_by_form_up_to_the_day_of_the_snapshot():
    hours = {line["form"]: line for line in compose_snapshot(FACTS)["hours"]}

    assert hours["online"] == {
        "id": "hours:online",
        "form": "online",
        "hours": "1.50",
        "days": None,
        "pending": "0.25",
        "entries": [11, 12],
        "rules": [1, 2],
    }
    assert (hours["off_job"]["hours"], hours["off_job"]["days"]) == ("8.00", "1.00")


def test_every_line_names_its_entries_and_the_version_of_its_rule():
    snapshot = compose_snapshot(FACTS)

    assert snapshot["due"][0]["rules"] == [5]
    assert snapshot["completed"][0]["entries"] == [11]
    assert entry_ids(snapshot) == {11, 12, 13}


def test_completions_stand_in_the_order_of_their_dates_with_what_was_declared_marked():
    lines = compose_snapshot(FACTS)["completed"]

    assert [(line["title"], line["completed_on"], line["declared"]) for line in lines] == [
        ("Letters", "2026-10-01", True),
        ("公文写作", "2026-12-20", False),
    ]


def test_due_against_done_the_best_score_and_what_is_open_are_there():
    snapshot = compose_snapshot(FACTS)

    assert (snapshot["due"][0]["done"], snapshot["due"][0]["due_total"]) == ("47.50", "50.00")
    assert snapshot["quizzes"][0]["best_percent"] == "87.50"
    assert snapshot["open"][0]["id"] == "open-lesson:23"


def test_a_snapshot_from_before_articles_were_told_still_reads():
    old = {part: lines for part, lines in compose_snapshot(FACTS).items() if part != "articles"}

    assert line_ids(old) == line_ids(compose_snapshot(FACTS))


def test_a_snapshot_is_plain_json_and_the_same_facts_give_the_same_snapshot():
    shuffled = replace(FACTS, entries=tuple(reversed(FACTS.entries)), completed=tuple(reversed(FACTS.completed)))

    assert json.loads(json.dumps(compose_snapshot(FACTS))) == compose_snapshot(FACTS)
    assert compose_snapshot(shuffled) == compose_snapshot(FACTS)


def test_no_minutes_no_log_ins_no_ranking_and_no_grade_have_a_place():
    text = json.dumps(_keys(compose_snapshot(FACTS)))

    for word in ("minute", "credited_ms", "duration", "time", "login", "rank", "like", "grade", "attempt"):
        assert word not in text


def _keys(value: object) -> list[str]:
    if isinstance(value, dict):
        return [key for each, part in value.items() for key in (each, *_keys(part))]
    if isinstance(value, list):
        return [key for part in value for key in _keys(part)]
    return []


def test_lines_have_ids_of_their_own_and_only_some_can_be_hidden():
    ids = line_ids(compose_snapshot(replace(FACTS, adjustments=(credit(16, date(2026, 9, 30)),))))

    assert len(set(ids)) == len(ids)
    assert [ident for ident in ids if may_hide(ident)] == ["lesson:21", "lesson:22", "quiz:3"]
    assert "adjustment:16" in ids


def test_a_snapshot_before_its_quarter_begins_is_empty_of_hours():
    assert compose_snapshot(replace(FACTS, as_of=date(2026, 9, 30)))["hours"] == []


# --- what came late --------------------------------------------------------------------------------

LATE = (
    credit(1, date(2026, 9, 1)),
    credit(2, date(2026, 9, 2)),
    credit(3, date(2026, 8, 1), "-0.5"),
    credit(4, date(2026, 9, 3), pending=True),
    credit(5, date(2026, 10, 1)),
    credit(6, date(2026, 3, 1)),
)


def test_what_came_after_the_freeze_shows_next_quarter_corrections_too():
    late = adjustments({1}, LATE, frozen=[SUMMER])

    assert [entry.entry_id for entry in late] == [3, 2]


def test_a_quarter_without_a_snapshot_has_nothing_to_be_put_right():
    assert adjustments(set(), LATE, frozen=[]) == []


def test_an_adjustment_is_shown_once():
    snapshot = compose_snapshot(replace(FACTS, adjustments=tuple(adjustments({1}, LATE, frozen=[SUMMER]))))

    assert adjustments({1} | entry_ids(snapshot), LATE, frozen=[SUMMER]) == []


@pytest.mark.parametrize("day", [date(2026, 12, 21), date(2026, 12, 31)])
def test_what_was_earned_between_the_freeze_and_the_end_of_the_quarter_is_not_lost(day):
    late = credit(15, day)
    frozen = compose_snapshot(replace(FACTS, entries=(*FACTS.entries[:4], late)))

    assert adjustments(entry_ids(frozen), [*FACTS.entries[:3], late], frozen=[AUTUMN]) == [late]
