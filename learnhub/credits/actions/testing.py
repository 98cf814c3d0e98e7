"""Class-hours for the final test of a course: paid once, by the rule in force on the day it is passed."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Course
from learnhub.credits import queries, rules
from learnhub.credits.actions.corrections import reverse_entry
from learnhub.credits.actions.ledger import append_entry, locked_head, portions_with_room
from learnhub.credits.models import CreditEntry
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person
from learnhub.platform.db import session

FINAL_TEST = "final_test"


def pay_final_test(
    person_id: int, course_id: int, *, evidence: dict[str, Any], now: datetime
) -> list[CreditEntry]:  # fmt: skip
    """Write the class-hours of a passed final test, spread over days with room; nothing where it has paid already."""
    locked_head(person_id)
    standing = entries_of_test(person_id, course_id)
    day = local_date(now)
    paying = queries.rule_on(rules.Pays.COURSE_FINAL_TEST, day)
    if paying is None or any(not _taken_back(each) for each in standing):
        return []
    hours = paying.rule.parameters["hours"]
    if hours == 0:
        return []
    portions, cap = portions_with_room(person_id, day, hours)
    person, course = session().get_one(Person, person_id), session().get_one(Course, course_id)
    written = []
    for number, portion in enumerate(portions):
        told: dict[str, Any] = {**evidence, "course": course_id}
        if portion.day != day and cap is not None:
            told["moved_from"], told["cap_rule"] = day.isoformat(), cap.id
        written.append(
            append_entry(
                person, form=paying.rule.form, hours=portion.hours, earned_on=portion.day, now=now,
                rule_id=paying.id, source=FINAL_TEST, evidence=told, title=course.title,
                external_id=rules.external_id("course", course_id, number, again=len(standing)),
            )
        )  # fmt: skip
    return written


def take_back_final_test(person_id: int, course_id: int, *, actor_id: int, reason: str, now: datetime) -> int:
    """Take the class-hours of a final test back by further entries; returns how many entries were."""
    found = [each for each in entries_of_test(person_id, course_id) if not _taken_back(each)]
    for each in found:
        reverse_entry(each, actor_id=actor_id, reason=reason, now=now)
    return len(found)


def entries_of_test(person_id: int, course_id: int) -> list[CreditEntry]:
    """The entries that pay the final test of a course, reversals apart."""
    rows = session().scalars(
        sa.select(CreditEntry)
        .where(
            CreditEntry.person_id == person_id, CreditEntry.source == FINAL_TEST,
            CreditEntry.status == rules.Status.VERIFIED,
        )
        .order_by(CreditEntry.seq)
    )  # fmt: skip
    return [row for row in rows if row.evidence.get("course") == course_id]


def _taken_back(row: CreditEntry) -> bool:
    later = sa.select(CreditEntry.id).where(
        CreditEntry.person_id == row.person_id, CreditEntry.corrects_entry == row.seq
    )
    return session().scalar(later.limit(1)) is not None
