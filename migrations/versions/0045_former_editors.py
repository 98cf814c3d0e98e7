"""Add who compiled a collection before its present editor: they never release it."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles_former_editors",
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"], ["articles_collections.id"], name=op.f("fk_articles_former_editors_collection_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_persons.id"], name=op.f("fk_articles_former_editors_person_id")
        ),
        sa.PrimaryKeyConstraint("collection_id", "person_id", name=op.f("pk_articles_former_editors")),
    )
    op.create_index(op.f("ix_articles_former_editors_person_id"), "articles_former_editors", ["person_id"])


def downgrade() -> None:
    op.drop_table("articles_former_editors")
