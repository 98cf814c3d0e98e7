"""The endpoints behind the search box: what to offer while somebody types, and keeping what they searched for."""

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.search import actions, policies, queries
from learnhub.search.forms import place_of, read_search

blueprint = Blueprint("search_api", __name__, url_prefix="/search")


@blueprint.get("/suggestions")
def show_suggestions() -> ResponseReturnValue:
    """Recent searches, titles and people that go on from what was typed; before anything was, the recent searches."""
    me, typed = actor(), request.args.get("q", "")[: queries.LONGEST_TYPED + 1]
    recent = queries.suggested_searches(typed, queries.recent_searches(me.id))
    labels, units = policies.labels_of(me), policies.units_to_find(me)
    names = queries.suggested_names(typed, me=me.id, labels=labels, units=units, day=clock.today())
    offered = [{"kind": "recent", "words": words, "to": url_for("search.show_search", q=words)} for words in recent]
    placed = [(name, place_of(me, name)) for name in names]
    offered += [
        {"kind": name.kind, "words": name.words, "note": name.note, "lang": name.language, "to": to}
        for name, to in placed
        if to is not None
    ]
    return jsonify(offered=offered)


@blueprint.post("/recent")
def post_recent() -> ResponseReturnValue:
    """Keep a search that found something; the page of results asks for it, so that looking itself writes nothing."""
    body = request.get_json(silent=True)
    words = body.get("q") if isinstance(body, dict) else None
    asked = read_search(MultiDict({"q": words})) if isinstance(words, str) else None
    if asked is None or asked.problem or not asked.words:
        raise Invalid("There is nothing to search for in this. Type at least one letter, number or character.")
    with transaction():
        actions.remember_search(actor().id, asked.words, now=clock.now())
    return "", 204
