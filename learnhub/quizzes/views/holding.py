"""Pages for those who keep a quiz: how it is held, and what is allowed to whom."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.quizzes import actions, policies, queries
from learnhub.quizzes.forms.holding import AllowanceForm, SettingsForm, settings_values
from learnhub.quizzes.models import Quiz
from learnhub.quizzes.policies import bank
from learnhub.quizzes.rules.parts_text import line_numbers
from learnhub.quizzes.rules.settings import Counts
from learnhub.quizzes.views.blueprint import blueprint


@blueprint.get("/<int:quiz_id>/settings")
def show_settings(quiz_id: int) -> ResponseReturnValue:
    """How a quiz is held, and who was allowed more."""
    quiz = policies.access_quiz_to_hold(actor(), quiz_id)
    return _page(quiz, _filled(quiz), AllowanceForm(formdata=None, prefix="more"))


@blueprint.post("/<int:quiz_id>/settings")
def post_settings(quiz_id: int) -> ResponseReturnValue:
    """Hold it otherwise, from the next attempt on."""
    quiz, form = policies.access_quiz_to_hold(actor(), quiz_id), SettingsForm(queries.category_paths())
    if not form.validate_on_submit():
        return _page(quiz, form, AllowanceForm(formdata=None, prefix="more")), 422
    settings = form.settings()
    settings = replace(
        settings, parts=policies.chosen_parts(actor(), settings.parts, queries.settings_of(quiz).parts)
    )  # fmt: skip
    wrong = queries.too_little_for(quiz, settings.parts, line_numbers(form.parts.data or ""))
    if wrong:
        form.parts.errors = [" ".join(_(message, **values) for message, values in wrong)]
        return _page(quiz, form, AllowanceForm(formdata=None, prefix="more")), 422
    with transaction():
        quiz = policies.access_quiz_to_hold(actor(), quiz_id)
        overtaken = form.overtaken_by(_filled(quiz))
        if not overtaken:
            actions.set_settings(
                quiz, settings, questions=form.questions.data or 1, pass_percent=form.pass_percent.data or 1,
                counts=Counts(form.counts.data), by=actor(), now=clock.now(),
            )  # fmt: skip
    if overtaken:
        return _page(quiz, form, AllowanceForm(formdata=None, prefix="more"), overtaken), 409
    flash(
        _("Saved. It holds from the next attempt on; attempts under way keep what they were started with."), "success"
    )
    return redirect(url_for("quizzes.show_settings", quiz_id=quiz_id), 303)


@blueprint.post("/<int:quiz_id>/allowances")
def post_allowance(quiz_id: int) -> ResponseReturnValue:
    """Allow one person more time or attempts."""
    quiz, form = policies.access_quiz_to_hold(actor(), quiz_id), AllowanceForm(prefix="more")
    policies.refuse_unless_allowing(actor())
    if not form.validate_on_submit():
        return _page(quiz, _filled(quiz), form), 422
    with transaction():
        quiz = policies.access_quiz_to_hold(actor(), quiz_id)
        person = policies.access_person_to_allow(actor(), form.username.data or "")
        actions.allow(
            quiz, person.id, time_percent=form.time_percent.data or 0, attempts=form.attempts.data or 0,
            closes_at=form.closes_at.in_utc(), reason=form.reason.data or "", by=actor(), now=clock.now(),
        )  # fmt: skip
    flash(_("Allowed. %(name)s is told, with the reason.", name=person.name), "success")
    return redirect(url_for("quizzes.show_settings", quiz_id=quiz_id), 303)


@blueprint.post("/allowances/<int:allowance_id>/end")
def post_end_allowance(allowance_id: int) -> ResponseReturnValue:
    """Let an allowance end."""
    with transaction():
        allowance = policies.access_allowance(actor(), allowance_id)
        actions.end_allowance(allowance, by=actor(), now=clock.now())
    flash(_("The allowance has ended."), "success")
    return redirect(url_for("quizzes.show_settings", quiz_id=allowance.quiz_id), 303)


def _filled(quiz: Quiz) -> SettingsForm:
    categories = queries.category_paths()
    values: dict[str, Any] = settings_values(queries.settings_of(quiz), categories)
    values |= {"questions": quiz.questions, "pass_percent": quiz.pass_percent, "counts": quiz.counts.value}
    return SettingsForm(categories, formdata=None, data=values)


def _page(quiz: Quiz, form: SettingsForm, allowance: AllowanceForm, overtaken: Sequence[tuple[str, str]] = ()) -> str:
    page = queries.settings_page(quiz, bank.visible_to(actor()))
    return render_template(
        "quizzes/settings.html", page=page, form=form, allowance=allowance, overtaken=overtaken,
        can_allow=policies.can_allow(actor()),
    )  # fmt: skip
