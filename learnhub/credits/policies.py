"""Whose ledger may be seen by whom: one's own, and that of people one supervises or administers training for."""

from learnhub.credits import queries
from learnhub.credits.queries import EntryLine
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import NotFound

# A unit administrator keeps the roster and is not among them.
SEES_RECORDS = (Role.SUPERVISOR, Role.TRAINING_ADMINISTRATOR)

# A seal names nobody: it is read by those who answer for the ledger.
SEES_SEALS = (Role.AUDITOR, Role.TRAINING_ADMINISTRATOR)


def can_view_record(actor: Actor, person_id: int, unit_id: int | None) -> bool:
    """Whether somebody may see the record of a person who belongs to a unit."""
    return actor.id == person_id or any(actor.covers(role, unit_id) for role in SEES_RECORDS)


def can_view_study(actor: Actor, person_id: int) -> bool:
    """Whether somebody may see the study behind an entry: oneself and the supervisor.

    A training administrator sees entries; the evidence behind them only inside a case.
    """
    if actor.id == person_id:
        return True
    return actor.covers(Role.SUPERVISOR, queries.unit_of(person_id, clock.today()))


def units_with_records(actor: Actor) -> frozenset[int]:
    """The units whose people's records the actor may see; the actor's own record is apart from this."""
    return frozenset(unit for role in SEES_RECORDS for unit in actor.units(role))


def access_entry(actor: Actor, entry_id: int) -> EntryLine:
    """One line of one's own record, or of a person whose record one may see; NotFound otherwise."""
    line = queries.entry_line(entry_id)
    if line is None or not _may_see(actor, line.person_id):
        raise NotFound("There is no such entry in the record.")
    return line


def access_seals(actor: Actor) -> None:
    """Let auditors and training administrators in; for anybody else the list of seals does not exist."""
    if not any(actor.has(role) for role in SEES_SEALS):
        raise NotFound("There is no such page, or it is not yours to see.")


def _may_see(actor: Actor, person_id: int) -> bool:
    if actor.id == person_id:
        return True
    return can_view_record(actor, person_id, queries.unit_of(person_id, clock.today()))
