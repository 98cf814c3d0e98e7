"""What the benchmarks measure: a unit of 1,000 people, a course of 40 lessons, and readers with open sittings."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.catalog.models import Lesson
from learnhub.credits import actions as credits
from learnhub.credits.rules import Form
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.models import PostHolding, RankHolding
from learnhub.platform.db import db, transaction
from learnhub.reading.actions import nonce
from learnhub.reading.models import Dwell
from learnhub.requirements import actions as requirements
from tests.make import Make, handle_for
from tests.quizzes.factories import checked_lesson
from tests.reading.factories import lesson

SECRET = "bench"
PEOPLE = 1000
LESSONS = 40
READERS = 16
# Five of a kind, so that any of them takes the same two answers.
GIFT = "\n\n".join(f"::{n}::Which one is right? {{=this ~that}}" for n in range(5))


@dataclass(frozen=True)
class Scene:
    """Who asks, and for what; cookies are ready to be sent."""

    reader: dict[str, str]
    supervisor: dict[str, str]
    readers: tuple[dict[str, str], ...]
    lesson: int
    course: int
    version: int
    position: int = 1


def build(instance: Path, url: str = "") -> Scene:
    """Fill an empty database and return who asks for what."""
    app = create_app(Config(instance=instance, database_url=url, secret_key=SECRET))
    with app.app_context():
        upgrade()
        with transaction() as session:
            credits.install_default_rules()
            requirements.install_default_rules()
            make = Make(session)
            county = make.unit("县")
            boss = make.person("主管", unit=county)
            make.grant(boss, Role.SUPERVISOR, county)
            first = checked_lesson(session, sections=(600,) * 8, gift=GIFT)
            people = [make.person(f"干部{n:04d}", unit=county) for n in range(PEOPLE)]
            _fill_course(session, first, people[0].id)
            for number, person in enumerate(people):
                make.add(PostHolding(person_id=person.id, title="科员", from_on=date(2024, 1, 1)))
                make.add(RankHolding(person_id=person.id, rank="principal_3", from_on=date(2024, 1, 1)))
                for month in range(1 + number % 6):
                    _entry(person, number, month)
            handles = [handle_for(session, person) for person in people[: READERS + 1]]
            head = handle_for(session, boss)
        cookies = [_cookie(app, handle) for handle in handles]
        scene = Scene(
            cookies[0], _cookie(app, head), tuple(cookies[1:]), first.lesson_id, first.lesson.course_id, first.id
        )
        db.engine.dispose()
    return scene


def _fill_course(session: Any, first: Any, reader_id: int) -> None:
    """Make the course of the first lesson one of forty, of which the reader has begun every second."""
    course_id = session.get_one(Lesson, first.lesson_id).course_id
    for number in range(1, LESSONS):
        version = lesson(session, sections=(600,) * 8, has_recall=True)
        made = session.get_one(Lesson, version.lesson_id)
        made.course_id, made.key, made.position = course_id, f"l{number:02d}", number
        for section in range(8 if number % 2 else 0):
            identity = f"{version.lesson_id}-{section}"
            session.add(Dwell(person_id=reader_id, section=identity, credited_ms=60_000, last_line_at=clock.now()))
    session.flush()


def requests(scene: Scene) -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Every page that is measured, by name."""
    yield "lesson page", lambda _n: ("GET", f"/reading/lessons/{scene.lesson}", None, scene.reader)
    yield "course page, 40 lessons", lambda _n: ("GET", f"/catalog/courses/{scene.course}", None, scene.reader)
    yield "front page", lambda _n: ("GET", "/", None, scene.reader)
    yield "my record", lambda _n: ("GET", "/credits/", None, scene.reader)
    yield "board, 1,000 people", lambda _n: ("GET", "/oversight/", None, scene.supervisor)


def beats(port: int, scene: Scene) -> Callable[[int], Any]:
    """Durable beats of several open sittings, each with fifteen seconds of reading to decide on."""
    open_ = [_open(port, scene, reader) for reader in scene.readers]
    state = [{"nonce": answer["nonce"], "seq": 1} for answer in open_]

    def send(number: int) -> Any:
        index = number % len(open_)
        mine, sitting = state[index], open_[index]["sitting"]
        seen = [[f"{scene.lesson}-0", 0, 15_000, False]]
        body = {"nonce": mine["nonce"], "mono_ms": 15_000, "seen": seen, "inputs": [1000, 5000, 9000], "hidden": []}
        path = f"/reading/sittings/{sitting}/beats/{mine['seq']}"
        mine["nonce"], mine["seq"] = nonce(SECRET, sitting, mine["seq"] + 1), mine["seq"] + 1
        return "PUT", path, json.dumps(body).encode(), {**scene.readers[index], "Content-Type": "application/json"}

    return send


def answers(port: int, scene: Scene) -> Callable[[int], Any]:
    """Saving one answer of an open attempt, changed each time."""
    attempt = _start(port, scene)
    versions = [0]

    def send(_number: int) -> Any:
        body = {"version": versions[0], "value": str(1 + versions[0] % 2)}
        versions[0] += 1
        headers = {**scene.reader, "Content-Type": "application/json", "Accept": "application/json"}
        return "PUT", f"/quizzes/attempts/{attempt}/answers/{scene.position}", json.dumps(body).encode(), headers

    return send


def _start(port: int, scene: Scene) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", f"/quizzes/lessons/{scene.lesson}/attempts", b"", scene.reader)
    answer = connection.getresponse()
    answer.read()
    place = answer.getheader("Location")
    if answer.status != 303 or place is None:
        raise RuntimeError(f"an attempt could not be started: {answer.status}")
    return int(place.rsplit("/", 1)[1])


def _open(port: int, scene: Scene, reader: dict[str, str]) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"lesson_version": scene.version})
    connection.request("POST", "/reading/sittings", body, {**reader, "Content-Type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status != 201:
        raise RuntimeError(f"a sitting could not be opened: {answer.status} {text[:200]!r}")
    return dict(json.loads(text))


def _entry(person: Any, number: int, month: int) -> None:
    day = clock.today() - timedelta(days=30 * month + number % 20)
    credits.append_entry(
        person, form=Form.ONLINE if month % 2 else Form.OFF_JOB, hours=Decimal("6.00"), earned_on=day,
        now=clock.now(), rule_id=None, source="bench", external_id=f"{number}-{month}", evidence={"title": "培训"},
        days=None,
    )  # fmt: skip


def _cookie(app: Any, handle: str) -> dict[str, str]:
    from itsdangerous import TimestampSigner  # noqa: F401 - the signing below needs the package that Flask brings

    serializer = app.session_interface.get_signing_serializer(app)
    value = serializer.dumps({"_user_id": handle, "_fresh": True, "csrf_token": "0" * 40})
    token = _csrf(app)
    return {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={value}", "X-CSRFToken": token}


def _csrf(app: Any) -> str:
    from itsdangerous import URLSafeTimedSerializer

    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("0" * 40))
