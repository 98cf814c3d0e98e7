"""Create the tables of quizzes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quizzes_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("current_version_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_quizzes_questions_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_questions")),
        sa.UniqueConstraint("lesson_id", "key", name=op.f("uq_quizzes_questions_lesson_id_key")),
    )
    with op.batch_alter_table("quizzes_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quizzes_questions_lesson_id"), ["lesson_id"], unique=False)

    op.create_table(
        "quizzes_quizzes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.CheckConstraint("pass_percent BETWEEN 0 AND 100", name=op.f("ck_quizzes_quizzes_pass_percent")),
        sa.CheckConstraint("questions > 0", name=op.f("ck_quizzes_quizzes_questions")),
        sa.ForeignKeyConstraint(["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_quizzes_quizzes_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_quizzes")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_quizzes_quizzes_lesson_id")),
    )
    op.create_table(
        "quizzes_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "created",
                "open",
                "submitted",
                "expired",
                "graded",
                "regraded",
                "void",
                name="attemptstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Numeric(precision=9, scale=5), nullable=True),
        sa.Column("out_of", sa.Numeric(precision=9, scale=5), nullable=True),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("right", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"], ["catalog_lesson_versions.id"], name=op.f("fk_quizzes_attempts_lesson_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_quizzes_attempts_person_id")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes_quizzes.id"], name=op.f("fk_quizzes_attempts_quiz_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_attempts")),
        sa.UniqueConstraint("person_id", "quiz_id", "n", name=op.f("uq_quizzes_attempts_person_id_quiz_id_n")),
    )
    with op.batch_alter_table("quizzes_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quizzes_attempts_lesson_version_id"), ["lesson_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_quizzes_attempts_quiz_id"), ["quiz_id"], unique=False)
        batch_op.create_index(
            "uq_quizzes_attempts_one_open",
            ["person_id", "quiz_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "quizzes_question_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "single_choice",
                "multiple_choice",
                "true_false",
                "short_answer",
                "numerical",
                "matching",
                "essay",
                "description",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("rendered", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["quizzes_questions.id"], name=op.f("fk_quizzes_question_versions_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_question_versions")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_quizzes_question_versions_question_id_number")),
    )
    with op.batch_alter_table("quizzes_question_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quizzes_question_versions_question_id"), ["question_id"], unique=False)

    op.create_table(
        "quizzes_attempt_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("option_order", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.Numeric(precision=7, scale=5), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["quizzes_attempts.id"], name=op.f("fk_quizzes_attempt_items_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["quizzes_question_versions.id"],
            name=op.f("fk_quizzes_attempt_items_question_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_attempt_items")),
        sa.UniqueConstraint("attempt_id", "position", name=op.f("uq_quizzes_attempt_items_attempt_id_position")),
    )
    with op.batch_alter_table("quizzes_attempt_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_quizzes_attempt_items_question_version_id"), ["question_version_id"], unique=False
        )

    op.create_table(
        "quizzes_answer_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["quizzes_attempt_items.id"], name=op.f("fk_quizzes_answer_steps_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_answer_steps")),
        sa.UniqueConstraint("item_id", "version", name=op.f("uq_quizzes_answer_steps_item_id_version")),
    )


def downgrade() -> None:
    op.drop_table("quizzes_answer_steps")
    with op.batch_alter_table("quizzes_attempt_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quizzes_attempt_items_question_version_id"))

    op.drop_table("quizzes_attempt_items")
    with op.batch_alter_table("quizzes_question_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quizzes_question_versions_question_id"))

    op.drop_table("quizzes_question_versions")
    with op.batch_alter_table("quizzes_attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_quizzes_attempts_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_quizzes_attempts_quiz_id"))
        batch_op.drop_index(batch_op.f("ix_quizzes_attempts_lesson_version_id"))

    op.drop_table("quizzes_attempts")
    op.drop_table("quizzes_quizzes")
    with op.batch_alter_table("quizzes_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quizzes_questions_lesson_id"))

    op.drop_table("quizzes_questions")
