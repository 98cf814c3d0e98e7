"""How often the server asks a page to report."""

from learnhub.reading.rules import Pulse


def beats(pulse, *, a_second, seconds, asked_s=15, first=0):
    """Beats that come evenly; the last answer in seconds."""
    answer = 0
    for number in range(a_second * seconds):
        answer = pulse.next_beat_s(first + number / a_second, asked_s=asked_s)
    return answer


def test_up_to_300_beats_a_second_a_page_reports_every_15_seconds():
    assert beats(Pulse(), a_second=300, seconds=30) == 15


def test_above_300_beats_a_second_a_page_is_asked_to_report_every_30_seconds():
    assert beats(Pulse(), a_second=310, seconds=30) == 30


def test_pages_that_report_half_as_often_are_not_asked_back_while_they_are_as_many():
    pulse = Pulse()
    beats(pulse, a_second=400, seconds=30)

    assert beats(pulse, a_second=200, seconds=30, asked_s=30, first=30) == 30


def test_when_readers_leave_the_usual_rhythm_comes_back():
    pulse = Pulse()
    beats(pulse, a_second=400, seconds=30)

    assert beats(pulse, a_second=20, seconds=10, asked_s=30, first=60) == 15
