"""The browser as the attacker: whatever a page is made to say, no time is counted that nobody spent with inputs."""

import time

import pytest

from tests.journeys.conftest import HASTE
from tests.journeys.reading_pages import LONG, bar, begin, scroll, sittings
from tests.make import Make

ALWAYS_VISIBLE = """
Object.defineProperty(Document.prototype, "visibilityState", { get: () => "visible" });
Object.defineProperty(Document.prototype, "hidden", { get: () => false });
addEventListener("visibilitychange", (event) => event.stopImmediatePropagation(), true);
"""
# Ten minutes of the page's clock go by in each second; the beats that it sends claim all of them.
FAST_CLOCK = "const real = performance.now.bind(performance); performance.now = () => real() * 600;"
MADE_UP_EVENTS = """() => {
  const targets = { scroll: window, touchmove: document.body, keydown: document.body, selectionchange: document };
  const make = () => {
    for (const [kind, target] of Object.entries(targets)) target.dispatchEvent(new Event(kind, { bubbles: true }));
    const click = () => new MouseEvent("click", { bubbles: true, cancelable: true });
    document.querySelectorAll("[data-toc] a").forEach((link) => link.dispatchEvent(click()));
  };
  addEventListener("click", (event) => { if (!event.isTrusted) event.preventDefault(); }, true);
  globalThis.made = setInterval(make, 200);
}"""
SEND = """async ([path, body, token]) => {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token };
  const answer = await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) });
  return [answer.status, await answer.json()];
}"""


@pytest.fixture
def attacker(own_site, request):
    """The name of an account that only this test uses."""
    name = request.node.name.replace("[", "-").replace("]", "")[:60]
    own_site.change(lambda session: Make(session).person(username=name))
    return name


def credited(own_site, name):
    return sum(row[2] for row in sittings(own_site, name))


def beats(own_site, name):
    return sum(row[1] for row in sittings(own_site, name))


def wait_for_beats(page, own_site, name, more):
    enough, until = beats(own_site, name) + more, time.monotonic() + 20
    while beats(own_site, name) < enough:
        assert time.monotonic() < until, "the page sends no beats"
        page.wait_for_timeout(200)


def test_a_page_that_pretends_to_be_visible_under_a_moving_pointer_earns_nothing(device, own_site, attacker):
    page = device(attacker, script=HASTE + ALWAYS_VISIBLE)
    page.goto(LONG)
    bar(page, "paused")

    for step in range(20):
        page.mouse.move(300 + step, 300 + step)
        page.wait_for_timeout(150)
    wait_for_beats(page, own_site, attacker, 1)

    assert credited(own_site, attacker) == 0


def test_events_that_a_script_made_up_are_no_inputs(device, own_site, attacker):
    page = device(attacker)
    page.goto(LONG)
    bar(page, "paused")

    page.evaluate(MADE_UP_EVENTS)
    wait_for_beats(page, own_site, attacker, 4)

    assert credited(own_site, attacker) == 0


def test_a_page_with_a_faster_clock_gets_no_more_than_the_time_that_has_passed(device, own_site, attacker):
    page = device(attacker, script=HASTE + FAST_CLOCK)
    started = time.monotonic()
    page.goto(LONG)
    page.mouse.move(600, 400)

    scroll(page, 3)
    wait_for_beats(page, own_site, attacker, 1)

    assert credited(own_site, attacker) <= (time.monotonic() - started) * 1000


def test_two_windows_side_by_side_get_the_time_of_one(device, own_site, attacker):
    started = time.monotonic()
    first = device(attacker)
    begin(first)
    second = first.context.new_page()
    begin(second)

    for _ in range(3):
        for page in (first, second):
            page.mouse.wheel(0, 60)
        second.wait_for_timeout(1020)
    wait_for_beats(second, own_site, attacker, 1)

    assert credited(own_site, attacker) <= (time.monotonic() - started) * 1000


def test_a_request_that_was_caught_is_worth_nothing_again(device, own_site, attacker):
    page = device(attacker)
    caught = []
    page.on("request", lambda request: caught.append(request) if request.method == "PUT" else None)
    begin(page)
    page.context.set_offline(True)  # the page itself sends nothing more
    request = caught[-1]
    path, body = request.url.removeprefix(own_site.address), request.post_data_json
    token = request.headers["x-csrftoken"]
    stem, seq = path.rsplit("/", 1)
    before = credited(own_site, attacker)
    page.context.set_offline(False)
    page.goto("/help")

    told = [_send(page, path, body, token) for _ in range(20)]
    ahead = [_send(page, f"{stem}/{int(seq) + step}", body, token) for step in range(1, 40)]

    assert {status for status, _ in told} == {200}
    assert {status for status, _ in ahead} <= {200, 409, 422}
    assert credited(own_site, attacker) - before <= 3000  # what the page itself had left to send


def test_a_claim_of_two_hours_typed_into_the_console_counts_seconds(device, own_site, attacker):
    page = device(attacker, script=HASTE.replace("1000", "600000"))
    started = time.monotonic()
    with page.expect_response(lambda answer: answer.request.method == "POST") as opened:
        page.goto(LONG)
    sitting = opened.value.json()
    section = page.locator("#lesson [data-section]").first.get_attribute("data-section")
    token = page.locator("#meter").get_attribute("data-csrf")
    body = {
        "nonce": sitting["nonce"], "mono_ms": 7_200_000, "seen": [[section, 0, 7_200_000, True]],
        "inputs": list(range(0, 7_200_000, 10_000)), "hidden": [],
    }  # fmt: skip

    status, answer = _send(page, f"/reading/sittings/{sitting['sitting']}/beats/1", body, token)

    assert status == 200
    assert answer["credited_ms"] <= (time.monotonic() - started) * 1000


def _send(page, path, body, token):
    return page.evaluate(SEND, [path, body, token])
