"""`flask credits …`: prove that the ledger was not touched."""

from typing import Any

import click
from flask.cli import AppGroup

cli = AppGroup("credits", help="The ledger of class-hours.")


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(as_json: bool) -> None:
    """Check every person's chain of entries; exit status 1 when one was changed, removed or inserted."""
    from learnhub.credits import queries, rules
    from learnhub.platform.commands import print_json, progress

    people, entries, broken = 0, 0, list[dict[str, Any]]()
    with progress(queries.chains(), label="Checking ledgers") as chains:
        for person_id, links, head in chains:
            people, entries = people + 1, entries + len(links)
            faults = rules.verify_chain(links, head)
            broken += [{"person": person_id, "entry": fault.entry, "what": str(fault.what)} for fault in faults]
    if as_json:
        print_json({"people": people, "entries": entries, "ok": not broken, "broken": broken})
    else:
        click.echo(f"{entries} entries of {people} people")
        for fault in broken:
            click.echo(f"person {fault['person']}, entry {fault['entry']}: {fault['what']}")
    raise SystemExit(1 if broken else 0)
