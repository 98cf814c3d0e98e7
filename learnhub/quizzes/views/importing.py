"""Question files: upload or paste, look at what was understood, take it in or discard it; and the way back out."""

from pathlib import Path

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.platform.ratelimit import costly
from learnhub.quizzes.actions import exporting, uploads
from learnhub.quizzes.forms import bank as forms
from learnhub.quizzes.policies import bank as policies
from learnhub.quizzes.queries import bank as queries
from learnhub.quizzes.queries import question_files as files
from learnhub.quizzes.queries import question_workbook as workbook
from learnhub.quizzes.queries import uploads as lists
from learnhub.quizzes.views.blueprint import blueprint

MEGABYTE = 1024 * 1024
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"gift": ("text/plain", "gift"), "moodle-xml": ("application/xml", "xml"), "xlsx": (XLSX_TYPE, "xlsx")}


@blueprint.get("/bank/import")
def show_import() -> ResponseReturnValue:
    """The form for a question file, and the files looked through lately."""
    policies.access_writing(actor())
    return _form_page(forms.ImportForm(formdata=None))


@blueprint.post("/bank/import")
@costly
def post_import() -> ResponseReturnValue:
    """Look through a question file and keep it for confirmation, a long one as a job; nothing is written yet."""
    me, form = actor(), forms.ImportForm()
    policies.access_writing(me)
    if not form.validate_on_submit():
        return _form_page(form), 422
    content, name = _given(form)
    report = None
    if not uploads.is_long(content):
        look = files.look_at(content, name, form.form.data, visible=policies.visible_to(me), owner_id=me.id)
        report = files.report_of(look)
    with transaction():
        category_id = form.category_id()
        if category_id is not None:
            policies.access_category(me, category_id)
        about: uploads.File = {
            "file_name": name, "form": form.form.data, "category_id": category_id, "by": me.id, "now": clock.now(),
        }  # fmt: skip
        if report is None:
            kept = uploads.keep_unread(content, **about)
        else:
            kept = uploads.keep_upload(content, report=report, **about)
    return redirect(url_for("quizzes.show_import_preview", file_id=kept.id), 303)


@blueprint.get("/bank/import/<int:file_id>")
def show_import_preview(file_id: int) -> ResponseReturnValue:
    """What of a question file was understood, what not, and what would come in."""
    me = actor()
    upload = policies.access_upload(me, file_id)
    kind = request.args.get("show", "")
    lines = lists.lines_of(upload.report, kind)
    number = page_number(request.args.get("page"), len(lines))
    shown = lists.in_words(lines[(number - 1) * SIZE : number * SIZE])
    return render_template(
        "quizzes/bank/preview.html", upload=upload, report=upload.report, kind=kind,
        page=Page(shown, number, len(lines)), kinds=forms.KIND_WORDS, laters=forms.LATER_WORDS,
        formats=forms.FORMAT_WORDS,
    )  # fmt: skip


@blueprint.post("/bank/import/<int:file_id>/confirm")
@costly
def post_import_confirm(file_id: int) -> ResponseReturnValue:
    """Take a file in: at once where it is small, else as a job whose progress the page shows."""
    me = actor()
    upload = policies.access_upload(me, file_id)
    if upload.content is None or uploads.is_large(upload):
        with transaction():
            uploads.hand_over(policies.access_upload_to_settle(me, file_id))
    else:
        look = files.look_at(
            upload.content, upload.file_name, upload.asked_format, visible=policies.visible_to(me), owner_id=me.id
        )  # fmt: skip
        prepared = uploads.prepare(look, _media())
        with transaction():
            upload = policies.access_upload_to_settle(me, file_id)
            uploads.begin_upload(upload)
            uploads.take_in_upload(upload, look, prepared, now=clock.now())
    return redirect(url_for("quizzes.show_import_preview", file_id=file_id), 303)


@blueprint.post("/bank/import/<int:file_id>/discard")
def post_import_discard(file_id: int) -> ResponseReturnValue:
    """Forget a file; nothing was written."""
    with transaction():
        uploads.discard_upload(policies.access_upload_to_settle(actor(), file_id))
    flash(_("The file is discarded; nothing was changed."), "success")
    return redirect(url_for("quizzes.show_import"), 303)


@blueprint.get("/bank/import/template.xlsx")
@costly
def show_import_template() -> ResponseReturnValue:
    """An empty table with the heads that are understood, lists to choose from and help, in one's language."""
    policies.access_writing(actor())
    return _download(workbook.template(), XLSX_TYPE, "questions.xlsx")


@blueprint.post("/bank/export/<form>")
@costly
def post_export(form: str) -> ResponseReturnValue:
    """Give out the questions that the list shows; the export is recorded."""
    me, chosen = actor(), forms.read_choice(request.args)
    policies.access_bank(me)
    if form not in TYPES:
        return redirect(url_for("quizzes.show_bank"), 303)
    found = queries.selected(
        policies.visible_to(me), chosen, viewer_id=me.id, today=clock.today(), most=exporting.MOST + 1
    )
    with transaction():
        content = exporting.export(found, form, media=_media(), by=me.id)
    kind, ending = TYPES[form]
    return _download(content, kind, f"questions-{clock.today():%Y-%m-%d}.{ending}")


def _given(form: forms.ImportForm) -> tuple[bytes, str]:
    """The uploaded file, or else the pasted text as a file of its own."""
    if form.file.data:
        said = (form.file.data.filename or "").replace("\\", "/").rpartition("/")[2].strip()
        return form.file.data.read(), said[:200] or _("question file")
    return (form.text.data or "").encode(), _("pasted text")


def _form_page(form: forms.ImportForm) -> str:
    folders = queries.folders_of()
    form.category.choices = forms.offered({str(each.id): " › ".join(each.path) for each in folders}, none=_("None"))
    most = current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE
    return render_template("quizzes/bank/import.html", form=form, most=most, uploads=lists.recent(actor().id))


def _media() -> Path:
    folder: Path = current_app.extensions["learnhub.config"].instance / "media"
    return folder


def _download(content: bytes, kind: str, name: str) -> Response:
    answer = current_app.response_class(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
