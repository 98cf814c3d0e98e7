"""A reader who does not give up: what was not acknowledged is sent again, what was is written down."""

import json
import random
import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from time import monotonic, sleep
from typing import Any

from tests.crash.scene import Scene
from tests.crash.site import Site

PAUSE_S = 0.01
QUESTIONS = 5


@dataclass
class Acknowledged:
    """What a client was told is safe."""

    beats: list[tuple[int, int]] = field(default_factory=list)
    answers: list[tuple[int, int, int, str]] = field(default_factory=list)
    handed_in: list[int] = field(default_factory=list)
    again: int = 0
    surprises: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How much was acknowledged."""
        return len(self.beats) + len(self.answers) + len(self.handed_in)


class Client(threading.Thread):
    """Reads one lesson after another and answers its check, until it is told to stop."""

    def __init__(self, site: Site, scene: Scene, number: int) -> None:
        super().__init__(daemon=True)
        self.person_id, self._headers = scene.readers[number]
        self._site, self._scene, self._chance = site, scene, random.Random(number)
        self._connection: HTTPConnection | None = None
        self.told, self.stopped = Acknowledged(), threading.Event()

    def run(self) -> None:
        lessons = list(self._scene.lessons)
        self._chance.shuffle(lessons)
        for lesson, version in lessons * 100:
            if self.stopped.is_set():
                break
            self._study(lesson, version)
        self._hang_up()

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _study(self, lesson: int, version: int) -> None:
        status, opened = self._ask("POST", "/reading/sittings", {"lesson_version": version})
        if status != 201:
            self._surprise("open", status, opened)
            return
        reader = _Sitting(opened, lesson, arrived=monotonic())
        for _ in range(15):
            self._beat(reader)
        attempt = self._start(lesson)
        if attempt is None:
            return
        for step in range(3 * QUESTIONS):
            self._answer(attempt, position=step % QUESTIONS + 1, known=step // QUESTIONS)
            self._beat(reader)
        while not reader.is_read and not self.stopped.is_set():
            self._beat(reader)
        self._hand_in(attempt)

    def _beat(self, sitting: "_Sitting") -> None:
        if self.stopped.is_set():
            return
        seq, body = sitting.beat()
        status, answer = self._ask("PUT", f"/reading/sittings/{sitting.id}/beats/{seq}", body)
        if status != 200 or answer.get("seq") != seq:
            self._surprise("beat", status, answer)
            self.stopped.set()
            return
        sitting.take(answer)
        self.told.beats.append((sitting.id, seq))

    def _start(self, lesson: int) -> int | None:
        status, place = self._ask("POST", f"/quizzes/lessons/{lesson}/attempts", None)
        return int(place["location"].rsplit("/", 1)[1]) if status == 303 else None

    def _answer(self, attempt: int, *, position: int, known: int) -> None:
        if self.stopped.is_set():
            return
        # The last of the three answers is the right one.
        value = self._scene.right if known == 2 else self._chance.choice("12")
        path = f"/quizzes/attempts/{attempt}/answers/{position}"
        status, answer = self._ask("PUT", path, {"version": known, "value": value})
        if status == 200:
            self.told.answers.append((attempt, position, answer["version"], answer["value"]))
        else:
            self._surprise("answer", status, answer)

    def _hand_in(self, attempt: int) -> None:
        if self.stopped.is_set():
            return
        status, _ = self._ask("POST", f"/quizzes/attempts/{attempt}/hand-in", {"confirmed": "yes"}, form=True)
        if status == 303:
            self.told.handed_in.append(attempt)

    def _ask(self, method: str, path: str, body: Any, *, form: bool = False) -> tuple[int, dict[str, Any]]:
        """Send a request until it is answered, exactly as it was."""
        kind = "application/x-www-form-urlencoded" if form or body is None else "application/json"
        content = b"confirmed=yes" if form else b"" if body is None else json.dumps(body).encode()
        headers = {**self._headers, "Content-Type": kind, "Accept": "application/json"}
        until = monotonic() + 60
        while monotonic() < until:
            sleep(PAUSE_S)
            try:
                status, answer = self._once(method, path, content, headers)
            except (OSError, HTTPException):
                self._hang_up()
                sleep(5 * PAUSE_S)
            else:
                if status < 500:
                    return status, answer
            self.told.again += 1
        return 0, {"title": "no answer for 60 s"}

    def _once(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self._site.port, timeout=20)
        self._connection.request(method, path, content, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status == 303:
            return 303, {"location": answer.getheader("Location")}
        return answer.status, json.loads(text)

    def _surprise(self, what: str, status: int, answer: dict[str, Any]) -> None:
        self.told.surprises.append(f"{what}: {status} {answer.get('title', answer)}")


class _Sitting:
    """One sitting as its page sees it; both sections are on screen in turn."""

    def __init__(self, opened: dict[str, Any], lesson: int, *, arrived: float) -> None:
        self.id, self._nonce, self._seq = opened["sitting"], opened["nonce"], 1
        self._lesson, self._arrived = lesson, arrived
        self._before = self._last_input = 0
        self.is_read = False

    def beat(self) -> tuple[int, dict[str, Any]]:
        now = int((monotonic() - self._arrived) * 1000)
        middle = (self._before + now) // 2
        seen = [
            [f"{self._lesson}-0", self._before, middle, True],
            [f"{self._lesson}-1", middle, now, True],
        ]
        inputs = [now] if now - self._last_input >= 1000 else []
        self._last_input, self._before = inputs[0] if inputs else self._last_input, now
        return self._seq, {"nonce": self._nonce, "mono_ms": now, "seen": seen, "inputs": inputs, "hidden": []}

    def take(self, answer: dict[str, Any]) -> None:
        self._nonce, self._seq = answer["next_nonce"], answer["seq"] + 1
        self.is_read = len(answer["read"]) == 2
