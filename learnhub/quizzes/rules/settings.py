"""How a quiz is held: which questions, how long, how often, what is said when. Stored as data, checked when written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from learnhub.kernel.clock import iso_ms
from learnhub.quizzes.rules.review import DEFAULT_REVIEW, Moment, Shown

LONGEST_MINUTES = 600
MOST_ATTEMPTS = 100
MOST_QUESTIONS = 200
TOO_MANY = "That is more than two hundred questions."
LONGEST_COOLING = 60 * 24 * 30
MOST_TRIES = 5


class Behaviour(StrEnum):
    """When somebody learns whether an answer is right.

    deferred: after handing in. immediate: at once, one try. interactive: at once, with hints and further tries that
    cost. certainty: after handing in, and each answer carries how sure one is.
    """

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"
    INTERACTIVE = "interactive"
    CERTAINTY = "certainty"


class Counts(StrEnum):
    """Which of several attempts is the result."""

    BEST = "best"
    FIRST = "first"
    LAST = "last"
    AVERAGE = "average"


class Layout(StrEnum):
    """How many questions stand on a page."""

    ALL = "all"
    ONE = "one"


@dataclass(frozen=True)
class Part:
    """One part of what is drawn: the questions named, or so many that fit every tag, a level, a section.

    They are of the quiz's own lessons; with `bank` they are of the question bank, where a category may be named, which
    holds what stands below it. `owner` and `units` say whose questions of the bank whoever chose the part might use.
    """

    count: int = 0
    tags: tuple[str, ...] = ()
    level: str = ""
    section: str = ""
    questions: tuple[int, ...] = ()
    bank: bool = False
    category: int = 0
    owner: int = 0
    units: tuple[int, ...] = ()

    @property
    def wanted(self) -> int:
        """How many questions it asks for."""
        return self.count + len(self.questions)

    @property
    def may_leave_lessons(self) -> bool:
        """Whether questions of the bank may be among them."""
        return self.bank or bool(self.questions)


@dataclass(frozen=True)
class Settings:
    """Everything about how a quiz is held, but for its pass mark and the number of questions, which every quiz has."""

    behaviour: Behaviour = Behaviour.DEFERRED
    layout: Layout = Layout.ALL
    minutes: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    attempts: int | None = None
    cooling_minutes: int = 10
    misses_a_day: int | None = 3
    tries: int = 3
    after_lessons: bool = True
    parts: tuple[Part, ...] = ()
    review: Mapping[Moment, frozenset[Shown]] = field(default_factory=lambda: DEFAULT_REVIEW, hash=False)

    @property
    def limit(self) -> timedelta | None:
        return None if self.minutes is None else timedelta(minutes=self.minutes)

    @property
    def cooling(self) -> timedelta:
        return timedelta(minutes=self.cooling_minutes)

    @property
    def review_changed(self) -> bool:
        """Whether it shows other things after an attempt than quizzes usually do."""
        return self.review != DEFAULT_REVIEW

    @property
    def at_once(self) -> bool:
        """Whether answers are checked one by one while the attempt is under way."""
        return self.behaviour in (Behaviour.IMMEDIATE, Behaviour.INTERACTIVE)


DEFAULT = Settings()


def settings_document(settings: Settings) -> dict[str, Any]:
    """The settings as plain JSON values; only what differs from the default is written."""
    document: dict[str, Any] = {}
    for each in fields(settings):
        value = getattr(settings, each.name)
        if value != getattr(DEFAULT, each.name):
            document[each.name] = _plain(value)
    return document


def settings_from(document: Mapping[str, Any]) -> Settings:
    """The settings that `settings_document` wrote; raises ValueError or KeyError on anything else."""
    known: dict[str, Any] = dict(document)
    for name, kind in (("behaviour", Behaviour), ("layout", Layout)):
        if name in known:
            known[name] = kind(known[name])
    for name in ("opens_at", "closes_at"):
        if known.get(name):
            known[name] = datetime.fromisoformat(known[name])
    if "parts" in known:
        known["parts"] = tuple(_part_from(each) for each in known["parts"])
    if "review" in known:
        known["review"] = MappingProxyType(
            {Moment(moment): frozenset(Shown(each) for each in shown) for moment, shown in known["review"].items()}
        )
    return Settings(**known)


def _part_from(document: Mapping[str, Any]) -> Part:
    known: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in document.items()
    }
    if "tag" in known:  # settings from before several could be named
        known["tags"] = (known.pop("tag"),)
    return Part(**known)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso_ms(value)
    if isinstance(value, tuple):
        blank = Part()
        return [
            {
                each.name: _plain_part(part, each.name)
                for each in fields(part)
                if getattr(part, each.name) != getattr(blank, each.name)
            }
            for part in value
        ]
    if isinstance(value, Mapping):
        return {str(moment): sorted(str(each) for each in shown) for moment, shown in value.items()}
    return str(value) if isinstance(value, StrEnum) else value


def _plain_part(part: Part, name: str) -> Any:
    value = getattr(part, name)
    return list(value) if isinstance(value, tuple) else value


def problems_with(settings: Settings) -> dict[str, str]:
    """What is wrong with settings, by the name of the field, as message ids; nothing where they can be used."""
    wrong: dict[str, str] = {}
    for name, least, most in (
        ("minutes", 1, LONGEST_MINUTES), ("attempts", 1, MOST_ATTEMPTS), ("cooling_minutes", 0, LONGEST_COOLING),
        ("misses_a_day", 1, MOST_ATTEMPTS), ("tries", 1, MOST_TRIES),
    ):  # fmt: skip
        value = getattr(settings, name)
        if value is not None and not least <= value <= most:
            wrong[name] = "This number is outside what is possible."
    if settings.opens_at and settings.closes_at and settings.closes_at <= settings.opens_at:
        wrong["closes_at"] = "It closes before it opens."
    if sum(part.wanted for part in settings.parts) > MOST_QUESTIONS:
        wrong["parts"] = TOO_MANY
    return wrong


@dataclass(frozen=True)
class Result:
    """What a person has reached in a quiz; `percent` is None before anything is graded."""

    percent: Decimal | None
    passed: bool
    attempts: int


def result_of(
    graded: Sequence[tuple[Decimal, bool]], counts: Counts, *, pass_percent: int | Decimal
) -> Result:  # fmt: skip
    """The result out of graded attempts, the first one first, each with its percentage and whether it was passed."""
    if not graded:
        return Result(None, passed=False, attempts=0)
    if counts is Counts.AVERAGE:
        mean = (sum((percent for percent, _ in graded), Decimal(0)) / len(graded)).quantize(Decimal("0.01"))
        return Result(mean, passed=mean >= pass_percent, attempts=len(graded))
    if counts is Counts.BEST:
        passed = any(passed for _, passed in graded)
        return Result(max(percent for percent, _ in graded), passed=passed, attempts=len(graded))
    percent, passed = graded[0] if counts is Counts.FIRST else graded[-1]
    return Result(percent, passed=passed, attempts=len(graded))
