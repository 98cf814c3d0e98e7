"""The demo county as data: units, people, what they earned, how they read, what they wrote and object to."""

from learnhub.demo.rules.cases import ANSWERED, CASES, WAITING, About, CaseSpec, ObjectionSpec
from learnhub.demo.rules.record import Earned, Pace, earned, pace_of
from learnhub.demo.rules.roster import ACCOUNTS, CADRES, COUNTY, FINANCE, PEOPLE, TOWN, UNITS, PersonSpec, UnitSpec
from learnhub.demo.rules.study import COURSES, Ending, Evening, beats, day_after, evenings, timeline
from learnhub.demo.rules.words import ARCHIVED, DRAFTS, LAST_QUARTER, RETURNED, SUBMITTED, Words

__all__ = [
    "ACCOUNTS",
    "ANSWERED",
    "ARCHIVED",
    "CADRES",
    "CASES",
    "COUNTY",
    "COURSES",
    "DRAFTS",
    "FINANCE",
    "LAST_QUARTER",
    "PEOPLE",
    "RETURNED",
    "SUBMITTED",
    "TOWN",
    "UNITS",
    "WAITING",
    "About",
    "CaseSpec",
    "Earned",
    "Ending",
    "Evening",
    "ObjectionSpec",
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
