"""The pages of statistics: all checks, one check, one question; working them out again; the workbook."""

from collections import defaultdict
from dataclasses import dataclass

from flask import current_app, flash, get_template_attribute, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.kernel.errors import NotFound
from learnhub.platform import audit
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang
from learnhub.platform.markdown import trusted
from learnhub.platform.ratelimit import costly
from learnhub.platform.stamps import Shelf
from learnhub.quizzes.actions import statistics as actions
from learnhub.quizzes.policies import statistics as policies
from learnhub.quizzes.queries import statistics as queries
from learnhub.quizzes.queries.statistics_export import workbook
from learnhub.quizzes.views.blueprint import blueprint

KEPT = 64
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Body:
    """What the page says of the figures: how many questions stand out, whether the test does, and all of it."""

    flagged: int
    whole: bool
    html: str


_BODIES: dict[str, Shelf[Body]] = defaultdict(lambda: Shelf(KEPT))


@blueprint.get("/statistics")
def show_all_statistics() -> ResponseReturnValue:
    """Every check that people have finished, with what stands out."""
    policies.access_all_statistics(actor())
    return render_template("quizzes/statistics/list.html", lines=queries.statistics_lines())


@blueprint.get("/<int:quiz_id>/statistics")
def show_statistics(quiz_id: int) -> ResponseReturnValue:
    """The stored figures of one check."""
    page = policies.access_statistics(actor(), quiz_id)
    return render_template("quizzes/statistics/quiz.html", page=page, body=_body(page) if page.shown else None)


@blueprint.get("/<int:quiz_id>/statistics/<int:version_id>")
def show_item_statistics(quiz_id: int, version_id: int) -> ResponseReturnValue:
    """One question version: its figures, who chooses which option, and its other versions."""
    page = policies.access_statistics(actor(), quiz_id)
    question = page.question(version_id)
    if question is None:
        raise NotFound("There are no figures of this question.")
    return render_template(
        "quizzes/statistics/item.html",
        page=page,
        question=question,
        words=queries.worded(version_id),
        versions=page.versions_of(question["question_id"]),
        trusted=trusted,
    )


@blueprint.post("/<int:quiz_id>/statistics")
@costly
def post_statistics(quiz_id: int) -> ResponseReturnValue:
    """Have the figures worked out again."""
    with transaction():
        page = policies.access_statistics(actor(), quiz_id)
        actions.ask_for_statistics(page.about.quiz_id)
    flash(_("The figures are being worked out; look again in a minute."), "info")
    return redirect(url_for("quizzes.show_statistics", quiz_id=quiz_id), 303)


@blueprint.post("/<int:quiz_id>/statistics/export")
@costly
def post_statistics_export(quiz_id: int) -> ResponseReturnValue:
    """The figures as a workbook; who took it is written down."""
    page = policies.access_statistics(actor(), quiz_id)
    if not page.figures:
        raise NotFound("There are no figures of this check yet.")
    document = workbook(page)
    with transaction():
        audit.record("quizzes.export_statistics", actor_id=actor().id, thing=f"quiz {quiz_id}")
    name = f"statistics-{quiz_id}-{clock.local_date(clock.now()).isoformat()}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return current_app.response_class(document, mimetype=XLSX, headers=headers)


def _body(page: queries.StatisticsPage) -> Body:
    """A table of fifty questions costs three times all the rest of its page, and changes once a night."""

    def make(_missing: list[int]) -> dict[int, Body]:
        flagged = sum(bool(each["flags"]) for each in page.figures["questions"])
        html = get_template_attribute("quizzes/statistics/figures.html", "worked_out")(page)
        return {page.about.quiz_id: Body(flagged, bool(page.figures["flags"]), html)}

    return _BODIES[html_lang()].take({page.about.quiz_id: page.as_of}, make)[page.about.quiz_id]


def forget_bodies() -> None:
    """Another database has other figures under the same numbers."""
    _BODIES.clear()
