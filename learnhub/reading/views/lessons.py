"""The reader page and its comfort."""

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from learnhub.catalog import policies as catalog
from learnhub.platform.auth import actor
from learnhub.platform.markdown import trusted
from learnhub.platform.web import safe_next
from learnhub.reading import queries
from learnhub.reading.views.blueprint import blueprint

COMFORT = {"size": ("s", "m", "l", "xl"), "tone": ("paper", "sepia"), "face": ("sans", "serif")}


@blueprint.get("/lessons/<int:lesson_id>")
def show_lesson(lesson_id: int) -> ResponseReturnValue:
    """Read a lesson."""
    text = catalog.access_lesson_text(actor(), lesson_id)
    page = queries.lesson_page(actor().id, text)
    comfort = {name: cookie.get(f"reader_{name}", choices[name == "size"]) for name, choices in COMFORT.items()}
    turn = page.turn(request.args.get("section", default=1, type=int))
    return render_template("reading/lesson.html", page=page, body=trusted(text.html), comfort=comfort, turn=turn)


@blueprint.post("/comfort")
def post_comfort() -> ResponseReturnValue:
    """Keep the reader's comfort for this browser: text size, page colour, typeface."""
    for name, choices in COMFORT.items():
        if request.form.get(name) in choices:
            cookie[f"reader_{name}"] = request.form[name]
    back = request.referrer or ""
    path = "/" + back.split("/", 3)[3] if back.count("/") >= 3 else ""
    return redirect(safe_next(path, url_for("catalog.show_courses")), 303)
