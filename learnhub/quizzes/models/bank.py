"""Tables of the question bank: categories, tags, questions, every wording that they had, and uploaded files."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.platform.db import Base, enum_type
from learnhub.quizzes.rules.bank import Status, TagKind
from learnhub.quizzes.rules.questions import QuestionKind

_OF_THE_BANK = sa.text("lesson_id IS NULL")


class UploadState(StrEnum):
    """How far an uploaded question file is."""

    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Category(Base):
    """A folder of the bank; folders stand in each other."""

    __tablename__ = "quizzes_categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quizzes_categories.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))

    __table_args__ = (
        sa.UniqueConstraint("parent_id", "name"),
        sa.Index(
            "uq_quizzes_categories_top_name",
            "name",
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        ),
    )


class Question(Base):
    """A question: of a lesson's file (`lesson_id`) or of the bank; its words are in its versions.

    `key` is its name in the file or in the import that brought it. One of a lesson's file has no owner: the file is
    reviewed and changed like any other, and what stands here follows it.
    """

    __tablename__ = "quizzes_questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int | None] = mapped_column(sa.ForeignKey("catalog_lessons.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.Text, default="")
    # The version that new attempts get; set after the version exists, so no foreign key closes the circle.
    current_version_id: Mapped[int | None]
    retired_at: Mapped[datetime | None]
    retired_why: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    status: Mapped[Status] = mapped_column(enum_type(Status), default=Status.REVIEWED, server_default="reviewed")
    category_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quizzes_categories.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    # The unit that the owner belonged to when the question came in: reviewers there may release it.
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_units.id"))
    reviewed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    reviewed_at: Mapped[datetime | None]
    # When somebody should look at it again.
    review_on: Mapped[date | None]
    changed_at: Mapped[datetime | None]
    # Every word of the current version, folded for searching and for finding questions that are nearly the same.
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

    __table_args__ = (
        sa.UniqueConstraint("lesson_id", "key"),
        sa.Index(
            "uq_quizzes_questions_owner_key",
            "owner_id",
            "key",
            unique=True,
            sqlite_where=_OF_THE_BANK,
            postgresql_where=_OF_THE_BANK,
        ),
        sa.Index("ix_quizzes_questions_status_changed_at", "status", "changed_at"),
        sa.CheckConstraint("(status = 'retired') = (retired_at IS NOT NULL)", name="retired"),
        sa.CheckConstraint("reviewed_by_id IS NULL OR reviewed_by_id <> owner_id", name="not_by_its_owner"),
    )


class QuestionVersion(Base):
    """A question as it was worded once; never changed, so that an old attempt shows what was asked.

    `source` is the text that it was made from, in `source_format`. Where `later` names a type, that type cannot be
    asked yet: such a version is kept with its source and asked in no attempt.
    """

    __tablename__ = "quizzes_question_versions"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_questions.id"), index=True)
    number: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(enum_type(QuestionKind))
    document: Mapped[dict[str, Any]]
    section: Mapped[str | None] = mapped_column(sa.Text)
    rendered: Mapped[dict[str, Any]]
    content_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    created_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people_persons.id"))
    source: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    source_format: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")
    later: Mapped[str | None] = mapped_column(sa.String(32))

    __table_args__ = (sa.UniqueConstraint("question_id", "number"),)


class QuestionTag(Base):
    """A topic, a clause of a regulation, or the level of a question."""

    __tablename__ = "quizzes_question_tags"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_questions.id"), primary_key=True)
    kind: Mapped[TagKind] = mapped_column(enum_type(TagKind), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)

    __table_args__ = (sa.Index("ix_quizzes_question_tags_kind_name", "kind", "name"),)


class QuestionPrint(Base):
    """One of the fingerprints of a question: two that share one may be nearly the same (`rules/similarity.py`)."""

    __tablename__ = "quizzes_question_prints"

    question_id: Mapped[int] = mapped_column(sa.ForeignKey("quizzes_questions.id"), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(sa.BigInteger, index=True)


class QuestionUpload(Base):
    """A question file that somebody uploaded or pasted: its bytes until it is taken in, and what was understood."""

    __tablename__ = "quizzes_question_uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people_persons.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(sa.ForeignKey("quizzes_categories.id"))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    asked_format: Mapped[str] = mapped_column(sa.String(16))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    state: Mapped[UploadState] = mapped_column(enum_type(UploadState), default=UploadState.CHECKED)
    report: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    written: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
