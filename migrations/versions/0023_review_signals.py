"""Let reviews be about two more signals, and keep the ledger entries that put right what they were about."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "reading_reviews"
OLD = ("even_inputs", "same_path", "round_the_clock", "fast_answers", "two_places")
NEW = (*OLD, "longer_than_reading", "long_reports")
OUTCOMES = ("innocent", "talked", "unclear", "irregular")
KEPT = (
    "id, person_id, unit_id, signal, about, facts, sittings, raised_at, due_on, outcome, reason, decided_at, "
    "decided_by_id"
)


def upgrade() -> None:
    corrections = sa.Column("corrections", sa.JSON(), server_default="[]", nullable=False)
    if op.get_bind().dialect.name == "sqlite":
        _remake_on_sqlite(NEW, corrections)
        return
    op.add_column(TABLE, corrections)
    _check_on_postgresql(NEW)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM reading_reviews WHERE signal IN ('longer_than_reading', 'long_reports')"))
    if op.get_bind().dialect.name == "sqlite":
        _remake_on_sqlite(OLD)
        return
    op.drop_column(TABLE, "corrections")
    _check_on_postgresql(OLD)


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _check_on_postgresql(signals: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_reading_reviews_signal"), TABLE, type_="check")
    op.create_check_constraint(op.f("ck_reading_reviews_signal"), TABLE, sa.column("signal").in_(signals))


def _remake_on_sqlite(signals: tuple[str, ...], *more: sa.Column) -> None:
    """SQLite changes a check only with its table."""
    op.create_table(
        "_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("signal", _enum("signal", signals), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sittings", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", _enum("outcome", OUTCOMES), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        *more,
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_reading_reviews_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (outcome IS NULL)", name=op.f("ck_reading_reviews_decided_with_an_outcome")
        ),
        sa.CheckConstraint("decided_by_id <> person_id", name=op.f("ck_reading_reviews_nobody_decides_on_their_own")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people_persons.id"], name=op.f("fk_reading_reviews_decided_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_reading_reviews_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_reading_reviews_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_reviews")),
        sa.UniqueConstraint("person_id", "signal", "about", name=op.f("uq_reading_reviews_person_id_signal_about")),
    )
    op.execute(sa.text(f"INSERT INTO _reviews ({KEPT}) SELECT {KEPT} FROM {TABLE}"))  # noqa: S608 - our own names
    op.drop_table(TABLE)
    op.rename_table("_reviews", TABLE)
    for column in ("person_id", "unit_id"):
        op.create_index(op.f(f"ix_reading_reviews_{column}"), TABLE, [column])
