"""What completing a lesson pays: the credit rules with their versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.queries import Measured
from learnhub.credits import rules
from learnhub.credits.models import CreditRule
from learnhub.platform.db import session
from learnhub.platform.stamps import remembered


@dataclass(frozen=True, slots=True)
class StoredRule:
    """A credit rule with the id of its row."""

    id: int
    rule: rules.CreditRule


@remembered("rules")
def stored_rules() -> tuple[StoredRule, ...]:
    """Every version of every credit rule."""
    rows = session().execute(sa.select(CreditRule.id, CreditRule.document).order_by(CreditRule.id))
    return tuple(StoredRule(row.id, rules.credit_rule_from(row.document)) for row in rows)


def rule_on(pays: rules.Pays, on: date, *, form: rules.Form = rules.Form.ONLINE) -> StoredRule | None:
    """The version in force on a day."""
    known = stored_rules()
    found = rules.credit_rule_on([each.rule for each in known], pays, on, form=form)
    return next((each for each in known if each.rule is found), None)


def hours_a_day(on: date) -> Decimal | None:
    """How much online study counts on one day; None where no rule limits it."""
    found = rule_on(rules.Pays.DAILY_CAP, on)
    return found.rule.parameters["hours"] if found else None


def lesson_hours(version: Measured, on: date) -> Decimal | None:
    """What completing a version pays by the rule of a day; None where it pays nothing."""
    measured = (version.version_id, version.minutes, version.class_hours, version.has_recall)
    return hours_of([measured], on)[version.version_id]


def hours_of(versions: Iterable[tuple[int, int, Decimal | None, bool]], on: date) -> dict[int, Decimal | None]:
    """The same for many versions in one statement, each as (id, minutes, named class-hours, has recall)."""
    paying = rule_on(rules.Pays.LESSON_COMPLETION, on)
    return {
        ident: rules.class_hours_for_lesson(minutes, named, paying.rule) if paying and recall else None
        for ident, minutes, named, recall in versions
    }
