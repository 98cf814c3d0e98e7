"""What only the owner of the database can do to the ledger: take the triggers away, change, seal anew, restore."""

from contextlib import contextmanager

import sqlalchemy as sa

from learnhub.credits import rules
from learnhub.credits.models import CreditEntry, CreditHead
from learnhub.credits.queries import entry_from

TABLES = ("credits_entries", "credits_seals", "credits_sealed_entries")
COLUMNS = ", ".join(
    column.name for column in CreditEntry.__table__.columns if column.name not in ("id", "seq", "external_id")
)


@contextmanager
def without_triggers(session):
    """The guards of the database are away for a while and back afterwards."""
    session.flush()
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        kept = session.execute(
            sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'credits_%'")
        ).all()
        for name, _ in kept:
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        for table in TABLES:
            session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    yield
    if on_sqlite:
        for _, made in kept:
            session.connection().exec_driver_sql(made)
    else:
        for table in TABLES:
            session.execute(sa.text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
    session.expire_all()


def change(session, person_id, seq, hours=900):
    """An entry is worth more than it was."""
    run(session, f"UPDATE credits_entries SET hours = {hours} WHERE person_id = {person_id} AND seq = {seq}")  # noqa: S608 - numbers of ours


def remove(session, person_id, seq):
    """An entry is gone, and the later ones close the gap."""
    run(session, f"DELETE FROM credits_entries WHERE person_id = {person_id} AND seq = {seq}")  # noqa: S608 - numbers of ours
    renumber(session, person_id, seq, -1)


def insert(session, person_id, seq):
    """A forged entry stands in the middle, and the later ones make room."""
    renumber(session, person_id, seq, 1)
    run(
        session,
        f"INSERT INTO credits_entries (seq, external_id, {COLUMNS}) "  # noqa: S608 - columns and numbers of ours
        f"SELECT {seq}, 'forged', {COLUMNS} FROM credits_entries WHERE person_id = {person_id} AND seq = {seq - 1}",
    )


def renumber(session, person_id, seq, by):
    """By way of numbers that nobody has, because each stands once."""
    run(session, f"UPDATE credits_entries SET seq = -seq WHERE person_id = {person_id} AND seq >= {seq}")  # noqa: S608 - numbers of ours
    run(session, f"UPDATE credits_entries SET seq = -seq + {by} WHERE person_id = {person_id} AND seq < 0")  # noqa: S608 - numbers of ours


def seal_anew(session, person_id):
    """Compute every hash of a chain again, and its head, so that it is sound by itself."""
    table, head = CreditEntry.__table__, rules.Head()
    session.expire_all()
    for row in session.execute(sa.select(table).where(table.c.person_id == person_id).order_by(table.c.seq)).all():
        link, head = rules.append(entry_from(row), head)
        run(
            session,
            f"UPDATE credits_entries SET prev_hash = '{link.prev_hash}', hash = '{link.hash}' WHERE id = {row.id}",  # noqa: S608 - hashes of ours
        )
    heads = CreditHead.__table__
    session.execute(
        sa.update(heads).where(heads.c.person_id == person_id).values(entries=head.entries, hash=head.hash)
    )  # fmt: skip


def run(session, statement):
    session.execute(sa.text(statement))
