"""`flask people …`: the roster, the first administrator, and passwords for those who have none."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path as FilePath
from typing import Any

import click
from flask.cli import AppGroup

from learnhub.kernel.actor import Role
from learnhub.kernel.errors import LearnHubError
from learnhub.platform.commands import print_json, progress

cli = AppGroup("people", help="Keep people: roster, administrators, passwords.")
BATCH = 500


class _Unusable(click.ClickException):
    """Input that cannot be used: one line on stderr, exit status 2."""

    exit_code = 2


@contextmanager
def _plain_refusals() -> Iterator[None]:
    """Say a refusal on the command line, in the language of the site."""
    from learnhub.platform.i18n import gettext

    try:
        yield
    except LearnHubError as error:
        raise _Unusable(gettext(error.message, **error.params)) from None


@cli.command("import")
@click.argument("file", type=click.Path(path_type=FilePath))
@click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="First day of facts that carry no date; today if absent."
)
def import_roster(file: FilePath, dry_run: bool, as_json: bool, since: datetime | None) -> None:
    """Take over a roster (xlsx, xls, ods, csv): new people, and dated changes of unit, post and rank.

    Nobody is deleted by absence. A row that cannot be used is reported with its number and the others go on.
    """
    from learnhub.kernel import clock
    from learnhub.people.queries.roster import counts

    on = since.date() if since else clock.today()
    with _plain_refusals():
        plan, problems = _plan(file, on)
        if not dry_run:
            _apply(plan, on=on, file=file.name, counts=counts(plan, problems))
    document = _document(plan, problems, dry_run)
    if as_json:
        print_json(document)
    else:
        _print(document)


def _plan(file: FilePath, on: date) -> tuple[Any, list[Any]]:
    from functools import partial

    from learnhub.people.queries.roster import look_through
    from learnhub.people.queries.roster_file import read_roster

    return look_through(read_roster(file), on, watch=partial(progress, label="read"))


def _apply(plan: Any, *, on: date, file: str, counts: dict[str, int]) -> None:
    from learnhub.kernel import clock
    from learnhub.people.actions import roster
    from learnhub.people.queries import roster as known
    from learnhub.people.rules.roster_plan import Status
    from learnhub.platform.db import transaction

    due = [step for step in plan.steps if step.status is not Status.UNCHANGED]
    with transaction():
        paths = {unit.path: unit.id for unit in known.known_units()}
        unit_ids, _trails = roster.create_planned_units(plan.new_units, paths, on=on)
        roster.record_import(counts, file=file)
    usernames = roster.Usernames(known.usernames())
    batches = [due[start : start + BATCH] for start in range(0, len(due), BATCH)]
    with progress(batches, label="write") as steps:
        for batch in steps:
            with transaction() as current:
                roster.apply_steps(batch, unit_ids, usernames, on=on, now=clock.now())
            current.expunge_all()


def _document(plan: Any, problems: list[Any], dry_run: bool) -> dict[str, Any]:
    from learnhub.people.queries.roster import report
    from learnhub.platform.i18n import gettext

    told = [{"row": one.row, "column": one.column, "what": gettext(one.what, **one.params)} for one in problems]
    return report(plan, problems) | {"problems": told, "dry_run": dry_run}


def _print(document: dict[str, Any]) -> None:
    for name in document["units"]:
        click.echo(f"+ unit {name}")
    for one in document["details"]:
        changes = "; ".join(f"{c['what']}: {c['before'] or '–'} → {c['after']}" for c in one["changes"])
        click.echo(f"{one['status']:8} row {one['row']}: {one['name']} {changes or one['unit']}")
    for one in document["problems"]:
        click.echo(f"row {one['row']}, {one['column']}: {one['what']}", err=True)
    counts = ", ".join(f"{document[name]} {name}" for name in ("new", "changed", "moved", "unchanged"))
    click.echo(
        f"{counts}, {len(document['problems'])} problems{'; nothing was written' if document['dry_run'] else ''}"
    )


@cli.command("set-password")
@click.argument("username")
def set_password(username: str) -> None:
    """Print a new initial password for somebody; it must be changed at the first sign-in."""
    from learnhub.people import actions

    with _plain_refusals():
        click.echo(_hand_out(actions, username.strip().casefold()))


def _hand_out(actions: Any, username: str) -> str:
    from learnhub.kernel import clock
    from learnhub.platform.db import transaction

    password: str = actions.initial_password()
    new_hash = actions.hash_password(password)
    with transaction():
        actions.set_initial_password(_named(username), new_hash=new_hash, now=clock.now())
    return password


@cli.command("create-admin")
@click.argument("username")
@click.option("--name", required=True, help="The name of the person.")
@click.option("--unit", "unit_name", required=True, help="The topmost unit; made if there is none of this name.")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    default=(Role.TRAINING_ADMINISTRATOR.value, Role.UNIT_ADMINISTRATOR.value, Role.OPERATOR.value),
    help="A role in that unit and below; may be repeated.",
)
def create_admin(username: str, name: str, unit_name: str, roles: tuple[str, ...]) -> None:
    """Make the first administrator and print the initial password; a person who exists gets the roles."""
    from learnhub.kernel import clock
    from learnhub.people import actions
    from learnhub.platform.db import transaction

    with _plain_refusals():
        with transaction():
            new = actions.create_administrator(
                username=username, name=name, unit_name=unit_name, roles=[Role(role) for role in roles], now=clock.now()
            )
        if new:
            click.echo(_hand_out(actions, username.strip().casefold()))
        else:
            click.echo("the person exists; the roles are given and the password is as it was", file=sys.stderr)


def invitation() -> str:
    """What a start prints while nobody is there: where to set the site up, and the token; else nothing."""
    from learnhub.people import queries

    return _invitation() if queries.nobody_is_there() else ""


@cli.command("setup-token")
def print_setup_token() -> None:
    """Print the token that /setup asks for, as long as nobody is there."""
    from learnhub.people import queries

    if not queries.nobody_is_there():
        raise _Unusable("the site is set up already")
    click.echo(_setup_token())


def _invitation() -> str:
    from learnhub.platform import serve
    from learnhub.platform.i18n import gettext

    host, port = serve.port_from_environment()
    told = gettext(
        "Nobody is here yet. Make the first administrator at %(address)s", address=f"http://{host}:{port}/setup"
    )
    return f"\n{told}\n{gettext('Token: %(token)s', token=_setup_token())}"


def _setup_token() -> str:
    from flask import current_app

    from learnhub.people import actions

    return actions.setup_token(current_app.extensions["learnhub.config"].instance)


@cli.command("disable")
@click.argument("username")
@click.option("--reason", required=True, help="Kept in the audit log.")
def disable(username: str, reason: str) -> None:
    """Close an account, for instance an operator's: every session ends at once."""
    from learnhub.kernel import clock
    from learnhub.people import actions
    from learnhub.platform.db import transaction

    with _plain_refusals(), transaction():
        actions.disable_person(_named(username), reason=reason, by=None, now=clock.now())


@cli.command("enable")
@click.argument("username")
@click.option("--reason", required=True, help="Kept in the audit log.")
def enable(username: str, reason: str) -> None:
    """Open a closed account again, with the password it had."""
    from learnhub.people import actions
    from learnhub.platform.db import transaction

    with _plain_refusals(), transaction():
        actions.enable_person(_named(username), reason=reason, by=None)


def _named(username: str) -> Any:
    from learnhub.kernel.errors import NotFound
    from learnhub.people import queries

    person = queries.person_by_username(username.strip().casefold())
    if person is None:
        raise NotFound("Nobody has the user name %(name)s.", name=username)
    return person
