"""Take the demo county away: everything that belongs to demo people and units, and nothing else."""

from collections.abc import Mapping

import sqlalchemy as sa

from learnhub.kernel.errors import Conflict
from learnhub.platform import audit
from learnhub.platform.db import Base, session

# The column that says to whom a row belongs, where several lead to people or units; looked for in this order.
_OWNERS = (
    *("upload_id", "person_id", "summary_id", "sitting_id", "attempt_id", "item_id", "unit_id", "cycle_id"),
    *("article_id", "by_id", "collection_id", "version_id"),
)
_MARKED = ("people_persons", "people_units", "articles_topics")
_SUMMARIES = "The demo county stays: %(count)s quarterly summaries of other people name its people or quarters."
_REFUSALS = {
    "people_memberships": (
        "The demo county stays: %(count)s people who are not part of it belong to one of its units. Move them first."
    ),
    "people_units": "The demo county stays: %(count)s other units lie below one of its units. Move them first.",
    "credits_entries": (
        "The demo county stays: %(count)s entries of class-hours of other people name one of its people."
    ),
    "assessment_summaries": _SUMMARIES,
    "assessment_snapshots": _SUMMARIES,
}
_REFUSAL = "The demo county stays: %(count)s other records refer to it (%(table)s)."
Doomed = Mapping[str, sa.ColumnElement[bool]]


def remove() -> dict[str, int]:
    """Delete it in one audited act; raises Conflict when something that is not demo refers to it."""
    doomed = _doomed()
    for name, count in _held_by_others(doomed).items():
        raise Conflict(_REFUSALS.get(name, _REFUSAL), count=count, table=name)
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
        if table.name in _MARKED:
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
