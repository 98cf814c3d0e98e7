"""What of the site somebody may find: the same facts as the policies of each domain.

A document of the index carries the labels of those who may find it, a search brings the labels of whoever asks, and the
engine looks at the rest of a query only where the two meet: what is not theirs to see is neither found nor counted.
People are not in the index at all: who may see whom depends on the day, so they are found among those of the units
that the asker sees today.
"""

from learnhub.credits import policies as credits
from learnhub.kernel.actor import Actor, Role
from learnhub.people import policies as people
from learnhub.quizzes.policies import bank
from learnhub.search.queries import Name

EVERYBODY = "all"
"""Courses, lessons and what is attached to them: everybody who works here may see what is not retired."""

KEEPERS = "keepers"
"""Questions that belong to nobody, as those of a lesson's file: those who write courses, review or answer for them."""


def question_labels(owner_id: int | None, unit_id: int | None) -> frozenset[str]:
    """The labels of a question: one of the bank is its author's, and of those who review in the author's unit."""
    if owner_id is None:
        return frozenset((KEEPERS,))
    author = _author(owner_id)
    return frozenset((author,) if unit_id is None else (author, _reviewed_in(unit_id)))


def labels_of(actor: Actor) -> frozenset[str]:
    """The labels of the documents that somebody may find."""
    if not can_find_questions(actor):
        return frozenset((EVERYBODY,))
    units = actor.units(Role.REVIEWER) | actor.units(Role.TRAINING_ADMINISTRATOR)
    return frozenset((EVERYBODY, KEEPERS, _author(actor.id), *map(_reviewed_in, units)))


def can_find_questions(actor: Actor) -> bool:
    """Whether questions are found: a reader who could would know the checks before taking them."""
    return bank.can_see_bank(actor)


def _author(person_id: int) -> str:
    return f"author:{person_id}"


def _reviewed_in(unit_id: int) -> str:
    return f"unit:{unit_id}"


def units_to_find(actor: Actor) -> frozenset[int]:
    """The units whose people somebody may find; empty for whoever sees nobody but themselves."""
    return people.units_of(actor)


def page_of(actor: Actor, name: Name) -> str | None:
    """The page of a person that somebody may open: the record, else the roster facts; None where there is neither."""
    if credits.can_view_record(actor, name.id, name.unit_id):
        return "oversight.show_person"
    return "people.show_person" if any(people.can_keep_unit(actor, unit) for unit in name.unit_ids) else None
