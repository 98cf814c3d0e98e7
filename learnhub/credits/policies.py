"""Whose ledger may be seen by whom."""

from learnhub.credits import queries
from learnhub.credits.queries import EntryLine
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.people.policies import access_person


def access_entry(actor: Actor, entry_id: int) -> EntryLine:
    """One line of one's own record, or of a person whose record one may see; NotFound otherwise."""
    line = queries.entry_line(entry_id)
    if line is None:
        raise NotFound("There is no such entry in the record.")
    if line.person_id != actor.id:
        access_person(actor, line.person_id)
    return line
