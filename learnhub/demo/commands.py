"""`flask demo …`: load the demo county, take it away, and greet whoever starts the site with it."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from learnhub.platform.i18n import gettext as _

cli = AppGroup("demo", help="A believable county to look around in.")


@cli.command("load")
def load() -> None:
    """Load the demo county, unless it is there already."""
    from learnhub.demo import queries

    if queries.is_loaded():
        click.echo(_("The demo county is there already."))
        return
    _load()
    click.echo(welcome())


@cli.command("remove")
def remove() -> None:
    """Delete the demo county in one audited act; refuses when other records refer to it."""
    from learnhub.demo import actions, queries
    from learnhub.kernel.errors import Conflict
    from learnhub.platform.db import transaction

    if not queries.is_loaded():
        click.echo(_("There is no demo county."))
        return
    try:
        with transaction():
            removed = actions.remove()
    except Conflict as refused:
        raise click.ClickException(_(refused.message, **refused.params)) from refused
    actions.forget_password(current_app.extensions["learnhub.config"].instance)
    people, rows = removed["people_persons"], sum(removed.values())
    click.echo(_("The demo county is gone: %(people)s people, %(rows)s rows in all.", people=people, rows=rows))


def load_when_empty(app: Flask) -> None:
    """The first start's step: load the demo where nobody is in the database yet and the settings allow it."""
    from learnhub.demo import queries

    if app.extensions["learnhub.config"].demo and queries.nobody_is_there():
        _load()


def welcome() -> str:
    """The accounts, their password, and what to look at first; empty without a demo."""
    from learnhub.demo import queries

    if not queries.is_loaded():
        return ""
    return "\n".join(
        [
            "",
            _("Demo accounts, all with the password %(password)s", password=_password()),
            "  cadre1 … cadre12   supervisor1   unitadmin1   trainadmin1   headteacher1",
            "  author1   reviewer1   studysec1   auditor1   operator1",
            "",
            _("What to look at first"),
            "  cadre1       " + _("a cadre: what is owed, a lesson half read, the summary being written"),
            "  supervisor1  " + _("a supervisor: the board of Qingshi town, and a summary that waits for review"),
            "  trainadmin1  " + _("a training administrator: the whole county, and the quarter that is open"),
            "",
            _("“flask demo remove” takes all of it away."),
        ]
    )


def _password() -> str:
    from learnhub.demo import actions

    config = current_app.extensions["learnhub.config"]
    return actions.demo_password(config.instance, config.demo_password)


def _load() -> None:
    from learnhub.demo import actions, rules
    from learnhub.kernel import clock
    from learnhub.platform.commands import progress
    from learnhub.platform.db import transaction

    county = actions.Load(_password(), clock.now())
    with transaction():
        with progress(county.people(), label=_("Demo county, people"), length=len(rules.PEOPLE)) as people:
            for _name in people:
                pass
        with progress(county.life(), label=_("Demo county, what they did")) as life:
            for at, act in life:
                act(at)
