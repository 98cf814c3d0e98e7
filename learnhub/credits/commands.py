"""`flask credits …`: prove that the ledger was not touched."""

from typing import TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from learnhub.credits.queries import Proof

cli = AppGroup("credits", help="The ledger of class-hours.")


@cli.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def verify(as_json: bool) -> None:
    """Check every chain, its head and every nightly seal; exit status 1 when anything was touched."""
    from learnhub.credits import queries
    from learnhub.platform.commands import print_json, progress

    proof = queries.Proof()
    with progress(queries.chains(), label="Checking ledgers") as chains:
        for chain in chains:
            proof.check(chain)
    proof.check_seals()
    if as_json:
        print_json(_document(proof))
    else:
        click.echo(_as_text(proof))
    raise SystemExit(0 if proof.ok else 1)


def _document(proof: "Proof") -> dict[str, Any]:
    last = _last_root()
    return {
        "people": proof.people,
        "entries": proof.entries,
        "ok": proof.ok,
        "broken": [{"person": person, "entry": fault.entry, "what": str(fault.what)} for person, fault in proof.broken],
        "seals": proof.seals,
        "seals_broken": [{"day": fault.day.isoformat(), "what": fault.what} for fault in proof.seals_broken],
        "last_seal": last,
    }


def _as_text(proof: "Proof") -> str:
    lines = [f"{proof.entries} entries of {proof.people} people; nightly seals: {proof.seals}"]
    last = _last_root()
    if last is not None:
        lines.append(f"last seal {last['day']}: {last['root']}")
    lines += [f"person {person}, entry {fault.entry or '–'}: {fault.what}" for person, fault in proof.broken]
    lines += [f"seal of {fault.day.isoformat()}: {fault.what}" for fault in proof.seals_broken]
    return "\n".join(lines)


def _last_root() -> dict[str, str] | None:
    from learnhub.credits import queries

    last = queries.last_seal()
    return {"day": last.day.isoformat(), "root": last.root} if last else None
