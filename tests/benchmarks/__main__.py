"""`make bench`: what each main page costs beside a bare Flask application, in one run, under one server."""

import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.benchmarks import scene

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")


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
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="learnhub-bench-") as folder:
        instance = Path(folder)
        made = scene.build(instance)
        rows, memory = _measure(instance, made, chosen.requests, chosen.connections)
    if chosen.json:
        print(json.dumps({"rows": [vars(row) for row in rows], "memory_mb": memory}))
        return
    _print(rows, memory)


def _measure(instance: Path, made: scene.Scene, count: int, connections: int) -> tuple[list[Figures], int]:
    rows = []
    with _server("tests.benchmarks.hello:app", instance) as (process, port):
        rows.append(_load("hello", process, port, count * 4, connections, lambda _n: ("GET", "/", None, {})))
    with _server("wsgi:app", instance) as (process, port):
        for name, request in scene.requests(made):
            rows.append(_load(name, process, port, count, connections, request))
        # One connection, so that the numbers of a sitting or an answer arrive in order.
        rows.append(_load("beat, durable", process, port, count, 1, scene.beats(port, made)))
        rows.append(_load("answer saved", process, port, count, 1, scene.answers(port, made)))
        memory = _memory(process)
    return rows, memory


@contextmanager
def _server(target: str, instance: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code = (
        "import sys; from importlib import import_module; from waitress import serve; "
        "module, name = sys.argv[1].split(':'); "
        "serve(getattr(import_module(module), name), host='127.0.0.1', port=int(sys.argv[2]), threads=8, "
        "connection_limit=5000, asyncore_use_poll=True, ident=None)"
    )
    environment = {
        **os.environ,
        "LEARNHUB_INSTANCE": str(instance),
        "LEARNHUB_LOG_LEVEL": "ERROR",
        "LEARNHUB_WRITES_A_MINUTE": "100000000",  # counted as ever; a few readers send what thousands would
        "LEARNHUB_SECRET_KEY": scene.SECRET,
    }
    process = subprocess.Popen([sys.executable, "-c", code, target, str(port)], cwd=ROOT, env=environment)
    try:
        _await(port)
        yield process, port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


Request = Callable[[int], tuple[str, str, bytes | None, dict[str, str]]]


def _load(
    name: str, process: subprocess.Popen[bytes], port: int, count: int, connections: int, request: Request
) -> Figures:
    """Send `count` requests over kept-alive connections; the first tenth warms up and is not counted."""
    warm = max(4, count // 10)
    _send(port, warm, connections, request, 0)
    before, started = _cpu(process), time.perf_counter()
    seen, errors, size = _send(port, count, connections, request, warm)
    wall, cpu = time.perf_counter() - started, _cpu(process) - before
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


def _cpu(process: subprocess.Popen[bytes]) -> float:
    """Seconds of processor the server has used, user and system."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _memory(process: subprocess.Popen[bytes]) -> int:
    text = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) // 1024  # type: ignore[union-attr]  # Linux always has it


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
