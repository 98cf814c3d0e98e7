"""Thousands of readers with an open sitting each, and the beats that their pages send."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert, select

from config import Config
from learnhub.app import create_app
from learnhub.kernel import clock, ids
from learnhub.people.models import AuthSession, Person
from learnhub.platform.db import db, transaction
from learnhub.reading import rules
from learnhub.reading.actions import nonce
from learnhub.reading.models import Sitting
from tests.benchmarks.scene import SECRET, _cookie, _csrf
from tests.benchmarks.wire import Wire
from tests.reading.factories import lesson

SECTIONS = 8


@dataclass
class Reader:
    """One page with an open sitting: what it has reported, and when it is asked to report again."""

    headers: dict[str, str]
    sitting: int
    lesson: int
    opened: float
    seq: int = 1
    reported_ms: int = 0
    next_beat_s: int = 15

    async def beat(self, wire: Wire, *, due: float | None = None) -> None:
        """Report what was on screen since the last beat, with an input every five seconds."""
        now = int((perf_counter() - self.opened) * 1000)
        section = f"{self.lesson}-{self.seq // 4 % SECTIONS}"
        body = {
            "nonce": nonce(SECRET, self.sitting, self.seq), "mono_ms": now,
            "seen": [[section, self.reported_ms, now, False]],
            "inputs": list(range(self.reported_ms + 500, now, 5000)), "hidden": [],
        }  # fmt: skip
        self.reported_ms = now
        answer = await wire.ask(
            "PUT", f"/reading/sittings/{self.sitting}/beats/{self.seq}", body, self.headers, due=due
        )
        self.seq += 1
        self.next_beat_s = answer.get("next_beat_s", 15)


@dataclass(frozen=True)
class Crowd:
    """What was put into the database, so that the readers can be made of it at any time."""

    cookies: tuple[dict[str, str], ...]
    sittings: tuple[int, ...]
    lesson: int

    def readers(self) -> list[Reader]:
        """Every page as it is just after opening; a second run goes on with other sittings."""
        now = perf_counter()
        return [
            Reader(cookie, sitting, self.lesson, now)
            for cookie, sitting in zip(self.cookies, self.sittings, strict=True)
        ]


def gather(instance: Path, url: str, count: int) -> Crowd:
    """Fill an empty database with so many readers, signed in, each with a sitting opened now."""
    app = create_app(Config(instance=instance, database_url=url, secret_key=SECRET, log_level="ERROR"))
    with app.app_context():
        upgrade()
        now = clock.now()
        with transaction() as session:
            version = lesson(session, sections=(60_000,) * SECTIONS)
            handles = sign_in(session, count, now=now)
            people = session.scalars(select(Person.id).order_by(Person.id)).all()
            meter = rules.open_sitting().to_json()
            session.execute(
                insert(Sitting),
                [
                    {
                        "person_id": person, "lesson_version_id": version.id, "opened_at": now, "meter": meter,
                        "rule_version": rules.RULE_VERSION,
                    }
                    for person in people
                ],
            )  # fmt: skip
            sittings = session.scalars(select(Sitting.id).order_by(Sitting.id)).all()
        crowd = Crowd(tuple(cookies(app, handles)), tuple(sittings), version.lesson_id)
        db.session.remove()
        db.engine.dispose()
    return crowd


def sign_in(session: Any, count: int, *, now: datetime, for_: timedelta = timedelta(hours=12)) -> list[str]:
    """So many people and a sign-in of each; returns the handles in the order of the people."""
    names = [
        {"username": f"reader{n}", "name": "读者", "name_sort": f"du zhe {n:06d}", "created_at": now}
        for n in range(count)
    ]  # fmt: skip
    session.execute(insert(Person), names)
    people = session.scalars(select(Person.id).order_by(Person.id)).all()
    handles = [ids.token() for _ in people]
    rows = [
        {
            "handle_hash": ids.digest(handle), "person_id": person, "created_at": now, "last_seen_at": now,
            "expires_at": now + for_,
        }
        for handle, person in zip(handles, people, strict=True)
    ]  # fmt: skip
    session.execute(insert(AuthSession), rows)
    return handles


def cookies(app: Any, handles: list[str]) -> list[dict[str, str]]:
    """The headers of each signed-in browser."""
    token = _csrf(app)
    return [{**_cookie(app, handle), "X-CSRFToken": token} for handle in handles]
