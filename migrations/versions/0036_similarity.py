"""Fingerprint texts by windows, keep how far a check is, and find titles by their pairs of characters."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing was checked before this version, so both are made anew.
    op.drop_table("articles_prints")
    op.drop_table("articles_similarities")
    op.create_table(
        "articles_compared",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('article', 'lesson')", name=op.f("ck_articles_compared_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_compared")),
        sa.UniqueConstraint("kind", "text_id", name=op.f("uq_articles_compared_kind_text_id")),
    )
    _by_compared("articles_prints", sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False))
    _by_compared("articles_title_grams", sa.Column("gram", sa.String(length=16), nullable=False))
    states = sa.Enum(
        "checking", "done", "failed", name="checkstate", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "articles_similarities",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("quoted", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("matches", sa.JSON(), nullable=False),
        sa.Column("excluded", sa.JSON(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["articles_versions.id"], name=op.f("fk_articles_similarities_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_articles_similarities")),
    )


def _by_compared(name: str, first: sa.Column) -> None:
    """A table that is asked by its first column, and emptied by text."""
    op.create_table(
        name,
        first,
        sa.Column("compared_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["compared_id"], ["articles_compared.id"], name=op.f(f"fk_{name}_compared_id")),
        sa.PrimaryKeyConstraint(first.name, "compared_id", name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{name}_compared_id"), name, ["compared_id"], unique=False)


def downgrade() -> None:
    op.drop_table("articles_similarities")
    op.drop_table("articles_title_grams")
    op.drop_table("articles_prints")
    op.drop_table("articles_compared")
    op.create_table(
        "articles_prints",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('article', 'lesson')", name=op.f("ck_articles_prints_kind")),
        sa.PrimaryKeyConstraint("kind", "text_id", "band", name=op.f("pk_articles_prints")),
    )
    op.create_index("ix_articles_prints_band_value", "articles_prints", ["band", "value"], unique=False)
    op.create_table(
        "articles_similarities",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("matches", sa.JSON(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["articles_versions.id"], name=op.f("fk_articles_similarities_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_articles_similarities")),
    )
