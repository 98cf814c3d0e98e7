"""Create the tables of credits."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "credits_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits_rules")),
        sa.UniqueConstraint("key", "effective_from", name=op.f("uq_credits_rules_key_effective_from")),
    )
    with op.batch_alter_table("credits_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credits_rules_key"), ["key"], unique=False)

    op.create_table(
        "credits_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "off_job",
                "recognised",
                "collective",
                "online",
                "self_study",
                "lecture",
                "output",
                name="form",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("basic", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "verified",
                "pending",
                "rejected",
                "reversed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("corrects_entry", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people_persons.id"], name=op.f("fk_credits_entries_actor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_credits_entries_person_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["credits_rules.id"], name=op.f("fk_credits_entries_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits_entries")),
        sa.UniqueConstraint("person_id", "seq", name=op.f("uq_credits_entries_person_id_seq")),
        sa.UniqueConstraint(
            "person_id", "source", "external_id", name=op.f("uq_credits_entries_person_id_source_external_id")
        ),
    )
    with op.batch_alter_table("credits_entries", schema=None) as batch_op:
        batch_op.create_index("ix_credits_entries_person_id_earned_on", ["person_id", "earned_on"], unique=False)

    op.create_table(
        "credits_heads",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_credits_heads_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credits_heads")),
    )
    op.create_table(
        "credits_completions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recall_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declared", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"], ["catalog_lesson_versions.id"], name=op.f("fk_credits_completions_lesson_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_credits_completions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits_completions")),
        sa.UniqueConstraint(
            "person_id", "lesson_version_id", name=op.f("uq_credits_completions_person_id_lesson_version_id")
        ),
    )
    with op.batch_alter_table("credits_completions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credits_completions_completed_at"), ["completed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_credits_completions_lesson_version_id"), ["lesson_version_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_credits_completions_person_id"), ["person_id"], unique=False)


    _guard_ledger()


def _guard_ledger() -> None:
    """Entries are append-only: the database itself refuses a change, and a deletion outside demo data."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER credits_entries_no_update BEFORE UPDATE ON credits_entries "
            "BEGIN SELECT RAISE(ABORT, 'entries of the ledger are never changed'); END"
        )
        op.execute(
            "CREATE TRIGGER credits_entries_no_delete BEFORE DELETE ON credits_entries WHEN OLD.is_demo = 0 "
            "BEGIN SELECT RAISE(ABORT, 'entries of the ledger are never deleted'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION credits_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'entries of the ledger are never changed or deleted'; END $$"
    )
    op.execute(
        "CREATE TRIGGER credits_entries_no_update BEFORE UPDATE ON credits_entries "
        "FOR EACH ROW EXECUTE FUNCTION credits_refuse()"
    )
    op.execute(
        "CREATE TRIGGER credits_entries_no_delete BEFORE DELETE ON credits_entries "
        "FOR EACH ROW WHEN (NOT OLD.is_demo) EXECUTE FUNCTION credits_refuse()"
    )
    op.execute(
        "CREATE TRIGGER credits_entries_no_truncate BEFORE TRUNCATE ON credits_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION credits_refuse()"
    )


def downgrade() -> None:
    with op.batch_alter_table("credits_completions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credits_completions_person_id"))
        batch_op.drop_index(batch_op.f("ix_credits_completions_lesson_version_id"))
        batch_op.drop_index(batch_op.f("ix_credits_completions_completed_at"))

    op.drop_table("credits_completions")
    op.drop_table("credits_heads")
    with op.batch_alter_table("credits_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_credits_entries_person_id_earned_on")

    op.drop_table("credits_entries")
    with op.batch_alter_table("credits_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credits_rules_key"))

    op.drop_table("credits_rules")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION IF EXISTS credits_refuse() CASCADE")
