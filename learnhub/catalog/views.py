"""The catalogue's pages: courses, a course, and the pictures of lessons."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies, queries
from learnhub.catalog.models import Category
from learnhub.kernel.errors import NotFound
from learnhub.platform.auth import actor
from learnhub.platform.markdown import trusted

blueprint = Blueprint("catalog", __name__, url_prefix="/catalog")
PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@blueprint.get("/")
def show_courses() -> ResponseReturnValue:
    """Every course, filtered by language and category."""
    language, category = request.args.get("language", ""), request.args.get("category", "")
    if category not in set(Category):
        category = ""
    cards = queries.course_cards(language=language, category=category)
    return render_template(
        "catalog/courses.html", cards=cards, languages=queries.languages(), language=language, category=category
    )


@blueprint.get("/courses/<int:course_id>")
def show_course(course_id: int) -> ResponseReturnValue:
    """A course with its lessons and how far one is in each."""
    course = policies.access_course(actor(), course_id)
    page = queries.course_page(course)
    return render_template(
        "catalog/course.html",
        page=page,
        intro=trusted(course.intro_html),
        progress=_progress([lesson.version_id for lesson in page.lessons]),
    )


@blueprint.get("/media/<string:digest>.<string:extension>")
def show_picture(digest: str, extension: str) -> ResponseReturnValue:
    """A picture of a lesson; its address is the hash of its bytes, so it may be kept for ever."""
    found = queries.media(digest, extension)
    if found is None:
        raise NotFound("There is no such picture.")
    folder: Path = current_app.extensions["learnhub.config"].instance
    answer: Response = send_file(
        folder / "media" / digest[:2] / f"{digest}.{extension}",
        mimetype=found.content_type,
        etag=digest,
        conditional=True,
    )
    answer.headers["Content-Security-Policy"] = PICTURE_CSP
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _progress(version_ids: list[int]) -> dict[int, Any]:
    """How far one is in each version; the domain that measures reading supplies it when the site starts."""
    of = current_app.extensions.get("catalog.progress")
    return of(actor().id, version_ids) if of and version_ids else {}
