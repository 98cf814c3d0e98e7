"""Keep documents that are to become articles."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "read", "refused", "done", name="importstate", native_enum=False, create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles_articles.id"], name=op.f("fk_articles_imports_article_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_articles_imports_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_imports")),
    )  # fmt: skip
    op.create_index(op.f("ix_articles_imports_article_id"), "articles_imports", ["article_id"])
    op.create_index(op.f("ix_articles_imports_by_id"), "articles_imports", ["by_id"])


def downgrade() -> None:
    op.drop_table("articles_imports")
