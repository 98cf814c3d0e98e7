"""Keep why a person is disabled, until when a quiz is open, and uploaded rosters."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people_persons", sa.Column("disabled_why", sa.String(length=200), nullable=True))
    op.add_column("people_persons", sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "people_roster_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "checked",
                "running",
                "done",
                "failed",
                name="uploadstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people_persons.id"], name=op.f("fk_people_roster_uploads_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_roster_uploads")),
    )
    op.create_index(op.f("ix_people_roster_uploads_by_id"), "people_roster_uploads", ["by_id"])


def downgrade() -> None:
    op.drop_table("people_roster_uploads")
    op.drop_column("people_persons", "busy_until")
    op.drop_column("people_persons", "disabled_why")
