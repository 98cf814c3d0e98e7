"""What a roster would change: its rows compared with the people and units that are known."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.people.models import Membership, Person, PostHolding, RankHolding, Unit
from learnhub.people.queries.roster_file import NO_HEADER, Rows, read_content
from learnhub.people.queries.viewer import in_force
from learnhub.people.rules import roster, roster_plan
from learnhub.people.rules.roster_plan import KnownPerson, KnownUnit, Plan, Status
from learnhub.platform.db import session

Watch = Callable[[Iterable[int]], AbstractContextManager[Iterable[int]]]


def look_through(
    cells: Rows, on: date, *, scope: frozenset[int] | None = None, watch: Watch = nullcontext
) -> tuple[Plan, list[roster.Problem]]:
    """What the rows of a file would change on a day, and what is wrong with them; raises Invalid without heads.

    `scope`: the units whose people may change; None stands for all. `watch` may show how far the reading is.
    """
    found = roster.find_header(cells[: roster.HEADER_ROWS])
    if found is None:
        raise Invalid(NO_HEADER)
    header, problems = found
    rows = []
    with watch(range(header.row + 1, len(cells))) as numbers:
        for index in numbers:
            row, wrong = roster.read_row(cells[index], index + 1, header)
            problems += wrong
            if row is not None:
                rows.append(row)
    plan = roster_plan.plan(
        rows,
        units=known_units(),
        people=known_people(max(on, clock.today())),
        labels={one.value: label for one, label in header.labels.items()},
        scope=scope,
    )
    return plan, sorted([*problems, *plan.problems], key=lambda problem: problem.row)


def look_at_upload(
    content: bytes, file_name: str, on: date, *, scope: frozenset[int]
) -> tuple[dict[str, Any] | None, Invalid | None]:
    """The report of an uploaded file, or why it cannot be read."""
    try:
        cells = read_content(content, file_name)
        plan, problems = look_through(cells, on, scope=scope)
        return report(plan, problems) | {"rejected": rejected(cells, problems)}, None
    except Invalid as refusal:
        return None, refusal


def counts(plan: Plan, problems: list[roster.Problem]) -> dict[str, int]:
    """How many rows are new, changed, moved, unchanged, and how many problems there are."""
    return {**{status.value: plan.count(status) for status in Status}, "problems": len(problems)}


def report(plan: Plan, problems: list[roster.Problem]) -> dict[str, Any]:
    """What a roster changes as a document; messages are message ids with their parameters."""
    return {
        **{status.value: plan.count(status) for status in Status},
        "problems": [
            {"row": one.row, "column": one.column, "what": one.what, "params": one.params} for one in problems
        ],
        "units": ["/".join(path) for path in plan.new_units],
        "details": [
            {
                "row": step.row.row,
                "name": step.row.name,
                "unit": "/".join(step.unit or ()),
                "status": step.status.value,
                "changes": [{"what": one.what, "before": one.before, "after": one.after} for one in step.changes],
            }
            for step in plan.steps
            if step.status is not Status.UNCHANGED
        ],
    }


def rejected(cells: Rows, problems: list[roster.Problem]) -> dict[str, Any]:
    """The cells of the rows with problems as text, under the heads of the file, so that they can be given back."""
    found = roster.find_header(cells[: roster.HEADER_ROWS])
    head = found[0].row if found else 0
    rows = {one.row for one in problems if head + 1 < one.row <= len(cells)}
    return {
        "head": [_text(cell) for cell in cells[head]],
        "rows": {str(row): [_text(cell) for cell in cells[row - 1]] for row in sorted(rows)},
    }


def _text(cell: Any) -> str:
    """A cell as a person would type it; a number without a part after the point is no decimal."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat()[:10] if isinstance(cell, date) else str(cell if cell is not None else "")


def known_units() -> list[KnownUnit]:
    """Every open unit with the names of the way to it."""
    rows = session().execute(sa.select(Unit.id, Unit.name, Unit.path, Unit.is_demo, Unit.closed_on)).all()
    names = {row.id: row.name for row in rows}
    return [
        KnownUnit(row.id, tuple(names[int(step)] for step in row.path.strip("/").split("/")), row.is_demo)
        for row in rows
        if row.closed_on is None
    ]


def known_people(day: date) -> list[KnownPerson]:
    """Every person with unit, post and rank as on a day."""
    query = (
        sa.select(
            *(Person.id, Person.name, Person.username, Person.staff_number, Person.phone, Person.email),
            *(Membership.unit_id, PostHolding.title, PostHolding.from_on.label("post_from"), PostHolding.leading_level),
            *(PostHolding.is_leading_member, PostHolding.is_key_post),
            *(RankHolding.rank, RankHolding.from_on.label("rank_from")),
        )
        .outerjoin(Membership, sa.and_(Membership.person_id == Person.id, in_force(Membership, day)))
        .outerjoin(PostHolding, sa.and_(PostHolding.person_id == Person.id, in_force(PostHolding, day)))
        .outerjoin(RankHolding, sa.and_(RankHolding.person_id == Person.id, in_force(RankHolding, day)))
        .order_by(Person.id, Membership.from_on, PostHolding.from_on, RankHolding.from_on)
    )
    known = {
        row.id: KnownPerson(
            id=row.id,
            name=row.name,
            username=row.username,
            staff_number=row.staff_number,
            phone=row.phone,
            email=row.email,
            unit_id=row.unit_id,
            post=row.title,
            post_from=row.post_from,
            level=row.leading_level,
            leading_member=bool(row.is_leading_member),
            key_post=bool(row.is_key_post),
            rank=row.rank,
            rank_from=row.rank_from,
        )
        for row in session().execute(query)
    }
    return list(known.values())


def usernames() -> set[str]:
    """Every user name that somebody has."""
    return set(session().scalars(sa.select(Person.username)))
