"""The page of an article, and what its reader does with it: thank, keep, comment."""

from functools import lru_cache

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Redirect

from learnhub.articles.actions import comments as actions
from learnhub.articles.actions import following
from learnhub.articles.forms import reading as forms
from learnhub.articles.policies import can_read, can_write, sees_as_reviewer
from learnhub.articles.policies import reading as policies
from learnhub.articles.policies.articles import access_page
from learnhub.articles.queries import comments as queries
from learnhub.articles.queries.reading import Facts, article_page, text_of
from learnhub.articles.rules.marks import joined
from learnhub.articles.views.blueprint import blueprint
from learnhub.articles.views.comment_list import Seen, comment_list
from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Actor
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang, ngettext
from learnhub.platform.markdown import trusted


@blueprint.get("/<int:article_id>")
def show_article(article_id: int) -> ResponseReturnValue:
    """An article as its readers see it; one that is not released, or withdrawn, says so."""
    me = actor()
    about = access_page(me, article_id)
    if not can_read(me, about):
        return _not_readable(me, about)
    return _page(me, about)


@blueprint.post("/<int:article_id>/comments")
def post_comment(article_id: int) -> ResponseReturnValue:
    """Write a comment; what cannot be taken comes back with its words in the form."""
    me, form = actor(), forms.CommentForm()
    if not form.validate_on_submit():
        policies.access_released(me, article_id)
        return _page(me, access_page(me, article_id), form), 422
    with transaction():
        article = policies.access_released(me, article_id)
        made = actions.post_comment(
            me, article, text=form.text.data or "", block=forms.number_in(form.block.data or ""),
            parent_id=forms.number_in(form.parent.data or ""), request_key=form.request_key.data or "",
            now=clock.now(),
        )  # fmt: skip
    flash(_("Your comment is written. You can correct it for half an hour."), "success")
    return _to_comment(article_id, made.id)


@blueprint.get("/comments/<int:comment_id>")
def show_comment(comment_id: int) -> ResponseReturnValue:
    """One's own comment, to put it right."""
    comment, _article = policies.access_comment_to_edit(actor(), comment_id, clock.now())
    form = forms.CommentForm(formdata=None, text=comment.source)
    return render_template("articles/comment.html", comment=comment, form=form)


@blueprint.post("/comments/<int:comment_id>/edit")
def post_comment_edit(comment_id: int) -> ResponseReturnValue:
    """Put one's own comment right."""
    me, form = actor(), forms.CommentForm()
    if not form.validate_on_submit():
        comment, _article = policies.access_comment_to_edit(me, comment_id, clock.now())
        return render_template("articles/comment.html", comment=comment, form=form), 422
    with transaction():
        comment = actions.edit_comment(me, comment_id, text=form.text.data or "", now=clock.now())
    return _to_comment(comment.article_id, comment.id)


@blueprint.post("/comments/<int:comment_id>/remove")
def post_comment_removal(comment_id: int) -> ResponseReturnValue:
    """Take a comment away."""
    form = forms.RemoveForm()
    with transaction():
        comment = actions.remove_comment(actor(), comment_id, reason=form.reason.data or "", now=clock.now())
    flash(_("The comment is taken away."), "success")
    return _to_comment(comment.article_id, comment.id)


@blueprint.post("/<int:article_id>/thanks")
def post_thanks(article_id: int) -> ResponseReturnValue:
    """Thank for an article, or take it back."""
    me = actor()
    with transaction():
        article = policies.access_released(me, article_id)
        following.set_thanks(me, article, on=request.form.get("on") == "yes", now=clock.now())
    return redirect(url_for("articles.show_article", article_id=article_id) + "#thanks", 303)


@blueprint.post("/<int:article_id>/bookmark")
def post_bookmark(article_id: int) -> ResponseReturnValue:
    """Keep an article for later, or no longer; also one that was withdrawn or is out of sight since."""
    me, on = actor(), request.form.get("on") == "yes"
    with transaction():
        if on:
            policies.access_released(me, article_id)
        following.set_bookmark(me, article_id, on=on, now=clock.now())
    if request.form.get("back") == "bookmarks":
        return redirect(url_for("articles.show_bookmarks"), 303)
    return redirect(url_for("articles.show_article", article_id=article_id) + "#thanks", 303)


def _page(me: Actor, about: Facts, form: forms.CommentForm | None = None) -> str:
    """The page; `form` holds a comment, or an answer, that could not be taken."""
    page = article_page(about, me.id)
    blocks = page.text.blocks
    at = forms.number_in(request.args.get("at", "") if form is None else form.block.data or "")
    at = at if at is not None and at < len(blocks) else None
    answer_to = forms.number_in(request.args.get("answer", "") if form is None else form.parent.data or "")
    text = about.released_version_id or 0, about.content_hash or ""
    found = queries.comments_page(
        about.id, *text, at=at, asked=request.args.get("page"),
        find=answer_to or forms.number_in(request.args.get("comment", "")),
    )  # fmt: skip
    here_url = url_for("articles.show_article", article_id=about.id)
    seen = Seen(me.id, policies.moderates(me, about), clock.now() - policies.EDITED_FOR, here_url, answer_to)
    return render_template(
        "articles/article.html", page=page, about=about, here_url=here_url, at=at, comments=found,
        body=_body(*text, tuple(found.counts.items()), at, here_url, html_lang()),
        listed=comment_list(about, found, seen) if found.page.rows else None,
        here=blocks[at] if at is not None else None, answer_to=answer_to, form=form, request_key=ids.token(18),
        cited=page.cited(clock.today(), url_for("articles.show_article", article_id=about.id, _external=True)),
        kind=str(forms.KIND_WORDS[about.kind]), writes=me.id in page.writers, reviews=sees_as_reviewer(me, about),
        me=me, endpoints=current_app.view_functions,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _body(
    version_id: int,
    content_hash: str,
    counted: tuple[tuple[int, int], ...],
    at: int | None,
    here_url: str,
    language: str,
) -> str:
    """The text with a mark beside each paragraph: a link to what is said of it, with how much that is."""
    text, counts = text_of(version_id, content_hash), dict(counted)
    words = {count: _count_words(count) for count in {0, *counts.values()}}
    made = []
    for number in text.numbers:
        count = counts.get(number, 0)
        said = words[count]
        current = ' aria-current="true"' if number == at else ""
        made.append(
            f'<a class="paragraph-mark" href="{here_url}?at={number}#comment" lang="{language}" aria-label="{said}"'
            f' title="{said}"{current}>{count or ""}</a>'
        )
    return trusted(joined(text, made))


def _count_words(count: int) -> str:
    if not count:
        return _("Comment on this paragraph")
    return ngettext("%(num)s comment on this paragraph", "%(num)s comments on this paragraph", count)


def _not_readable(me: Actor, about: Facts) -> Response:
    """A withdrawn article keeps its address; a draft shows its writers and reviewers where to go on."""
    answer = make_response(
        render_template(
            "articles/not_readable.html", about=about, writes=can_write(me, about),
            reviews=sees_as_reviewer(me, about), kinds=forms.KIND_WORDS, endpoints=current_app.view_functions,
        )
    )  # fmt: skip
    answer.status_code = 410 if about.withdrawn_at is not None else 200
    return answer


def _to_comment(article_id: int, comment_id: int) -> Redirect:
    to = url_for("articles.show_article", article_id=article_id, comment=comment_id)
    return redirect(f"{to}#comment-{comment_id}", 303)
