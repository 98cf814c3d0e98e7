"""What a roster would change: rows matched with the people and units that are known, before anything is written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from learnhub.people.rules.roster import NO_UNIT, Problem, RosterRow

SAME_NUMBER = "Row %(other)s has the same staff number."
SAME_USERNAME = "Row %(other)s has the same user name."
SAME_PERSON = "Row %(other)s has the same name in the same unit; add staff numbers to tell them apart."
OUTSIDE = "%(unit)s is not among your units. Somebody who administers it imports this row."
ELSEWHERE = "This person belongs to a unit that is not yours. Somebody who administers both units makes the move."
TAKEN_ELSEWHERE = "The staff number or the user name belongs to somebody in another unit."
NUMBER_TAKEN = "This staff number belongs to %(name)s."
USERNAME_TAKEN = "This user name belongs to %(name)s."
SEVERAL = "Several people of this name are in this unit; add the staff number."
AMBIGUOUS_UNIT = "Several units have this name: %(units)s. Write the path, such as 县委组织部/干部科."
LONG_UNIT = "The name of a unit has at most 200 characters, and a path at most ten steps."
_SEPARATOR = re.compile(r"\s*[/／>＞→\\]\s*")
Path = tuple[str, ...]


class Status(StrEnum):
    """What happens to a person of the roster."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit with the names from the root down to itself."""

    id: int
    path: Path
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as known today."""

    id: int
    name: str
    username: str
    staff_number: str | None = None
    phone: str | None = None
    email: str | None = None
    unit_id: int | None = None
    post: str | None = None
    post_from: date | None = None
    level: str | None = None
    leading_member: bool = False
    key_post: bool = False
    rank: str | None = None
    rank_from: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that changes."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one row: who it is, in which unit by path, and what changes."""

    row: RosterRow
    status: Status
    unit: Path | None
    person_id: int | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a roster would change, in the order of its rows; `new_units` the upper ones first."""

    steps: list[Step] = field(default_factory=list)
    new_units: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, status: Status) -> int:
        return sum(step.status is status for step in self.steps)


class _Units:
    """Finds units by name or path; an unknown one is planned as new.

    A path is completed upwards: 组织部/干部科 fits 某县/组织部/干部科. An unknown single name becomes a unit below
    the only root, or a root where there is none or several. Units of the demo organisation are no such root.
    With a scope, a name that several units have means the one in scope, and unknown ones go below its only top.
    """

    def __init__(self, known: Iterable[KnownUnit], scope: frozenset[int] | None) -> None:
        units = list(known)
        self._scope = scope
        self._ids = {unit.path: unit.id for unit in units}
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        for unit in units:
            self._by_name[unit.path[-1]].append(unit.path)
        roots: list[Path] = [unit.path for unit in units if len(unit.path) == 1 and not unit.is_demo]
        if scope is not None:
            roots = [unit.path for unit in units if unit.id in scope and not self.is_mine(unit.path[:-1])]
        self._home: Path = roots[0] if len(roots) == 1 else ()
        self._names = {unit.id: unit.path for unit in units}
        self.new: list[Path] = []

    def find(self, said: str) -> Path | Problem:
        """The path of the unit that a cell names; a Problem (without row) when it cannot be told."""
        parts = tuple(part for part in _SEPARATOR.split(said) if part)
        if not parts or len(parts) > 10 or any(len(part) > 200 for part in parts):
            return Problem(0, "", LONG_UNIT)
        fitting = [path for path in self._by_name[parts[-1]] if path[-len(parts) :] == parts]
        if parts in fitting or len(fitting) == 1:
            return parts if parts in fitting else fitting[0]
        mine = [path for path in fitting if self.is_mine(path)] if self._scope is not None else []
        if len(mine) == 1:
            return mine[0]
        if fitting:
            return Problem(0, "", AMBIGUOUS_UNIT, {"units": "；".join("/".join(path) for path in fitting[:5])})
        return self._plan(parts)

    def _plan(self, parts: Path) -> Path | Problem:
        above = self.find("/".join(parts[:-1])) if len(parts) > 1 else self._home
        if isinstance(above, Problem):
            return above
        path = (*above, parts[-1])
        if path not in self._by_name[path[-1]]:
            self._by_name[path[-1]].append(path)
            self.new.append(path)
        return path

    def is_mine(self, path: Path) -> bool:
        """Whether a unit, or for a planned one the nearest known above it, is in scope."""
        near = next((self._ids[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self._ids), None)
        return self._scope is None or near in self._scope

    def is_mine_by_id(self, unit_id: int | None) -> bool:
        return self._scope is None or unit_id in self._scope

    def id_of(self, path: Path) -> int | None:
        return self._ids.get(path)

    def name_of(self, unit_id: int | None) -> str:
        return "/".join(self._names.get(unit_id, ())) if unit_id is not None else ""


class _People:
    """Finds people by staff number, by user name, or by name within a unit."""

    def __init__(self, known: Iterable[KnownPerson], scope: frozenset[int] | None) -> None:
        self._scope = scope
        self._by_number: dict[str, KnownPerson] = {}
        self._by_username: dict[str, KnownPerson] = {}
        self._by_place: dict[tuple[str, int | None], list[KnownPerson]] = defaultdict(list)
        for person in known:
            self._by_username[person.username] = person
            self._by_place[person.name, person.unit_id].append(person)
            if person.staff_number:
                self._by_number[person.staff_number] = person

    def find(self, row: RosterRow, unit_id: int | None, labels: "Labels") -> KnownPerson | Problem | None:
        """Who a row means; None for somebody new; a Problem when it cannot be told."""
        by_number = self._by_number.get(row.staff_number) if row.staff_number else None
        by_username = self._by_username.get(row.username) if row.username else None
        if by_number is not None:
            if by_number.name != row.name:
                return self._taken(row, labels("staff_number"), NUMBER_TAKEN, by_number)
            if by_username is not None and by_username.id != by_number.id:
                return self._taken(row, labels("username"), USERNAME_TAKEN, by_username)
            return by_number
        if by_username is not None:
            if by_username.name != row.name or (row.staff_number and by_username.staff_number):
                return self._taken(row, labels("username"), USERNAME_TAKEN, by_username)
            return by_username
        return self._by_name(row, unit_id, labels)

    def _taken(self, row: RosterRow, column: str, what: str, owner: KnownPerson) -> Problem:
        if self._scope is not None and owner.unit_id not in self._scope:
            return Problem(row.row, column, TAKEN_ELSEWHERE)
        return Problem(row.row, column, what, {"name": owner.name})

    def _by_name(self, row: RosterRow, unit_id: int | None, labels: "Labels") -> KnownPerson | Problem | None:
        here = self._by_place.get((row.name, unit_id), []) if unit_id is not None else []
        if row.staff_number:
            # Somebody who had no number so far may get one; who has another number is another person.
            here = [person for person in here if person.staff_number is None]
        if len(here) > 1:
            return Problem(row.row, labels("name"), SEVERAL)
        return here[0] if here else None


class Labels:
    """The heads of the columns as the file writes them."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels

    def __call__(self, name: str) -> str:
        return self._labels.get(name, name)


class _Seen:
    """What earlier rows of the same file have used."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._numbers: dict[str, int] = {}
        self._usernames: dict[str, int] = {}
        self._places: dict[tuple[str, Path | None], list[RosterRow]] = defaultdict(list)
        self._people: dict[int, int] = {}

    def clash(self, row: RosterRow, unit: Path | None) -> Problem | None:
        """Why a row repeats an earlier one."""
        if row.staff_number and row.staff_number in self._numbers:
            return self._problem(row, "staff_number", SAME_NUMBER, self._numbers[row.staff_number])
        if row.username and row.username in self._usernames:
            return self._problem(row, "username", SAME_USERNAME, self._usernames[row.username])
        for other in self._places[row.name, unit]:
            if not (row.staff_number and other.staff_number) and not (row.username and other.username):
                return self._problem(row, "name", SAME_PERSON, other.row)
        return None

    def same_person(self, row: RosterRow, person_id: int) -> Problem | None:
        if person_id in self._people:
            return self._problem(row, "name", SAME_PERSON, self._people[person_id])
        return None

    def keep(self, row: RosterRow, unit: Path | None, person_id: int | None) -> None:
        if row.staff_number:
            self._numbers[row.staff_number] = row.row
        if row.username:
            self._usernames[row.username] = row.row
        if person_id is not None:
            self._people[person_id] = row.row
        self._places[row.name, unit].append(row)

    def _problem(self, row: RosterRow, column: str, what: str, other: int) -> Problem:
        return Problem(row.row, self._labels(column), what, {"other": other})


def plan(
    rows: Sequence[RosterRow],
    *,
    units: Iterable[KnownUnit],
    people: Iterable[KnownPerson],
    labels: dict[str, str],
    scope: frozenset[int] | None = None,
) -> Plan:
    """Match every row; a row that cannot be used becomes a problem and the others go on.

    `scope`: the ids of the units whose people may be changed; None stands for all of them.
    """
    known_units, known_people, heads = _Units(units, scope), _People(people, scope), Labels(labels)
    seen, made = _Seen(heads), Plan(new_units=[])
    for row in rows:
        step = _step(row, known_units, known_people, seen, heads)
        if isinstance(step, Problem):
            made.problems.append(step)
        else:
            made.steps.append(step)
            seen.keep(row, step.unit, step.person_id)
    used = {step.unit[:depth] for step in made.steps if step.unit for depth in range(1, len(step.unit) + 1)}
    made.new_units.extend(sorted((path for path in known_units.new if path in used), key=len))
    return made


def _step(row: RosterRow, units: _Units, people: _People, seen: _Seen, labels: Labels) -> Step | Problem:
    found = units.find(row.unit) if row.unit else None
    if isinstance(found, Problem):
        return Problem(row.row, labels("unit"), found.what, found.params)
    if found is not None and not units.is_mine(found):
        return Problem(row.row, labels("unit"), OUTSIDE, {"unit": "/".join(found)})
    clash = seen.clash(row, found)
    if clash is not None:
        return clash
    person = people.find(row, units.id_of(found) if found else None, labels)
    if isinstance(person, Problem):
        return person
    if isinstance(person, KnownPerson) and not units.is_mine_by_id(person.unit_id):
        return Problem(row.row, labels("name"), ELSEWHERE)
    if person is None:
        return Step(row, Status.NEW, found) if found else Problem(row.row, labels("unit"), NO_UNIT)
    repeated = seen.same_person(row, person.id)
    if repeated is not None:
        return repeated
    return _compare(row, person, found, units)


def _compare(row: RosterRow, person: KnownPerson, found: Path | None, units: _Units) -> Step:
    changes = [
        Change(name, str(before or ""), str(after))
        for name, before, after in (
            ("staff_number", person.staff_number, row.staff_number),
            ("phone", person.phone, row.phone),
            ("email", person.email, row.email),
            ("username", person.username, row.username),
            ("post", person.post, row.post),
            ("level", person.level, row.level),
            ("leading_member", person.leading_member, row.leading_member),
            ("key_post", person.key_post, row.key_post),
            ("rank", person.rank, row.rank),
            ("post_from", person.post_from, row.post_from if row.post or person.post else None),
            ("rank_from", person.rank_from, row.rank_from if row.rank or person.rank else None),
        )
        if after is not None and before != after
    ]
    moved = found is not None and units.id_of(found) != person.unit_id
    if moved and found is not None:
        changes.insert(0, Change("unit", units.name_of(person.unit_id), "/".join(found)))
    status = Status.MOVED if moved else Status.CHANGED if changes else Status.UNCHANGED
    return Step(row, status, found, person.id, tuple(changes))
