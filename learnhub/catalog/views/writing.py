"""Pages where authors write courses: the list of one's own, a course with its lessons, and the text of a lesson."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies
from learnhub.catalog.actions import publishing, writing
from learnhub.catalog.actions.writing import Words
from learnhub.catalog.forms import AboutForm, CourseForm, LessonForm
from learnhub.catalog.models import Category, Course, DraftState, LessonDraft
from learnhub.catalog.queries import reviews
from learnhub.catalog.queries import writing as queries
from learnhub.catalog.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.queries import granted
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.markdown import trusted


@blueprint.get("/written")
def show_written() -> ResponseReturnValue:
    """The courses that I write in the browser, and the beginning of another."""
    policies.access_writing(actor())
    return _written(CourseForm(formdata=None))


@blueprint.post("/written")
def post_course() -> ResponseReturnValue:
    """Begin a course."""
    me, form = actor(), CourseForm()
    policies.access_writing(me)
    if not form.validate_on_submit():
        return _written(form), 422
    with transaction():
        course = writing.create_course(
            form.title.data or "",
            summary=form.summary.data or "",
            category=Category(form.category.data),
            language=form.language.data,
            by=me,
            now=clock.now(),
        )
    return redirect(url_for("catalog.show_writing", course_id=course.id), 303)


@blueprint.get("/courses/<int:course_id>/write")
def show_writing(course_id: int) -> ResponseReturnValue:
    """A course of mine: its lessons, what is being written, and what reviewers said."""
    course = policies.access_course_to_write(actor(), course_id)
    about = reviews.about_draft(course.id)
    now = about or course
    known = str(about.revision if about else 0)
    return _course_page(course, AboutForm(formdata=None, title=now.title, summary=now.summary, revision=known))


def _course_page(course: Course, form: AboutForm) -> str:
    drafts, about = reviews.drafts_of(course.id), reviews.about_draft(course.id)
    return render_template(
        "catalog/writing.html",
        course=course,
        lessons=queries.lessons_of(course.id),
        drafts=[draft for draft in drafts if draft.state is DraftState.DRAFT],
        handed_in=[draft for draft in drafts if draft.state is DraftState.SUBMITTED],
        past=reviews.reviews_of(course.id, limit=5),
        about=about,
        form=form,
    )


@blueprint.post("/courses/<int:course_id>/about")
def post_about(course_id: int) -> ResponseReturnValue:
    """Change what a course is called and about; readers of a released one get it with the next review."""
    me, form = actor(), AboutForm()
    course = policies.access_course_to_write(me, course_id)
    if not form.validate_on_submit():
        return _course_page(course, form), 422
    title, summary, known = form.title.data or "", form.summary.data or "", form.revision.data or ""
    with transaction():
        writing.describe(
            policies.locked(course), title, summary,
            revision=int(known) if known.isascii() and known.isdigit() else -1, by=me, now=clock.now(),
        )  # fmt: skip
    flash(_("Saved."), "success")
    return redirect(url_for("catalog.show_writing", course_id=course.id), 303)


@blueprint.post("/courses/<int:course_id>/drafts")
def post_draft(course_id: int) -> ResponseReturnValue:
    """Begin a new lesson, or the next version of one that readers have."""
    me = actor()
    course = policies.access_course_to_write(me, course_id)
    lesson_id = request.form.get("lesson", type=int)
    with transaction():
        policies.locked(course)
        lesson = policies.access_lesson_to_write(course, lesson_id) if lesson_id else None
        draft = writing.begin_draft(course, lesson, title=_("New lesson"), by=me, now=clock.now())
    return redirect(url_for("catalog.show_draft", writing_id=draft.id), 303)


@blueprint.post("/courses/<int:course_id>/submit")
def post_submit(course_id: int) -> ResponseReturnValue:
    """Hand in everything that is written; what cannot be shown is refused before a reviewer sees it."""
    me = actor()
    course = policies.access_course_to_write(me, course_id)
    publishing.prepare(course, reviews.drafts_of(course.id, state=DraftState.DRAFT))
    now = clock.now()
    with transaction():
        people = {person for found in granted(Role.REVIEWER, clock.local_date(now)).values() for person in found}
        writing.submit(policies.locked(course), reviewers=sorted(people - {me.id}), by=me, now=now)
    flash(_("Handed in. You are told when a reviewer has decided."), "success")
    return redirect(url_for("catalog.show_writing", course_id=course.id), 303)


@blueprint.post("/courses/<int:course_id>/take-back")
def post_take_back(course_id: int) -> ResponseReturnValue:
    """Take what was handed in back, to write on."""
    course = policies.access_course_to_write(actor(), course_id)
    with transaction():
        writing.take_back(policies.locked(course))
    flash(_("Taken back; you can write on."), "success")
    return redirect(url_for("catalog.show_writing", course_id=course.id), 303)


@blueprint.get("/writing/<int:writing_id>")
def show_draft(writing_id: int) -> ResponseReturnValue:
    """The text of a lesson, to write."""
    draft, course = policies.access_draft(actor(), writing_id)
    return _draft_page(draft, course, LessonForm.of(draft))


@blueprint.post("/writing/<int:writing_id>")
def post_draft_words(writing_id: int) -> ResponseReturnValue:
    """Keep the text, or only look at how readers would see it."""
    draft, course = policies.access_draft(actor(), writing_id)
    form = LessonForm()
    if not form.validate_on_submit():
        return _draft_page(draft, course, form), 422
    if request.form.get("act") == "preview":
        return _draft_page(draft, course, form, preview=True)
    with transaction():
        policies.locked(course)
        draft, course = policies.access_draft(actor(), writing_id, anew=True)
        problem = writing.why_not_saved(draft, revision=form.revision.data or 0)
        if problem is None:
            writing.save_draft(draft, form.words(), now=clock.now())
    if problem is not None:
        form.form_errors.append(_(problem))
        return _draft_page(draft, course, form), 409
    flash(_("Saved. Nobody but you sees it until it was reviewed."), "success")
    return redirect(url_for("catalog.show_draft", writing_id=draft.id), 303)


@blueprint.post("/writing/<int:writing_id>/discard")
def post_discard(writing_id: int) -> ResponseReturnValue:
    """Forget what was written; what readers have stays."""
    draft, course = policies.access_draft(actor(), writing_id)
    with transaction():
        policies.locked(course)
        draft, course = policies.access_draft(actor(), writing_id, anew=True)
        writing.discard_draft(draft)
    flash(_("Discarded."), "success")
    return redirect(url_for("catalog.show_writing", course_id=course.id), 303)


def _written(form: CourseForm) -> str:
    return render_template("catalog/written.html", courses=queries.courses_of(actor().id), form=form)


def _draft_page(draft: LessonDraft, course: Course, form: LessonForm, *, preview: bool = False) -> str:
    return render_template(
        "catalog/draft.html", draft=draft, course=course, form=form, me=actor(), trusted=trusted,
        preview=preview_of(form.words(), course) if preview else "",
    )  # fmt: skip


def preview_of(words: Words, course: Course) -> str:
    """A lesson as its readers would see it with what is wrong with it, as a piece of a page."""
    shown, problems, refused = publishing.preview(words.source, language=course.language, title=words.title)
    questions, wrong = current_app.extensions["catalog.questions"](words.gift)
    return render_template(
        "catalog/draft_preview.html", course=course, shown=trusted(shown), problems=problems, refused=refused,
        asked=bool(words.gift), questions=questions, wrong=wrong,
    )  # fmt: skip
