"""Routes of the roster: upload, look at what it would change, confirm, and see how far it is."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from learnhub.kernel import clock
from learnhub.people import actions, policies, queries
from learnhub.people.forms import RosterForm
from learnhub.people.models import RosterUpload, UploadState
from learnhub.people.views.blueprint import blueprint
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.platform.ratelimit import costly

MEGABYTE = 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A password takes a few milliseconds; five hundred of them are a second and twenty printed pages.
MOST_AT_ONCE = 500
HEADS = "工号,姓名,单位,职务,职级,职务层次,手机,邮箱,领导成员,关键岗位,任职时间,任级时间,调入时间\r\n"


@blueprint.get("/roster")
def show_roster() -> ResponseReturnValue:
    """The form for a roster, and the rosters uploaded lately."""
    policies.access_roster(auth.actor())
    return _roster_page(RosterForm(formdata=None, since=clock.today()))


@blueprint.get("/roster/template.csv")
def show_roster_template() -> ResponseReturnValue:
    """An empty roster with the heads that are understood; the mark lets a spreadsheet read it as UTF-8."""
    policies.access_roster(auth.actor())
    answer = current_app.response_class("\ufeff" + HEADS, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename*=UTF-8''%E8%8A%B1%E5%90%8D%E5%86%8C.csv"
    return answer


@blueprint.post("/roster")
@costly
def post_roster() -> ResponseReturnValue:
    """Look through an uploaded roster and keep it for confirmation; nothing of it is written yet."""
    actor = auth.actor()
    scope, form = policies.access_roster(actor), RosterForm()
    if not form.validate_on_submit():
        return _roster_page(form), 422
    content, since = form.file.data.read(), form.since.data or clock.today()
    name = _file_name(form.file.data.filename or "")
    report, refusal = queries.look_at_upload(content, name, since, scope=scope)
    if report is None or refusal is not None:
        form.file.errors = [_(refusal.message, **refusal.params)] if refusal else []
        return _roster_page(form), 422
    with transaction():
        upload = actions.keep_upload(content, file_name=name, since=since, report=report, by=actor.id, now=clock.now())
    return redirect(url_for("people.show_upload", upload_id=upload.id), 303)


@blueprint.get("/roster/<int:upload_id>")
def show_upload(upload_id: int) -> ResponseReturnValue:
    """What a roster changes, row by row: before it is confirmed, while it is written, and afterwards."""
    upload = policies.access_upload(auth.actor(), upload_id)
    if upload.undo_asked_at is not None:
        return _undone_page(upload)
    kind = _kind(upload)
    rows = queries.rows_of(upload.report, kind)
    number = page_number(request.args.get("page"), len(rows))
    shown = queries.row_lines(rows[(number - 1) * SIZE : number * SIZE])
    return render_template(
        "people/upload.html",
        upload=upload,
        report=upload.report,
        kind=kind,
        page=Page(shown, number, len(rows)),
        can_undo=_can_undo(upload),
    )


@blueprint.get("/roster/<int:upload_id>/problems.xlsx")
@costly
def show_upload_problems(upload_id: int) -> ResponseReturnValue:
    """The rows with problems and their reasons as a workbook, to be corrected and uploaded again."""
    upload = policies.access_upload(auth.actor(), upload_id)
    return _workbook(queries.problems_sheet(upload.report), f"problems-{upload_id}.xlsx")


@blueprint.get("/roster/<int:upload_id>/passwords")
def show_handing_out(upload_id: int) -> ResponseReturnValue:
    """The question before the new people of a roster get their initial passwords."""
    actor = auth.actor()
    upload, units = policies.access_upload(actor, upload_id), policies.units_of(actor, policies.KEEPS_UNITS)
    none_yet = len(queries.without_password(upload_id, units))
    unused = len(queries.without_password(upload_id, units, again=True)) - none_yet
    return render_template(
        "people/handing_out.html", upload=upload, none_yet=none_yet, unused=unused, most=MOST_AT_ONCE, people=()
    )


@blueprint.post("/roster/<int:upload_id>/passwords")
@costly
def post_handing_out(upload_id: int) -> ResponseReturnValue:
    """Make the passwords and show them this once, as a page to print or as a workbook."""
    actor = auth.actor()
    again = request.form.get("again") == "yes"
    with transaction():
        upload, units = policies.access_upload(actor, upload_id), policies.units_of(actor, policies.KEEPS_UNITS)
        people = queries.without_password(upload_id, units, again=again, most=MOST_AT_ONCE)
        passwords = actions.hand_out([one.id for one in people], upload, by=actor.id, now=clock.now()) if people else {}
    if not people:
        flash(_("All new people of this roster have a password."), "info")
        return redirect(url_for("people.show_upload", upload_id=upload_id), 303)
    rows = queries.sheet_rows(people, passwords)
    if request.form.get("as") == "xlsx":
        return _workbook(queries.passwords_sheet(rows), f"passwords-{upload_id}.xlsx")
    return render_template("people/handing_out.html", upload=upload, people=rows, none_yet=0, unused=0, most=0)


@blueprint.post("/roster/<int:upload_id>/undo")
def post_undo_upload(upload_id: int) -> ResponseReturnValue:
    """Have the roster undone, as far as nobody changed anything since."""
    with transaction():
        actions.ask_undo(policies.access_upload(auth.actor(), upload_id), now=clock.now())
    return redirect(url_for("people.show_upload", upload_id=upload_id), 303)


@blueprint.post("/roster/<int:upload_id>/confirm")
def post_confirm_upload(upload_id: int) -> ResponseReturnValue:
    """Have the roster written; the page shows how far it is."""
    with transaction():
        actions.confirm_upload(policies.access_upload(auth.actor(), upload_id))
    return redirect(url_for("people.show_upload", upload_id=upload_id), 303)


@blueprint.post("/roster/<int:upload_id>/discard")
def post_discard_upload(upload_id: int) -> ResponseReturnValue:
    """Forget the roster; nothing was written."""
    with transaction():
        actions.discard_upload(policies.access_upload(auth.actor(), upload_id))
    flash(_("The roster is discarded; nothing was changed."), "success")
    return redirect(url_for("people.show_roster"), 303)


def _can_undo(upload: RosterUpload) -> bool:
    return upload.state in (UploadState.DONE, UploadState.FAILED) and queries.can_be_undone(upload)


def _undone_page(upload: RosterUpload) -> str:
    """How far the undoing is, and afterwards each row with what became of it."""
    far = queries.undoing(upload)
    kept = request.args.get("rows", "kept" if far.kept else "undone") == "kept"
    page = queries.undone_lines(upload, kept=kept, page=request.args.get("page"))
    return render_template("people/undone.html", upload=upload, far=far, kept=kept, page=page)


def _workbook(content: bytes, name: str) -> ResponseReturnValue:
    answer = current_app.response_class(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _kind(upload: RosterUpload) -> str:
    """Which rows to show: what was asked for, else what needs attention first."""
    asked = request.args.get("rows", "")
    if asked in queries.SHOWN:
        return asked
    counts = {kind: len(queries.rows_of(upload.report, kind)) for kind in queries.SHOWN}
    return next((kind for kind in queries.SHOWN if counts[kind]), "new")


def _file_name(said: str) -> str:
    """The name without folders; the ending decides between text and workbook."""
    ending = secure_filename(said.rpartition(".")[2])
    plain = said.replace("\\", "/").rpartition("/")[2].strip()[:200]
    return plain or f"roster.{ending}"


def _roster_page(form: RosterForm) -> str:
    most = min(queries.LARGEST_FILE, current_app.config["MAX_CONTENT_LENGTH"]) // MEGABYTE
    return render_template("people/roster.html", form=form, most=most, uploads=queries.recent_uploads(auth.actor().id))
