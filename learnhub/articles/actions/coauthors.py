"""Writing together: somebody asks, the author answers, and both are told."""

from datetime import datetime

from learnhub.articles.models import Article, CoAuthor
from learnhub.articles.rules.states import CoAuthorState
from learnhub.inbox.actions import notify
from learnhub.kernel.actor import Actor
from learnhub.kernel.text import normalise, shorten
from learnhub.platform.audit import record
from learnhub.platform.db import session

KIND = "article_join"
LONGEST_MESSAGE = 500
ASKED = "%(name)s asks to write “%(title)s” with you."
ACCEPTED = "%(name)s accepted: you may write “%(title)s” together."
DECLINED = "%(name)s declined to write the article together."
ENDED = "%(name)s ended that you write “%(title)s” together."
LEFT = "%(name)s no longer writes “%(title)s” with you."


def ask_to_join(article: Article, *, by: Actor, message: str, now: datetime) -> bool:
    """Ask to write along; False where that was asked already."""
    along = session().get(CoAuthor, (article.id, by.id))
    if along is None:
        along = CoAuthor(article_id=article.id, person_id=by.id)
        session().add(along)
    elif along.state is not CoAuthorState.LEFT:
        return False
    along.state, along.message = CoAuthorState.ASKED, shorten(normalise(message), LONGEST_MESSAGE)
    along.asked_at, along.answered_at = now, None
    session().flush()
    notify(
        article.author_id, kind=KIND, message=ASKED, params={"name": by.name, "title": article.title},
        to=f"/articles/{article.id}/coauthors", key=f"article-join:{article.id}:{by.id}:{now.timestamp()}", now=now,
    )  # fmt: skip
    return True


def answer(article: Article, along: CoAuthor, *, accepted: bool, by: Actor, now: datetime) -> None:
    """Let somebody write along, or not; an answer may be changed, and each is told once."""
    wanted = CoAuthorState.ACCEPTED if accepted else CoAuthorState.DECLINED
    if along.state is wanted:
        return
    message = ACCEPTED if accepted else ENDED if along.state is CoAuthorState.ACCEPTED else DECLINED
    along.state, along.answered_at = wanted, now
    if accepted:
        along.joined_at = along.joined_at or now
    session().flush()
    record("articles.coauthor", actor_id=by.id, thing=f"article:{article.id}", person_id=along.person_id, state=wanted)
    notify(
        along.person_id, kind=KIND, message=message, params={"name": by.name, "title": article.title},
        to=f"/articles/{article.id}/write" if accepted else "/articles/",
        key=f"article-join-answer:{article.id}:{wanted}:{now.timestamp()}", now=now,
    )  # fmt: skip


def leave(article: Article, along: CoAuthor, *, by: Actor, now: datetime) -> None:
    """Stop writing along, or take back that one asked, once however often it is sent; one may ask again."""
    was = along.state
    if was is CoAuthorState.LEFT:
        return
    along.state, along.message = CoAuthorState.LEFT, ""
    session().flush()
    record("articles.coauthor", actor_id=by.id, thing=f"article:{article.id}", person_id=by.id, state="left")
    if was is CoAuthorState.ACCEPTED:
        notify(
            article.author_id, kind=KIND, message=LEFT, params={"name": by.name, "title": article.title},
            to=f"/articles/{article.id}/coauthors", key=f"article-left:{article.id}:{by.id}:{now.timestamp()}", now=now,
        )  # fmt: skip
