"""The clock: UTC inside, Asia/Shanghai for days, whole milliseconds on the wire."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel import clock

instants = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds and adds the zone
    max_value=datetime(9998, 12, 31),  # noqa: DTZ001 - as above
    timezones=st.sampled_from([UTC, clock.SHANGHAI, timezone(timedelta(hours=-11, minutes=-30))]),
)


def test_the_present_is_aware_and_in_utc():
    assert clock.now().utcoffset() == timedelta(0)


def test_a_moved_clock_goes_back_to_the_systems():
    stopped = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    clock.set_source(lambda: stopped)
    moved, day = clock.now(), clock.today()
    clock.set_source(None)

    assert (moved, day) == (stopped, date(2026, 11, 23))
    assert clock.now() != stopped


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 23, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 11, 23, 23, 0, tzinfo=timezone(timedelta(hours=-10))), date(2026, 11, 24)),
    ],
)
def test_a_day_begins_at_midnight_in_shanghai(at, day):
    assert clock.local_date(at) == day


@pytest.mark.parametrize("of", [clock.local_date, clock.iso_ms, clock.epoch_ms])
def test_a_naive_time_is_refused(of):
    with pytest.raises(ValueError, match="naive"):
        of(datetime(2026, 11, 23))  # noqa: DTZ001 - the point of this test


def test_an_instant_is_written_in_utc_with_three_places():
    assert clock.iso_ms(datetime(2026, 11, 23, 16, 0, tzinfo=clock.SHANGHAI)) == "2026-11-23T08:00:00.000Z"
    assert clock.iso_ms(datetime(2026, 11, 23, 8, 0, 0, 999999, tzinfo=UTC)) == "2026-11-23T08:00:00.999Z"


@given(instants)
def test_what_was_written_reads_as_the_same_millisecond(at):
    again = datetime.fromisoformat(clock.iso_ms(at))

    assert timedelta(0) <= at - again < timedelta(milliseconds=1)


@given(instants, instants)
def test_written_instants_sort_as_the_instants_do(one, other):
    earlier, later = sorted((one, other))

    assert clock.iso_ms(earlier) <= clock.iso_ms(later)


@given(st.integers(min_value=-(10**13), max_value=10**14))
def test_no_millisecond_is_lost_on_the_way_to_the_epoch(count):
    assert clock.epoch_ms(clock.EPOCH + timedelta(milliseconds=count)) == count
