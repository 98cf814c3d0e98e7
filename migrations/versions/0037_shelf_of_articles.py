"""Index what the shelf of articles is filtered by, and give its counts a stamp."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_ON_THE_SHELF = sa.text("released_version_id IS NOT NULL AND withdrawn_at IS NULL")
_COLUMNS = ["released_at", "id", "level", "unit_id", "kind", "topic_id", "language", "author_id"]


def upgrade() -> None:
    op.create_index(
        "ix_articles_articles_shelf",
        "articles_articles",
        _COLUMNS,
        sqlite_where=_ON_THE_SHELF,
        postgresql_where=_ON_THE_SHELF,
    )
    op.execute("INSERT INTO platform_stamps (topic, value) VALUES ('articles', 'first')")


def downgrade() -> None:
    op.execute("DELETE FROM platform_stamps WHERE topic = 'articles'")
    op.drop_index("ix_articles_articles_shelf", table_name="articles_articles")
