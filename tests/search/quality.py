"""`python -m tests.search.quality`: how well each engine finds what lies in the laws and in the web course."""

import argparse
import csv
import json
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.catalog.commands import run_import
from learnhub.platform import search_index
from learnhub.platform.db import db, session, transaction
from learnhub.search.actions.rebuilding import rebuild
from learnhub.search.models import SearchDocument
from learnhub.search.queries.finding import find
from learnhub.search.rules.tokens import query_terms
from tests.postgres import running_server
from tests.real_data import ROOT

ALL = frozenset({"all", "unreviewed"})
OWN = Path(__file__).with_name("queries.csv")
LAWS = ROOT / "laws-zh"
COURSES = (LAWS, ROOT / "webdev-course")
TERMS = 210
_RUN = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass
class Quality:
    """What was measured of one engine; shares from 0 to 1."""

    engine: str
    known: int = 0
    first: float = 0.0
    first_three: float = 0.0
    ranks: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    missed: list[str] = field(default_factory=list)
    recall: float = 1.0
    precision: float = 1.0

    @property
    def mrr(self) -> float:
        """The mean of one over the rank of our own queries; what is not among the first ten counts nothing."""
        every = [rank for ranks in self.ranks.values() for rank in ranks]
        return sum(every) / len(every)


def main() -> None:
    """Print a table of the engines; --json prints the same as one document."""
    options = argparse.ArgumentParser()
    options.add_argument("--engines", default="whoosh,fts5,postgresql")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    measured = [measure(kind) for kind in chosen.engines.split(",")]
    if chosen.json:
        print(json.dumps([{**vars(each), "mrr": each.mrr} for each in measured], ensure_ascii=False))
        return
    for each in measured:
        kinds = ", ".join(f"{kind} {sum(ranks) / len(ranks):.2f}" for kind, ranks in each.ranks.items())
        print(
            f"{each.engine:<11} known items {each.known}: first {each.first:.1%}, first three {each.first_three:.1%}; "
            f"own MRR@10 {each.mrr:.3f} ({kinds}); literal recall {each.recall:.4f}, precision {each.precision:.4f}"
        )
        for line in each.missed:
            print(f"    {line}")


def measure(kind: str) -> Quality:
    """Import the laws and the course, index them with this engine, and ask."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-quality-")))
        url = stack.enter_context(running_server()) if kind == "postgresql" else ""
        app = create_app(Config(instance=folder, database_url=url, secret_key="quality", search_engine=kind))
        with app.app_context():
            upgrade()
            for course in COURSES:
                run_import(course)
            rebuild(transaction)
            quality = judge(app)
            db.engine.dispose()
    return quality


def judge(app: Flask) -> Quality:
    """The quality of the engine of an application whose index holds the laws and the course."""
    quality = Quality(search_index.engine().name)
    _known_items(quality)
    _own_queries(quality)
    _literally(quality)
    session().rollback()
    return quality


def _found(text: str, limit: int = 10) -> list[str]:
    return [each.source_path for each in find(text, access=ALL, limit=limit).found if each.kind == "lesson"]


def _known_items(quality: Quality) -> None:
    with (LAWS / "queries.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [(row["path"], _found(row["phrase"], 3)) for row in rows]
    quality.known = len(rows)
    quality.first = sum(paths[:1] == [path] for path, paths in found) / len(rows)
    quality.first_three = sum(path in paths for path, paths in found) / len(rows)


def _own_queries(quality: Quality) -> None:
    with OWN.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        paths = _found(row["query"])
        right = row["right"].split("|")
        rank = next((at for at, path in enumerate(paths, 1) if any(each in path for each in right)), 0)
        quality.ranks[row["kind"]].append(1 / rank if rank else 0.0)
        if rank != 1:
            quality.missed.append(f"{row['query']} → {row['right']}: rank {rank or 'none'}, first {paths[:1]}")


def _literally(quality: Quality) -> None:
    """Terms of two to eight characters out of the laws, against the files that hold them."""
    texts = {str(path.relative_to(LAWS)): path.read_text(encoding="utf-8") for path in LAWS.rglob("*.md")}
    paths_of = dict(session().execute(sa.select(SearchDocument.key, SearchDocument.source_path)).tuples().all())
    right = found = expected = 0
    for term in _terms(list(texts.values())):
        holding = {path for path, text in texts.items() if term in text}
        hits = search_index.engine().search(query_terms(term), access=ALL, kinds=("lesson",), limit=10_000).hits
        paths = {path for hit in hits if (path := paths_of[hit.key]) in texts}
        right, found, expected = right + len(holding & paths), found + len(paths), expected + len(holding)
        if holding != paths:
            quality.missed.append(f"{term}: {sorted(holding ^ paths)[:3]}")
    quality.recall, quality.precision = right / expected, right / found


def _terms(texts: Sequence[str]) -> Iterator[str]:
    chance = random.Random(7)
    for number in range(TERMS):
        length = 2 + number % 7
        runs = [run for run in _RUN.findall(chance.choice(texts)) if len(run) >= length]
        run = chance.choice(runs)
        start = chance.randrange(len(run) - length + 1)
        yield run[start : start + length]


if __name__ == "__main__":
    main()
