"""What of the index somebody may find: the same facts as the policies of each domain, said as labels of documents.

A document carries the labels of those who may find it, a search brings the labels of whoever asks, and the engine looks
at the rest of a query only where the two meet: what is not theirs to see is neither found nor counted. People are not
in the index at all: who may see whom depends on the day, so they are found in the database, by `people_visible_to`.
"""

import sqlalchemy as sa

from learnhub.catalog import policies as catalog
from learnhub.kernel.actor import Actor
from learnhub.people import policies as people

EVERYBODY = "all"
"""Courses, lessons and what is attached to them: everybody who works here may see what is not retired."""

KEEPERS = "keepers"
"""Questions: those who write courses, review them or answer for what is offered."""


def labels_of(actor: Actor) -> frozenset[str]:
    """The labels of the documents that somebody may find."""
    labels = {EVERYBODY}
    if can_find_questions(actor):
        labels.add(KEEPERS)
    return frozenset(labels)


def can_find_questions(actor: Actor) -> bool:
    """Whether questions are found: a reader who could would know the checks before taking them."""
    return catalog.keeps_courses(actor)


def can_find_people(actor: Actor) -> bool:
    """Whether anybody but oneself would be found."""
    return bool(people.units_of(actor))


def people_visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The people whom somebody may find, as a condition on Person."""
    return people.visible_to(actor)
