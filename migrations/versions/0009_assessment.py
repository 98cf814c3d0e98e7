"""Create the tables of assessment."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_cycles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                "archived",
                name="cyclestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("cut_off_on >= starts_on", name=op.f("ck_assessment_cycles_cut_off_after_the_start")),
        sa.CheckConstraint("number BETWEEN 1 AND 4", name=op.f("ck_assessment_cycles_number_is_a_quarter")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_assessment_cycles_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["people_persons.id"], name=op.f("fk_assessment_cycles_created_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_assessment_cycles_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_cycles")),
        sa.UniqueConstraint("year", "number", "unit_id", name=op.f("uq_assessment_cycles_year_number_unit_id")),
    )
    with op.batch_alter_table("assessment_cycles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_cycles_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_cycles_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "assessment_summaries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "not_started",
                "draft",
                "contested",
                "submitted",
                "returned",
                "reviewed",
                "collated",
                "decided",
                "notified",
                "acknowledged",
                "explained",
                "archived",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("applied", sa.Text(), nullable=False),
        sa.Column("lacking", sa.Text(), nullable=False),
        sa.Column("next", sa.Text(), nullable=False),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by_reviewer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("reviewer_id <> person_id", name=op.f("ck_assessment_summaries_nobody_reviews_their_own")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_assessment_summaries_version_counts_from_one")),
        sa.ForeignKeyConstraint(["cycle_id"], ["assessment_cycles.id"], name=op.f("fk_assessment_summaries_cycle_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_assessment_summaries_person_id")),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people_persons.id"], name=op.f("fk_assessment_summaries_reviewer_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_assessment_summaries_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_summaries")),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_assessment_summaries_cycle_id_person_id")),
    )
    with op.batch_alter_table("assessment_summaries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_summaries_cycle_id"), ["cycle_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_summaries_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_assessment_summaries_reviewer_id_state", ["reviewer_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_summaries_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "assessment_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "start",
                "submit",
                "take_back",
                "contest",
                "answer",
                "return",
                "review",
                "collate",
                "decide",
                "notify",
                "acknowledge",
                "explain",
                "archive",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "from_state",
            sa.Enum(
                "not_started",
                "draft",
                "contested",
                "submitted",
                "returned",
                "reviewed",
                "collated",
                "decided",
                "notified",
                "acknowledged",
                "explained",
                "archived",
                name="from_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_state",
            sa.Enum(
                "not_started",
                "draft",
                "contested",
                "submitted",
                "returned",
                "reviewed",
                "collated",
                "decided",
                "notified",
                "acknowledged",
                "explained",
                "archived",
                name="to_state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people_persons.id"], name=op.f("fk_assessment_events_actor_id")),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["assessment_summaries.id"], name=op.f("fk_assessment_events_summary_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_events")),
    )
    with op.batch_alter_table("assessment_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_events_summary_id"), ["summary_id"], unique=False)

    op.create_table(
        "assessment_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["assessment_summaries.id"], name=op.f("fk_assessment_snapshots_summary_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_snapshots")),
        sa.UniqueConstraint("summary_id", "version", name=op.f("uq_assessment_snapshots_summary_id_version")),
    )


def downgrade() -> None:
    op.drop_table("assessment_snapshots")
    with op.batch_alter_table("assessment_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_events_summary_id"))

    op.drop_table("assessment_events")
    with op.batch_alter_table("assessment_summaries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_summaries_unit_id"))
        batch_op.drop_index("ix_assessment_summaries_reviewer_id_state")
        batch_op.drop_index(batch_op.f("ix_assessment_summaries_person_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_summaries_cycle_id"))

    op.drop_table("assessment_summaries")
    with op.batch_alter_table("assessment_cycles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_cycles_unit_id"))
        batch_op.drop_index(batch_op.f("ix_assessment_cycles_state"))

    op.drop_table("assessment_cycles")
