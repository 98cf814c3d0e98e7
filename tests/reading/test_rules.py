"""The measuring rule, case by case."""

from decimal import Decimal

import pytest

from learnhub.reading.rules import (
    Beat,
    Dwell,
    Ending,
    LessonShape,
    Pace,
    Pause,
    Section,
    Seen,
    SittingState,
    UnknownSection,
    Verdict,
    budget_ms,
    fastest_reading_ms,
    is_read,
    sections_read,
    slow_window_ms,
)
from tests.reading.readings import Observation, Sums, cut, in_seconds, lesson

ONE = lesson(600)


def read(observation: Observation, *, shape: LessonShape = ONE, close: bool = False) -> Sums:
    sums = Sums(shape).send(cut(observation, range(15_000, observation.length_ms, 15_000)))
    if close:
        sums.end(Ending.CLOSED)
    return sums


def on_screen(seconds: int, *inputs: float, last_line: bool = False) -> Observation:
    return in_seconds(seconds, seen=[("s1", 0, seconds, last_line)], inputs=inputs)


@pytest.mark.parametrize(
    ("chars", "window"),
    [(0, 60_000), (200, 60_000), (201, 60_300), (600, 180_000), (800, 240_000), (5_000, 240_000)],
)
def test_the_longest_gap_follows_the_section_between_one_and_four_minutes(chars: int, window: int) -> None:
    assert slow_window_ms(chars) == window


def test_limits_are_exact_and_rounded_down() -> None:
    assert budget_ms(600) == 245_454
    assert fastest_reading_ms(100) == 6_666
    assert budget_ms(Decimal("12.6"), Pace(slow=Decimal("0.7"))) == 1_620_000


@pytest.mark.parametrize(
    ("credited_ms", "last_line_seen", "read"),
    [(40_000, True, True), (39_999, True, False), (40_000, False, False), (245_454, False, False)],
)
def test_a_section_is_read_when_the_time_is_believable_and_its_end_was_seen(
    credited_ms: int, last_line_seen: bool, read: bool
) -> None:
    assert is_read(credited_ms, chars=600, last_line_seen=last_line_seen) is read


@pytest.mark.parametrize(
    ("inputs", "credited", "pending"),
    [
        ((), 0, 100_000),
        ((10,), 40_000, 60_000),
        ((10, 20, 99.5), 100_000, 0),
        ((10, 95), 100_000, 0),
    ],
)
def test_an_input_credits_what_was_pending_and_the_next_30_seconds(
    inputs: tuple[float, ...], credited: int, pending: int
) -> None:
    sums = read(on_screen(100, *inputs))

    assert (sums.credited_ms, sums.state.pending_ms, sums.idle_ms) == (credited, pending, 0)


@pytest.mark.parametrize(("second_input_ms", "credited", "idle"), [(190_000, 190_000, 0), (190_001, 40_000, 150_001)])
def test_a_gap_that_is_too_long_is_trimmed_whole_and_never_up_to_the_limit(
    second_input_ms: int, credited: int, idle: int
) -> None:
    sums = Sums(ONE).send(
        [Beat(1, second_input_ms, (Seen("s1", 0, second_input_ms, False),), (10_000, second_input_ms))]
    )

    assert (sums.credited_ms, sums.idle_ms) == (credited, idle)


def test_a_gap_that_began_with_the_opening_has_the_same_limit() -> None:
    assert read(on_screen(180, 180)).credited_ms == 180_000
    assert read(on_screen(181, 181)).idle_ms == 181_000


def test_the_limit_of_a_gap_is_that_of_the_section_on_screen_when_it_began() -> None:
    moving_on = in_seconds(210, seen=[("s1", 0, 20, False), ("s2", 20, 210, False)], inputs=[10, 210])
    starting_there = in_seconds(210, seen=[("s1", 0, 10, False), ("s2", 10, 210, False)], inputs=[10, 210])
    shape = lesson(100, 800)

    assert read(moving_on, shape=shape).idle_ms == 170_000
    assert read(starting_there, shape=shape).idle_ms == 0


@pytest.mark.parametrize(
    ("inputs", "last_input"),
    [
        ((0,), None),
        ((10, 10.999), 10_000),
        ((10, 10.999, 11), 11_000),
        ((11, 10, 10), 11_000),
        ((100,), 100_000),
        ((100.001,), None),
        ((45,), None),
        ((40,), 40_000),
        ((50,), None),
        ((50.001,), 50_001),
    ],
)
def test_inputs_outside_the_stretch_or_while_hidden_or_within_a_second_do_not_exist(
    inputs: tuple[float, ...], last_input: int | None
) -> None:
    observation = in_seconds(100, seen=[("s1", 0, 100, False)], inputs=inputs, hidden=[(40, 50)])
    beat = Beat(1, 100_000, observation.seen, observation.inputs, observation.hidden)

    sums = Sums(ONE).send([beat])

    assert sums.state.last_input_ms == last_input


def test_the_second_between_two_inputs_is_kept_across_beats() -> None:
    sums = Sums(ONE).send([Beat(1, 15_000, (), (14_900,)), Beat(2, 30_000, (), (15_100, 15_900))])

    assert sums.state.last_input_ms == 15_900


@pytest.mark.parametrize(
    ("absence_ms", "credited", "idle", "pending"), [(60_000, 35_000, 0, 25_000), (60_001, 35_000, 15_000, 10_000)]
)
def test_an_absence_of_up_to_a_minute_is_left_out_and_a_longer_one_is_a_new_opening(
    absence_ms: int, credited: int, idle: int, pending: int
) -> None:
    back_ms = 50_000 + absence_ms
    away = Observation(
        back_ms + 10_000, (Seen("s1", 0, 50_000, False), Seen("s1", back_ms, back_ms + 10_000, False)), (5_000,)
    )

    sums = read(away)

    assert (sums.credited_ms, sums.idle_ms, sums.state.pending_ms) == (credited, idle, pending)
    assert sums.state.opened is (absence_ms > 60_000)


def test_an_input_at_the_moment_of_coming_back_is_the_first_one_after_the_new_opening() -> None:
    back = in_seconds(200, seen=[("s1", 0, 30, False), ("s1", 160, 200, False)], inputs=[5, 160])

    assert read(back).credited_ms == 60_000


def test_a_hidden_page_earns_no_time() -> None:
    sums = read(in_seconds(60, seen=[("s1", 0, 60, False)], inputs=[10, 30, 55], hidden=[(20, 45)]))

    assert (sums.credited_ms, sums.hidden_ms) == (35_000, 25_000)


def test_where_entries_overlap_the_one_that_stands_first_has_the_instant() -> None:
    shape = lesson(600, 600, 600)
    overlapping = in_seconds(
        30, seen=[("s2", 10, 20, False), ("s1", 0, 15, True), ("s3", 5, 30, False), ("s2", 12, 18, True)], inputs=[30]
    )

    sums = Sums(shape).send(cut(overlapping, []))

    assert sums.credited == {"s1": 10_000, "s2": 10_000, "s3": 10_000}
    assert sums.dwell.last_lines == {"s1"}


def test_closing_credits_the_rest_when_the_end_was_seen() -> None:
    assert read(on_screen(100, 10, last_line=True), close=True).credited_ms == 100_000


@pytest.mark.parametrize(
    "observation",
    [
        on_screen(100, last_line=True),
        on_screen(100, last_line=False),
        on_screen(250, 10, last_line=True),
        in_seconds(200, seen=[("s1", 0, 90, True), ("s1", 160, 200, True)], inputs=[10]),
    ],
    ids=["no input", "end not seen", "gap too long", "no input since the absence"],
)
def test_closing_trims_the_rest_otherwise(observation: Observation) -> None:
    sums = read(observation, close=True)

    assert sums.credited_ms == (40_000 if observation.inputs else 0)
    assert sums.state.pending_ms == 0


def test_closing_asks_for_the_last_line_of_the_last_section() -> None:
    observation = on_screen(100, 10, last_line=True)

    assert read(observation, shape=lesson(600, 600), close=True).idle_ms == 60_000


@pytest.mark.parametrize("how", [Ending.MOVED, Ending.EXPIRED, Ending.LOST])
def test_every_other_ending_trims_what_is_pending(how: Ending) -> None:
    sums = read(on_screen(100, 10, last_line=True))

    outcome = sums.end(how, passed_ms=100_000)

    assert (outcome.trimmed.idle_ms, outcome.credited_ms) == (60_000, {})
    assert (outcome.verdict, outcome.reason) == (Verdict.PAUSED, Pause.ENDED)


def test_a_move_without_its_moment_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="since the opening"):
        read(on_screen(15)).end(Ending.MOVED)


def test_late_beats_of_a_moved_sitting_are_cut_at_the_move_and_keep_nothing_pending() -> None:
    first, *late = cut(on_screen(180, 10, 95), [15_000, 90_000, 105_000])
    sums = Sums(ONE).send([first])
    sums.end(Ending.MOVED, passed_ms=100_000)

    outcomes = [sums.send_one(beat, now_ms=3_600_000) for beat in late]

    assert [sum(outcome.credited_ms.values()) for outcome in outcomes] == [25_000, 10_000, 0]
    assert [outcome.trimmed.idle_ms for outcome in outcomes] == [50_000, 0, 0]
    assert sums.clock_ms == 80_000
    assert sums.state.pending_ms == 0
    assert outcomes[0].reason is Pause.ENDED


def test_an_expired_sitting_goes_on_with_queued_beats_as_if_it_had_not_expired() -> None:
    beats = cut(on_screen(180, 10, 100, 170, last_line=True), [90_000])
    expired, undisturbed = Sums(ONE).send(beats[:1]), Sums(ONE).send(beats)

    expired.end(Ending.EXPIRED)
    idle_at_expiry = expired.idle_ms
    expired.send_one(beats[1], now_ms=86_400_000)
    for sums in (expired, undisturbed):
        sums.end(Ending.CLOSED)

    assert idle_at_expiry == 50_000
    assert (expired.credited, expired.idle_ms) == (undisturbed.credited, undisturbed.idle_ms) == ({"s1": 180_000}, 0)


def test_an_expired_sitting_can_be_cut_when_its_reader_opens_another_one() -> None:
    beats = cut(on_screen(180, 10, 100), [90_000])
    sums = Sums(ONE).send(beats[:1])
    sums.end(Ending.EXPIRED)

    sums.end(Ending.MOVED, passed_ms=120_000)
    sums.send_one(beats[1], now_ms=86_400_000)

    assert (sums.credited_ms, sums.idle_ms, sums.clock_ms) == (70_000, 50_000, 60_000)


def test_a_sitting_stays_cut_at_the_first_moment_at_which_it_was_moved() -> None:
    sums = Sums(ONE)
    sums.end(Ending.MOVED, passed_ms=20_000)

    sums.end(Ending.MOVED, passed_ms=90_000)
    sums.send_one(cut(on_screen(60, 5), [])[0], now_ms=90_000)

    assert (sums.credited_ms, sums.clock_ms) == (20_000, 40_000)


def test_time_beyond_the_lifetime_budget_is_review_time() -> None:
    sums = Sums(ONE, dwell=Dwell({"s1": 240_000}))

    sums.send(cut(on_screen(20, 20), []))

    assert (sums.credited, sums.review_ms) == ({"s1": 5_454}, 14_546)
    assert sums.dwell.credited_ms == {"s1": 245_454}


def test_a_sitting_holds_no_more_time_than_has_passed_on_the_server() -> None:
    forged = Beat(1, 3_600_000, (Seen("s1", 0, 3_600_000, True),), tuple(range(0, 3_600_000, 10_000)))
    sums = Sums(ONE)

    sums.send_one(forged, now_ms=30_000)

    assert (sums.credited_ms, sums.clock_ms) == (30_000, 3_570_000)


def test_a_clock_that_goes_back_earns_nothing_and_loses_nothing() -> None:
    sums = Sums(ONE).send(cut(on_screen(30, 10, 29), []))

    outcome = sums.send_one(Beat(2, 5_000, (Seen("s1", 0, 5_000, True),), (4_000,)), now_ms=45_000)
    again = sums.send_one(Beat(3, 60_000, (Seen("s1", 20_000, 60_000, False),), (60_000,)), now_ms=60_000)

    assert (outcome.credited_ms, outcome.trimmed.clock_ms, outcome.reason) == ({}, 5_000, Pause.CLOCK)
    assert outcome.last_lines == frozenset()
    assert (again.credited_ms, again.trimmed.clock_ms) == ({"s1": 30_000}, 10_000)


@pytest.mark.parametrize(("first_arrives_ms", "provisional"), [(30_000, 0), (32_000, 0), (32_001, 15_000)])
def test_what_a_queued_beat_credits_is_provisional(first_arrives_ms: int, provisional: int) -> None:
    first, second = cut(on_screen(45, 10, 25, 44), [30_000])
    sums = Sums(ONE)
    sums.send_one(first, now_ms=first_arrives_ms)

    outcome = sums.send_one(second, now_ms=45_000)

    assert outcome.provisional_ms == provisional


def test_review_time_is_no_credit_and_therefore_not_provisional() -> None:
    first, second = cut(on_screen(45, 10, 25, 44), [30_000])
    sums = Sums(ONE, dwell=Dwell({"s1": 245_000}))
    sums.send_one(first, now_ms=44_000)

    outcome = sums.send_one(second, now_ms=45_000)

    assert (outcome.provisional_ms, sums.credited_ms, sums.review_ms) == (0, 454, 44_546)


@pytest.mark.parametrize(
    ("beat", "verdict", "reason"),
    [
        (Beat(1, 15_000, (Seen("s1", 0, 15_000, False),), (5_000,)), Verdict.COUNTING, None),
        (Beat(1, 15_000, (Seen("s1", 0, 15_000, False),)), Verdict.COUNTING, None),
        (Beat(1, 15_000, (Seen("s1", 0, 15_000, False),), (), ((0, 15_000),)), Verdict.PAUSED, Pause.HIDDEN),
        (Beat(1, 15_000, ()), Verdict.PAUSED, Pause.NOT_REPORTED),
        (Beat(1, 0, ()), Verdict.PAUSED, Pause.CLOCK),
        (Beat(1, 181_000, (Seen("s1", 0, 181_000, False),)), Verdict.PAUSED, Pause.IDLE),
    ],
)
def test_the_live_mark_says_whether_time_counts_and_why_not(beat: Beat, verdict: Verdict, reason: Pause | None) -> None:
    outcome = Sums(ONE).send_one(beat, now_ms=beat.mono_ms)

    assert (outcome.verdict, outcome.reason) == (verdict, reason)


def test_a_section_that_the_lesson_does_not_have_is_refused_by_name_of_the_field() -> None:
    with pytest.raises(UnknownSection) as refused:
        Sums(ONE).send([Beat(1, 15_000, (Seen("s9", 20_000, 30_000, False),))])

    assert refused.value.field == "seen"


def test_sections_are_read_in_the_order_of_the_lesson_and_in_several_sittings() -> None:
    shape = lesson(600, 600, 600)

    dwell = Dwell({"s3": 40_000, "s1": 50_000, "s2": 90_000}, frozenset({"s3", "s1"}))

    assert sections_read(shape, dwell) == ("s1", "s3")


def test_a_lesson_may_hold_the_same_text_twice() -> None:
    shape = LessonShape((Section("same", 600), Section("other", 300), Section("same", 600)))

    assert shape.last_section_id == "same"
    assert sections_read(shape, Dwell({"same": 40_000}, frozenset({"same"}))) == ("same",)


def test_a_new_sitting_takes_no_room_in_its_column_and_old_columns_stay_readable() -> None:
    state = read(on_screen(100, 10)).state

    assert SittingState().to_json() == {}
    assert SittingState.from_json({"end_ms": 5, "written_by": "another version"}) == SittingState(end_ms=5)
    assert SittingState.from_json(state.to_json()) == state
