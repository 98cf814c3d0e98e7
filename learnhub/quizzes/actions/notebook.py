"""Verbs of learning from mistakes: answer a question in a review, put one aside, choose when to review."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime

import sqlalchemy as sa

from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes.models import NotebookSettings, QuestionVersion, ReviewAnswer, ReviewItem
from learnhub.quizzes.queries import notebook as queries
from learnhub.quizzes.queries.chinese import simplified
from learnhub.quizzes.queries.notebook import Mistake
from learnhub.quizzes.rules.answers import answer_from_form, answer_value, read_answer
from learnhub.quizzes.rules.grading import grade_answer
from learnhub.quizzes.rules.questions import question_from
from learnhub.quizzes.rules.spaced import RETENTION, Habit, Rating, rate

NOT_DUE = "This question does not come up today."


def answer(
    person_id: int, mistake: Mistake, values: Mapping[str, Collection[str]], *, sure: bool, took_ms: int | None,
    now: datetime,
) -> ReviewAnswer:  # fmt: skip
    """Grade an answer and say when the question comes again. The same question once more on a day is the first answer.

    Raises Conflict for a question that does not come up today, Invalid for what fits no question.
    """
    on = local_date(now)
    # Two presses at once wait here for each other, so that they end in one answer.
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    given = queries.last_answer_on(person_id, mistake.question_id, on)
    if given is not None:
        return given
    if mistake.question_id not in queries.notebook(person_id, on).today:
        raise Conflict(NOT_DUE)
    version = session().get_one(QuestionVersion, mistake.version_id)
    asked = question_from(version.document)
    said = read_answer(asked, answer_from_form(asked, values))
    right = grade_answer(asked, said, simplify=simplified).right
    chars = len(str(version.rendered.get("stem", ""))) + sum(
        len(str(html)) for name, html in version.rendered.items() if "option" in name
    )
    rating = rate(right=right, sure=sure, took_ms=took_ms, chars=chars)
    item = _item(person_id, mistake.question_id)
    remember(item, rating, on)
    made = ReviewAnswer(
        item_id=item.id, question_version_id=version.id, option_order=queries.review_order(person_id, mistake, on),
        answer=answer_value(asked, said), right=right, sure=sure, took_ms=took_ms, rating=rating, at=now, day=on,
        due_on=item.due_on or on,
    )  # fmt: skip
    session().add(made)
    session().flush()
    return made


def remember(item: ReviewItem, rating: Rating, on: date) -> None:
    """What FSRS makes of an answer: how well the question is remembered, and on which day it comes again."""
    from fsrs import Card, Scheduler, State
    from fsrs import Rating as Grade

    # Whole days: no learning steps within a day, and no chance in the intervals.
    scheduler = Scheduler(
        desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )  # fmt: skip
    card = Card(card_id=1)
    if item.stability is not None and item.difficulty is not None and item.reviewed_on is not None:
        card = Card(
            card_id=1, state=State.Review, stability=item.stability, difficulty=item.difficulty,
            due=_midnight(item.due_on or on), last_review=_midnight(item.reviewed_on),
        )  # fmt: skip
    card, _log = scheduler.review_card(card, Grade[rating.name.capitalize()], _midnight(on))
    item.stability, item.difficulty = card.stability, card.difficulty
    item.reviewed_on, item.due_on = on, card.due.date()


def put_aside(person_id: int, question_id: int, *, aside: bool, now: datetime) -> None:
    """Take a question out of the reviews, or back in; it stays in the notebook."""
    _item(person_id, question_id).set_aside_at = now if aside else None


def choose(person_id: int, habit: Habit) -> None:
    """Keep when somebody wants to review."""
    session().merge(
        NotebookSettings(person_id=person_id, enabled=habit.enabled, days=list(habit.days), a_day=habit.a_day)
    )


def _item(person_id: int, question_id: int) -> ReviewItem:
    wanted = sa.select(ReviewItem).where(ReviewItem.person_id == person_id, ReviewItem.question_id == question_id)
    item = session().scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if item is None:
        item = ReviewItem(person_id=person_id, question_id=question_id)
        session().add(item)
        session().flush()
    return item


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
