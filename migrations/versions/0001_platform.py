"""Create the tables of platform."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "platform_audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_audit")),
    )
    with op.batch_alter_table("platform_audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_platform_audit_action"), ["action"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_platform_audit_actor_id"), ["actor_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_platform_audit_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "platform_audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_audit_head")),
    )
    op.create_table(
        "platform_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                name="jobstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unique_key", sa.String(length=200), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_jobs")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_platform_jobs_unique_key")),
    )
    with op.batch_alter_table("platform_jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_platform_jobs_ready", ["state", "run_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("platform_jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_platform_jobs_ready")

    op.drop_table("platform_jobs")
    op.drop_table("platform_audit_head")
    with op.batch_alter_table("platform_audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_platform_audit_person_id"))
        batch_op.drop_index(batch_op.f("ix_platform_audit_actor_id"))
        batch_op.drop_index(batch_op.f("ix_platform_audit_action"))

    op.drop_table("platform_audit")
