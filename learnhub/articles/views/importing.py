"""Documents that become articles: upload, look at what was kept and what not, make it a draft or put it into one."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from learnhub.articles.actions import importing as actions
from learnhub.articles.actions.rendering import render_article
from learnhub.articles.forms.importing import DocumentForm, IntoForm
from learnhub.articles.models import ArticleImport
from learnhub.articles.policies import access_draft
from learnhub.articles.policies.imports import access_import, access_import_to_settle
from learnhub.articles.queries import imports as queries
from learnhub.articles.rules.files import clean_name
from learnhub.articles.rules.states import ImportState
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid, NotFound
from learnhub.platform import documents
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang
from learnhub.platform.markdown import trusted
from learnhub.platform.ratelimit import costly

MEGABYTE = 1024 * 1024
_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
NO_PICTURE = "There is no such picture."


@blueprint.get("/import")
def show_import() -> ResponseReturnValue:
    """The form for a document, and the documents brought lately."""
    return _form_page(DocumentForm(formdata=None), _wanted(request.args.get("article", "")))


@blueprint.post("/import")
@costly
def post_import() -> ResponseReturnValue:
    """Read a document and keep it to be looked at; nothing of it is an article yet."""
    me, form = actor(), DocumentForm()
    wanted = _wanted(request.form.get("article", ""))
    if not form.validate_on_submit():
        return _form_page(form, wanted), 422
    with form.file.data.stream as stream:
        content, name = stream.read(), clean_name(form.file.data.filename or "")
    try:
        actions.kind_of(content, name)
    except Invalid as refused:
        form.file.errors = [_(refused.message, **refused.params)]
        return _form_page(form, wanted), 422
    found = actions.read_at_once(content, name)
    if found is not None and found.problem:
        form.file.errors = [_(found.problem, **found.params)]
        return _form_page(form, wanted), 422
    with transaction():
        if wanted is not None:
            access_draft(me, wanted[0])
        kept = actions.keep(
            content, name, found, article_id=wanted[0] if wanted else None, by=me.id, now=clock.now()
        )  # fmt: skip
        import_id = kept.id
    return redirect(url_for("articles.show_imported", import_id=import_id), 303)


@blueprint.get("/import/<int:import_id>")
def show_imported(import_id: int) -> ResponseReturnValue:
    """What of a document was read, what was not kept, and where it may go."""
    me = actor()
    kept = access_import(me, import_id)
    form = IntoForm(formdata=None, title=kept.title)
    return render_template(
        "articles/imported.html", kept=kept, form=form, body=_shown(kept), counts=queries.kept_of(kept.report),
        losses=queries.losses_of(kept.report), problem=queries.problem_of(kept.report),
        drafts=queries.drafts_of(me) if kept.state is ImportState.READ else (),
    )  # fmt: skip


@blueprint.get("/import/<int:import_id>/pictures/<int:position>")
def show_import_picture(import_id: int, position: int) -> ResponseReturnValue:
    """A picture of a document that is looked at, drawn anew."""
    kept = access_import(actor(), import_id)
    if kept.content is None or kept.state is not ImportState.READ:
        raise NotFound(NO_PICTURE)
    found = [each for each in documents.opened(kept.content).files if each.key == position and each.content_type]
    if not found:
        raise NotFound(NO_PICTURE)
    answer: Response = current_app.response_class(
        documents.data_of(kept.content, position), mimetype=found[0].content_type
    )
    answer.headers["Content-Security-Policy"] = _CSP
    return answer


@blueprint.post("/import/<int:import_id>/confirm")
@costly
def post_import_confirm(import_id: int) -> ResponseReturnValue:
    """Make a document a new draft, or put it into one's own; everything or nothing is written."""
    me, form = actor(), IntoForm()
    ready = actions.prepare(access_import(me, import_id))
    if not form.validate_on_submit():
        raise Invalid("The title may have up to %(most)s characters.", most=actions.LONGEST_TITLE)
    wanted = request.form.get("article", "")
    with transaction():
        kept = access_import_to_settle(me, import_id)
        actions.ensure_read(kept)
        title, now = form.title.data or kept.title, clock.now()
        if wanted.isdecimal() and len(wanted) < 10:
            article = access_draft(me, int(wanted))
        else:
            article = actions.new_draft(me.id, me.unit_id, title=title, language=html_lang(), now=now)
        actions.write(article, title, kept.source, ready, by=me.id, now=now, name=kept.file_name)
        actions.finish(kept, article, now=now)
        article_id = article.id
    flash(_("The document is in your draft now."), "success")
    return redirect(_after(article_id), 303)


@blueprint.post("/import/<int:import_id>/discard")
def post_import_discard(import_id: int) -> ResponseReturnValue:
    """Forget a document; nothing was written."""
    with transaction():
        actions.discard(access_import_to_settle(actor(), import_id))
    flash(_("The document is discarded; nothing was changed."), "success")
    return redirect(url_for("articles.show_import"), 303)


def _wanted(said: str) -> tuple[int, str] | None:
    """The draft that the document is meant for, where the actor may write on it."""
    if not said.isdecimal() or len(said) > 9:
        return None
    with transaction():
        article = access_draft(actor(), int(said))
        return article.id, article.title


def _shown(kept: ArticleImport) -> str:
    """The text as it would look, with its pictures at addresses of the import."""
    if kept.state is not ImportState.READ:
        return ""
    base = url_for("articles.show_import_picture", import_id=kept.id, position=0).removesuffix("0")
    source = kept.source.replace("](import:", f"]({base}").replace('"import:', f'"{base}')
    return trusted(render_article(source, language=html_lang(), title=kept.title).html)


def _after(article_id: int) -> str:
    """The editor of the draft."""
    if "articles.show_editor" in current_app.view_functions:
        return url_for("articles.show_editor", article_id=article_id)
    return url_for("articles.show_article", article_id=article_id)


def _form_page(form: DocumentForm, wanted: tuple[int, str] | None) -> str:
    most = current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE
    return render_template(
        "articles/import.html", form=form, most=most, wanted=wanted, imports=queries.recent(actor().id)
    )
