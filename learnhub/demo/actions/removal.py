"""Take the demo county away: everything that belongs to demo people and units, and nothing else."""

from collections.abc import Mapping

import sqlalchemy as sa

from learnhub.kernel.errors import Conflict
from learnhub.platform import audit
from learnhub.platform.db import Base, session

REFERRED = "The demo stays: other records refer to it (%(what)s). Take those back first."
# The column that says to whom a row belongs, where several lead to people or units; looked for in this order.
_OWNERS = ("person_id", "summary_id", "sitting_id", "attempt_id", "item_id", "unit_id")
_WORDS = {
    "credits_entries": "entries of class-hours",
    "people_memberships": "people who belong to a demo unit",
    "people_units": "units below a demo unit",
    "people_grants": "roles",
    "assessment_snapshots": "frozen summaries",
    "assessment_summaries": "summaries",
    "assessment_events": "steps of summaries",
}
Doomed = Mapping[str, sa.ColumnElement[bool]]


def remove() -> dict[str, int]:
    """Delete it in one audited act; raises Conflict when something that is not demo refers to it."""
    doomed = _doomed()
    held = _held_by_others(doomed)
    if held:
        raise Conflict(REFERRED, what=", ".join(f"{count} {_WORDS.get(name, name)}" for name, count in held.items()))
    session().flush()
    removed = {}
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in doomed:
            done = session().execute(sa.delete(table).where(doomed[table.name]))
            removed[table.name] = int(done.rowcount)  # type: ignore[attr-defined]  # a CursorResult, as for every DELETE
    session().expire_all()
    audit.record("demo_removed", actor_id=None, thing="demo", rows={name: n for name, n in removed.items() if n})
    return removed


def _doomed() -> Doomed:
    """What to delete of each table: demo people and units, and whatever belongs to them, however deep."""
    found: dict[str, sa.ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in ("people_persons", "people_units"):
            found[table.name] = table.c.is_demo.is_(sa.true())
            continue
        owner = next((table.c[name] for name in _OWNERS if name in table.c and table.c[name].foreign_keys), None)
        if owner is None:
            continue
        target = next(iter(owner.foreign_keys)).column
        if target.table.name in found:
            found[table.name] = owner.in_(sa.select(target).where(found[target.table.name]))
    return found


def _held_by_others(doomed: Doomed) -> dict[str, int]:
    """Rows that stay and point at rows that would go, counted by table."""
    held: dict[str, int] = {}
    for table in Base.metadata.sorted_tables:
        stays = sa.not_(doomed[table.name]) if table.name in doomed else sa.true()
        for column in table.c:
            for key in column.foreign_keys:
                target = key.column
                if target.table.name not in doomed:
                    continue
                points = column.in_(sa.select(target).where(doomed[target.table.name]))
                count = session().scalar(sa.select(sa.func.count()).select_from(table).where(points, stays)) or 0
                if count:
                    held[table.name] = max(held.get(table.name, 0), count)
    return held
