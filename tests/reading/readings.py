"""Made-up readings for the tests of the meter: an observation, cut into beats, and sent to the rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from learnhub.reading.rules import (
    Beat,
    BeatOutcome,
    Dwell,
    Ending,
    LessonShape,
    Section,
    Seen,
    SittingState,
    close_sitting,
    credit_beat,
    open_sitting,
)

SECOND = 1_000


def lesson(*chars: int) -> LessonShape:
    """A lesson with the sections s1, s2 … of these weights."""
    return LessonShape(tuple(Section(f"s{number}", weight) for number, weight in enumerate(chars, start=1)))


@dataclass(frozen=True)
class Observation:
    """All that a page could report of one sitting, in milliseconds."""

    length_ms: int
    seen: tuple[Seen, ...]
    inputs: tuple[int, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()


def in_seconds(
    length: int,
    *,
    seen: Iterable[tuple[str, float, float, bool]],
    inputs: Iterable[float] = (),
    hidden: Iterable[tuple[float, float]] = (),
) -> Observation:
    return Observation(
        length * SECOND,
        tuple(Seen(name, int(start * SECOND), int(end * SECOND), last) for name, start, end, last in seen),
        tuple(int(moment * SECOND) for moment in inputs),
        tuple((int(start * SECOND), int(end * SECOND)) for start, end in hidden),
    )


def cut(observation: Observation, at_ms: Iterable[int]) -> list[Beat]:
    """The beats of an observation that is reported at these moments, and at its end."""
    ends = sorted({moment for moment in at_ms if 0 < moment < observation.length_ms} | {observation.length_ms})
    starts = [0, *ends[:-1]]
    return [
        Beat(
            seq=seq,
            mono_ms=end,
            seen=tuple(
                Seen(entry.section, max(entry.from_ms, start), min(entry.to_ms, end), entry.last_line_seen)
                for entry in observation.seen
                if max(entry.from_ms, start) < min(entry.to_ms, end)
            ),
            inputs=tuple(moment for moment in observation.inputs if start < moment <= end),
            hidden=tuple(
                (max(hidden_from, start), min(hidden_to, end))
                for hidden_from, hidden_to in observation.hidden
                if max(hidden_from, start) < min(hidden_to, end)
            ),
        )
        for seq, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


@dataclass
class Sums:
    """A sitting on its way through the rule: its state, its reader's dwell, and what has come of it."""

    shape: LessonShape
    state: SittingState = field(default_factory=open_sitting)
    dwell: Dwell = field(default_factory=Dwell)
    credited: dict[str, int] = field(default_factory=dict)
    review_ms: int = 0
    idle_ms: int = 0
    hidden_ms: int = 0
    clock_ms: int = 0
    last_accepted_at_ms: int | None = None

    @property
    def credited_ms(self) -> int:
        return sum(self.credited.values())

    def send(self, beats: Sequence[Beat]) -> "Sums":
        """Beats that arrive at the moment at which they were made."""
        for beat in beats:
            self.send_one(beat, now_ms=beat.mono_ms)
        return self

    def send_one(self, beat: Beat, *, now_ms: int) -> BeatOutcome:
        # What is stored between two beats is what the JSON column holds.
        stored = SittingState.from_json(self.state.to_json())
        outcome = credit_beat(
            self.shape,
            stored,
            self.dwell,
            beat,
            now_ms=now_ms,
            opened_at_ms=0,
            last_accepted_at_ms=self.last_accepted_at_ms,
        )
        self.last_accepted_at_ms = now_ms
        return self._add(outcome)

    def end(self, how: Ending, *, passed_ms: int | None = None) -> BeatOutcome:
        stored = SittingState.from_json(self.state.to_json())
        return self._add(close_sitting(self.shape, stored, self.dwell, how=how, passed_ms=passed_ms))

    def _add(self, outcome: BeatOutcome) -> BeatOutcome:
        self.state, self.dwell = outcome.state, outcome.dwell
        for section, credited_ms in outcome.credited_ms.items():
            self.credited[section] = self.credited.get(section, 0) + credited_ms
        self.review_ms += sum(outcome.review_ms.values())
        self.idle_ms += outcome.trimmed.idle_ms
        self.hidden_ms += outcome.trimmed.hidden_ms
        self.clock_ms += outcome.trimmed.clock_ms
        return outcome
