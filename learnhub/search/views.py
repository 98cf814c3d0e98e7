"""The page of the search: the box, what was found, and what one searched for lately."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.text import one_line
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang
from learnhub.platform.ratelimit import costly
from learnhub.search import actions, policies, queries
from learnhub.search.forms import place_of, read_search

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("")
@costly
def show_search() -> ResponseReturnValue:
    """What was found for the words in the address; without any, the box and one's recent searches."""
    asked = read_search(request.args)
    if asked.problem:
        return _page(asked), 422
    if not asked.words:
        return _page(asked, recent=queries.recent_searches(actor().id))
    me = actor()
    labels, units = policies.labels_of(me), policies.units_to_find(me)
    asker = queries.Asker(me.id, labels, units, html_lang(), lambda name: place_of(me, name))
    at, root = url_for("search.show_search"), request.script_root
    return _page(asked, found=queries.results(asked, asker, at=at, root=root, day=clock.today()))


@blueprint.post("/recent/erase")
def post_erase() -> ResponseReturnValue:
    """Erase one of one's recent searches, or all of them."""
    words = request.form.get("words")
    with transaction():
        erased = actions.forget_searches(actor().id, None if words is None else one_line(words))
    flash(_("Erased.") if erased else _("There was nothing to erase."), "success" if erased else "info")
    return redirect(url_for("search.show_search"), 303)


def _page(asked: queries.Asked, *, found: queries.Results | None = None, recent: Sequence[str] = ()) -> str:
    me = actor()
    return render_template(
        "search/search.html",
        asked=asked,
        found=found,
        recent=recent,
        finds_questions=policies.can_find_questions(me),
        finds_people=bool(policies.units_to_find(me)),
    )
