"""Writing together: asking, answering, leaving."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import coauthors
from learnhub.articles.policies import sees_draft
from learnhub.articles.policies.similarity import access_asked, access_join, access_leaving, access_together
from learnhub.articles.queries.coauthors import together
from learnhub.articles.queries.life import title_for
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.get("/<int:article_id>/coauthors")
def show_coauthors(article_id: int) -> ResponseReturnValue:
    """Who writes an article together, who asked to, and the form to ask."""
    me = actor()
    article, named = access_together(me, article_id)
    return render_template(
        "articles/together.html", article=article, named=named, together=together(article, me),
        title=title_for(article, draft=sees_draft(me, article)), longest=coauthors.LONGEST_MESSAGE,
    )  # fmt: skip


@blueprint.post("/<int:article_id>/join")
def post_join(article_id: int) -> ResponseReturnValue:
    """Ask to write along."""
    me = actor()
    with transaction():
        article = access_join(me, article_id)
        asked = coauthors.ask_to_join(article, by=me, message=request.form.get("message", ""), now=clock.now())
    flash(
        _("The author was asked. You get a notice with the answer.") if asked else _("You have asked already."), "done"
    )
    return redirect(url_for("articles.show_coauthors", article_id=article_id), 303)


@blueprint.post("/<int:article_id>/coauthors/<int:person_id>/accept")
def post_coauthor_accept(article_id: int, person_id: int) -> ResponseReturnValue:
    """Let somebody write along."""
    return _answered(article_id, person_id, accepted=True)


@blueprint.post("/<int:article_id>/coauthors/<int:person_id>/decline")
def post_coauthor_decline(article_id: int, person_id: int) -> ResponseReturnValue:
    """Do not let somebody write along, or no longer."""
    return _answered(article_id, person_id, accepted=False)


@blueprint.post("/<int:article_id>/leave")
def post_leave(article_id: int) -> ResponseReturnValue:
    """Stop writing along, or take back that one asked."""
    me = actor()
    with transaction():
        article, along = access_leaving(me, article_id)
        coauthors.leave(article, along, by=me, now=clock.now())
    flash(_("You no longer write this article together."), "done")
    return redirect(url_for("articles.show_shelf"), 303)


def _answered(article_id: int, person_id: int, *, accepted: bool) -> ResponseReturnValue:
    me = actor()
    with transaction():
        article, along = access_asked(me, article_id, person_id)
        coauthors.answer(article, along, accepted=accepted, by=me, now=clock.now())
    flash(_("Your answer was sent."), "done")
    return redirect(url_for("articles.show_coauthors", article_id=article_id), 303)
