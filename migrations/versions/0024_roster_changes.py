"""Keep what each roster changed, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_roster_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_people_roster_changes_person_id")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["people_roster_uploads.id"], name=op.f("fk_people_roster_changes_upload_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_roster_changes")),
    )
    op.create_index(op.f("ix_people_roster_changes_person_id"), "people_roster_changes", ["person_id"])
    op.create_index(op.f("ix_people_roster_changes_upload_id"), "people_roster_changes", ["upload_id"])
    op.add_column("people_roster_uploads", sa.Column("undo_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people_roster_uploads", sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("people_roster_uploads", "undone_at")
    op.drop_column("people_roster_uploads", "undo_asked_at")
    op.drop_table("people_roster_changes")
