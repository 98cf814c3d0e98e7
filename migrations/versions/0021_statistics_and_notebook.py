"""Keep the statistics of quizzes, and for each person what they review of their mistakes."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quizzes_notebook_settings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("a_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("a_day BETWEEN 1 AND 50", name=op.f("ck_quizzes_notebook_settings_a_day")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_persons.id"], name=op.f("fk_quizzes_notebook_settings_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quizzes_notebook_settings")),
    )
    op.create_table(
        "quizzes_review_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_quizzes_review_items_person_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["quizzes_questions.id"], name=op.f("fk_quizzes_review_items_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_review_items")),
        sa.UniqueConstraint("person_id", "question_id", name=op.f("uq_quizzes_review_items_person_id_question_id")),
    )
    op.create_index(op.f("ix_quizzes_review_items_question_id"), "quizzes_review_items", ["question_id"])
    op.create_table(
        "quizzes_statistics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("mean_percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("consistency", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes_quizzes.id"], name=op.f("fk_quizzes_statistics_quiz_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_statistics")),
        sa.UniqueConstraint("quiz_id", name=op.f("uq_quizzes_statistics_quiz_id")),
    )
    op.create_table(
        "quizzes_review_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("option_order", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.Column(
            "rating",
            sa.Enum(
                "again", "hard", "good", "easy", name="rating", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["quizzes_review_items.id"], name=op.f("fk_quizzes_review_answers_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["quizzes_question_versions.id"],
            name=op.f("fk_quizzes_review_answers_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_review_answers")),
    )
    op.create_index(op.f("ix_quizzes_review_answers_item_id"), "quizzes_review_answers", ["item_id"])

def downgrade() -> None:
    for table in ("review_answers", "review_items", "notebook_settings", "statistics"):
        op.drop_table(f"quizzes_{table}")
