"""What of the site somebody may find: the same facts as the policies of each domain.

A document of the index carries the labels of those who may find it, a search brings the labels of whoever asks, and the
engine looks at the rest of a query only where the two meet: what is not theirs to see is neither found nor counted.
People are not in the index at all: who may see whom depends on the day, so they are found among those of the units
that the asker sees today.
"""

from learnhub.articles.policies.articles import own_units
from learnhub.catalog.policies import keeps_courses
from learnhub.catalog.queries import hides_unreviewed
from learnhub.credits import policies as credits
from learnhub.kernel.actor import Actor, Role
from learnhub.people import policies as people
from learnhub.quizzes.policies import bank
from learnhub.search.queries import Name
from learnhub.search.rules.labels import EVERYBODY, KEEPERS, UNREVIEWED, read_in, reviewed_in, written_by

_PAGES = {
    "course": ("catalog.show_course", "course_id"),
    "lesson": ("reading.show_lesson", "lesson_id"),
    "article": ("articles.show_article", "article_id"),
}


def ordinary_labels() -> frozenset[str]:
    """The labels that everybody holds who works here."""
    return frozenset((EVERYBODY,) if hides_unreviewed() else (EVERYBODY, UNREVIEWED))


def labels_of(actor: Actor) -> frozenset[str]:
    """The labels of the documents that somebody may find."""
    labels = {*ordinary_labels(), *map(read_in, own_units(actor))}
    if can_find_courses(actor):
        labels.add(UNREVIEWED)
    if can_find_questions(actor):
        units = actor.units(Role.REVIEWER) | actor.units(Role.TRAINING_ADMINISTRATOR)
        labels |= {KEEPERS, written_by(actor.id), *map(reviewed_in, units)}
    return frozenset(labels)


def can_find_courses(actor: Actor) -> bool:
    """Whether courses are found before anybody reviewed them."""
    return keeps_courses(actor) or not hides_unreviewed()


def can_find_questions(actor: Actor) -> bool:
    """Whether questions are found: a reader who could would know the checks before taking them."""
    return bank.can_see_bank(actor)


def units_to_find(actor: Actor) -> frozenset[int]:
    """The units whose people somebody may find; empty for whoever sees nobody but themselves."""
    return people.units_of(actor)


def page_of(actor: Actor, name: Name) -> tuple[str, str] | None:
    """The endpoint of what has this name, and its argument; of a person the record, else the roster facts, or None."""
    if name.kind != "person":
        return _PAGES[name.kind]
    if credits.can_view_record(actor, name.id, name.unit_id):
        return "oversight.show_person", "person_id"
    can_keep = any(people.can_keep_unit(actor, unit) for unit in name.unit_ids)
    return ("people.show_person", "person_id") if can_keep else None
