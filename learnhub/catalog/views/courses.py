"""Pages of the catalogue: the courses, one course, and the pictures of lessons."""

from pathlib import Path

from flask import current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies, queries
from learnhub.catalog.views.blueprint import blueprint
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.kernel.errors import NotFound
from learnhub.platform.auth import actor
from learnhub.platform.i18n import html_lang
from learnhub.platform.markdown import trusted

_FOR_EVER = "private, max-age=31536000, immutable"
# A drawing opened on its own is a document: it may show its own styles and do nothing else.
_PICTURE_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"


@blueprint.get("/")
def show_courses() -> ResponseReturnValue:
    """Every course, filtered by language and category."""
    chosen = {"language": request.args.get("language", ""), "category": request.args.get("category", "")}
    found = queries.course_list(policies.visible_to(actor()), actor().id, _study(), **chosen, first=html_lang())
    me = actor()
    ways = {"writes": me.has(Role.AUTHOR), "keeps": policies.keeps_courses(me)}
    return render_template("catalog/courses.html", found=found, chosen=chosen, ways=ways)


@blueprint.get("/courses/<int:course_id>")
def show_course(course_id: int) -> ResponseReturnValue:
    """One course with its lessons and how far one is."""
    course = policies.access_course(actor(), course_id)
    page = queries.course_page(actor().id, course, _study())
    hours_a_day = current_app.extensions["catalog.hours_a_day"](clock.local_date(clock.now()))
    return render_template(
        "catalog/course.html",
        page=page,
        hours_a_day=hours_a_day,
        intro=trusted(course.intro_html),
        keeps_courses=policies.keeps_courses(actor()),
        is_mine=course.written_by_id == actor().id,
    )


@blueprint.get("/media/<string(length=64):digest>.<extension>")
def show_picture(digest: str, extension: str) -> ResponseReturnValue:
    """A picture or file of a lesson; its address changes with its bytes, so browsers keep it."""
    picture = policies.access_picture(actor(), digest, extension)
    media: Path = current_app.extensions["learnhub.config"].instance / "media"
    file = media / digest[:2] / f"{digest}.{picture.extension}"
    if not file.is_file():
        raise NotFound("There is no such picture.")
    answer = send_file(file, mimetype=picture.content_type, conditional=True, etag=digest, last_modified=None)
    if not picture.content_type.startswith("image/"):
        answer.headers["Content-Disposition"] = f'attachment; filename="{digest[:12]}.{picture.extension}"'
    answer.headers["Cache-Control"] = _FOR_EVER
    answer.headers["Content-Security-Policy"] = _PICTURE_CSP
    return answer


def _study() -> queries.StudyOf:
    """Who knows how far somebody is, which lies above the catalogue."""
    found: queries.StudyOf = current_app.extensions["catalog.study"]
    return found
