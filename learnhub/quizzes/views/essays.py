"""The pages of those who mark essays: what waits, and one essay with its rubric."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted
from learnhub.quizzes.actions.essays import mark_essay
from learnhub.quizzes.policies.essays import access_essay, refuse_unless_marking
from learnhub.quizzes.queries.essays import essay_page, waiting_essays
from learnhub.quizzes.rules.essays import points_in
from learnhub.quizzes.views.blueprint import blueprint


@blueprint.get("/essays")
def show_essays() -> ResponseReturnValue:
    """The essays that wait for a mark of this person."""
    refuse_unless_marking(actor())
    return render_template("quizzes/essays.html", essays=waiting_essays(actor().id))


@blueprint.get("/essays/<int:essay_id>")
def show_essay(essay_id: int) -> ResponseReturnValue:
    """One essay, without the name of who wrote it and without the marks of others."""
    item, asked, _attempt = access_essay(actor(), essay_id)
    return render_template(
        "quizzes/essay.html", essay=essay_page(item, asked), trusted=trusted, typed={}, remark="", wrong=[]
    )


@blueprint.post("/essays/<int:essay_id>")
def post_essay_mark(essay_id: int) -> ResponseReturnValue:
    """Mark it, and go on to the next one."""
    with transaction():
        item, asked, attempt = access_essay(actor(), essay_id)
        essay, remark = essay_page(item, asked), request.form.get("remark", "")
        typed = {line.key: request.form.get(f"points-{line.key}", "") for line in essay.question.rubric}
        points, wrong = points_in(essay.question, typed)
        if not wrong:
            mark_essay(item, asked, attempt, marker_id=actor().id, points=points, remark=remark, now=clock.now())
    if wrong:
        page = render_template(
            "quizzes/essay.html", essay=essay, trusted=trusted, typed=typed, remark=remark, wrong=wrong
        )
        return page, 422
    flash(_("The mark is kept."), "success")
    return redirect(url_for("quizzes.show_essays"), 303)
