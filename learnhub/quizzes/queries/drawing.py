"""Which questions a quiz draws from: those of its lessons, and those of the bank that its parts name.

Only released questions that are not retired are drawn, and of the bank only those that whoever chose a part might use.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.catalog.models import Lesson
from learnhub.people.models import Unit
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, Question, QuestionTag, QuestionVersion, Quiz
from learnhub.quizzes.queries.bank import Folder, folders_of, with_what_is_below
from learnhub.quizzes.rules.bank import Status, TagKind
from learnhub.quizzes.rules.drawing import Candidate
from learnhub.quizzes.rules.settings import Part, settings_from

READY = sa.and_(Question.retired_at.is_(None), Question.status == Status.REVIEWED)


@dataclass(frozen=True, slots=True)
class Supply:
    """How many questions a quiz can draw from in all, and for each of its parts."""

    questions: int
    fitting: int
    parts: tuple[int, ...]


def can_be_asked(quiz: Quiz) -> bool:
    """Whether a quiz has any question to ask."""
    _, pool = _pool(quiz)
    return session().scalar(sa.select(_drawn(Question.id).where(pool).exists())) or False


def bank_size(quiz: Quiz) -> int:
    """How many questions a quiz can draw from."""
    _, pool = _pool(quiz)
    return session().scalar(_drawn(sa.func.count()).where(pool)) or 0


def supply(quiz: Quiz, parts: Sequence[Part]) -> Supply:
    """How many questions there would be with these parts, in one statement and one for their categories."""
    fits, pool = _pool(quiz, parts)
    counts = [sa.func.count(sa.case((each, 1))) for each in (pool, sa.or_(sa.false(), *fits), *fits)]
    row = session().execute(_drawn(*counts)).one()
    return Supply(row[0], row[1], tuple(row[2:]))


def not_to_be_drawn(quiz: Quiz, part: Part) -> list[int]:
    """The questions that a part names and that cannot be drawn for it."""
    (fits,), _ = _pool(quiz, (part,))
    found = set(session().scalars(_drawn(Question.id).where(fits)))
    return [ident for ident in part.questions if ident not in found]


def candidates(person_id: int, quiz: Quiz) -> list[Candidate]:
    """The questions of a quiz as a draw sees them: how often the person has had each, and what it is about."""
    fits, pool = _pool(quiz)
    seen = times_asked(person_id, quiz.id)
    topics, levels = _tags(_drawn(Question.id).where(pool))
    rows = session().execute(
        _drawn(
            Question.id, sa.func.coalesce(Question.lesson_id, -Question.category_id, 0),
            sa.func.coalesce(QuestionVersion.section, ""), *fits,
        )
        .where(pool)
        .order_by(Question.id)
    ).all()  # fmt: skip
    # Thousands of questions share few answers to which parts they fit.
    places = {fit: frozenset(place for place, one in enumerate(fit) if one) for fit in {tuple(row[3:]) for row in rows}}
    return [
        Candidate(
            ident, seen.get(ident, 0), tags=frozenset(topics[ident]), level=levels.get(ident, ""), section=section,
            source=source, parts=places[tuple(fitting)],
        )
        for ident, source, section, *fitting in rows
    ]  # fmt: skip


def worded(question_ids: Collection[int]) -> dict[int, QuestionVersion]:
    """Questions as they are worded now."""
    rows = session().execute(_drawn(Question.id, QuestionVersion).where(Question.id.in_(question_ids)))
    return {row[0]: row[1] for row in rows}


def drawn_by(question: Question) -> list[Quiz]:
    """The quizzes with parts that may draw a question of the bank; a fixed number of statements."""
    with_parts = sa.cast(Quiz.settings, sa.Text).contains('"parts"')
    quizzes = session().scalars(sa.select(Quiz).where(with_parts, Quiz.retired_at.is_(None)).order_by(Quiz.id)).all()
    if not quizzes:
        return []
    folders = folders_of()
    found = [_pool(quiz, folders=folders)[1] for quiz in quizzes]
    row = session().execute(_drawn(*found).where(Question.id == question.id)).one()
    return [quiz for quiz, fits in zip(quizzes, row, strict=True) if fits]


def times_asked(person_id: int, quiz_id: int) -> dict[int, int]:
    """How often a person has had each question of a quiz."""
    rows = session().execute(
        sa.select(QuestionVersion.question_id, sa.func.count())
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.person_id == person_id, Attempt.quiz_id == quiz_id)
        .group_by(QuestionVersion.question_id)
    )
    return {row[0]: row[1] for row in rows}


def topmost(unit_ids: Collection[int]) -> tuple[int, ...]:
    """Those of some units that lie below no other of them, in one statement."""
    paths = dict(session().execute(sa.select(Unit.path, Unit.id).where(Unit.id.in_(unit_ids))).tuples().all())
    return tuple(
        sorted(
            ident
            for path, ident in paths.items()
            if not any(path != other and path.startswith(other) for other in paths)
        )
    )


def in_bank_of(owner_id: int, units: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Questions of nobody, of an author, and of some units."""
    return sa.or_(Question.owner_id.is_(None), Question.owner_id == owner_id, units)


def _drawn(*columns: Any) -> sa.Select[Any]:
    """Questions with their current version."""
    current = QuestionVersion.id == Question.current_version_id
    return sa.select(*columns).select_from(Question).join(QuestionVersion, current)


def _pool(
    quiz: Quiz, parts: Sequence[Part] | None = None, *, folders: Sequence[Folder] | None = None
) -> tuple[list[sa.ColumnElement[bool]], sa.ColumnElement[bool]]:
    """What fits each part of a quiz, and everything that it draws from."""
    if parts is None:
        parts = settings_from(quiz.settings).parts
    if folders is None:
        folders = folders_of() if any(part.category for part in parts) else ()
    own = _own(quiz)
    fits = [sa.and_(READY, _fits(part, own, folders)) for part in parts]
    return fits, sa.or_(sa.and_(READY, own), *fits)


def _own(quiz: Quiz) -> sa.ColumnElement[bool]:
    """The questions of the quiz's lesson, or of every lesson of its course."""
    if quiz.lesson_id is not None:
        return Question.lesson_id == quiz.lesson_id
    lessons = sa.select(Lesson.id).where(
        Lesson.course_id == quiz.course_id, Lesson.retired_at.is_(None), Lesson.original_id.is_(None)
    )
    return Question.lesson_id.in_(lessons)


def _fits(part: Part, own: sa.ColumnElement[bool], folders: Sequence[Folder]) -> sa.ColumnElement[bool]:
    if part.questions:
        return sa.and_(Question.id.in_(part.questions), sa.or_(own, _usable(part)))
    wanted = [_usable(part) if part.bank else own]
    if part.category:
        wanted.append(Question.category_id.in_(with_what_is_below(folders, part.category)))
    if part.section:
        wanted.append(QuestionVersion.section == part.section)
    wanted += [_tagged(tag, TagKind.TOPIC, TagKind.CLAUSE) for tag in part.tags]
    if part.level:
        wanted.append(_tagged(part.level, TagKind.LEVEL))
    return sa.and_(*wanted)


def _usable(part: Part) -> sa.ColumnElement[bool]:
    """The questions of the bank that whoever chose a part might use, in units below theirs too."""
    top = aliased(Unit)
    units = sa.select(Unit.id).join(top, Unit.path.startswith(top.path)).where(top.id.in_(part.units))
    return sa.and_(Question.lesson_id.is_(None), in_bank_of(part.owner, Question.unit_id.in_(units)))


def _tagged(name: str, *kinds: TagKind) -> sa.ColumnElement[bool]:
    return Question.id.in_(
        sa.select(QuestionTag.question_id).where(QuestionTag.kind.in_(kinds), QuestionTag.name == name)
    )


def _tags(question_ids: sa.Select[Any]) -> tuple[Mapping[int, set[str]], Mapping[int, str]]:
    """Topics and clauses, and the level, of some questions."""
    topics: defaultdict[int, set[str]] = defaultdict(set)
    levels: dict[int, str] = {}
    # As plain text on the bare connection: of ten thousand questions there may be thirty thousand tags.
    kind_of = sa.type_coerce(QuestionTag.kind, sa.String)
    tags = sa.select(QuestionTag.question_id, kind_of, QuestionTag.name)
    for question_id, kind, name in (
        session().connection().execute(tags.where(QuestionTag.question_id.in_(question_ids)))
    ):
        if kind == TagKind.LEVEL:
            levels[question_id] = name
        else:
            topics[question_id].add(name)
    return topics, levels
