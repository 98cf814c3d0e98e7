"""What the similarity check found, and what colleagues wrote about the same while a title is typed."""

from functools import partial

from flask import current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.policies import own_units, sees_draft
from learnhub.articles.policies.similarity import access_similarity, can_see_text
from learnhub.articles.queries.alike import Alike, alike
from learnhub.articles.queries.life import title_for
from learnhub.articles.queries.similarity import similarity_page
from learnhub.articles.views.blueprint import blueprint
from learnhub.catalog.policies import visible_to as courses_visible_to
from learnhub.platform.auth import actor
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import ngettext


@blueprint.get("/<int:article_id>/similarity")
def show_similarity(article_id: int) -> ResponseReturnValue:
    """The passages that this article and others share, side by side."""
    me = actor()
    article = access_similarity(me, article_id)
    page = similarity_page(article, may_see=partial(can_see_text, me), offered=courses_visible_to(me))
    return render_template(
        "articles/similarity.html", article=article, page=page, mine=article.author_id == me.id,
        title=title_for(article, draft=sees_draft(me, article)),
    )  # fmt: skip


@blueprint.get("/alike")
def show_alike() -> ResponseReturnValue:
    """What others wrote about the same as a title that is being typed."""
    me, own = actor(), request.args.get("article", "")
    own_id = int(own) if own.isdecimal() and len(own) < 10 else 0
    found = alike(
        request.args.get("title", ""), viewer_id=me.id, unit_id=me.unit_id, units=own_units(me), own_id=own_id
    )
    lead = ngettext(
        "%(num)s colleague wrote about this: read it, or ask to write along?",
        "%(num)s colleagues wrote about this: read them, or join them?",
        len(found),
    )
    return jsonify(lead=lead if found else "", found=[_offer(each) for each in found])


def _offer(each: Alike) -> dict[str, str]:
    """One line of the list; what is being reviewed in one's own unit is neither named nor shown."""
    join = {"join": url_for("articles.show_coauthors", article_id=each.article_id), "ask": _("Ask to write along")}
    if not each.title:
        return {**join, "title": _("A colleague of your unit has handed in an article about this."), "note": ""}
    note = " · ".join(part for part in (each.author, each.unit) if part)
    readable = "articles.show_article" in current_app.view_functions
    read = {"read": url_for("articles.show_article", article_id=each.article_id)} if readable else {}
    return {**join, **read, "title": each.title, "note": note}
