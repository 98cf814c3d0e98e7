"""What beats cost: durable beats a second, half load, thousands of open sittings for a minute, and a real day.

`python -m tests.benchmarks.beats`, also the last part of `make bench`. SQLite is served by one process of waitress,
PostgreSQL by two workers of granian; everything is durable before the answer.
"""

import argparse
import asyncio
import heapq
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from sqlalchemy import event

from config import Config
from learnhub.app import create_app
from learnhub.platform.db import db
from tests.benchmarks import clickstream, scene
from tests.benchmarks.servers import Server, running
from tests.benchmarks.sittings import Crowd, Reader, gather
from tests.benchmarks.wire import Told, Wire, in_turn, wires
from tests.postgres import binaries, running_server

CONNECTIONS = 16
PACED_CONNECTIONS = 64
RUN_S = 15.0
PACED_S = 60.0
BEAT_S = 15


@dataclass(frozen=True)
class Setup:
    """A database and the server in front of it, and how many open sittings it has to bear."""

    name: str
    kind: str
    sittings: int


SETUPS = (
    Setup("SQLite, waitress, 1 process", "waitress", 2_000),
    Setup("PostgreSQL, granian, 2 workers", "granian", 10_000),
)


def main() -> None:
    """Print the figures of each part as soon as they are known."""
    options = argparse.ArgumentParser(description="Measure what beats cost.")
    options.add_argument("--seconds", type=float, default=RUN_S, help="of full and of half load")
    options.add_argument("--paced", type=float, default=PACED_S, help="seconds with all sittings open")
    options.add_argument("--only", choices=("sqlite", "postgresql", "day"), help="one part")
    options.add_argument("--people", type=int, help="only so many people of the real day")
    options.add_argument("--sittings", type=int, help="so many open ones instead of 2,000 and 10,000")
    chosen = options.parse_args()
    for setup in SETUPS:
        wanted = chosen.only in (None, setup.name.split(",")[0].lower())
        if wanted and (setup.kind == "waitress" or binaries()):
            _measure(replace(setup, sittings=chosen.sittings or setup.sittings), chosen.seconds, chosen.paced)
    if chosen.only in (None, "day"):
        clickstream.main(chosen.people)


def _measure(setup: Setup, seconds: float, paced: float) -> None:
    print(f"\n{setup.name}", flush=True)
    with _site(setup) as (instance, url):
        began = perf_counter()
        crowd = gather(instance, url, setup.sittings)
        print(f"  {setup.sittings:,} sittings made in      {perf_counter() - began:.0f} s", flush=True)
        print(f"  SQL statements a beat       {_statements(instance, url, crowd)}", flush=True)
        with running(setup.kind, "tests.benchmarks.hello:app", environment(instance, url)) as server:
            hello = asyncio.run(_hello(server, seconds / 3))
        with running(setup.kind, "wsgi:app", environment(instance, url)) as server:
            most = asyncio.run(_full_load(server, crowd, seconds, hello))
            asyncio.run(_half_load(server, crowd, seconds, most / 2))
    with _site(setup) as (instance, url):
        crowd = gather(instance, url, setup.sittings)
        with running(setup.kind, "wsgi:app", environment(instance, url)) as server:
            asyncio.run(_paced(server, crowd, paced))


@contextmanager
def _site(setup: Setup) -> Iterator[tuple[Path, str]]:
    with tempfile.TemporaryDirectory(prefix="learnhub-beats-") as folder:
        if setup.kind == "waitress":
            yield Path(folder), ""
            return
        with running_server(durable=True) as url:
            yield Path(folder), url


def environment(instance: Path, url: str) -> dict[str, str]:
    """The settings of a measured server."""
    return {
        "LEARNHUB_INSTANCE": str(instance),
        "LEARNHUB_DATABASE_URL": url,
        "LEARNHUB_LOG_LEVEL": "ERROR",
        "LEARNHUB_WRITES_A_MINUTE": "100000000",
        "LEARNHUB_SECRET_KEY": scene.SECRET,
    }


def _statements(instance: Path, url: str, crowd: Crowd) -> int:
    """Statements of one beat in the middle of a sitting, BEGIN and COMMIT apart; it is the last reader's."""
    app = create_app(Config(instance=instance, database_url=url, secret_key=scene.SECRET, log_level="ERROR"))
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    reader = crowd.readers()[-1]
    client = _InProcess(app)
    for _ in range(2):
        seen.clear()
        event.listen(db_engine(app), "before_cursor_execute", note)
        asyncio.run(reader.beat(client))
        event.remove(db_engine(app), "before_cursor_execute", note)
    with app.app_context():
        db.engine.dispose()
    return len(seen)


def db_engine(app: object) -> object:
    """The engine of an application."""
    with app.app_context():  # type: ignore[attr-defined]
        return db.engine


class _InProcess(Wire):
    """The same request without a server, where the statements can be seen."""

    def __init__(self, app: object) -> None:
        super().__init__(0, Told())
        self._client = app.test_client(use_cookies=False)  # type: ignore[attr-defined]

    async def ask(self, method, path, body, headers, *, due=None):  # type: ignore[no-untyped-def]
        answer = self._client.open(path, method=method, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.json


async def _hello(server: Server, seconds: float) -> float:
    """What a bare Flask application costs under the same server, in milliseconds of processor a request."""

    async def send(wire: Wire, _number: int) -> None:
        await wire.ask("GET", "/json", None, {})

    async with wires(server.port, CONNECTIONS, Told()) as all_:
        cpu, until = server.cpu(), perf_counter() + seconds
        counts = await asyncio.gather(*(in_turn(wire, send, [0], until=until) for wire in all_))
    return (server.cpu() - cpu) * 1000 / sum(counts)


async def _full_load(server: Server, crowd: Crowd, seconds: float, hello: float) -> float:
    """As many beats as the server answers; each connection has readers of its own."""
    readers, told = crowd.readers()[: len(crowd.sittings) // 2], Told()

    async def send(wire: Wire, number: int) -> None:
        await readers[number].beat(wire)

    async with wires(server.port, CONNECTIONS, told) as all_:
        shares = [list(range(first, len(readers), CONNECTIONS)) for first in range(CONNECTIONS)]
        until = perf_counter() + 2
        await asyncio.gather(*(in_turn(w, send, s, until=until) for w, s in zip(all_, shares, strict=True)))
        told.took_ms.clear()
        cpu, began = server.cpu(), perf_counter()
        until = began + seconds
        counts = await asyncio.gather(*(in_turn(w, send, s, until=until) for w, s in zip(all_, shares, strict=True)))
    rate = sum(counts) / (perf_counter() - began)
    cost = (server.cpu() - cpu) * 1000 / sum(counts)
    print(
        f"  durable beats a second      {rate:.0f} ({CONNECTIONS} connections, p50 {told.percentile(50):.1f} ms, "
        f"p99 {told.percentile(99):.1f} ms, {cost:.2f} ms of processor a beat, {cost / hello:.1f} x hello, "
        f"{len(told.errors)} errors)", flush=True,
    )  # fmt: skip
    return rate


async def _half_load(server: Server, crowd: Crowd, seconds: float, rate: float) -> None:
    """Beats at fixed moments, whether the ones before are answered or not; time counts from when they were due."""
    readers, told = crowd.readers()[len(crowd.sittings) // 2 : -1], Told()
    async with wires(server.port, PACED_CONNECTIONS, told) as all_:
        free: asyncio.Queue[Wire] = asyncio.Queue()
        for wire in all_:
            free.put_nowait(wire)

        async def one(reader: Reader, due: float, wire: Wire) -> None:
            await reader.beat(wire, due=due)
            free.put_nowait(wire)

        began, tasks = perf_counter(), []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            wire = await free.get()
            tasks.append(asyncio.create_task(one(readers[number % len(readers)], due, wire)))
        await asyncio.gather(*tasks)
    print(
        f"  at half load                {rate:.0f} beats a second: p50 {told.percentile(50):.1f} ms, "
        f"p99 {told.percentile(99):.1f} ms, {len(told.errors)} errors", flush=True,
    )  # fmt: skip


async def _paced(server: Server, crowd: Crowd, seconds: float) -> None:
    """Every sitting reports when it was asked to, first at a random moment of its first 15 s."""
    readers, told, asked, chance = crowd.readers(), Told(), Counter[int](), random.Random(0)
    cpu, began = server.cpu(), perf_counter()
    plan = [(began + chance.uniform(0, BEAT_S), number) for number in range(len(readers))]
    heapq.heapify(plan)

    async def work(wire: Wire) -> None:
        # A server that cannot follow is not waited for: what is late by then shows in the figures.
        while plan and plan[0][0] < began + seconds and perf_counter() < began + seconds + BEAT_S:
            due, number = heapq.heappop(plan)
            await asyncio.sleep(max(0.0, due - perf_counter()))
            await readers[number].beat(wire, due=due)
            asked[readers[number].next_beat_s] += 1
            heapq.heappush(plan, (perf_counter() + readers[number].next_beat_s, number))

    async with wires(server.port, PACED_CONNECTIONS, told) as all_:
        await asyncio.gather(*(work(wire) for wire in all_))
    passed, count = perf_counter() - began, len(told.took_ms)
    stretched = 100 * asked[30] // max(1, count)
    print(
        f"  {len(readers):,} open sittings{'':<7}{passed:.0f} s: {count} beats, {count / passed:.0f} a second, "
        f"{stretched} % asked for 30 s; p50 {told.percentile(50):.1f} ms, p99 {told.percentile(99):.1f} ms, "
        f"{len(told.errors)} errors, {told.again} sent again, "
        f"{100 * (server.cpu() - cpu) / passed:.0f} % of a processor, {server.memory()} MB in the largest process",
        flush=True,
    )  # fmt: skip
    for words, number in Counter(told.errors).most_common(3):
        print(f"    {number} x {words}")


if __name__ == "__main__":
    main()
