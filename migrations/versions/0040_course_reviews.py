"""Add the reviews of courses and the lessons that are written in the browser."""

import json
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("catalog_courses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_reviewed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("written_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_catalog_courses_written_by_id"), "people_persons", ["written_by_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_catalog_courses_written_by_id"), ["written_by_id"], unique=False)
    with op.batch_alter_table("catalog_courses", schema=None) as batch_op:
        batch_op.alter_column("is_reviewed", server_default=None)
    _create_reviews()
    _create_drafts()
    _take_over_reviews()


def _create_reviews() -> None:
    op.create_table(
        "catalog_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("about_hash", sa.String(length=64), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("passed", "returned", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("page", "file", name="reviewsource", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_name", sa.String(length=200), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["catalog_courses.id"], name=op.f("fk_catalog_reviews_course_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people_persons.id"], name=op.f("fk_catalog_reviews_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_reviews")),
    )
    with op.batch_alter_table("catalog_reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_reviews_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalog_reviews_reviewer_id"), ["reviewer_id"], unique=False)


def _create_drafts() -> None:
    op.create_table(
        "catalog_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", name="draftstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("gift", sa.Text(), nullable=False),
        sa.Column(
            "change",
            sa.Enum("minor", "material", name="change", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("version_note", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_catalog_drafts_by_id")),
        sa.ForeignKeyConstraint(["course_id"], ["catalog_courses.id"], name=op.f("fk_catalog_drafts_course_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_catalog_drafts_lesson_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_drafts")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_catalog_drafts_lesson_id")),
    )
    with op.batch_alter_table("catalog_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_drafts_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalog_drafts_course_id"), ["course_id"], unique=False)


def _take_over_reviews() -> None:
    """What the files of courses said of their review so far holds for what readers get now."""
    connection, now = op.get_bind(), datetime.now(UTC)
    courses = sa.table(
        "catalog_courses",
        *(sa.column(name) for name in ("id", "title", "summary", "intro_html", "reviewed_by", "is_reviewed")),
        sa.column("reviewed_on", sa.Date()),
    )
    reviews = sa.table(
        "catalog_reviews",
        *(sa.column(name) for name in ("course_id", "content_hash", "about_hash", "outcome", "source")),
        sa.column("versions", sa.JSON()), sa.column("reviewer_name"), sa.column("reviewed_on", sa.Date()),
        sa.column("at", sa.DateTime(timezone=True)), sa.column("reason"),
    )  # fmt: skip
    named = sa.select(courses).where(courses.c.reviewed_by != "", courses.c.reviewed_on.is_not(None))
    for course in connection.execute(named).all():
        lessons = connection.execute(
            sa.text(
                "SELECT l.id, v.id AS version_id, v.content_hash FROM catalog_lessons l JOIN catalog_lesson_versions v "
                "ON v.id = l.current_version_id WHERE l.course_id = :course AND l.retired_at IS NULL ORDER BY l.id"
            ),
            {"course": course.id},
        ).all()
        about = _digest(json.dumps([course.title, course.summary, course.intro_html], ensure_ascii=False))
        connection.execute(
            reviews.insert().values(
                course_id=course.id, content_hash=_digest(json.dumps([about, *(row.content_hash for row in lessons)])),
                about_hash=about, outcome="passed", source="file",
                versions={str(row.id): row.version_id for row in lessons}, reviewer_name=course.reviewed_by,
                reviewed_on=course.reviewed_on, at=now, reason="",
            )
        )  # fmt: skip
        connection.execute(courses.update().where(courses.c.id == course.id).values(is_reviewed=sa.true()))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def downgrade() -> None:
    op.drop_table("catalog_drafts")
    op.drop_table("catalog_reviews")
    with op.batch_alter_table("catalog_courses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_courses_written_by_id"))
        batch_op.drop_constraint(batch_op.f("fk_catalog_courses_written_by_id"), type_="foreignkey")
        batch_op.drop_column("written_by_id")
        batch_op.drop_column("is_reviewed")
