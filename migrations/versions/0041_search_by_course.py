"""Let what is found be narrowed down to a course."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("search_documents", sa.Column("course", sa.String(length=16), server_default="", nullable=False))
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE learnhub_search.docs ADD COLUMN course text NOT NULL DEFAULT ''")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE learnhub_search.docs DROP COLUMN course")
    op.drop_column("search_documents", "course")
