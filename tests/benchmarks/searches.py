"""The page of the search over 5,000 documents: what one costs on each engine that this database can have."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config import ROOT, Config
from learnhub.app import create_app
from learnhub.platform.db import db, transaction
from learnhub.platform.search_index import engine
from learnhub.search.actions import indexing
from learnhub.search.rules.folding import numeral
from tests.benchmarks.scene import SECRET, Scene
from tests.real_data import ROOT as REAL
from tests.search.factories import document

DOCUMENTS = 5000
CHARACTERS = 3000
BATCH = 250
QUERIES = 600
# The first characters of runs and pairs of them, articles, phrases and quotations, by turns; whatever else people type.
CUTS: tuple[Callable[[random.Random, Sequence[str]], str], ...] = (
    lambda chance, runs: chance.choice(runs)[:2],
    lambda chance, runs: chance.choice(runs)[:3],
    lambda chance, runs: chance.choice(runs)[:4],
    lambda chance, runs: " ".join(run[:2] for run in chance.sample(runs, 2)),
    lambda chance, runs: chance.choice(runs)[:8],
    lambda chance, _runs: f"第{numeral(chance.randint(1, 250))}条",
    lambda chance, runs: f"“{chance.choice(runs)[:6]}”",
    lambda chance, runs: chance.choice(runs)[:1],
)
_RUN = re.compile("[\u4e00-\u9fff]{4,}")


@cache
def queries() -> tuple[str, ...]:
    """Different ones out of the texts themselves, always the same: what was asked before is remembered, and cheap."""
    chance, found = random.Random(11), dict[str, None]()
    runs = [run for _, text in islice(texts(CHARACTERS), 0, DOCUMENTS, 5) for run in _RUN.findall(text)]
    for cut in cycle(CUTS):
        if len(found) == QUERIES:
            break
        found[cut(chance, runs)] = None
    return tuple(found)


def engines(url: str) -> tuple[str, ...]:
    """Those that can be chosen with this database."""
    return ("whoosh", "postgresql") if url.startswith("postgresql") else ("whoosh", "fts5")


def fill(instance: Path, url: str = "") -> None:
    """Put the documents into the database, with the length of an article each: laws where they are at hand."""
    app = create_app(Config(instance=instance, database_url=url, secret_key=SECRET))
    with app.app_context():
        pieces = islice(texts(CHARACTERS), DOCUMENTS)
        while batch := list(islice(pieces, BATCH)):
            with transaction() as session:
                for title, text in batch:
                    cuts = range(0, len(text), CHARACTERS // 3)
                    document(session, *(text[at : at + CHARACTERS // 3] for at in cuts), title=title)
        db.engine.dispose()


def build(instance: Path, url: str, kind: str) -> None:
    """Make the index of one engine out of them."""
    app = create_app(Config(instance=instance, database_url=url, secret_key=SECRET, search_engine=kind))
    with app.app_context():
        engine().rebuild(indexing.documents(indexing.all_keys()))
        with transaction():  # as the worker would; what is changing is looked at itself, and costs more
            indexing.forget_changes(indexing.noted_so_far())
        db.session.remove()
        db.engine.dispose()


def request(scene: Scene) -> Callable[[int], Any]:
    """A reader who looks for one thing after another in Chinese."""
    asked = queries()
    return lambda number: ("GET", f"/search?q={quote(asked[number % len(asked)])}", None, scene.reader)


def suggestion(scene: Scene) -> Callable[[int], Any]:
    """Somebody who types: characters, pinyin and initials by turns."""
    typed = ("公", "公文", "gw", "gongwen", "jg", "的结构")
    return lambda number: ("GET", f"/search/suggestions?q={quote(typed[number % len(typed)])}", None, scene.reader)


def texts(characters: int) -> Iterator[tuple[str, str]]:
    """Titles with texts of this length, over and over."""
    files = sorted((REAL / "laws-zh").rglob("*.md")) or sorted((ROOT / "content" / "courses").rglob("*.md"))
    for number, path in enumerate(cycle(files)):
        text = path.read_text(encoding="utf-8")
        for start in range(0, len(text), characters):
            yield f"{path.stem[:80]} {number}-{start}", text[start : start + characters]
