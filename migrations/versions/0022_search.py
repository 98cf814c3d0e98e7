"""Keep what people searched for lately, and how the titles of the catalogue are spoken."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_spoken",
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_search_spoken")),
    )
    op.create_table(
        "search_recent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_search_recent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_recent")),
        sa.UniqueConstraint("person_id", "words", name=op.f("uq_search_recent_person_id_words")),
    )
    op.execute("INSERT INTO platform_stamps (topic, value) VALUES ('spoken', 'first')")


def downgrade() -> None:
    op.execute("DELETE FROM platform_stamps WHERE topic = 'spoken'")
    op.drop_table("search_recent")
    op.drop_table("search_spoken")
