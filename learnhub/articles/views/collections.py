"""Pages of collections as readers see them: the list, one collection, its chapters and its books."""

from urllib.parse import quote

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import binding as actions
from learnhub.articles.models import Binding, Collection
from learnhub.articles.policies import collections as policies
from learnhub.articles.queries import collections as queries
from learnhub.articles.rules.collections import Progress, progress_of
from learnhub.articles.rules.states import BindingFormat, BindingState
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.errors import NotFound
from learnhub.platform import storage
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted
from learnhub.platform.ratelimit import costly

NO_SUCH_BOOK = "There is no book in this format."
MEDIA_TYPES = {BindingFormat.PDF: "application/pdf", BindingFormat.EPUB: "application/epub+zip"}
_NOT_IN_A_NAME = frozenset('\\/:*?"<>|')


@blueprint.get("/collections/")
def show_collections() -> ResponseReturnValue:
    """The released collections that one reads, and those that one works on."""
    me = actor()
    compiles = policies.can_compile(me)
    return render_template(
        "articles/collections/list.html", found=queries.collections_page(
            policies.collections_for(me), request.args.get("page")
        ),
        at_work=queries.collections_at_work(policies.works_on(me)) if compiles else [], compiles=compiles,
    )  # fmt: skip


@blueprint.get("/collections/<int:collection_id>")
def show_collection(collection_id: int) -> ResponseReturnValue:
    """A collection: cover, foreword, contents by parts, who wrote it, its books. A withdrawn one says so."""
    me = actor()
    collection = policies.access_collection(me, collection_id)
    progress = progress_of(collection)
    if progress is Progress.WITHDRAWN or not policies.can_read_collection(me, collection):
        return render_template(
            "articles/collections/away.html", collection=collection, progress=progress,
            can_see_work=policies.can_see_work(me, collection),
        )  # fmt: skip
    chapters = queries.chapters_of(collection)
    shown = queries.shown_of(chapters)
    return render_template(
        "articles/collections/collection.html", collection=collection, progress=progress, shown=shown,
        left_out=len(chapters) - len(shown), contributors=queries.contributors_of(shown),
        books=queries.books_of(collection, shown), foreword=trusted(collection.foreword_html),
        can_name_editor=policies.can_name_editor(me, collection), can_edit=policies.can_edit(me, collection),
        can_release=policies.can_release(me, collection),
        unit_name=queries.unit_of(collection), now=clock.now(), is_stuck=actions.is_stuck,
    )  # fmt: skip


@blueprint.get("/collections/<int:collection_id>/articles/<int:article_id>")
def show_chapter(collection_id: int, article_id: int) -> ResponseReturnValue:
    """One article as it is bound into a collection, with the ones before and after it."""
    collection = policies.access_collection_content(actor(), collection_id)
    shown = queries.shown_of(queries.chapters_of(collection))
    place = queries.chapter_of(shown, article_id)
    chapter = shown[place].chapter
    return render_template(
        "articles/collections/chapter.html", collection=collection, chapter=chapter, place=place + 1, all=len(shown),
        part=next((each.part for each in reversed(shown[: place + 1]) if each.part), ""),
        before=shown[place - 1].chapter if place else None,
        after=shown[place + 1].chapter if place + 1 < len(shown) else None,
        body=trusted(queries.body_of(chapter.version_id)),
    )  # fmt: skip


@blueprint.get("/collections/<int:collection_id>/books/<book_format>")
@costly
def show_book(collection_id: int, book_format: str) -> ResponseReturnValue:
    """The book as a file; where it is not there yet, the page that says how far it is."""
    collection = policies.access_collection_content(actor(), collection_id)
    form = _format(book_format)
    book = queries.books_of(collection, queries.shown_of(queries.chapters_of(collection)))[form]
    if book is None or book.state is not BindingState.DONE:
        return redirect(url_for("articles.show_collection", collection_id=collection_id, _anchor="books"), 303)
    return _sent(collection, book)


@blueprint.post("/collections/<int:collection_id>/books/<book_format>")
@costly
def post_book(collection_id: int, book_format: str) -> ResponseReturnValue:
    """Let a book be made, or tried again."""
    me = actor()
    form = _format(book_format)
    with transaction():
        collection = policies.access_collection_content(me, collection_id)
        shown = queries.shown_of(queries.chapters_of(collection))
        if actions.ask_for_book(collection, shown, form, by=me.id, now=clock.now()) is None:
            flash(_("Put at least one article into the collection first."), "warning")
    return redirect(url_for("articles.show_collection", collection_id=collection_id, _anchor="books"), 303)


def _format(text: str) -> BindingFormat:
    if text not in set(BindingFormat):
        raise NotFound(NO_SUCH_BOOK)
    return BindingFormat(text)


def _sent(collection: Collection, book: Binding) -> Response:
    """A download under the title of the collection (RFC 6266 with the encoding of RFC 8187)."""
    title = "".join(" " if sign in _NOT_IN_A_NAME or ord(sign) < 32 else sign for sign in collection.title)
    name = f"{title.strip(' .')[:80] or 'book'}.{book.format.value}"
    answer = send_file(
        storage.path_of(book.digest), mimetype=MEDIA_TYPES[book.format], conditional=True, etag=book.digest,
        last_modified=None,
    )  # fmt: skip
    plain = f"collection-{collection.id}.{book.format.value}"
    answer.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
