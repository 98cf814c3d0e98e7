"""Verbs that change requirements: install the shipped rules, grant an exemption."""

from datetime import date, datetime

import sqlalchemy as sa

from learnhub.kernel.errors import Invalid
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.requirements import rules
from learnhub.requirements.models import Exemption, RequirementRule


def install_default_rules() -> None:
    """Write the shipped requirements where no version of them exists; a changed one is left alone."""
    known = set(session().scalars(sa.select(RequirementRule.key)))
    for position, rule in enumerate(rules.DEFAULT_RULES):
        if rule.key not in known:
            session().add(
                RequirementRule(
                    key=rule.key,
                    position=position,
                    document=rules.rule_document(rule),
                    effective_from=rule.effective_from,
                    effective_to=rule.effective_to,
                )
            )
    session().flush()


def exempt(
    person_id: int,
    *,
    from_on: date,
    until_on: date,
    reason: str,
    by_id: int,
    now: datetime,
    rule_key: str | None = None,
) -> Exemption:
    """Leave days out of what a person owes; raises Invalid without a reason or with reversed dates."""
    if not reason.strip() or until_on < from_on:
        raise Invalid("Give a reason, and an end that is not before the start.")
    row = Exemption(
        person_id=person_id, rule_key=rule_key, from_on=from_on, until_on=until_on, reason=reason,
        granted_by_id=by_id, granted_at=now,
    )  # fmt: skip
    session().add(row)
    audit.record("exempt", actor_id=by_id, person_id=person_id, thing=rule_key or "all requirements", reason=reason)
    return row
