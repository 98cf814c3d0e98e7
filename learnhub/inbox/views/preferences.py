"""Routes of what one chooses to hear of: a switch for each kind of notice, and the weekly mail."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.inbox import actions, queries
from learnhub.inbox.views.blueprint import blueprint
from learnhub.people.queries import email_of
from learnhub.platform import auth
from learnhub.platform.db import transaction
from learnhub.platform.i18n import gettext as _


@blueprint.get("/preferences")
def show_preferences() -> ResponseReturnValue:
    """Every kind of notice with why one gets it and its switch, and the weekly mail."""
    me = auth.actor()
    person_id = me.id
    return render_template(
        "inbox/preferences.html",
        kinds=queries.kinds_for(me),
        off=queries.switched_off(person_id),
        mail=queries.mail_setting(person_id),
        email=email_of(person_id),
    )


@blueprint.post("/preferences")
def post_preferences() -> ResponseReturnValue:
    """Keep the switches and the day of the mail."""
    weekday = request.form.get("weekday", type=int)
    with transaction():
        actions.keep_choices(
            auth.actor().id,
            wanted=request.form.getlist("kind"),
            mail="mail" in request.form,
            weekday=-1 if weekday is None else weekday,
        )
    flash(_("Your choice is kept."), "success")
    return redirect(url_for("inbox.show_preferences"), 303)
