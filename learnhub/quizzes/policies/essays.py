"""Who marks essays: those who keep courses; nobody their own, nobody twice, and nobody sees whose it is."""

import sqlalchemy as sa

from learnhub.catalog import policies as catalog
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, NotFound
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, QuestionVersion
from learnhub.quizzes.queries.essays import essay_marks, standings_of
from learnhub.quizzes.rules.attempts import AWAITING_GRADE
from learnhub.quizzes.rules.questions import QuestionKind

NO_ESSAY = "There is no such essay to be marked."
NOT_OWN = "Nobody marks their own essay."
NOT_TWICE = "You have marked this essay already."
NOT_WAITING = "This essay needs no further mark."


def refuse_unless_marking(actor: Actor) -> None:
    """Raises NotFound for whoever marks nothing."""
    if not catalog.keeps_courses(actor):
        raise NotFound("There is no such page, or it is not yours to see.")


def access_essay(actor: Actor, item_id: int) -> tuple[AttemptItem, QuestionVersion, Attempt]:
    """An essay that this person may mark now, with its question and attempt, both locked."""
    refuse_unless_marking(actor)
    row = session().execute(
        sa.select(AttemptItem, QuestionVersion, Attempt)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(AttemptItem.id == item_id, QuestionVersion.kind == QuestionKind.ESSAY)
        .with_for_update(of=(AttemptItem, Attempt))
        .execution_options(populate_existing=True)
    ).first()  # fmt: skip
    if row is None or row[0].answer is None or row[2].state not in AWAITING_GRADE:
        raise NotFound(NO_ESSAY)
    item, asked, attempt = row
    if attempt.person_id == actor.id:
        raise Conflict(NOT_OWN)
    if any(mark.marker_id == actor.id for mark in essay_marks([item.id])[item.id]):
        raise Conflict(NOT_TWICE)
    if not standings_of({item.id: asked.document})[item.id].missing:
        raise Conflict(NOT_WAITING)
    return item, asked, attempt
