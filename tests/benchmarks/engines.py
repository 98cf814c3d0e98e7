"""`python -m tests.benchmarks.engines`: the three engines of the search on the same documents in one run."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.platform.db import db
from learnhub.platform.search_index import ENGINES, Document, engine
from learnhub.search.rules.tokens import loosened, query_terms
from tests.benchmarks.searches import texts
from tests.postgres import running_server
from tests.search.documents import ALL, document

DOCUMENTS = 5000
CHARACTERS = 1000
UPDATES = 20
ROUNDS = 20
QUERIES = {
    "one character": ("税", "车", "水"),
    "two characters": ("学时", "请假", "公文", "罚款"),
    "common term": ("人民政府", "人民法院", "法律责任"),
    "phrase": ("县级以上地方人民政府", "依照有关法律的规定", "负责本行政区域内"),
    "article": ("第三十二条", "第8条"),
    "two words": ("劳动 合同", "税务 机关", "安全 监督管理"),
    "nowhere": ("龘龘龘", "不存在的说法"),
    "loosened": ("劳动合同解除后的补偿办法",),
}


def main() -> None:
    """Print the table; each engine builds in one process and is asked in another, so that memory is its own."""
    options = argparse.ArgumentParser()
    options.add_argument("--documents", type=int, default=DOCUMENTS)
    options.add_argument("--characters", type=int, default=CHARACTERS)
    options.add_argument("--engines", default=",".join(ENGINES))
    options.add_argument("--step", choices=("build", "ask"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.step:
        print(json.dumps(_step(chosen)))
        return
    for kind in chosen.engines.split(","):
        _print(kind, _measure(kind, chosen.documents, chosen.characters))


def _measure(kind: str, count: int, characters: int) -> dict[str, Any]:
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-engines-"))
        url = stack.enter_context(running_server(durable=True)) if kind == "postgresql" else ""
        environment = {
            **os.environ,
            "LEARNHUB_INSTANCE": folder,
            "LEARNHUB_DATABASE_URL": url,
            "LEARNHUB_SEARCH_ENGINE": kind,
        }
        found: dict[str, Any] = {}
        for step in ("build", "ask"):
            command = [sys.executable, "-m", "tests.benchmarks.engines", "--step", step]
            command += ["--documents", str(count), "--characters", str(characters)]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
            found |= json.loads(done.stdout)
    return found


def _step(chosen: argparse.Namespace) -> dict[str, Any]:
    app = create_app(Config.from_environment())
    with app.app_context():
        if chosen.step == "build":
            upgrade()
            found = _build(chosen.documents, chosen.characters)
        else:
            found = _ask()
        db.session.remove()
        db.engine.dispose()
    return found


def _build(count: int, characters: int) -> dict[str, Any]:
    every = list(_documents(count, characters))
    started, cpu = time.perf_counter(), time.process_time()
    engine().rebuild(every)
    built, built_cpu = time.perf_counter() - started, time.process_time() - cpu
    updates = []
    for changed in every[:: max(1, count // UPDATES)][:UPDATES]:
        started = time.perf_counter()
        engine().put([changed])
        updates.append((time.perf_counter() - started) * 1000)
    return {"build_s": built, "build_cpu_s": built_cpu, "update_ms": _cuts(updates), "size": engine().size()}


def _ask() -> dict[str, Any]:
    before = _memory()
    times: dict[str, list[float]] = {name: [] for name in QUERIES}
    for round_ in range(ROUNDS):
        for name, asked in QUERIES.items():
            for text in asked:
                query = loosened(query_terms(text)) if name == "loosened" else query_terms(text)
                started = time.perf_counter()
                # A language of its own each time: nobody asked that before, so no ranking is remembered.
                engine().search(query, access=ALL, language=f"round-{round_}")
                times[name].append((time.perf_counter() - started) * 1000)
    return {"queries_ms": {name: _cuts(seen) for name, seen in times.items()}, "memory_mb": _memory() - before}


def _documents(count: int, characters: int) -> Iterator[Document]:
    for number, (title, text) in enumerate(islice(texts(characters), count)):
        yield document(f"lesson:{number}", title, text)


def _cuts(seen: list[float]) -> list[float]:
    """The median, and what 95 of 100 stay below."""
    cuts = statistics.quantiles(seen, n=20, method="inclusive")
    return [round(cuts[9], 2), round(cuts[18], 2)]


def _memory() -> float:
    """The resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _print(kind: str, found: dict[str, Any]) -> None:
    print(
        f"{kind}: build {found['build_s']:.1f} s ({found['build_cpu_s']:.1f} s of CPU here), size "
        f"{found['size'] / 2**20:.1f} MB, memory of a reader +{found['memory_mb']:.0f} MB; "
        f"update of one p50 {found['update_ms'][0]} ms, p95 {found['update_ms'][1]} ms"
    )
    for name, (p50, p95) in found["queries_ms"].items():
        print(f"    {name:<16} p50 {p50:>8.2f} ms   p95 {p95:>8.2f} ms")


if __name__ == "__main__":
    main()
