"""Carries out what a roster changes: new people, and dated rows for every changed unit, post and rank."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from learnhub.kernel import ids
from learnhub.people.actions.trail import Trail
from learnhub.people.actions.units import create_unit
from learnhub.people.models import LeadingLevel, Membership, Person, PostHolding, RankHolding, Unit
from learnhub.people.rules.roster import RosterRow
from learnhub.people.rules.roster_plan import Path, Status, Step
from learnhub.platform import audit
from learnhub.platform.db import session


def create_planned_units(
    paths: list[Path], ids_by_path: dict[Path, int], *, on: date, by: int | None = None
) -> tuple[dict[Path, int], list[Trail]]:
    """Make the units that a roster names, the upper ones first; returns the ids of all by path, and what was made."""
    made, trails = dict(ids_by_path), []
    for path in paths:
        parent = session().get_one(Unit, made[path[:-1]]) if len(path) > 1 else None
        unit = create_unit(path[-1], parent=parent, on=on, by=by)
        made[path] = unit.id
        trails.append(Trail(0, path[-1]))
        trails[-1].makes(unit)
    return made, trails


class Usernames:
    """Finds free user names for new people: the staff number, else the pinyin of the name with a number."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken

    def choose(self, row: RosterRow) -> str:
        wanted = row.username or (row.staff_number or "").casefold().replace(" ", "") or _pinyin_name(row.name)
        wanted, number = wanted[:56], 1
        chosen = wanted
        while chosen in self._taken:
            number += 1
            chosen = f"{wanted}{number}"
        self._taken.add(chosen)
        return chosen


def apply_steps(
    steps: Sequence[Step], unit_ids: dict[Path, int], usernames: Usernames, *, on: date, now: datetime
) -> list[Trail]:
    """Carry out some rows; facts without a date of their own begin `on`. Returns what each of them did.

    What is there already is read at once for all of them, and what is new is written at once by the session.
    """
    known = _Known([step.person_id for step in steps if step.person_id is not None])
    due = [step for step in steps if step.status is not Status.UNCHANGED]
    return [_apply(step, known, unit_ids, usernames, on=on, now=now) for step in due]


class _Known:
    """The people of some rows with their open dated rows: four statements, however many people."""

    def __init__(self, person_ids: list[int]) -> None:
        people = session().scalars(sa.select(Person).where(Person.id.in_(person_ids)))
        self.people = {person.id: person for person in people}
        self._open: dict[Any, dict[int, Any]] = {}
        tables: tuple[Any, ...] = (Membership, PostHolding, RankHolding)
        for table in tables:
            rows = session().scalars(
                sa.select(table)
                .where(table.person_id.in_(person_ids), table.until_on.is_(None))
                # Where several are open the latest comes last and is the one that counts.
                .order_by(table.from_on, table.id)
            )
            self._open[table] = {row.person_id: row for row in rows}

    def present(self, table: Any, person: Person) -> Any:
        """The open row of a dated table; nobody new has one."""
        return self._open[table].get(person.id)


def _apply(
    step: Step, known: _Known, unit_ids: dict[Path, int], usernames: Usernames, *, on: date, now: datetime
) -> Trail:
    row, unit_id = step.row, unit_ids[step.unit] if step.unit else None
    trail = Trail(row.row, row.name, is_new=step.person_id is None)
    if step.person_id is None:
        person = _new_person(row, usernames.choose(row), now=now)
        trail.makes(person)
    else:
        person = known.people[step.person_id]
        trail.changes(person)
        _update_plain(person, row)
        person.facts_version += 1
    trail.person = person
    if unit_id is not None:
        _belong(person, known.present(Membership, person), unit_id, row.unit_from or on, trail)
    _hold_post(person, known.present(PostHolding, person), row, on, trail)
    _hold_rank(person, known.present(RankHolding, person), row, on, trail)
    return trail


def record_import(counts: dict[str, int], *, file: str, by: int | None = None) -> None:
    """Write the import into the audit log."""
    audit.record("roster_imported", actor_id=by, thing=file[:200], **counts)


def name_sort(name: str) -> str:
    """The pinyin of a name, for sorting: "shen jia"; other scripts stay as they are."""
    from pypinyin import lazy_pinyin  # its dictionaries are heavy, and only imports need them

    return " ".join(lazy_pinyin(name)).casefold()[:200]


def _pinyin_name(name: str) -> str:
    return ids.slug(name_sort(name).replace(" ", "")).replace("-", "")[:40] or "person"


def _new_person(row: RosterRow, username: str, *, now: datetime) -> Person:
    person = Person(
        username=username,
        staff_number=row.staff_number,
        name=row.name,
        name_sort=name_sort(row.name),
        phone=row.phone,
        email=row.email,
        facts_version=1,
        created_at=now,
    )
    session().add(person)
    return person


def _update_plain(person: Person, row: RosterRow) -> None:
    person.staff_number = row.staff_number or person.staff_number
    person.phone = row.phone or person.phone
    person.email = row.email or person.email
    person.username = row.username or person.username


def _belong(person: Person, present: Membership | None, unit_id: int, since: date, trail: Trail) -> None:
    if present is None or present.unit_id != unit_id:
        _follow(present, Membership(**_whose(person), unit_id=unit_id, from_on=since), since, trail)


def _hold_post(person: Person, present: PostHolding | None, row: RosterRow, on: date, trail: Trail) -> None:
    title = row.post or (present.title if present else None)
    if title is None:
        return  # flags and levels belong to a post; without one they are still to be supplied
    facts = {
        "title": title,
        "leading_level": LeadingLevel(row.level) if row.level else present.leading_level if present else None,
        "is_leading_member": _said(row.leading_member, present.is_leading_member if present else False),
        "is_key_post": _said(row.key_post, present.is_key_post if present else False),
    }
    if present is not None and all(getattr(present, name) == value for name, value in facts.items()):
        _correct_start(present, row.post_from, trail)
        return
    since = row.post_from or on
    _follow(present, PostHolding(**_whose(person), from_on=since, **facts), since, trail)


def _hold_rank(person: Person, present: RankHolding | None, row: RosterRow, on: date, trail: Trail) -> None:
    if row.rank is None or (present is not None and present.rank == row.rank):
        if present is not None:
            _correct_start(present, row.rank_from, trail)
        return
    since = row.rank_from or on
    _follow(present, RankHolding(**_whose(person), rank=row.rank, from_on=since), since, trail)


def _whose(person: Person) -> dict[str, Any]:
    """Somebody new gets an id when the session writes; a row that may be dropped must not hang on who is known."""
    return {"person": person} if person.id is None else {"person_id": person.id}


def _said(value: bool | None, otherwise: bool) -> bool:
    return otherwise if value is None else value


def _follow(present: Any, following: Any, since: date, trail: Trail) -> None:
    """Let a new row follow the present one; a row that would begin no later than the present one corrects it."""
    if present is None:
        session().add(following)
        trail.makes(following)
        return
    trail.changes(present)
    if since > present.from_on:
        present.until_on = since - timedelta(days=1)
        session().add(following)
        trail.makes(following)
        return
    for column in type(present).__table__.columns.keys():  # noqa: SIM118 - a collection of columns is no dict
        if column not in ("id", "person_id", "from_on", "until_on"):
            setattr(present, column, getattr(following, column))


def _correct_start(present: Any, since: date | None, trail: Trail) -> None:
    """Take over another first day, as long as it does not run into the row before."""
    if since is None or since == present.from_on:
        return
    table = type(present)
    before = session().scalar(
        sa.select(sa.func.max(table.until_on)).where(table.person_id == present.person_id, table.id != present.id)
    )
    if before is None or since > before:
        trail.changes(present)
        present.from_on = since
