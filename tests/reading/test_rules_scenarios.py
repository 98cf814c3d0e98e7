"""Readers and cheats on timelines of one-second steps: whoever reads gets the time, whoever does not gets none."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from learnhub.reading.rules import replay

SECTION_CHARS = 800
HOUR = 3_600


@dataclass
class Page:
    """One person's browser: second after second it is looked at, touched, hidden, and it reports every 15 s."""

    sections: int
    beat_s: int = 15
    lines: list[dict[str, Any]] = field(default_factory=list)
    now: int = 0
    sittings: int = 0
    _clock: int = 0
    _seq: int = 0
    _seen: list[list[Any]] = field(default_factory=list)
    _inputs: list[int] = field(default_factory=list)
    _hidden: list[list[int]] = field(default_factory=list)

    def open(self) -> None:
        self.sittings += 1
        self._clock = self._seq = 0
        self._line(do="open")

    def second(self, section: int, *, touched: bool = False, hidden: bool = False, last_line: bool = False) -> None:
        start, end = self._clock * 1_000, self._clock * 1_000 + 1_000
        self._seen.append([f"s{section}", start, end, last_line])
        if touched:
            self._inputs.append(start + 500)
        if hidden:
            self._hidden.append([start, end])
        self._clock += 1
        self.now += 1
        if self._clock % self.beat_s == 0:
            self.flush()

    def flush(self) -> None:
        if self._seen:
            self._seq += 1
            self._line(
                do="beat",
                seq=self._seq,
                mono_ms=self._clock * 1_000,
                seen=self._seen,
                inputs=self._inputs,
                hidden=self._hidden,
            )
        self._seen, self._inputs, self._hidden = [], [], []

    def close(self) -> None:
        self.flush()
        self._line(do="close")

    def figures(self) -> dict[str, Any]:
        header = {"sections": [{"id": f"s{number}", "chars": SECTION_CHARS} for number in range(1, self.sections + 1)]}
        return replay(json.dumps(line).encode() for line in [header, *self.lines])

    def _line(self, **what: Any) -> None:
        self.lines.append({"at_ms": self.now * 1_000, "sitting": f"sitting {self.sittings}", **what})


def touches(chance: random.Random, seconds: int, *, every: tuple[int, int]) -> set[int]:
    """The seconds in which a person touches something: at irregular intervals between these bounds."""

    def moments() -> Iterator[int]:
        moment = chance.randint(*every)
        while moment < seconds:
            yield moment
            moment += chance.randint(*every)

    return set(moments())


def read_through(
    page: Page, chance: random.Random, *, seconds: int, every: tuple[int, int], first: int = 0, of: int | None = None
) -> None:
    """Read evenly from the section that is reached after `first` seconds of the `of` that the lesson takes."""
    whole = of or seconds
    touched = touches(chance, seconds, every=every)
    for second in range(seconds):
        section = (first + second) * page.sections // whole + 1
        next_section = (first + second + 1) * page.sections // whole + 1
        page.second(section, touched=second in touched, last_line=next_section > section)


def wait(page: Page, *, seconds: int, section: int, hidden: bool = False) -> None:
    for _ in range(seconds):
        page.second(section, hidden=hidden)


def desktop_20_minutes(page: Page, chance: random.Random) -> None:
    page.open()
    read_through(page, chance, seconds=1_200, every=(4, 45))
    page.close()


def desktop_3_minute_page(page: Page, chance: random.Random) -> None:
    page.open()
    read_through(page, chance, seconds=180, every=(6, 30))
    page.close()


def phone_in_three_visits(page: Page, chance: random.Random) -> None:
    for visit in range(3):
        page.open()
        read_through(page, chance, seconds=400, every=(3, 14), first=400 * visit, of=1_200)
        page.close()
        page.now += 5 * HOUR


def phone_put_away_twice(page: Page, chance: random.Random) -> None:
    page.open()
    for visit in range(3):
        read_through(page, chance, seconds=400, every=(3, 14), first=400 * visit, of=1_200)
        wait(page, seconds=900, section=page.sections * (visit + 1) // 3, hidden=True)
    page.close()


def slow_and_dense(page: Page, chance: random.Random) -> None:
    page.open()
    read_through(page, chance, seconds=1_800, every=(30, 150))
    page.close()


def lunch_with_the_page_open(page: Page, chance: random.Random) -> None:
    page.open()
    read_through(page, chance, seconds=300, every=(4, 45), of=1_200)
    wait(page, seconds=55 * 60, section=page.sections // 4)
    page.close()


def lunch_and_a_minute_more(page: Page, chance: random.Random) -> None:
    page.open()
    read_through(page, chance, seconds=300, every=(4, 45), of=1_200)
    wait(page, seconds=54 * 60, section=page.sections // 4)
    read_through(page, chance, seconds=60, every=(1, 10), first=300, of=1_200)
    page.close()


def hidden_after_30_seconds(page: Page, chance: random.Random) -> None:
    page.open()
    read_through(page, chance, seconds=30, every=(3, 9), of=1_200)
    wait(page, seconds=57 * 60, section=1, hidden=True)
    page.close()


def two_windows(page: Page, chance: random.Random) -> None:
    other = Page(page.sections, lines=page.lines, sittings=100)
    other.open()
    page.open()
    touched = touches(chance, 1_200, every=(4, 45))
    for second in range(1_200):
        section = second * page.sections // 1_200 + 1
        page.second(section, touched=second in touched, last_line=True)
        other.second(section, touched=second in touched, last_line=True)
    page.close()
    other.flush()


def scrolls_to_the_end(page: Page, chance: random.Random) -> None:
    page.open()
    for second in range(12):
        page.second(second * page.sections // 12 + 1, touched=True, last_line=True)
    page.close()


def mouse_jiggler(page: Page, chance: random.Random) -> None:
    page.open()
    wait(page, seconds=HOUR, section=1)
    page.close()


def clicks_to_a_new_page_each_minute(page: Page, chance: random.Random) -> None:
    for _ in range(60):
        page.open()
        for _ in range(60):
            page.second(page.sections, last_line=True)
        page.close()


def forged_request(page: Page, chance: random.Random) -> None:
    page.open()
    seen = [["s1", 0, 7_200_000, True]]
    page._line(do="beat", seq=1, mono_ms=7_200_000, seen=seen, inputs=list(range(0, 7_200_000, 5_000)), hidden=[])
    page.close()


def browser_bot(page: Page, chance: random.Random) -> None:
    page.open()
    for second in range(HOUR):
        page.second(second * page.sections // HOUR + 1, touched=second % 20 == 0, last_line=True)
    page.close()


Script = Callable[[Page, random.Random], None]
SCENARIOS: list[tuple[Script, int, int, int]] = [
    (desktop_20_minutes, 10, 1_164, 1_236),
    (desktop_3_minute_page, 2, 174, 186),
    (phone_in_three_visits, 10, 1_164, 1_236),
    (phone_put_away_twice, 9, 1_164, 1_236),
    (slow_and_dense, 9, 1_746, 1_854),
    (lunch_with_the_page_open, 12, 0, 330),
    (lunch_and_a_minute_more, 12, 0, 396),
    (hidden_after_30_seconds, 10, 0, 33),
    (two_windows, 10, 1_164, 1_236),
    (scrolls_to_the_end, 10, 0, 12),
    (mouse_jiggler, 10, 0, 0),
    (clicks_to_a_new_page_each_minute, 10, 0, 0),
    (forged_request, 10, 0, 0),
    (browser_bot, 10, 0, 3_600),
]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("script", "sections", "at_least", "at_most"), SCENARIOS, ids=[script.__name__ for script, *_ in SCENARIOS]
)
def test_a_reader_gets_the_time_that_was_read_and_a_cheat_gets_none(
    script: Script, sections: int, at_least: int, at_most: int, seed: int
) -> None:
    page = Page(sections)

    script(page, random.Random(seed))

    assert at_least * 1_000 <= page.figures()["credited_ms"] <= at_most * 1_000


@pytest.mark.parametrize("seed", range(5))
def test_who_reads_a_lesson_has_read_all_its_sections(seed: int) -> None:
    page = Page(10)

    desktop_20_minutes(page, random.Random(seed))

    assert page.figures()["read"] == [f"s{number}" for number in range(1, 11)]


@pytest.mark.parametrize("script", [scrolls_to_the_end, mouse_jiggler, clicks_to_a_new_page_each_minute])
def test_who_only_moves_through_a_lesson_has_read_nothing(script: Script) -> None:
    page = Page(10)

    script(page, random.Random(0))

    assert page.figures()["read"] == []


def test_a_robot_that_scrolls_gets_no_more_than_the_lifetime_budget() -> None:
    page = Page(2)

    browser_bot(page, random.Random(0))

    assert page.figures()["by_section"] == {"s1": 327_272, "s2": 327_272}


@pytest.mark.parametrize("beat_s", [1, 7, 60, HOUR])
def test_a_scenario_gives_the_same_figures_however_often_the_page_reports(beat_s: int) -> None:
    usual, other = Page(12), Page(12, beat_s=beat_s)

    for page in (usual, other):
        lunch_and_a_minute_more(page, random.Random(7))

    assert other.figures() == usual.figures()
