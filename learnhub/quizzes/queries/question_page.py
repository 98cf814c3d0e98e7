"""One question of the bank with all its versions: what a learner would see, where it is used, how it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.people.queries import person_line
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, Question, QuestionTag, QuestionVersion, Quiz
from learnhub.quizzes.queries.bank import exposures_of, first_words, folders_of, question_file, tags_of_questions
from learnhub.quizzes.queries.drawing import drawn_by
from learnhub.quizzes.queries.duplicates import Near, near
from learnhub.quizzes.queries.lines import QuestionLine, question_line
from learnhub.quizzes.rules.bank import Status, Tag, TagKind
from learnhub.quizzes.rules.differences import Difference, differences
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import ParsedQuestion
from learnhub.quizzes.rules.questions import ChoiceQuestion, QuestionKind, question_from
from learnhub.quizzes.rules.review import ReviewOptions
from learnhub.quizzes.rules.showing import shown_order

MOST_VERSIONS = 200
MOST_PLACES = 50
MOST_RETIRED = 1000
_EVERYTHING = ReviewOptions(marks=True, key=True, explanations=True)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One wording in the history."""

    number: int
    by: str
    at: datetime
    exposures: int


@dataclass(frozen=True, slots=True)
class UseLine:
    """A lesson or course in whose checks the question is, or was, asked."""

    title: str
    lesson_id: int | None
    course_id: int | None
    exposures: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class NearLine:
    """A question that is nearly the same."""

    id: int
    words: str
    percent: int


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Everything the page of a question shows."""

    id: int
    name: str
    title: str
    kind: QuestionKind
    later: str | None
    status: Status
    number: int
    latest: int
    preview: QuestionLine | None
    html: str
    source: str
    source_format: str
    category: tuple[str, ...]
    tags: tuple[Tag, ...]
    owner: str
    by: str
    reviewed_by: str
    reviewed_at: datetime | None
    retired_at: datetime | None
    retired_why: str
    review_on: date | None
    changed_at: datetime | None
    lesson_id: int | None
    lesson: str
    source_path: str
    uses: tuple[UseLine, ...]
    exposures: int
    versions: tuple[VersionLine, ...]
    near: tuple[NearLine, ...]


def question_page(question: Question, visible: sa.ColumnElement[bool], *, number: int | None = None) -> QuestionPage:
    """The page of a question in its current version or in the one asked for; a fixed number of statements."""
    versions = _versions(question.id)
    latest = versions[0]
    shown = next((each for each in versions if each.number == number), None)
    shown = shown or next((each for each in versions if each.id == question.current_version_id), latest)
    exposed = _exposed([each.id for each in versions])
    names = _names({question.owner_id, question.reviewed_by_id, *(each.by_id for each in versions)})
    lesson, path = _lesson(question)
    paths = {folder.id: folder.path for folder in folders_of()}
    likes = near([question.words], visible, but=question.id)[0] if question.status is not Status.RETIRED else ()
    return QuestionPage(
        id=question.id,
        name=question.name,
        title=first_words(shown.rendered.get("stem"), question.name),
        kind=shown.kind,
        later=shown.later,
        status=question.status,
        number=shown.number,
        latest=latest.number,
        preview=preview_of(shown),
        html=shown.rendered.get("stem", ""),
        source=shown.source,
        source_format=shown.source_format,
        category=paths.get(question.category_id or 0, ()),
        tags=tags_of_questions([question.id]).get(question.id, ()),
        owner=names.get(question.owner_id, ""),
        by=names.get(shown.by_id, ""),
        reviewed_by=names.get(question.reviewed_by_id, ""),
        reviewed_at=question.reviewed_at,
        retired_at=question.retired_at,
        retired_why=question.retired_why,
        review_on=question.review_on,
        changed_at=question.changed_at,
        lesson_id=question.lesson_id,
        lesson=lesson,
        source_path=path,
        uses=_uses(question),
        exposures=exposures_of([question.id]).get(question.id, 0),
        versions=tuple(
            VersionLine(each.number, names.get(each.by_id, ""), each.created_at, exposed.get(each.id, 0))
            for each in versions
        ),
        near=_near_lines(likes),
    )


def preview_of(worded: QuestionVersion) -> QuestionLine | None:
    """A question as a learner meets it, with its key; None for a draft of a type that cannot be asked."""
    if worded.later is not None:
        return None
    asked = question_from(worded.document)
    order = shown_order(asked, seed="preview", question_id=worded.question_id)
    if isinstance(asked, ChoiceQuestion):
        order = [choice.key for choice in asked.choices]
    item = AttemptItem(position=1, option_order=order, answer=None, answer_version=0, misses=0, flagged=False)
    return question_line(item, worded, worded, _EVERYTHING, None)


def version_at(question_id: int, number: int) -> QuestionVersion | None:
    """One wording of a question."""
    query = sa.select(QuestionVersion).where(
        QuestionVersion.question_id == question_id, QuestionVersion.number == number
    )
    return session().scalar(query)


def current_version(question: Question) -> QuestionVersion:
    """The wording that new attempts get."""
    return session().get_one(QuestionVersion, question.current_version_id)


def parsed_of_version(worded: QuestionVersion) -> ParsedQuestion | None:
    """A stored wording as its source says it; None for a draft, or where no source was kept."""
    if worded.later is not None or worded.source_format != "gift":
        return None
    found = parse_gift(worded.source).usable
    return found[0] if len(found) == 1 else None


def difference(question_id: int, before: int, after: int) -> tuple[Difference, ...] | None:
    """What differs between two versions; None where one of them does not exist."""
    old, new = version_at(question_id, before), version_at(question_id, after)
    if old is None or new is None:
        return None
    return differences(old.document, new.document)


def on_clause(
    clause: str, retirable: sa.ColumnElement[bool], visible: sa.ColumnElement[bool]
) -> tuple[list[Question], int]:
    """The questions on a clause that the asker may retire, and how many more there are."""
    tagged = sa.select(QuestionTag.question_id).where(QuestionTag.kind == TagKind.CLAUSE, QuestionTag.name == clause)
    bound = sa.and_(Question.id.in_(tagged), Question.status != Status.RETIRED)
    everything = session().scalar(sa.select(sa.func.count()).select_from(Question).where(bound, visible)) or 0
    found = list(
        session().scalars(
            sa.select(Question).where(bound, retirable, visible).order_by(Question.id).limit(MOST_RETIRED)
        )
    )
    return found, everything - len(found)


def words_of_questions(question_ids: Sequence[int]) -> dict[int, str]:
    """How some questions begin."""
    query = (
        sa.select(Question.id, Question.name, QuestionVersion.rendered)
        .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
        .where(Question.id.in_(question_ids))
    )
    return {row.id: first_words(row.rendered.get("stem"), row.name) for row in session().execute(query)}


def _versions(question_id: int) -> Sequence[QuestionVersion]:
    query = sa.select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    return session().scalars(query.order_by(QuestionVersion.number.desc()).limit(MOST_VERSIONS)).all()


def _exposed(version_ids: Sequence[int]) -> dict[int, int]:
    query = (
        sa.select(AttemptItem.question_version_id, sa.func.count())
        .where(AttemptItem.question_version_id.in_(version_ids))
        .group_by(AttemptItem.question_version_id)
    )
    return dict(session().execute(query).tuples().all())


def _names(person_ids: set[int | None]) -> dict[int | None, str]:
    return {line.id: line.name for line in person_line({each for each in person_ids if each}).values()}


def _lesson(question: Question) -> tuple[str, str]:
    """The lesson of a question that is kept in a file, and that file."""
    if question.lesson_id is None:
        return "", ""
    query = (
        sa.select(LessonVersion.title, LessonVersion.source_path, Quiz.recall)
        .join(Lesson, Lesson.current_version_id == LessonVersion.id)
        .outerjoin(Quiz, Quiz.lesson_id == Lesson.id)
        .where(Lesson.id == question.lesson_id)
    )
    row = session().execute(query).first()
    return (row.title, question_file(row.source_path, recall=bool(row.recall))) if row else ("", "")


def _uses(question: Question) -> tuple[UseLine, ...]:
    """The checks in whose attempts the question was asked, and the lesson to which it belongs."""
    query = (
        sa.select(
            Quiz.lesson_id, sa.func.coalesce(Quiz.course_id, Lesson.course_id).label("course_id"),
            LessonVersion.title, sa.func.count().label("times"), sa.func.max(Attempt.started_at).label("last_at"),
        )
        .select_from(AttemptItem)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .outerjoin(Lesson, Lesson.id == Quiz.lesson_id)
        .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(QuestionVersion.question_id == question.id)
        .group_by(Quiz.lesson_id, Quiz.course_id, Lesson.course_id, LessonVersion.title)
        .order_by(sa.desc("times"))
        .limit(MOST_PLACES)
    )  # fmt: skip
    rows = session().execute(query).all()
    courses = _titles({row.course_id for row in rows if row.lesson_id is None})
    found = [
        UseLine(row.title or courses.get(row.course_id, ""), row.lesson_id, row.course_id, row.times, row.last_at)
        for row in rows
    ]
    if question.lesson_id is None:
        known = {(each.lesson_id, None if each.lesson_id else each.course_id) for each in found}
        found += _waiting([quiz for quiz in drawn_by(question) if (quiz.lesson_id, quiz.course_id) not in known])
    elif all(each.lesson_id != question.lesson_id for each in found):
        found.insert(0, UseLine(_lesson(question)[0], question.lesson_id, None, 0, None))
    return tuple(found)


def _waiting(quizzes: Sequence[Quiz]) -> list[UseLine]:
    """Quizzes that may draw the question and have not asked it yet."""
    if not quizzes:
        return []
    current = sa.select(Lesson.id, LessonVersion.title).join(
        LessonVersion, Lesson.current_version_id == LessonVersion.id
    )
    lessons = current.where(Lesson.id.in_({quiz.lesson_id for quiz in quizzes if quiz.lesson_id}))
    titles = dict(session().execute(lessons).tuples().all())
    courses = _titles({quiz.course_id for quiz in quizzes if quiz.course_id})
    return [
        UseLine(
            titles.get(quiz.lesson_id or 0) or courses.get(quiz.course_id or 0, ""), quiz.lesson_id, quiz.course_id, 0,
            None,
        )
        for quiz in quizzes
    ]  # fmt: skip


def _titles(course_ids: set[int]) -> dict[int, str]:
    if not course_ids:
        return {}
    return dict(session().execute(sa.select(Course.id, Course.title).where(Course.id.in_(course_ids))).tuples().all())


def _near_lines(found: Sequence[Near]) -> tuple[NearLine, ...]:
    seen = [each for each in found if each.seen]
    words = words_of_questions([each.id for each in seen]) if seen else {}
    return tuple(NearLine(each.id, words.get(each.id, ""), each.percent) for each in seen)
