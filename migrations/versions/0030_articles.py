"""Create the tables of articles: topics, texts with their versions, and their files."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "articles_topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "theory",
                "party-spirit",
                "professional",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_topics")),
        sa.UniqueConstraint("name", name=op.f("uq_articles_topics_name")),
    )
    op.create_table(
        "articles_articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "topic",
                "reflection",
                "practice",
                "research",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("unit", "county", name="level", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("lesson_id", sa.Integer(), nullable=True),
        sa.Column("licence", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("draft_source", sa.Text(), nullable=False),
        sa.Column("draft_revision", sa.Integer(), nullable=False),
        sa.Column("draft_saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_saved_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "released",
                "withdrawn",
                name="state",
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
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_version_id", sa.Integer(), nullable=True),
        sa.Column("released_version_id", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanks", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(state = 'submitted') = (stage IS NOT NULL)", name=op.f("ck_articles_articles_staged")),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name=op.f("ck_articles_articles_withdrawn")
        ),
        sa.CheckConstraint(
            "(released_version_id IS NULL) = (released_at IS NULL)", name=op.f("ck_articles_articles_released")
        ),
        sa.CheckConstraint(
            "lesson_id IS NULL OR course_id IS NOT NULL", name=op.f("ck_articles_articles_lesson_of_a_course")
        ),
        sa.CheckConstraint(
            "released_by_id IS NULL OR released_by_id <> author_id", name=op.f("ck_articles_articles_not_by_its_author")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people_persons.id"], name=op.f("fk_articles_articles_author_id")),
        sa.ForeignKeyConstraint(["course_id"], ["catalog_courses.id"], name=op.f("fk_articles_articles_course_id")),
        sa.ForeignKeyConstraint(
            ["draft_saved_by_id"], ["people_persons.id"], name=op.f("fk_articles_articles_draft_saved_by_id")
        ),
        sa.ForeignKeyConstraint(["lesson_id"], ["catalog_lessons.id"], name=op.f("fk_articles_articles_lesson_id")),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["people_persons.id"], name=op.f("fk_articles_articles_released_by_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["articles_topics.id"], name=op.f("fk_articles_articles_topic_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["people_units.id"], name=op.f("fk_articles_articles_unit_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["people_persons.id"], name=op.f("fk_articles_articles_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_articles")),
    )
    with op.batch_alter_table("articles_articles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_articles_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_articles_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_articles_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_index("ix_articles_articles_released_at", ["released_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_articles_articles_released_version_id"), ["released_version_id"], unique=False
        )
        batch_op.create_index("ix_articles_articles_state_stage", ["state", "stage", "waiting_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_articles_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_articles_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "articles_coauthors",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                name="coauthorstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles_articles.id"], name=op.f("fk_articles_coauthors_article_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people_persons.id"], name=op.f("fk_articles_coauthors_person_id")),
        sa.PrimaryKeyConstraint("article_id", "person_id", name=op.f("pk_articles_coauthors")),
    )
    with op.batch_alter_table("articles_coauthors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_coauthors_person_id"), ["person_id"], unique=False)

    op.create_table(
        "articles_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column(
            "use",
            sa.Enum("picture", "attachment", name="fileuse", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("content_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column(
            "scan",
            sa.Enum(
                "off",
                "checking",
                "clean",
                "infected",
                name="scan",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_files_article_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_articles_files_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_files")),
        sa.UniqueConstraint("article_id", "use", "digest", name=op.f("uq_articles_files_article_id_use_digest")),
    )
    with op.batch_alter_table("articles_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_files_article_id"), ["article_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_articles_files_digest"), ["digest"], unique=False)

    op.create_table(
        "articles_tags",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_tags_article_id")),
        sa.PrimaryKeyConstraint("article_id", "name", name=op.f("pk_articles_tags")),
    )
    with op.batch_alter_table("articles_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_tags_name"), ["name"], unique=False)

    op.create_table(
        "articles_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "written",
                "saved",
                "submitted",
                "restored",
                "imported",
                name="versionreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("chars", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles_articles.id"], name=op.f("fk_articles_versions_article_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people_persons.id"], name=op.f("fk_articles_versions_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles_versions")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_articles_versions_article_id_number")),
    )
    with op.batch_alter_table("articles_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_articles_versions_article_id"), ["article_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("articles_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_versions_article_id"))

    op.drop_table("articles_versions")
    with op.batch_alter_table("articles_tags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_tags_name"))

    op.drop_table("articles_tags")
    with op.batch_alter_table("articles_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_files_digest"))
        batch_op.drop_index(batch_op.f("ix_articles_files_article_id"))

    op.drop_table("articles_files")
    with op.batch_alter_table("articles_coauthors", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_coauthors_person_id"))

    op.drop_table("articles_coauthors")
    with op.batch_alter_table("articles_articles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_articles_articles_unit_id"))
        batch_op.drop_index(batch_op.f("ix_articles_articles_topic_id"))
        batch_op.drop_index("ix_articles_articles_state_stage")
        batch_op.drop_index(batch_op.f("ix_articles_articles_released_version_id"))
        batch_op.drop_index("ix_articles_articles_released_at")
        batch_op.drop_index(batch_op.f("ix_articles_articles_lesson_id"))
        batch_op.drop_index(batch_op.f("ix_articles_articles_course_id"))
        batch_op.drop_index(batch_op.f("ix_articles_articles_author_id"))

    op.drop_table("articles_articles")
    op.drop_table("articles_topics")
