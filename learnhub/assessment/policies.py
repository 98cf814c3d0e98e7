"""Who may see and run what: predicates, the same as SQL, and the fetches that refuse."""

import sqlalchemy as sa

from learnhub.assessment import queries
from learnhub.assessment.models import Cycle, Objection, StandIn, Summary
from learnhub.assessment.rules import ActorFacts
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Forbidden, NotFound
from learnhub.people import queries as people
from learnhub.platform.db import session

NO_SUMMARY = "There is no such summary, or it is not yours to see."
NOT_YOUR_REVIEW = "This step belongs to somebody else."
NO_OBJECTION = "There is no such objection, or it is not yours to see."
NO_CYCLE = "There is no such quarter, or it is not yours to run."


def can_administer(actor: Actor, unit_id: int) -> bool:
    """Whether the actor runs the quarters of a unit."""
    return actor.covers(Role.TRAINING_ADMINISTRATOR, unit_id)


def can_view(actor: Actor, summary: Summary) -> bool:
    """The author always; who reviews it and who runs the quarter once it was handed in."""
    if summary.person_id == actor.id:
        return True
    if summary.submitted_at is None:
        return False
    return is_reviewer(actor, summary) or can_administer(actor, summary.unit_id)


def is_reviewer(actor: Actor, summary: Summary) -> bool:
    """Whether the actor reviews a summary today: by the reviewer map, or in place of the one who stands there."""
    return summary.reviewer_id == actor.id or queries.reviews_in_place(actor.id, summary, clock.today())


def reviewed_by(actor: Actor) -> sa.ColumnElement[bool]:
    """The same as `is_reviewer`, as a condition on summaries."""
    return queries.reviewed_by(actor.id, clock.today())


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The same as `can_view`, as a condition on summaries."""
    entitled = sa.or_(reviewed_by(actor), Summary.unit_id.in_(sorted(actor.units(Role.TRAINING_ADMINISTRATOR))))
    return sa.or_(Summary.person_id == actor.id, sa.and_(Summary.submitted_at.is_not(None), entitled))


def access_summary(actor: Actor, summary_id: int) -> Summary:
    """A summary the actor may see; NotFound otherwise, so that a guess learns nothing."""
    summary = session().get(Summary, summary_id)
    if summary is None or not can_view(actor, summary):
        raise NotFound(NO_SUMMARY)
    return summary


def access_summary_to_judge(actor: Actor, summary_id: int, *, returning: bool) -> Summary:
    """A summary to review or, for whoever runs the quarter as well, to return; Forbidden for the other readers."""
    summary = access_summary(actor, summary_id)
    may = is_reviewer(actor, summary) or (returning and can_administer(actor, summary.unit_id))
    if summary.person_id == actor.id or not may:
        raise Forbidden(NOT_YOUR_REVIEW)
    return summary


def access_own_summary(actor: Actor, summary_id: int) -> Summary:
    """One's own summary, to write in it; Forbidden for whoever may only see it."""
    summary = access_summary(actor, summary_id)
    if summary.person_id != actor.id:
        raise Forbidden("Only the author can do this.")
    return summary


def can_view_study(actor: Actor, summary: Summary) -> bool:
    """Whether the evidence behind the lines is open to the actor: to the supervisors of the author's present unit."""
    if summary.person_id == actor.id or not actor.has(Role.SUPERVISOR):
        return False
    line = people.person_line([summary.person_id], clock.today()).get(summary.person_id)
    return line is not None and actor.covers(Role.SUPERVISOR, line.unit_id)


def facts(actor: Actor, summary: Summary) -> ActorFacts:
    """What the actor is to a summary."""
    return ActorFacts(
        person_id=actor.id,
        is_reviewer=is_reviewer(actor, summary),
        is_unit_administrator=actor.covers(Role.UNIT_ADMINISTRATOR, summary.unit_id),
        administers=can_administer(actor, summary.unit_id),
    )


def can_answer(actor: Actor, summary: Summary) -> bool:
    """Whether the actor answers objections of the people of a unit; nobody answers their own."""
    if summary.person_id == actor.id:
        return False
    return actor.covers(Role.UNIT_ADMINISTRATOR, summary.unit_id) or can_administer(actor, summary.unit_id)


def objections_answered_by(actor: Actor) -> sa.ColumnElement[bool]:
    """The same as `can_answer`, as a condition on summaries."""
    units = actor.units(Role.UNIT_ADMINISTRATOR) | actor.units(Role.TRAINING_ADMINISTRATOR)
    return sa.and_(Summary.unit_id.in_(sorted(units)), Summary.person_id != actor.id)


def access_objection(actor: Actor, objection_id: int) -> Objection:
    """An objection the actor may see: one's own, or one of the units whose objections the actor answers."""
    objection = session().get(Objection, objection_id)
    if objection is None:
        raise NotFound(NO_OBJECTION)
    summary = session().get_one(Summary, objection.summary_id)
    if summary.person_id != actor.id and not can_answer(actor, summary):
        raise NotFound(NO_OBJECTION)
    return objection


def refuse_unless_answering(actor: Actor) -> None:
    """Objections are answered by unit administrators and training administrators; Forbidden for everybody else."""
    if not (actor.has(Role.UNIT_ADMINISTRATOR) or actor.has(Role.TRAINING_ADMINISTRATOR)):
        raise Forbidden("Objections are answered by unit administrators.")


def can_view_cycle(actor: Actor, cycle: Cycle) -> bool:
    """Whether the actor runs a quarter."""
    return can_administer(actor, cycle.unit_id)


def cycles_visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The same as `can_view_cycle`, as a condition on quarters."""
    return Cycle.unit_id.in_(sorted(actor.units(Role.TRAINING_ADMINISTRATOR)))


def access_cycle(actor: Actor, cycle_id: int) -> Cycle:
    """A quarter that the actor runs; NotFound otherwise."""
    cycle = session().get(Cycle, cycle_id)
    if cycle is None or not can_view_cycle(actor, cycle):
        raise NotFound(NO_CYCLE)
    return cycle


def access_stand_in(actor: Actor, stand_in_id: int) -> StandIn:
    """A stand-in in a quarter that the actor runs."""
    row = session().get(StandIn, stand_in_id)
    if row is None:
        raise NotFound(NO_CYCLE)
    access_cycle(actor, row.cycle_id)
    return row


def access_summary_of_cycle(actor: Actor, summary_id: int) -> Summary:
    """A summary, whatever its state, of a quarter that the actor runs; for reopening it."""
    summary = session().get(Summary, summary_id)
    if summary is None:
        raise NotFound(NO_SUMMARY)
    access_cycle(actor, summary.cycle_id)
    return summary


def refuse_unless_administrator(actor: Actor) -> None:
    """Quarters are run by training administrators; Forbidden for everybody else."""
    if not actor.has(Role.TRAINING_ADMINISTRATOR):
        raise Forbidden("Quarters are run by training administrators.")
