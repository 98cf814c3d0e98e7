"""Whose reading may be seen, and whose cases decided: one's own, behind completions, and inside a case."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from learnhub.credits.models import Completion
from learnhub.credits.queries import unit_of
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Forbidden, NotFound
from learnhub.platform.db import session
from learnhub.reading import queries
from learnhub.reading.models import Declaration, Dispute, Review, Sitting

DECIDE = (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)
NO_SITTING = "There is no such sitting."
NO_CASE = "There is no such case, or it is not yours to see."
NO_COMPLETION = "There is no such completion, or it is not yours to see."
NOT_YOUR_OWN = "Nobody decides on their own case."
NOT_YOURS = "Cases are decided by unit administrators."


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody's reading of a lesson that may be seen; `own` where it is the asker's."""

    person_id: int
    lesson_id: int
    own: bool


def access_own_sitting(actor: Actor, sitting_id: int) -> Sitting:
    """One's own sitting, to end it, so that no beat comes in between; somebody else's does not exist for the asker."""
    sitting = session().scalar(
        sa.select(Sitting).where(Sitting.id == sitting_id, Sitting.person_id == actor.id).with_for_update()
    )
    if sitting is None:
        raise NotFound(NO_SITTING)
    return sitting


def access_sitting(actor: Actor, sitting_id: int, *, evidence: bool) -> Sitting:
    """A sitting to look at; `evidence` is the setting that opens reading behind completions to supervisors."""
    sitting = session().get(Sitting, sitting_id)
    if sitting is None:
        raise NotFound(NO_SITTING)
    if sitting.person_id != actor.id:
        lesson = queries.lesson_of_sitting(sitting)
        inside = queries.has_case_about(
            sitting.person_id, units=units_decided_by(actor), lesson_id=lesson, sitting_id=sitting_id
        )
        behind = evidence and _supervises(actor, sitting.person_id) and queries.is_behind_completion(sitting)
        if not (inside or behind):
            raise NotFound(NO_SITTING)
    return sitting


def access_completion(actor: Actor, completion_id: int, *, evidence: bool) -> Seen:
    """The reading behind a completion: one's own, as its supervisor where the setting allows it, or inside a case."""
    row = queries.person_of_completion(completion_id)
    if row is None:
        raise NotFound(NO_COMPLETION)
    seen = Seen(row.person_id, row.lesson_id, row.person_id == actor.id)
    if seen.own or queries.has_case_about(row.person_id, units=units_decided_by(actor), lesson_id=row.lesson_id):
        return seen
    if not (evidence and row.completed_at is not None and _supervises(actor, row.person_id)):
        raise NotFound(NO_COMPLETION)
    return seen


def access_own_completion(actor: Actor, completion_id: int) -> Completion:
    """One's own completion; somebody else's does not exist for the asker."""
    done = session().get(Completion, completion_id)
    if done is None or done.person_id != actor.id:
        raise NotFound(NO_COMPLETION)
    return done


def units_decided_by(actor: Actor) -> frozenset[int]:
    """The units whose cases the actor decides."""
    return frozenset().union(*(actor.units(role) for role in DECIDE))


def can_decide(actor: Actor, row: Dispute | Declaration | Review) -> bool:
    """Whether the actor decides a case; nobody decides their own."""
    return row.person_id != actor.id and row.unit_id in units_decided_by(actor)


def decided_by(actor: Actor) -> dict[str, sa.ColumnElement[bool]]:
    """The same as conditions on disputes, declarations and reviews."""
    units = sorted(units_decided_by(actor))
    return {
        kind: sa.and_(table.unit_id.in_(units), table.person_id != actor.id) for kind, table in queries.TABLES.items()
    }


def access_case(actor: Actor, kind: str, case_id: int) -> Any:
    """A case that the actor may see: one's own, or one to decide."""
    row = session().get(queries.TABLES[kind], case_id)
    if row is None or (row.person_id != actor.id and not can_decide(actor, row)):
        raise NotFound(NO_CASE)
    return row


def access_case_to_decide(actor: Actor, kind: str, case_id: int) -> Any:
    """A case that the actor decides; Forbidden for the person whom it is about."""
    row = access_case(actor, kind, case_id)
    if not can_decide(actor, row):
        raise Forbidden(NOT_YOUR_OWN)
    return row


def refuse_unless_deciding(actor: Actor) -> None:
    """Cases are decided by unit administrators and training administrators; Forbidden for everybody else."""
    if not any(actor.has(role) for role in DECIDE):
        raise Forbidden(NOT_YOURS)


def _supervises(actor: Actor, person_id: int) -> bool:
    return actor.has(Role.SUPERVISOR) and actor.covers(Role.SUPERVISOR, unit_of(person_id, clock.today()))
