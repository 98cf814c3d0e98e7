"""Create the tables of catalog."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("intro_html", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "theory",
                "party-spirit",
                "professional",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("audience", sa.String(length=300), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("authors", sa.String(length=300), nullable=False),
        sa.Column("reviewed_by", sa.String(length=200), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("version_note", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_courses")),
        sa.UniqueConstraint("key", name=op.f("uq_catalog_courses_key")),
    )
    op.create_table(
        "catalog_media",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("content_type", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_catalog_media")),
    )
    op.create_table(
        "catalog_lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("current_version_id", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["catalog_courses.id"], name=op.f("fk_catalog_lessons_course_id")),
        sa.ForeignKeyConstraint(["original_id"], ["catalog_lessons.id"], name=op.f("fk_catalog_lessons_original_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_lessons")),
        sa.UniqueConstraint("course_id", "key", name=op.f("uq_catalog_lessons_course_id_key")),
    )
    with op.batch_alter_table("catalog_lessons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_lessons_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalog_lessons_current_version_id"), ["current_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalog_lessons_original_id"), ["original_id"], unique=False)

    op.create_table(
        "catalog_lesson_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_path", sa.String(length=500), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("chars", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("class_hours", sa.Integer(), nullable=True),
        sa.Column(
            "change",
            sa.Enum("minor", "material", name="change", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("version_note", sa.Text(), nullable=False),
        sa.Column("gift", sa.Text(), nullable=False),
        sa.Column("has_recall", sa.Boolean(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_catalog_lesson_versions_lesson_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_lesson_versions")),
        sa.UniqueConstraint("lesson_id", "number", name=op.f("uq_catalog_lesson_versions_lesson_id_number")),
    )
    with op.batch_alter_table("catalog_lesson_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_lesson_versions_lesson_id"), ["lesson_id"], unique=False)

    op.create_table(
        "catalog_sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("chars", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_version_id"], ["catalog_lesson_versions.id"], name=op.f("fk_catalog_sections_lesson_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_sections")),
        sa.UniqueConstraint(
            "lesson_version_id", "position", name=op.f("uq_catalog_sections_lesson_version_id_position")
        ),
    )
    with op.batch_alter_table("catalog_sections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalog_sections_identity"), ["identity"], unique=False)
        batch_op.create_index(batch_op.f("ix_catalog_sections_lesson_version_id"), ["lesson_version_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("catalog_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_sections_lesson_version_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_sections_identity"))

    op.drop_table("catalog_sections")
    with op.batch_alter_table("catalog_lesson_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_lesson_versions_lesson_id"))

    op.drop_table("catalog_lesson_versions")
    with op.batch_alter_table("catalog_lessons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_lessons_original_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_lessons_current_version_id"))
        batch_op.drop_index(batch_op.f("ix_catalog_lessons_course_id"))

    op.drop_table("catalog_lessons")
    op.drop_table("catalog_media")
    op.drop_table("catalog_courses")
