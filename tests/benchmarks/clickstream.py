"""The busiest day of a real course, sent as beats; what the server counts is held against the file.

Each gap to the same person's next event, cut at 30 minutes, is time in front of the item of the event, and each event
is an input. What comes out is known from the file alone: a gap of up to four minutes counts, of a longer one the first
30 seconds, and of the gap after an opening nothing if it is longer. The clock of the application is that of the day, so
that nobody sleeps: its 24 hours take a few minutes.
"""

import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import func, select

from config import Config
from learnhub.app import create_app
from learnhub.kernel import clock
from learnhub.people.models import AuthSession
from learnhub.people.queries import forget_actors
from learnhub.platform.db import db, transaction
from learnhub.reading.actions import nonce
from learnhub.reading.models import BeatRow, Dwell, Sitting
from learnhub.reading.queries import shape_of
from tests.benchmarks.scene import SECRET
from tests.benchmarks.sittings import cookies, sign_in
from tests.reading.factories import lesson
from tests.real_data import ROOT

LONGEST_MS = 1_800_000
WINDOW_MS = 240_000
AT_ONCE_MS = 30_000
BEAT_MS = 15_000


@dataclass
class Session:
    """The events of one sitting as (moment, item), in milliseconds; it ends where the last gap is cut."""

    events: list[tuple[int, int]]
    until_ms: int

    def gaps(self) -> list[tuple[int, int, int]]:
        """(from, to, item) of each gap."""
        ends = [moment for moment, _ in self.events[1:]] + [self.until_ms]
        return [(moment, end, item) for (moment, item), end in zip(self.events, ends, strict=True)]


@dataclass
class Sums:
    """What one reads in the file, or what the server has counted."""

    sittings: int = 0
    beats: int = 0
    visible_ms: int = 0
    credited_ms: int = 0
    by_item: Counter[int] = field(default_factory=Counter)


def main(most_people: int | None = None) -> None:
    """Print the day, and whether its sums are those of the file; of all its people, or of the first so many."""
    path = ROOT / "clickstream" / "moodle-la-course.events.csv"
    if not path.exists():
        print("\nA real day: left out, the file is not here (LEARNHUB_REAL_DATA)")
        return
    date, people, items = busiest_day(path)
    people = people[:most_people]
    expected = sums_of(people)
    with tempfile.TemporaryDirectory(prefix="learnhub-day-") as folder:
        day = send(Path(folder), people, items)
    same = day.counted == expected
    print(f"\nA real day ({date}, {len(people)} people, {items} items, SQLite, one process, the clock of the day)")
    print(f"  {'':<12}{'sittings':>9}{'beats':>8}{'visible s':>12}{'credited s':>12}")
    for name, sums in (("file", expected), ("server", day.counted)):
        seconds = f"{sums.visible_ms / 1000:>12.0f}{sums.credited_ms / 1000:>12.0f}"
        print(f"  {name:<12}{sums.sittings:>9}{sums.beats:>8}{seconds}")
    print(
        f"  sums {'are equal, item by item' if same else 'DIFFER'}; {len(day.refused)} refused {day.refused[:3] or ''}"
    )
    cuts = quantiles(day.took_ms, n=100, method="inclusive")
    print(
        f"  sent in {day.spent_s:.0f} s: {len(day.took_ms) / day.spent_s:.0f} durable requests a second, "
        f"p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, {day.cpu_s:.0f} s of processor"
    )
    if not same or day.refused:
        raise SystemExit(1)


def busiest_day(path: Path) -> tuple[str, list[list[Session]], int]:
    """The day with most events, the sittings of each of its people, and how many items there are."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [(row["timestamp"], row["user"], row["item"]) for row in csv.DictReader(lines)]
    day = Counter(at[:10] for at, _, _ in rows).most_common(1)[0][0]
    items: dict[str, int] = {}
    events: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, user, item in rows:
        if at.startswith(day):
            moment = int(datetime.fromisoformat(at.rstrip("Z")).replace(tzinfo=UTC).timestamp() * 1000)
            events[user].append((moment, items.setdefault(item, len(items))))
    return day, [found for user in sorted(events) if (found := _sessions(sorted(events[user])))], len(items)


def _sessions(events: list[tuple[int, int]]) -> list[Session]:
    """Cut where nothing happens for 30 minutes; the last event of the day leads nowhere."""
    sessions, current = [], [events[0]]
    for before, after in pairwise(events):
        if after[0] - before[0] > LONGEST_MS:
            sessions.append(Session(current, before[0] + LONGEST_MS))
            current = []
        current.append(after)
    if current[-1][0] > current[0][0]:
        sessions.append(Session(current, current[-1][0]))
    return sessions


def sums_of(people: list[list[Session]]) -> Sums:
    """What the file says, without a meter."""
    sums = Sums()
    for session in (session for sessions in people for session in sessions):
        sums.sittings += 1
        opened = session.events[0][0]
        sums.beats += -(-(session.until_ms - opened) // BEAT_MS)
        is_first = True
        last_input = None
        start, pending = opened, Counter[int]()
        for begin, end, item in session.gaps():
            # Events of one second are one input; the gap goes on.
            if begin > opened and (last_input is None or begin - last_input >= 1000):
                sums.credited_ms += _worth(begin - start, is_first=is_first, pending=pending, by_item=sums.by_item)
                is_first, last_input, start = False, begin, begin
            pending[item] += end - begin
            sums.visible_ms += end - begin
        sums.credited_ms += _left(session.until_ms - start, is_first, pending, sums.by_item)
    sums.by_item = +sums.by_item
    return sums


def _worth(gap_ms: int, *, is_first: bool, pending: Counter[int], by_item: Counter[int]) -> int:
    if gap_ms > WINDOW_MS:
        return _left(gap_ms, is_first, pending, by_item)
    by_item.update(pending)
    pending.clear()
    return gap_ms


def _left(gap_ms: int, is_first: bool, pending: Counter[int], by_item: Counter[int]) -> int:
    """What remains of a gap that no input has ended in time."""
    at_once = 0 if is_first else min(gap_ms, AT_ONCE_MS)
    left = at_once
    for item, spent in pending.items():
        by_item[item] += min(spent, left)
        left -= min(spent, left)
    pending.clear()
    return at_once


@dataclass
class Day:
    """What came of a day that was sent: the sums of the server, how long each answer took, and what was refused."""

    counted: Sums
    took_ms: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    spent_s: float = 0.0
    cpu_s: float = 0.0


def send(folder: Path, people: list[list[Session]], items: int) -> Day:
    """Send the beats of these people through the whole application, in the order of the day, under the day's clock."""
    moment = [min(session.events[0][0] for sessions in people for session in sessions)]
    clock.set_source(lambda: datetime.fromtimestamp(moment[0] / 1000, UTC))
    # Another application of this process may have had a lesson and people of the same numbers.
    shape_of.cache_clear()
    forget_actors()
    try:
        app = create_app(
            Config(
                instance=folder, secret_key=SECRET, log_level="ERROR", writes_a_minute=100_000_000, idle_minutes=720
            )
        )  # fmt: skip
        with app.app_context():
            upgrade()
            with transaction() as session:
                version = lesson(session, sections=(1_000_000,) * items)
                handles = sign_in(session, len(people), now=clock.now(), for_=timedelta(days=2))
                for row, sessions in zip(
                    session.scalars(select(AuthSession).order_by(AuthSession.id)), people, strict=True
                ):
                    row.last_seen_at = datetime.fromtimestamp(sessions[0].events[0][0] / 1000, UTC)
            desk = _Desk(app, version.id, version.lesson_id)
            headers = cookies(app, handles)
        day = Day(Sums())
        began, cpu = perf_counter(), process_time()
        plans = (desk.day_of(sessions, mine) for sessions, mine in zip(people, headers, strict=True))
        for at, act in merge(*plans, key=lambda step: step[0]):
            moment[0] = at
            act(day)
        day.spent_s, day.cpu_s = perf_counter() - began, process_time() - cpu
        with app.app_context():
            day.counted = _counted(db.session(), version.lesson_id)
            db.session.remove()
            db.engine.dispose()
        return day
    finally:
        clock.set_source(None)


Step = tuple[int, Callable[[Day], None]]


class _Desk:
    """The pages of everybody, in front of one application without a server."""

    def __init__(self, app: Any, version: int, lesson_id: int) -> None:
        self._client = app.test_client(use_cookies=False)
        self._version, self._lesson = version, lesson_id

    def day_of(self, sessions: list[Session], headers: dict[str, str]) -> Iterator[Step]:
        """What one person's page sends, each at its moment."""
        for session in sessions:
            opened, sitting = session.events[0][0], [0]

            def begin(day: Day, sitting: list[int] = sitting) -> None:
                told = self._ask(day, "POST", "/reading/sittings", {"lesson_version": self._version}, headers)
                sitting[0] = told["sitting"]

            yield opened, begin
            at = opened
            for seq, body in enumerate(_beats(session, opened, self._lesson), start=1):
                at = opened + body["mono_ms"]

                def beat(day: Day, sitting: list[int] = sitting, seq: int = seq, body: dict[str, Any] = body) -> None:
                    body["nonce"] = nonce(SECRET, sitting[0], seq)
                    self._ask(day, "PUT", f"/reading/sittings/{sitting[0]}/beats/{seq}", body, headers)

                yield at, beat

            def end(day: Day, sitting: list[int] = sitting) -> None:
                self._ask(day, "POST", f"/reading/sittings/{sitting[0]}/close", {}, headers)

            yield at, end

    def _ask(self, day: Day, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        began = perf_counter()
        answer = self._client.open(path, method=method, json=body, headers=headers)
        day.took_ms.append((perf_counter() - began) * 1000)
        if answer.status_code >= 400:
            day.refused.append(f"{answer.status_code} {answer.json.get('title', '')}")
        return answer.json


def _beats(session: Session, opened: int, lesson_id: int) -> list[dict[str, Any]]:
    beats = []
    for begin in range(opened, session.until_ms, BEAT_MS):
        end = min(begin + BEAT_MS, session.until_ms)
        seen = [
            [f"{lesson_id}-{item}", max(first, begin) - opened, min(last, end) - opened, False]
            for first, last, item in session.gaps()
            if max(first, begin) < min(last, end)
        ]
        inputs = sorted({moment - opened for moment, _ in session.events if begin < moment <= end})
        beats.append({"mono_ms": end - opened, "seen": seen, "inputs": inputs, "hidden": []})
    return beats


def _counted(session: Any, lesson_id: int) -> Sums:
    rows = session.scalars(select(Sitting)).all()
    dwell = session.execute(select(Dwell.section, func.sum(Dwell.credited_ms)).group_by(Dwell.section)).all()
    return Sums(
        sittings=len(rows),
        beats=session.scalar(select(func.count()).select_from(BeatRow)),
        visible_ms=sum(row.credited_ms + row.review_ms + row.idle_ms for row in rows),
        credited_ms=sum(row.credited_ms for row in rows),
        by_item=Counter({int(name.removeprefix(f"{lesson_id}-")): int(total) for name, total in dwell if total}),
    )
