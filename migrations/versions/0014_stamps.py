"""Create the stamps under which processes remember the catalogue and the rules."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

TOPICS = ("catalog", "people", "rules")


def upgrade() -> None:
    stamps = op.create_table(
        "platform_stamps",
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_platform_stamps")),
    )
    op.bulk_insert(stamps, [{"topic": topic, "value": "first"} for topic in TOPICS])


def downgrade() -> None:
    op.drop_table("platform_stamps")
