"""The page of the search over 5,000 documents: what one costs on each engine that this database can have."""

from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from config import ROOT, Config
from learnhub.app import create_app
from learnhub.platform.db import db, transaction
from learnhub.platform.search_index import engine
from learnhub.search.actions import indexing
from tests.benchmarks.scene import SECRET, Scene
from tests.real_data import ROOT as REAL
from tests.search.factories import document

DOCUMENTS = 5000
CHARACTERS = 3000
BATCH = 250
WORDS = (
    "公文", "农业", "税", "学时", "请假", "行政处罚", "个人信息", "第三十二条", "法律责任", "人民政府", "劳动合同",
    "安全生产", "“应当依法”", "地方各级人民代表大会", "监督管理", "县级以上 批准", "环境保护", "公务员", "不得少于",
)  # fmt: skip


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
        db.session.remove()
        db.engine.dispose()


def request(scene: Scene) -> Callable[[int], Any]:
    """A reader who looks for one Chinese word after another."""
    return lambda number: ("GET", f"/search?q={quote(WORDS[number % len(WORDS)])}", None, scene.reader)


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
