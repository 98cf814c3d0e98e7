"""Who sees and changes which questions of the bank: authors their own, reviewers those of their units, never their own.

Questions of lesson files belong to nobody: whoever keeps courses sees them, and only their files change their words.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.catalog import policies as catalog
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.platform.db import session
from learnhub.quizzes.models import Category, Question, QuestionUpload
from learnhub.quizzes.queries.drawing import in_bank_of
from learnhub.quizzes.rules.bank import Status

NO_BANK = "There is no such page, or it is not yours to see."
NO_QUESTION = "There is no such question, or it is not yours to see."
NO_CATEGORY = "There is no such category."
NO_UPLOAD = "There is no such question file, or it was taken in or discarded long ago."
NOT_YOURS = "You may see this question, but its author changes it."
NOT_AN_AUTHOR = "You may look into the bank; authors write its questions."
NOT_A_REVIEWER = "Reviewers of the author's unit release questions."
OWN = "Nobody reviews their own question. Somebody else reads it and releases it."
IN_A_FILE = "This question is kept in a file: change the file and import it again, or copy it into the bank."


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may do with one question."""

    edit: bool
    review: bool
    retire: bool
    copy: bool


def can_see_bank(actor: Actor) -> bool:
    """Whoever writes courses, reads them before others, or answers for what is offered."""
    return catalog.keeps_courses(actor)


def can_write(actor: Actor) -> bool:
    """Whether somebody writes questions at all."""
    return actor.has(Role.AUTHOR)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The questions that a person may see, as a condition on Question."""
    if not can_see_bank(actor):
        return sa.false()
    return in_bank_of(actor.id, Question.unit_id.in_(sorted(units_seen(actor))))


def units_seen(actor: Actor) -> frozenset[int]:
    """The units whose questions somebody sees, and may let a quiz draw."""
    return actor.units(Role.REVIEWER) | actor.units(Role.TRAINING_ADMINISTRATOR)


def can_view(actor: Actor, question: Question) -> bool:
    """The same for one question."""
    if not can_see_bank(actor):
        return False
    covers = any(actor.covers(role, question.unit_id) for role in (Role.REVIEWER, Role.TRAINING_ADMINISTRATOR))
    return question.owner_id is None or question.owner_id == actor.id or covers


def can_edit(actor: Actor, question: Question) -> bool:
    """Its author, or any author where the bank took it in without one; never one that a file holds."""
    mine = question.owner_id in (None, actor.id)
    return question.lesson_id is None and mine and can_write(actor)


def can_review(actor: Actor, question: Question) -> bool:
    """A reviewer of the author's unit, and never the author; one without an author any reviewer."""
    if question.lesson_id is not None or question.owner_id == actor.id:
        return False
    if question.owner_id is None:
        return actor.has(Role.REVIEWER)
    return actor.covers(Role.REVIEWER, question.unit_id)


def can_retire(actor: Actor, question: Question) -> bool:
    """Its author and its reviewers; a question of a file any reviewer, since a repealed clause cannot wait."""
    if question.lesson_id is not None:
        return actor.has(Role.REVIEWER)
    return can_edit(actor, question) or can_review(actor, question)


def retirable_by(actor: Actor) -> sa.ColumnElement[bool]:
    """The same as a condition on Question."""
    nobodys = Question.owner_id.is_(None)
    conditions: list[sa.ColumnElement[bool]] = []
    if can_write(actor):
        conditions += [
            sa.and_(Question.lesson_id.is_(None), nobodys),
            sa.and_(Question.lesson_id.is_(None), Question.owner_id == actor.id),
        ]
    if actor.has(Role.REVIEWER):
        covered = Question.unit_id.in_(sorted(actor.units(Role.REVIEWER)))
        conditions += [nobodys, sa.and_(covered, Question.owner_id != actor.id)]
    return sa.or_(sa.false(), *conditions)


def rights(actor: Actor, question: Question) -> Rights:
    """What the pages offer for one question."""
    return Rights(
        edit=can_edit(actor, question),
        review=can_review(actor, question),
        retire=can_retire(actor, question),
        copy=question.lesson_id is not None and can_write(actor),
    )


def access_bank(actor: Actor) -> None:
    """The bank as a whole; NotFound for whoever has nothing to do with it."""
    if not can_see_bank(actor):
        raise NotFound(NO_BANK)


def access_writing(actor: Actor) -> None:
    """The pages on which questions are written and imported."""
    access_bank(actor)
    if not can_write(actor):
        raise Forbidden(NOT_AN_AUTHOR)


def access_retiring(actor: Actor) -> None:
    """The page on which all questions on a clause are retired."""
    access_bank(actor)
    if not (can_write(actor) or actor.has(Role.REVIEWER)):
        raise Forbidden(NOT_A_REVIEWER)


def access_question(actor: Actor, question_id: int) -> Question:
    """A question that the actor may see."""
    question = session().get(Question, question_id)
    if question is None or not can_view(actor, question):
        raise NotFound(NO_QUESTION)
    return question


def access_question_to_edit(actor: Actor, question_id: int) -> Question:
    """One to change, locked until the transaction ends."""
    question = _locked(actor, question_id)
    refuse_edit(actor, question)
    return question


def refuse_edit(actor: Actor, question: Question) -> None:
    """Raise Forbidden where it is another's to change, Conflict where a file holds it."""
    if not can_write(actor):
        raise Forbidden(NOT_AN_AUTHOR)
    if question.lesson_id is not None:
        raise Conflict(IN_A_FILE)
    if not can_edit(actor, question):
        raise Forbidden(NOT_YOURS)


def access_question_to_copy(actor: Actor, question_id: int) -> Question:
    """One to copy into the bank."""
    question = access_question(actor, question_id)
    if not can_write(actor):
        raise Forbidden(NOT_AN_AUTHOR)
    return question


def access_question_to_judge(actor: Actor, question_id: int) -> Question:
    """One whose status may change at the actor's hands."""
    question = _locked(actor, question_id)
    if not (can_edit(actor, question) or can_review(actor, question) or can_retire(actor, question)):
        raise Forbidden(NOT_A_REVIEWER)
    return question


def refuse_status(given: Rights, status: Status) -> None:
    """Raise Forbidden where the rights to a question do not reach to a status."""
    allowed = {Status.DRAFT: given.edit or given.review, Status.REVIEWED: given.review, Status.RETIRED: given.retire}
    if status is Status.REVIEWED and given.edit and not given.review:
        raise Conflict(OWN)
    if not allowed[status]:
        raise Forbidden(NOT_A_REVIEWER)


def access_category(_actor: Actor, category_id: int) -> Category:
    """A category of the bank; whoever sees the bank sees them all."""
    category = session().get(Category, category_id)
    if category is None:
        raise NotFound(NO_CATEGORY)
    return category


def access_upload(actor: Actor, upload_id: int) -> QuestionUpload:
    """A question file of one's own."""
    access_writing(actor)
    upload = session().get(QuestionUpload, upload_id)
    if upload is None or upload.by_id != actor.id:
        raise NotFound(NO_UPLOAD)
    return upload


def access_upload_to_settle(actor: Actor, upload_id: int) -> QuestionUpload:
    """The same, locked until the transaction ends."""
    upload = access_upload(actor, upload_id)
    session().refresh(upload, with_for_update=True)
    return upload


def _locked(actor: Actor, question_id: int) -> Question:
    question = access_question(actor, question_id)
    session().refresh(question, with_for_update=True)
    return question
