"""Pages of an article's life: hand in, take back, correct, withdraw, the trail, and answers to remarks."""

from collections.abc import Callable

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.articles.actions import life, remarks
from learnhub.articles.forms.life import STAGES, STEPS, AnswerForm, ReasonForm, SubmitForm
from learnhub.articles.models import Article
from learnhub.articles.policies import access_article, can_write, sees_draft
from learnhub.articles.policies import life as policies
from learnhub.articles.queries import life as queries
from learnhub.articles.rules.life import WAYS
from learnhub.articles.rules.states import State
from learnhub.articles.views.blueprint import blueprint
from learnhub.articles.views.writing import check_page
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Invalid
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


def way() -> str:
    """Which reviews this site asks for."""
    return str(current_app.extensions["learnhub.config"].article_reviews)


@blueprint.post("/<int:article_id>/submit")
def post_submit(article_id: int) -> ResponseReturnValue:
    """Hand a draft in with the two statements."""
    me, form = actor(), SubmitForm()
    with transaction():
        article = policies.access_to_submit(me, article_id)
        if form.revision.data != article.draft_revision:
            return check_page(article, moved_on=True), 409
        life.submit(
            article, original=bool(form.original.data), nothing_secret=bool(form.nothing_secret.data), way=way(),
            by=me, now=clock.now(),
        )  # fmt: skip
    flash(_("Handed in. You are told when it was looked at."), "success")
    return to_trail(article_id)


@blueprint.post("/<int:article_id>/take-back")
def post_take_back(article_id: int) -> ResponseReturnValue:
    """Go on writing instead of waiting."""
    me = actor()
    with transaction():
        life.take_back(policies.access_submitted(me, article_id), by=me, now=clock.now())
    flash(_("Taken back. It is a draft again."), "success")
    return to_trail(article_id)


@blueprint.post("/<int:article_id>/correct")
def post_correct(article_id: int) -> ResponseReturnValue:
    """Begin to correct a released article."""
    told = _("Readers keep the released text until the correction has passed the reviews.")
    return _with_reason(article_id, "correcting", policies.access_to_correct, life.begin_correction, told)


@blueprint.post("/<int:article_id>/give-up")
def post_give_up(article_id: int) -> ResponseReturnValue:
    """Leave it at what readers have; what the correction said is kept as a version."""
    me = actor()
    with transaction():
        life.give_up_correction(policies.access_to_give_up(me, article_id), by=me, now=clock.now())
    flash(_("The correction is given up. What it said is kept among the versions."), "success")
    return to_trail(article_id)


@blueprint.post("/<int:article_id>/withdraw")
def post_withdraw(article_id: int) -> ResponseReturnValue:
    """Take an article from its readers for good."""
    told = _("Withdrawn. Its address stays and says so.")
    return _with_reason(article_id, "withdrawing", policies.access_to_withdraw, life.withdraw, told)


def _with_reason(
    article_id: int, name: str, access: Callable[[Actor, int], Article], step: Callable[..., None], told: str
) -> ResponseReturnValue:  # fmt: skip
    """A step that needs a reason; without one the page shows its form again."""
    me, form = actor(), ReasonForm()
    with transaction():
        article = access(me, article_id)
        if not form.validate_on_submit():
            return _page(article, **{name: form}), 422
        step(article, reason=form.reason.data or "", by=me, now=clock.now())
    flash(told, "success")
    return to_trail(article_id)


@blueprint.get("/<int:article_id>/trail")
def show_trail(article_id: int) -> ResponseReturnValue:
    """Who did what when and why; readers see releases and the withdrawal."""
    return _page(access_article(actor(), article_id))


@blueprint.post("/<int:article_id>/remarks/<int:remark_id>/answer")
def post_remark_answer(article_id: int, remark_id: int) -> ResponseReturnValue:
    """The author settles a remark."""
    form = AnswerForm()
    if not form.validate_on_submit():
        raise Invalid("An answer has at most %(most)s characters.", most=remarks.LONGEST)
    with transaction():
        remark = policies.access_remark(actor(), article_id, remark_id)
        remarks.settle(remark, answer=form.answer.data or "", now=clock.now())
    flash(_("Settled."), "success")
    back = "articles.show_editor" if "articles.show_editor" in current_app.view_functions else "articles.show_trail"
    return redirect(url_for(back, article_id=article_id, _anchor="remarks"), 303)


def to_trail(article_id: int) -> ResponseReturnValue:
    """Back to the page that tells how far it is."""
    return redirect(url_for("articles.show_trail", article_id=article_id), 303)


def _page(
    article: Article, *, correcting: ReasonForm | None = None, withdrawing: ReasonForm | None = None
) -> str:  # fmt: skip
    me = actor()
    whole, mine = policies.sees_whole_trail(me, article), article.author_id == me.id
    known = article.released_version_id is not None and article.state is not State.WITHDRAWN
    return render_template(
        "articles/trail.html",
        article=article,
        title=queries.title_for(article, draft=sees_draft(me, article)),
        trail=queries.trail(article.id, whole=whole),
        remarks=queries.remarks_of(article) if whole else (),
        whole=whole,
        writes=can_write(me, article),
        can_take_back=mine and article.state is State.SUBMITTED,
        can_correct=mine and article.state is State.RELEASED,
        can_give_up=mine and known and article.state is State.DRAFT,
        can_withdraw=known and policies.can_withdraw(me, article),
        can_review=not mine and policies.reviews_now(me, article),
        correcting=correcting or ReasonForm(formdata=None),
        withdrawing=withdrawing or ReasonForm(formdata=None),
        stages=STAGES,
        steps=STEPS,
        way=WAYS[way()],
        endpoints=current_app.view_functions,
    )
