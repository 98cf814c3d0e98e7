"""Who compiles, releases and reads a collection.

Reviewers, training administrators and authors compile for their units; only its editor changes a collection. A reviewer
of its unit who never was the editor releases it: the articles were reviewed, the foreword and the choice were not.
"""

import sqlalchemy as sa

from learnhub.articles.models import Article, Collection, FormerEditor
from learnhub.articles.policies.articles import own_units, released_to
from learnhub.articles.rules.collections import COMPILERS, Progress, progress_of
from learnhub.articles.rules.states import Level
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.platform.db import session

NO_COLLECTION = "There is no such collection, or it is not yours to see."
NO_COMPILER = "Reviewers, training administrators and authors compile collections."
NOT_YOUR_COLLECTION = "Only its editor changes a collection."
NOT_YOURS_TO_RELEASE = "A reviewer of its unit releases a collection, and never who compiled it."
NOT_YOURS_TO_WITHDRAW = "Its editor, a reviewer or a training administrator of its unit withdraws a collection."
NOT_YOURS_TO_GIVE = "A training administrator of its unit names another editor."
COLLECTION_WITHDRAWN = "This collection was withdrawn. It keeps its address, and nobody changes it any more."


def compiling_units(actor: Actor) -> frozenset[int]:
    """The units for which somebody may compile."""
    return frozenset(unit for role in COMPILERS for unit in actor.units(role))


def can_compile(actor: Actor) -> bool:
    """Whether somebody compiles collections at all."""
    return bool(compiling_units(actor))


def access_compiling(actor: Actor) -> int:
    """The unit that a new collection of this person belongs to: the own one where that is allowed. Forbidden else."""
    units = compiling_units(actor)
    if not units:
        raise Forbidden(NO_COMPILER)
    return actor.unit_id if actor.unit_id in units else min(units)


def can_edit(actor: Actor, collection: Collection) -> bool:
    """Its editor, as long as the role lasts."""
    return collection.editor_id == actor.id and collection.unit_id in compiling_units(actor)


def can_release(actor: Actor, collection: Collection) -> bool:
    """A reviewer of its unit who never compiled it."""
    return (
        actor.covers(Role.REVIEWER, collection.unit_id)
        and collection.editor_id != actor.id
        and session().get(FormerEditor, (collection.id, actor.id)) is None
    )


def can_withdraw(actor: Actor, collection: Collection) -> bool:
    """Whoever edits or reviews it, and the training administrators of its unit."""
    roles = (Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)
    return can_edit(actor, collection) or any(actor.covers(role, collection.unit_id) for role in roles)


def can_name_editor(actor: Actor, collection: Collection) -> bool:
    """The training administrators of its unit, since an editor may leave."""
    return actor.covers(Role.TRAINING_ADMINISTRATOR, collection.unit_id)


def access_editor(actor: Actor, collection_id: int) -> Collection:
    """A collection that the actor may give to another editor, locked; Forbidden or Conflict otherwise."""
    collection = access_collection(actor, collection_id)
    if not can_name_editor(actor, collection):
        raise Forbidden(NOT_YOURS_TO_GIVE)
    return _locked(collection)


def works_on(actor: Actor) -> sa.ColumnElement[bool]:
    """The collections that somebody sees while they are being compiled, as a condition on Collection."""
    over = actor.units(Role.REVIEWER) | actor.units(Role.TRAINING_ADMINISTRATOR)
    return sa.or_(Collection.editor_id == actor.id, Collection.unit_id.in_(sorted(over)))


def collections_for(actor: Actor) -> sa.ColumnElement[bool]:
    """The released collections that somebody reads, as a condition on Collection."""
    return sa.and_(
        Collection.released_at.is_not(None),
        Collection.withdrawn_at.is_(None),
        sa.or_(Collection.level == Level.COUNTY, Collection.unit_id.in_(sorted(own_units(actor)))),
    )


def can_see_work(actor: Actor, collection: Collection) -> bool:
    """The same as `works_on` for one collection."""
    roles = (Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)
    return collection.editor_id == actor.id or any(actor.covers(role, collection.unit_id) for role in roles)


def can_read_collection(actor: Actor, collection: Collection) -> bool:
    """Whether somebody reads what is in it: readers once it is released, and those who work on it."""
    released = progress_of(collection) is Progress.RELEASED
    return can_see_work(actor, collection) or (released and _reached(actor, collection))


def _reached(actor: Actor, collection: Collection) -> bool:
    return collection.level is Level.COUNTY or collection.unit_id in own_units(actor)


def access_collection(actor: Actor, collection_id: int) -> Collection:
    """A collection that the actor may know of: what was once released keeps its address. NotFound otherwise."""
    collection = session().get(Collection, collection_id)
    if collection is None:
        raise NotFound(NO_COLLECTION)
    known = collection.released_by_id is not None and _reached(actor, collection)
    if not (known or can_see_work(actor, collection)):
        raise NotFound(NO_COLLECTION)
    return collection


def access_collection_content(actor: Actor, collection_id: int) -> Collection:
    """A collection whose chapters and books the actor reads; NotFound otherwise."""
    collection = access_collection(actor, collection_id)
    if progress_of(collection) is Progress.WITHDRAWN or not can_read_collection(actor, collection):
        raise NotFound(NO_COLLECTION)
    return collection


def access_edit(actor: Actor, collection_id: int) -> Collection:
    """A collection that the actor edits, locked inside a transaction; Forbidden or Conflict otherwise."""
    collection = access_collection(actor, collection_id)
    if not can_edit(actor, collection):
        raise Forbidden(NOT_YOUR_COLLECTION)
    return _locked(collection)


def access_release(actor: Actor, collection_id: int) -> Collection:
    """A collection that the actor may release or return, locked; Forbidden or Conflict otherwise."""
    collection = access_collection(actor, collection_id)
    if not can_release(actor, collection):
        raise Forbidden(NOT_YOURS_TO_RELEASE)
    return _locked(collection)


def access_withdraw(actor: Actor, collection_id: int) -> Collection:
    """A collection that the actor may withdraw, locked; Forbidden or Conflict otherwise."""
    collection = access_collection(actor, collection_id)
    if not can_withdraw(actor, collection):
        raise Forbidden(NOT_YOURS_TO_WITHDRAW)
    return _locked(collection)


def _locked(collection: Collection) -> Collection:
    session().refresh(collection, with_for_update=True)
    if collection.withdrawn_at is not None:
        raise Conflict(COLLECTION_WITHDRAWN)
    return collection


def may_be_bound(actor: Actor, collection: Collection) -> sa.ColumnElement[bool]:
    """The articles that the editor may take in: read by the editor, and by everybody who reads the collection."""
    for_all = Article.level == Level.COUNTY
    if collection.level is Level.UNIT:
        for_all = sa.or_(for_all, Article.unit_id == collection.unit_id)
    return sa.and_(released_to(actor), for_all)
