"""What must hold for every reading, and a slow model of the rule that looks at every single moment."""

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.reading.rules import Beat, Dwell, Ending, LessonShape, Seen, sections_read
from tests.reading.readings import Observation, Sums, cut, lesson

CHARS = (120, 300, 600, 900)
SHAPE = lesson(*CHARS)
QUARTER_SECOND = 250


@dataclass
class SlowModel:
    """The measuring rule told moment by moment: every `step` milliseconds one decision, and nothing clever."""

    shape: LessonShape
    step: int
    credited: dict[str, int] = field(default_factory=dict)
    pending: dict[str, int] = field(default_factory=dict)
    idle: int = 0
    hidden: int = 0
    gap: int = 0
    limit: int | None = None
    opened: bool = True
    absence: int = 0
    last_input: int | None = None
    last_lines: set[str] = field(default_factory=set)
    now: int = 0

    def take(self, beat: Beat, *, passed_ms: int) -> None:
        end = min(beat.mono_ms, passed_ms)
        while self.now < end:
            self.now += self.step
            self._moment(beat)

    def close(self, how: Ending) -> None:
        if how is Ending.CLOSED and self.shape.last_section_id in self.last_lines and not self.opened:
            self._decide()
        self._trim()

    def evidence(self, section: str) -> int:
        return min(self.credited.get(section, 0), self.shape.budget_ms(section))

    def _moment(self, beat: Beat) -> None:
        on = [entry for entry in beat.seen if entry.from_ms < self.now <= entry.to_ms]
        is_hidden = any(start < self.now <= end for start, end in beat.hidden)
        if on and not is_hidden:
            self._visible(on[0])
        else:
            self.hidden += self.step if on else 0
            self._absent()
        is_apart = self.last_input is None or self.now - self.last_input >= 1_000
        if self.now in beat.inputs and not is_hidden and is_apart:
            self._decide()
            self.gap, self.limit, self.opened, self.last_input = 0, None, False, self.now

    def _visible(self, entry: Seen) -> None:
        self.absence = 0
        self.last_lines |= {entry.section} if entry.last_line_seen else set()
        self.limit = self.shape.slow_window_ms(entry.section) if self.limit is None else self.limit
        self.gap += self.step
        basket = self.pending if self.opened or self.gap > 30_000 else self.credited
        basket[entry.section] = basket.get(entry.section, 0) + self.step

    def _absent(self) -> None:
        self.absence += self.step
        if self.absence == 60_000 + self.step:
            self._trim()
            self.gap, self.limit, self.opened = 0, None, True

    def _decide(self) -> None:
        if self.limit is not None and self.gap > self.limit:
            self._trim()
        for section, pending in self.pending.items():
            self.credited[section] = self.credited.get(section, 0) + pending
        self.pending = {}

    def _trim(self) -> None:
        self.idle += sum(self.pending.values())
        self.pending = {}


def moments(up_to: int) -> st.SearchStrategy[int]:
    return st.integers(0, up_to // QUARTER_SECOND).map(lambda quarter: quarter * QUARTER_SECOND)


@st.composite
def intervals(draw: st.DrawFn, up_to: int) -> tuple[int, int]:
    first, second = draw(moments(up_to)), draw(moments(up_to))
    return min(first, second), max(first, second)


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    length = draw(st.sampled_from([20_000, 120_000, 600_000]))
    section = st.sampled_from([section.id for section in SHAPE.sections])
    entry = st.builds(
        lambda name, span, last: Seen(name, span[0], span[1], last), section, intervals(length), st.booleans()
    )
    seen = draw(st.lists(entry, max_size=12)) + draw(st.lists(st.just(Seen("s4", 0, length, True)), max_size=1))
    inputs = draw(st.lists(moments(length), max_size=20))
    hidden = draw(st.lists(intervals(length), max_size=3))
    return Observation(length, tuple(seen), tuple(inputs), tuple(hidden))


@st.composite
def beats_out_of_step(draw: st.DrawFn) -> tuple[list[Beat], list[int]]:
    """Beats in order whose reports overlap, reach beyond their stretch, and arrive early and late."""
    whole = draw(observations())
    mono = draw(st.lists(moments(whole.length_ms), min_size=1, max_size=6))
    arrivals = sorted(draw(st.lists(moments(whole.length_ms), min_size=len(mono), max_size=len(mono))))
    beats = [Beat(seq, end, whole.seen, whole.inputs, whole.hidden) for seq, end in enumerate(mono, start=1)]
    return beats, arrivals


def agree(fast: Sums, slow: SlowModel) -> None:
    names = [section.id for section in SHAPE.sections]
    assert {name: fast.credited.get(name, 0) for name in names} == {name: slow.evidence(name) for name in names}
    assert fast.credited_ms + fast.review_ms == sum(slow.credited.values())
    assert (fast.idle_ms, fast.hidden_ms) == (slow.idle, slow.hidden)
    assert fast.state.pending == slow.pending
    assert fast.dwell.last_lines == slow.last_lines


@given(observations(), st.lists(moments(600_000), max_size=40), st.sampled_from([Ending.CLOSED, Ending.LOST]))
@settings(max_examples=150, deadline=None)
def test_the_rule_agrees_with_a_model_that_looks_at_every_moment(
    observation: Observation, cuts: list[int], ending: Ending
) -> None:
    fast = Sums(SHAPE).send(cut(observation, cuts))
    slow = SlowModel(SHAPE, QUARTER_SECOND)
    slow.take(cut(observation, [])[0], passed_ms=observation.length_ms)
    agree(fast, slow)

    fast.end(ending)
    slow.close(ending)

    agree(fast, slow)


@given(beats_out_of_step())
@settings(max_examples=100, deadline=None)
def test_the_rule_agrees_with_the_model_when_beats_are_out_of_step(sent: tuple[list[Beat], list[int]]) -> None:
    fast, slow = Sums(SHAPE), SlowModel(SHAPE, QUARTER_SECOND)

    for beat, arrival in zip(*sent, strict=True):
        fast.send_one(beat, now_ms=arrival)
        slow.take(beat, passed_ms=arrival)

    agree(fast, slow)


@pytest.mark.parametrize("seed", range(6))
def test_the_rule_agrees_with_the_model_to_the_millisecond(seed: int) -> None:
    chance = random.Random(seed)
    length = 200_000
    points = sorted(chance.randrange(length) for _ in range(12))
    names = [section.id for section in SHAPE.sections]
    seen = tuple(
        Seen(chance.choice(names), start, min(end + chance.randrange(2_000), length), chance.random() < 0.5)
        for start, end in pairwise(points)
    )
    inputs = tuple(chance.randrange(length) for _ in range(8))
    hidden_from = chance.randrange(length)
    observation = Observation(length, seen, inputs, ((hidden_from, min(hidden_from + 61_000, length)),))
    fast = Sums(SHAPE).send(cut(observation, [chance.randrange(length) for _ in range(20)]))
    slow = SlowModel(SHAPE, 1)

    slow.take(cut(observation, [])[0], passed_ms=length)

    agree(fast, slow)


@given(observations(), st.lists(st.integers(1, 600_000), max_size=60))
@settings(max_examples=300, deadline=None)
def test_the_result_does_not_depend_on_how_a_sitting_is_cut_into_beats(
    observation: Observation, cuts: list[int]
) -> None:
    whole, pieces = (Sums(SHAPE).send(cut(observation, moments)) for moments in ([], cuts))

    for sums in (whole, pieces):
        sums.end(Ending.CLOSED)

    assert pieces.credited == whole.credited
    assert (pieces.review_ms, pieces.idle_ms, pieces.hidden_ms) == (whole.review_ms, whole.idle_ms, whole.hidden_ms)
    assert pieces.dwell == whole.dwell
    assert sections_read(SHAPE, pieces.dwell) == sections_read(SHAPE, whole.dwell)


@given(beats_out_of_step(), st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4"]), st.integers(0, 400_000)))
@settings(max_examples=300, deadline=None)
def test_credit_never_goes_down_nor_beyond_the_clock_nor_beyond_the_budget(
    sent: tuple[list[Beat], list[int]], credited_before: dict[str, int]
) -> None:
    sums = Sums(SHAPE, dwell=Dwell(credited_before))

    for beat, arrival in zip(*sent, strict=True):
        outcome = sums.send_one(beat, now_ms=arrival)

        assert min([*outcome.credited_ms.values(), *outcome.review_ms.values(), 1]) > 0
        assert sums.credited_ms + sums.review_ms + sums.idle_ms + sums.state.pending_ms <= arrival
        assert min(outcome.trimmed.idle_ms, outcome.trimmed.hidden_ms, outcome.trimmed.clock_ms) >= 0
    for section, credited_ms in sums.credited.items():
        assert credited_before.get(section, 0) + credited_ms <= SHAPE.budget_ms(section)


@given(observations())
@settings(max_examples=200, deadline=None)
def test_a_beat_that_is_applied_twice_earns_nothing_the_second_time(observation: Observation) -> None:
    beats = cut(observation, range(15_000, 600_000, 15_000))
    sums = Sums(SHAPE).send(beats)
    before, pending = sums.credited_ms + sums.review_ms, sums.state.pending_ms

    sums.send_one(beats[-1], now_ms=observation.length_ms)

    assert (sums.credited_ms + sums.review_ms, sums.state.pending_ms) == (before, pending)


@given(observations(), st.integers(0, 39))
@settings(max_examples=200, deadline=None)
def test_an_expiry_in_between_changes_nothing_for_a_sitting_that_goes_on(
    observation: Observation, expires_after: int
) -> None:
    beats = cut(observation, range(15_000, 600_000, 15_000))
    undisturbed, expired = Sums(SHAPE).send(beats), Sums(SHAPE).send(beats[:expires_after])
    expired.end(Ending.EXPIRED)

    for beat in beats[expires_after:]:
        expired.send_one(beat, now_ms=86_400_000)
    for sums in (undisturbed, expired):
        sums.end(Ending.CLOSED)

    assert (expired.credited, expired.review_ms, expired.idle_ms) == (
        undisturbed.credited,
        undisturbed.review_ms,
        undisturbed.idle_ms,
    )


@given(observations(), moments(600_000))
@settings(max_examples=200, deadline=None)
def test_late_beats_never_reach_beyond_the_moment_of_the_move(observation: Observation, moved_ms: int) -> None:
    beats = cut(observation, range(15_000, 600_000, 15_000))
    sums = Sums(SHAPE).send([beat for beat in beats if beat.mono_ms <= moved_ms])
    sums.end(Ending.MOVED, passed_ms=moved_ms)

    for beat in beats:
        if beat.mono_ms > moved_ms:
            sums.send_one(beat, now_ms=86_400_000)
            assert sums.state.pending_ms == 0

    assert sums.credited_ms + sums.review_ms + sums.idle_ms <= moved_ms
