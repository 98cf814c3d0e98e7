"""What the tests of the reading meter do in a page, and ask the server about afterwards."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from learnhub.people.models import Person
from learnhub.quizzes.models import Attempt, AttemptItem
from learnhub.reading.models import BeatRow, Sitting
from tests.journeys.own_site import OwnSite

SHORT, LONG = "/reading/lessons/1", "/reading/lessons/2"
# Counts what this browser keeps without taking part in how it keeps it.
COUNT = """() => new Promise((resolve) => {
  const asked = indexedDB.open("learnhub", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "key" });
  asked.onsuccess = () => {
    const count = asked.result.transaction("kept").objectStore("kept").count();
    count.onsuccess = () => { asked.result.close(); resolve(count.result); };
  };
})"""


def bar(page: Page, state: str) -> None:
    """Wait until the reading bar is in this state."""
    expect(page.locator("#reading-bar")).to_have_attribute("data-state", state, timeout=20_000)


def scroll(page: Page, times: int = 1) -> None:
    """Scroll by hand, far enough apart for each to be an input."""
    for _ in range(times):
        page.mouse.wheel(0, 60)
        page.wait_for_timeout(1020)


def begin(page: Page, address: str = LONG) -> None:
    """Open a lesson and read until it is counted."""
    page.goto(address)
    bar(page, "paused")
    page.mouse.move(600, 400)
    scroll(page)
    bar(page, "counting")


def kept(page: Page) -> int:
    """How many beats and answers this browser keeps."""
    return int(page.evaluate(COUNT))


def says(page: Page, words: str) -> None:
    """Wait until the reading bar says this."""
    expect(page.locator("#reading-words")).to_have_text(re.compile(words), timeout=20_000)


def sittings(site: OwnSite, username: str) -> list[tuple[str, int, int]]:
    """What the server has of a reader: (state, beats, credited milliseconds) of each sitting, oldest first."""

    def find(session: Any) -> list[tuple[str, int, int]]:
        rows = session.query(Sitting).join(Person, Person.id == Sitting.person_id).filter(Person.username == username)
        return [
            (row.state.value, session.query(BeatRow).filter_by(sitting_id=row.id).count(), row.credited_ms)
            for row in rows.order_by(Sitting.id)
        ]

    return list(site.ask(find))


def answers(site: OwnSite, username: str) -> list[Any]:
    """What the server has of a reader's answers, by position, of the latest attempt."""

    def find(session: Any) -> list[Any]:
        rows = (
            session.query(AttemptItem)
            .join(Attempt, Attempt.id == AttemptItem.attempt_id)
            .join(Person, Person.id == Attempt.person_id)
            .filter(Person.username == username)
        )
        return [row.answer for row in rows.order_by(AttemptItem.position)]

    return list(site.ask(find))
