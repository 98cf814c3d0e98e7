"""Who sees an article: readers what is released to them, its writers always, its reviewers once it was submitted."""

import sqlalchemy as sa

from learnhub.articles.models import Article, CoAuthor
from learnhub.articles.queries.reading import Facts, facts_of
from learnhub.articles.rules.states import CoAuthorState, Level, State
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.platform.db import fetch, session

NO_ARTICLE = "There is no such article, or it is not yours to see."
NOT_YOURS = "You may read this article, but its authors write it."
RELEASED = "This article is released. Begin a correction to change it."
BEING_REVIEWED = "This article is being reviewed. Take it back to go on writing."
WITHDRAWN = "This article was withdrawn. It keeps its address, and nobody changes it any more."


def own_units(actor: Actor) -> frozenset[int]:
    """The units whose articles somebody reads: the own one, and those that any grant reaches."""
    granted = frozenset(unit for grant in actor.grants for unit in grant.unit_ids)
    return granted if actor.unit_id is None else granted | {actor.unit_id}


def released_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The released articles that a person reads, as a condition on Article; withdrawn ones are none of them."""
    return sa.and_(
        Article.released_version_id.is_not(None),
        Article.withdrawn_at.is_(None),
        sa.or_(Article.level == Level.COUNTY, Article.unit_id.in_(sorted(own_units(actor)))),
    )


def can_read(actor: Actor, article: Article | Facts) -> bool:
    """The same for one article."""
    reached = article.level is Level.COUNTY or article.unit_id in own_units(actor)
    return article.released_version_id is not None and article.withdrawn_at is None and reached


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The articles that somebody may know of in any way, as a condition on Article."""
    was_released = sa.and_(
        Article.released_version_id.is_not(None),
        sa.or_(Article.level == Level.COUNTY, Article.unit_id.in_(sorted(own_units(actor)))),
    )
    along = sa.select(CoAuthor.article_id).where(
        CoAuthor.person_id == actor.id, CoAuthor.state == CoAuthorState.ACCEPTED
    )
    reviewed = sa.and_(
        Article.unit_id.in_(sorted(actor.units(Role.REVIEWER))),
        sa.or_(Article.state != State.DRAFT, Article.released_version_id.is_not(None)),
    )
    return sa.and_(
        Article.removed_at.is_(None),
        sa.or_(was_released, Article.author_id == actor.id, Article.id.in_(along), reviewed),
    )


def can_view(actor: Actor, article: Article | Facts) -> bool:
    """The same for one article."""
    if article.removed_at is not None:
        return False
    if article.released_version_id is not None and (
        article.level is Level.COUNTY or article.unit_id in own_units(actor)
    ):
        return True
    return can_write(actor, article) or sees_as_reviewer(actor, article)


def sees_as_reviewer(actor: Actor, article: Article | Facts) -> bool:
    """Reviewers of the unit see what was handed in to them, never a draft."""
    handed_in = article.state is not State.DRAFT or article.released_version_id is not None
    return handed_in and actor.covers(Role.REVIEWER, article.unit_id)


def sees_draft(actor: Actor, article: Article) -> bool:
    """Whether somebody may know what a draft says: its writers, and its reviewers while it is handed in to them."""
    handed_in = article.state is State.SUBMITTED and sees_as_reviewer(actor, article)
    return handed_in or can_write(actor, article)


def can_write(actor: Actor, article: Article | Facts) -> bool:
    """The author, and whoever the author lets write along."""
    return article.author_id == actor.id or writes_along(actor.id, article.id)


def writes_along(person_id: int, article_id: int) -> bool:
    """Whether somebody was accepted as a co-author."""
    return bool(fetch(_ALONG, article=article_id, person=person_id))


def access_article(actor: Actor, article_id: int, *, lock: bool = False) -> Article:
    """An article that the actor may know of; NotFound otherwise. What of it is shown depends on its state.

    With `lock` it is read anew, and nobody else changes it until the transaction ends.
    """
    article = session().get(Article, article_id, with_for_update=lock or None, populate_existing=lock)
    if article is None or not can_view(actor, article):
        raise NotFound(NO_ARTICLE)
    return article


def access_page(actor: Actor, article_id: int) -> Facts:
    """The same for a page that only shows it, which costs less than the article to write on."""
    facts = facts_of(article_id)
    if facts is None or not can_view(actor, facts):
        raise NotFound(NO_ARTICLE)
    return facts


def access_text(actor: Actor, article_id: int, *, lock: bool = False) -> Article:
    """An article whose draft and versions the actor may see: its writers; a reviewer sees what was submitted."""
    article = access_article(actor, article_id, lock=lock)
    if not can_write(actor, article):
        raise Forbidden(NOT_YOURS)
    return article


def access_draft(actor: Actor, article_id: int) -> Article:
    """An article to write on, locked until the transaction ends; Conflict where readers or reviewers have it."""
    article = access_text(actor, article_id, lock=True)
    if article.state is State.SUBMITTED:
        raise Conflict(BEING_REVIEWED)
    if article.state is State.RELEASED:
        raise Conflict(RELEASED)
    if article.state is State.WITHDRAWN:
        raise Conflict(WITHDRAWN)
    return article


def access_own(actor: Actor, article_id: int) -> Article:
    """An article of which the actor is the author, not only a co-author; locked until the transaction ends."""
    article = access_text(actor, article_id, lock=True)
    if article.author_id != actor.id:
        raise Forbidden(NOT_YOURS)
    return article


_ALONG = sa.select(CoAuthor.article_id).where(
    CoAuthor.article_id == sa.bindparam("article"), CoAuthor.person_id == sa.bindparam("person"),
    CoAuthor.state == CoAuthorState.ACCEPTED,
)  # fmt: skip
