"""What lies behind a figure: the sittings of a lesson, and one sitting told moment by moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.credits.models import Completion
from learnhub.credits.queries import CompletedLesson, completions_of
from learnhub.kernel.clock import epoch_ms
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.reading import rules
from learnhub.reading.models import BeatRow, Dwell, Sitting, SittingState
from learnhub.reading.queries.lessons import shape_of


@dataclass(frozen=True, slots=True)
class SectionSum:
    """A section in one sitting: what was counted (rereading included) and what was trimmed."""

    title: str
    number: int
    counted_ms: int
    trimmed_ms: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the chart: where it lies in the sitting, in per cent, and what became of it."""

    x: float
    width: float
    fate: str
    from_at: datetime
    to_at: datetime
    length_ms: int
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class SittingPage:
    """One sitting with all that explains it; without raw beats (`kept`) only the sums are left."""

    id: int
    person_id: int
    person_name: str
    lesson_id: int
    title: str
    language: str
    version_number: int
    opened_at: datetime
    ended_at: datetime | None
    last_beat_at: datetime | None
    state: str
    device: str
    rule_version: str
    credited_ms: int
    review_ms: int
    provisional_ms: int
    idle_ms: int
    hidden_ms: int
    clock_ms: int
    kept: bool
    sections: Sequence[SectionSum]
    pieces: Sequence[Piece]
    inputs: int

    @property
    def observed_ms(self) -> int:
        """What the page reported as visible: what counted, what was reread, and what was trimmed as idle."""
        return self.credited_ms + self.review_ms + self.idle_ms


@dataclass(frozen=True, slots=True)
class Behind:
    """The sitting of a row that names one: for cases and lists."""

    id: int
    lesson_id: int
    title: str
    language: str
    opened_at: datetime
    credited_ms: int
    device: str


def sitting_page(sitting: Sitting) -> SittingPage:
    """One sitting, explained."""
    version = session().get_one(LessonVersion, sitting.lesson_version_id)
    lesson = session().get_one(Lesson, version.lesson_id)
    _, lines = shape_of(version.id)
    names = {line[0]: (line[1], number) for number, line in enumerate(lines, 1)}
    told = told_of(sitting)
    sums = told.by_section() if told else rules.told_from(sitting.summed)
    sections = [
        SectionSum(title, number, sums[identity]["counted"], sums[identity]["trimmed"])
        for identity, (title, number) in names.items()
        if identity in sums
    ]
    return SittingPage(
        sitting.id, sitting.person_id, session().get_one(Person, sitting.person_id).name, version.lesson_id,
        version.title, lesson.language, version.number, sitting.opened_at, sitting.ended_at, sitting.last_beat_at,
        sitting.state.value, sitting.device, sitting.rule_version, sitting.credited_ms, sitting.review_ms,
        sitting.provisional_ms, sitting.idle_ms, sitting.hidden_ms, sitting.clock_ms, told is not None, sections,
        _pieces(sitting, told, names) if told else (), len(told.inputs) if told else 0,
    )  # fmt: skip


def told_of(sitting: Sitting) -> rules.Told | None:
    """The sitting run through the rule again; None where its raw beats are no longer kept."""
    rows = session().execute(
        sa.select(BeatRow.seq, BeatRow.received_at, BeatRow.body)
        .where(BeatRow.sitting_id == sitting.id)
        .order_by(BeatRow.seq)
    ).all()  # fmt: skip
    if len(rows) < sitting.last_seq:
        return None
    shape, _ = shape_of(sitting.lesson_version_id)
    opened_ms = epoch_ms(sitting.opened_at)
    beats = [
        rules.Received(rules.parse_beat(row.body, seq=row.seq), epoch_ms(row.received_at) - opened_ms) for row in rows
    ]  # fmt: skip
    moved = sitting.state is SittingState.MOVED and sitting.ended_at is not None
    cut_ms = epoch_ms(sitting.ended_at) - opened_ms if moved and sitting.ended_at else None
    closed = sitting.state is SittingState.CLOSED and _reached_the_end(sitting, shape)
    return rules.tell(shape, beats, finished=closed, cut_ms=cut_ms)


def _reached_the_end(sitting: Sitting, shape: rules.LessonShape) -> bool:
    """Whether the last line of the lesson had been seen when the sitting ended."""
    seen = session().scalar(
        sa.select(Dwell.last_line_at).where(
            Dwell.person_id == sitting.person_id, Dwell.section == shape.last_section_id
        )
    )
    return seen is not None and (sitting.ended_at is None or seen <= sitting.ended_at)


def _pieces(sitting: Sitting, told: rules.Told, names: Mapping[str, tuple[str, int]]) -> list[Piece]:
    end_ms = max((each.to_ms for each in told.stretches), default=0)
    found = []
    for each in told.stretches:
        title, number = names.get(each.section, ("", 0))
        found.append(
            Piece(
                100 * each.from_ms / end_ms, 100 * each.length_ms / end_ms, each.fate.value,
                sitting.opened_at + timedelta(milliseconds=each.from_ms),
                sitting.opened_at + timedelta(milliseconds=each.to_ms), each.length_ms, title, number,
            )
        )  # fmt: skip
    return found


def sittings_named(person_id: int, ids: Sequence[int]) -> list[Behind]:
    """These sittings of a person, the latest first."""
    rows = session().execute(
        sa.select(
            Sitting.id, LessonVersion.lesson_id, LessonVersion.title, LessonVersion.language, Sitting.opened_at,
            Sitting.credited_ms, Sitting.device,
        )
        .join(LessonVersion, LessonVersion.id == Sitting.lesson_version_id)
        .where(Sitting.person_id == person_id, Sitting.id.in_(list(ids)))
        .order_by(Sitting.opened_at.desc())
    )  # fmt: skip
    return [Behind(*row) for row in rows]


def keys_of(completion_id: int) -> CompletedLesson | None:
    """A completion, complete or not, with its lesson."""
    done = session().get(Completion, completion_id)
    found = completions_of(done.person_id, only_complete=False) if done else []
    return next((each for each in found if each.completion_id == completion_id), None)


def keys_of_lesson(person_id: int, lesson_id: int) -> list[CompletedLesson]:
    """What a person has of every version of a lesson, the newest first."""
    return [each for each in completions_of(person_id, only_complete=False) if each.lesson_id == lesson_id]


def name_of(person_id: int) -> str:
    """The name of a person."""
    return session().get_one(Person, person_id).name


def raw_beats(person_id: int) -> Any:
    """Every raw beat of a person that is still kept, as a statement."""
    return (
        sa.select(BeatRow.sitting_id, BeatRow.seq, BeatRow.received_at, BeatRow.body)
        .join(Sitting, Sitting.id == BeatRow.sitting_id)
        .where(Sitting.person_id == person_id)
        .order_by(BeatRow.sitting_id, BeatRow.seq)
    )
