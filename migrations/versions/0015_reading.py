"""Keep disputes, declarations and reviews, and of a sitting its device and what its beats added up to."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reading_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "signal",
            sa.Enum(
                "even_inputs",
                "same_path",
                "round_the_clock",
                "fast_answers",
                "two_places",
                name="signal",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sittings", sa.JSON(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "innocent",
                "talked",
                "unclear",
                "irregular",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
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
    with op.batch_alter_table("reading_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_reviews_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_reviews_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "reading_declarations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column(
            "manner",
            sa.Enum(
                "screen_reader", "print", "other", name="manner", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (confirmed IS NULL)",
            name=op.f("ck_reading_declarations_decided_one_way_or_the_other"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name=op.f("ck_reading_declarations_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "decided_by_id <> person_id", name=op.f("ck_reading_declarations_nobody_confirms_their_own")
        ),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["credits_completions.id"], name=op.f("fk_reading_declarations_completion_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people_persons.id"], name=op.f("fk_reading_declarations_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"],
            ["catalog_lesson_versions.id"],
            name=op.f("fk_reading_declarations_lesson_version_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_reading_declarations_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_reading_declarations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_declarations")),
    )
    with op.batch_alter_table("reading_declarations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_declarations_completion_id"), ["completion_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_reading_declarations_lesson_version_id"), ["lesson_version_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reading_declarations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_declarations_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_reading_declarations_undecided",
            ["completion_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "reading_disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "subject",
            sa.Enum(
                "sitting", "completion", "missing", name="subject", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("completion_id", sa.Integer(), nullable=True),
        sa.Column("lesson_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum("stands", "corrected", name="decision", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)", name=op.f("ck_reading_disputes_answered_by_somebody")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (decision IS NULL)", name=op.f("ck_reading_disputes_answered_with_a_decision")
        ),
        sa.CheckConstraint("answered_by_id <> person_id", name=op.f("ck_reading_disputes_nobody_answers_their_own")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people_persons.id"], name=op.f("fk_reading_disputes_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["credits_completions.id"], name=op.f("fk_reading_disputes_completion_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["credits_entries.id"], name=op.f("fk_reading_disputes_entry_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_reading_disputes_lesson_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_reading_disputes_person_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["reading_sittings.id"], name=op.f("fk_reading_disputes_sitting_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_reading_disputes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_disputes")),
    )
    with op.batch_alter_table("reading_disputes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_disputes_completion_id"), ["completion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_disputes_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_disputes_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_disputes_sitting_id"), ["sitting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reading_disputes_unit_id"), ["unit_id"], unique=False)

    # Plain ALTER: rebuilding the table would lose the index that allows one open sitting a person.
    op.add_column("reading_sittings", sa.Column("device", sa.String(length=64), server_default="", nullable=False))
    op.add_column("reading_sittings", sa.Column("place", sa.String(length=32), nullable=True))
    op.add_column("reading_sittings", sa.Column("summed", sa.JSON(), nullable=True))


def downgrade() -> None:
    for column in ("summed", "place", "device"):
        op.drop_column("reading_sittings", column)
    for table in ("disputes", "declarations", "reviews"):
        op.drop_table(f"reading_{table}")
