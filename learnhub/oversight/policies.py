"""Who sees the board and whose record: supervisors and training administrators their units, never themselves."""

from learnhub.credits import policies as credits
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import NotFound
from learnhub.people import queries as people
from learnhub.people.queries import PersonLine

NOBODY = "There is no such person, or you may not see them."
NO_BOARD = "There is no such unit, or you may not see it."


def access_scope(actor: Actor) -> frozenset[int]:
    """Every unit whose people the actor oversees; NotFound for whoever oversees nobody."""
    units = credits.units_with_records(actor)
    if not units:
        raise NotFound(NO_BOARD)
    return units


def access_units(actor: Actor, unit_id: int | None) -> frozenset[int]:
    """One unit of the scope with all below it, or the whole scope; NotFound for a unit outside."""
    scope = access_scope(actor)
    if unit_id is None:
        return scope
    if unit_id not in scope:
        raise NotFound(NO_BOARD)
    return scope & frozenset(people.units_below(unit_id))


def access_record(actor: Actor, person_id: int) -> PersonLine:
    """Somebody whose record the actor may see as their overseer; anybody else does not exist, oneself neither."""
    line = people.person_line([person_id], clock.today()).get(person_id)
    if line is None or person_id == actor.id or not credits.can_view_record(actor, person_id, line.unit_id):
        raise NotFound(NOBODY)
    return line


def can_view_study(actor: Actor, unit_id: int | None) -> bool:
    """Completions, quiz scores, summaries and reading evidence are the supervisor's, not the administrator's."""
    return actor.covers(Role.SUPERVISOR, unit_id)
