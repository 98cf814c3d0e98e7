"""Make the question bank: categories, tags, owner, status and review of questions, and uploaded question files."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0020"
branch_labels = None
depends_on = None

AT = sa.DateTime(timezone=True)
STATES = ("checked", "running", "done", "failed")
STATUSES = ("draft", "reviewed", "retired")
KINDS = ("topic", "clause", "level")
OF_THE_BANK = sa.text("lesson_id IS NULL")
TOP = sa.text("parent_id IS NULL")
FOREIGN = {
    "category_id": "quizzes_categories",
    "owner_id": "people_persons",
    "unit_id": "people_units",
    "reviewed_by_id": "people_persons",
}


def _enum(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "quizzes_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["quizzes_categories.id"], name=op.f("fk_quizzes_categories_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_categories")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_quizzes_categories_parent_id_name")),
    )
    op.create_index(op.f("ix_quizzes_categories_parent_id"), "quizzes_categories", ["parent_id"])
    op.create_index(
        "uq_quizzes_categories_top_name", "quizzes_categories", ["name"], unique=True, sqlite_where=TOP,
        postgresql_where=TOP,
    )  # fmt: skip
    _widen_questions()
    _widen_versions()
    _add_tables()


def _widen_questions() -> None:
    with op.batch_alter_table("quizzes_questions") as table:
        table.alter_column("lesson_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("retired_why", sa.Text(), server_default="", nullable=False))
        table.add_column(sa.Column("status", sa.String(length=32), server_default="reviewed", nullable=False))
        for name in FOREIGN:
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("reviewed_at", AT, nullable=True))
        table.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("changed_at", AT, nullable=True))
        table.add_column(sa.Column("words", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE quizzes_questions SET "
        "status = CASE WHEN retired_at IS NULL THEN 'reviewed' ELSE 'retired' END, "
        "retired_why = CASE WHEN retired_at IS NULL THEN '' ELSE 'It no longer stands in its file.' END, "
        "changed_at = (SELECT created_at FROM quizzes_question_versions"
        " WHERE quizzes_question_versions.id = quizzes_questions.current_version_id)"
    )
    with op.batch_alter_table("quizzes_questions") as table:
        table.create_check_constraint(op.f("ck_quizzes_questions_status"), f"status IN {STATUSES}")
        table.create_check_constraint(
            op.f("ck_quizzes_questions_retired"), "(status = 'retired') = (retired_at IS NOT NULL)"
        )
        table.create_check_constraint(
            op.f("ck_quizzes_questions_not_by_its_owner"), "reviewed_by_id IS NULL OR reviewed_by_id <> owner_id"
        )
        for name, target in FOREIGN.items():
            table.create_foreign_key(op.f(f"fk_quizzes_questions_{name}"), target, [name], ["id"])
    questions = "quizzes_questions"
    op.create_index(op.f("ix_quizzes_questions_category_id"), questions, ["category_id"])
    op.create_index(op.f("ix_quizzes_questions_owner_id"), questions, ["owner_id"])
    op.create_index("ix_quizzes_questions_status_changed_at", questions, ["status", "changed_at"])
    op.create_index(
        "uq_quizzes_questions_owner_key", questions, ["owner_id", "key"], unique=True, sqlite_where=OF_THE_BANK,
        postgresql_where=OF_THE_BANK,
    )  # fmt: skip


def _widen_versions() -> None:
    versions = "quizzes_question_versions"
    op.add_column(versions, sa.Column("source", sa.Text(), server_default="", nullable=False))
    op.add_column(versions, sa.Column("source_format", sa.String(length=16), server_default="", nullable=False))
    op.add_column(versions, sa.Column("later", sa.String(length=32), nullable=True))
    # SQLite takes a column that points elsewhere as long as nothing else of the table changes.
    op.execute(
        f"ALTER TABLE {versions} ADD COLUMN by_id INTEGER CONSTRAINT fk_{versions}_by_id REFERENCES people_persons (id)"
    )
    op.create_index(op.f(f"ix_{versions}_content_hash"), versions, ["content_hash"])


def _add_tables() -> None:
    op.create_table(
        "quizzes_question_tags",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("tagkind", KINDS), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["quizzes_questions.id"], name=op.f("fk_quizzes_question_tags_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "kind", "name", name=op.f("pk_quizzes_question_tags")),
    )
    op.create_index("ix_quizzes_question_tags_kind_name", "quizzes_question_tags", ["kind", "name"])
    op.create_table(
        "quizzes_question_prints",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["quizzes_questions.id"], name=op.f("fk_quizzes_question_prints_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "band", name=op.f("pk_quizzes_question_prints")),
    )
    op.create_index(op.f("ix_quizzes_question_prints_value"), "quizzes_question_prints", ["value"])
    op.create_table(
        "quizzes_question_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("asked_format", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("state", _enum("uploadstate", STATES), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("created_at", AT, nullable=False),
        sa.Column("finished_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_quizzes_question_uploads_by_id")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["quizzes_categories.id"], name=op.f("fk_quizzes_question_uploads_category_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes_question_uploads")),
    )
    op.create_index(op.f("ix_quizzes_question_uploads_by_id"), "quizzes_question_uploads", ["by_id"])


def downgrade() -> None:
    """Questions of the bank belong to no lesson and have no place in the tables as they were."""
    for table in ("uploads", "prints", "tags"):
        op.drop_table(f"quizzes_question_{table}")
    of_the_bank = "SELECT id FROM quizzes_questions WHERE lesson_id IS NULL"
    versions = f"SELECT id FROM quizzes_question_versions WHERE question_id IN ({of_the_bank})"
    items = f"SELECT id FROM quizzes_attempt_items WHERE question_version_id IN ({versions})"
    op.execute(f"DELETE FROM quizzes_answer_steps WHERE item_id IN ({items})")
    op.execute(f"DELETE FROM quizzes_attempt_items WHERE question_version_id IN ({versions})")
    op.execute(f"DELETE FROM quizzes_question_versions WHERE question_id IN ({of_the_bank})")
    op.execute("DELETE FROM quizzes_questions WHERE lesson_id IS NULL")
    op.drop_index("ix_quizzes_question_versions_content_hash", "quizzes_question_versions")
    for name in ("by_id", "later", "source_format", "source"):
        op.drop_column("quizzes_question_versions", name)
    for index in ("uq_quizzes_questions_owner_key", "ix_quizzes_questions_status_changed_at",
                  "ix_quizzes_questions_owner_id", "ix_quizzes_questions_category_id"):  # fmt: skip
        op.drop_index(index, "quizzes_questions")
    with op.batch_alter_table("quizzes_questions") as table:
        for name in ("status", "retired", "not_by_its_owner"):
            table.drop_constraint(op.f(f"ck_quizzes_questions_{name}"), type_="check")
        for name in FOREIGN:
            table.drop_constraint(op.f(f"fk_quizzes_questions_{name}"), type_="foreignkey")
        for name in ("words", "changed_at", "review_on", "reviewed_at", *FOREIGN, "status", "retired_why"):
            table.drop_column(name)
        table.alter_column("lesson_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("quizzes_categories")
