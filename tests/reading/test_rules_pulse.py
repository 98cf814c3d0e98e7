"""How often the server asks a page to report."""

import pytest

from learnhub.reading.rules import Pulse


@pytest.mark.parametrize(("open_sittings", "beat_s"), [(0, 15), (2_000, 15), (4_500, 15), (4_501, 30), (10_000, 30)])
def test_above_300_beats_a_second_pages_are_asked_to_report_every_30_seconds(open_sittings, beat_s):
    pulse = Pulse()
    pulse.note(10_000 - open_sittings)

    pulse.note(open_sittings)

    assert pulse.beat_s == beat_s


def test_pages_are_counted_every_five_seconds_by_one_asker():
    pulse = Pulse()

    looks = [pulse.wants_a_look(at) for at in (100.0, 100.0, 104.9, 105.0, 105.1, 3.0)]

    assert looks == [True, False, False, True, False, True]


def test_a_page_is_asked_to_report_every_15_seconds_before_anybody_has_counted():
    assert Pulse().beat_s == 15
