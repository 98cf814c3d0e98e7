"""The decisions of this domain: whom a requirement binds, how much is due by a day, and how a person stands."""

from learnhub.requirements.rules.applies import applies, applies_since, event_day, match, rules_for
from learnhub.requirements.rules.defaults import DEFAULT_RULES
from learnhub.requirements.rules.documents import rule_document, rule_from
from learnhub.requirements.rules.ladders import PostLevel, Rank
from learnhub.requirements.rules.population import EVERYONE, Facts, Match, Population, facts_on, promoted_on
from learnhub.requirements.rules.rule import (
    BASIC,
    Cycle,
    Event,
    Evidence,
    Metric,
    Rule,
    Source,
    rules_in_force,
    versions_of,
)
from learnhub.requirements.rules.standing import (
    MEASURED,
    Done,
    Measure,
    Standing,
    State,
    cycle_period,
    overall,
    standing,
    tally,
)

__all__ = [
    "BASIC",
    "DEFAULT_RULES",
    "EVERYONE",
    "MEASURED",
    "Cycle",
    "Done",
    "Event",
    "Evidence",
    "Facts",
    "Match",
    "Measure",
    "Metric",
    "Population",
    "PostLevel",
    "Rank",
    "Rule",
    "Source",
    "Standing",
    "State",
    "applies",
    "applies_since",
    "cycle_period",
    "event_day",
    "facts_on",
    "match",
    "overall",
    "promoted_on",
    "rule_document",
    "rule_from",
    "rules_for",
    "rules_in_force",
    "standing",
    "tally",
    "versions_of",
]
