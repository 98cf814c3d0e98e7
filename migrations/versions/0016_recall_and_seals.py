"""Draw a recall from a lesson's bank, and keep the seals of the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SEALED = ("credits_seals", "credits_sealed_entries")


def upgrade() -> None:
    op.add_column("quizzes_quizzes", sa.Column("recall", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("quizzes_attempts", sa.Column("pass_percent", sa.Integer(), server_default="60", nullable=False))
    op.execute(
        "UPDATE quizzes_attempts SET pass_percent = "
        "(SELECT pass_percent FROM quizzes_quizzes WHERE quizzes_quizzes.id = quizzes_attempts.quiz_id)"
    )
    op.create_table(
        "credits_seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits_seals")),
        sa.UniqueConstraint("day", name=op.f("uq_credits_seals_day")),
    )
    op.create_table(
        "credits_sealed_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["seal_id"], ["credits_seals.id"], name=op.f("fk_credits_sealed_entries_seal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits_sealed_entries")),
    )
    op.create_index(op.f("ix_credits_sealed_entries_seal_id"), "credits_sealed_entries", ["seal_id"])
    op.create_index(
        "ix_credits_sealed_entries_person_id_seal_id", "credits_sealed_entries", ["person_id", "seal_id", "seq"]
    )
    _guard()


def _guard() -> None:
    """Seals are append-only as the ledger is, without any exception."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in SEALED:
        for act in ("UPDATE", "DELETE"):
            if on_sqlite:
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    "BEGIN SELECT RAISE(ABORT, 'seals of the ledger are never changed or deleted'); END"
                )
            else:
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION credits_refuse()"
                )
        if not on_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION credits_refuse()"
            )


def downgrade() -> None:
    for table in reversed(SEALED):
        op.drop_table(table)
    op.drop_column("quizzes_attempts", "pass_percent")
    op.drop_column("quizzes_quizzes", "recall")
