"""An evening of study through the real actions: a sitting with its beats, then the check that closes the lesson."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion, Section
from learnhub.demo import rules
from learnhub.kernel import ids
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes import actions as quizzes
from learnhub.quizzes import queries as bank
from learnhub.quizzes.models import Attempt, Quiz
from learnhub.quizzes.rules.questions import ChoiceQuestion, Question, TrueFalseQuestion, question_from
from learnhub.quizzes.rules.showing import right_value
from learnhub.reading import actions as reading
from learnhub.reading.rules import Ending

# How many of the questions go wrong in an attempt that fails, or in one that passes.
_ALL_BUT_ONE, _ONE = -1, 1


def lessons() -> Sequence[LessonVersion]:
    """The lessons of the courses that come with the program, course by course; none before they are imported."""
    return (
        session()
        .scalars(
            sa.select(LessonVersion)
            .join(Lesson, Lesson.current_version_id == LessonVersion.id)
            .join(Course, Course.id == Lesson.course_id)
            .where(Course.key.in_(rules.COURSES), Lesson.retired_at.is_(None), Lesson.original_id.is_(None))
            .order_by(Course.key, Lesson.position, Lesson.id)
        )
        .all()
    )


def study(person: Person, version: LessonVersion, ending: rules.Ending, now: datetime) -> None:
    """One evening with one lesson, as a page would have reported it."""
    ended = _read(person.id, version, share=50 if ending is rules.Ending.HALF else 100, now=now)
    quiz = session().scalar(sa.select(Quiz).where(Quiz.lesson_id == version.lesson_id))
    if quiz is None or ending in (rules.Ending.HALF, rules.Ending.READ):
        return
    at = ended + timedelta(minutes=2)
    if ending is rules.Ending.PASSED_LATER:
        _answer(person.id, quiz, version, wrong=_ALL_BUT_ONE, now=at)
        at += timedelta(days=1)
    _answer(person.id, quiz, version, wrong=(person.id + version.id) % 2 * _ONE, now=at)


def pass_check(person: Person, version: LessonVersion, now: datetime) -> None:
    """Answer the check of a lesson without a mistake, for instance after reading it on paper."""
    quiz = session().scalar(sa.select(Quiz).where(Quiz.lesson_id == version.lesson_id))
    if quiz is not None:
        _answer(person.id, quiz, version, wrong=0, now=now + timedelta(minutes=4))


def _read(person_id: int, version: LessonVersion, *, share: int, now: datetime) -> datetime:
    sections = session().execute(
        sa.select(Section.identity, Section.chars)
        .where(Section.lesson_version_id == version.id)
        .order_by(Section.position)
    )
    seen = rules.timeline([(row.identity, row.chars) for row in sections], share=share)
    secret, at = ids.token(), now
    sitting = reading.open_sitting(person_id, version, now=now)
    for seq, body in enumerate(rules.beats(seen), start=1):
        at = now + timedelta(milliseconds=int(str(body["mono_ms"])))
        body["nonce"] = reading.nonce(secret, sitting.id, seq)
        reading.record_beat(person_id, sitting.id, seq, body, secret=secret, now=at)
    session().refresh(sitting)
    reading.end_sitting(sitting, how=Ending.CLOSED, now=at)
    return at


def _answer(person_id: int, quiz: Quiz, version: LessonVersion, *, wrong: int, now: datetime) -> Attempt:
    """Answer every question, the first `wrong` of them wrongly (-1: all but one), and hand in."""
    attempt = quizzes.start_attempt(person_id, quiz, version, now=now)
    items = [(item.position, question_from(worded.document)) for item, worded in bank.items_of(attempt.id)]
    mistakes = len(items) + wrong if wrong < 0 else wrong
    for number, (position, asked) in enumerate(items):
        now += timedelta(seconds=25 + 7 * (number % 3))
        value = _wrong(asked) if number < mistakes else right_value(asked)
        quizzes.save_answer(person_id, attempt.id, position, version=0, value=value, now=now)
    session().flush()
    for item, _ in bank.items_of(attempt.id):
        session().refresh(item)
    return quizzes.hand_in(attempt, version, now=now + timedelta(seconds=20))


def _wrong(asked: Question) -> object:
    """A wrong option; where answers are written or arranged, none at all."""
    if isinstance(asked, TrueFalseQuestion):
        return not asked.truth
    if not isinstance(asked, ChoiceQuestion):
        return None
    others = sorted(choice.key for choice in asked.choices if choice.weight <= 0)
    return others[:1] if asked.multiple else others[0]
