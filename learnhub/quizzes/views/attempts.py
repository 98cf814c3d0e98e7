"""The pages of a check: before it, during it, the last look before handing in, and the result."""

import re
from collections import defaultdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.quizzes import actions, policies, queries
from learnhub.quizzes.models import Attempt
from learnhub.quizzes.rules.attempts import UNDER_WAY, is_overdue
from learnhub.quizzes.views.blueprint import blueprint

MOST_QUESTIONS = 500
FIELD = re.compile(r"q-([1-9][0-9]{0,2})(?:\.([0-9.]{1,20}))?")


@blueprint.get("/lessons/<int:lesson_id>")
def show_quiz(lesson_id: int) -> ResponseReturnValue:
    """How the check of a lesson works, the attempts so far, and the one thing to do now."""
    version = catalog.access_lesson(actor(), lesson_id)
    quiz = policies.access_quiz(actor(), lesson_id)
    return render_template(
        "quizzes/quiz.html", page=queries.quiz_page(actor().id, version, quiz, now=clock.now()), now=clock.now(),
        keeps=catalog.keeps_courses(actor()),
    )  # fmt: skip


@blueprint.get("/courses/<int:course_id>/sections")
def show_coverage(course_id: int) -> ResponseReturnValue:
    """Which sections of a course have how many questions, or only those that have none."""
    course = policies.access_coverage(actor(), course_id)
    found, only_without = queries.coverage_page(course), request.args.get("show") == "without"
    lessons = found.gaps if only_without else found.lessons
    number = page_number(request.args.get("page"), len(lessons))
    page = Page(lessons[(number - 1) * SIZE : number * SIZE], number, len(lessons))
    return render_template("quizzes/coverage.html", found=found, page=page, only_without=only_without)


@blueprint.post("/lessons/<int:lesson_id>/attempts")
def post_attempt(lesson_id: int) -> ResponseReturnValue:
    """Start an attempt, or go on with the one under way."""
    with transaction():
        version = catalog.access_lesson(actor(), lesson_id)
        quiz = policies.access_quiz(actor(), lesson_id)
        attempt = actions.start_attempt(actor().id, quiz, version, now=clock.now())
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt.id), 303)


@blueprint.get("/courses/<int:course_id>/test")
def show_final_test(course_id: int) -> ResponseReturnValue:
    """How the final test of a course works, the attempts so far, and the one thing to do now."""
    quiz = policies.access_final_test(actor(), course_id)
    return render_template(
        "quizzes/quiz.html", page=queries.quiz_page(actor().id, None, quiz, now=clock.now()), now=clock.now(),
        keeps=catalog.keeps_courses(actor()),
    )  # fmt: skip


@blueprint.post("/courses/<int:course_id>/test/attempts")
def post_final_attempt(course_id: int) -> ResponseReturnValue:
    """Start an attempt at the final test of a course, or go on with the one under way."""
    with transaction():
        quiz = policies.access_final_test(actor(), course_id)
        attempt = actions.start_attempt(actor().id, quiz, None, now=clock.now())
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt.id), 303)


@blueprint.get("/attempts/<int:attempt_id>")
def show_attempt(attempt_id: int) -> ResponseReturnValue:
    """The questions while the attempt is under way, the result afterwards."""
    attempt = policies.access_attempt(actor(), attempt_id)
    template = "quizzes/attempt.html" if attempt.state in UNDER_WAY else "quizzes/result.html"
    return _page(attempt, template)


@blueprint.get("/attempts/<int:attempt_id>/check")
def show_check(attempt_id: int) -> ResponseReturnValue:
    """The last look before handing in: what is not answered yet."""
    attempt = policies.access_attempt(actor(), attempt_id)
    if attempt.state not in UNDER_WAY or is_overdue(clock.now(), attempt.ends_at):
        return redirect(url_for("quizzes.show_attempt", attempt_id=attempt.id), 303)
    return _page(attempt, "quizzes/check.html")


@blueprint.post("/attempts/<int:attempt_id>/hand-in")
def post_hand_in(attempt_id: int) -> ResponseReturnValue:
    """Take the answers of the page and hand in; what is open is shown once before. Twice is the same as once."""
    now = clock.now()
    with transaction():
        attempt = policies.access_attempt_to_change(actor(), attempt_id)
        stale = actions.save_form(attempt, _form_answers(), now=now)
        over = attempt.ends_at is not None and now >= attempt.ends_at
        confirmed = request.form.get("confirmed") == "yes"
        # The clock of a page that does not know yet that more time was allowed hands nothing in.
        longer = request.form.get("over") == "yes" and not over and attempt.state in UNDER_WAY
        ready = over or (not longer and not stale and (confirmed or not actions.unanswered(attempt.id)))
        if ready:
            actions.hand_in(attempt, queries.version_of(attempt), now=now)
    _tell_stale(stale)
    if longer:
        flash(_("More time was allowed to you: the attempt goes on. Your answers are saved."), "info")
    target = "quizzes.show_attempt" if ready or longer else "quizzes.show_check"
    return redirect(url_for(target, attempt_id=attempt_id), 303)


@blueprint.post("/attempts/<int:attempt_id>/questions/<int:position>/check")
def post_check_answer(attempt_id: int, position: int) -> ResponseReturnValue:
    """Check one answer at once, where the quiz is held so; the other answers of the page are saved with it."""
    now = clock.now()
    with transaction():
        attempt = policies.access_attempt_to_change(actor(), attempt_id)
        stale = actions.save_form(attempt, _form_answers(), now=now)
        if position not in stale:
            actions.check_answer(attempt, position, now=now)
    _tell_stale(stale)
    return redirect(url_for("quizzes.show_attempt", attempt_id=attempt_id, _anchor=f"question-{position}"), 303)


def _tell_stale(positions: list[int]) -> None:
    for position in positions:
        flash(
            _("Question %(number)s was answered on another page since; that answer was kept.", number=position),
            "warning",
        )


def _page(attempt: Attempt, template: str) -> ResponseReturnValue:
    version, quiz = queries.version_of(attempt), queries.quiz_of(attempt)
    page = queries.attempt_page(attempt, version, quiz, now=clock.now())
    return render_template(template, page=page, trusted=trusted, now=clock.now())


def _form_answers() -> dict[int, actions.FormAnswer]:
    """The answers of a page without script, by position.

    `v-3` is the version that the page knew, `q-3` holds the answer, `q-3.1` that to a part of it.
    """
    fields: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for name in request.form:
        if field := FIELD.fullmatch(name):
            fields[int(field.group(1))][field.group(2) or ""] = request.form.getlist(name)
    return {
        position: actions.FormAnswer(int(known), fields[position], _certainty(position))
        for position in range(1, MOST_QUESTIONS + 1)
        if (known := request.form.get(f"v-{position}", "")).isdecimal() and known.isascii() and len(known) < 10
    }


def _certainty(position: int) -> int | None:
    said = request.form.get(f"c-{position}", "")
    return int(said) if said in ("1", "2", "3") else None
