"""The measuring rule: from what was on screen, and the inputs between, to credited, review and trimmed time."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from learnhub.reading.rules.meter import Meter
from learnhub.reading.rules.pace import LessonShape, is_read
from learnhub.reading.rules.state import Ending, SittingState
from learnhub.reading.rules.timeline import Timeline, lay_out
from learnhub.reading.rules.transport import Beat, check_sections

# Part of every explanation of a figure: it changes whenever the same beats would give another one.
RULE_VERSION = "1"

LIVE_WITHIN_MS = 2_000
NOTHING_REPORTED = Timeline((), (), 0, 0)


class Verdict(StrEnum):
    COUNTING = "counting"
    PAUSED = "paused"


class Pause(StrEnum):
    """Why the live mark says that nothing is being counted."""

    IDLE = "idle"
    HIDDEN = "hidden"
    NOT_REPORTED = "not_reported"
    CLOCK = "clock"
    ENDED = "ended"


@dataclass(frozen=True)
class Dwell:
    """What one person has of a lesson's sections, from all sittings: credited time, and whose last line was seen."""

    credited_ms: Mapping[str, int] = field(default_factory=dict)
    last_lines: Set[str] = frozenset()


@dataclass(frozen=True)
class Trimmed:
    """Reported time that earns nothing, by reason, in milliseconds."""

    idle_ms: int = 0
    hidden_ms: int = 0
    clock_ms: int = 0


@dataclass(frozen=True)
class BeatOutcome:
    """What one beat, or one ending, adds to a sitting and to its reader's sections (all times in milliseconds).

    `dwell` is the reader's dwell afterwards. `trimmed.idle_ms` can be below zero: a late beat of an expired sitting
    takes back what the expiry had trimmed, because the sitting goes on as if it had not expired.
    """

    state: SittingState
    credited_ms: Mapping[str, int]
    review_ms: Mapping[str, int]
    trimmed: Trimmed
    provisional_ms: int
    verdict: Verdict
    reason: Pause | None
    last_lines: frozenset[str]
    dwell: Dwell


def open_sitting() -> SittingState:
    """A sitting that was opened a moment ago: everything is pending until the first input."""
    return SittingState()


def credit_beat(
    shape: LessonShape,
    state: SittingState,
    dwell: Dwell,
    beat: Beat,
    *,
    now_ms: int,
    opened_at_ms: int,
    last_accepted_at_ms: int | None = None,
) -> BeatOutcome:
    """Apply one beat that is next in order; raises UnknownSection when it names a section that is not in the lesson.

    The three moments are server times on one scale; `last_accepted_at_ms` is None before the first accepted beat.
    """
    check_sections(beat, shape)
    end_ms = max(state.end_ms, _stretch_end(state, beat, passed_ms=now_ms - opened_at_ms))
    timeline = lay_out(beat, from_ms=state.end_ms, to_ms=end_ms, last_input_ms=state.last_input_ms)
    meter = Meter(shape, state)
    meter.follow(timeline, until_ms=end_ms)
    if state.cut_ms is not None:
        meter.trim_pending()
    after = meter.state(last_seq=beat.seq)
    since = opened_at_ms if last_accepted_at_ms is None else last_accepted_at_ms
    return _outcome(
        shape,
        after,
        dwell,
        meter,
        timeline,
        was_queued=end_ms - state.end_ms > now_ms - since + LIVE_WITHIN_MS,
        reason=_pause(after, beat, timeline, is_empty=end_ms == state.end_ms),
    )


def close_sitting(
    shape: LessonShape, state: SittingState, dwell: Dwell, *, how: Ending, passed_ms: int | None = None
) -> BeatOutcome:
    """Decide on what is pending when a sitting ends.

    `passed_ms`, the time on the server from the opening to this ending, is needed for a move (ValueError without it):
    late beats are cut at that moment. An expired sitting keeps what is pending for late beats, and counts it as idle.
    """
    meter = Meter(shape, state)
    finished = how is Ending.CLOSED and shape.last_section_id in dwell.last_lines
    if finished and not state.opened:
        meter.decide()
    elif how is not Ending.EXPIRED:
        meter.trim_pending()
    after = replace(
        meter.state(last_seq=state.last_seq),
        lapsed=how is Ending.EXPIRED,
        cut_ms=_cut(state, passed_ms) if how is Ending.MOVED else state.cut_ms,
    )
    return _outcome(shape, after, dwell, meter, NOTHING_REPORTED, was_queued=False, reason=Pause.ENDED)


def is_section_read(shape: LessonShape, dwell: Dwell, section_id: str) -> bool:
    """Whether this person has read this section, in all sittings together."""
    return is_read(
        dwell.credited_ms.get(section_id, 0),
        chars=shape.by_id[section_id].chars,
        last_line_seen=section_id in dwell.last_lines,
        pace=shape.pace,
    )


def sections_read(shape: LessonShape, dwell: Dwell) -> tuple[str, ...]:
    """The sections that are read, in the order of the lesson."""
    return tuple(section_id for section_id in shape.by_id if is_section_read(shape, dwell, section_id))


def _stretch_end(state: SittingState, beat: Beat, *, passed_ms: int) -> int:
    """A sitting holds no more time than has passed on the server, and none after it was moved."""
    end_ms = min(beat.mono_ms, passed_ms)
    return end_ms if state.cut_ms is None else min(end_ms, state.cut_ms)


def _cut(state: SittingState, passed_ms: int | None) -> int:
    """The moment of the first move; a sitting that expired before can be moved when queued beats might still come."""
    if passed_ms is None:
        raise ValueError("A move needs the time that has passed since the opening.")
    return passed_ms if state.cut_ms is None else min(state.cut_ms, passed_ms)


def _pause(after: SittingState, beat: Beat, timeline: Timeline, *, is_empty: bool) -> Pause | None:
    if after.cut_ms is not None or after.lapsed:
        return Pause.ENDED
    if is_empty:
        return Pause.CLOCK
    if not timeline.visible:
        return Pause.HIDDEN if beat.hidden else Pause.NOT_REPORTED
    return Pause.IDLE if after.is_idle else None


def _outcome(
    shape: LessonShape,
    after: SittingState,
    dwell: Dwell,
    meter: Meter,
    timeline: Timeline,
    *,
    was_queued: bool,
    reason: Pause | None,
) -> BeatOutcome:
    credited, review = _within_budget(shape, dwell, meter.credited)
    last_lines = frozenset(span.entry.section for span in timeline.visible if span.entry.last_line_seen)
    kept_as_idle_ms = after.pending_ms if after.lapsed else 0
    return BeatOutcome(
        state=after,
        credited_ms=credited,
        review_ms=review,
        trimmed=Trimmed(meter.idle_ms + kept_as_idle_ms, timeline.hidden_ms, timeline.clock_ms),
        provisional_ms=sum(credited.values()) if was_queued else 0,
        verdict=Verdict.COUNTING if reason is None else Verdict.PAUSED,
        reason=reason,
        last_lines=last_lines,
        dwell=_added(dwell, credited, last_lines),
    )


def _within_budget(
    shape: LessonShape, dwell: Dwell, earned: Mapping[str, int]
) -> tuple[dict[str, int], dict[str, int]]:
    """Split what was earned into evidence, up to the lifetime budget of each section, and review time."""
    credited: dict[str, int] = {}
    review: dict[str, int] = {}
    for section, earned_ms in earned.items():
        left_ms = max(shape.budget_ms(section) - dwell.credited_ms.get(section, 0), 0)
        if within_ms := min(earned_ms, left_ms):
            credited[section] = within_ms
        if earned_ms > left_ms:
            review[section] = earned_ms - left_ms
    return credited, review


def _added(dwell: Dwell, credited: Mapping[str, int], last_lines: frozenset[str]) -> Dwell:
    total = dict(dwell.credited_ms)
    for section, credited_ms in credited.items():
        total[section] = total.get(section, 0) + credited_ms
    return Dwell(total, dwell.last_lines | last_lines)
