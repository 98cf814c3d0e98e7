"""Hold quizzes by settings, with time limits, final tests of courses, allowances, events and regradings."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0022"
branch_labels = None
depends_on = None

BEHAVIOURS = ("deferred", "immediate", "interactive", "certainty")
COUNTS = ("best", "first", "last", "average")
EVENTS = ("away", "offline", "opened")
STATES = ("created", "open", "submitted", "expired", "graded", "regraded", "void")
AT = sa.DateTime(timezone=True)
OPEN = sa.text("state = 'open'")


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.add_column("catalog_courses", sa.Column("final_test", sa.JSON(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _remake_on_sqlite()
    else:
        _alter_on_postgresql()
    op.create_index(
        "ix_quizzes_attempts_open_ends_at", "quizzes_attempts", ["ends_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    _widen_items()
    _add_tables()


def _quiz_columns() -> list[sa.Column]:
    return [
        sa.Column("counts", _enum("counts", COUNTS), server_default="best", nullable=False),
        sa.Column("settings", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("edited_at", AT, nullable=True),
        sa.Column("retired_at", AT, nullable=True),
    ]


def _attempt_columns() -> list[sa.Column]:
    return [
        sa.Column("behaviour", _enum("behaviour", BEHAVIOURS), server_default="deferred", nullable=False),
        sa.Column("tries", sa.Integer(), server_default="1", nullable=False),
        sa.Column("ends_at", AT, nullable=True),
    ]


def _alter_on_postgresql() -> None:
    op.alter_column("quizzes_quizzes", "lesson_id", nullable=True)
    op.add_column("quizzes_quizzes", sa.Column("course_id", sa.Integer(), nullable=True))
    for column in _quiz_columns():
        op.add_column("quizzes_quizzes", column)
    op.create_foreign_key(
        op.f("fk_quizzes_quizzes_course_id"), "quizzes_quizzes", "catalog_courses", ["course_id"], ["id"]
    )
    op.create_unique_constraint(op.f("uq_quizzes_quizzes_course_id"), "quizzes_quizzes", ["course_id"])
    op.create_check_constraint(
        op.f("ck_quizzes_quizzes_of_one"), "quizzes_quizzes", "(lesson_id IS NULL) <> (course_id IS NULL)"
    )
    op.alter_column("quizzes_attempts", "lesson_version_id", nullable=True)
    for column in _attempt_columns():
        op.add_column("quizzes_attempts", column)


def _remake_on_sqlite() -> None:
    """SQLite cannot make a column optional; it takes the table anew, with its rows."""
    op.create_table(
        "_quizzes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("pass_percent", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("recall", sa.Boolean(), server_default=sa.false(), nullable=False),
        *_quiz_columns(),
        sa.CheckConstraint("pass_percent BETWEEN 0 AND 100", name=op.f("ck_quizzes_quizzes_pass_percent")),
        sa.CheckConstraint("questions > 0", name=op.f("ck_quizzes_quizzes_questions")),
        sa.CheckConstraint("(lesson_id IS NULL) <> (course_id IS NULL)", name=op.f("ck_quizzes_quizzes_of_one")),
        sa.ForeignKeyConstraint(["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_quizzes_quizzes_lesson_id")),
        sa.ForeignKeyConstraint(["course_id"], ["catalog_courses.id"], name=op.f("fk_quizzes_quizzes_course_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_quizzes")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_quizzes_quizzes_lesson_id")),
        sa.UniqueConstraint("course_id", name=op.f("uq_quizzes_quizzes_course_id")),
    )
    _take_over("_quizzes", "quizzes_quizzes", "id, lesson_id, pass_percent, questions, recall")
    op.create_table(
        "_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", _enum("attemptstate", STATES), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("started_at", AT, nullable=False),
        sa.Column("handed_in_at", AT, nullable=True),
        sa.Column("score", sa.Numeric(precision=9, scale=5), nullable=True),
        sa.Column("out_of", sa.Numeric(precision=9, scale=5), nullable=True),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("right", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("pass_percent", sa.Integer(), server_default="60", nullable=False),
        *_attempt_columns(),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"], ["catalog_lesson_versions.id"], name=op.f("fk_quizzes_attempts_lesson_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_quizzes_attempts_person_id")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes_quizzes.id"], name=op.f("fk_quizzes_attempts_quiz_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_attempts")),
        sa.UniqueConstraint("person_id", "quiz_id", "n", name=op.f("uq_quizzes_attempts_person_id_quiz_id_n")),
    )
    columns = (
        'id, person_id, quiz_id, lesson_version_id, n, state, seed, started_at, handed_in_at, score, out_of, percent, '
        '"right", passed, pass_percent'
    )
    _take_over("_attempts", "quizzes_attempts", columns)
    op.create_index(op.f("ix_quizzes_attempts_lesson_version_id"), "quizzes_attempts", ["lesson_version_id"])
    op.create_index(op.f("ix_quizzes_attempts_quiz_id"), "quizzes_attempts", ["quiz_id"])
    op.create_index(
        "uq_quizzes_attempts_one_open", "quizzes_attempts", ["person_id", "quiz_id"], unique=True, sqlite_where=OPEN
    )


def _take_over(made: str, name: str, columns: str) -> None:
    op.execute(f"INSERT INTO {made} ({columns}) SELECT {columns} FROM {name}")
    op.drop_table(name)
    op.rename_table(made, name)


def _widen_items() -> None:
    items = "quizzes_attempt_items"
    op.add_column(items, sa.Column("certainty", sa.Integer(), nullable=True))
    op.add_column(items, sa.Column("flagged", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(items, sa.Column("misses", sa.Integer(), server_default="0", nullable=False))
    op.add_column(items, sa.Column("checked_at", AT, nullable=True))
    op.execute(
        f"ALTER TABLE {items} ADD COLUMN keyed_version_id INTEGER "
        f"CONSTRAINT fk_{items}_keyed_version_id REFERENCES quizzes_question_versions (id)"
    )
    op.add_column("quizzes_answer_steps", sa.Column("certainty", sa.Integer(), nullable=True))


def _add_tables() -> None:
    op.create_table(
        "quizzes_allowances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("time_percent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("closes_at", AT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=False),
        sa.Column("approved_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.CheckConstraint("time_percent BETWEEN 0 AND 400", name=op.f("ck_quizzes_allowances_time_percent")),
        sa.CheckConstraint("attempts BETWEEN 0 AND 20", name=op.f("ck_quizzes_allowances_attempts")),
        sa.CheckConstraint("person_id <> approved_by", name=op.f("ck_quizzes_allowances_not_oneself")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_quizzes_allowances_person_id")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes_quizzes.id"], name=op.f("fk_quizzes_allowances_quiz_id")),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people_persons.id"], name=op.f("fk_quizzes_allowances_approved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_allowances")),
    )
    op.create_index(op.f("ix_quizzes_allowances_person_id"), "quizzes_allowances", ["person_id"])
    op.create_index(op.f("ix_quizzes_allowances_quiz_id"), "quizzes_allowances", ["quiz_id"])
    holds = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_quizzes_allowances_one", "quizzes_allowances", ["person_id", "quiz_id"], unique=True, sqlite_where=holds,
        postgresql_where=holds,
    )  # fmt: skip
    op.create_table(
        "quizzes_attempt_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("attempteventkind", EVENTS), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("lasted_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["quizzes_attempts.id"], name=op.f("fk_quizzes_attempt_events_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_attempt_events")),
    )
    op.create_index(op.f("ix_quizzes_attempt_events_attempt_id"), "quizzes_attempt_events", ["attempt_id"])
    op.create_table(
        "quizzes_regradings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("on_fall", _enum("onfall", ("keep", "take_back")), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["quizzes_questions.id"], name=op.f("fk_quizzes_regradings_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["quizzes_question_versions.id"], name=op.f("fk_quizzes_regradings_version_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_quizzes_regradings_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_regradings")),
    )
    op.create_index(op.f("ix_quizzes_regradings_question_id"), "quizzes_regradings", ["question_id"])
    op.create_table(
        "quizzes_mark_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("regrading_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("old_mark", sa.Numeric(precision=7, scale=5), nullable=False),
        sa.Column("new_mark", sa.Numeric(precision=7, scale=5), nullable=False),
        sa.Column("old_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("new_percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("old_passed", sa.Boolean(), nullable=False),
        sa.Column("new_passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["regrading_id"], ["quizzes_regradings.id"], name=op.f("fk_quizzes_mark_changes_regrading_id")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["quizzes_attempts.id"], name=op.f("fk_quizzes_mark_changes_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_mark_changes")),
        sa.UniqueConstraint(
            "regrading_id", "attempt_id", "position",
            name=op.f("uq_quizzes_mark_changes_regrading_id_attempt_id_position"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_quizzes_mark_changes_attempt_id"), "quizzes_mark_changes", ["attempt_id"])


def downgrade() -> None:
    for table in ("mark_changes", "regradings", "attempt_events", "allowances"):
        op.drop_table(f"quizzes_{table}")
    op.drop_column("quizzes_answer_steps", "certainty")
    for column in ("keyed_version_id", "checked_at", "misses", "flagged", "certainty"):
        op.drop_column("quizzes_attempt_items", column)
    op.drop_index("ix_quizzes_attempts_open_ends_at", "quizzes_attempts")
    for column in ("ends_at", "tries", "behaviour"):
        op.drop_column("quizzes_attempts", column)
    op.drop_column("catalog_courses", "final_test")
