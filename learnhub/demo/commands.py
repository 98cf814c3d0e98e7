"""`flask demo …`: load the demo county, take it away, and greet whoever starts the site with it."""

from pathlib import Path

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
    actions.forget_password(_instance())
    people, rows = removed["people_persons"], sum(removed.values())
    click.echo(_("The demo county is gone: %(people)s people, %(rows)s rows in all.", people=people, rows=rows))


def load_when_empty(app: Flask) -> None:
    """A start's step: load the demo where nobody is yet and the settings allow it; take over a changed password."""
    from learnhub.demo import actions, queries

    config = app.extensions["learnhub.config"]
    if config.demo and queries.nobody_is_there():
        _load()
    elif config.demo_password not in ("", actions.kept_password(config.instance)) and queries.is_loaded():
        _change_passwords(config.demo_password)


def welcome() -> str:
    """The accounts, their password, and what to look at first; empty without a demo."""
    from learnhub.demo import actions, queries

    if not queries.is_loaded():
        return ""
    return "\n".join(
        [
            "",
            _("Demo accounts, all with the password %(password)s", password=actions.kept_password(_instance())),
            "  cadre1 … cadre12   supervisor1   unitadmin1   trainadmin1   headteacher1",
            "  author1   reviewer1   studysec1   auditor1   operator1",
            "",
            _("What to look at first"),
            "  cadre1       " + _("a cadre: what is owed, a lesson half read, the summary being written"),
            "  supervisor1  " + _("a supervisor: the board of Qingshi town, and a summary that waits for review"),
            "  unitadmin1   " + _("a unit administrator: a contested line and three cases that wait"),
            "  trainadmin1  " + _("a training administrator: the whole county, and quarters in all four states"),
            "",
            _("“flask demo remove” takes all of it away."),
        ]
    )


def _instance() -> Path:
    folder: Path = current_app.extensions["learnhub.config"].instance
    return folder


def _change_passwords(password: str) -> None:
    from learnhub.demo import actions
    from learnhub.kernel import clock
    from learnhub.platform.db import transaction

    with transaction():
        actions.change_passwords(password, now=clock.now())
    actions.keep_password(_instance(), password)


def _load() -> None:
    from learnhub.demo import actions, rules
    from learnhub.kernel import clock
    from learnhub.platform.commands import progress
    from learnhub.platform.db import transaction

    configured = current_app.extensions["learnhub.config"].demo_password
    password = actions.demo_password(_instance(), configured)
    county = actions.Load(password, clock.now())
    with transaction():
        with progress(county.people(), label=_("Demo county, people"), length=len(rules.PEOPLE)) as people:
            for _name in people:
                pass
        with progress(county.life(), label=_("Demo county, what they did")) as life:
            for at, act in life:
                act(at)
        county.forget_old_notices()
    actions.keep_password(_instance(), password)
