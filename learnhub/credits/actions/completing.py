"""Turning the keys of a lesson: the last one completes it and writes its class-hours."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.credits import queries, rules
from learnhub.credits.actions.ledger import append_entry, portions_with_room
from learnhub.credits.events import LessonCompleted
from learnhub.credits.models import Completion, CreditRule
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person
from learnhub.platform.bus import announce
from learnhub.platform.db import session

LESSON = "lesson"


def install_default_rules() -> None:
    """Write the shipped credit rules where no version of them exists; a changed one is left alone."""
    known = set(session().scalars(sa.select(CreditRule.key)))
    for rule in rules.DEFAULT_CREDIT_RULES:
        if rule.key not in known:
            session().add(
                CreditRule(
                    key=rule.key,
                    effective_from=rule.effective_from,
                    effective_to=rule.effective_to,
                    document=rules.credit_rule_document(rule),
                )
            )
    session().flush()


def turn_key(
    person_id: int,
    version: LessonVersion,
    *,
    key: rules.Key,
    evidence: dict[str, Any],
    now: datetime,
    declared: bool = False,
) -> Completion:
    """Turn one key of a lesson version; the last one completes it and writes its class-hours.

    Turning a key again changes nothing. A version without recall is complete when it is read, and pays nothing.
    """
    done = _completion(person_id, version.id)
    if done.completed_at is not None:
        return done
    # After a minor change the keys may have been turned on two versions: each says on which.
    which = {"lesson_version": version.id, "version": version.number}
    if key is rules.Key.READ and done.read_at is None:
        done.read_at, done.declared = now, declared
        done.evidence = {**done.evidence, "read": {**evidence, **which}}
    if key is rules.Key.RECALL and done.recall_at is None:
        done.recall_at = now
        done.evidence = {**done.evidence, "recall": {**evidence, **which}}
    turned = [each for each, at in ((rules.Key.READ, done.read_at), (rules.Key.RECALL, done.recall_at)) if at]
    if rules.is_complete(turned, needed=keys_needed(version)):
        done.completed_at = now
        session().flush()
        _pay(done, version, now=now)
        announce(LessonCompleted(person_id, version.id, done.id, now))
    session().flush()
    return done


def keys_needed(version: LessonVersion) -> tuple[rules.Key, ...]:
    """Which keys complete a version: both, or reading alone where there is nothing to recall."""
    return (rules.Key.READ, rules.Key.RECALL) if version.has_recall else (rules.Key.READ,)


def _completion(person_id: int, version_id: int) -> Completion:
    """What a person has of a version: after a minor change it is what they have of the version before."""
    # Both keys may be turned at once, on two versions even: they wait here for each other.
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    found = queries.completion(person_id, version_id, lock=True)
    if found is None:
        found = Completion(person_id=person_id, lesson_version_id=version_id, evidence={})
        session().add(found)
        session().flush()
    return found


def _pay(done: Completion, version: LessonVersion, *, now: datetime) -> None:
    """Write the class-hours of a completion, spread over days with room under the daily cap."""
    if not rules.earns_hours(keys_needed(version)):
        return
    day = local_date(now)
    paying = queries.rule_on(rules.Pays.LESSON_COMPLETION, day)
    if paying is None:
        return
    hours = rules.class_hours_for_lesson(version.minutes, version.class_hours, paying.rule)
    if hours == 0:
        return
    portions, cap = portions_with_room(done.person_id, day, hours)
    # Hours declined or taken back stay in the ledger under their name; what is earned afterwards gets one of its own.
    again = len(done.evidence.get("declined", ())) + len(done.evidence.get("taken_back", ()))
    person = session().get_one(Person, done.person_id)
    for number, portion in enumerate(portions):
        name = rules.external_id("lesson_version", version.id, number, again=again)
        evidence: dict[str, Any] = {
            "completion": done.id,
            "lesson_version": version.id,
            "lesson": version.lesson_id,
        }
        if portion.day != day and cap is not None:
            evidence["moved_from"], evidence["cap_rule"] = day.isoformat(), cap.id
        append_entry(
            person, form=paying.rule.form, hours=portion.hours, earned_on=portion.day, now=now, rule_id=paying.id,
            source=LESSON, external_id=name, evidence=evidence,
            status=rules.status_when_completed(declared=done.declared), title=version.title,
        )  # fmt: skip
