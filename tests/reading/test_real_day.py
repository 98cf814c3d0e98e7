"""A made-up day and a few people of a real one, sent as beats, are counted as written; `make bench` sends all of it."""

import pytest

from tests.benchmarks import clickstream
from tests.benchmarks.clickstream import Session, sums_of
from tests.real_data import ROOT

pytestmark = pytest.mark.once
MINUTE = 60_000
MORNING = 1_571_000_000_000
FEW_BEATS = range(40, 90)


def a_few_real_people():
    file = ROOT / "clickstream" / "moodle-la-course.events.csv"
    if not file.exists():
        return []
    people = clickstream.busiest_day(file)[1]
    return [sessions for sessions in people if sums_of([sessions]).beats in FEW_BEATS][:2]


def test_what_was_read_on_a_day_is_counted_item_by_item(tmp_path):
    # Two minutes, then a gap of six of which 30 s count, then half a minute; and somebody else in another item.
    gap = MORNING + 8 * MINUTE
    first = Session([(MORNING, 0), (MORNING + 2 * MINUTE, 1), (gap, 0)], gap + 30_000)
    other = Session([(MORNING + MINUTE, 2), (MORNING + 3 * MINUTE, 2)], MORNING + 3 * MINUTE)
    made_up, real = [[first], [other]], a_few_real_people()
    items = 1 + max(item for sessions in [*made_up, *real] for each in sessions for _, item in each.events)

    day = clickstream.send(tmp_path, [*made_up, *real], items)

    assert day.refused == []
    assert dict(sums_of(made_up).by_item) == {0: 2 * MINUTE + 30_000, 1: 30_000, 2: 2 * MINUTE}
    assert day.counted == sums_of([*made_up, *real])
