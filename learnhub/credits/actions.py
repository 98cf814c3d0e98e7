"""Verbs that write the ledger: turn a key, credit a completion, append and reverse entries."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.credits import queries, rules
from learnhub.credits.events import LessonCompleted
from learnhub.credits.models import Completion, CreditEntry, CreditHead, CreditRule
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict
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
    if key is rules.Key.READ and done.read_at is None:
        done.read_at, done.declared = now, declared
        done.evidence = {**done.evidence, "read": evidence}
    if key is rules.Key.RECALL and done.recall_at is None:
        done.recall_at = now
        done.evidence = {**done.evidence, "recall": evidence}
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


def append_entry(
    person: Person,
    *,
    form: rules.Form,
    hours: Decimal,
    earned_on: date,
    now: datetime,
    rule_id: int | None,
    source: str,
    external_id: str,
    evidence: dict[str, Any],
    status: rules.Status = rules.Status.VERIFIED,
    days: Decimal | None = None,
    reason: str = "",
    actor_id: int | None = None,
    corrects_entry: int | None = None,
    basic: bool = False,
    title: str = "",
) -> CreditEntry:
    """Append one line to a person's chain; raises Conflict when it may not be written."""
    head = _locked_head(person.id)
    entry = rules.Entry(
        person_id=person.id, seq=head.entries + 1, form=form, hours=hours, days=days, earned_on=earned_on,
        recorded_at=now.replace(microsecond=now.microsecond // 1000 * 1000), status=status, rule_id=rule_id,
        source=source, external_id=external_id, evidence=evidence, reason=reason, actor_id=actor_id,
        corrects_entry=corrects_entry, is_demo=person.is_demo, basic=basic, title=title,
    )  # fmt: skip
    problem = rules.problem_with(entry)
    if problem is not None:
        raise Conflict(problem)
    link, new_head = rules.append(entry, rules.Head(head.entries, head.hash))
    row = CreditEntry(**{**asdict(entry), "evidence": evidence}, prev_hash=link.prev_hash, hash=link.hash)
    session().add(row)
    head.entries, head.hash = new_head.entries, new_head.hash
    session().flush()
    return row


def reverse_entry(row: CreditEntry, *, actor_id: int, reason: str, now: datetime) -> CreditEntry:
    """Take an entry back in full by a further one; raises Conflict without a reason or when already taken back."""
    taken = session().scalar(
        sa.select(CreditEntry.id).where(CreditEntry.person_id == row.person_id, CreditEntry.corrects_entry == row.seq)
    )
    if taken is not None:
        raise Conflict("This entry has already been corrected.")
    head = _locked_head(row.person_id)
    back = rules.reversal_of(
        queries.entry_from(row), seq=head.entries + 1, actor_id=actor_id, reason=reason, recorded_at=now
    )
    person = session().get_one(Person, row.person_id)
    return append_entry(
        person, form=back.form, hours=back.hours, days=back.days, earned_on=back.earned_on, now=now,
        rule_id=back.rule_id, source=back.source, external_id=back.external_id, evidence=dict(back.evidence),
        status=back.status, reason=reason, actor_id=actor_id, corrects_entry=row.seq, basic=back.basic,
        title=back.title,
    )  # fmt: skip


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
    cap = queries.rule_on(rules.Pays.DAILY_CAP, day)
    used = rules.hours_by_day(queries.entries(done.person_id, online_since=day))
    portions = rules.dates_with_room(day, hours, used, cap.rule.parameters["hours"] if cap else None)
    person = session().get_one(Person, done.person_id)
    for number, portion in enumerate(portions):
        evidence: dict[str, Any] = {
            "completion": done.id,
            "lesson_version": version.id,
            "lesson": version.lesson_id,
        }
        if portion.day != day and cap is not None:
            evidence["moved_from"], evidence["cap_rule"] = day.isoformat(), cap.id
        append_entry(
            person, form=paying.rule.form, hours=portion.hours, earned_on=portion.day, now=now, rule_id=paying.id,
            source=LESSON, external_id=rules.external_id("lesson_version", version.id, number), evidence=evidence,
            status=rules.status_when_completed(declared=done.declared), title=version.title,
        )  # fmt: skip


def _locked_head(person_id: int) -> CreditHead:
    head = session().scalar(sa.select(CreditHead).where(CreditHead.person_id == person_id).with_for_update())
    if head is None:
        head = CreditHead(person_id=person_id, entries=0, hash=rules.GENESIS)
        session().add(head)
        session().flush()
    return head
