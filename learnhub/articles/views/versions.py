"""The versions of an article: which there are, what differs, and how one comes back."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import writing as actions
from learnhub.articles.forms.writing import FACT_WORDS, number_in
from learnhub.articles.models import Article, ArticleVersion
from learnhub.articles.policies import access_draft, access_text
from learnhub.articles.queries import writing as queries
from learnhub.articles.queries.facts import changes, draft_language, facts_now
from learnhub.articles.rules.differences import compare, compare_line
from learnhub.articles.rules.states import State, VersionReason
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import lazy_gettext
from learnhub.platform.markdown import trusted

REASON_WORDS = {
    VersionReason.WRITTEN: lazy_gettext("kept while writing"),
    VersionReason.SAVED: lazy_gettext("kept by hand"),
    VersionReason.SUBMITTED: lazy_gettext("handed in for review"),
    VersionReason.RESTORED: lazy_gettext("brought back"),
    VersionReason.IMPORTED: lazy_gettext("imported"),
}


@blueprint.get("/<int:article_id>/versions")
def show_versions(article_id: int) -> ResponseReturnValue:
    """The versions of an article with their reason, and the draft above them."""
    article = access_text(actor(), article_id)
    return render_template(
        "articles/writing/versions.html", article=article, versions=queries.versions_of(article), reasons=REASON_WORDS,
        saved_by=queries.name_of(article.draft_saved_by_id), can_restore=article.state is State.DRAFT,
    )  # fmt: skip


@blueprint.get("/<int:article_id>/versions/<int:number>")
def show_version(article_id: int, number: int) -> ResponseReturnValue:
    """A version as it stood."""
    article = access_text(actor(), article_id)
    version = queries.version_of(article_id, number)
    return render_template(
        "articles/writing/version.html", article=article, version=version, reasons=REASON_WORDS, trusted=trusted,
        by=queries.name_of(version.by_id), can_restore=article.state is State.DRAFT,
    )  # fmt: skip


@blueprint.get("/<int:article_id>/versions/changes")
def show_changes(article_id: int) -> ResponseReturnValue:
    """What differs between two versions; without a number it is the draft."""
    article = access_text(actor(), article_id)
    versions = queries.versions_of(article)
    newest = versions[0].number if versions else 0
    before = number_in(request.args.get("before", str(newest))) or 0
    after = number_in(request.args.get("after")) or 0
    old, new = _text_of(article, before), _text_of(article, after)
    return render_template(
        "articles/writing/changes.html", article=article, versions=versions, before=before, after=after,
        title=compare_line(old.title, new.title) if old.title != new.title else (),
        summary=compare_line(old.summary, new.summary) if old.summary != new.summary else (),
        stretches=compare(_source(old), _source(new)), facts=changes(_facts(old), _facts(new)),
        fact_words=FACT_WORDS, language=draft_language(article),
    )  # fmt: skip


@blueprint.post("/<int:article_id>/versions/<int:number>/restore")
def post_restore(article_id: int, number: int) -> ResponseReturnValue:
    """Make a version the draft again; what stood there is kept first."""
    me = actor()
    with transaction():
        article = access_draft(me, article_id)
        actions.restore(article, queries.version_of(article_id, number), by=me.id, now=clock.now())
    flash(_("Version %(number)s is the draft again. What stood there is kept as a version.", number=number), "success")
    return redirect(url_for("articles.show_editor", article_id=article_id), 303)


def _text_of(article: Article, number: int) -> Article | ArticleVersion:
    return queries.version_of(article.id, number) if number else article


def _source(text: Article | ArticleVersion) -> str:
    return text.source if isinstance(text, ArticleVersion) else text.draft_source


def _facts(text: Article | ArticleVersion) -> Mapping[str, Any]:
    return text.facts if isinstance(text, ArticleVersion) else facts_now(text)
