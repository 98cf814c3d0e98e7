"""Create the tables of requirements."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "requirements_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements_rules")),
        sa.UniqueConstraint("key", "effective_from", name=op.f("uq_requirements_rules_key_effective_from")),
    )
    with op.batch_alter_table("requirements_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirements_rules_key"), ["key"], unique=False)

    op.create_table(
        "requirements_exemptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rule_key", sa.String(length=64), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["people_persons.id"], name=op.f("fk_requirements_exemptions_granted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_persons.id"], name=op.f("fk_requirements_exemptions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirements_exemptions")),
    )
    with op.batch_alter_table("requirements_exemptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirements_exemptions_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("requirements_exemptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirements_exemptions_person_id"))

    op.drop_table("requirements_exemptions")
    with op.batch_alter_table("requirements_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirements_rules_key"))

    op.drop_table("requirements_rules")
