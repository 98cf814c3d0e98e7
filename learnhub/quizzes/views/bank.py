"""Pages of the question bank: the list, one question with its history, its status, clauses and categories."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted
from learnhub.quizzes.actions import bank as actions
from learnhub.quizzes.forms import bank as forms
from learnhub.quizzes.policies import bank as policies
from learnhub.quizzes.queries import bank as queries
from learnhub.quizzes.queries import question_page as questions
from learnhub.quizzes.queries.essays import waiting_essays
from learnhub.quizzes.rules.bank import Level, Status
from learnhub.quizzes.rules.questions import QuestionKind
from learnhub.quizzes.views.blueprint import blueprint

WORDS = {
    "kinds": forms.KIND_WORDS,
    "laters": forms.LATER_WORDS,
    "levels": forms.LEVEL_WORDS,
    "statuses": forms.STATUS_WORDS,
}


@blueprint.get("/bank")
def show_bank() -> ResponseReturnValue:
    """The questions that one may see, searched and filtered."""
    me, chosen = actor(), forms.read_choice(request.args)
    policies.access_bank(me)
    page = queries.bank_page(policies.visible_to(me), chosen, viewer_id=me.id, today=clock.today())
    return render_template(
        "quizzes/bank/list.html", found=page, chosen=chosen, words=WORDS, kinds=tuple(QuestionKind),
        levels=tuple(Level), today=clock.today(), can_write=policies.can_write(me), address=_address(request.args),
        essays=len(waiting_essays(me.id)),
    )  # fmt: skip


@blueprint.get("/bank/questions/<int:question_id>")
def show_question(question_id: int) -> ResponseReturnValue:
    """One question: as a learner sees it, what is known of it, and its history."""
    me = actor()
    question = policies.access_question(me, question_id)
    asked = request.args.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None
    page = questions.question_page(question, policies.visible_to(me), number=number)
    return _question_page(page, policies.rights(me, question), forms.StatusForm(formdata=None))


@blueprint.get("/bank/questions/<int:question_id>/changes")
def show_question_changes(question_id: int) -> ResponseReturnValue:
    """What differs between two versions, place by place."""
    me = actor()
    question = policies.access_question(me, question_id)
    page = questions.question_page(question, policies.visible_to(me))
    before, after = (
        int(asked) if (asked := request.args.get(name, "")).isascii() and asked.isdigit() and len(asked) < 7 else other
        for name, other in (("before", page.latest - 1), ("after", page.latest))
    )
    found = questions.difference(question_id, before, after)
    return render_template(
        "quizzes/bank/changes.html", page=page, found=found, before=before, after=after, words=WORDS
    )  # fmt: skip


@blueprint.post("/bank/questions/<int:question_id>/status")
def post_question_status(question_id: int) -> ResponseReturnValue:
    """Release, retire or take back a question."""
    me, form = actor(), forms.StatusForm()
    with transaction():
        question = policies.access_question_to_judge(me, question_id)
        wanted, given = form.wanted(), policies.rights(me, question)
        missing = wanted is Status.RETIRED and not form.reason.data
        if form.validate_on_submit() and wanted is not None and not missing:
            policies.refuse_status(given, wanted)
            actions.set_status(question, wanted, reason=form.reason.data or "", by=me, now=clock.now())
            flash(_("The question is now: %(status)s.", status=forms.STATUS_WORDS[wanted]), "success")
            return redirect(url_for("quizzes.show_question", question_id=question_id), 303)
    if missing:
        form.reason.errors = [_(actions.NO_REASON)]
    question = policies.access_question(me, question_id)
    page = questions.question_page(question, policies.visible_to(me))
    return _question_page(page, policies.rights(me, question), form), 422


@blueprint.post("/bank/questions/<int:question_id>/copy")
def post_question_copy(question_id: int) -> ResponseReturnValue:
    """Copy a question of a file into the bank, where it can be changed."""
    me = actor()
    with transaction():
        question = policies.access_question_to_copy(me, question_id)
        tags = queries.tags_of_questions([question.id]).get(question.id, ())
        copied = actions.copy_to_bank(question, tags, by=me, now=clock.now())
    flash(_("This is your copy. The question in the file stays as it is."), "success")
    return redirect(url_for("quizzes.show_question", question_id=copied.id), 303)


@blueprint.get("/bank/clauses")
def show_clauses() -> ResponseReturnValue:
    """Which questions rest on a clause, and what retiring them would mean."""
    policies.access_retiring(actor())
    return _clauses_page(request.args.get("clause", "")[:100], forms.RetireForm(formdata=None))


@blueprint.post("/bank/clauses")
def post_retire_clause() -> ResponseReturnValue:
    """Retire every question on an amended clause that one may retire."""
    me, form = actor(), forms.RetireForm()
    policies.access_retiring(me)
    clause = form.clause.data or ""
    if not form.validate_on_submit():
        return _clauses_page(clause, form), 422
    with transaction():
        found, _others = questions.on_clause(clause, policies.retirable_by(me), policies.visible_to(me))
        count = actions.retire_all(found, clause=clause, reason=form.reason.data or "", by=me, now=clock.now())
    flash(_("Questions retired: %(number)s.", number=count), "success")
    return redirect(url_for("quizzes.show_bank", clause=clause, status=Status.RETIRED.value), 303)


@blueprint.get("/bank/categories")
def show_categories() -> ResponseReturnValue:
    """The tree of categories."""
    policies.access_bank(actor())
    return _categories_page(forms.CategoryForm(formdata=None))


@blueprint.post("/bank/categories")
def post_category() -> ResponseReturnValue:
    """Add a category."""
    me, form = actor(), forms.CategoryForm()
    policies.access_writing(me)
    if not form.validate_on_submit():
        return _categories_page(form), 422
    parent = form.parent_id()
    with transaction():
        if parent is not None:
            policies.access_category(me, parent)
        actions.category_at([form.name.data or ""], below=parent)
    return redirect(url_for("quizzes.show_categories"), 303)


@blueprint.post("/bank/categories/<int:category_id>/remove")
def post_category_remove(category_id: int) -> ResponseReturnValue:
    """Remove an empty category."""
    me = actor()
    policies.access_writing(me)
    with transaction():
        actions.remove_category(policies.access_category(me, category_id))
    return redirect(url_for("quizzes.show_categories"), 303)


def _question_page(page: questions.QuestionPage, rights: policies.Rights, form: forms.StatusForm) -> str:
    return render_template(
        "quizzes/bank/question.html", page=page, rights=rights, form=form, words=WORDS, trusted=trusted,
        today=clock.today(),
    )  # fmt: skip


def _clauses_page(clause: str, form: forms.RetireForm) -> str:
    me = actor()
    visible, retirable = policies.visible_to(me), policies.retirable_by(me)
    form.clause.data = clause
    found, others = questions.on_clause(clause, retirable, visible) if clause else ([], 0)
    return render_template(
        "quizzes/bank/clauses.html", clause=clause, form=form, clauses=queries.clauses_of(visible), found=found,
        others=others, first=questions.words_of_questions([question.id for question in found[:50]]), words=WORDS,
    )  # fmt: skip


def _categories_page(form: forms.CategoryForm) -> str:
    me = actor()
    folders = queries.folders_of(policies.visible_to(me))
    form.parent.choices = forms.offered({str(each.id): " › ".join(each.path) for each in folders}, none=_("At the top"))
    return render_template(
        "quizzes/bank/categories.html", folders=folders, form=form, can_write=policies.can_write(me)
    )  # fmt: skip


def _address(asked: forms.Query) -> dict[str, str]:
    """The filters of the list, for the addresses of its other pages and of its exports."""
    return {name: value for name, value in asked.items() if name != "page" and value}
