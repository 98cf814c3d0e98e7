"""Pages of those who write: their articles, a new one, the editor, the check before handing in."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from learnhub.articles.actions import writing as actions
from learnhub.articles.actions.checking import checked
from learnhub.articles.actions.rendering import render_article
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.forms import writing as forms
from learnhub.articles.forms.life import SubmitForm
from learnhub.articles.forms.reading import KIND_WORDS
from learnhub.articles.models import Article
from learnhub.articles.policies import access_draft, access_own, access_text
from learnhub.articles.queries import writing as queries
from learnhub.articles.queries.facts import draft_facts, draft_language
from learnhub.articles.queries.life import remarks_of, returned_for
from learnhub.articles.rules.facts import Facts
from learnhub.articles.rules.states import Kind, Level, State, VersionReason
from learnhub.articles.rules.writing import LARGEST_BYTES
from learnhub.articles.views.blueprint import blueprint
from learnhub.catalog.policies import access_course, access_lesson_text
from learnhub.catalog.queries import course_about
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang
from learnhub.platform.markdown import MarkdownRefused, trusted

_LONG = frozenset({"articles.post_editor", "articles.post_preview", "articles.put_draft"})


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A long text in a form may be larger than other fields; three bytes of it become nine on the way."""
    if endpoint in _LONG:
        request.max_form_memory_size = 10 * LARGEST_BYTES


@blueprint.get("/mine")
def show_mine() -> ResponseReturnValue:
    """What I write: its state, how long it waits, and what is next."""
    return render_template(
        "articles/writing/mine.html", lines=queries.mine(actor()), kinds=KIND_WORDS, State=State, now=clock.now(),
        here=current_app.view_functions,
    )  # fmt: skip


@blueprint.get("/new")
def show_new() -> ResponseReturnValue:
    """The form that begins an article; `?lesson=` or `?course=` binds a study reflection to it."""
    asked = {name: request.args.get(name, "") for name in ("lesson", "course")}
    bound, about = _bound(actor(), asked)
    kind = request.args.get("kind") or (Kind.REFLECTION.value if bound.course_id else Kind.TOPIC.value)
    title = _("What I learned from “%(title)s”", title=about) if about else ""
    form = forms.fill({"kind": kind, "title": title[:200], "language": html_lang(), **asked})
    return _new_page(form, about)


@blueprint.post("/new")
def post_new() -> ResponseReturnValue:
    """Begin an article."""
    me, form = actor(), forms.ArticleForm()
    sent, topics = form.given(), queries.topics_now()
    bound, about = _bound(me, sent)
    blank = actions.Words("", "", "", Level.UNIT, Facts(language=html_lang()))
    words, faults = forms.read_words(sent, blank, topics)
    if faults:
        _tell(form, faults)
        return _new_page(form, about), 422
    with transaction():
        article = actions.start(words, bound, by=me, now=clock.now())
    return redirect(url_for("articles.show_editor", article_id=article.id), 303)


@blueprint.get("/<int:article_id>/write")
def show_editor(article_id: int) -> ResponseReturnValue:
    """The editor, or why it is closed."""
    article = access_text(actor(), article_id)
    return _editor(article, _form_of(article))


@blueprint.post("/<int:article_id>/write")
def post_editor(article_id: int) -> ResponseReturnValue:
    """The form of the editor: save, keep a version, preview, or go on to the check."""
    me, form, act = actor(), forms.ArticleForm(), request.form.get("act", "save")
    with transaction():
        article = access_draft(me, article_id)
        stale = forms.number_in(form.revision.data) != article.draft_revision
        sent = form.given()
        before = words_of(article)
        words, faults = forms.read_words(sent, before, queries.topics_now())
        if not stale and request.form.get("over"):
            actions.keep_before(article, by=me.id, now=clock.now())
        if not stale:
            actions.save(article, words, before=before, by=me.id, now=clock.now())
            if act == "version" and not faults:
                keep_version(article, VersionReason.SAVED, by=me.id, now=clock.now())
    form.revision.data = str(article.draft_revision)
    if stale or faults:
        _tell(form, faults)
        return _editor(article, form, theirs=stale), 409 if stale else 422
    if act == "preview":
        return _editor(article, _form_of(article), preview=preview_of(words.source, words.facts.language, words.title))
    if act == "check":
        return redirect(url_for("articles.show_check", article_id=article_id), 303)
    flash(_("A version is kept.") if act == "version" else _("Saved."), "success")
    return redirect(url_for("articles.show_editor", article_id=article_id), 303)


@blueprint.get("/<int:article_id>/check")
def show_check(article_id: int) -> ResponseReturnValue:
    """What to look at before handing in."""
    return check_page(access_text(actor(), article_id))


def check_page(article: Article, *, moved_on: bool = False) -> str:
    """The look over a draft with the form that hands in what is on the page, and no later text."""
    me = actor()
    return render_template(
        "articles/writing/check.html", article=article, found=checked(article, me, _page_at), State=State,
        submitting=SubmitForm(formdata=None, revision=article.draft_revision), trusted=trusted, moved_on=moved_on,
        saved_by=queries.name_of(article.draft_saved_by_id), language=draft_language(article),
        here=current_app.view_functions, own=article.author_id == me.id,
    )  # fmt: skip


@blueprint.post("/<int:article_id>/remove")
def post_remove(article_id: int) -> ResponseReturnValue:
    """Throw a draft away."""
    me = actor()
    with transaction():
        actions.throw_away(access_own(me, article_id), by=me.id, now=clock.now())
    flash(_("The draft was thrown away."), "success")
    return redirect(url_for("articles.show_mine"), 303)


def _page_at(address: str) -> tuple[str, Mapping[str, Any]] | None:
    try:
        return current_app.url_map.bind("").match(urlsplit(address).path, method="GET")
    except RequestRedirect:
        return "", {}
    except (HTTPException, ValueError):
        return None


def words_of(article: Article) -> actions.Words:
    """What stands in a draft now."""
    return actions.Words(
        article.title, article.summary, article.draft_source, article.level, draft_facts(article)
    )  # fmt: skip


def preview_of(source: str, language: str, title: str) -> str:
    """A text as readers would get it, or why it cannot be shown."""
    try:
        body = render_article(source, language=language, title=title)
    except MarkdownRefused as refused:
        return render_template(
            "articles/writing/preview.html", refused=refused, problems=(), html="", language=language
        )
    return render_template(
        "articles/writing/preview.html", refused=None, problems=body.problems, html=trusted(body.html),
        language=language,
    )  # fmt: skip


def _bound(me: Actor, sent: dict[str, Any]) -> tuple[actions.Bound, str]:
    """What a reflection is about, and its title."""
    lesson_id, course_id = forms.number_in(sent.get("lesson")), forms.number_in(sent.get("course"))
    if lesson_id is not None:
        lesson = access_lesson_text(me, lesson_id)
        return actions.Bound(lesson.course_id, lesson.lesson_id), lesson.title
    if course_id is not None:
        course = access_course(me, course_id)
        return actions.Bound(course.id), course.title
    return actions.Bound(), ""


def _form_of(article: Article) -> forms.ArticleForm:
    facts = draft_facts(article)
    return forms.fill({
        "title": article.title, "kind": facts.kind.value, "level": article.level.value,
        "topic": str(facts.topic_id or ""), "tags": "，".join(facts.tags),
        "summary": article.summary, "language": facts.language, "licence": facts.licence,
        "source": article.draft_source, "revision": str(article.draft_revision),
    })  # fmt: skip


def _tell(form: forms.ArticleForm, faults: dict[str, str]) -> None:
    for name, fault in faults.items():
        form[name].errors = [_(fault)]


def _new_page(form: forms.ArticleForm, about: str) -> str:
    form.with_topics(queries.topics_now())
    return render_template("articles/writing/new.html", form=form, about=about, here=current_app.view_functions)


def _editor(article: Article, form: forms.ArticleForm, *, theirs: bool = False, preview: str = "") -> str:
    closed = {
        State.SUBMITTED: _("This article is being reviewed. Take it back to go on writing."),
        State.RELEASED: _("This article is released. Begin a correction to change it."),
        State.WITHDRAWN: _("This article was withdrawn. It keeps its address, and nobody changes it any more."),
    }
    form.with_topics(queries.topics_now())
    me = actor()
    course = course_about(article.course_id) if article.course_id else None
    return render_template(
        "articles/writing/editor.html", article=article, form=form, theirs=theirs, preview=preview, course=course,
        closed=closed.get(article.state, ""), saved_by=queries.name_of(article.draft_saved_by_id), me=me,
        here=current_app.view_functions, trusted=trusted, own=article.author_id == me.id, State=State,
        remarks=remarks_of(article), writes=True, returned_for=returned_for(article.id),
        language=draft_language(article),
    )  # fmt: skip
