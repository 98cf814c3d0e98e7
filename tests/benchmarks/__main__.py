"""`make bench`: what each main page costs beside a bare Flask application, in one run, under one server."""

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.benchmarks import scene, searches
from tests.benchmarks.servers import Server, running
from tests.postgres import running_server


@dataclass(frozen=True)
class Figures:
    """One row of the table; times in milliseconds."""

    name: str
    requests: int
    cpu_ms: float
    per_second: float
    p50: float
    p95: float
    p99: float
    bytes: int
    errors: int


def main() -> None:
    """Print the table; --json prints the same as one document."""
    options = argparse.ArgumentParser()
    options.add_argument("--requests", type=int, default=400)
    options.add_argument("--connections", type=int, default=4)
    options.add_argument("--server", choices=("waitress", "granian"), default="waitress")
    options.add_argument("--postgresql", action="store_true", help="a throw-away server instead of SQLite")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-bench-")))
        url = stack.enter_context(running_server(durable=True)) if chosen.postgresql else ""
        made = scene.build(instance, url)
        rows, memory = _measure(chosen.server, instance, url, made, chosen.requests, chosen.connections)
    if chosen.json:
        print(json.dumps({"rows": [vars(row) for row in rows], "memory_mb": memory}))
        return
    _print(rows, memory)


def _measure(
    kind: str, instance: Path, url: str, made: scene.Scene, count: int, connections: int
) -> tuple[list[Figures], int]:
    rows = []
    environment = {
        "LEARNHUB_INSTANCE": str(instance),
        "LEARNHUB_DATABASE_URL": url,
        "LEARNHUB_LOG_LEVEL": "ERROR",
        "LEARNHUB_WRITES_A_MINUTE": "100000000",  # counted as ever; a few readers send what thousands would
        "LEARNHUB_COSTLY_PAGES_A_MINUTE": "100000000",
        "LEARNHUB_SECRET_KEY": scene.SECRET,
    }
    with running(kind, "tests.benchmarks.hello:app", environment) as server:
        rows.append(_load("hello", server, count * 4, connections, lambda _n: ("GET", "/", None, {})))
    with running(kind, "wsgi:app", environment) as server:
        for name, request in scene.requests(made):
            rows.append(_load(name, server, count, connections, request))
        # One connection, so that the numbers of a sitting or an answer arrive in order.
        rows.append(_load("beat, durable", server, count, 1, scene.beats(server.port, made)))
        rows.append(_load("answer saved", server, count, 1, scene.answers(server.port, made)))
        memory = server.memory()
    rows += _searches(kind, instance, url, made, environment, count, connections)
    return rows, memory


def _searches(
    kind: str, instance: Path, url: str, made: scene.Scene, environment: dict[str, str], count: int, connections: int
) -> list[Figures]:
    """The page of the search over 5,000 documents on each engine, and what is offered while somebody types."""
    rows = []
    searches.fill(instance, url)
    for engine in searches.engines(url):
        searches.build(instance, url, engine)
        with running(kind, "wsgi:app", {**environment, "LEARNHUB_SEARCH_ENGINE": engine}) as server:
            rows.append(_load(f"search page, {engine}", server, count, connections, searches.request(made)))
    with running(kind, "wsgi:app", environment) as server:
        rows.append(_load("search suggestions", server, count, connections, searches.suggestion(made)))
    return rows


Request = Callable[[int], tuple[str, str, bytes | None, dict[str, str]]]


def _load(name: str, server: Server, count: int, connections: int, request: Request) -> Figures:
    """Send `count` requests over kept-alive connections; the first tenth warms up and is not counted."""
    warm = max(8, count // 10)
    _send(server.port, warm, connections, request, 0)
    before, started = server.cpu(), time.perf_counter()
    seen, errors, size = _send(server.port, count, connections, request, warm)
    wall, cpu = time.perf_counter() - started, server.cpu() - before
    cuts = statistics.quantiles(seen, n=100, method="inclusive")
    return Figures(name, count, cpu * 1000 / count, count / wall, cuts[49], cuts[94], cuts[98], size, errors)


def _send(port: int, count: int, connections: int, request: Request, offset: int) -> tuple[list[float], int, int]:
    seen: list[float] = []
    errors, size, numbers, guard = 0, 0, iter(range(offset, offset + count)), threading.Lock()

    def work() -> None:
        nonlocal errors, size
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with guard:
                number = next(numbers, None)
            if number is None:
                return
            method, path, body, headers = request(number)
            began = time.perf_counter()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            spent = (time.perf_counter() - began) * 1000
            with guard:
                seen.append(spent)
                size = len(content)
                errors += answer.status >= 400

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen, errors, size


def _print(rows: list[Figures], memory: int) -> None:
    hello = rows[0].cpu_ms
    print(f"{'work':<28}{'CPU ms':>8}{'x hello':>9}{'req/s':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'bytes':>9}{'errors':>7}")
    for row in rows:
        print(
            f"{row.name:<28}{row.cpu_ms:>8.2f}{row.cpu_ms / hello:>9.1f}{row.per_second:>8.0f}"
            f"{row.p50:>8.1f}{row.p95:>8.1f}{row.p99:>8.1f}{row.bytes:>9}{row.errors:>7}"
        )
    print(f"memory of the web process after the load: {memory} MB")


if __name__ == "__main__":
    main()
