"""A sitting told moment by moment: the same rule run again over its beats, with what became of every second."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from learnhub.reading.rules.meter import Meter
from learnhub.reading.rules.pace import LessonShape
from learnhub.reading.rules.state import SittingState
from learnhub.reading.rules.timeline import Interval, lay_out
from learnhub.reading.rules.transport import Beat

MERGE_WITHIN_MS = 1_000


class Fate(StrEnum):
    """What became of a stretch of a sitting."""

    COUNTED = "counted"
    IDLE = "idle"
    HIDDEN = "hidden"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a sitting on its own clock (ms from the opening); away and hidden ones name no section."""

    from_ms: int
    to_ms: int
    fate: Fate
    section: str = ""

    @property
    def length_ms(self) -> int:
        return self.to_ms - self.from_ms


@dataclass(frozen=True, slots=True)
class Told:
    """A sitting in stretches, in order, with its inputs."""

    stretches: tuple[Stretch, ...]
    inputs: tuple[int, ...]

    def by_section(self) -> dict[str, dict[str, int]]:
        """Counted and trimmed milliseconds by section."""
        found: dict[str, dict[str, int]] = {}
        for each in self.stretches:
            if each.section:
                sums = found.setdefault(each.section, {"counted": 0, "trimmed": 0})
                sums["counted" if each.fate is Fate.COUNTED else "trimmed"] += each.length_ms
        return found


@dataclass(frozen=True, slots=True)
class Received:
    """A beat and how long after the opening it arrived (ms)."""

    beat: Beat
    passed_ms: int


class _Tracer(Meter):
    """The meter itself, noting what it does; what is pending is noted when it is decided."""

    def __init__(self, shape: LessonShape, state: SittingState, waiting: list[Stretch], told: list[Stretch]) -> None:
        super().__init__(shape, state)
        self._waiting, self._told = waiting, told

    def decide(self) -> None:
        super().decide()
        self._settle(Fate.COUNTED)

    def trim_pending(self) -> None:
        super().trim_pending()
        self._settle(Fate.IDLE)

    def _watch(self, section: str, from_ms: int, to_ms: int) -> None:
        before = self.credited.get(section, 0)
        self._be_absent(from_ms)
        super()._watch(section, from_ms, to_ms)
        at_once = self.credited.get(section, 0) - before
        if at_once:
            self._told.append(Stretch(from_ms, from_ms + at_once, Fate.COUNTED, section))
        if from_ms + at_once < to_ms:
            self._waiting.append(Stretch(from_ms + at_once, to_ms, Fate.IDLE, section))

    def _settle(self, fate: Fate) -> None:
        self._told.extend(replace(each, fate=fate) for each in self._waiting)
        self._waiting.clear()


def tell(
    shape: LessonShape, beats: Iterable[Received], *, finished: bool, cut_ms: int | None = None
) -> Told:  # fmt: skip
    """What became of every moment; `finished` says that the reader closed the lesson at its end, `cut_ms` of a move."""
    state, told, waiting = SittingState(cut_ms=cut_ms), list[Stretch](), list[Stretch]()
    inputs: list[int] = []
    for received in beats:
        beat = received.beat
        end_ms = min(beat.mono_ms, received.passed_ms, *(() if cut_ms is None else (cut_ms,)))
        end_ms = max(end_ms, state.end_ms)
        timeline = lay_out(beat, from_ms=state.end_ms, to_ms=end_ms, last_input_ms=state.last_input_ms)
        told += _unseen(beat.hidden, [(span.from_ms, span.to_ms) for span in timeline.visible], state.end_ms, end_ms)
        meter = _Tracer(shape, state, waiting, told)
        meter.follow(timeline, until_ms=end_ms)
        state = meter.state(last_seq=beat.seq)
        inputs += timeline.inputs
    last = _Tracer(shape, state, waiting, told)
    if finished and not state.opened:
        last.decide()
    else:
        last.trim_pending()
    return Told(tuple(_joined(told)), tuple(inputs))


def told_from(document: Mapping[str, Mapping[str, int]] | None) -> dict[str, dict[str, int]]:
    """The sums by section that were kept when the beats were deleted."""
    return {section: dict(sums) for section, sums in (document or {}).items()}


def _unseen(hidden: Sequence[Interval], visible: Sequence[Interval], from_ms: int, to_ms: int) -> list[Stretch]:
    """What was not on screen between two moments: in the background where the page said so, else away."""
    found: list[Stretch] = []
    at = from_ms
    for start, end in [*visible, (to_ms, to_ms)]:
        if at < start:
            background = any(low < start and at < high for low, high in hidden)
            found.append(Stretch(at, start, Fate.HIDDEN if background else Fate.AWAY))
        at = max(at, end)
    return found


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """In order of time; neighbours of the same fate and section are one."""
    joined: list[Stretch] = []
    for each in sorted(stretches, key=lambda stretch: (stretch.from_ms, stretch.to_ms)):
        if not each.length_ms:
            continue
        last = joined[-1] if joined else None
        same = last and (last.fate, last.section) == (each.fate, each.section)
        if last and same and each.from_ms - last.to_ms <= MERGE_WITHIN_MS:
            joined[-1] = replace(last, to_ms=each.to_ms)
        else:
            joined.append(each)
    return joined
