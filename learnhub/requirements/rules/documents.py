"""Requirements as plain JSON values and back, so that a row can hold any version of them."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from learnhub.requirements.rules.ladders import PostLevel, Rank
from learnhub.requirements.rules.population import Population
from learnhub.requirements.rules.rule import Cycle, Event, Evidence, Rule, Source


def rule_document(rule: Rule) -> dict[str, Any]:
    """A rule as JSON values, named as `Rule` names its fields: figures as text, dates as 2026-11-23."""
    return {field.name: _plain(getattr(rule, field.name)) for field in fields(rule)}


def rule_from(document: Mapping[str, Any]) -> Rule:
    """The rule that a document describes; fields that it leaves out have their usual value.

    Raises ValueError, KeyError or TypeError for a document that describes none.
    """
    read = {name: _READ[name](value) if name in _READ else value for name, value in document.items()}
    return Rule(**{name: value for name, value in read.items() if value is not None})


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, (Source, Population)):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _source(document: Mapping[str, Any]) -> Source:
    return Source(**{**document, "evidence": Evidence(document.get("evidence", Evidence.PRIMARY))})


def _population(document: Mapping[str, Any]) -> Population:
    steps: dict[str, type[PostLevel] | type[Rank]] = {
        "from_post": PostLevel,
        "to_post": PostLevel,
        "from_rank": Rank,
        "to_rank": Rank,
    }
    conditions: dict[str, Any] = {
        name: steps[name](value) if name in steps and value is not None else value for name, value in document.items()
    }
    return Population(**conditions)


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


_READ: Mapping[str, Any] = {
    "source": _source,
    "population": _population,
    "cycle": Cycle,
    "event": lambda value: None if value is None else Event(value),
    "forms": frozenset,
    "hours": _number,
    "days": _number,
    "times": _number,
    "year_start": tuple,
    "effective_from": _day,
    "effective_to": _day,
}
