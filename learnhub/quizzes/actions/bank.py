"""What changes the question bank: a new question, a new wording, what is said about it, and its status."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa

from learnhub.catalog.rules.languages import likely_language
from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people.queries import person_line
from learnhub.platform import audit
from learnhub.platform.db import Base, session
from learnhub.platform.markdown import MarkdownRefused, Source, render_many
from learnhub.quizzes.actions.pictures import Beside
from learnhub.quizzes.actions.rendering import Place, render_question
from learnhub.quizzes.models import Category, Question, QuestionPrint, QuestionTag, QuestionVersion
from learnhub.quizzes.rules.bank import Refusal, Standing, Status, Tag, may_become
from learnhub.quizzes.rules.outline import Outline
from learnhub.quizzes.rules.parsed import Problem
from learnhub.quizzes.rules.questions import Text, TextFormat, question_from
from learnhub.quizzes.rules.similarity import prints

REFUSALS = {
    Refusal.OWN: "Nobody reviews their own question. Somebody else reads it and releases it.",
    Refusal.LATER: "A question of this type cannot be asked yet, so it stays a draft.",
    Refusal.SAME: "The question has this status already.",
    Refusal.FILE: "A question of a file is asked as long as it stands there.",
}
NO_REASON = "Say why it is retired; the reason stays with the question."
DEEPEST = 8
TOGETHER = 500
NOT_EMPTY = "This category still holds questions or categories, so it cannot be removed."


@dataclass(frozen=True)
class About:
    """What the bank keeps beside the words of a question."""

    category_id: int | None = None
    tags: tuple[Tag, ...] = ()
    review_on: date | None = None


@dataclass(frozen=True)
class Wording:
    """A question ready to be stored: its outline, its texts as safe HTML, and what its author should know."""

    outline: Outline
    html: dict[str, str]
    notes: tuple[Problem, ...] = field(default=())
    # Worked out while nothing is locked.
    prints: tuple[int, ...] = field(default=())


@dataclass(frozen=True)
class New:
    """A question that the bank does not have yet; `key` is its name there."""

    wording: Wording
    about: About
    key: str


def word(outline: Outline, *, line: int = 1) -> Wording | Problem:
    """Render the texts of a question; a problem where one cannot be shown. Call it outside a transaction."""
    stem = outline.document["stem"]
    language = likely_language(stem["content"])
    if outline.later is not None:
        stands = Text(stem["content"], TextFormat(stem["format"]))
        return Wording(outline, _draft_html(stands, language), prints=prints(outline.words))
    made = render_question(
        question_from(outline.document), language=language, place=Place("", line, outline.source), references=Beside()
    )
    if isinstance(made, Problem):
        return made
    notes = tuple(each for each in made.problems if isinstance(each, Problem))
    return Wording(outline, made.html, notes, prints(outline.words))


def add_questions(
    new: Sequence[New], *, owner_id: int | None, by_id: int | None, now: datetime, unit_id: int | None = None
) -> list[Question]:  # fmt: skip
    """Put new questions into the bank, as drafts, in a few statements for hundreds; `unit_id` is their owner's."""
    unit_id, added = unit_id or unit_of(owner_id), list[Question]()
    for start in range(0, len(new), TOGETHER):
        some = {each.key: each for each in new[start : start + TOGETHER]}
        facts = {"owner_id": owner_id, "unit_id": unit_id, "status": Status.DRAFT, "changed_at": now}
        _write(Question, [_question(each) | facts for each in some.values()])
        questions = _nameless(some, owner_id)
        pairs = [(question.id, some[question.key]) for question in questions]
        _write(QuestionVersion, [_version(ident, 1, each.wording, by_id=by_id, now=now) for ident, each in pairs])
        _write(QuestionPrint, [row for ident, each in pairs for row in _prints(ident, each.wording.prints)])
        _write(QuestionTag, [row for ident, each in pairs for row in _tags(ident, each.about.tags)])
        versions = _first_versions([ident for ident, _ in pairs])
        for question in questions:
            question.current_version_id = versions[question.id]
        session().flush()
        added += questions
    return added


def _question(new: New) -> dict[str, Any]:
    said = new.wording.outline
    return {
        "key": new.key, "name": said.name, "words": said.words, "category_id": new.about.category_id,
        "review_on": new.about.review_on,
    }  # fmt: skip


def _nameless(keys: Collection[str], owner_id: int | None) -> Sequence[Question]:
    """The questions that were just written and have no version yet: SQLite does not say which got which id."""
    owned = Question.owner_id.is_(None) if owner_id is None else Question.owner_id == owner_id
    written = sa.select(Question).where(
        owned, Question.lesson_id.is_(None), Question.current_version_id.is_(None), Question.key.in_(keys)
    )
    return session().scalars(written.order_by(Question.id)).all()


def _first_versions(question_ids: Sequence[int]) -> dict[int, int]:
    stored = sa.select(QuestionVersion.question_id, QuestionVersion.id)
    return {row[0]: row[1] for row in session().execute(stored.where(QuestionVersion.question_id.in_(question_ids)))}


def reword(
    question: Question, wording: Wording, *, known: int, by_id: int | None, now: datetime
) -> QuestionVersion | None:
    """Store a new wording; None where somebody stored another one since the version `known` was shown.

    The same words again make no new version. A new one is a draft until somebody else has read it.
    """
    present = session().get_one(QuestionVersion, question.current_version_id)
    if present.number != known:
        return None
    question.name = wording.outline.name or question.name
    if present.document == wording.outline.document and present.later == wording.outline.later:
        return present
    if question.status is not Status.DRAFT:
        _become(question, Status.DRAFT)
    question.changed_at = now
    return _store(question, wording, by_id=by_id, now=now)


def describe(question: Question, about: About) -> None:
    """Note category, tags and review date."""
    question.category_id, question.review_on = about.category_id, about.review_on
    set_tags(question.id, about.tags)


def set_tags(question_id: int, tags: Sequence[Tag]) -> None:
    """Give a question these tags and no others."""
    present = {
        Tag(row.kind, row.name): row
        for row in session().scalars(sa.select(QuestionTag).where(QuestionTag.question_id == question_id))
    }
    for tag, row in present.items():
        if tag not in tags:
            session().delete(row)
    session().add_all(
        QuestionTag(question_id=question_id, kind=tag.kind, name=tag.name)
        for tag in dict.fromkeys(tags)
        if tag not in present
    )
    session().flush()


def set_status(question: Question, status: Status, *, reason: str, by: Actor, now: datetime) -> None:
    """Release, retire or take back a question; raises Conflict with the reason where it may not be."""
    present = session().get_one(QuestionVersion, question.current_version_id)
    authors = frozenset({question.owner_id, present.by_id} - {None})
    standing = Standing(
        question.status, present.later is None, question.lesson_id is not None, frozenset(a for a in authors if a)
    )
    refusal = may_become(standing, status, by=by.id)
    if refusal is not None:
        raise Conflict(REFUSALS[refusal])
    if status is Status.RETIRED and not reason:
        raise Invalid(NO_REASON, fields={"reason": NO_REASON})
    before = question.status
    _become(question, status, reason=reason, by_id=by.id, now=now)
    audit.record(
        "quizzes.question_status", actor_id=by.id, thing=f"question:{question.id}", before=before.value,
        after=status.value, reason=reason,
    )  # fmt: skip


def retire_all(questions: Sequence[Question], *, clause: str, reason: str, by: Actor, now: datetime) -> int:
    """Retire questions bound to an amended clause; returns how many. One entry of the audit log names them all."""
    if not reason:
        raise Invalid(NO_REASON, fields={"reason": NO_REASON})
    for question in questions:
        _become(question, Status.RETIRED, reason=reason, by_id=by.id, now=now)
    ids_of = [question.id for question in questions]
    audit.record(
        "quizzes.clause_retired", actor_id=by.id, thing=clause[:200], questions=ids_of, reason=reason
    )  # fmt: skip
    return len(questions)


def copy_to_bank(question: Question, tags: Sequence[Tag], *, by: Actor, now: datetime) -> Question:
    """A question of a file once more as one's own in the bank, where it can be changed."""
    present = session().get_one(QuestionVersion, question.current_version_id)
    copied = Question(
        lesson_id=None, key=ids.token(24), name=question.name, owner_id=by.id, unit_id=unit_of(by.id),
        status=Status.DRAFT, category_id=question.category_id, changed_at=now, words=question.words,
    )  # fmt: skip
    session().add(copied)
    session().flush()
    worded = QuestionVersion(
        question_id=copied.id, number=1, kind=present.kind, document=present.document, section=present.section,
        rendered=present.rendered, content_hash=present.content_hash, created_at=now, by_id=by.id,
        source=present.source, source_format=present.source_format, later=present.later,
    )  # fmt: skip
    session().add(worded)
    session().flush()
    copied.current_version_id = worded.id
    _note_prints(copied)
    set_tags(copied.id, tags)
    return copied


def category_at(path: Sequence[str], *, below: int | None = None) -> int | None:
    """The category of a path, made where it does not exist yet; for an empty path the one `below` which it would be."""
    found = below
    for name in path[:DEEPEST]:
        above = Category.parent_id.is_(None) if found is None else Category.parent_id == found
        category = session().scalar(sa.select(Category).where(above, Category.name == name))
        if category is None:
            category = Category(parent_id=found, name=name)
            session().add(category)
            session().flush()
        found = category.id
    return found


def remove_category(category: Category) -> None:
    """Remove an empty category; raises Conflict where something is in it."""
    inside = sa.or_(
        sa.exists().where(Category.parent_id == category.id), sa.exists().where(Question.category_id == category.id)
    )
    if session().scalar(sa.select(inside)):
        raise Conflict(NOT_EMPTY)
    session().delete(category)
    session().flush()


def note_words(question: Question, words: str) -> None:
    """Keep what a question is found by."""
    question.words = words
    session().flush()
    _note_prints(question)


def _store(question: Question, wording: Wording, *, by_id: int | None, now: datetime) -> QuestionVersion:
    newest = sa.select(sa.func.max(QuestionVersion.number)).where(QuestionVersion.question_id == question.id)
    number = (session().scalar(newest) or 0) + 1
    worded = QuestionVersion(**_version(question.id, number, wording, by_id=by_id, now=now))
    session().add(worded)
    session().flush()
    question.current_version_id, question.name = worded.id, wording.outline.name
    note_words(question, wording.outline.words)
    return worded


def _version(
    question_id: int, number: int, wording: Wording, *, by_id: int | None, now: datetime
) -> dict[str, Any]:  # fmt: skip
    said = wording.outline
    return {
        "question_id": question_id, "number": number, "kind": said.kind, "document": said.document,
        "section": said.section, "rendered": wording.html, "content_hash": said.content_hash, "created_at": now,
        "by_id": by_id, "source": said.source, "source_format": said.source_format, "later": said.later,
    }  # fmt: skip


def _become(
    question: Question, status: Status, *, reason: str = "", by_id: int | None = None, now: datetime | None = None
) -> None:
    question.status = status
    question.retired_at = now if status is Status.RETIRED else None
    question.retired_why = reason if status is Status.RETIRED else ""
    released = status is Status.REVIEWED and question.lesson_id is None
    if status is not Status.RETIRED:
        question.reviewed_by_id, question.reviewed_at = (by_id, now) if released else (None, None)
    session().flush()


def _note_prints(question: Question) -> None:
    session().execute(sa.delete(QuestionPrint).where(QuestionPrint.question_id == question.id))
    _write(QuestionPrint, _prints(question.id, prints(question.words)))


def _prints(question_id: int, values: Sequence[int]) -> list[dict[str, Any]]:
    return [{"question_id": question_id, "band": band, "value": value} for band, value in enumerate(values)]


def _tags(question_id: int, tags: Sequence[Tag]) -> list[dict[str, Any]]:
    return [{"question_id": question_id, "kind": tag.kind, "name": tag.name} for tag in dict.fromkeys(tags)]


def _write(table: type[Base], rows: list[dict[str, Any]]) -> None:
    if rows:  # past the session's own bookkeeping, which takes three times as long as the rows
        session().execute(sa.insert(cast(sa.Table, table.__table__)), rows)


def unit_of(person_id: int | None) -> int | None:
    """The unit of a person today."""
    if person_id is None:
        return None
    line = person_line([person_id], clock.today()).get(person_id)
    return line.unit_id if line else None


def _draft_html(stem: Text, language: str) -> dict[str, str]:
    rendered = render_many([Source(stem.content, stem.format.value)], language=language, resolve=Beside().resolve)[0]
    return {"stem": "" if isinstance(rendered, MarkdownRefused) else rendered.html}
