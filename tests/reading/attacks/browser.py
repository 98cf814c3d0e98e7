"""A reader's browser, and whoever plays with one, in front of the real endpoints: it talks HTTP and nothing else."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from flask.testing import FlaskClient

from learnhub.catalog.models import LessonVersion
from learnhub.kernel.clock import epoch_ms

BEAT_S = 15


@dataclass
class Window:
    """One window with a lesson: it observes second after second, and reports every 15 s as the page does.

    `skew_ms` is what its clock is ahead of the true one; `address` where its requests seem to come from.
    """

    client: FlaskClient
    version: LessonVersion
    clock: Any
    beat_s: int = BEAT_S
    skew_ms: int = 0
    address: str = "192.0.2.1"
    opened: dict[str, Any] = field(default_factory=dict)
    answers: list[Any] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    seq: int = 1
    nonce: str = ""
    _arrived: int = 0
    _seconds: int = 0
    _seen: list[list[Any]] = field(default_factory=list)
    _inputs: list[int] = field(default_factory=list)
    _hidden: list[list[int]] = field(default_factory=list)

    def open(self) -> "Window":
        """Open the lesson: its clock starts when the answer arrives."""
        answer = self.client.post("/reading/sittings", json={"lesson_version": self.version.id}, **self._from())
        assert answer.status_code == 201, answer.text
        self.opened, self.nonce, self.seq = answer.json, answer.json["nonce"], 1
        self._arrived, self._seconds = epoch_ms(self.clock.now), 0
        self._seen, self._inputs, self._hidden = [], [], []
        return self

    @property
    def mono_ms(self) -> int:
        """What this window's clock shows since the opening."""
        return epoch_ms(self.clock.now) - self._arrived + self.skew_ms

    def section(self, number: int) -> str:
        """How a beat names the section with this number, from 0."""
        return f"{self.version.lesson_id}-{number}"

    def second(self, section: int, *, touched: bool = False, hidden: bool = False, last_line: bool = False) -> None:
        """Observe one second more, which has passed for everybody."""
        self.clock.pass_(seconds=1)
        self.watch(section, touched=touched, hidden=hidden, last_line=last_line)

    def watch(self, section: int, *, touched: bool = False, hidden: bool = False, last_line: bool = False) -> None:
        """Observe the second that has just passed."""
        end = self.mono_ms
        self._seen.append([self.section(section), max(0, end - 1000), max(0, end), last_line])
        if touched:
            self._inputs.append(max(0, end - 500))
        if hidden:
            self._hidden.append([max(0, end - 1000), max(0, end)])
        self._seconds += 1
        if self._seconds % self.beat_s == 0:
            self.flush()

    def observed(self) -> dict[str, Any]:
        """What was observed since the last beat, as the body of the next one; forgets it."""
        body = {
            "nonce": self.nonce, "mono_ms": max(0, self.mono_ms), "seen": self._seen, "inputs": self._inputs,
            "hidden": self._hidden,
        }  # fmt: skip
        self._seen, self._inputs, self._hidden = [], [], []
        return body

    def flush(self) -> Any:
        """Report what was observed."""
        return self.send(self.observed())

    def send(self, body: dict[str, Any], *, seq: int | None = None) -> Any:
        """Send any beat, honest or not, as the next one, and take up what the answer says."""
        number = self.seq if seq is None else seq
        answer = self.client.put(
            f"/reading/sittings/{self.opened['sitting']}/beats/{number}", json=body, **self._from()
        )
        assert answer.status_code < 500, answer.text
        self.answers.append(answer)
        self.sent.append(body)
        if answer.status_code == 200 and answer.json.get("seq") == self.seq == number:
            self.nonce, self.seq = answer.json["next_nonce"], self.seq + 1
        return answer

    def send_queue(self, bodies: list[dict[str, Any]]) -> Any:
        """Send beats as the page sends those that waited for the network: together, with the nonce of the first."""
        queued = [{**body, "seq": number} for number, body in enumerate(bodies, start=self.seq)]
        queued[0]["nonce"] = self.nonce
        answer = self.client.post(
            f"/reading/sittings/{self.opened['sitting']}/beats", json={"beats": queued}, **self._from()
        )
        assert answer.status_code < 500, answer.text
        self.answers.append(answer)
        self.sent += bodies
        if answer.status_code == 200:
            self.nonce, self.seq = answer.json["answers"][-1]["next_nonce"], self.seq + len(bodies)
        return answer

    def forge(self, *, to_ms: int, from_ms: int = 0, section: int = 0, every_ms: int = 5_000) -> dict[str, Any]:
        """An invented beat that claims a time of reading with inputs all along."""
        return {
            "nonce": self.nonce, "mono_ms": to_ms, "seen": [[self.section(section), from_ms, to_ms, True]],
            "inputs": list(range(from_ms + 500, to_ms, every_ms)), "hidden": [],
        }  # fmt: skip

    def close(self) -> None:
        """Leave the page as a reader does: the last beat closes the sitting."""
        self.send({**self.observed(), "close": True})

    def _from(self) -> dict[str, Any]:
        return {"environ_base": {"REMOTE_ADDR": self.address}}


class Desk(Protocol):
    """Where a script gets its windows from: the browsers of one person."""

    def __call__(self, sections: int, *, skew_ms: int = 0, address: str = "192.0.2.1") -> Window:
        """A window with a lesson of this many sections, not opened yet."""

    def sign_in(self) -> FlaskClient:
        """Sign the person in anew, after a time in which the last session went idle."""
