"""Tables of articles: the article, its kept versions, its topics and tags, who writes along, and its files."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.articles.rules.states import CoAuthorState, FileUse, Kind, Level, Scan, Stage, State, VersionReason
from learnhub.catalog.models import Category
from learnhub.platform.db import Base, enum_type

ON_THE_SHELF = sa.text("released_version_id IS NOT NULL AND withdrawn_at IS NULL")


class Topic(Base):
    """A topic (专题) that articles belong to and that people follow."""

    __tablename__ = "articles_topics"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    category: Mapped[Category] = mapped_column(enum_type(Category), default=Category.PROFESSIONAL)
    is_demo: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]


class Article(Base):
    """An article; its address stays for ever.

    The columns `draft_*`, `title` and `summary` are what the author works on. What readers get is the version
    `released_version_id`, as long as `withdrawn_at` is empty, whatever the draft says meanwhile. The facts (kind,
    topic, language, licence, and the tags) are those of the draft until the first release, then what was released.
    """

    __tablename__ = "articles_articles"
    # What the counts of the shelf rest on.
    __stamp__ = "articles"
    __stamp_when__ = (
        "released_version_id", "withdrawn_at", "released_at", "level", "unit_id", "kind", "topic_id", "language"
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    # The unit of the author when the article was begun, renewed when it is handed in, until it is released.
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"), index=True)
    kind: Mapped[Kind] = mapped_column(enum_type(Kind), default=Kind.TOPIC)
    level: Mapped[Level] = mapped_column(enum_type(Level), default=Level.UNIT)
    language: Mapped[str] = mapped_column(sa.String(16), default="zh-CN")
    topic_id: Mapped[int | None] = mapped_column(sa.ForeignKey("articles_topics.id"), index=True)
    # What a study reflection is about: a course, and perhaps one lesson of it.
    course_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_courses.id"), index=True)
    lesson_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lessons.id"), index=True)
    licence: Mapped[str] = mapped_column(sa.String(40), default="")
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    draft_source: Mapped[str] = mapped_column(sa.Text, default="")
    # What a correction chose (`rules/facts.py`); None where that is what the columns and tags say.
    draft_facts: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    # Counts every save, so that two who edit at once are told of each other.
    draft_revision: Mapped[int] = mapped_column(default=0)
    draft_saved_at: Mapped[datetime]
    draft_saved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    state: Mapped[State] = mapped_column(enum_type(State), default=State.DRAFT)
    stage: Mapped[Stage | None] = mapped_column(enum_type(Stage))
    # Since when it waits where it stands now.
    waiting_since: Mapped[datetime | None]
    submitted_version_id: Mapped[int | None]
    # Set after the version exists, so no foreign key closes the circle.
    released_version_id: Mapped[int | None] = mapped_column(index=True)
    # The first release, which lists sort by and class-hours are dated to; a correction does not change it.
    released_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    released_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    withdrawn_why: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    # A draft that was thrown away: never shown again, kept as a trace without its text.
    removed_at: Mapped[datetime | None]
    # Kept beside the rows they count, in the same transaction, so that a shelf needs no counting.
    thanks: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        sa.CheckConstraint("(state = 'submitted') = (stage IS NOT NULL)", name="staged"),
        sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        sa.CheckConstraint("(released_version_id IS NULL) = (released_at IS NULL)", name="released"),
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> author_id", name="not_by_its_author"),
        sa.CheckConstraint("lesson_id IS NULL OR course_id IS NOT NULL", name="lesson_of_a_course"),
        sa.Index("ix_articles_articles_released_at", "released_at", "id"),
        # All that the shelf is filtered by, so that a page of it is found without opening articles.
        sa.Index(
            "ix_articles_articles_shelf", "released_at", "id", "level", "unit_id", "kind", "topic_id", "language",
            "author_id", sqlite_where=ON_THE_SHELF, postgresql_where=ON_THE_SHELF,
        ),
        sa.Index("ix_articles_articles_state_stage", "state", "stage", "waiting_since"),
    )  # fmt: skip


class ArticleVersion(Base):
    """An article as it once stood, with everything that its readers see of it; never changed."""

    __tablename__ = "articles_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), index=True)
    number: Mapped[int]
    reason: Mapped[VersionReason] = mapped_column(enum_type(VersionReason))
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[str] = mapped_column(sa.Text)
    # What it is filed under, and the files that stood with it (`rules/facts.py`).
    facts: Mapped[dict[str, Any]]
    html: Mapped[str] = mapped_column(sa.Text)
    # The blocks that remarks and comments hold on to, in order: [{"anchor", "hash", "text"}] (`rules/blocks.py`).
    blocks: Mapped[list[Any]]
    chars: Mapped[int]
    minutes: Mapped[int]
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    # The one that brought it back or brought it in, for the list of versions.
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (sa.UniqueConstraint("article_id", "number"),)


class ArticleTag(Base):
    """A word that an article is filed under, beside its topic."""

    __tablename__ = "articles_tags"

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)


class CoAuthor(Base):
    """Somebody who asked to write along, and what the author said."""

    __tablename__ = "articles_coauthors"

    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), primary_key=True, index=True)
    state: Mapped[CoAuthorState] = mapped_column(enum_type(CoAuthorState), default=CoAuthorState.ASKED)
    message: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    # Since when somebody wrote along, kept when that ends: whoever could change the words never reviews them.
    joined_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("state <> 'accepted' OR joined_at IS NOT NULL", name="joined"),)


class ArticleFile(Base):
    """A picture or an attachment of an article; its bytes lie in the store under their digest."""

    __tablename__ = "articles_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(sa.ForeignKey("articles_articles.id"), index=True)
    use: Mapped[FileUse] = mapped_column(enum_type(FileUse))
    digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    extension: Mapped[str] = mapped_column(sa.String(8))
    content_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    scan: Mapped[Scan] = mapped_column(enum_type(Scan), default=Scan.OFF)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"))
    added_at: Mapped[datetime]
    # Taken from the draft. Readers keep what stands with the released version until a correction without it is.
    removed_at: Mapped[datetime | None]
    is_released: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (sa.UniqueConstraint("article_id", "use", "digest"),)
