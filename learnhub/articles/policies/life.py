"""Who submits, reviews, corrects and withdraws an article."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.articles.models import Article, CoAuthor, Remark, Step
from learnhub.articles.policies.articles import (
    access_article,
    access_own,
    access_text,
    can_write,
    sees_as_reviewer,
)
from learnhub.articles.rules.life import NOT_A_REVIEWER, OWN, Reviewing, refusal
from learnhub.articles.rules.states import Level, Stage, State, StepKind
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.people.models import Unit
from learnhub.people.queries import unit_path
from learnhub.platform.db import session

NOT_WAITING = "This article does not wait for a review now."
NOT_A_DRAFT = "Only a draft is handed in."
NOT_HANDED_IN = "This article is not being reviewed, so there is nothing to take back."
NOT_RELEASED = "Only a released article is corrected."
NO_CORRECTION = "There is no correction that could be given up."
NOT_TO_WITHDRAW = "An article is withdrawn by its author, or by a reviewer or training administrator of its unit."
NEVER_RELEASED = "Only what was released is withdrawn. A draft is thrown away instead."
WITHDRAWN_BEFORE = "This article was withdrawn before."
NO_REMARK = "There is no such remark."

# The steps of the submission that is being reviewed come after the latest time it was handed in.
_handed_in = (
    sa.select(sa.func.max(Step.id))
    .where(Step.article_id == Article.id, Step.kind == StepKind.SUBMITTED)
    .correlate(Article)
    .scalar_subquery()
)


def passed_by(person_id: int) -> sa.ColumnElement[bool]:
    """Whether somebody passed an earlier stage of the same submission, as a condition on Article."""
    return (
        sa.exists()
        .where(
            Step.article_id == Article.id,
            Step.actor_id == person_id,
            Step.kind == StepKind.PASSED,
            Step.id > _handed_in,
        )
        .correlate(Article)
    )


def waits_for(actor: Actor) -> sa.ColumnElement[bool]:
    """The articles that somebody may review now, as a condition on Article; the same as `why_not` for one."""
    units = actor.units(Role.REVIEWER)
    return sa.and_(
        Article.state == State.SUBMITTED,
        Article.removed_at.is_(None),
        Article.unit_id.in_(sorted(units)),
        Article.author_id != actor.id,
        sa.not_(_wrote(actor.id)),
        sa.not_(passed_by(actor.id)),
        sa.or_(
            Article.stage != Stage.SECRECY,
            Article.level != Level.COUNTY,
            Article.unit_id.in_(_units_of_whole_counties(units)),
        ),
    )


def _wrote(person_id: int) -> sa.ColumnElement[bool]:
    """Whether somebody ever wrote along: who left, or had to, could still change the words."""
    joined = sa.exists().where(
        CoAuthor.article_id == Article.id, CoAuthor.person_id == person_id, CoAuthor.joined_at.is_not(None)
    )
    return joined.correlate(Article)


def _units_of_whole_counties(units: frozenset[int]) -> sa.Select[tuple[int]]:
    """The units that lie in a county whose root is among these."""
    root = aliased(Unit)
    return (
        sa.select(Unit.id)
        .join(root, Unit.path.startswith(root.path))
        .where(root.parent_id.is_(None), root.id.in_(sorted(units)))
    )


def why_not(actor: Actor, article: Article) -> str | None:
    """Why the actor may not decide on a submitted article; None where they may."""
    if article.stage is None:
        return NOT_WAITING
    path = unit_path(article.unit_id) if article.unit_id else ()
    wrote, passed = session().execute(
        sa.select(_wrote(actor.id), passed_by(actor.id)).where(Article.id == article.id)
    ).one()  # fmt: skip
    return refusal(
        Reviewing(
            article.stage,
            article.level,
            writes=wrote or article.author_id == actor.id,
            covers_unit=actor.covers(Role.REVIEWER, article.unit_id),
            covers_county=bool(path) and actor.covers(Role.REVIEWER, path[0].id),
            passed_before=passed,
        )
    )


def access_review(actor: Actor, article_id: int) -> Article:
    """An article whose reviewer the actor is, whether it waits or not; nobody reviews their own."""
    article = access_article(actor, article_id)
    if can_write(actor, article):
        raise Forbidden(OWN)
    if not sees_as_reviewer(actor, article):
        raise Forbidden(NOT_A_REVIEWER)
    return article


def access_decision(actor: Actor, article_id: int) -> Article:
    """An article that the actor may pass or return now, locked; Forbidden with the reason, Conflict if none waits."""
    article = access_review(actor, article_id)
    session().refresh(article, with_for_update=True)
    if article.state is not State.SUBMITTED:
        raise Conflict(NOT_WAITING)
    reason = why_not(actor, article)
    if reason is not None:
        raise Forbidden(reason)
    return article


def access_to_submit(actor: Actor, article_id: int) -> Article:
    """One's own draft; locked."""
    article = access_own(actor, article_id)
    if article.state is not State.DRAFT:
        raise Conflict(NOT_A_DRAFT)
    return article


def access_submitted(actor: Actor, article_id: int) -> Article:
    """One's own article while it is being reviewed; locked."""
    article = access_own(actor, article_id)
    if article.state is not State.SUBMITTED:
        raise Conflict(NOT_HANDED_IN)
    return article


def access_to_correct(actor: Actor, article_id: int) -> Article:
    """One's own released article; locked."""
    article = access_own(actor, article_id)
    if article.state is not State.RELEASED:
        raise Conflict(NOT_RELEASED)
    return article


def access_to_give_up(actor: Actor, article_id: int) -> Article:
    """One's own released article while its correction is a draft; locked."""
    article = access_to_submit(actor, article_id)
    if article.released_version_id is None:
        raise Conflict(NO_CORRECTION)
    return article


def can_withdraw(actor: Actor, article: Article) -> bool:
    """The author, and those who answer for the articles of the unit."""
    roles = (Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)
    return article.author_id == actor.id or any(actor.covers(role, article.unit_id) for role in roles)


def access_to_withdraw(actor: Actor, article_id: int) -> Article:
    """An article that readers have, and that the actor may take from them; locked."""
    article = access_article(actor, article_id)
    if not can_withdraw(actor, article):
        raise Forbidden(NOT_TO_WITHDRAW)
    session().refresh(article, with_for_update=True)
    if article.state is State.WITHDRAWN:
        raise Conflict(WITHDRAWN_BEFORE)
    if article.released_version_id is None:
        raise Conflict(NEVER_RELEASED)
    return article


def sees_whole_trail(actor: Actor, article: Article) -> bool:
    """Writers and reviewers see every step; a reader only what concerns readers."""
    return can_write(actor, article) or sees_as_reviewer(actor, article)


def access_remark(actor: Actor, article_id: int, remark_id: int) -> Remark:
    """A remark beside an article that the actor writes."""
    article = access_text(actor, article_id)
    remark = session().get(Remark, remark_id)
    if remark is None or remark.article_id != article.id:
        raise NotFound(NO_REMARK)
    return remark


def reviews_now(actor: Actor, article: Article) -> bool:
    """Whether the actor may decide on it now."""
    return article.state is State.SUBMITTED and why_not(actor, article) is None
