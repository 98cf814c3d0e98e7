"""`python -m tests.benchmarks.articles`: what articles cost beside a bare Flask application, under one server.

A shelf of 20,000 articles with filters, an article with 300 comments, saving a draft, titles like the one that is being
typed, and the similarity check of 5,000 characters against all of them.
"""

import argparse
import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from flask import Flask

from config import Config
from learnhub.app import create_app
from learnhub.articles.actions import similarity
from learnhub.articles.actions.fingerprints import prints_of
from learnhub.articles.jobs import similarity as jobs
from learnhub.articles.models import Article, ArticleVersion
from learnhub.kernel import clock
from learnhub.platform.db import transaction
from tests.benchmarks import articles_scene as scenes
from tests.benchmarks.__main__ import Request, _load, _print
from tests.benchmarks.scene import SECRET
from tests.benchmarks.servers import running
from tests.postgres import running_server

CHECKS = 5


def main() -> None:
    """Print the table; --json prints the same as one document."""
    options = argparse.ArgumentParser()
    options.add_argument("--articles", type=int, default=20_000)
    options.add_argument("--fingerprints", type=int, help="make so many, and make the others up: faster")
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--connections", type=int, default=4)
    options.add_argument("--server", choices=("waitress", "granian"), default="waitress")
    options.add_argument("--postgresql", action="store_true", help="a server of its own instead of SQLite")
    options.add_argument("--keep", type=Path, help="a folder: the scene is built in it once, and found there again")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with ExitStack() as stack:
        folder = chosen.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder if chosen.postgresql else None
        url = stack.enter_context(running_server(durable=True, kept=kept)) if chosen.postgresql else ""
        made = _apart(scenes.open_scene, folder, url, chosen.articles, prints=chosen.fingerprints)
        environment = _environment(folder, url)
        rows = []
        with running(chosen.server, "tests.benchmarks.hello:app", environment) as server:
            rows.append(_load("hello", server, chosen.requests * 4, chosen.connections, _get("/", {})))
        with running(chosen.server, "wsgi:app", environment) as server:
            rows += [_load(name, server, chosen.requests, chosen.connections, ask) for name, ask in _pages(made)]
            rows.append(_load("draft saved", server, chosen.requests, 1, _saves(made)))
            memory = server.memory()
        counted, checked = _apart(_statements, folder, url), _apart(_checks, folder, url)
    if chosen.json:
        figures = [vars(row) for row in rows]
        print(json.dumps({"rows": figures, "memory_mb": memory, "statements": counted, "check": checked}))
        return
    _print(rows, memory)
    print("statements a request: " + ", ".join(f"{name} {count}" for name, count in counted.items()))
    print(
        f"similarity check of {checked['characters']} characters against {checked['compared']} texts, in the worker: "
        f"{checked['cpu_ms']:.0f} ms CPU ({checked['cpu_ms'] / rows[0].cpu_ms:.0f} x hello), "
        f"the whole job {checked['job_ms']:.0f} ms and {checked['statements']} statements, "
        f"fingerprints {checked['prints_ms']:.0f} ms; the worker holds {checked['memory_mb']} MB"
    )


def _apart(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Run something in a process of its own, which holds only what that needs."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()


def _environment(instance: Path, url: str) -> dict[str, str]:
    return {
        "LEARNHUB_INSTANCE": str(instance), "LEARNHUB_DATABASE_URL": url, "LEARNHUB_LOG_LEVEL": "ERROR",
        "LEARNHUB_WRITES_A_MINUTE": "100000000", "LEARNHUB_COSTLY_PAGES_A_MINUTE": "100000000",
        "LEARNHUB_SECRET_KEY": SECRET,
    }  # fmt: skip


def _get(path: str, headers: dict[str, str]) -> Request:
    return lambda _n: ("GET", path, None, headers)


def _pages(made: scenes.Scene) -> Iterator[tuple[str, Request]]:
    yield "shelf, 20,000 articles", _get("/articles/", made.reader)
    yield "shelf, topic and kind", _get(f"/articles/?topic={made.topic}&kind=topic", made.reader)
    yield "shelf, page 100", _get("/articles/?page=100", made.reader)
    yield "shelf, by title", _get("/articles/?sort=title", made.reader)
    yield "article, no comments", _get(f"/articles/{made.one}", made.reader)
    yield "article, 300 comments", _get(f"/articles/{made.commented}", made.author)
    yield "the same for a reviewer", _get(f"/articles/{made.commented}", made.reader)
    titles = [quote(title[: 4 + number % 5]) for number, title in enumerate(made.titles)]
    yield "titles alike", lambda n: ("GET", f"/articles/alike?title={titles[n % len(titles)]}", None, made.reader)


def _saves(made: scenes.Scene) -> Request:
    """One author who goes on writing: 5,000 characters, a little more each time."""
    words, state = scenes.text(5000, random.Random(3)), {"revision": made.revision}

    def send(number: int) -> Any:
        body = {
            "title": "正在写的一篇",
            "source": f"{words}\n\n又写了一句，第{number}次。",
            "revision": state["revision"],
        }
        state["revision"] += 1
        headers = {**made.author, "Content-Type": "application/json", "Accept": "application/json"}
        return "PUT", f"/articles/{made.draft}/draft", json.dumps(body).encode(), headers

    return send


def _app(folder: Path, url: str) -> Flask:
    return create_app(Config(instance=folder, database_url=url, secret_key=SECRET))


def _counting() -> list[str]:
    """The statements that are run from now on."""
    seen: list[str] = []
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    return seen


def _statements(folder: Path, url: str) -> dict[str, int]:
    """How many statements a request runs, the second time it is asked."""
    made, found = scenes.open_scene(folder, url, 0), {}
    seen, visitor = _counting(), _app(folder, url).test_client(use_cookies=False)
    one_row = ("shelf, no row", _get("/articles/?tag=none", made.reader))
    for name, ask in [*_pages(made), one_row, ("draft saved", _saves(made))]:
        for number in range(2):
            seen.clear()
            method, path, body, headers = ask(number)
            answer = visitor.open(path, method=method, headers=headers, data=body)
            assert answer.status_code == 200, f"{name}: {answer.status_code}"
        found[name] = sum(not each.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")) for each in seen)
    return found


def _checks(folder: Path, url: str) -> dict[str, float]:
    """The check of a text of 5,000 characters, a third of it out of two other articles."""
    with _app(folder, url).app_context():
        prints_of(["热身一次，装入所需的部件。"])
        dice, spent, whole, compared = random.Random(11), [], [], 0
        seen = _counting()
        for number in range(CHECKS):
            version_id = _copy(number, dice)
            began = time.process_time()
            found = similarity.check(version_id)
            spent.append(time.process_time() - began)
            assert found is not None
            assert 20 < found.percent < 45, f"the copied third was not found: {found.percent}"
            compared = found.compared
            seen.clear()
            began = time.process_time()
            jobs.check(version_id)
            whole.append(time.process_time() - began)
        began = time.process_time()
        prints_of(dice.choices(scenes.text(8000, dice).split("。"), k=110))
        prints = time.process_time() - began
        return {
            "cpu_ms": min(spent) * 1000, "job_ms": min(whole) * 1000, "statements": len(seen), "characters": 5000,
            "prints_ms": prints * 1000, "compared": compared, "memory_mb": _resident(),
        }  # fmt: skip


def _copy(number: int, dice: random.Random) -> int:
    """A version, not released, of which a third was taken from two others."""
    with transaction() as current:
        author = current.scalars(sa.select(Article.author_id).limit(1)).one()
        sources = [current.get_one(ArticleVersion, 1 + 10 * number + n).source for n in range(2)]
        source = scenes.text(3400, dice) + "\n\n" + "\n\n".join(each[:830] for each in sources)
        article = scenes._whole(current, (author, None), source, title=f"抄了三分之一{number}")
        version = current.scalars(sa.select(ArticleVersion).where(ArticleVersion.article_id == article.id)).one()
        similarity.request_check(version, clock.now())
        return version.id


def _resident() -> int:
    fields = Path("/proc/self/status").read_text(encoding="ascii")
    return int(fields.split("VmRSS:")[1].split()[0]) // 1024


if __name__ == "__main__":
    main()
