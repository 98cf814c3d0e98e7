"""A person's own mistakes (错题本), and what of them comes up for review; asked for by that person only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.catalog.queries import versions_held
from learnhub.credits.models import Completion
from learnhub.kernel.clock import local_date
from learnhub.platform.db import fetch, session
from learnhub.quizzes.models import (
    Attempt,
    AttemptItem,
    NotebookSettings,
    Question,
    QuestionVersion,
    Quiz,
    ReviewAnswer,
    ReviewItem,
)
from learnhub.quizzes.queries.lines import QuestionLine, leads, question_line
from learnhub.quizzes.rules.attempts import GRADED_STATES, UNDER_WAY
from learnhub.quizzes.rules.questions import QuestionKind, question_from
from learnhub.quizzes.rules.review import ReviewOptions
from learnhub.quizzes.rules.showing import shown_order
from learnhub.quizzes.rules.spaced import Candidate, Habit, due, next_review

# Only people can say whether an essay is right.
_UNJUDGED = (QuestionKind.ESSAY, QuestionKind.DESCRIPTION)
ASKING = ReviewOptions()
ANSWERED = ReviewOptions(counts=True, sections=True, score=True, marks=True, key=True, explanations=True)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question that somebody got wrong in finished checks of a finished lesson, as it is worded now.

    One of the bank may have been asked in the final test of a course instead, which then must be passed.
    """

    question_id: int
    version_id: int
    lesson_id: int | None
    lesson_version_id: int | None
    course_id: int | None
    title: str
    language: str
    times: int
    wrong_at: datetime
    due_on: date | None
    set_aside_at: datetime | None
    test_passed: bool

    @property
    def candidate(self) -> Candidate:
        return Candidate(self.question_id, self.due_on, local_date(self.wrong_at), self.set_aside_at is not None)


@dataclass(frozen=True, slots=True)
class Notebook:
    """All mistakes, the newest first, and what is to be reviewed today."""

    mistakes: Sequence[Mistake]
    habit: Habit
    today: Sequence[int]
    done: int
    next_on: date | None

    def mistake(self, question_id: int) -> Mistake | None:
        """One of them, by its question."""
        return next((each for each in self.mistakes if each.question_id == question_id), None)


def notebook(person_id: int, on: date) -> Notebook:
    """The notebook of a person as it is on a day, in a fixed number of statements."""
    habit, done = habit_of(person_id), _done(person_id, on)
    mistakes = _mistakes(person_id)
    found = [each.candidate for each in mistakes]
    today = due(found, habit, on=on, done=done)
    return Notebook(mistakes, habit, today, done, None if today else next_review(found, habit, on=on))


def habit_of(person_id: int) -> Habit:
    """How a person wants to review."""
    chosen = next(iter(fetch(_HABIT, person_id=person_id)), None)
    return Habit() if chosen is None else Habit(bool(chosen[0]), tuple(chosen[1]), chosen[2])


_PERSON: sa.BindParameter[int] = sa.bindparam("person_id")
_HABIT = sa.select(NotebookSettings.enabled, NotebookSettings.days, NotebookSettings.a_day).where(
    NotebookSettings.person_id == _PERSON
)
_DONE = (
    sa.select(sa.func.count())
    .select_from(ReviewAnswer)
    .join(ReviewItem, ReviewItem.id == ReviewAnswer.item_id)
    .where(ReviewItem.person_id == _PERSON, ReviewAnswer.day == sa.bindparam("day", type_=sa.Date()))
)
_FINISHED = sa.select(Completion.lesson_version_id).where(
    Completion.person_id == _PERSON, Completion.completed_at.is_not(None)
)
# The questions of the attempts that a person has open: the notebook must not tell their key.
_BUSY = (
    sa.select(QuestionVersion.question_id)
    .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
    .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    .where(Attempt.person_id == _PERSON, Attempt.state.in_(UNDER_WAY))
)
_ASKED, _TEST, _TAKEN = aliased(QuestionVersion), aliased(Quiz), aliased(Attempt)
_OF_A_QUESTION = (
    Question.id, QuestionVersion.id, Lesson.id, LessonVersion.id, Course.id,
    sa.func.coalesce(LessonVersion.title, Course.title), sa.func.coalesce(LessonVersion.language, Course.language),
)  # fmt: skip
_TEST_PASSED = sa.exists().where(
    _TEST.course_id == Course.id, _TAKEN.quiz_id == _TEST.id, _TAKEN.person_id == _PERSON, _TAKEN.passed
)
_MISTAKES = (
    sa.select(
        *_OF_A_QUESTION, sa.func.count(AttemptItem.id), sa.func.max(Attempt.handed_in_at), ReviewItem.due_on,
        ReviewItem.set_aside_at, _TEST_PASSED.correlate(Course),
    )
    .select_from(Attempt)
    .join(Quiz, Quiz.id == Attempt.quiz_id)
    .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
    .join(_ASKED, _ASKED.id == AttemptItem.question_version_id)
    .join(Question, Question.id == _ASKED.question_id)
    .join(QuestionVersion, QuestionVersion.id == Question.current_version_id)
    .outerjoin(Lesson, Lesson.id == sa.func.coalesce(Question.lesson_id, Quiz.lesson_id))
    .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
    .outerjoin(Course, sa.and_(Course.id == Quiz.course_id, Question.lesson_id.is_(None)))
    .outerjoin(ReviewItem, sa.and_(ReviewItem.question_id == Question.id, ReviewItem.person_id == Attempt.person_id))
    .where(
        Attempt.person_id == _PERSON, Attempt.state.in_(GRADED_STATES), AttemptItem.right.is_(False),
        Question.retired_at.is_(None), Lesson.retired_at.is_(None), QuestionVersion.later.is_(None),
        QuestionVersion.kind.not_in(_UNJUDGED),
    )
    .group_by(*_OF_A_QUESTION, ReviewItem.due_on, ReviewItem.set_aside_at)
    .order_by(sa.func.max(Attempt.handed_in_at).desc(), Question.id)
)  # fmt: skip


def _done(person_id: int, on: date) -> int:
    return int(next(iter(fetch(_DONE, person_id=person_id, day=on)))[0])


def _mistakes(person_id: int) -> list[Mistake]:
    """Wrong answers by question: none of retired ones, of lessons that are open again, of an attempt under way.

    A question of the bank may have been wrong in several places; it stays out as long as one of them is open.
    """
    finished = {row[0] for row in fetch(_FINISHED, person_id=person_id)}
    busy = {row[0] for row in fetch(_BUSY, person_id=person_id)}
    found: dict[int, Mistake] = {}
    for row in fetch(_MISTAKES, person_id=person_id):
        each = Mistake(*row)
        if not _is_over(each, finished):
            busy.add(each.question_id)
        newest = found.setdefault(each.question_id, each)
        if newest is not each:
            found[each.question_id] = replace(newest, times=newest.times + each.times)
    return [each for each in found.values() if each.question_id not in busy]


def _is_over(mistake: Mistake, finished: Collection[int]) -> bool:
    """Whether its key gives nothing away any more: the lesson is finished, or the final test passed."""
    if mistake.lesson_version_id is None:
        return mistake.test_passed
    return any(version in finished for version in versions_held(mistake.lesson_version_id))


def stems(version_ids: Collection[int]) -> dict[int, str]:
    """The rendered texts of question versions, for a page of the list."""
    rows = session().execute(
        sa.select(QuestionVersion.id, QuestionVersion.rendered).where(QuestionVersion.id.in_(version_ids))
    )
    return {row.id: row.rendered.get("stem", "") for row in rows}


def review_order(person_id: int, mistake: Mistake, on: date) -> list[str]:
    """How the options of a question stand in a review: otherwise every day, the same all through it."""
    asked = question_from(session().get_one(QuestionVersion, mistake.version_id).document)
    return shown_order(asked, seed=f"review {person_id} {on.isoformat()}", question_id=mistake.question_id)


def line_of(
    mistake: Mistake, *, order: Sequence[str], answer: Any = None, right: bool | None = None, shown: ReviewOptions,
    version_id: int | None = None,
) -> QuestionLine:  # fmt: skip
    """A question as the pages of a review show it: to be answered, or answered with its key and explanation."""
    version = session().get_one(QuestionVersion, version_id or mistake.version_id)
    place = AttemptItem(position=1, option_order=list(order), answer=answer, answer_version=0, right=right, misses=0)
    place.flagged = False
    section = None
    if version.section and mistake.lesson_version_id is not None:
        lesson = session().get_one(LessonVersion, mistake.lesson_version_id)
        section = leads([version], lesson).get(version.id)
    return question_line(place, version, version, shown, section)


def answer_of(person_id: int, answer_id: int) -> tuple[ReviewAnswer, int] | None:
    """One's own answer in a review, with the number of its question."""
    row = session().execute(
        sa.select(ReviewAnswer, ReviewItem.question_id)
        .join(ReviewItem, ReviewItem.id == ReviewAnswer.item_id)
        .where(ReviewAnswer.id == answer_id, ReviewItem.person_id == person_id)
    ).first()  # fmt: skip
    return None if row is None else (row[0], row[1])


def last_answer_on(person_id: int, question_id: int, day: date) -> ReviewAnswer | None:
    """The answer that a person gave to a question on a day, if any."""
    return session().scalar(
        sa.select(ReviewAnswer)
        .join(ReviewItem, ReviewItem.id == ReviewAnswer.item_id)
        .where(ReviewItem.person_id == person_id, ReviewItem.question_id == question_id, ReviewAnswer.day == day)
        .order_by(ReviewAnswer.id.desc())
        .limit(1)
    )
