"""The demo county as data: units, people, what they earned, how they read, what they wrote."""

from learnhub.demo.rules.record import Earned, Pace, earned, pace_of
from learnhub.demo.rules.roster import ACCOUNTS, CADRES, COUNTY, PEOPLE, TOWN, UNITS, PersonSpec, UnitSpec
from learnhub.demo.rules.study import COURSES, Ending, Evening, beats, day_after, evenings, timeline
from learnhub.demo.rules.words import DRAFTS, LAST_QUARTER, RETURNED, SUBMITTED, Words

__all__ = [
    "ACCOUNTS",
    "CADRES",
    "COUNTY",
    "COURSES",
    "DRAFTS",
    "LAST_QUARTER",
    "PEOPLE",
    "RETURNED",
    "SUBMITTED",
    "TOWN",
    "UNITS",
    "Earned",
    "Ending",
    "Evening",
    "Pace",
    "PersonSpec",
    "UnitSpec",
    "Words",
    "beats",
    "day_after",
    "earned",
    "evenings",
    "pace_of",
    "timeline",
]
