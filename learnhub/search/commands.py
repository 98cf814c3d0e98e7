"""Commands of the search: `flask search query` asks as the page does, `flask search rebuild` makes the index anew."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from learnhub.kernel.errors import Invalid, LearnHubError
from learnhub.platform.commands import print_json, progress
from learnhub.platform.i18n import gettext

if TYPE_CHECKING:
    from learnhub.search.queries.finding import Findings

cli = AppGroup("search", help="What can be found.")

UNUSABLE = 2
SAID = {
    "no_index": "The index is being built anew. Until it is done, words are found only exactly as they are written.",
    "respelt": "Words that are spelt like these were looked for as well.",
    "loosened": "No text holds all of it. Shown is what holds most of it.",
}
MOST = 1000


@cli.command("query")
@click.argument("text")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many to print.")
@click.option("--as", "username", metavar="USER", help="Answer as this person would be answered.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def query(text: str, *, limit: int, username: str | None, as_json: bool) -> None:
    """Find TEXT; without --as it answers as an ordinary reader would be answered."""
    from learnhub.search.queries.finding import find

    if limit > MOST:
        click.echo(gettext("At most %(most)s are printed.", most=MOST), err=True)
    try:
        findings = find(text, access=_labels(username), limit=min(limit, MOST))
    except LearnHubError as refused:
        if as_json:
            print_json({"total": 0, "results": [], "problem": str(refused)})
        click.echo(gettext(refused.message, **refused.params), err=True)
        sys.exit(UNUSABLE)
    if as_json:
        print_json(_document(findings))
    else:
        _print(findings)


@cli.command("rebuild")
def rebuild() -> None:
    """Build the index anew and switch to it in one step; the old one answers until then."""
    from learnhub.platform.db import transaction
    from learnhub.search.actions.rebuilding import rebuild as build

    count = build(transaction, _bar)
    click.echo(gettext("%(count)s documents can be found.", count=count))


def _bar(items: Sequence[Any], label: str) -> Iterator[Any]:
    with progress(items, label=label) as bar:
        yield from bar


def _labels(username: str | None) -> frozenset[str]:
    """What somebody may find; where nobody is named, what every reader finds."""
    from learnhub.kernel import clock
    from learnhub.people.queries import actor_on, person_by_username
    from learnhub.search.policies import labels_of, ordinary_labels

    if username is None:
        return ordinary_labels()
    person = person_by_username(username)
    if person is None:
        raise Invalid("There is nobody of the user name %(name)s.", name=username)
    return labels_of(actor_on(person.id, clock.today(), name=person.name))


def _document(findings: "Findings") -> dict[str, Any]:
    results = [
        {
            "kind": found.kind,
            "id": found.ident,
            "title": found.title.text,
            "source_path": found.source_path,
            "url": found.place,
            "snippet": found.snippet.text,
        }
        for found in findings.found
    ]
    return {"total": findings.total, "results": results, "notices": sorted(findings.notices)}


def _print(findings: "Findings") -> None:
    for found in findings.found:
        click.echo(f"{found.title.text}  {found.place}\n    {found.snippet.text}")
    click.echo(gettext("%(count)s found.", count=findings.total), err=True)
    for notice in sorted(findings.notices):
        click.echo(gettext(SAID[notice]), err=True)
