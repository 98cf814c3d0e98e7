"""Create the tables of people."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people_persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("staff_number", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_sort", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=True),
        sa.Column(
            "theme",
            sa.Enum(
                "system",
                "light",
                "dark",
                name="theme",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text_size", sa.String(length=4), nullable=False),
        sa.Column("care", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("facts_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_persons")),
        sa.UniqueConstraint(
            "staff_number", name=op.f("uq_people_persons_staff_number")
        ),
        sa.UniqueConstraint("username", name=op.f("uq_people_persons_username")),
    )
    with op.batch_alter_table("people_persons", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_persons_name_sort"), ["name_sort"], unique=False
        )

    op.create_table(
        "people_sign_in_failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("username_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_sign_in_failures")),
    )
    with op.batch_alter_table("people_sign_in_failures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_sign_in_failures_address"), ["address"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_sign_in_failures_at"), ["at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_sign_in_failures_username_hash"),
            ["username_hash"],
            unique=False,
        )

    op.create_table(
        "people_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["people_units.id"], name=op.f("fk_people_units_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_units")),
        sa.UniqueConstraint("code", name=op.f("uq_people_units_code")),
    )
    with op.batch_alter_table("people_units", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_units_parent_id"), ["parent_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_units_path"), ["path"], unique=False
        )

    op.create_table(
        "people_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "learner",
                "supervisor",
                "unit_administrator",
                "training_administrator",
                "author",
                "reviewer",
                "head_teacher",
                "liaison",
                "counsellor",
                "study_secretary",
                "auditor",
                "operator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["granted_by_id"],
            ["people_persons.id"],
            name=op.f("fk_people_grants_granted_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people_persons.id"],
            name=op.f("fk_people_grants_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["people_units.id"], name=op.f("fk_people_grants_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_grants")),
    )
    with op.batch_alter_table("people_grants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_grants_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_grants_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "people_memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people_persons.id"],
            name=op.f("fk_people_memberships_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["people_units.id"], name=op.f("fk_people_memberships_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_memberships")),
    )
    with op.batch_alter_table("people_memberships", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_memberships_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_memberships_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "people_posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "leading_level",
            sa.Enum(
                "county_chief",
                "county_deputy",
                "township_chief",
                "township_deputy",
                name="leadinglevel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("is_leading_member", sa.Boolean(), nullable=False),
        sa.Column("is_key_post", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_persons.id"], name=op.f("fk_people_posts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_posts")),
    )
    with op.batch_alter_table("people_posts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_posts_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "people_ranks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people_persons.id"], name=op.f("fk_people_ranks_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_ranks")),
    )
    with op.batch_alter_table("people_ranks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_ranks_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "people_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handle_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("browser", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people_persons.id"],
            name=op.f("fk_people_sessions_person_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_sessions")),
        sa.UniqueConstraint("handle_hash", name=op.f("uq_people_sessions_handle_hash")),
    )
    with op.batch_alter_table("people_sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_sessions_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "people_unit_placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["people_units.id"],
            name=op.f("fk_people_unit_placements_parent_id"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["people_units.id"],
            name=op.f("fk_people_unit_placements_unit_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_unit_placements")),
    )
    with op.batch_alter_table("people_unit_placements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_unit_placements_unit_id"), ["unit_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("people_unit_placements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_unit_placements_unit_id"))

    op.drop_table("people_unit_placements")
    with op.batch_alter_table("people_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_sessions_person_id"))

    op.drop_table("people_sessions")
    with op.batch_alter_table("people_ranks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_ranks_person_id"))

    op.drop_table("people_ranks")
    with op.batch_alter_table("people_posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_posts_person_id"))

    op.drop_table("people_posts")
    with op.batch_alter_table("people_memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_memberships_unit_id"))
        batch_op.drop_index(batch_op.f("ix_people_memberships_person_id"))

    op.drop_table("people_memberships")
    with op.batch_alter_table("people_grants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_grants_unit_id"))
        batch_op.drop_index(batch_op.f("ix_people_grants_person_id"))

    op.drop_table("people_grants")
    with op.batch_alter_table("people_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_units_path"))
        batch_op.drop_index(batch_op.f("ix_people_units_parent_id"))

    op.drop_table("people_units")
    with op.batch_alter_table("people_sign_in_failures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_sign_in_failures_username_hash"))
        batch_op.drop_index(batch_op.f("ix_people_sign_in_failures_at"))
        batch_op.drop_index(batch_op.f("ix_people_sign_in_failures_address"))

    op.drop_table("people_sign_in_failures")
    with op.batch_alter_table("people_persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_persons_name_sort"))

    op.drop_table("people_persons")
