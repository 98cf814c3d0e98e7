"""`flask demo …`: load the demo county, take it away, and greet whoever starts the site with it."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

cli = AppGroup("demo", help="A believable county to look around in.")


@cli.command("load")
def load() -> None:
    """Load the demo county, unless it is there already."""
    from learnhub.demo import queries

    if queries.is_loaded():
        click.echo("The demo is there already.")
        return
    _load()
    click.echo(welcome())


@cli.command("remove")
def remove() -> None:
    """Delete the demo county in one audited act; refuses when other records refer to it."""
    from learnhub.demo import actions, queries
    from learnhub.kernel.errors import LearnHubError
    from learnhub.platform.db import transaction

    if not queries.is_loaded():
        click.echo("There is no demo.")
        return
    try:
        with transaction():
            removed = actions.remove()
    except LearnHubError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"The demo is gone: {removed['people_persons']} people, {sum(removed.values())} rows in all.")


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
    return GREETING % {"password": _password()}


GREETING = """
Demo accounts (password: %(password)s)
  cadre1 … cadre12   supervisor1   unitadmin1   trainadmin1   headteacher1
  author1   reviewer1   studysec1   auditor1   operator1

What to look at first
  as a cadre          cadre1       what is owed this quarter, a lesson to go on with, the summary being written
  as a supervisor     supervisor1  the board of Qingshi town, and a summary that waits for a review
  as an administrator trainadmin1  the whole county's progress, and the quarter that is open

`flask demo remove` takes all of it away."""


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
        with progress(county.people(), label="Demo county: people", length=len(rules.PEOPLE)) as people:
            for _ in people:
                pass
        with progress(county.life(), label="Demo county: study ") as life:
            for at, act in life:
                act(at)
