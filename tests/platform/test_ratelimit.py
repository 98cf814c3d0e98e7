"""How much may be asked in a minute: counted by person, or by address, and said plainly when it was too much."""

import shutil
import socket
import subprocess
import timeit
from datetime import UTC, datetime, timedelta
from time import sleep

import pytest

from learnhub.kernel import clock
from learnhub.platform.ratelimit import Limits, LocalCounts, SharedCounts, costly, network_of

MINUTE = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def tight(app, monkeypatch):
    """Three writes a minute, and one costly page."""
    monkeypatch.setitem(app.extensions, "learnhub.ratelimit", Limits(LocalCounts(), writes=3, costly=1))


def save(client, **options):
    return client.post("/inbox/seen", **options)


def test_a_person_who_writes_too_much_is_told_when_to_go_on(tight, make, sign_in):
    busy = sign_in(make.person(locale="en"))

    answers = [save(busy) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert answers[3].headers["Retry-After"] == "60"
    assert "Wait 60 seconds, then try again" in answers[3].text


def test_the_refusal_is_said_in_chinese(tight, make, sign_in):
    busy = sign_in(make.person(locale="zh-CN"))

    answer = [save(busy) for _ in range(4)][3]

    assert "操作过于频繁。请等待 60 秒后再试" in answer.text


def test_a_program_gets_problem_details(tight, make, sign_in):
    busy = sign_in(make.person(locale="en"))

    answer = [save(busy, headers={"Accept": "application/json"}) for _ in range(4)][3]

    assert answer.content_type == "application/problem+json"
    assert (answer.json["status"], answer.json["type"]) == (429, "urn:learnhub:too_many")
    assert answer.headers["Retry-After"] == "60"


def test_what_one_person_does_limits_nobody_else(tight, make, sign_in):
    busy, calm = sign_in(make.person()), sign_in(make.person("张伟"))

    for _ in range(4):
        save(busy)

    assert save(calm).status_code == 303


def test_reading_pages_is_not_limited(tight, make, sign_in):
    reader = sign_in(make.person())
    for _ in range(4):
        save(reader)

    assert [reader.get("/inbox").status_code for _ in range(5)] == [200] * 5


def test_after_a_minute_one_may_go_on(tight, make, sign_in, time):
    busy = sign_in(make.person())
    for _ in range(4):
        save(busy)

    time.pass_(seconds=119)

    assert save(busy).status_code == 303


def test_a_refused_write_counts_for_nothing(tight, make, sign_in, time):
    busy = sign_in(make.person())
    for _ in range(50):
        save(busy)

    time.pass_(seconds=61 + 20)  # a third of the minute has left the window, so one of three is free again

    assert [save(busy).status_code for _ in range(2)] == [303, 429]


def test_visitors_of_one_address_share_ten_times_as_much(tight, client):
    answers = [save(client).status_code for _ in range(31)]

    assert answers == [401] * 30 + [429]


def test_a_costly_page_has_a_limit_of_its_own(tight, app, make, sign_in, monkeypatch):
    monkeypatch.setitem(app.view_functions, "home.show_accessibility", costly(lambda: "found"))
    busy = sign_in(make.person())

    assert [busy.get("/accessibility").status_code for _ in range(2)] == [200, 429]
    assert save(busy).status_code == 303


def test_counts_reach_over_the_edge_of_the_minute():
    counts = LocalCounts()
    clock.set_source(lambda: MINUTE + timedelta(seconds=59))
    for _ in range(4):
        counts.wait("one", 4)

    clock.set_source(lambda: MINUTE + timedelta(seconds=61))
    just_after = counts.wait("one", 4)
    clock.set_source(lambda: MINUTE + timedelta(seconds=179))
    long_after = counts.wait("one", 4)
    clock.set_source(None)

    assert just_after > 0
    assert long_after == 0


def test_counting_costs_next_to_nothing():
    counts = LocalCounts()

    seconds = min(timeit.repeat(lambda: counts.wait("person", 10**9), number=1000, repeat=5)) / 1000

    assert seconds < 30e-6


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("not:an:address", "not:an:address"),
    ],
)
def test_a_machine_cannot_hide_among_its_own_addresses(address, network):
    assert network_of(address) == network


def test_without_redis_each_process_counts_for_itself():
    pytest.importorskip("redis")
    counts = SharedCounts("redis://127.0.0.1:1/0")

    answers = [counts.wait("person", 2) for _ in range(3)]

    assert answers[:2] == [0, 0]
    assert answers[2] > 0


def test_two_processes_count_together_in_redis():
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        pytest.skip("no Redis here; install the package redis-server to run this test")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [program, "--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        one, other = (SharedCounts(f"redis://127.0.0.1:{port}/0") for _ in range(2))
        for _ in range(200):
            if one.wait("started", 10**6) == 0 and one._retry_at == 0.0:
                break
            one._retry_at = 0.0
            sleep(0.05)
        answers = [counts.wait("person", 2) for counts in (one, other, one)]
    finally:
        server.terminate()
        server.wait(10)

    assert answers[:2] == [0, 0]
    assert answers[2] > 0
