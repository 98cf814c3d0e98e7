"""What the editor's script asks: to save the draft, and to show what it will look like."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import writing as actions
from learnhub.articles.forms import writing as forms
from learnhub.articles.models import Article
from learnhub.articles.policies import access_draft, access_text
from learnhub.articles.queries import writing as queries
from learnhub.articles.queries.facts import draft_facts
from learnhub.articles.rules.writing import LANGUAGES, source_fault, tidy_source
from learnhub.articles.views.blueprint import blueprint
from learnhub.articles.views.writing import preview_of, words_of
from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.kernel.text import one_line
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.put("/<int:article_id>/draft")
def put_draft(article_id: int) -> ResponseReturnValue:
    """Save a draft; the other text where somebody saved meanwhile, and then nothing is overwritten.

    A bad title or summary stays as it was and is told in `faults`; the text is saved all the same.
    """
    me, sent, now = actor(), forms.read_json(), clock.now()
    revision, over = forms.number_in(sent.get("revision")), sent.get("over") is True
    with transaction():
        article = access_draft(me, article_id)
        if revision != article.draft_revision:
            return _stale(article)
        before = words_of(article)
        wanted = forms.number_in(sent.get("topic_id"))
        topics = queries.topics_now() if wanted is not None and wanted != before.facts.topic_id else None
        words, faults = forms.read_words(sent, before, topics)
        if "source" in faults:
            raise Invalid(faults["source"], fields={"source": faults["source"]})
        if over:
            actions.keep_before(article, by=me.id, now=now)
        actions.save(article, words, before=before, by=me.id, now=now)
    told = {name: _(fault) for name, fault in faults.items()}
    return jsonify(revision=article.draft_revision, saved_at=now.isoformat(), faults=told)


@blueprint.post("/<int:article_id>/preview")
def post_preview(article_id: int) -> ResponseReturnValue:
    """A text as readers would get it, as a piece of a page; nothing is saved."""
    access_text(actor(), article_id)
    sent = forms.read_json()
    source, title, language = (
        value if isinstance(value := sent.get(name), str) else "" for name in ("source", "title", "language")
    )
    source = tidy_source(source)
    if fault := source_fault(source):
        raise Invalid(fault)
    return preview_of(source, language if language in LANGUAGES else LANGUAGES[0], one_line(title))


def _stale(article: Article) -> Response:
    """What somebody else, or another page, saved meanwhile."""
    name, facts = queries.name_of(article.draft_saved_by_id), draft_facts(article)
    answer = jsonify(
        type="urn:learnhub:stale_draft", status=409,
        title=_("%(name)s saved another text meanwhile. Nothing was overwritten.", name=name),
        revision=article.draft_revision, saved_at=article.draft_saved_at.isoformat(), saved_by=name,
        words={
            "title": article.title, "summary": article.summary, "source": article.draft_source,
            "kind": facts.kind, "level": article.level, "language": facts.language, "licence": facts.licence,
            "topic_id": str(facts.topic_id or ""), "tags": "，".join(facts.tags),
        },
    )  # fmt: skip
    answer.status_code = 409
    return answer
