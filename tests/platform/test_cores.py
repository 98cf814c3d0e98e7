"""The threads that answer requests stay on one core; what they start does not."""

import os
import subprocess
import sys
import threading

import pytest

from learnhub.platform import confined, cores

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not let one choose cores"),
]
EVERY = {0} if not hasattr(os, "sched_getaffinity") else os.sched_getaffinity(0)
ASKS = "import os; print(len(os.sched_getaffinity(0)))"


def in_a_thread(work):
    """What a thread of its own finds, so that the process of the tests stays as it is."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize("number", [0, 1, 8000])
def test_a_thread_and_those_that_it_starts_stay_on_one_core(number):
    def work():
        cores.stay_on_one_core(number)
        return os.sched_getaffinity(0), in_a_thread(lambda: os.sched_getaffinity(0))

    own, started = in_a_thread(work)

    assert own == started == {sorted(EVERY)[number % len(EVERY)]}
    assert os.sched_getaffinity(0) == EVERY


def test_a_program_that_is_started_meanwhile_may_run_anywhere():
    def work():
        cores.stay_on_one_core(0)
        with cores.on_any_core():
            said = subprocess.run([sys.executable, "-c", ASKS], capture_output=True, text=True, check=True).stdout
        return int(said), os.sched_getaffinity(0)

    assert in_a_thread(work) == (len(EVERY), {min(EVERY)})


def test_a_confined_program_may_run_anywhere(monkeypatch, tmp_path):
    (tmp_path / "asks_for_cores.py").write_text(ASKS)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "packages")])
    (tmp_path / "packages").symlink_to(tmp_path)

    def work():
        cores.stay_on_one_core(0)
        return confined.run("asks_for_cores", b"", seconds=20)

    assert in_a_thread(work) == f"{len(EVERY)}\n".encode()


def test_where_cores_cannot_be_chosen_nothing_happens(monkeypatch):
    monkeypatch.setattr(cores, "_can_choose", False)

    cores.stay_on_one_core(3)
    with cores.on_any_core():
        pass

    assert os.sched_getaffinity(0) == EVERY


def test_a_core_that_was_taken_away_stops_nobody(monkeypatch):
    monkeypatch.setattr(cores, "_all", {1_000_000})

    cores.stay_on_one_core(0)
    with cores.on_any_core():
        pass

    assert os.sched_getaffinity(0) == EVERY
