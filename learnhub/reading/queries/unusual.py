"""What is unusual in sittings and answers since a moment, as it would be put before a person."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa

from learnhub.catalog.models import Section
from learnhub.kernel.clock import epoch_ms, iso_ms, local_date
from learnhub.platform.db import session
from learnhub.reading import rules
from learnhub.reading.models import BeatRow, Sitting


@dataclass(frozen=True, slots=True)
class Unusual:
    """Something that a person should look at; `about` names it, so that it is raised once."""

    person_id: int
    signal: rules.Signal
    about: str
    facts: dict[str, Any]
    sittings: tuple[int, ...]


class Answered(Protocol):
    """A check as it was answered; quizzes lie beside this domain and hand theirs in."""

    person_id: int
    attempt_id: int
    took_ms: int
    chars: int


@dataclass(frozen=True, slots=True)
class _Seen:
    id: int
    person_id: int
    version_id: int
    opened_at: datetime
    place: str | None
    counted_ms: int
    inputs: tuple[int, ...]
    sections: frozenset[str]
    path: tuple[tuple[str, int], ...] | None
    reports_ms: tuple[int, ...]


def unusual_sittings(since: datetime) -> list[Unusual]:
    """What is unusual in each sitting, among all of them and in each person's, in three statements."""
    sittings = _sittings(since)
    by_person: defaultdict[int, list[_Seen]] = defaultdict(list)
    for each in sittings:
        by_person[each.person_id].append(each)
    found = [*_even(sittings), *_same_path(sittings), *_longer(sittings, _budgets(since)), *_long_reports(sittings)]
    for person_id, theirs in by_person.items():
        found += [*_round_the_clock(person_id, theirs), *_two_places(person_id, theirs)]
    return found


def unusual_answers(answers: Iterable[Answered]) -> list[Unusual]:
    """Checks that were answered in less time than reading their questions takes."""
    fast = rules.DEFAULT_PACE.fast
    return [
        Unusual(
            each.person_id, rules.Signal.FAST_ANSWERS, f"attempt:{each.attempt_id}",
            {
                "took_ms": each.took_ms, "chars": each.chars, "attempt": each.attempt_id,
                "least_ms": rules.fastest_reading_ms(each.chars),
            },
            (),
        )
        for each in answers
        if rules.is_faster_than_reading(each.took_ms, each.chars, int(fast))  # type: ignore[call-overload]
    ]  # fmt: skip


def _sittings(since: datetime) -> list[_Seen]:
    rows = session().execute(
        sa.select(
            Sitting.id, Sitting.person_id, Sitting.lesson_version_id, Sitting.opened_at, Sitting.place,
            (Sitting.credited_ms + Sitting.review_ms).label("counted_ms"),
        )
        .where(Sitting.last_beat_at >= since)
        .order_by(Sitting.opened_at)
    )  # fmt: skip
    beats = defaultdict(list)
    query = (
        sa.select(BeatRow.sitting_id, BeatRow.body)
        .join(Sitting, Sitting.id == BeatRow.sitting_id)
        .where(Sitting.last_beat_at >= since)
        .order_by(BeatRow.sitting_id, BeatRow.seq)
    )
    for row in session().execute(query):
        beats[row.sitting_id].append(row.body)
    return [_seen(row, beats[row.id]) for row in rows.all()]


def _seen(row: Any, bodies: Sequence[dict[str, Any]]) -> _Seen:
    inputs = tuple(offset for body in bodies for offset in body.get("inputs", ()))
    reports = [[(entry[0], entry[1], entry[2]) for entry in body.get("seen", ())] for body in bodies]
    spans = [span for report in reports for span in report]
    return _Seen(
        row.id, row.person_id, row.lesson_version_id, row.opened_at, row.place, row.counted_ms, inputs,
        frozenset(section for section, _, _ in spans), rules.path_of(spans), tuple(map(rules.seen_ms, reports)),
    )  # fmt: skip


def _budgets(since: datetime) -> dict[int, dict[str, int]]:
    """Of each lesson version that was read in: the longest time that reading each section can take."""
    read = sa.select(Sitting.lesson_version_id).where(Sitting.last_beat_at >= since)
    rows = session().execute(
        sa.select(Section.lesson_version_id, Section.identity, Section.chars).where(Section.lesson_version_id.in_(read))
    )
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for version_id, identity, chars in rows:
        found[version_id][identity] = rules.budget_ms(chars)
    return found


def _even(sittings: Iterable[_Seen]) -> Iterator[Unusual]:
    for each in sittings:
        if not rules.are_even(each.inputs):
            continue
        first, last = min(each.inputs), max(each.inputs)
        facts = {
            "inputs": len(each.inputs),
            "every_s": round((last - first) / (len(each.inputs) - 1) / 1000, 1),
            "percent": round(100 * (rules.evenness(each.inputs) or 0)),
        }
        yield Unusual(each.person_id, rules.Signal.EVEN_INPUTS, f"sitting:{each.id}", facts, (each.id,))


def _longer(sittings: Iterable[_Seen], budgets: Mapping[int, Mapping[str, int]]) -> Iterator[Unusual]:
    for each in sittings:
        of_seen = [ms for section, ms in budgets.get(each.version_id, {}).items() if section in each.sections]
        if rules.is_longer_than_reading(each.counted_ms, of_seen):
            facts = {"counted_ms": each.counted_ms, "longest_ms": sum(of_seen), "sections": len(of_seen)}
            yield Unusual(each.person_id, rules.Signal.LONGER_THAN_READING, f"sitting:{each.id}", facts, (each.id,))


def _long_reports(sittings: Iterable[_Seen]) -> Iterator[Unusual]:
    for each in sittings:
        long = [ms for ms in each.reports_ms if ms > rules.LONGEST_REPORT_MS]
        if long:
            facts = {"reports": len(long), "longest_ms": max(long)}
            yield Unusual(each.person_id, rules.Signal.LONG_REPORTS, f"sitting:{each.id}", facts, (each.id,))


def _same_path(sittings: Iterable[_Seen]) -> Iterator[Unusual]:
    """Sittings of whoever it is that went the same way; each person is shown only their own."""
    paths: defaultdict[Any, list[_Seen]] = defaultdict(list)
    for each in sittings:
        if each.path is not None:
            paths[each.version_id, each.path].append(each)
    for same in paths.values():
        for person_id in {each.person_id for each in same} if len(same) > 1 else ():
            theirs = tuple(each.id for each in same if each.person_id == person_id)
            facts = {"sittings": len(same), "visits": len(same[0].path or ())}
            yield Unusual(person_id, rules.Signal.SAME_PATH, f"sitting:{min(theirs)}", facts, theirs)


def _round_the_clock(person_id: int, sittings: Sequence[_Seen]) -> Iterator[Unusual]:
    moments = [epoch_ms(each.opened_at) + offset for each in sittings for offset in each.inputs]
    hours, first = rules.busy_hours(moments)
    if hours >= rules.BUSY_HOURS:
        began = datetime.fromtimestamp(first / 1000, UTC)
        facts = {"hours": hours, "began_at": iso_ms(began)}
        about = f"day:{local_date(began).isoformat()}"
        yield Unusual(person_id, rules.Signal.ROUND_THE_CLOCK, about, facts, tuple(each.id for each in sittings))


def _two_places(person_id: int, sittings: Sequence[_Seen]) -> Iterator[Unusual]:
    """Places are comparable within a day only, so days are looked at one by one."""
    days: defaultdict[Any, list[_Seen]] = defaultdict(list)
    for each in sittings:
        if each.place:
            days[local_date(each.opened_at)].append(each)
    for day, theirs in days.items():
        count = rules.switches([(epoch_ms(each.opened_at), each.place or "") for each in theirs])
        if count >= rules.SWITCHES:
            ids = tuple(each.id for each in theirs)
            yield Unusual(person_id, rules.Signal.TWO_PLACES, f"day:{day.isoformat()}", {"switches": count}, ids)
