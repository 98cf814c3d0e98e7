"""Create the tables of collections and of the books made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles_collections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "level",
            sa.Enum("unit", "county", name="level", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subtitle", sa.String(length=200), nullable=False),
        sa.Column("foreword_source", sa.Text(), nullable=False),
        sa.Column("foreword_html", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["editor_id"], ["people_persons.id"], name=op.f("fk_articles_collections_editor_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_articles_collections_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_collections")),
    )
    with op.batch_alter_table("articles_collections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_collections_editor_id"), ["editor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_collections_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "articles_bindings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("pdf", "epub", name="bindingformat", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued", "done", "failed", name="bindingstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people_persons.id"], name=op.f("fk_articles_bindings_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["articles_collections.id"], name=op.f("fk_articles_bindings_collection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_bindings")),
        sa.UniqueConstraint(
            "collection_id", "format", "revision", name=op.f("uq_articles_bindings_collection_id_format_revision")
        ),
    )
    with op.batch_alter_table("articles_bindings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_bindings_collection_id"), ["collection_id"], unique=False)

    op.create_table(
        "articles_collection_items",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles_articles.id"], name=op.f("fk_articles_collection_items_article_id")
        ),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["articles_collections.id"], name=op.f("fk_articles_collection_items_collection_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["articles_versions.id"], name=op.f("fk_articles_collection_items_version_id")
        ),
        sa.PrimaryKeyConstraint("collection_id", "article_id", name=op.f("pk_articles_collection_items")),
    )
    with op.batch_alter_table("articles_collection_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_collection_items_article_id"), ["article_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("articles_collection_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_collection_items_article_id"))

    op.drop_table("articles_collection_items")
    with op.batch_alter_table("articles_bindings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_bindings_collection_id"))

    op.drop_table("articles_bindings")
    with op.batch_alter_table("articles_collections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_collections_unit_id"))
        batch_op.drop_index(batch_op.f("ix_articles_collections_editor_id"))

    op.drop_table("articles_collections")
