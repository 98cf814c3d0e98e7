"""Files of articles: upload, hand out, remove."""

from os import SEEK_END
from urllib.parse import quote

from flask import flash, jsonify, redirect, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from learnhub.articles.actions import files as actions
from learnhub.articles.models import ArticleFile
from learnhub.articles.policies import access_draft
from learnhub.articles.policies.files import access_file, access_file_to_remove, may_attach
from learnhub.articles.queries import files as queries
from learnhub.articles.rules.files import LARGEST_FILE, MEGABYTE, TOO_LARGE, clean_name
from learnhub.articles.rules.states import FileUse
from learnhub.articles.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.errors import Invalid, NotFound
from learnhub.platform import storage
from learnhub.platform.auth import actor
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _
from learnhub.platform.ratelimit import costly
from learnhub.platform.web import safe_next, wants_json

# A file opened on its own may show its own styles, and do nothing else.
_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
NOTHING_CHOSEN = "Choose a file first."


@blueprint.context_processor
def _files() -> dict[str, object]:
    """What `articles/files.html` needs wherever it is included."""
    return {
        "article_files": lambda article: queries.files_of(article.id),
        "may_attach": lambda article: may_attach(actor(), article),
    }


@blueprint.post("/<int:article_id>/files")
@costly
def post_file(article_id: int) -> ResponseReturnValue:
    """Take in a picture or attachment; a program is told its address and how the text shows it."""
    me, given = actor(), request.files.get("file")
    with transaction():
        access_draft(me, article_id)
    if given is None or not given.filename:
        raise Invalid(NOTHING_CHOSEN, fields={"file": NOTHING_CHOSEN})
    checked = actions.check(_read(given), given.filename)
    with transaction():
        added = actions.add_file(access_draft(me, article_id), checked, by=me.id, now=clock.now())
        line = queries.line_of(added)
    if wants_json():
        told = {"id": line.id, "address": line.address, "name": line.name, "width": line.width, "height": line.height,
                "size": line.size, "markdown": line.markdown, "picture": line.picture,
                "checking": line.checking}  # fmt: skip
        return jsonify(told), 201
    flash(_("“%(name)s” is attached.", name=line.name), "success")
    return redirect(_back(article_id), 303)


@blueprint.get("/<int:article_id>/files/<int:attachment_id>/<name>")
def show_file(article_id: int, attachment_id: int, name: str) -> ResponseReturnValue:
    """Hand out a file: pictures to be shown, everything else to be kept; the name in the address is for people."""
    file = access_file(actor(), article_id, attachment_id)
    path = storage.path_of(file.digest)
    if not path.is_file():
        raise NotFound("There is no such file, or it is not yours to see.")
    answer = send_file(path, mimetype=file.content_type, conditional=True, etag=file.digest, last_modified=None)
    answer.headers["Content-Disposition"] = _disposition(file)
    answer.headers["Content-Security-Policy"] = _CSP
    # Who may see it can change any minute, so the browser asks each time; the bytes are sent once.
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.post("/<int:article_id>/files/<int:attachment_id>/remove")
def post_remove_file(article_id: int, attachment_id: int) -> ResponseReturnValue:
    """Take a file away from an article; versions that were kept go on showing it to its writers and reviewers."""
    with transaction():
        file = access_file_to_remove(actor(), article_id, attachment_id)
        actions.remove_file(file, now=clock.now())
        name = file.name
    if wants_json():
        return jsonify(removed=attachment_id)
    flash(_("“%(name)s” is removed.", name=name), "success")
    return redirect(_back(article_id), 303)


def _read(given: FileStorage) -> bytes:
    """The bytes of an upload, of a large one no more than it takes to refuse it."""
    with given.stream as stream:
        data: bytes = stream.read(LARGEST_FILE + 1)
        if len(data) <= LARGEST_FILE:
            return data
        size = stream.seek(0, SEEK_END) / MEGABYTE
    most = LARGEST_FILE // MEGABYTE
    raise Invalid(TOO_LARGE, name=clean_name(given.filename or ""), size=round(size, 1), most=most)


def _back(article_id: int) -> str:
    return safe_next(request.form.get("next"), f"/articles/{article_id}/write#files")


def _disposition(file: ArticleFile) -> str:
    kind = "inline" if file.use is FileUse.PICTURE else "attachment"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in file.name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name, safe='')}"
