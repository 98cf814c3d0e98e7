"""Reads of what a written roster leaves to do: who of its new people needs a password, and what undoing it did."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.people.models import AuthSession, Membership, Person, RoleGrant, RosterChange, RosterUpload, Unit
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext
from learnhub.platform.pagination import SIZE, Page, page_number


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody whom a roster brought, for the list of initial passwords."""

    id: int
    name: str
    username: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """How far a roster is undone: of so many rows, how many went back and how many stay as they are."""

    total: int
    undone: int
    kept: int

    @property
    def looked_at(self) -> int:
        return self.undone + self.kept


@dataclass(frozen=True, slots=True)
class UndoneLine:
    """One row of an undone roster; `kept` says why it stays, empty where it went back. A unit has the row 0."""

    row: int
    name: str
    kept: str


def without_password(
    upload_id: int, units: frozenset[int], *, again: bool = False, most: int | None = None
) -> list[NewPerson]:
    """The new people of a roster who have no password yet, with `again` also those who never used theirs.

    Only people of these units, with an open account and no role: whoever has one gets a password on the own page.
    """
    never_in = ~sa.exists().where(AuthSession.person_id == Person.id)
    unused = sa.and_(Person.must_change_password, never_in)
    needs = Person.password_hash.is_(None)
    query = (
        sa.select(Person.id, Person.name, Person.username, Unit.name)
        .join(RosterChange, sa.and_(RosterChange.person_id == Person.id, RosterChange.upload_id == upload_id))
        .join(Membership, sa.and_(Membership.person_id == Person.id, Membership.until_on.is_(None)))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(
            RosterChange.is_new, Membership.unit_id.in_(units), Person.disabled_at.is_(None),
            ~sa.exists().where(RoleGrant.person_id == Person.id), sa.or_(needs, unused) if again else needs,
        )
        .order_by(Unit.path, Person.name_sort, Person.id)
        .limit(most)
    )  # fmt: skip
    return [NewPerson(*row) for row in session().execute(query)]


def undoing(upload: RosterUpload) -> Undoing:
    """How far the undoing of a roster is."""
    kept, undone = sa.case((RosterChange.kept != "", 1), else_=0), sa.case((RosterChange.undone_at.is_not(None), 1))
    query = sa.select(sa.func.count(RosterChange.id), sa.func.count(undone), sa.func.coalesce(sa.func.sum(kept), 0))
    return Undoing(*session().execute(query.where(RosterChange.upload_id == upload.id)).one())


def undone_lines(upload: RosterUpload, *, kept: bool, page: str | None) -> Page[UndoneLine]:
    """The rows that stay as they are with the reason, or those that went back."""
    chosen = RosterChange.kept != "" if kept else RosterChange.undone_at.is_not(None)
    mine = sa.and_(RosterChange.upload_id == upload.id, chosen)
    total = session().scalar(sa.select(sa.func.count(RosterChange.id)).where(mine)) or 0
    number = page_number(page, total)
    query = sa.select(RosterChange.row, RosterChange.name, RosterChange.kept).where(mine)
    query = query.order_by(RosterChange.row, RosterChange.id).limit(SIZE).offset((number - 1) * SIZE)
    rows = [UndoneLine(row, name, gettext(why) if why else "") for row, name, why in session().execute(query)]
    return Page(rows, number, total)


def can_be_undone(upload: RosterUpload) -> bool:
    """Whether there is something left that undoing could look at."""
    return session().scalar(sa.select(RosterChange.id).where(RosterChange.upload_id == upload.id).limit(1)) is not None


def sheet_rows(people: Sequence[NewPerson], passwords: dict[int, str]) -> list[list[str]]:
    """The list of initial passwords as rows of text."""
    return [[one.unit_name, one.name, one.username, passwords[one.id]] for one in people]
