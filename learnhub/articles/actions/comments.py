"""What readers say of an article: written once, corrected for half an hour, taken away with a trace."""

import re
from datetime import datetime, timedelta

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Comment
from learnhub.articles.policies.reading import access_comment_to_edit, access_comment_to_remove
from learnhub.articles.rules.anchors import quoted
from learnhub.inbox.actions import notify
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict, Invalid, NotFound, TooMany
from learnhub.people.models import Person
from learnhub.platform import audit, markdown
from learnhub.platform.db import session

MOST, SPAN = 10, timedelta(minutes=5)
LONGEST, LONGEST_KEY = 4000, 64
NOTICE = "article_comment"
TOO_MANY = "You wrote %(most)s comments in five minutes. Wait %(seconds)s seconds, then send this one again."
NOTHING = "Write something first."
TOO_LONG = "A comment has at most %(most)s characters."
NO_PARAGRAPH = "This paragraph is not there any more. Comment on the whole article instead."
NO_THREAD = "The comment that you answer is not there any more."
REMOVED = "This comment was taken away, so it cannot be answered."
NO_REASON = "Say why the comment is taken away."
COMMENTED = "%(name)s commented on your article “%(title)s”."
ANSWERED = "%(name)s answered your comment on “%(title)s”."
_OUTSIDE = re.compile(r'<a ([^>]*\b)?href="(?:https?:)?//')


def post_comment(
    by: Actor, article: Article, *, text: str, block: int | None, parent_id: int | None, request_key: str, now: datetime
) -> Comment:
    """Write a comment on the article, on one of its paragraphs, or as an answer; sending it twice writes it once.

    Raises Invalid for a text that cannot be, TooMany for the eleventh in five minutes.
    """
    session().execute(sa.select(Person.id).where(Person.id == by.id).with_for_update(key_share=True))
    key = request_key[:LONGEST_KEY]
    known = session().scalar(sa.select(Comment).where(Comment.by_id == by.id, Comment.request_key == key))
    if known is not None:
        return known
    html = rendered(text, article.language)
    _refuse_haste(by.id, now)
    version = session().get_one(ArticleVersion, article.released_version_id)
    head = _head(article.id, parent_id)
    made = Comment(
        article_id=article.id, version_id=version.id, parent_id=head.id if head else None, by_id=by.id, source=text,
        html=html, request_key=key, at=now, **_anchor(version, None if head else block),
    )  # fmt: skip
    session().add(made)
    _count(article.id, 1)
    session().flush()
    _tell(by, article, version.title, made, head, now)
    return made


def edit_comment(by: Actor, comment_id: int, *, text: str, now: datetime) -> Comment:
    """Put one's own comment right within half an hour."""
    comment, article = access_comment_to_edit(by, comment_id, now)
    html = rendered(text, article.language)
    if text != comment.source:
        comment.source, comment.html, comment.edited_at = text, html, now
    return comment


def remove_comment(by: Actor, comment_id: int, *, reason: str, now: datetime) -> Comment:
    """Take a comment away: its author without a reason, whoever answers for the articles with one; a trace stays."""
    comment, article = access_comment_to_remove(by, comment_id)
    if comment.removed_at is not None:
        return comment
    own = comment.by_id == by.id
    if not own and not reason:
        raise Invalid(NO_REASON, fields={"reason": NO_REASON})
    comment.removed_at, comment.removed_by_id, comment.removed_why = now, by.id, "" if own else reason
    _count(article.id, -1)
    session().flush()
    audit.record(
        "articles.remove_comment", actor_id=by.id, person_id=comment.by_id, thing=f"comment:{comment.id}",
        article=article.id, reason=comment.removed_why, own=own,
    )  # fmt: skip
    return comment


def rendered(text: str, language: str) -> str:
    """The safe body of a comment; raises Invalid."""
    if not text.strip():
        raise Invalid(NOTHING, fields={"text": NOTHING})
    if len(text) > LONGEST:
        raise Invalid(TOO_LONG, fields={"text": TOO_LONG}, most=LONGEST)
    found = markdown.render_many([text], language=language, anchor_prefix="c-", top_level=4)[0]
    if isinstance(found, markdown.MarkdownRefused):
        raise found
    # Anchors of comments would meet those of the text and of each other.
    html = re.sub(r' id="[^"]*"', "", found.html)
    return _OUTSIDE.sub(lambda link: f'<a rel="nofollow noopener noreferrer" {link[0][3:]}', html)


def _refuse_haste(person_id: int, now: datetime) -> None:
    recent = sa.select(Comment.at).where(Comment.by_id == person_id, Comment.at > now - SPAN)
    times = session().scalars(recent.order_by(Comment.at.desc()).limit(MOST)).all()
    if len(times) == MOST:
        wait = max(1, int((times[-1] + SPAN - now).total_seconds()) + 1)
        raise TooMany(TOO_MANY, retry_after=wait, most=MOST, seconds=wait)


def _head(article_id: int, parent_id: int | None) -> Comment | None:
    """The comment that begins the thread: answers to an answer go to it too."""
    if parent_id is None:
        return None
    found = session().get(Comment, parent_id)
    if found is None or found.article_id != article_id:
        raise NotFound(NO_THREAD)
    head = found if found.parent_id is None else session().get_one(Comment, found.parent_id)
    if head.removed_at is not None:
        raise Conflict(REMOVED)
    return head


def _anchor(version: ArticleVersion, block: int | None) -> dict[str, object]:
    if block is None:
        return {"block": None, "block_hash": "", "quote": ""}
    if not 0 <= block < len(version.blocks):
        raise Invalid(NO_PARAGRAPH)
    found = version.blocks[block]
    return {"block": block, "block_hash": found["hash"], "quote": quoted(found["text"])}


def _count(article_id: int, step: int) -> None:
    session().execute(
        sa.update(Article)
        .where(Article.id == article_id)
        .values(comments=Article.comments + step)
        .execution_options(synchronize_session=False)
    )


def _tell(by: Actor, article: Article, title: str, made: Comment, head: Comment | None, now: datetime) -> None:
    """Tell the author of the article, and of an answer also whoever began the thread: once until it is seen."""
    page = f"/articles/{article.id}?comment={made.id}#comment-{made.id}"
    told = {by.id}
    if head is not None and head.by_id not in told:
        told.add(head.by_id)
        _notify_once(head.by_id, ANSWERED, f"article:{article.id}:thread:{head.id}", by, title, page, made.id, now)
    if article.author_id not in told:
        _notify_once(article.author_id, COMMENTED, f"article:{article.id}:comments", by, title, page, made.id, now)


def _notify_once(
    person_id: int, message: str, about: str, by: Actor, title: str, to: str, comment_id: int, now: datetime
) -> None:  # fmt: skip
    waiting = sa.exists().where(
        Notice.person_id == person_id, Notice.kind == NOTICE, Notice.key.like(f"{about}:%"), Notice.seen_at.is_(None)
    )
    if not session().scalar(sa.select(waiting)):
        notify(
            person_id, kind=NOTICE, message=message, params={"name": by.name, "title": title}, to=to,
            key=f"{about}:{comment_id}", now=now,
        )  # fmt: skip
