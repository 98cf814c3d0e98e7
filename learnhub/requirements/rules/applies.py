"""Whether a requirement binds a person on a day, and since when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from learnhub.kernel.periods import Period
from learnhub.requirements.rules.population import Facts, Match, facts_on, promoted_on
from learnhub.requirements.rules.rule import Event, Rule, rules_in_force, versions_of


def match(rule: Rule, history: Sequence[Facts], on: date) -> Match:
    """Whether the population of a rule takes in the person as the person was on that day."""
    facts = facts_on(history, on)
    if facts is None or not rule.in_force(on):
        return Match.NO
    return rule.population.match(facts)


def applies(rule: Rule, history: Sequence[Facts], on: date) -> bool:
    return match(rule, history, on) is Match.YES


def rules_for(rules: Iterable[Rule], history: Sequence[Facts], on: date) -> tuple[Rule, ...]:
    """The versions that bind the person on that day, those included for which a level is still to be supplied.

    Event rules are left out while their event has not happened; induction is asked for with `event_day`.
    """
    return tuple(rule for rule in rules_in_force(rules, on) if _is_shown(rule, history, on))


def _is_shown(rule: Rule, history: Sequence[Facts], on: date) -> bool:
    if match(rule, history, on) is Match.NO:
        return False
    return rule.event is not Event.PROMOTION or event_day(rule, history, on) is not None


def event_day(rule: Rule, history: Sequence[Facts], on: date, *, inducted_on: date | None = None) -> date | None:
    """The day that started the time of an event rule, if it lies in the time of the rule and not after `on`."""
    day = inducted_on if rule.event is Event.INDUCTION else promoted_on(history, on)
    return day if day is not None and day <= on and rule.in_force(day) else None


def applies_since(rules: Sequence[Rule], key: str, history: Sequence[Facts], on: date) -> date | None:
    """The first day of the unbroken time, reaching to `on`, in which a version of the requirement bound the person.

    A new version or a new post inside the same population does not start the time again.
    """
    start: date | None = None
    for span in _merged(_spans(versions_of(rules, key), history)):
        if span.contains(on):
            start = span.start
    return start


def _spans(versions: Iterable[Rule], history: Sequence[Facts]) -> Iterator[Period]:
    for rule in versions:
        in_force = Period(rule.effective_from, rule.effective_to or date.max)
        for facts in history:
            both = in_force.overlap(Period(facts.start, facts.last_day))
            if both is not None and rule.population.match(facts) is Match.YES:
                yield both


def _merged(spans: Iterable[Period]) -> list[Period]:
    merged: list[Period] = []
    for span in sorted(spans):
        if merged and _joins(merged[-1], span):
            merged[-1] = Period(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _joins(before: Period, after: Period) -> bool:
    return before.end == date.max or after.start <= before.end + timedelta(days=1)
