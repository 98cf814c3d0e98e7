"""Whose notebook of mistakes may be seen: one's own, whatever the role. Nothing here takes the number of a person."""

from datetime import date

from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.quizzes.models import ReviewAnswer
from learnhub.quizzes.queries import notebook as queries
from learnhub.quizzes.queries.notebook import Mistake, Notebook

NO_MISTAKE = "This question is not in your notebook."
NO_ANSWER = "There is no such answer of yours."


def access_notebook(actor: Actor, on: date) -> Notebook:
    """One's own notebook."""
    return queries.notebook(actor.id, on)


def access_mistake(actor: Actor, question_id: int, on: date) -> Mistake:
    """A question of one's own notebook."""
    mistake = access_notebook(actor, on).mistake(question_id)
    if mistake is None:
        raise NotFound(NO_MISTAKE)
    return mistake


def access_review_answer(actor: Actor, answer_id: int, on: date) -> tuple[ReviewAnswer, Mistake]:
    """An answer of one's own, as long as its question is in the notebook."""
    found = queries.answer_of(actor.id, answer_id)
    if found is None:
        raise NotFound(NO_ANSWER)
    return found[0], access_mistake(actor, found[1], on)
