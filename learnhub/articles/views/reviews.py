"""Pages of reviewers: the queue, one review with its remarks, pass and return."""

from html import escape

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import life
from learnhub.articles.actions.remarks import add_remark
from learnhub.articles.forms.life import STAGES, STEPS, PassForm, RemarkForm, ReturnForm
from learnhub.articles.forms.reading import KIND_WORDS
from learnhub.articles.forms.writing import FACT_WORDS
from learnhub.articles.models import Article
from learnhub.articles.policies import life as policies
from learnhub.articles.queries import life as queries
from learnhub.articles.queries.similarity import similarity_of
from learnhub.articles.rules.life import WAYS
from learnhub.articles.rules.marks import cut, joined
from learnhub.articles.rules.states import Kind, Stage, State
from learnhub.articles.views.blueprint import blueprint
from learnhub.articles.views.life import way
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted

# All that is filled in are numbers and our own words, and those are escaped.
_MARK = '<a class="paragraph-number{has}" href="{to}?at={at}#remark"{here} aria-label="{word}">{shown}</a>'


@blueprint.get("/reviews")
def show_reviews() -> ResponseReturnValue:
    """What waits for me, the oldest first; for who runs the training, how much waits where."""
    me, today = actor(), clock.today()
    stage, kind = request.args.get("stage", ""), request.args.get("kind", "")
    return render_template(
        "articles/reviews.html",
        page=queries.queue(
            policies.waits_for(me),
            stage=Stage(stage) if stage in set(Stage) else None,
            kind=Kind(kind) if kind in set(Kind) else None,
            page=request.args.get("page"),
            today=today,
        ),
        units=queries.overview(me, today) if me.has(Role.TRAINING_ADMINISTRATOR) else (),
        reviewer=me.has(Role.REVIEWER),
        stage=stage,
        kind=kind,
        stages=STAGES,
        kinds=KIND_WORDS,
        asked=WAYS[way()],
    )


@blueprint.get("/<int:article_id>/review")
def show_review(article_id: int) -> ResponseReturnValue:
    """The text that was handed in, and everything needed to decide on it."""
    article = policies.access_review(actor(), article_id)
    if article.state is not State.SUBMITTED:
        return redirect(url_for("articles.show_trail", article_id=article_id), 303)
    return _page(article)


@blueprint.post("/<int:article_id>/pass")
def post_pass(article_id: int) -> ResponseReturnValue:
    """Pass the stage that it waits at."""
    me, form = actor(), PassForm()
    article = policies.access_decision(me, article_id)
    if article.stage is Stage.SECRECY and not form.checked.data:
        form.validate()
        form.checked.errors = [_("Tick that you checked the text for secrets.")]
        return _page(article, passing=form), 422
    if not form.validate_on_submit():
        return _page(article, passing=form), 422
    with transaction():
        released = life.pass_stage(
            policies.access_decision(me, article_id), seen=form.seen.data or 0, checked=bool(form.checked.data),
            way=way(), by=me, now=clock.now(),
        )  # fmt: skip
    flash(_("Released. Its author is told.") if released else _("Passed. It waits for the next review."), "success")
    return redirect(url_for("articles.show_reviews"), 303)


@blueprint.post("/<int:article_id>/return")
def post_return(article_id: int) -> ResponseReturnValue:
    """Give it back to its author with a reason."""
    me, form = actor(), ReturnForm()
    article = policies.access_decision(me, article_id)
    if not form.validate_on_submit():
        return _page(article, returning=form), 422
    with transaction():
        life.give_back(
            policies.access_decision(me, article_id), reason=form.reason.data or "", seen=form.seen.data or 0,
            by=me, now=clock.now(),
        )  # fmt: skip
    flash(_("Returned. Its author is told why."), "success")
    return redirect(url_for("articles.show_reviews"), 303)


@blueprint.post("/<int:article_id>/remarks")
def post_remark(article_id: int) -> ResponseReturnValue:
    """Say something beside a paragraph."""
    me, form = actor(), RemarkForm()
    article = policies.access_decision(me, article_id)
    if not form.validate_on_submit():
        return _page(article, remarking=form), 422
    with transaction():
        made = add_remark(
            policies.access_decision(me, article_id), block=form.block.data or 0, body=form.body.data or "",
            by=me, now=clock.now(),
        )  # fmt: skip
    return redirect(url_for("articles.show_review", article_id=article_id, _anchor=f"remark-{made.id}"), 303)


def _page(
    article: Article,
    *,
    passing: PassForm | None = None,
    returning: ReturnForm | None = None,
    remarking: RemarkForm | None = None,
) -> str:
    review, seen = queries.review_page(article, clock.today()), article.submitted_version_id
    at = remarking.block.data if remarking else request.args.get("at", type=int)
    at = at if at is not None and 0 <= at < len(review.version.blocks) else None
    return render_template(
        "articles/review.html",
        review=review,
        article=article,
        body=_numbered(review, at, url_for("articles.show_review", article_id=article.id)),
        at=at,
        why_not=policies.why_not(actor(), article),
        secrecy=article.stage is Stage.SECRECY,
        similarity=similarity_of(article.id),
        passing=passing or PassForm(formdata=None, seen=seen),
        returning=returning or ReturnForm(formdata=None, seen=seen),
        remarking=remarking or RemarkForm(formdata=None, block=at),
        stages=STAGES,
        steps=STEPS,
        kinds=KIND_WORDS,
        fact_words=FACT_WORDS,
        asked=WAYS[way()],
        endpoints=current_app.view_functions,
    )


def _numbered(review: queries.Review, at: int | None, to: str) -> str:
    """The text with the number of each paragraph as a link to a remark beside it."""
    text = cut(review.version.html, review.version.blocks)
    said = dict.fromkeys(text.numbers, 0)
    for remark in review.remarks:
        if remark.block in said:
            said[remark.block] += 1
    marks = [
        _MARK.format(
            has=" has-remarks" if said[number] else "",
            to=to,
            at=number,
            here=' aria-current="true"' if number == at else "",
            word=escape(_("Remark beside paragraph %(number)s", number=number + 1)),
            shown=number + 1,
        )
        for number in text.numbers
    ]
    return trusted(joined(text, marks))
