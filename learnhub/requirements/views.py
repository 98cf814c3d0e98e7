"""Pages of requirements: the rules for everyone, and how I stand against those that bind me."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from learnhub.credits import queries as credits
from learnhub.kernel import clock
from learnhub.platform.auth import actor
from learnhub.requirements import queries

blueprint = Blueprint("requirements", __name__, url_prefix="/requirements")


@blueprint.get("/")
def show_rules() -> ResponseReturnValue:
    """The requirements and the rules of conversion, with their figures, dates and sources."""
    today = clock.today()
    return render_template(
        "requirements/rules.html",
        requirements=queries.rules_on_page(today),
        conversions=[each.rule for each in credits.stored_rules()],
        today=today,
    )


@blueprint.get("/mine")
def show_mine() -> ResponseReturnValue:
    """How I stand against every requirement that binds me, with the figures it was computed from."""
    today = clock.today()
    return render_template("requirements/mine.html", owed=queries.standing_of(actor().id, today), today=today)
