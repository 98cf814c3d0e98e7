"""Add what a released course is to be called and about until it was reviewed."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_course_drafts",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "submitted", name="draftstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["course_id"], ["catalog_courses.id"], name=op.f("fk_catalog_course_drafts_course_id")),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_catalog_course_drafts")),
    )


def downgrade() -> None:
    op.drop_table("catalog_course_drafts")
