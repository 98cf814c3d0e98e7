"""Create the tables around articles: steps and remarks, similarity, comments, thanks, bookmarks."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles_prints",
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("text_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("band", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('article', 'lesson')", name=op.f("ck_articles_prints_kind")),
        sa.PrimaryKeyConstraint("kind", "text_id", "band", name=op.f("pk_articles_prints")),
    )
    with op.batch_alter_table("articles_prints", schema=None) as batch_op:
        batch_op.create_index("ix_articles_prints_band_value", ["band", "value"], unique=False)

    op.create_table(
        "articles_follows",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_articles_follows_person_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["articles_topics.id"], name=op.f("fk_articles_follows_topic_id")),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_articles_follows")),
    )
    with op.batch_alter_table("articles_follows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_follows_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "articles_bookmarks",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles_articles.id"], name=op.f("fk_articles_bookmarks_article_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_articles_bookmarks_person_id")),
        sa.PrimaryKeyConstraint("person_id", "article_id", name=op.f("pk_articles_bookmarks")),
    )
    op.create_table(
        "articles_thanks",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_thanks_article_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_articles_thanks_person_id")),
        sa.PrimaryKeyConstraint("article_id", "person_id", name=op.f("pk_articles_thanks")),
    )
    with op.batch_alter_table("articles_thanks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_thanks_person_id"), ["person_id"], unique=False)

    op.create_table(
        "articles_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("block", sa.Integer(), nullable=True),
        sa.Column("block_hash", sa.String(length=64), nullable=False),
        sa.Column("quote", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_comments_article_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_articles_comments_by_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["articles_comments.id"], name=op.f("fk_articles_comments_parent_id")),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["people_persons.id"], name=op.f("fk_articles_comments_removed_by_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["articles_versions.id"], name=op.f("fk_articles_comments_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_comments")),
        sa.UniqueConstraint("by_id", "request_key", name=op.f("uq_articles_comments_by_id_request_key")),
    )
    with op.batch_alter_table("articles_comments", schema=None) as batch_op:
        batch_op.create_index("ix_articles_comments_article_id_at", ["article_id", "at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_comments_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_comments_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "articles_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.String(length=64), nullable=False),
        sa.Column("quote", sa.String(length=300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "unit",
                "first",
                "second",
                "third",
                "secrecy",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_remarks_article_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_articles_remarks_by_id")),
        sa.ForeignKeyConstraint(["version_id"], ["articles_versions.id"], name=op.f("fk_articles_remarks_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_remarks")),
    )
    with op.batch_alter_table("articles_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_remarks_article_id"), ["article_id"], unique=False)

    op.create_table(
        "articles_similarities",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("matches", sa.JSON(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["articles_versions.id"], name=op.f("fk_articles_similarities_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_articles_similarities")),
    )
    op.create_table(
        "articles_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "submitted",
                "taken_back",
                "passed",
                "returned",
                "released",
                "correcting",
                "withdrawn",
                "removed",
                name="stepkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "unit",
                "first",
                "second",
                "third",
                "secrecy",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["people_persons.id"], name=op.f("fk_articles_steps_actor_id")),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_steps_article_id")),
        sa.ForeignKeyConstraint(["version_id"], ["articles_versions.id"], name=op.f("fk_articles_steps_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_steps")),
    )
    with op.batch_alter_table("articles_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_steps_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_steps_article_id"), ["article_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("articles_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_steps_article_id"))
        batch_op.drop_index(batch_op.f("ix_articles_steps_actor_id"))

    op.drop_table("articles_steps")
    op.drop_table("articles_similarities")
    with op.batch_alter_table("articles_remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_remarks_article_id"))

    op.drop_table("articles_remarks")
    with op.batch_alter_table("articles_comments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_comments_parent_id"))
        batch_op.drop_index(batch_op.f("ix_articles_comments_by_id"))
        batch_op.drop_index("ix_articles_comments_article_id_at")

    op.drop_table("articles_comments")
    with op.batch_alter_table("articles_thanks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_thanks_person_id"))

    op.drop_table("articles_thanks")
    op.drop_table("articles_bookmarks")
    with op.batch_alter_table("articles_follows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_follows_topic_id"))

    op.drop_table("articles_follows")
    with op.batch_alter_table("articles_prints", schema=None) as batch_op:
        batch_op.drop_index("ix_articles_prints_band_value")

    op.drop_table("articles_prints")
