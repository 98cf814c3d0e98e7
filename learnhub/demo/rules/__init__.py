"""The demo county as data: units, people, what they earned, how they read, what they wrote."""

from learnhub.demo.rules.record import Earned, Pace, earned, pace_of
from learnhub.demo.rules.roster import ACCOUNTS, CADRES, COUNTY, PEOPLE, TOWN, UNITS, PersonSpec, UnitSpec

__all__ = [
    "ACCOUNTS",
    "CADRES",
    "COUNTY",
    "PEOPLE",
    "TOWN",
    "UNITS",
    "Earned",
    "Pace",
    "PersonSpec",
    "UnitSpec",
    "earned",
    "pace_of",
]
