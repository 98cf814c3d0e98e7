"""Add objections, the reviewer map with stand-ins, and the archive of a quarter."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = (
    "not_started", "draft", "contested", "submitted", "returned", "reviewed", "collated", "decided", "notified",
    "acknowledged", "explained", "archived",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("assessment_cycles", sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    _create_objections()
    _create_choices()
    _create_stand_ins()


def _create_objections() -> None:
    op.create_table(
        "assessment_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("summary_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.String(length=64), nullable=False),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "contested_from",
            sa.Enum(*STATES, name="contested_from", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_assessment_objections_answered_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people_persons.id"], name=op.f("fk_assessment_objections_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["assessment_summaries.id"], name=op.f("fk_assessment_objections_summary_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_objections")),
    )
    op.create_index(op.f("ix_assessment_objections_summary_id"), "assessment_objections", ["summary_id"])
    op.create_index(
        "uq_assessment_objections_unanswered",
        "assessment_objections",
        ["summary_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _create_choices() -> None:
    op.create_table(
        "assessment_reviewer_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("for_person_id", sa.Integer(), nullable=True),
        sa.Column("for_unit_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(for_person_id IS NULL) <> (for_unit_id IS NULL)",
            name=op.f("ck_assessment_reviewer_choices_for_a_person_or_a_unit"),
        ),
        sa.CheckConstraint(
            "reviewer_id <> for_person_id", name=op.f("ck_assessment_reviewer_choices_nobody_reviews_their_own")
        ),
        *_keys("reviewer_choices", "for_person_id", "reviewer_id", "made_by_id"),
        sa.ForeignKeyConstraint(
            ["for_unit_id"], ["people_units.id"], name=op.f("fk_assessment_reviewer_choices_for_unit_id")
        ),
    )
    op.create_index(op.f("ix_assessment_reviewer_choices_cycle_id"), "assessment_reviewer_choices", ["cycle_id"])


def _create_stand_ins() -> None:
    op.create_table(
        "assessment_stand_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("from_person_id", sa.Integer(), nullable=False),
        sa.Column("to_person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_person_id <> to_person_id", name=op.f("ck_assessment_stand_ins_somebody_else")),
        sa.CheckConstraint("from_on <= until_on", name=op.f("ck_assessment_stand_ins_starts_before_it_ends")),
        *_keys("stand_ins", "from_person_id", "to_person_id", "made_by_id"),
    )
    for column in ("cycle_id", "from_person_id", "to_person_id"):
        op.create_index(op.f(f"ix_assessment_stand_ins_{column}"), "assessment_stand_ins", [column])


def _keys(table: str, *people: str) -> list[sa.Constraint]:
    """The primary key, and the foreign keys to the quarter and to people."""
    named = f"assessment_{table}"
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{named}")),
        sa.ForeignKeyConstraint(["cycle_id"], ["assessment_cycles.id"], name=op.f(f"fk_{named}_cycle_id")),
        *(
            sa.ForeignKeyConstraint([column], ["people_persons.id"], name=op.f(f"fk_{named}_{column}"))
            for column in people
        ),
    ]


def downgrade() -> None:
    op.drop_table("assessment_stand_ins")
    op.drop_table("assessment_reviewer_choices")
    op.drop_table("assessment_objections")
    op.drop_column("assessment_cycles", "archived_at")
