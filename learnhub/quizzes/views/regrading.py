"""The page on which a key is put right: the key, what would change for whom, and the reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.errors import Forbidden
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import ngettext
from learnhub.platform.markdown import trusted
from learnhub.platform.ratelimit import costly
from learnhub.quizzes import actions, policies, queries
from learnhub.quizzes.forms.holding import RegradeForm
from learnhub.quizzes.models import Question
from learnhub.quizzes.rules.regrading import OnFall
from learnhub.quizzes.views.blueprint import blueprint

NOT_TO_TAKE_BACK = "Only a training administrator lets a pass fall."


@blueprint.get("/questions/<int:question_id>/regrade")
@costly
def show_regrade(question_id: int) -> ResponseReturnValue:
    """The key of a question, and what it would change in attempts judged by another one."""
    return _page(policies.access_question_to_regrade(actor(), question_id), RegradeForm(formdata=None))


@blueprint.post("/questions/<int:question_id>/key")
def post_key(question_id: int) -> ResponseReturnValue:
    """Give a question another key; new attempts get it at once."""
    with transaction():
        question = policies.access_question_to_regrade(actor(), question_id)
        actions.change_key(question, request.form.getlist("right"), by=actor(), now=clock.now())
    flash(_("The key is changed for new attempts. Below is what it would change in earlier ones."), "success")
    return redirect(url_for("quizzes.show_regrade", question_id=question_id), 303)


@blueprint.post("/questions/<int:question_id>/regrade")
@costly
def post_regrade(question_id: int) -> ResponseReturnValue:
    """Judge all attempts by the current key, with a reason."""
    question, form = policies.access_question_to_regrade(actor(), question_id), RegradeForm()
    if not form.validate_on_submit():
        return _page(question, form), 422
    on_fall = OnFall(form.on_fall.data)
    if on_fall is OnFall.TAKE_BACK and not policies.can_take_back(actor()):
        raise Forbidden(NOT_TO_TAKE_BACK)
    with transaction():
        question = policies.access_question_to_regrade(actor(), question_id)
        done = actions.regrade(question, reason=form.reason.data or "", on_fall=on_fall, by=actor(), now=clock.now())
    flash(ngettext("%(num)s attempt was judged anew.", "%(num)s attempts were judged anew.", done.attempts), "success")
    return redirect(url_for("quizzes.show_regrade", question_id=question_id), 303)


def _page(question: Question, form: RegradeForm) -> str:
    page = queries.regrade_page(question, person_id=actor().id)
    if not policies.can_take_back(actor()):
        form.leave_passes()
    return render_template("quizzes/regrade.html", page=page, form=form, trusted=trusted)
