"""Any order of opening, beats, lost answers, moves and closing, through the endpoints: the sums always hold."""

from collections import defaultdict
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from learnhub.kernel.clock import epoch_ms
from learnhub.platform.db import db
from learnhub.reading import jobs, rules
from learnhub.reading.models import BeatRow, Dwell, Sitting
from tests.make import Make, handle_for
from tests.reading import factories

CHARS = (150, 60)
PAUSES = st.sampled_from([0.004, 0.9, 5, 15, 40, 90, 400, 1_500])


class Reading(RuleBasedStateMachine):
    """One reader with windows on one lesson; a model of what may be credited, and what the server must remember."""

    app: Any = None
    time: Any = None

    @initialize()
    def begin(self) -> None:
        """A new reader and a new lesson; the sums of others do not matter."""
        session = db.session()
        self.person = Make(session).person()
        self.version = factories.lesson(session, sections=CHARS)
        session.commit()
        self.sign_in()
        self.windows: list[dict[str, Any]] = []
        self.started = epoch_ms(self.time.now)
        self.highest: defaultdict[str, int] = defaultdict(int)
        self.beats = 0

    def sign_in(self) -> None:
        """A session that has not gone idle, however long the reader was away."""
        handle = handle_for(db.session(), self.person)
        db.session().commit()
        self.client = self.app.test_client()
        with self.client.session_transaction() as cookie:
            cookie.update({"_user_id": handle, "_fresh": True})

    @rule()
    def open(self) -> None:
        """Open the lesson in a new window, which moves the sitting there."""
        answer = self.client.post("/reading/sittings", json={"lesson_version": self.version.id})
        assert answer.status_code == 201
        opened = {**answer.json, "seq": 1, "arrived": epoch_ms(self.time.now), "end": 0, "ended": False, "lost": None}
        self.windows.append(opened)

    @rule(seconds=PAUSES)
    def wait(self, seconds: float) -> None:
        """Time goes by for everybody; whoever was away for long signs in again."""
        self.time.pass_(seconds=seconds)
        self.sign_in()

    @rule(data=st.data(), is_lost=st.booleans(), section=st.sampled_from([0, 1, None]), every=st.integers(800, 90_000))
    def beat(self, data: Any, is_lost: bool, section: int | None, every: int) -> None:
        """A page reports, truly or not; where its answer is lost, it sends the same again later."""
        window = self._some_window(data)
        if window is None:
            return
        body = window["lost"] or self._observed(window, section, every, data)
        answer = self._put(window, window["seq"], body)
        if window["ended"]:
            assert answer.status_code == 409
            return
        assert answer.status_code == 200, answer.text
        assert answer.json["seq"] == window["seq"]
        self._grows(answer.json["sections"])
        if window["lost"] is None:
            self.beats += 1
        if is_lost:
            window["lost"] = body
        else:
            window.update(lost=None, nonce=answer.json["next_nonce"], seq=window["seq"] + 1)

    @rule(data=st.data(), back=st.integers(1, 3))
    def repeat_an_old_number(self, data: Any, back: int) -> None:
        """A number that was taken long ago changes nothing."""
        window = self._some_window(data)
        if window is None or window["seq"] <= back or window["lost"]:
            return
        answer = self._put(window, window["seq"] - back, self._observed(window, 0, 1_000, data))
        assert answer.status_code == 200

    @rule(data=st.data(), ahead=st.integers(1, 5))
    def skip_a_number(self, data: Any, ahead: int) -> None:
        """A number too far ahead is refused."""
        window = self._some_window(data)
        if window is not None:
            seq = window["seq"] + ahead + bool(window["lost"])
            assert self._put(window, seq, self._observed(window, 0, 1_000, data)).status_code in (409, 422)

    @rule(data=st.data())
    def close(self, data: Any) -> None:
        """The reader leaves a page."""
        window = self._some_window(data)
        if window is None:
            return
        assert self.client.post(f"/reading/sittings/{window['sitting']}/close").status_code == 200
        row = db.session().get(Sitting, window["sitting"], populate_existing=True)
        window["ended"] = row.state.value == "closed"

    @rule()
    def expire(self) -> None:
        """The worker ends what has been silent for half an hour."""
        jobs.expire_sittings()

    @invariant()
    def sums_hold(self) -> None:
        """Never more than the time that has passed or the budgets; dwell and sittings tell one story; one is open."""
        session = db.session()
        session.expire_all()
        dwell = session.query(Dwell).filter_by(person_id=self.person.id).all()
        sittings = session.query(Sitting).filter_by(person_id=self.person.id).all()
        credited = sum(row.credited_ms for row in dwell)
        assert credited == sum(sitting.credited_ms for sitting in sittings)
        assert sum(row.review_ms for row in dwell) == sum(sitting.review_ms for sitting in sittings)
        assert credited + sum(row.review_ms for row in dwell) <= epoch_ms(self.time.now) - self.started
        for row in dwell:
            number = int(row.section.rsplit("-", 1)[1])
            assert row.credited_ms <= rules.budget_ms(CHARS[number])
        assert sum(sitting.state.value == "open" for sitting in sittings) <= 1
        self._grows({row.section: row.credited_ms for row in dwell})
        numbers = [sitting.id for sitting in sittings]
        assert session.query(BeatRow).filter(BeatRow.sitting_id.in_(numbers)).count() == self.beats

    def _grows(self, sections: dict[str, int]) -> None:
        for section, credited in sections.items():
            assert credited >= self.highest[section], "credit never goes down"
            self.highest[section] = credited

    def _some_window(self, data: Any) -> dict[str, Any] | None:
        return data.draw(st.sampled_from(self.windows)) if self.windows else None

    def _observed(self, window: dict[str, Any], section: int | None, every: int, data: Any) -> dict[str, Any]:
        """What the page says it has seen since its last beat; its clock may be wrong in both directions."""
        now = max(
            0, epoch_ms(self.time.now) - window["arrived"] + data.draw(st.sampled_from([0, 0, -3_000, 7_200_000]))
        )
        start, window["end"] = window["end"], max(window["end"], now)
        seen = [] if section is None or now < start else [[f"{self.version.lesson_id}-{section}", start, now, True]]
        inputs = list(range(start + 300, now, max(every, (now - start) // 500 + 1)))
        hidden = data.draw(st.sampled_from([[], [[start, start + 2_000]]]))
        return {"nonce": window["nonce"], "mono_ms": now, "seen": seen, "inputs": inputs, "hidden": hidden}

    def _put(self, window: dict[str, Any], seq: int, body: dict[str, Any]) -> Any:
        answer = self.client.put(f"/reading/sittings/{window['sitting']}/beats/{seq}", json=body)
        assert answer.status_code < 500, answer.text
        return answer


def test_the_sums_hold_whatever_readers_networks_and_windows_do(app, session, time):
    machine = type("Machine", (Reading,), {"app": app, "time": time})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=20, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
