"""An exam for many at once: everybody starts within a minute and saves an answer every ten seconds.

`python -m tests.benchmarks.exam` with 200 people for a minute; `--people 1000 --seconds 180` is the whole measurement.
SQLite is served by one process of waitress, PostgreSQL by two workers of granian; each answer is durable before its
receipt. Times count from the moment at which a request was due, so that a queue shows in them.
"""

import argparse
import asyncio
import random
import re
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa
from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.platform.db import db, transaction
from learnhub.quizzes.models import Attempt, AttemptItem, Quiz
from tests.benchmarks.beats import environment
from tests.benchmarks.scene import GIFT, SECRET, _cookie
from tests.benchmarks.servers import Server, running
from tests.benchmarks.wire import Told, Wire, wires
from tests.make import Make, handle_for
from tests.postgres import binaries, running_server
from tests.quizzes.factories import checked_lesson

CONNECTIONS = 64
STARTS_S = 60.0
EVERY_S = 10.0
QUESTIONS = 5
MINUTES = 30
_ATTEMPT = re.compile(rb"/quizzes/attempts/(\d+)")


@dataclass
class Taker:
    """One person at the exam, and what their page knows of each answer."""

    headers: dict[str, str]
    attempt: int = 0
    versions: list[int] = field(default_factory=lambda: [0] * QUESTIONS)
    turn: int = 0

    async def save(self, wire: Wire, due: float) -> None:
        """Answer the next question, or change an answer that was given before."""
        place, self.turn = self.turn % QUESTIONS, self.turn + 1
        body = {"version": self.versions[place], "value": str(1 + self.versions[place] % 2)}
        path = f"/quizzes/attempts/{self.attempt}/answers/{place + 1}"
        answer = await wire.ask("PUT", path, body, self.headers, due=due)
        self.versions[place] = answer["version"]


@dataclass
class Figures:
    """Starts, pages and saves, each with their times."""

    starts: Told = field(default_factory=Told)
    pages: Told = field(default_factory=Told)
    saves: Told = field(default_factory=Told)


def main() -> None:
    """Print the figures of both databases."""
    options = argparse.ArgumentParser(description="Measure an exam for many at once.")
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--seconds", type=float, default=60.0, help="after the minute in which everybody starts")
    options.add_argument("--starts", type=float, default=STARTS_S, help="seconds within which everybody starts")
    options.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = options.parse_args()
    for kind, name in (("waitress", "sqlite"), ("granian", "postgresql")):
        if chosen.only in (None, name) and (name == "sqlite" or binaries()):
            _measure(kind, name, chosen.people, chosen.starts, chosen.seconds)


def _measure(kind: str, name: str, people: int, starts: float, seconds: float) -> None:
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-exam-")))
        url = stack.enter_context(running_server(durable=True)) if name == "postgresql" else ""
        lesson, takers = _scene(instance, url, people)
        with running(kind, "wsgi:app", environment(instance, url)) as server:
            cpu, began = server.cpu(), perf_counter()
            figures = asyncio.run(_exam(server, lesson, takers, starts, seconds))
            share = 100 * (server.cpu() - cpu) / (perf_counter() - began)
        stored = _stored(instance, url)
    print(f"\n{name}: {people:,} people start within {starts:.0f} s and save every {EVERY_S:.0f} s")
    for label, told in (("started", figures.starts), ("page", figures.pages), ("answer saved", figures.saves)):
        print(
            f"  {label:<14}{len(told.took_ms):>7}  p50 {told.percentile(50):.1f} ms  p95 {told.percentile(95):.1f} ms  "
            f"p99 {told.percentile(99):.1f} ms  {len(told.errors)} errors  {told.again} sent again"
        )  # fmt: skip
        for words, number in Counter(told.errors).most_common(3):
            print(f"    {number} x {words}")
    confirmed = sum(sum(taker.versions) for taker in takers)
    print(f"  {confirmed} answers confirmed, {stored} stored; {share:.0f} % of a processor")


def _scene(instance: Path, url: str, people: int) -> tuple[int, list[Taker]]:
    app = create_app(Config(instance=instance, database_url=url, secret_key=SECRET))
    with app.app_context():
        upgrade()
        with transaction() as session:
            make = Make(session)
            unit = make.unit("县")
            version = checked_lesson(session, gift=GIFT)
            quiz = session.query(Quiz).filter_by(lesson_id=version.lesson_id).one()
            quiz.settings = {"minutes": MINUTES}
            handles = [handle_for(session, make.person(f"干部{n:04d}", unit=unit)) for n in range(people)]
            lesson = version.lesson_id
        takers = [Taker(_cookie(app, handle)) for handle in handles]
        db.engine.dispose()
    return int(lesson or 0), takers


async def _exam(server: Server, lesson: int, takers: list[Taker], starts: float, seconds: float) -> Figures:
    """Everybody starts at a moment of their own and goes on until the end; a pool of connections carries them."""
    figures, chance, began = Figures(), random.Random(0), perf_counter()
    pool: asyncio.Queue[Wire] = asyncio.Queue()
    end = began + starts + seconds

    async def take(taker: Taker, at: float) -> None:
        await asyncio.sleep(max(0.0, at - perf_counter()))
        wire = await pool.get()
        try:
            await _start(wire, taker, lesson, figures, at)
        finally:
            pool.put_nowait(wire)
        due = at + chance.uniform(2, EVERY_S)
        while due < end:
            await asyncio.sleep(max(0.0, due - perf_counter()))
            wire = await pool.get()
            try:
                wire._told = figures.saves
                await taker.save(wire, due)
            finally:
                pool.put_nowait(wire)
            due += EVERY_S

    async with wires(server.port, CONNECTIONS, figures.saves) as all_:
        for wire in all_:
            pool.put_nowait(wire)
        await asyncio.gather(*(take(taker, began + chance.uniform(0, starts)) for taker in takers))
    return figures


async def _start(wire: Wire, taker: Taker, lesson: int, figures: Figures, due: float) -> None:
    """Start the attempt, and fetch its page as a browser does after the redirect."""
    status, body = await wire._send(_request("POST", f"/quizzes/lessons/{lesson}/attempts", taker.headers))
    figures.starts.took_ms.append((perf_counter() - due) * 1000)
    found = _ATTEMPT.search(body)
    if status != 303 or found is None:
        figures.starts.errors.append(str(status))
        return
    taker.attempt, asked = int(found[1]), perf_counter()
    status, _ = await wire._send(_request("GET", f"/quizzes/attempts/{taker.attempt}", taker.headers))
    figures.pages.took_ms.append((perf_counter() - asked) * 1000)
    if status != 200:
        figures.pages.errors.append(str(status))


def _request(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Content-Length: 0"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def _stored(instance: Path, url: str) -> int:
    """How many saves the database holds, by the versions of the answers."""
    app = create_app(Config(instance=instance, database_url=url, secret_key=SECRET))
    with app.app_context():
        total = sa.select(sa.func.sum(AttemptItem.answer_version)).join(Attempt, Attempt.id == AttemptItem.attempt_id)
        stored = db.session.scalar(total) or 0
        db.engine.dispose()
    return int(stored)


if __name__ == "__main__":
    main()
