"""`make crash`: 200 kills on SQLite and 200 on PostgreSQL; exit status 1 when anything acknowledged was lost."""

import argparse
import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.crash import trial
from tests.crash.check import Figures
from tests.postgres import running_server

KILLS = 200


def main() -> None:
    """Print the figures of each database as soon as they are known."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=KILLS, help="so many on each database")
    options.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    chosen = options.parse_args()
    found = []
    for name in ("sqlite", "postgresql"):
        if chosen.database in (name, "both"):
            found.append(_run(name, chosen.kills))
    sys.exit(0 if all(figures.are_clean for figures in found) else 1)


def _run(name: str, kills: int) -> Figures:
    started = monotonic()
    with tempfile.TemporaryDirectory(prefix="learnhub-crash-") as folder:
        if name == "sqlite":
            figures = trial.run(Path(folder), kills=kills)
        else:
            with running_server(durable=True) as url:
                figures = trial.run(Path(folder), url=url, kills=kills)
    print(f"{name}, {monotonic() - started:.0f} s: {'ok' if figures.are_clean else 'NOT OK'}")
    for field, value in vars(figures).items():
        print(f"  {field.replace('_', ' '):<24}{value}")
    sys.stdout.flush()
    return figures


if __name__ == "__main__":
    main()
