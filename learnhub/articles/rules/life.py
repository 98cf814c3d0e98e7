"""The way of an article to its readers: which reviews it passes, who may take which step, and how long it waits."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from learnhub.articles.rules.states import Level, Stage

WAYS = {
    "two": (Stage.UNIT, Stage.SECRECY),
    "three": (Stage.FIRST, Stage.SECOND, Stage.THIRD, Stage.SECRECY),
}
# Renewed whenever the words of the two statements change, so that the trail says which ones were ticked.
STATEMENT = "2026-11"

OWN = "Nobody reviews an article that they wrote or write along."
NOT_A_REVIEWER = "Only a reviewer of its unit reviews this article."
TWICE = "You passed this article at an earlier stage. Four eyes: somebody else has to look at it now."
COUNTY_LAST = "An article for the whole county is released by a reviewer of the whole county."


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What decides whether somebody may review: the stage, and what this person is to the article."""

    stage: Stage
    level: Level
    writes: bool
    covers_unit: bool
    covers_county: bool
    passed_before: bool


def first_stage(way: str) -> Stage:
    """Where a submitted article waits first."""
    return WAYS[way][0]


def next_stage(way: str, stage: Stage) -> Stage | None:
    """Where it waits after a stage was passed; None when nothing stands between it and its readers.

    A stage of the other way, after the setting was changed, is followed by the check for secrets.
    """
    stages = WAYS[way]
    if stage in stages:
        later = stages[stages.index(stage) + 1 :]
        return later[0] if later else None
    return Stage.SECRECY


def refusal(case: Reviewing) -> str | None:
    """Why somebody may not decide at this stage; None where they may."""
    if case.writes:
        return OWN
    if not case.covers_unit:
        return NOT_A_REVIEWER
    if case.passed_before:
        return TWICE
    if case.stage is Stage.SECRECY and case.level is Level.COUNTY and not case.covers_county:
        return COUNTY_LAST
    return None


def working_days_between(first: date, last: date, *, closed: Collection[date] = ()) -> int:
    """How many working days something has waited since a day; public holidays only as far as they are given."""
    days = max((last - first).days, 0)
    return sum(
        day.weekday() < 5 and day not in closed for day in (first + timedelta(days=n) for n in range(1, days + 1))
    )
