"""The pages of one's own notebook of mistakes: the list, the review of the day, one question, when to review."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.quizzes.actions import notebook as actions
from learnhub.quizzes.policies import notebook as policies
from learnhub.quizzes.queries import notebook as queries
from learnhub.quizzes.rules.spaced import MOST_A_DAY, WEEK, Habit
from learnhub.quizzes.views.blueprint import blueprint

FIELD = "q-1"
LONGEST_LOOK = timedelta(hours=1)


@blueprint.get("/notebook")
def show_notebook() -> ResponseReturnValue:
    """What one got wrong in finished lessons, what comes up today, and when to review."""
    found = policies.access_notebook(actor(), clock.today())
    number = page_number(request.args.get("page"), len(found.mistakes))
    rows = found.mistakes[(number - 1) * SIZE : number * SIZE]
    return render_template(
        "quizzes/notebook/list.html",
        notebook=found,
        page=Page(rows, number, len(found.mistakes)),
        stems=queries.stems([each.version_id for each in rows]),
        most=MOST_A_DAY,
        trusted=trusted,
    )


@blueprint.get("/notebook/review")
def show_review() -> ResponseReturnValue:
    """The next question of today; without one, back to the notebook."""
    on = clock.today()
    found = policies.access_notebook(actor(), on)
    mistake = found.mistake(found.today[0]) if found.today else None
    if mistake is None:
        return redirect(url_for("quizzes.show_notebook"), 303)
    order = queries.review_order(actor().id, mistake, on)
    return render_template(
        "quizzes/notebook/review.html",
        notebook=found,
        mistake=mistake,
        question=queries.line_of(mistake, order=order, shown=queries.ASKING),
        shown_at=int(clock.now().timestamp() * 1000),
        trusted=trusted,
    )


@blueprint.post("/notebook/questions/<int:question_id>/answers")
def post_review_answer(question_id: int) -> ResponseReturnValue:
    """Judge an answer of the review, then show it with its key."""
    now = clock.now()
    with transaction():
        mistake = policies.access_mistake(actor(), question_id, clock.local_date(now))
        values = {
            name.removeprefix(FIELD).removeprefix("."): request.form.getlist(name)
            for name in request.form
            if name == FIELD or name.startswith(f"{FIELD}.")
        }
        made = actions.answer(
            actor().id, mistake, values, sure=request.form.get("sure") == "yes", took_ms=_took_ms(), now=now
        )
    return redirect(url_for("quizzes.show_review_answer", answer_id=made.id), 303)


@blueprint.get("/notebook/answers/<int:answer_id>")
def show_review_answer(answer_id: int) -> ResponseReturnValue:
    """An answer of one's review: right or not, the key, the explanation, and when the question comes again."""
    on = clock.today()
    given, mistake = policies.access_review_answer(actor(), answer_id, on)
    return render_template(
        "quizzes/notebook/answer.html",
        notebook=policies.access_notebook(actor(), on),
        mistake=mistake,
        given=given,
        question=queries.line_of(
            mistake, order=given.option_order, answer=given.answer, right=given.right, shown=queries.ANSWERED,
            version_id=given.question_version_id,
        ),
        trusted=trusted,
    )  # fmt: skip


@blueprint.get("/notebook/questions/<int:question_id>")
def show_mistake(question_id: int) -> ResponseReturnValue:
    """One question of the notebook with its key and explanation."""
    on = clock.today()
    mistake = policies.access_mistake(actor(), question_id, on)
    return render_template(
        "quizzes/notebook/answer.html",
        notebook=policies.access_notebook(actor(), on),
        mistake=mistake,
        given=None,
        question=queries.line_of(mistake, order=queries.review_order(actor().id, mistake, on), shown=queries.ANSWERED),
        trusted=trusted,
    )


@blueprint.post("/notebook/questions/<int:question_id>/aside")
def post_aside(question_id: int) -> ResponseReturnValue:
    """Take a question out of the reviews, or back in."""
    with transaction():
        mistake = policies.access_mistake(actor(), question_id, clock.today())
        aside = request.form.get("aside") == "yes"
        actions.put_aside(actor().id, mistake.question_id, aside=aside, now=clock.now())
    flash(_("It is not asked any more.") if aside else _("It is asked again."), "done")
    return redirect(url_for("quizzes.show_mistake", question_id=question_id), 303)


@blueprint.post("/notebook/settings")
def post_notebook_settings() -> ResponseReturnValue:
    """Keep whether, when and how much one reviews."""
    habit = _habit()
    with transaction():
        actions.choose(actor().id, habit)
    flash(_("Saved."), "done")
    return redirect(url_for("quizzes.show_notebook"), 303)


def _habit() -> Habit:
    """The habit of the form; raises Invalid for what no form sends."""
    days, a_day = request.form.getlist("days"), request.form.get("a_day", "")
    known = {str(day): day for day in WEEK}
    if not a_day.isdecimal() or not a_day.isascii() or not 1 <= int(a_day[:4]) <= MOST_A_DAY:
        raise Invalid("This is not a number of questions.", fields={"a_day": "Choose a number from 1 to 50."})
    return Habit(
        request.form.get("enabled") == "yes", tuple(sorted({known[day] for day in days if day in known})), int(a_day)
    )


def _took_ms() -> int | None:
    """How long the page was looked at, as far as it can be known."""
    shown = request.form.get("shown_at", "")
    if not shown.isdecimal() or not shown.isascii() or len(shown) > 14:
        return None
    took = int(clock.now().timestamp() * 1000) - int(shown)
    return took if 0 <= took <= LONGEST_LOOK.total_seconds() * 1000 else None
