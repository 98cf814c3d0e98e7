"""Reading where the network fails: in a real browser, with a real server that is killed and started again."""

import re

import pytest
from playwright.sync_api import expect

from learnhub.reading.models import BeatRow, Sitting
from tests.journeys.own_site import PASSWORD, OwnSite

SHORT, LONG = "/reading/lessons/1", "/reading/lessons/2"
# Beats every second instead of every fifteen, so that a test takes seconds; nothing else of the meter is touched.
HASTE = """
const slow = setTimeout;
globalThis.setTimeout = (work, ms, ...more) => slow(work, ms === 15000 ? 1000 : ms, ...more);
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory, chromium):
    made = OwnSite(tmp_path_factory.mktemp("own"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def read(place, chromium):
    """`read("reader1", LONG)` opens a lesson in a browser in which that person has signed in."""
    opened = []

    def open_lesson(username, address, *, width=1280, locale="en"):
        context = chromium.new_context(
            base_url=place.address, locale=locale, viewport={"width": width, "height": 800}, has_touch=width < 600
        )
        opened.append(context)
        context.add_init_script(HASTE)
        context.add_cookies([{"name": "lh_lang", "value": locale, "url": place.address}])
        page = context.new_page()
        sign_in(page, username, address)
        return page

    yield open_lesson
    for context in opened:
        context.close()


def sign_in(page, username, address):
    page.goto(f"/people/sign-in?next={address}")
    fill_in(page, username)


def fill_in(page, username):
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")


def bar(page, state):
    expect(page.locator("#reading-bar")).to_have_attribute("data-state", state, timeout=15_000)


def scroll(page, times=3):
    for _ in range(times):
        page.mouse.wheel(0, 120)
        page.wait_for_timeout(1050)


def begun(page):
    bar(page, "paused")
    page.mouse.move(600, 400)
    scroll(page, 2)
    bar(page, "counting")


def waiting(page):
    """How many beats and answers this browser keeps."""
    return page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("learnhub", 1);
          asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "key" });
          asked.onsuccess = () => {
            const count = asked.result.transaction("kept").objectStore("kept").count();
            count.onsuccess = () => { asked.result.close(); resolve(count.result); };
          };
        })"""
    )


def sittings(place, username):
    """What the server has of a reader: (state, beats, credited seconds), oldest first."""

    def find(session):
        from learnhub.people.models import Person

        rows = session.query(Sitting).join(Person, Person.id == Sitting.person_id).filter(Person.username == username)
        return [
            (row.state.value, session.query(BeatRow).filter_by(sitting_id=row.id).count(), row.credited_ms / 1000)
            for row in rows.order_by(Sitting.id)
        ]

    return place.ask(find)


def test_reading_goes_on_without_a_network_and_is_sent_when_it_is_back(read, place):
    page = read("reader1", LONG)
    begun(page)

    page.context.set_offline(True)
    bar(page, "offline")
    scroll(page, 4)
    assert "kept here and sent when the network is back" in page.inner_text("#reading-words")
    expect(page.locator("#reading-saved")).to_contain_text(re.compile(r"not sent yet: 0:0[3-9]"))
    before = sittings(place, "reader1")
    assert waiting(page) >= 3
    page.context.set_offline(False)
    bar(page, "counting")

    expect(page.locator("#reading-saved")).to_contain_text("Saved at")
    expect(page.locator("#reading-said")).to_have_text("Connected again, everything is sent")
    after = sittings(place, "reader1")
    assert waiting(page) == 0
    assert len(after) == 1
    assert after[0][2] >= before[0][2] + 3


def test_a_server_that_is_killed_and_started_again_loses_nothing(read, place):
    page = read("reader2", LONG)
    begun(page)

    place.kill()
    scroll(page, 3)
    bar(page, "offline")
    place.start()
    bar(page, "counting")

    ((state, _, credited),) = sittings(place, "reader2")
    assert state == "open"
    assert credited >= 4
