"""Who says how a quiz is held, who allows more to a person, and who puts a key right."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Forbidden, Invalid, NotFound
from learnhub.people.models import Membership, Person
from learnhub.people.queries import in_force
from learnhub.platform.db import session
from learnhub.quizzes.models import Allowance, Question, Quiz
from learnhub.quizzes.policies import bank
from learnhub.quizzes.queries.drawing import topmost
from learnhub.quizzes.rules.settings import Part

NO_PAGE = "There is no such page, or it is not yours to see."
NOT_TO_ALLOW = "The training administrator allows more time or attempts."
NOT_ONESELF = "Nobody allows more to themselves."
NO_PERSON = "There is nobody of this name in your units."


def access_quiz_to_hold(actor: Actor, quiz_id: int) -> Quiz:
    """A quiz for those who keep courses: authors, reviewers, training administrators."""
    quiz = session().get(Quiz, quiz_id) if catalog.keeps_courses(actor) else None
    if quiz is None or quiz.retired_at is not None:
        raise NotFound(NO_PAGE)
    return quiz


def chosen_parts(actor: Actor, parts: Sequence[Part], before: Sequence[Part]) -> tuple[Part, ...]:
    """Parts with whose questions of the bank they draw: what the actor may use; what stood there keeps what it had.

    So a page can be saved by whoever may not use that bank, but it draws nothing more from it: a line that is written
    otherwise, or once more, is the actor's own.
    """
    kept: defaultdict[Part, list[Part]] = defaultdict(list)
    for part in reversed(before):
        kept[replace(part, owner=0, units=())].append(part)
    units = topmost(bank.units_seen(actor)) if any(part.may_leave_lessons for part in parts) else ()
    return tuple(
        kept[part].pop() if kept[part]
        else replace(part, owner=actor.id, units=units) if part.may_leave_lessons
        else part
        for part in parts
    )  # fmt: skip


def can_allow(actor: Actor) -> bool:
    """Whether somebody may allow more to people."""
    return actor.has(Role.TRAINING_ADMINISTRATOR)


def refuse_unless_allowing(actor: Actor) -> None:
    """Let nobody on who may not allow anything."""
    if not can_allow(actor):
        raise Forbidden(NOT_TO_ALLOW)


def access_person_to_allow(actor: Actor, username: str) -> Person:
    """A person of the training administrator's units, never oneself."""
    refuse_unless_allowing(actor)
    members = sa.select(Membership.person_id).where(
        Membership.unit_id.in_(actor.units(Role.TRAINING_ADMINISTRATOR)), in_force(Membership, clock.today())
    )
    person = session().scalar(sa.select(Person).where(Person.username == username.lower(), Person.id.in_(members)))
    if person is None:
        raise Invalid(NO_PERSON, fields={"username": NO_PERSON})
    if person.id == actor.id:
        raise Forbidden(NOT_ONESELF)
    return person


def access_allowance(actor: Actor, allowance_id: int) -> Allowance:
    """An allowance that still holds, for those who may allow."""
    found = session().get(Allowance, allowance_id) if can_allow(actor) else None
    if found is None or found.ended_at is not None:
        raise NotFound(NO_PAGE)
    return found


def access_question_to_regrade(actor: Actor, question_id: int) -> Question:
    """A question that one sees in the bank: whose key one may put right."""
    question = session().get(Question, question_id)
    if question is None or question.current_version_id is None or not bank.can_view(actor, question):
        raise NotFound(NO_PAGE)
    return question


def can_take_back(actor: Actor) -> bool:
    """Whether somebody may let a pass fall, with the class-hours that rest on it."""
    return actor.has(Role.TRAINING_ADMINISTRATOR)
