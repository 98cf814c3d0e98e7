"""Add the choice of notices, the weekly mail, the mails that leave the site, and e-mail addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox_switched_off",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_inbox_switched_off_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_inbox_switched_off")),
    )
    op.create_table(
        "inbox_mail_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("told_up_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_inbox_mail_choices_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_inbox_mail_choices")),
    )
    op.create_table(
        "platform_mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "sent", "failed", name="mailstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_mails")),
    )
    with op.batch_alter_table("platform_mails", schema=None) as batch_op:
        batch_op.create_index("ix_platform_mails_due", ["state", "next_at"], unique=False)
    with op.batch_alter_table("people_persons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people_persons", schema=None) as batch_op:
        batch_op.drop_column("email")
    with op.batch_alter_table("platform_mails", schema=None) as batch_op:
        batch_op.drop_index("ix_platform_mails_due")
    op.drop_table("platform_mails")
    op.drop_table("inbox_mail_choices")
    op.drop_table("inbox_switched_off")
