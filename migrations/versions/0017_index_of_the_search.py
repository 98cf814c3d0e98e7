"""Keep what can be found, what of it changed, and on PostgreSQL the index itself."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0023"
branch_labels = None
depends_on = None

# A schema of its own: these tables are made again at any time, and no model stands for them.
INDEX = (
    "CREATE SCHEMA learnhub_search",
    "CREATE TABLE learnhub_search.state (generation bigint NOT NULL)",
    "INSERT INTO learnhub_search.state VALUES (0)",
    "CREATE TABLE learnhub_search.docs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
    "generation bigint NOT NULL, key text NOT NULL, kind text NOT NULL, "
    "language text NOT NULL, category text NOT NULL, title text NOT NULL, "
    "labels text[] NOT NULL, length integer NOT NULL, UNIQUE (generation, key))",
    "CREATE TABLE learnhub_search.parts (doc bigint NOT NULL REFERENCES learnhub_search.docs ON DELETE CASCADE, "
    "is_title boolean NOT NULL, terms tsvector NOT NULL)",
    "CREATE INDEX parts_doc ON learnhub_search.parts (doc)",
    "CREATE INDEX parts_terms ON learnhub_search.parts USING gin (terms)",
    "CREATE TABLE learnhub_search.words (generation bigint NOT NULL, word text NOT NULL, "
    "PRIMARY KEY (generation, word))",
)


def upgrade() -> None:
    op.create_table(
        "search_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("ident", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_changes")),
    )
    op.create_table(
        "search_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("ident", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("beside", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("source_path", sa.String(length=500), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("key", name=op.f("uq_search_documents_key")),
    )
    op.create_index("ix_search_documents_kind_ident", "search_documents", ["kind", "ident"])
    op.create_table(
        "search_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["search_documents.id"], name=op.f("fk_search_parts_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_parts")),
    )
    op.create_index(op.f("ix_search_parts_document_id"), "search_parts", ["document_id"])
    op.create_table(
        "search_labels",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["search_documents.id"], name=op.f("fk_search_labels_document_id")),
        sa.PrimaryKeyConstraint("document_id", "label", name=op.f("pk_search_labels")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in INDEX:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA learnhub_search CASCADE")
    op.drop_table("search_labels")
    op.drop_index(op.f("ix_search_parts_document_id"), "search_parts")
    op.drop_table("search_parts")
    op.drop_index("ix_search_documents_kind_ident", "search_documents")
    op.drop_table("search_documents")
    op.drop_table("search_changes")
