"""Readers, pauses and cheats, each as a script in front of the endpoints; what is true and what is claimed is known."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.reading.attacks.browser import Desk, Window

HOUR = 3_600


@dataclass(frozen=True)
class Claim:
    """Seconds that were truly read, and seconds that the requests claimed."""

    true_s: float
    claimed_s: float


def touches(chance: random.Random, seconds: int, *, every: tuple[int, int]) -> set[int]:
    """The seconds in which somebody scrolls or types: at irregular intervals between these bounds."""

    def moments() -> Iterator[int]:
        moment = chance.randint(*every)
        while moment < seconds:
            yield moment
            moment += chance.randint(*every)

    return set(moments())


def read(
    window: Window, chance: random.Random, *, seconds: int, sections: int, every: tuple[int, int], first: int = 0,
    of: int | None = None,
) -> None:  # fmt: skip
    """Read evenly, from the place that is reached after `first` of the `of` seconds that the lesson takes."""
    whole = of or seconds
    touched = touches(chance, seconds, every=every)
    for second in range(seconds):
        section = (first + second) * sections // whole
        is_last = (first + second + 1) * sections // whole > section
        window.second(section, touched=second in touched, last_line=is_last)


def wait(window: Window, *, seconds: int, section: int, hidden: bool = False) -> None:
    """The page stays open and nobody touches it."""
    for _ in range(seconds):
        window.second(section, hidden=hidden)


def desktop(desk: Desk, chance: random.Random) -> Claim:
    """Reads for 20 minutes at a desk, then leaves the page."""
    window = desk(10).open()
    read(window, chance, seconds=1_200, sections=10, every=(4, 45))
    window.close()
    return Claim(1_200, 1_200)


def short_page(desk: Desk, chance: random.Random) -> Claim:
    """Reads a page of three minutes and closes the browser."""
    window = desk(2).open()
    read(window, chance, seconds=180, sections=2, every=(6, 30))
    window.close()
    return Claim(180, 180)


def phone(desk: Desk, chance: random.Random) -> Claim:
    """Three visits on a phone with long breaks, and with nothing but touches."""
    window = desk(10)
    for visit in range(3):
        window.open()
        read(window, chance, seconds=400, sections=10, every=(3, 14), first=400 * visit, of=1_200)
        window.close()
        window.clock.pass_(minutes=25)
    return Claim(1_200, 1_200)


def dense(desk: Desk, chance: random.Random) -> Claim:
    """Reads a dense text for half an hour and scrolls rarely."""
    window = desk(9).open()
    read(window, chance, seconds=1_800, sections=9, every=(30, 150))
    window.close()
    return Claim(1_800, 1_800)


def lunch(desk: Desk, chance: random.Random) -> Claim:
    """Goes to lunch for 55 minutes with the page open."""
    window = desk(12).open()
    read(window, chance, seconds=300, sections=12, every=(4, 45), of=1_200)
    wait(window, seconds=55 * 60, section=3)
    window.close()
    return Claim(300, HOUR)


def lunch_and_on(desk: Desk, chance: random.Random) -> Claim:
    """Comes back from lunch and reads on for a minute."""
    window = desk(12).open()
    read(window, chance, seconds=300, sections=12, every=(4, 45), of=1_200)
    wait(window, seconds=54 * 60, section=3)
    read(window, chance, seconds=60, sections=12, every=(1, 10), first=300, of=1_200)
    window.close()
    return Claim(360, HOUR)


def hidden_tab(desk: Desk, chance: random.Random) -> Claim:
    """Reads for half a minute, then has the page behind another one for an hour."""
    window = desk(10).open()
    read(window, chance, seconds=30, sections=10, every=(3, 9), of=1_200)
    wait(window, seconds=57 * 60, section=1, hidden=True)
    window.close()
    return Claim(30, HOUR)


def two_windows(desk: Desk, chance: random.Random) -> Claim:
    """Has the lesson in two windows side by side, and reads one of them; both report the same."""
    other, window = desk(10).open(), desk(10).open()
    touched = touches(chance, 1_200, every=(4, 45))
    for second in range(1_200):
        section = second * 10 // 1_200
        window.second(section, touched=second in touched, last_line=True)
        other.watch(section, touched=second in touched, last_line=True)
    window.close()
    other.flush()
    return Claim(1_200, 2_400)


def to_the_end(desk: Desk, chance: random.Random) -> Claim:
    """Scrolls to the end of the lesson in twelve seconds."""
    window = desk(10).open()
    for second in range(12):
        window.second(second * 10 // 12, touched=True, last_line=True)
    window.close()
    return Claim(12, 12)


def jiggler(desk: Desk, chance: random.Random) -> Claim:
    """A device moves the pointer for an hour, and pointer moves are no input."""
    window = desk(10).open()
    wait(window, seconds=HOUR, section=0)
    window.close()
    return Claim(0, HOUR)


def clicker(desk: Desk, chance: random.Random) -> Claim:
    """A program opens a new page each minute for an hour."""
    windows = [desk(3) for _ in range(6)]
    for turn in range(60):
        window = windows[turn % 6].open()
        for _ in range(60):
            window.second(2, last_line=True)
        window.close()
    return Claim(0, HOUR)


def one_forged(desk: Desk, chance: random.Random) -> Claim:
    """One made-up request claims two hours, a second after the opening."""
    window = desk(10).open()
    window.clock.pass_(seconds=1)
    window.send(window.forge(to_ms=7_200_000))
    return Claim(0, 7_200)


def replayed(desk: Desk, chance: random.Random) -> Claim:
    """A good beat is caught and sent 100 times: as it is, and under later numbers with its old nonce."""
    window = desk(10).open()
    for second in range(14):
        window.second(0, touched=second % 4 == 0)
    window.flush()
    caught = window.sent[-1]
    for number in range(100):
        window.clock.pass_(milliseconds=10)
        window.send(caught, seq=1 if number % 2 else window.seq)
    return Claim(14, 14 + 100 * 14)


def burst(desk: Desk, chance: random.Random) -> Claim:
    """800 beats in the right order within four seconds, each with the right nonce, claim 15 s each."""
    window = desk(10).open()
    for number in range(800):
        window.clock.pass_(milliseconds=5)
        window.send(window.forge(from_ms=number * 15_000, to_ms=(number + 1) * 15_000, section=number % 10))
    return Claim(0, 800 * 15)


def overlapping(desk: Desk, chance: random.Random) -> Claim:
    """Each beat claims all ten sections for all of its time."""
    window = desk(10).open()
    for number in range(40):
        start = number * 15_000
        window.clock.pass_(seconds=15)
        seen = [[window.section(each), start, start + 15_000, True] for each in range(10)]
        window.send({**window.forge(from_ms=start, to_ms=start + 15_000), "seen": seen})
    return Claim(600, 6_000)


def two_devices(desk: Desk, chance: random.Random) -> Claim:
    """A phone takes the sitting back from the desktop halfway, and both report all the time."""
    phone_, desktop_ = desk(10).open(), desk(10, address="198.51.100.7").open()
    touched = touches(chance, 1_200, every=(4, 45))
    for second in range(1_200):
        if second == 600:
            phone_.open()
        section = second * 10 // 1_200
        desktop_.second(section, touched=second in touched, last_line=True)
        phone_.watch(section, touched=second in touched, last_line=True)
    phone_.close()
    desktop_.flush()
    return Claim(1_200, 2_400)


def clock_ahead(desk: Desk, chance: random.Random) -> Claim:
    """The clock of the browser is three hours ahead; what lies outside of the stretch is cut away."""
    window = desk(10, skew_ms=3 * HOUR * 1000).open()
    read(window, chance, seconds=600, sections=10, every=(4, 45))
    window.close()
    return Claim(600, 3 * HOUR + 600)


def clock_behind(desk: Desk, chance: random.Random) -> Claim:
    """The clock of the browser is set back by three hours halfway; time is not counted twice."""
    window = desk(10).open()
    read(window, chance, seconds=300, sections=10, every=(4, 45), of=600)
    window.skew_ms = -3 * HOUR * 1000
    read(window, chance, seconds=300, sections=10, every=(4, 45), first=300, of=600)
    window.close()
    return Claim(600, 600)


def browser_bot(desk: Desk, chance: random.Random) -> Claim:
    """A whole browser under control scrolls every 20 s for an hour."""
    window = desk(10).open()
    for second in range(HOUR):
        window.second(second * 10 // HOUR, touched=second % 20 == 0, last_line=True)
    window.close()
    return Claim(0, HOUR)


def scripted(desk: Desk, chance: random.Random) -> Claim:
    """A script in the page scrolls at irregular intervals for an hour, as a person would."""
    window = desk(10).open()
    read(window, chance, seconds=HOUR, sections=10, every=(4, 45))
    window.close()
    return Claim(0, HOUR)


def scripted_evenly(desk: Desk, chance: random.Random) -> Claim:
    """The same at even intervals, give or take a second."""
    window = desk(10).open()
    read(window, chance, seconds=1_800, sections=10, every=(19, 21))
    window.close()
    return Claim(0, 1_800)


def scripted_like_a_reader(desk: Desk, chance: random.Random) -> Claim:
    """The same at irregular intervals, and for as long as a person reads: nothing tells it from one but the recall."""
    window = desk(10).open()
    read(window, chance, seconds=1_200, sections=10, every=(4, 45))
    window.close()
    return Claim(0, 1_200)


def invented(desk: Desk, chance: random.Random) -> Claim:
    """An hour after the opening, 240 made-up beats are sent as if they had waited for the network."""
    window = desk(10).open()
    window.clock.pass_(hours=1)
    window.client = desk.sign_in()
    window.send_queue(
        [
            window.forge(
                from_ms=number * 15_000, to_ms=(number + 1) * 15_000, section=number * 10 // 240,
                every_ms=chance.randint(4_000, 9_000),
            )
            for number in range(240)
        ]
    )  # fmt: skip
    return Claim(0, HOUR)


def invented_at_once(desk: Desk, chance: random.Random) -> Claim:
    """Three quarters of an hour after the opening, one made-up beat claims all of it, with irregular inputs."""
    window = desk(10).open()
    window.clock.pass_(minutes=45)
    window.client = desk.sign_in()
    inputs = [moment * 1000 for moment in sorted(touches(chance, 2_700, every=(4, 45)))]
    seen = [[window.section(number), number * 270_000, (number + 1) * 270_000, True] for number in range(10)]
    window.send({**window.forge(to_ms=2_700_000), "seen": seen, "inputs": inputs})
    return Claim(0, 2_700)


def two_addresses(desk: Desk, chance: random.Random) -> Claim:
    """Two people in two places use one account and take the sitting from each other every five minutes."""
    here, there = desk(10), desk(10, address="203.0.113.9")
    touched = touches(chance, 1_800, every=(4, 45))
    for second in range(1_800):
        if second % 300 == 0:
            for window in (here, there) if second == 0 else (here, there)[second // 300 % 2 :][:1]:
                window.open()
        section = second * 10 // 1_800
        here.second(section, touched=second in touched, last_line=True)
        there.watch(section, touched=second in touched, last_line=True)
    here.close()
    there.flush()
    return Claim(1_800, 3_600)
