"""`make attacks`: every row of the table with 25 seeds, credited time against truth; exit status 1 out of bounds."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.credits import actions as credits
from learnhub.kernel import clock
from learnhub.platform.db import db, transaction
from tests.conftest import Time, _forget
from tests.reading.attacks.table import EVERY_SEED, TABLE, Kind, Outcome, Row, World, bounds_s, faults

HEAD = (
    f"{'row':<40}{'seeds':>6}{'beats':>7}{'refused':>8}{'truth s':>9}{'claimed s':>11}{'credited s':>11}"
    f"{'min':>8}{'max':>8}{'provis. s':>10}{'allowed s':>17}{'hours':>6}  {'looked at for':<24}result"
)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description="Drive the table of attacks through the endpoints.")
    options.add_argument("--seeds", type=int, default=len(EVERY_SEED))
    options.add_argument("--only", default="", help="rows whose name contains this")
    chosen = options.parse_args()
    bad = 0
    print(HEAD)
    with _world() as world:
        for row in (row for row in TABLE if chosen.only.lower() in row.name.lower()):
            outcomes = [world.run(row, seed) for seed in range(chosen.seeds)]
            wrong = sorted(set(faults(row, outcomes)))
            bad += bool(wrong)
            print(_line(row, outcomes) + "  " + ("; ".join(wrong) or "ok"), flush=True)
    sys.exit(1 if bad else 0)


def _line(row: Row, outcomes: list[Outcome]) -> str:
    claim, credited = outcomes[0].claim, [outcome.credited_ms / 1000 for outcome in outcomes]
    least, most = bounds_s(row, claim)
    truth = "–" if row.kind is Kind.LIKE_A_PERSON else f"{claim.true_s:.0f}"
    return (
        f"{row.name:<40}{len(outcomes):>6}{outcomes[0].beats:>7}{outcomes[0].refused:>8}{truth:>9}{claim.claimed_s:>11.0f}{fmean(credited):>11.1f}"
        f"{min(credited):>8.1f}{max(credited):>8.1f}{fmean(each.provisional_ms for each in outcomes) / 1000:>10.1f}"
        f"{f'{least:.0f} to {most:.0f}':>17}{max(outcome.entries for outcome in outcomes):>6}"
        f"  {', '.join(sorted(set().union(*(each.signals for each in outcomes)))) or '–':<22}"
    )


@contextmanager
def _world() -> Iterator[World]:
    time = Time()
    clock.set_source(lambda: time.now)
    with tempfile.TemporaryDirectory(prefix="learnhub-attacks-") as folder:
        limits = {"writes_a_minute": 1_000_000_000, "costly_pages_a_minute": 1_000_000_000}
        app = create_app(Config(instance=Path(folder), secret_key="attacks", testing=True, log_level="ERROR", **limits))
        app.config.update(WTF_CSRF_ENABLED=False)
        app.before_request_funcs.setdefault(None, []).insert(0, _forget)
        with app.app_context():
            upgrade()
            with transaction():
                credits.install_default_rules()
            yield World(app, db.session(), time)
            db.engine.dispose()


if __name__ == "__main__":
    main()
