"""`flask articles import`: a draft of a Word document, a Markdown text, or a zip of one with its pictures."""

import sys
from pathlib import Path

import click
import sqlalchemy as sa

from learnhub.articles.actions import importing as actions
from learnhub.articles.commands.group import cli
from learnhub.articles.queries.imports import kept_of, losses_of
from learnhub.articles.rules.files import clean_name
from learnhub.kernel import clock
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import LearnHubError, NotFound
from learnhub.people.models import Person
from learnhub.people.queries import actor_on
from learnhub.platform.commands import print_json
from learnhub.platform.db import session, transaction
from learnhub.platform.i18n import gettext

UNUSABLE = 2
NOBODY = "There is nobody of the user name %(name)s."
NO_AUTHOR = "Say with --author whose draft it becomes, or look at it with --dry-run."


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--author", "username", metavar="USERNAME", help="Whose draft it becomes.")
@click.option("--dry-run", is_flag=True, help="Only say what would be kept; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(file: Path, *, username: str | None, dry_run: bool, as_json: bool) -> None:
    """Make a draft of FILE (.docx, .md, .zip) and list what could not be kept."""
    name = clean_name(file.name)
    try:
        author = _author(username, dry_run=dry_run)
        content = file.read_bytes()
        actions.kind_of(content, name)
        found = actions.read(content, name, seconds=actions.LONG_SECONDS)
        if found.problem:
            raise NotFound(found.problem, **found.params)
        article_id = None if dry_run or author is None else _write(found, name, author)
    except LearnHubError as refused:
        if as_json:
            print_json({"file": name, "problem": str(refused)})
        click.echo(gettext(refused.message, **refused.params), err=True)
        sys.exit(UNUSABLE)
    if as_json:
        report = {"file": name, "title": found.title, "article": article_id, **found.report}
        print_json(report | ({"text": found.source} if dry_run else {}))
    else:
        _tell(found, article_id)


def _author(username: str | None, *, dry_run: bool) -> Actor | None:
    if username is None:
        if not dry_run:
            raise NotFound(NO_AUTHOR)
        return None
    person_id = session().scalar(sa.select(Person.id).where(Person.username == username))
    if person_id is None:
        raise NotFound(NOBODY, name=username)
    return actor_on(person_id, clock.today())


def _write(found: actions.Found, name: str, author: Actor) -> int:
    ready = actions.checked_files(found.content)
    with transaction():
        now = clock.now()
        article = actions.new_draft(author.id, author.unit_id, title=found.title, language=author.locale, now=now)
        actions.write(article, found.title, found.source, ready, by=author.id, now=now, name=name)
        return article.id


def _tell(found: actions.Found, article_id: int | None) -> None:
    click.echo(found.title)
    for words, count in kept_of(found.report):
        click.echo(f"  {words}: {count}")
    losses = losses_of(found.report)
    if losses:
        click.echo(gettext("What was not kept, or not as it was"))
    for loss in losses:
        place = " · ".join(each for each in (loss.place, loss.words) if each)
        click.echo(f"  {loss.what}{f' × {loss.count}' if loss.count > 1 else ''}{f' [{place}]' if place else ''}")
    if article_id is not None:
        click.echo(gettext("The draft is number %(id)s.", id=article_id))
