"""Pages of those who compile and release collections: begin, edit, hand over, release, return, withdraw."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from learnhub.articles.actions import collections as actions
from learnhub.articles.forms import collections as forms
from learnhub.articles.models import Collection
from learnhub.articles.policies import collections as policies
from learnhub.articles.queries import collections as queries
from learnhub.articles.rules.collections import Progress, progress_of
from learnhub.articles.rules.states import Kind
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.people.queries import person_line
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted

STALE = "Somebody changed this collection meanwhile. Your text is still here; compare it and save again."
NO_PLACE = "Enter the number of the place."
UNKNOWN_STEP = "This step does not exist."


@blueprint.get("/collections/new")
def show_new_collection() -> ResponseReturnValue:
    """The form for a new collection."""
    policies.access_compiling(actor())
    return render_template("articles/collections/new.html", form=forms.CollectionForm(formdata=None))


@blueprint.post("/collections/new")
def post_collection() -> ResponseReturnValue:
    """Begin a collection."""
    me, form = actor(), forms.CollectionForm()
    unit_id = policies.access_compiling(me)
    if not form.validate_on_submit():
        return render_template("articles/collections/new.html", form=form), 422
    with transaction():
        made = actions.begin_collection(
            form.title.data or "", form.subtitle.data or "", form.chosen_level(), form.foreword.data or "",
            language=form.language.data, unit_id=unit_id, by=me.id, now=clock.now(),
        )  # fmt: skip
    return redirect(url_for("articles.show_collection_editor", collection_id=made.id), 303)


@blueprint.get("/collections/<int:collection_id>/edit")
def show_collection_editor(collection_id: int) -> ResponseReturnValue:
    """The editor's page: the articles in order, more articles to add, the words around them."""
    collection = policies.access_edit(actor(), collection_id)
    return _editor(collection, _form_of(collection))


@blueprint.post("/collections/<int:collection_id>/edit")
def post_collection_facts(collection_id: int) -> ResponseReturnValue:
    """Change title, foreword and readers; a form that is out of date keeps what was typed."""
    me, form = actor(), forms.CollectionForm()
    collection = policies.access_edit(me, collection_id)
    if not form.validate_on_submit():
        return _editor(collection, form), 422
    if form.revision.data != str(collection.revision):
        form.title.errors = [_(STALE)]
        form.revision.data = str(collection.revision)
        return _editor(collection, form), 409
    with transaction():
        collection = policies.access_edit(me, collection_id)
        actions.refuse_stale(collection, form.revision.data)
        actions.describe(
            collection, form.title.data or "", form.subtitle.data or "", form.chosen_level(), form.foreword.data or "",
            language=form.language.data, now=clock.now(),
        )  # fmt: skip
    flash(_("Saved."), "success")
    return redirect(url_for("articles.show_collection_editor", collection_id=collection_id), 303)


@blueprint.post("/collections/<int:collection_id>/items")
def post_collection_items(collection_id: int) -> ResponseReturnValue:
    """Put the chosen articles into the collection."""
    me = actor()
    wanted = [number for text in request.form.getlist("article") if (number := forms.number_in(text)) is not None]
    with transaction():
        collection = policies.access_edit(me, collection_id)
        actions.refuse_stale(collection, request.form.get("revision"))
        fit = queries.articles_that_fit(wanted, policies.may_be_bound(me, collection))
        versions = {article_id: fit[article_id] for article_id in wanted if article_id in fit}
        added = actions.add_articles(collection, versions, now=clock.now())
    if added:
        flash(_("Articles added: %(number)s.", number=added), "success")
    else:
        flash(_("Choose articles that are not in the collection yet."), "warning")
    return redirect(url_for("articles.show_collection_editor", collection_id=collection_id, _anchor="articles"), 303)


@blueprint.post("/collections/<int:collection_id>/items/<int:article_id>")
def post_collection_item(collection_id: int, article_id: int) -> ResponseReturnValue:
    """One step with one article: up, down, to a place, its part heading, its newer version, out."""
    me, step, now = actor(), request.form.get("do", ""), clock.now()
    with transaction():
        collection = policies.access_edit(me, collection_id)
        actions.refuse_stale(collection, request.form.get("revision"))
        if step == "move":
            to = forms.number_in(request.form.get("to"))
            if to is None:
                raise Invalid(NO_PLACE)
            actions.move_article(collection, article_id, to, now=now)
        elif step == "part":
            heading = " ".join(request.form.get("part", "").split())
            actions.name_part(collection, article_id, heading, now=now)
        elif step == "renew":
            actions.renew_article(collection, article_id, now=now)
        elif step == "remove":
            actions.remove_article(collection, article_id, now=now)
        else:
            raise Invalid(UNKNOWN_STEP)
    place = f"article-{article_id}" if step != "remove" else "articles"
    return redirect(url_for("articles.show_collection_editor", collection_id=collection_id, _anchor=place), 303)


@blueprint.post("/collections/<int:collection_id>/ready")
def post_collection_ready(collection_id: int) -> ResponseReturnValue:
    """Hand a collection over to the reviewers of its unit."""
    me = actor()
    with transaction():
        collection = policies.access_edit(me, collection_id)
        actions.refuse_stale(collection, request.form.get("revision"))
        actions.hand_over(collection, by=me.id, now=clock.now())
    flash(_("Handed over. A reviewer of the unit releases it."), "success")
    return redirect(url_for("articles.show_collection", collection_id=collection_id), 303)


@blueprint.post("/collections/<int:collection_id>/again")
def post_collection_again(collection_id: int) -> ResponseReturnValue:
    """Work on a released collection again."""
    me = actor()
    with transaction():
        actions.work_again(policies.access_edit(me, collection_id), by=me.id, now=clock.now())
    return redirect(url_for("articles.show_collection_editor", collection_id=collection_id), 303)


@blueprint.get("/collections/<int:collection_id>/release")
def show_collection_release(collection_id: int) -> ResponseReturnValue:
    """What a reviewer looks at before a collection is released."""
    collection = policies.access_release(actor(), collection_id)
    return _release_page(collection, forms.WhyForm(formdata=None))


@blueprint.post("/collections/<int:collection_id>/release")
def post_collection_release(collection_id: int) -> ResponseReturnValue:
    """Release a collection exactly as it was looked at."""
    me = actor()
    with transaction():
        collection = policies.access_release(me, collection_id)
        actions.refuse_stale(collection, request.form.get("revision"))
        actions.release_collection(collection, by=me.id, now=clock.now())
    flash(_("Released. Its books are being made."), "success")
    return redirect(url_for("articles.show_collection", collection_id=collection_id), 303)


@blueprint.post("/collections/<int:collection_id>/return")
def post_collection_return(collection_id: int) -> ResponseReturnValue:
    """Give a collection back to its editor, with the reason."""
    me, form = actor(), forms.WhyForm()
    collection = policies.access_release(me, collection_id)
    if not form.validate_on_submit():
        return _release_page(collection, form), 422
    with transaction():
        collection = policies.access_release(me, collection_id)
        actions.return_collection(collection, form.why.data or "", by=me.id, now=clock.now())
    flash(_("Given back to its editor."), "success")
    return redirect(url_for("articles.show_collections"), 303)


@blueprint.get("/collections/<int:collection_id>/withdraw")
def show_collection_withdraw(collection_id: int) -> ResponseReturnValue:
    """The question before a collection is withdrawn for good."""
    collection = policies.access_withdraw(actor(), collection_id)
    return render_template(
        "articles/collections/withdraw.html", collection=collection, form=forms.WhyForm(formdata=None)
    )  # fmt: skip


@blueprint.post("/collections/<int:collection_id>/withdraw")
def post_collection_withdraw(collection_id: int) -> ResponseReturnValue:
    """Withdraw a collection; its address keeps the reason."""
    me, form = actor(), forms.WhyForm()
    collection = policies.access_withdraw(me, collection_id)
    if not form.validate_on_submit():
        return render_template("articles/collections/withdraw.html", collection=collection, form=form), 422
    with transaction():
        collection = policies.access_withdraw(me, collection_id)
        actions.withdraw_collection(collection, form.why.data or "", by=me.id, now=clock.now())
    return redirect(url_for("articles.show_collection", collection_id=collection_id), 303)


@blueprint.get("/collections/<int:collection_id>/editor")
def show_collection_handing(collection_id: int) -> ResponseReturnValue:
    """The question who is to be the editor from now on."""
    return _handing_page(policies.access_editor(actor(), collection_id), forms.EditorForm(formdata=None))


@blueprint.post("/collections/<int:collection_id>/editor")
def post_collection_handing(collection_id: int) -> ResponseReturnValue:
    """Give a collection to another editor, with the reason."""
    me, form = actor(), forms.EditorForm()
    collection = policies.access_editor(me, collection_id)
    _offer_editors(collection, form)
    if not form.validate_on_submit():
        return _handing_page(collection, form), 422
    with transaction():
        collection = policies.access_editor(me, collection_id)
        actions.name_editor(collection, form.editor.data, form.why.data or "", by=me.id, now=clock.now())
    flash(_("It has another editor now; both were told."), "success")
    return redirect(url_for("articles.show_collection", collection_id=collection_id), 303)


def _offer_editors(collection: Collection, form: forms.EditorForm) -> None:
    lines = person_line(queries.may_edit_next(collection, clock.local_date(clock.now())))
    form.editor.choices = [
        SelectChoice(each.id, f"{each.name} · {each.unit_name}" if each.unit_name else each.name)
        for each in sorted(lines.values(), key=lambda each: (each.unit_name or "", each.name))
    ]


def _handing_page(collection: Collection, form: forms.EditorForm) -> str:
    _offer_editors(collection, form)
    return render_template(
        "articles/collections/editor.html", collection=collection, form=form,
        editor=person_line([collection.editor_id]).get(collection.editor_id),
    )  # fmt: skip


def _form_of(collection: Collection) -> forms.CollectionForm:
    return forms.CollectionForm(
        formdata=None, revision=collection.revision, title=collection.title, subtitle=collection.subtitle,
        level=collection.level.value, language=collection.language, foreword=collection.foreword_source,
    )  # fmt: skip


def _editor(collection: Collection, form: forms.CollectionForm) -> str:
    me, wanted = actor(), forms.read_wanted(request.args)
    progress = progress_of(collection)
    fit = policies.may_be_bound(me, collection)
    found, total = queries.candidates(collection, fit, wanted)
    return render_template(
        "articles/collections/edit.html", collection=collection, form=form, progress=progress,
        chapters=queries.chapters_of(collection), found=found, total=total, wanted=wanted, topics=queries.topics(),
        kinds=tuple(Kind), kind_words=forms.KIND_WORDS,
    )  # fmt: skip


def _release_page(collection: Collection, form: forms.WhyForm) -> str:
    if progress_of(collection) is not Progress.READY:
        raise Conflict(actions.NOT_READY)
    shown = queries.shown_of(queries.chapters_of(collection))
    return render_template(
        "articles/collections/release.html", collection=collection, form=form, shown=shown,
        foreword=trusted(collection.foreword_html), levels=forms.LEVEL_WORDS,
    )  # fmt: skip
