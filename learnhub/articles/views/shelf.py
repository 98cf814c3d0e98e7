"""The shelf and its smaller ones: an author's, a topic's, and what one keeps."""

from dataclasses import replace
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import following
from learnhub.articles.forms import reading as forms
from learnhub.articles.policies import own_units, visible_to
from learnhub.articles.policies.articles import NO_ARTICLE
from learnhub.articles.policies.reading import access_topic
from learnhub.articles.queries import kept
from learnhub.articles.queries.shelf import ShelfPage, Wanted, shelf_page
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.errors import NotFound
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


class Choices(NamedTuple):
    """What each filter of the shelf offers: (value, words, how many articles)."""

    kinds: tuple[tuple[str, str, int | None], ...]
    topics: tuple[tuple[int, str, int], ...]
    units: tuple[tuple[int, str, int], ...]
    years: tuple[tuple[int, str, int], ...]
    languages: tuple[tuple[str, str, int | None], ...]


@blueprint.get("/")
def show_shelf() -> ResponseReturnValue:
    """The released articles that one may read."""
    me, wanted = actor(), forms.read_wanted(request.args)
    author = kept.author_name(wanted.author_id) if wanted.author_id else None
    shelf = _shelf(me, wanted)
    return render_template(
        "articles/shelf.html", **shelf, author=author, chosen=replace(wanted, page=""),
        choices=_choices(wanted, shelf["found"]), reviewer=me.has(Role.REVIEWER) or me.has(Role.TRAINING_ADMINISTRATOR),
    )  # fmt: skip


@blueprint.get("/authors/<int:person_id>")
def show_author(person_id: int) -> ResponseReturnValue:
    """What somebody wrote, as far as it is released to the reader; somebody without articles has no page."""
    me, wanted = actor(), Wanted(author_id=person_id, page=request.args.get("page", ""))
    shelf, name = _shelf(me, wanted), kept.author_name(person_id)
    if name is None or not (shelf["found"].page.total or person_id == me.id):
        raise NotFound(NO_ARTICLE)
    return render_template("articles/author.html", **shelf, name=name, person_id=person_id)


@blueprint.get("/topics/<int:topic_id>")
def show_topic(topic_id: int) -> ResponseReturnValue:
    """The articles on a topic, and whether one follows it."""
    me, topic = actor(), access_topic(topic_id)
    shelf = _shelf(me, replace(forms.read_wanted(request.args), topic_id=topic_id))
    return render_template("articles/topic.html", **shelf, topic=topic, followed=kept.follows(me.id, topic_id))


@blueprint.post("/topics/<int:topic_id>/follow")
def post_follow(topic_id: int) -> ResponseReturnValue:
    """Follow a topic, or no longer."""
    on = request.form.get("on") == "yes"
    with transaction():
        topic = access_topic(topic_id)
        following.set_follow(actor(), topic, on=on, now=clock.now())
    flash(
        _("You follow this topic: new articles on it come to your inbox.") if on
        else _("You do not follow this topic any more."), "success",
    )  # fmt: skip
    return redirect(url_for("articles.show_topic", topic_id=topic_id), 303)


@blueprint.get("/bookmarks")
def show_bookmarks() -> ResponseReturnValue:
    """What one keeps: bookmarked articles and followed topics; nobody else sees it."""
    me = actor()
    return render_template(
        "articles/bookmarks.html", rows=kept.bookmarks_of(me.id, visible_to(me)), followed=kept.followed_by(me.id),
        kinds=forms.KIND_WORDS,
    )  # fmt: skip


def _shelf(me: Actor, wanted: Wanted) -> dict[str, Any]:
    """What every list of articles shows; `address` is what the pages of the list keep of the filters."""
    chosen = {
        "kind": wanted.kind and wanted.kind.value, "topic": wanted.topic_id, "unit": wanted.unit_id,
        "language": wanted.language, "year": wanted.year, "tag": wanted.tag, "author": wanted.author_id,
        "sort": "title" if wanted.by_title else None,
    }  # fmt: skip
    return {
        "found": shelf_page(tuple(sorted(own_units(me))), wanted),
        "kinds": {kind: str(words) for kind, words in forms.KIND_WORDS.items()},
        "address": {name: value for name, value in chosen.items() if value},
    }


def _choices(wanted: Wanted, found: ShelfPage) -> Choices:
    counts, counted = found.counts, wanted.counted
    languages = forms.LANGUAGE_WORDS if wanted.language or len(counts.languages) > 1 else {}
    return Choices(
        tuple(
            (kind.value, str(words), counts.kinds.get(kind, 0) if counted else None)
            for kind, words in forms.KIND_WORDS.items()
        ),
        found.topics,
        found.units,
        tuple((year, str(year), counts.years[year]) for year in sorted(counts.years, reverse=True)),
        tuple(
            (code, str(words), counts.languages.get(code, 0) if counted else None) for code, words in languages.items()
        ),
    )
