"""Two devices of one person open a lesson at the same moment, again and again: one sitting is open, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from learnhub.platform.db import db
from learnhub.reading.models import BeatRow, Dwell, Sitting, SittingState
from tests.sites import Site, database_beside

ROUNDS = 20


@pytest.fixture
def site(app, tmp_path):
    made = Site(tmp_path, database_beside(app, "moves"))
    yield made
    made.close()


def both(devices, act):
    """Both devices do it at the same moment; returns what each was answered."""
    start = Barrier(len(devices))

    def one(device):
        start.wait()
        return act(device)

    with ThreadPoolExecutor(len(devices)) as threads:
        return list(threads.map(one, devices))


class Device:
    """One browser: it opens, and reports of whatever it opened last."""

    def __init__(self, site):
        self.site, self.client, self.told = site, site.reader(), None
        self.acknowledged = []

    def open(self):
        answer = self.client.post("/reading/sittings", json={"lesson_version": self.site.version})
        self.told = {**answer.json, "seq": 1} if answer.status_code == 201 else None
        return answer.status_code

    def report(self):
        """As the page does: a beat that comes at a bad moment is sent once more."""
        code = 0
        for _ in range(2):
            told = self.told
            beat = {"nonce": told["nonce"], "mono_ms": 5, "seen": [], "inputs": [], "hidden": []}
            answer = self.client.put(f"/reading/sittings/{told['sitting']}/beats/{told['seq']}", json=beat)
            code = answer.status_code
            if code == 200:
                self.acknowledged.append((told["sitting"], told["seq"]))
                self.told = {**told, "nonce": answer.json["next_nonce"], "seq": told["seq"] + 1}
                break
        return code

    def report_or_open(self, round_):
        return self.report() if (round_ + (self is self.site.first)) % 2 else self.open()


def states(site):
    with site.app.app_context():
        found = db.session().scalars(select(Sitting.state).where(Sitting.person_id == site.person)).all()
        db.session.remove()
    return found


def test_two_devices_that_open_at_the_same_moment_leave_one_sitting_open(site):
    devices = [Device(site), Device(site)]

    for round_ in range(ROUNDS):
        assert both(devices, Device.open) == [201, 201], round_
        assert sorted(states(site)).count(SittingState.OPEN) == 1

    assert states(site).count(SittingState.MOVED) == 2 * ROUNDS - 1


def test_a_beat_beside_a_move_is_taken_and_stays(site):
    site.first, other = Device(site), Device(site)
    devices = [site.first, other]
    both(devices, Device.open)

    for round_ in range(ROUNDS):
        codes = both(devices, lambda device, number=round_: device.report_or_open(number))
        assert set(codes) == {200, 201}, round_
        assert states(site).count(SittingState.OPEN) == 1

    told = {beat for device in devices for beat in device.acknowledged}
    assert len(told) == ROUNDS
    with site.app.app_context():
        stored = set(map(tuple, db.session().execute(select(BeatRow.sitting_id, BeatRow.seq))))
        credited = [
            db.session().scalar(select(func.coalesce(func.sum(table.credited_ms), 0))) for table in (Dwell, Sitting)
        ]
        db.session.remove()
    assert told <= stored
    assert credited[0] == credited[1]
