"""What is done to collections: compiled, handed over, released by another person, worked on again, withdrawn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions.binding import ask_for_books
from learnhub.articles.models import Article, Collection, CollectionItem, FormerEditor
from learnhub.articles.queries.collections import chapters_of, may_edit_next, shown_of
from learnhub.articles.queries.life import title_for
from learnhub.articles.rules.collections import Progress, fits, moved, progress_of
from learnhub.articles.rules.states import Level
from learnhub.inbox.actions import notify
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import Conflict, Invalid, NotFound
from learnhub.kernel.text import shorten
from learnhub.people.queries.granted import granted_upwards
from learnhub.platform import audit, markdown
from learnhub.platform.db import session

CHANGED_MEANWHILE = "The collection was changed meanwhile. Look at it once more."
FROZEN = "This collection is released. Work on it again before you change it."
NOTHING_IN_IT = "Put at least one article into the collection first."
NOT_READY = "Its editor has not handed this collection over for release."
NO_REASON_GIVEN = "Say why."
TOO_NARROW = "An article in it is released for its unit only, so the collection cannot go further: %(title)s."
NOT_THERE = "This article is not in the collection."
NOT_AN_EDITOR = "Choose somebody of the list, who may compile for this unit and did not release this collection."
RETURNED_NOTICE = "The collection “%(title)s” came back to you: %(reason)s"
YOURS_NOTICE = "You are the editor of the collection “%(title)s” now: %(reason)s"
NO_LONGER_YOURS_NOTICE = "Another person is the editor of the collection “%(title)s” now: %(reason)s"
READY_NOTICE = "The collection “%(title)s” waits for its release."
RELEASED_NOTICE = "An article of yours is in the collection “%(title)s”."
LONGEST_PART = 200
LARGEST = 300
TOO_MANY = "A collection holds up to %(count)s articles."


def begin_collection(
    title: str, subtitle: str, level: Level, foreword: str, *, language: str, unit_id: int, by: int, now: datetime
) -> Collection:  # fmt: skip
    """Begin a collection; raises MarkdownRefused."""
    made = Collection(
        editor_id=by, unit_id=unit_id, level=level, language=language, title=title, subtitle=subtitle,
        foreword_source=foreword, foreword_html=_foreword(foreword, language), revision=0, created_at=now,
        changed_at=now,
    )  # fmt: skip
    session().add(made)
    session().flush()
    audit.record("articles.collection_begun", actor_id=by, thing=str(made.id), title=title)
    return made


def _foreword(source: str, language: str) -> str:
    return markdown.render(source, language=language, anchor_prefix="f-").html if source else ""


def describe(
    collection: Collection, title: str, subtitle: str, level: Level, foreword: str, *, language: str, now: datetime
) -> None:
    """Change what stands around the articles; Conflict while it is released, Invalid where its readers are too many."""
    _refuse_frozen(collection)
    _refuse_narrow(collection, level)
    collection.title, collection.subtitle, collection.level = title, subtitle, level
    if foreword != collection.foreword_source or language != collection.language:
        collection.foreword_source, collection.foreword_html = foreword, _foreword(foreword, language)
    collection.language = language
    _note_change(collection, now)


def _refuse_narrow(collection: Collection, level: Level) -> None:
    articles = (
        sa.select(Article)
        .join(CollectionItem, CollectionItem.article_id == Article.id)
        .where(CollectionItem.collection_id == collection.id, Article.withdrawn_at.is_(None))
    )
    for each in session().scalars(articles):
        if not fits(level=level, unit_id=collection.unit_id, article_level=each.level, article_unit_id=each.unit_id):
            raise Invalid(TOO_NARROW, title=title_for(each, draft=False))


def add_articles(collection: Collection, versions: dict[int, int], *, now: datetime) -> int:
    """Put articles at the end, each in the version that readers get; returns how many were not in it yet."""
    _refuse_frozen(collection)
    items = _items(collection)
    present = {each.article_id for each in items}
    fresh = [each for each in versions if each not in present]
    if len(items) + len(fresh) > LARGEST:
        raise Invalid(TOO_MANY, count=LARGEST)
    for number, article_id in enumerate(fresh, len(items) + 1):
        session().add(
            CollectionItem(
                collection_id=collection.id, article_id=article_id, version_id=versions[article_id], position=number,
                part="", added_at=now,
            )
        )  # fmt: skip
    if fresh:
        _note_change(collection, now)
    return len(fresh)


def move_article(collection: Collection, article_id: int, to: int, *, now: datetime) -> None:
    """Put an article at a place counted from 1; its part heading goes with it."""
    _refuse_frozen(collection)
    items = _items(collection)
    item = _item(items, article_id)
    _number(moved(items, item, to))
    _note_change(collection, now)


def name_part(collection: Collection, article_id: int, heading: str, *, now: datetime) -> None:
    """Set the heading of the part that begins with an article; empty where it goes on."""
    _refuse_frozen(collection)
    _item(_items(collection), article_id).part = heading[:LONGEST_PART]
    _note_change(collection, now)


def remove_article(collection: Collection, article_id: int, *, now: datetime) -> None:
    """Take an article out, also while the collection is released: it says nothing that nobody reviewed.

    Its part heading goes to the next article, where that opens no part of its own.
    """
    items = _items(collection)
    item = _item(items, article_id)
    place = items.index(item)
    rest = [*items[:place], *items[place + 1 :]]
    if item.part and place < len(rest) and not rest[place].part:
        rest[place].part = item.part
    session().delete(item)
    session().flush()
    _number(rest)
    _note_change(collection, now)


def renew_article(collection: Collection, article_id: int, *, now: datetime) -> None:
    """Take in the version that readers of the article get now; it was reviewed, so also while released."""
    item = _item(_items(collection), article_id)
    article = session().get_one(Article, article_id)
    if article.withdrawn_at is not None or article.released_version_id is None:
        raise Conflict(CHANGED_MEANWHILE)
    item.version_id = article.released_version_id
    _note_change(collection, now)


def hand_over(collection: Collection, *, by: int, now: datetime) -> None:
    """Tell the reviewers that a collection waits for its release."""
    _refuse_frozen(collection)
    if not shown_of(chapters_of(collection)):
        raise Conflict(NOTHING_IN_IT)
    collection.ready_at, collection.returned_why = now, ""
    audit.record("articles.collection_ready", actor_id=by, thing=str(collection.id))
    for person in granted_upwards(Role.REVIEWER, collection.unit_id or 0, clock.local_date(now), besides=by):
        notify(
            person, kind="article_review", message=READY_NOTICE, params={"title": collection.title},
            to=f"/articles/collections/{collection.id}/release",
            key=f"collection-ready-{collection.id}-{collection.revision}", now=now,
        )  # fmt: skip


def release_collection(collection: Collection, *, by: int, now: datetime) -> None:
    """Show a collection to its readers, tell those who wrote in it, and let its books be made."""
    if progress_of(collection) is not Progress.READY:
        raise Conflict(NOT_READY)
    shown = shown_of(chapters_of(collection))
    if not shown:
        raise Conflict(NOTHING_IN_IT)
    collection.released_at, collection.released_by_id = now, by
    collection.ready_at, collection.returned_why = None, ""
    audit.record(
        "articles.collection_released", actor_id=by, thing=str(collection.id), revision=collection.revision,
        articles=[each.chapter.article_id for each in shown],
    )  # fmt: skip
    _tell_writers(collection, [each.chapter.article_id for each in shown], now)
    ask_for_books(collection, shown, by=by, now=now)


def _tell_writers(collection: Collection, article_ids: Sequence[int], now: datetime) -> None:
    authors = sa.select(Article.author_id).where(Article.id.in_(article_ids)).distinct()
    for person in session().scalars(authors).all():
        if person == collection.editor_id:
            continue
        notify(
            person, kind="collection", message=RELEASED_NOTICE, params={"title": collection.title},
            to=f"/articles/collections/{collection.id}", key=f"collection-{collection.id}", now=now,
        )  # fmt: skip


def return_collection(collection: Collection, why: str, *, by: int, now: datetime) -> None:
    """Give a collection back to its editor, with the reason."""
    if progress_of(collection) is not Progress.READY:
        raise Conflict(NOT_READY)
    if not why:
        raise Invalid(NO_REASON_GIVEN)
    collection.ready_at, collection.returned_why = None, why
    audit.record("articles.collection_returned", actor_id=by, thing=str(collection.id), reason=why)
    _tell_editor(collection, collection.editor_id, RETURNED_NOTICE, why, now)


def name_editor(collection: Collection, person_id: int, why: str, *, by: int, now: datetime) -> None:
    """Give a collection to another editor, for instance because its own has left; both are told, with the reason."""
    if not why:
        raise Invalid(NO_REASON_GIVEN)
    if person_id not in may_edit_next(collection, clock.local_date(now)):
        raise Invalid(NOT_AN_EDITOR, fields={"editor": NOT_AN_EDITOR})
    before, collection.editor_id = collection.editor_id, person_id
    session().merge(FormerEditor(collection_id=collection.id, person_id=before, until_at=now))
    if progress_of(collection) is Progress.READY:  # who hands it over answers for it
        collection.ready_at = None
    audit.record(
        "articles.collection_editor", actor_id=by, thing=str(collection.id), person_id=person_id, before=before,
        reason=why,
    )  # fmt: skip
    collection.revision += 1  # a form of the former editor is out of date
    _tell_editor(collection, person_id, YOURS_NOTICE, why, now)
    _tell_editor(collection, before, NO_LONGER_YOURS_NOTICE, why, now, to="/articles/collections/")


def _tell_editor(
    collection: Collection, person_id: int, message: str, why: str, now: datetime, *, to: str = ""
) -> None:  # fmt: skip
    params = {"title": collection.title, "reason": shorten(why, 200)}
    notify(
        person_id, kind="collection_editor", message=message, params=params,
        to=to or f"/articles/collections/{collection.id}",
        key=f"collection-editor-{collection.id}-{collection.revision}-{clock.iso_ms(now)}", now=now,
    )  # fmt: skip


def work_again(collection: Collection, *, by: int, now: datetime) -> None:
    """Take a released collection off the shelf to change it; it needs to be released again."""
    if progress_of(collection) is not Progress.RELEASED:
        return
    collection.released_at = None
    _note_change(collection, now)
    audit.record("articles.collection_reopened", actor_id=by, thing=str(collection.id))


def withdraw_collection(collection: Collection, why: str, *, by: int, now: datetime) -> None:
    """Withdraw a collection for good; its address says so."""
    if not why:
        raise Invalid(NO_REASON_GIVEN)
    collection.withdrawn_at, collection.withdrawn_by_id, collection.withdrawn_why = now, by, why
    collection.ready_at = None
    audit.record("articles.collection_withdrawn", actor_id=by, thing=str(collection.id), reason=why)


def refuse_stale(collection: Collection, known: Any) -> None:
    """Conflict where the form was drawn before the last change."""
    if str(known) != str(collection.revision):
        raise Conflict(CHANGED_MEANWHILE)


def _refuse_frozen(collection: Collection) -> None:
    if progress_of(collection) is Progress.RELEASED:
        raise Conflict(FROZEN)


def _note_change(collection: Collection, now: datetime) -> None:
    """Every change counts, and what was handed over has to be handed over again."""
    collection.revision += 1
    collection.changed_at = now
    collection.ready_at = None
    session().flush()
    if progress_of(collection) is Progress.RELEASED:
        ask_for_books(collection, shown_of(chapters_of(collection)), by=collection.editor_id, now=now)


def _items(collection: Collection) -> list[CollectionItem]:
    query = sa.select(CollectionItem).where(CollectionItem.collection_id == collection.id)
    return list(session().scalars(query.order_by(CollectionItem.position, CollectionItem.article_id)))


def _item(items: Sequence[CollectionItem], article_id: int) -> CollectionItem:
    found = next((each for each in items if each.article_id == article_id), None)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


def _number(items: Sequence[CollectionItem]) -> None:
    for number, each in enumerate(items, 1):
        each.position = number
