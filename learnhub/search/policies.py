"""What of the site somebody may find: the same facts as the policies of each domain.

A document of the index carries the labels of those who may find it, a search brings the labels of whoever asks, and the
engine looks at the rest of a query only where the two meet: what is not theirs to see is neither found nor counted.
People are not in the index at all: who may see whom depends on the day, so they are found among those of the units
that the asker sees today.
"""

from learnhub.catalog import policies as catalog
from learnhub.credits import policies as credits
from learnhub.kernel.actor import Actor
from learnhub.people import policies as people
from learnhub.search.queries import Name

EVERYBODY = "all"
"""Courses, lessons and what is attached to them: everybody who works here may see what is not retired."""

KEEPERS = "keepers"
"""Questions: those who write courses, review them or answer for what is offered."""


def labels_of(actor: Actor) -> frozenset[str]:
    """The labels of the documents that somebody may find."""
    return frozenset({EVERYBODY, KEEPERS} if can_find_questions(actor) else {EVERYBODY})


def can_find_questions(actor: Actor) -> bool:
    """Whether questions are found: a reader who could would know the checks before taking them."""
    return catalog.keeps_courses(actor)


def units_to_find(actor: Actor) -> frozenset[int]:
    """The units whose people somebody may find; empty for whoever sees nobody but themselves."""
    return people.units_of(actor)


def page_of(actor: Actor, name: Name) -> str | None:
    """The page of a person that somebody may open: the record, else the roster facts; None where there is neither."""
    if credits.can_view_record(actor, name.id, name.unit_id):
        return "oversight.show_person"
    return "people.show_person" if any(people.can_keep_unit(actor, unit) for unit in name.unit_ids) else None
