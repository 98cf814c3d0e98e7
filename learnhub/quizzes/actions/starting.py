"""Starting an attempt: decide whether it may, freeze its end, draw its questions."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.catalog.queries import versions_held
from learnhub.kernel import ids
from learnhub.kernel.errors import Conflict
from learnhub.people import actions as people
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.actions.closing import hand_in, plan_closing
from learnhub.quizzes.models import Attempt, AttemptItem, QuestionVersion, Quiz
from learnhub.quizzes.rules import attempts as rules
from learnhub.quizzes.rules.attempts import AttemptState
from learnhub.quizzes.rules.drawing import draw_parts, repeated
from learnhub.quizzes.rules.outline import sense_of
from learnhub.quizzes.rules.questions import Question as Asked
from learnhub.quizzes.rules.questions import question_from
from learnhub.quizzes.rules.settings import Behaviour, Settings
from learnhub.quizzes.rules.showing import shown_order

MOST_DRAWS = 20
"""So often questions are drawn anew because some of them say the same; after that the attempt is shorter."""


def start_attempt(person_id: int, quiz: Quiz, version: LessonVersion | None, *, now: datetime) -> Attempt:
    """Draw and store an attempt; the one under way where there is one. Raises Conflict where none may start now.

    `version` is the lesson's; None for the final test of a course. Its end is fixed here and never comes nearer.
    """
    # Two presses at once wait here for each other, so that they end in one attempt.
    session().execute(sa.select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    earlier = queries.attempts_of(person_id, quiz.id)
    under_way = next((attempt for attempt in earlier if attempt.state in rules.UNDER_WAY), None)
    if under_way is not None and not rules.is_overdue(now, under_way.ends_at):
        people.rest_longer(person_id, now=now)
        return under_way
    if under_way is not None:
        hand_in(under_way, version, now=now)
    held, counted = queries.held_for(person_id, quiz), versions_held(version.id) if version else None
    reached = queries.result(quiz, earlier, counted)
    decision = queries.start_decision(earlier, counted, now, held.limits, reached)
    if not decision.allowed:
        raise Conflict(rules.START_MESSAGES[decision.reason])
    settings = held.settings
    attempt = Attempt(
        person_id=person_id,
        quiz_id=quiz.id,
        lesson_version_id=version.id if version else None,
        n=max((attempt.n for attempt in earlier), default=0) + 1,
        state=rules.become(AttemptState.CREATED, AttemptState.OPEN),
        seed=ids.token(16),
        pass_percent=quiz.pass_percent,
        behaviour=settings.behaviour,
        tries=settings.tries if settings.behaviour is Behaviour.INTERACTIVE else 1,
        started_at=now,
        ends_at=held.ends_at(now),
    )
    session().add(attempt)
    session().flush()
    _draw_items(attempt, quiz, settings)
    plan_closing(attempt.ends_at)
    people.rest_longer(person_id, now=now)
    return attempt


def _draw_items(attempt: Attempt, quiz: Quiz, settings: Settings) -> None:
    drawn, worded = _drawn(attempt, quiz, settings)
    session().add_all(
        AttemptItem(
            attempt_id=attempt.id,
            position=position,
            question_version_id=worded[question_id].id,
            option_order=shown_order(_asked(worded, question_id), seed=attempt.seed, question_id=question_id),
        )
        for position, question_id in enumerate(drawn, start=1)
    )
    session().flush()


def _drawn(attempt: Attempt, quiz: Quiz, settings: Settings) -> tuple[tuple[int, ...], Mapping[int, QuestionVersion]]:
    """The questions of an attempt. One that was copied into the bank never comes together with its original."""
    left = {each.id: each for each in queries.candidates(attempt.person_id, quiz)}
    first = [ident for part in settings.parts for ident in part.questions]
    first += [each.id for each in left.values() if each.source > 0]
    for _ in range(MOST_DRAWS):
        drawn = draw_parts(list(left.values()), settings.parts, quiz.questions, seed=attempt.seed)
        worded = queries.worded(drawn)
        # Within one lesson's file nobody writes a question twice.
        several = settings.parts or quiz.course_id is not None
        again = repeated({ident: sense_of(worded[ident].document) for ident in drawn} if several else {}, first)
        if not again:
            break
        for ident in again:
            del left[ident]
    return tuple(ident for ident in drawn if ident in left), worded


def _asked(worded: Mapping[int, QuestionVersion], question_id: int) -> Asked:
    return question_from(worded[question_id].document)
