"""Who may see and do what with people: predicates, the same as SQL, and the fetches that refuse."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Forbidden, NotFound
from learnhub.people import queries
from learnhub.people.models import AuthSession, Membership, Person, RoleGrant, RosterUpload, Unit
from learnhub.people.queries import PersonFacts
from learnhub.platform.db import session

NOBODY = "There is no such person, or you may not see them."
NO_UNIT = "There is no such unit, or you may not see it."
NO_SESSION = "This sign-in has already ended."
NO_UPLOAD = "There is no such roster, or it was imported or discarded long ago."
NOT_YOUR_IMPORT = "The administrators of training or of the unit import rosters."
NO_GRANT = "There is no such role to take back."
NOT_YOURS = "You may see this unit, but the administrators of training or of the unit change it."
NOT_YOUR_ROSTER = "The administrators of the person's unit keep these facts."
NOT_ONESELF = "Nobody disables their own account or hands out their own password. Another administrator does it."
STRONGER = (
    "This person has roles that you cannot give, so the account is not yours to close or to open. "
    "Whoever gives those roles does it; for operators and auditors it is done on the server."
)
NOT_TO_GIVE = "You cannot give or take back this role here."

# Whoever has one of these in a unit sees that its people exist; what else they see of them each domain decides.
SEES_PEOPLE = (Role.SUPERVISOR, Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)
KEEPS_UNITS = (Role.UNIT_ADMINISTRATOR, Role.TRAINING_ADMINISTRATOR)
# Running the site and reading the audit log are given on the server's own command line, never on a page.
GIVEN_BY_COMMAND = (Role.OPERATOR, Role.AUDITOR)


def units_of(actor: Actor, roles: Iterable[Role] = SEES_PEOPLE) -> frozenset[int]:
    """Every unit in which the actor has one of these roles."""
    return frozenset().union(*(actor.units(role) for role in roles))


def can_view_person(actor: Actor, person: PersonFacts) -> bool:
    """Oneself, and the people of the units that one supervises or administers."""
    return person.id == actor.id or not person.unit_ids.isdisjoint(units_of(actor))


def visible_to(actor: Actor, day: date | None = None) -> sa.ColumnElement[bool]:
    """The same as a condition on Person, with memberships as on a day (today)."""
    units = units_of(actor)
    if not units:
        return Person.id == actor.id
    members = sa.select(Membership.person_id).where(
        Membership.unit_id.in_(units), queries.in_force(Membership, day or clock.today())
    )
    return sa.or_(Person.id == actor.id, Person.id.in_(members))


def access_person(actor: Actor, person_id: int) -> Person:
    """A person whom the actor may see; anybody else does not exist."""
    facts = queries.person_facts(person_id, clock.today())
    if facts is None or not can_view_person(actor, facts):
        raise NotFound(NOBODY)
    return session().get_one(Person, person_id)


def can_keep_person(actor: Actor, person: PersonFacts) -> bool:
    """Whether the actor keeps the roster facts of a person: an administrator of the person's unit."""
    return any(can_keep_unit(actor, unit_id) for unit_id in person.unit_ids)


def can_lock_person(actor: Actor, person: PersonFacts, roles: Iterable[tuple[Role, int]]) -> bool:
    """Whether the actor may disable a person or hand out a password.

    Never their own, and never that of somebody whose roles they could not give: an account that one can open with a
    password of one's own making is as good as its roles.
    """
    given = [(role, unit_id) for role, unit_id in roles if role is not Role.LEARNER]
    return (
        person.id != actor.id
        and can_keep_person(actor, person)
        and all(can_give(actor, role, unit_id) for role, unit_id in given)
    )


def access_person_to_keep(actor: Actor, person_id: int) -> Person:
    """A person whose roster facts the actor keeps."""
    person = access_person(actor, person_id)
    facts = queries.person_facts(person_id, clock.today())
    if facts is None or not can_keep_person(actor, facts):
        raise Forbidden(NOT_YOUR_ROSTER)
    return person


def access_person_to_lock(actor: Actor, person_id: int) -> Person:
    """A person whose account the actor may close, open, or give a new initial password."""
    person = access_person_to_keep(actor, person_id)
    if person_id == actor.id:
        raise Forbidden(NOT_ONESELF)
    facts = queries.person_facts(person_id, clock.today())
    if facts is None or not can_lock_person(actor, facts, queries.roles_held(person_id, clock.today())):
        raise Forbidden(STRONGER)
    return person


def may_lock(actor: Actor, person_id: int) -> bool:
    """The same as an answer, for the page that offers it."""
    facts = queries.person_facts(person_id, clock.today())
    return facts is not None and can_lock_person(actor, facts, queries.roles_held(person_id, clock.today()))


def access_self(actor: Actor) -> Person:
    """The signed-in person's own row."""
    return session().get_one(Person, actor.id)


def access_own_session(actor: Actor, session_id: int) -> AuthSession:
    """One of the actor's own sign-ins; somebody else's does not exist."""
    opened = session().get(AuthSession, session_id)
    if opened is None or opened.person_id != actor.id:
        raise NotFound(NO_SESSION)
    return opened


def can_view_units(actor: Actor) -> bool:
    """Whether the page of units has anything to show."""
    return bool(units_of(actor))


def can_keep_unit(actor: Actor, unit_id: int | None) -> bool:
    """Whether the actor may change a unit and what is below it."""
    return any(actor.covers(role, unit_id) for role in KEEPS_UNITS)


def can_give(actor: Actor, role: Role, unit_id: int) -> bool:
    """Training administrators give the roles of their units, except those that only the server's operator gives."""
    return role not in GIVEN_BY_COMMAND and can_give_here(actor, unit_id)


def can_give_here(actor: Actor, unit_id: int) -> bool:
    """Whether the actor may give roles in a unit at all."""
    return actor.covers(Role.TRAINING_ADMINISTRATOR, unit_id)


def access_units(actor: Actor) -> frozenset[int]:
    """The units that the actor may see, for the page of units."""
    if not can_view_units(actor):
        raise NotFound(NO_UNIT)
    return units_of(actor)


def access_unit(actor: Actor, unit_id: int) -> Unit:
    """A unit that the actor may see."""
    unit = session().get(Unit, unit_id) if unit_id in units_of(actor) else None
    if unit is None:
        raise NotFound(NO_UNIT)
    return unit


def access_unit_to_keep(actor: Actor, unit_id: int) -> Unit:
    """A unit that the actor may change."""
    unit = access_unit(actor, unit_id)
    if not can_keep_unit(actor, unit_id):
        raise Forbidden(NOT_YOURS)
    return unit


def access_unit_to_move(actor: Actor, unit_id: int) -> Unit:
    """A unit that the actor may take from its place: its parent is the actor's to keep as well."""
    unit = access_unit_to_keep(actor, unit_id)
    if not can_keep_unit(actor, unit.parent_id):
        raise Forbidden(NOT_YOURS)
    return unit


def access_unit_to_give(actor: Actor, unit_id: int) -> Unit:
    """A unit in which the actor may give roles; which ones, `can_give` says."""
    unit = access_unit(actor, unit_id)
    if not can_give_here(actor, unit_id):
        raise Forbidden(NOT_TO_GIVE)
    return unit


def refuse_role(actor: Actor, role: Role, unit_id: int) -> None:
    """Raises Forbidden for a role that the actor cannot give here."""
    if not can_give(actor, role, unit_id):
        raise Forbidden(NOT_TO_GIVE)


def person_to_give(actor: Actor, username: str) -> Person | None:
    """The person of a user name whom the actor may see; None otherwise, so that names cannot be tried out."""
    person = queries.person_by_username(username)
    if person is None:
        return None
    facts = queries.person_facts(person.id, clock.today())
    return person if facts is not None and can_view_person(actor, facts) else None


def access_grant_to_revoke(actor: Actor, grant_id: int) -> RoleGrant:
    """A role that the actor may take back."""
    grant = session().get(RoleGrant, grant_id)
    if grant is None or grant.unit_id not in units_of(actor):
        raise NotFound(NO_GRANT)
    if not can_give(actor, grant.role, grant.unit_id):
        raise Forbidden(NOT_TO_GIVE)
    return grant


def can_import(actor: Actor) -> bool:
    """Whether the actor imports rosters: administrators do, for their units."""
    return bool(units_of(actor, KEEPS_UNITS))


def access_roster(actor: Actor) -> frozenset[int]:
    """The units whose people the actor may import."""
    units = units_of(actor, KEEPS_UNITS)
    if not units:
        raise Forbidden(NOT_YOUR_IMPORT) if can_view_units(actor) else NotFound(NO_UPLOAD)
    return units


def access_upload(actor: Actor, upload_id: int) -> RosterUpload:
    """A roster that the actor uploaded; somebody else's does not exist."""
    access_roster(actor)
    upload = session().get(RosterUpload, upload_id)
    if upload is None or upload.by_id != actor.id:
        raise NotFound(NO_UPLOAD)
    return upload
