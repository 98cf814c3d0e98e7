"""The steps of an article's life, each with a line in its trail: hand in, review, release, correct, withdraw."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions.facts import bring_back, release_facts
from learnhub.articles.actions.remarks import close_remarks
from learnhub.articles.actions.similarity import request_check
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.actions.writing import keep_before
from learnhub.articles.events import ArticleReleased, ArticleWithdrawn
from learnhub.articles.models import Article, ArticleVersion, Step
from learnhub.articles.policies.life import NOT_WAITING
from learnhub.articles.rules.life import STATEMENT, first_stage, next_stage
from learnhub.articles.rules.states import Stage, State, StepKind, VersionReason
from learnhub.inbox.actions import notify
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.clock import local_date
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people.models import Person
from learnhub.people.queries import granted_upwards
from learnhub.platform import audit
from learnhub.platform.bus import announce
from learnhub.platform.db import session

AUTHOR, REVIEWER = "article", "article_review"
WAITING = "“%(title)s” by %(name)s waits for your review."
RETURNED = "“%(title)s” was returned to you: %(reason)s"
GONE_ON = "“%(title)s” passed a review and goes on to the next one."
RELEASED = "“%(title)s” was released."
CORRECTED = "The correction of “%(title)s” was released."
WITHDRAWN = "“%(title)s” was withdrawn: %(reason)s"
EMPTY = "There is no text yet. Write it first."
NO_UNIT = "You belong to no unit, so nobody could review the article. Ask your administrator to enter your unit."
UNCHANGED = "Nothing differs from what readers have. Change the text first."
NOT_DECLARED = "Tick both statements before you hand the article in."
NO_REASON = "Say why; whoever reads the trail later has to understand it."
NOT_CHECKED = "Tick that you checked the text for secrets."
OTHER_TEXT = "The article was handed in anew meanwhile. Look at the text again before you decide."


def submit(article: Article, *, original: bool, nothing_secret: bool, way: str, by: Actor, now: datetime) -> Step:
    """Hand a draft in: a version is kept, and the first review begins, at first in the author's unit of today.

    Raises Invalid without both statements or without a text, MarkdownRefused where it cannot be shown.
    """
    if not article.draft_source.strip():
        raise Invalid(EMPTY)
    if not (original and nothing_secret):
        raise Invalid(NOT_DECLARED)
    version = keep_version(article, VersionReason.SUBMITTED, by=by.id, now=now)
    released = session().get(ArticleVersion, article.released_version_id or 0)
    if released is not None and (released.content_hash, released.facts) == (version.content_hash, version.facts):
        raise Conflict(UNCHANGED)
    if article.released_version_id is None and by.unit_id is not None:  # its readers stay those who have it
        article.unit_id = by.unit_id
    if article.unit_id is None:
        raise Invalid(NO_UNIT)
    article.submitted_version_id = version.id
    declared = {"statement": STATEMENT, "original": True, "nothing_secret": True}
    step = _step(article, StepKind.SUBMITTED, by, now, declared=declared)
    _wait(article, first_stage(way), now)
    request_check(version, now)
    _tell_reviewers(article, by, step, now)
    return step


def take_back(article: Article, *, by: Actor, now: datetime) -> None:
    """The author goes on writing instead of waiting."""
    _step(article, StepKind.TAKEN_BACK, by, now)
    _draft_again(article, now)


def pass_stage(article: Article, *, seen: int, checked: bool, way: str, by: Actor, now: datetime) -> bool:
    """Pass the stage that an article waits at; True when that released it. `seen` is the version that was looked at."""
    _refuse_other(article, seen)
    stage = article.stage
    if stage is None:
        raise Conflict(NOT_WAITING)
    if stage is Stage.SECRECY and not checked:
        raise Invalid(NOT_CHECKED)
    declared = {"secrecy_checked": True} if stage is Stage.SECRECY else {}
    step = _step(article, StepKind.PASSED, by, now, declared=declared)
    following = next_stage(way, stage)
    if following is None:
        _release(article, by, now)
        return True
    _wait(article, following, now)
    _tell_author(article, GONE_ON, step, now, to=f"/articles/{article.id}/trail")
    _tell_reviewers(article, by, step, now)
    return False


def give_back(article: Article, *, reason: str, seen: int, by: Actor, now: datetime) -> None:
    """Return an article to its author, who is told why."""
    _refuse_other(article, seen)
    step = _step(article, StepKind.RETURNED, by, now, reason=_needed(reason))
    _draft_again(article, now)
    _tell_author(article, RETURNED, step, now, to=f"/articles/{article.id}/trail", reason=reason)


def begin_correction(article: Article, *, reason: str, by: Actor, now: datetime) -> None:
    """Work on a released article again; readers keep what was released until the correction passed the same way."""
    _step(article, StepKind.CORRECTING, by, now, reason=_needed(reason))
    article.state, article.waiting_since = State.DRAFT, now


def give_up_correction(article: Article, *, by: Actor, now: datetime) -> None:
    """Leave it at what readers have. What the correction said is kept as a version; remarks beside it are closed."""
    kept = keep_before(article, by=by.id, now=now)
    close_remarks(article, now=now)
    bring_back(article, session().get_one(ArticleVersion, article.released_version_id), by=by.id, now=now)
    article.draft_facts = None
    article.state, article.waiting_since = State.RELEASED, None
    _step(article, StepKind.GIVEN_UP, by, now, version_id=kept.id)


def withdraw(article: Article, *, reason: str, by: Actor, now: datetime) -> None:
    """Take an article from its readers for good; its address stays and says why."""
    step = _step(article, StepKind.WITHDRAWN, by, now, reason=_needed(reason))
    article.state, article.stage, article.waiting_since = State.WITHDRAWN, None, None
    article.submitted_version_id = None
    article.withdrawn_at, article.withdrawn_by_id, article.withdrawn_why = now, by.id, reason
    session().flush()
    audit.record(
        "articles.withdrawn", actor_id=by.id, thing=f"article:{article.id}", person_id=article.author_id, reason=reason
    )
    if by.id != article.author_id:
        _tell_author(article, WITHDRAWN, step, now, to=f"/articles/{article.id}", reason=reason)
    announce(ArticleWithdrawn(article.id, now))


def _release(article: Article, by: Actor, now: datetime) -> None:
    first = article.released_version_id is None
    version_id = article.submitted_version_id
    if version_id is None:
        raise ValueError(f"article {article.id} is released without a version that was handed in")
    release_facts(article, session().get_one(ArticleVersion, version_id))
    article.released_version_id, article.released_by_id = version_id, by.id
    if first:
        article.released_at = now
    else:
        article.corrected_at = now
    article.state, article.stage, article.waiting_since = State.RELEASED, None, None
    article.submitted_version_id = None
    step = _step(article, StepKind.RELEASED, by, now, version_id=version_id)
    audit.record(
        "articles.released", actor_id=by.id, thing=f"article:{article.id}", person_id=article.author_id,
        version_id=version_id, first=first,
    )  # fmt: skip
    _tell_author(article, RELEASED if first else CORRECTED, step, now, to=f"/articles/{article.id}")
    announce(ArticleReleased(article.id, version_id, first, now))


def _step(
    article: Article, kind: StepKind, by: Actor, now: datetime, *, reason: str = "", version_id: int | None = None,
    declared: dict[str, Any] | None = None,
) -> Step:  # fmt: skip
    step = Step(
        article_id=article.id, version_id=version_id or article.submitted_version_id or article.released_version_id,
        kind=kind, stage=article.stage, actor_id=by.id, reason=reason, declared=declared or {}, at=now,
    )  # fmt: skip
    session().add(step)
    session().flush()
    return step


def _wait(article: Article, stage: Stage, now: datetime) -> None:
    article.state, article.stage, article.waiting_since = State.SUBMITTED, stage, now
    session().flush()


def _draft_again(article: Article, now: datetime) -> None:
    article.state, article.stage, article.waiting_since = State.DRAFT, None, now
    article.submitted_version_id = None
    session().flush()


def _refuse_other(article: Article, seen: int) -> None:
    """A decision is about the text that was on the page."""
    if seen != article.submitted_version_id:
        raise Conflict(OTHER_TEXT)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Invalid(NO_REASON)
    return reason


def _tell_author(article: Article, message: str, step: Step, now: datetime, *, to: str, **params: str) -> None:
    notify(
        article.author_id, kind=AUTHOR, message=message, params={"title": article.title, **params}, to=to,
        key=f"article-step:{step.id}", now=now,
    )  # fmt: skip


def _tell_reviewers(article: Article, by: Actor, step: Step, now: datetime) -> None:
    """The nearest reviewers who wrote nothing of it and took no step in this submission."""
    if article.unit_id is None:
        return
    since = sa.select(sa.func.max(Step.id)).where(Step.article_id == article.id, Step.kind == StepKind.SUBMITTED)
    steps = sa.select(Step.actor_id).where(Step.article_id == article.id, Step.id >= since.scalar_subquery())
    took_part = {article.author_id, by.id, *session().scalars(steps)}
    near = granted_upwards(Role.REVIEWER, article.unit_id, local_date(now), besides=by.id)
    for person_id in near:
        if person_id not in took_part:
            notify(
                person_id, kind=REVIEWER, message=WAITING, params={"title": article.title, "name": _name(article)},
                to=f"/articles/{article.id}/review", key=f"article-waits:{step.id}", now=now,
            )  # fmt: skip


def _name(article: Article) -> str:
    return session().get_one(Person, article.author_id).name
