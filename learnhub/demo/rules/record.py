"""What the people of the demo county have in their ledgers: a yearly calendar, and who keeps up with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

CLASS, ACADEMY = "县委党校", "省干部网络学院"


class Pace(StrEnum):
    """How somebody keeps up with the year."""

    DONE = "done"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    NOT_STARTED = "not_started"


@dataclass(frozen=True, slots=True)
class Earned:
    """One line for a ledger; days only for centralised training, `basic` for basic training (基本培训)."""

    source: str
    external_id: str
    form: str
    title: str
    earned_on: date
    hours: Decimal
    days: Decimal | None = None
    basic: bool = False


# (first day, name, days); a day of centralised training counts 7.5 class-hours, so that 12 days make 90.
_CLASSES = (
    ("spring", (3, 13), "春季干部轮训班", Decimal(5)),
    ("drafting", (5, 22), "公文与调研专题培训班", Decimal(1)),
    ("villages", (6, 18), "乡村全面振兴专题培训班", Decimal(3)),
    ("autumn", (9, 11), "县委党校秋季主体班", Decimal(5)),
)
_HOURS_A_DAY = Decimal("7.5")
_ATTENDED = {
    Pace.DONE: ("spring", "villages", "autumn"),
    Pace.ON_TRACK: ("spring", "drafting", "autumn"),
    Pace.BEHIND: ("spring",),
    Pace.NOT_STARTED: (),
}
# Class-hours taken over from the provincial academy: (month, hours), each on the 20th.
_ONLINE = {
    Pace.DONE: ((3, "13.5"), (6, "13.5"), (9, "13.5"), (11, "11")),
    Pace.ON_TRACK: ((3, "12"), (6, "12"), (9, "12.25"), (11, "10.5")),
    Pace.BEHIND: ((4, "8"), (7, "5")),
    Pace.NOT_STARTED: (),
}
_OF_CADRES = (
    Pace.DONE, Pace.ON_TRACK, Pace.BEHIND, Pace.ON_TRACK, Pace.DONE, Pace.NOT_STARTED,
    Pace.DONE, Pace.BEHIND, Pace.ON_TRACK, Pace.ON_TRACK, Pace.BEHIND, Pace.NOT_STARTED,
)  # fmt: skip
_OF_OTHERS = (
    Pace.ON_TRACK, Pace.DONE, Pace.ON_TRACK, Pace.BEHIND, Pace.DONE, Pace.ON_TRACK, Pace.ON_TRACK, Pace.BEHIND,
    Pace.DONE, Pace.ON_TRACK, Pace.NOT_STARTED,
)  # fmt: skip


def pace_of(position: int, username: str | None) -> Pace:
    """How the person at a place of the roster keeps up this year."""
    if username and username.startswith("cadre"):
        return _OF_CADRES[int(username.removeprefix("cadre")) - 1]
    return _OF_OTHERS[position % len(_OF_OTHERS)]


def earned(pace: Pace, today: date) -> Iterator[Earned]:
    """The lines of last year, when everybody kept up, and of this year until today, in the order of their dates."""
    lines = [*_of_year(today.year - 1, Pace.DONE), *_of_year(today.year, pace)]
    return (line for line in sorted(lines, key=lambda line: line.earned_on) if line.earned_on <= today)


def _of_year(year: int, pace: Pace) -> Iterator[Earned]:
    for key, (month, day), name, days in _CLASSES:
        if key in _ATTENDED[pace]:
            yield Earned(
                CLASS, f"{key}-{year}", "off_job", f"{year}年{name}", date(year, month, day), days * _HOURS_A_DAY, days,
                basic=True,
            )  # fmt: skip
    for month, hours in _ONLINE[pace]:
        title = f"省干部网络学院选学（{year}年{month}月转入）"
        yield Earned(ACADEMY, f"{year}-{month:02d}", "online", title, date(year, month, 20), Decimal(hours), basic=True)
