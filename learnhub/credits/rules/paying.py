"""What a completion pays: class-hours by the length of a lesson, the cap of a day, and the rules as data."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from learnhub.credits.rules.entry import Form, Status
from learnhub.kernel.hours import STEP, ZERO, class_hours


class Key(StrEnum):
    """The two keys of a completion: the lesson was read, and its content was recalled."""

    READ = "read"
    RECALL = "recall"


def is_complete(turned: Collection[Key], *, needed: Collection[Key] = tuple(Key)) -> bool:
    """Whether every key that a lesson version needs has been turned."""
    return set(needed) <= set(turned)


def keys_left(turned: Collection[Key], *, needed: Collection[Key] = tuple(Key)) -> tuple[Key, ...]:
    return tuple(key for key in Key if key in needed and key not in turned)


def earns_hours(needed: Collection[Key]) -> bool:
    """Reading alone earns nothing: a lesson without a recall can be read and completed, but pays no class-hours."""
    return Key.RECALL in needed


def status_when_completed(*, declared: bool) -> Status:
    """Reading that was declared and not measured pays only when the unit administrator has confirmed it."""
    return Status.PENDING if declared else Status.VERIFIED


class Pays(StrEnum):
    """What a credit rule is about."""

    LESSON_COMPLETION = "lesson_completion"
    COURSE_FINAL_TEST = "course_final_test"
    DAILY_CAP = "daily_cap"
    ARTICLE_RELEASED = "article_released"


# The figures that each kind of rule must name: minutes whole, the others class-hours.
PARAMETERS: Mapping[Pays, frozenset[str]] = MappingProxyType(
    {
        Pays.LESSON_COMPLETION: frozenset({"short_up_to", "long_from", "short", "middle", "long"}),
        Pays.COURSE_FINAL_TEST: frozenset({"hours"}),
        Pays.DAILY_CAP: frozenset({"hours"}),
        Pays.ARTICLE_RELEASED: frozenset({"topic", "practice", "research", "reflection", "yearly_cap"}),
    }
)


@dataclass(frozen=True, slots=True)
class CreditRule:
    """One version of a rule that turns study into class-hours; versions of the same rule share `key`."""

    key: str
    name_en: str
    name_zh: str
    pays: Pays
    form: Form
    source_en: str
    source_zh: str
    parameters: Mapping[str, Decimal] = field(hash=False)
    effective_from: date
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if set(self.parameters) != PARAMETERS[self.pays]:
            raise ValueError(f"credit rule {self.key} names other figures than {sorted(PARAMETERS[self.pays])}")
        for name, value in self.parameters.items():
            if value < 0 or (not name.endswith(("_up_to", "_from")) and class_hours(value) != value):
                raise ValueError(f"credit rule {self.key}: {name} cannot be {value}")
        if self.pays is Pays.DAILY_CAP and self.parameters["hours"] == 0:
            raise ValueError(f"credit rule {self.key}: a day needs some room")

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


def credit_rule_on(rules: Iterable[CreditRule], pays: Pays, on: date, *, form: Form = Form.ONLINE) -> CreditRule | None:
    """The rule in force on the day of the study itself; where two overlap, the one that started later."""
    found = (rule for rule in rules if rule.pays is pays and rule.form is form and rule.in_force(on))
    return max(found, key=lambda rule: rule.effective_from, default=None)


def class_hours_for_lesson(minutes: Decimal | int, front_matter_hours: Decimal | None, rule: CreditRule) -> Decimal:
    """What a lesson pays by its nominal minutes, unless its front matter names class-hours.

    With the default figures up to 15 minutes pay 0.25, from 30 minutes 1, and what lies between 0.5.
    Raises ValueError for negative minutes or hours, and for hours that are no multiple of 0.25.
    """
    if rule.pays is not Pays.LESSON_COMPLETION:
        raise ValueError(f"credit rule {rule.key} does not pay lessons")
    if minutes < 0 or (front_matter_hours is not None and front_matter_hours < 0):
        raise ValueError("a lesson cannot be shorter than nothing")
    if front_matter_hours is not None:
        return class_hours(front_matter_hours)
    figures = rule.parameters
    if minutes <= figures["short_up_to"]:
        return class_hours(figures["short"])
    return class_hours(figures["middle"] if minutes < figures["long_from"] else figures["long"])


@dataclass(frozen=True, slots=True)
class Portion:
    """The part of a payment that is dated to one day."""

    day: date
    hours: Decimal


def dates_with_room(
    day: date, hours: Decimal, used_by_day: Mapping[date, Decimal], cap: Decimal | None
) -> tuple[Portion, ...]:
    """Spread a payment over the days that have room for it, from the day of the completion on.

    Only what exceeds the cap moves on, so that a payment may be split, always in steps of 0.25; each
    portion becomes an entry of its own. Without a cap everything stays on its day. Raises ValueError for
    hours that are not above zero, and for a cap that leaves no room on any day.
    """
    left = class_hours(hours)
    if left <= 0:
        raise ValueError("only hours above zero need room")
    if cap is None:
        return (Portion(day, left),)
    portions: list[Portion] = []
    while left > 0:
        day = date_with_room(day, used_by_day, cap)
        portions.append(Portion(day, min(left, _room(used_by_day.get(day, ZERO), cap))))
        left -= portions[-1].hours
        day += timedelta(days=1)
    return tuple(portions)


def date_with_room(day: date, used_by_day: Mapping[date, Decimal], cap: Decimal) -> date:
    """The first day, from `day` on, on which another 0.25 class-hours fit; raises ValueError for a cap below that."""
    if _room(ZERO, cap) <= 0:
        raise ValueError(f"a cap of {cap} class-hours leaves no room on any day")
    while _room(used_by_day.get(day, ZERO), cap) <= 0:
        day += timedelta(days=1)
    return day


def hours_for_article(kind: str, paid_this_year: Decimal, rule: CreditRule) -> Decimal:
    """What a released article of this kind still pays below the cap of the year; zero where the cap is reached.

    Unlike a day, a year gives nothing on to the next one. Raises ValueError for a kind that the rule does not name.
    """
    if rule.pays is not Pays.ARTICLE_RELEASED or kind not in rule.parameters or kind == "yearly_cap":
        raise ValueError(f"credit rule {rule.key} does not pay articles of the kind {kind}")
    return min(class_hours(rule.parameters[kind]), _room(paid_this_year, rule.parameters["yearly_cap"]))


def external_id(kind: str, ident: int, portion: int = 0, *, again: int = 0) -> str:
    """What makes a payment unique: a lesson version (a course test …) pays once, however often it is completed.

    `again` counts how often its hours were declined before: then it has not paid yet.
    """
    name = f"{kind}:{ident}" if again == 0 else f"{kind}:{ident}#again-{again}"
    return name if portion == 0 else f"{name}#{portion + 1}"


def _room(used: Decimal, cap: Decimal) -> Decimal:
    return max((cap - used) // STEP * STEP, ZERO)


_FROM = date(2023, 1, 1)
_LENGTH_EN = "Default of this installation, after the practice of a provincial online academy"
_LENGTH_ZH = "本系统默认规则，参照某省级干部网络学院的做法"

DEFAULT_CREDIT_RULES: tuple[CreditRule, ...] = (
    CreditRule(
        key="lesson_completion",
        name_en="A lesson completed",
        name_zh="学完一课",
        pays=Pays.LESSON_COMPLETION,
        form=Form.ONLINE,
        source_en=_LENGTH_EN,
        source_zh=_LENGTH_ZH,
        parameters=MappingProxyType(
            {
                "short_up_to": Decimal(15),
                "long_from": Decimal(30),
                "short": Decimal("0.25"),
                "middle": Decimal("0.50"),
                "long": Decimal("1.00"),
            }
        ),
        effective_from=_FROM,
    ),
    CreditRule(
        key="course_final_test",
        name_en="The final test of a course passed",
        name_zh="通过课程结业测试",
        pays=Pays.COURSE_FINAL_TEST,
        form=Form.ONLINE,
        source_en=_LENGTH_EN,
        source_zh=_LENGTH_ZH,
        parameters=MappingProxyType({"hours": Decimal("0.50")}),
        effective_from=_FROM,
    ),
    CreditRule(
        key="daily_cap",
        name_en="Online study in a day",
        name_zh="每日网络自学上限",
        pays=Pays.DAILY_CAP,
        form=Form.ONLINE,
        source_en="Default of this installation: six class-hours of online study in a day",
        source_zh="本系统默认规则：网络自学每日最多计6学时",
        parameters=MappingProxyType({"hours": Decimal("6.00")}),
        effective_from=_FROM,
    ),
    CreditRule(
        key="article_released",
        name_en="An article released",
        name_zh="发布文章",
        pays=Pays.ARTICLE_RELEASED,
        form=Form.OUTPUT,
        source_en="Default of this installation, after the practice of districts that count released articles: "
        "two class-hours, half of one for a study reflection, at most six in a year",
        source_zh="本系统默认规则，参照部分区县对发布文章计学时的做法：每篇2学时，心得体会每篇0.5学时，每年最多6学时",
        parameters=MappingProxyType(
            {
                "topic": Decimal("2.00"),
                "practice": Decimal("2.00"),
                "research": Decimal("2.00"),
                "reflection": Decimal("0.50"),
                "yearly_cap": Decimal("6.00"),
            }
        ),
        effective_from=_FROM,
    ),
)
