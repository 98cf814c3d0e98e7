"""Create the tables of reading."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_dwell",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("credited_ms", sa.BigInteger(), nullable=False),
        sa.Column("review_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_line_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_reading_dwell_person_id")),
        sa.PrimaryKeyConstraint("person_id", "section", name=op.f("pk_reading_dwell")),
    )
    op.create_table(
        "reading_sittings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                "moved",
                "expired",
                "lost",
                name="sittingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_answer", sa.JSON(), nullable=True),
        sa.Column("last_section", sa.String(length=64), nullable=True),
        sa.Column("meter", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.String(length=16), nullable=False),
        sa.Column("credited_ms", sa.BigInteger(), nullable=False),
        sa.Column("review_ms", sa.BigInteger(), nullable=False),
        sa.Column("provisional_ms", sa.BigInteger(), nullable=False),
        sa.Column("idle_ms", sa.BigInteger(), nullable=False),
        sa.Column("hidden_ms", sa.BigInteger(), nullable=False),
        sa.Column("clock_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"], ["catalog_lesson_versions.id"], name=op.f("fk_reading_sittings_lesson_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_reading_sittings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_sittings")),
    )
    with op.batch_alter_table("reading_sittings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_sittings_lesson_version_id"), ["lesson_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_sittings_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_reading_sittings_person_id_lesson_version_id", ["person_id", "lesson_version_id"], unique=False
        )
        batch_op.create_index(
            "uq_reading_sittings_one_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "reading_beats",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["sitting_id"], ["reading_sittings.id"], name=op.f("fk_reading_beats_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_beats")),
        sa.UniqueConstraint("sitting_id", "seq", name=op.f("uq_reading_beats_sitting_id_seq")),
    )
    with op.batch_alter_table("reading_beats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_beats_received_at"), ["received_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reading_beats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_beats_received_at"))

    op.drop_table("reading_beats")
    with op.batch_alter_table("reading_sittings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_reading_sittings_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index("ix_reading_sittings_person_id_lesson_version_id")
        batch_op.drop_index(batch_op.f("ix_reading_sittings_person_id"))
        batch_op.drop_index(batch_op.f("ix_reading_sittings_lesson_version_id"))

    op.drop_table("reading_sittings")
    op.drop_table("reading_dwell")
