"""Writing a question of the bank: field by field for the common types, as GIFT text for everything."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock, ids
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.quizzes.actions import bank as actions
from learnhub.quizzes.forms import bank as forms
from learnhub.quizzes.models import Question, QuestionVersion
from learnhub.quizzes.policies import bank as policies
from learnhub.quizzes.queries import bank as queries
from learnhub.quizzes.queries import duplicates
from learnhub.quizzes.queries import question_page as questions
from learnhub.quizzes.rules.differences import compare
from learnhub.quizzes.rules.outline import Outline, outline
from learnhub.quizzes.rules.parsed import ParsedQuestion, Problem
from learnhub.quizzes.rules.source import read_one
from learnhub.quizzes.rules.typed import MOST_OPTIONS, Typed, parsed_of, typed_of
from learnhub.quizzes.views.blueprint import blueprint

AnyForm = forms.QuestionForm | forms.GiftForm


@dataclass(frozen=True)
class Editing:
    """What the page of writing is about: a question or a new one, and what stands in the way of saving."""

    question: Question | None = None
    typable: bool = True
    theirs: str = ""
    pieces: tuple[Any, ...] = ()
    near: tuple[Any, ...] = ()
    told: str = ""


@blueprint.get("/bank/new")
def show_new_question() -> ResponseReturnValue:
    """An empty question."""
    policies.access_writing(actor())
    as_text = request.args.get("as") == "gift"
    form: AnyForm = forms.GiftForm(formdata=None) if as_text else forms.QuestionForm(formdata=None)
    return _page(form, Editing())


@blueprint.post("/bank/new")
def post_question() -> ResponseReturnValue:
    """Put a new question into the bank."""
    me, form = actor(), _form()
    policies.access_writing(me)
    made = _outline_of(form)
    if made is None:
        return _page(form, Editing()), 422
    likes = _near(made, None)
    if likes and request.form.get("anyway") != "yes":
        return _page(form, Editing(near=likes)), 409
    wording = actions.word(made)
    if isinstance(wording, Problem):
        _blame(form, wording)
        return _page(form, Editing()), 422
    with transaction():
        new = actions.New(wording, _about(form), key=ids.token(24))
        (question,) = actions.add_questions([new], owner_id=me.id, by_id=me.id, now=clock.now())
    flash(_("The question stands in the bank as a draft."), "success")
    return redirect(url_for("quizzes.show_question", question_id=question.id), 303)


@blueprint.get("/bank/questions/<int:question_id>/edit")
def show_edit_question(question_id: int) -> ResponseReturnValue:
    """A question to be changed."""
    me = actor()
    question = policies.access_question(me, question_id)
    policies.refuse_edit(me, question)
    worded = questions.current_version(question)
    typed = _typed_of(worded)
    form: AnyForm
    if typed is None or request.args.get("as") == "gift":
        form = forms.GiftForm(formdata=None)
        form.source.data = worded.source
    else:
        form = forms.QuestionForm(formdata=None)
        form.show(typed)
    form.version.data = str(worded.number)
    form.category.data, form.review_on.data = str(question.category_id or ""), question.review_on
    form.show_tags(queries.tags_of_questions([question.id]).get(question.id, ()))
    return _page(form, Editing(question, typable=typed is not None))


@blueprint.post("/bank/questions/<int:question_id>/edit")
def post_edit_question(question_id: int) -> ResponseReturnValue:
    """Store a new version; where somebody else stored one meanwhile, both texts are shown and nothing is written."""
    me, form = actor(), _form()
    question = policies.access_question(me, question_id)
    policies.refuse_edit(me, question)
    made = _outline_of(form)
    typable = isinstance(form, forms.QuestionForm) or _typed_of(questions.current_version(question)) is not None
    if made is None:
        return _page(form, Editing(question, typable)), 422
    known = form.version.data or ""
    likes = _near(made, question.id)
    if likes and request.form.get("anyway") != "yes":
        return _page(form, Editing(question, typable, near=likes)), 409
    wording = actions.word(made)
    if isinstance(wording, Problem):
        _blame(form, wording)
        return _page(form, Editing(question, typable)), 422
    with transaction():
        question = policies.access_question_to_edit(me, question_id)
        number = int(known) if known.isascii() and known.isdigit() and len(known) < 7 else -1
        stored = actions.reword(question, wording, known=number, by_id=me.id, now=clock.now())
        if stored is not None:
            actions.describe(question, _about(form))
    if stored is None:
        return _outdated(form, question, made, typable), 409
    flash(_("Saved as version %(number)s.", number=stored.number), "success")
    return redirect(url_for("quizzes.show_question", question_id=question_id), 303)


def _form() -> AnyForm:
    return forms.GiftForm() if "source" in request.form else forms.QuestionForm()


def _typed_of(worded: QuestionVersion) -> Typed | None:
    parsed = questions.parsed_of_version(worded)
    return typed_of(parsed) if parsed else None


def _outline_of(form: AnyForm) -> Outline | None:
    """The question that was typed; None after noting in the form what is wrong with it."""
    if not form.validate_on_submit():
        return None
    if isinstance(form, forms.GiftForm):
        read = read_one(form.source.data or "")
        if isinstance(read, ParsedQuestion):
            return outline(read, source_format="gift")
        _blame(form, read)
        return None
    made = parsed_of(form.typed())
    if isinstance(made, ParsedQuestion):
        return outline(made, source_format="gift")
    _blame(form, made.at("", 1))
    return None


def _blame(form: AnyForm, problem: Problem) -> None:
    field = form.source if isinstance(form, forms.GiftForm) else form.stem
    words = f"{_(problem.what, **problem.params)} {_(problem.what_to_do, **problem.params)}".strip()
    if isinstance(form, forms.GiftForm) and problem.line > 1:
        words = _("Line %(number)s: %(words)s", number=problem.line, words=words)
    field.errors = [*field.errors, words]


def _about(form: AnyForm) -> actions.About:
    category_id = form.category_id()
    if category_id is not None:
        policies.access_category(actor(), category_id)
    return actions.About(category_id, form.tags(), form.review_on.data)


def _near(made: Outline, but: int | None) -> tuple[Any, ...]:
    """Questions that are nearly the same, in words where they may be seen."""
    found = duplicates.near([made.words], policies.visible_to(actor()), but=but)[0]
    words = questions.words_of_questions([each.id for each in found if each.seen])
    return tuple((each, words.get(each.id, "")) for each in found)


def _outdated(form: AnyForm, question: Question, made: Outline, typable: bool) -> str:
    """Both texts, and the way to go on from what is stored now."""
    present = questions.current_version(question)
    form.version.data = str(present.number)
    pieces = compare(present.source, made.source)
    return _page(form, Editing(question, typable, theirs=present.source, pieces=pieces))


def _page(form: AnyForm, editing: Editing) -> str:
    folders = queries.folders_of()
    form.category.choices = forms.offered({str(each.id): " › ".join(each.path) for each in folders}, none=_("None"))
    return render_template(
        "quizzes/bank/edit.html", form=form, editing=editing, as_text=isinstance(form, forms.GiftForm),
        options=range(1, MOST_OPTIONS + 1),
    )  # fmt: skip
