"""The table of attacks: who does what, and inside which bounds the credited time has to land."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from learnhub.catalog.models import LessonVersion
from learnhub.credits.models import Completion, CreditEntry
from learnhub.kernel.clock import epoch_ms
from learnhub.people.models import Person
from learnhub.reading import jobs, rules
from learnhub.reading.models import Dwell, Review, Sitting
from tests.conftest import Time
from tests.make import Make, handle_for
from tests.reading import factories
from tests.reading.attacks import readers
from tests.reading.attacks.browser import BEAT_S, Desk, Window
from tests.reading.attacks.readers import Claim

SECTION_CHARS = 800
# The first beat of a queue covers no more time than has passed since the opening: it may have been a live one.
FIRST_BEAT_MS = 15_000
EVERY_SEED = range(25)


class Kind(StrEnum):
    """Which bounds hold for a row."""

    HONEST = "honest"
    PAUSE = "pause"
    FORGED = "forged"
    LIKE_A_PERSON = "like a person"


@dataclass(frozen=True)
class Row:
    """One row: its script, its kind, and a bound where it is tighter than that of the kind, and
    the signal that brings it before a person."""

    name: str
    script: Callable[[Desk, random.Random], Claim]
    kind: Kind
    at_most_s: float | None = None
    signal: str = ""


@dataclass(frozen=True)
class Outcome:
    """What one run of a row left behind; all times in milliseconds."""

    claim: Claim
    credited_ms: int
    review_ms: int
    provisional_ms: int
    passed_ms: int
    beats: int
    refused: int
    over_budget_ms: int
    read: int
    completed: int
    entries: int
    signals: frozenset[str]


TABLE = (
    Row("Desktop: reads 20 min, next page", readers.desktop, Kind.HONEST),
    Row("Desktop: 3-min page, closes browser", readers.short_page, Kind.HONEST),
    Row("Phone: 3 visits x 400 s, touch only", readers.phone, Kind.HONEST),
    Row("Slow dense reading 30 min", readers.dense, Kind.HONEST),
    Row("5 min, then a 55-min lunch, page open", readers.lunch, Kind.PAUSE),
    Row("5 min, lunch 54 min, scrolls on 1 min", readers.lunch_and_on, Kind.PAUSE),
    Row("30 s, then hidden tab 57 min", readers.hidden_tab, Kind.PAUSE),
    Row("Two windows side by side, reads one", readers.two_windows, Kind.PAUSE, at_most_s=1_236),
    Row("Scrolls to the end in 12 s", readers.to_the_end, Kind.PAUSE, at_most_s=12),
    Row("Two devices, both report all the time", readers.two_devices, Kind.PAUSE, at_most_s=1_236),
    Row("Ten sections claimed for each instant", readers.overlapping, Kind.PAUSE, at_most_s=600),
    Row("Browser clock 3 h ahead", readers.clock_ahead, Kind.PAUSE, at_most_s=600),
    Row("Browser clock set back 3 h halfway", readers.clock_behind, Kind.PAUSE, at_most_s=600),
    Row("Mouse jiggler 1 h", readers.jiggler, Kind.FORGED, at_most_s=0),
    Row("Auto-clicker, new page each 60 s, 1 h", readers.clicker, Kind.FORGED, at_most_s=0),
    Row("One forged request of 7,200 s", readers.one_forged, Kind.FORGED, at_most_s=1),
    Row("One beat replayed 100 times", readers.replayed, Kind.FORGED, at_most_s=20),
    Row("800 ordered beats in 4 s", readers.burst, Kind.FORGED, at_most_s=4),
    Row("Full browser bot, scrolls each 20 s", readers.browser_bot, Kind.LIKE_A_PERSON, signal="even_inputs"),
    Row("Scripted scrolling 1 h, irregular", readers.scripted, Kind.LIKE_A_PERSON, signal="longer_than_reading"),
    Row("Scripted scrolling 30 min, even", readers.scripted_evenly, Kind.LIKE_A_PERSON, signal="even_inputs"),
    Row("Scripted scrolling as long as reading", readers.scripted_like_a_reader, Kind.LIKE_A_PERSON),
    Row("240 invented offline beats of 1 h", readers.invented, Kind.LIKE_A_PERSON),
    Row("One invented beat of 45 min", readers.invented_at_once, Kind.LIKE_A_PERSON, signal="long_reports"),
    Row(
        "One account at two addresses", readers.two_addresses, Kind.LIKE_A_PERSON, at_most_s=1_854, signal="two_places"
    ),
)


class _Desk:
    """The browsers of one person."""

    def __init__(self, world: "World", person: Person, *, one_lesson: bool) -> None:
        self.person, self._world, self._one_lesson = person, world, one_lesson
        self._client = self.sign_in()
        self._lesson: LessonVersion | None = None
        self.windows: list[Window] = []

    def __call__(self, sections: int, *, skew_ms: int = 0, address: str = "192.0.2.1") -> Window:
        if self._lesson is None or not self._one_lesson:
            shape = (SECTION_CHARS,) * sections
            self._lesson = factories.lesson(self._world.session, sections=shape, has_recall=True, minutes=30)
            self._world.session.commit()
        window = Window(
            self._client, self._lesson, self._world.time, beat_s=self._world.beat_s, skew_ms=skew_ms, address=address
        )
        self.windows.append(window)
        return self.windows[-1]

    def sign_in(self) -> FlaskClient:
        visitor = self._world.app.test_client()
        handle = handle_for(self._world.session, self.person)
        self._world.session.commit()
        with visitor.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = handle, True
        return visitor


class World:
    """Runs rows against an application: each run is a new person with lessons that have a check."""

    def __init__(self, app: Flask, session: Session, time: Time, *, beat_s: int = BEAT_S) -> None:
        self.app, self.session, self.time, self.beat_s = app, session, time, beat_s

    def run(self, row: Row, seed: int) -> Outcome:
        """One run of one row, and what the nightly look at unusual sittings makes of it."""
        # What is unusual is looked for in the last two days: the runs before have nothing to do with this one.
        self.time.pass_(days=3)
        desk = _Desk(self, Make(self.session).person(), one_lesson=row.script is not readers.clicker)
        started = self.time.now
        claim = row.script(desk, random.Random(seed))
        jobs.notice()
        self.session.expire_all()
        return self._outcome(desk, claim, epoch_ms(self.time.now) - epoch_ms(started))

    def _outcome(self, desk: _Desk, claim: Claim, passed_ms: int) -> Outcome:
        person_id = desk.person.id
        dwell = self.session.scalars(select(Dwell).where(Dwell.person_id == person_id)).all()
        sittings = self.session.scalars(select(Sitting).where(Sitting.person_id == person_id)).all()
        done = self.session.scalars(select(Completion).where(Completion.person_id == person_id)).all()
        entries = self.session.scalars(select(CreditEntry).where(CreditEntry.person_id == person_id)).all()
        answers = [answer for window in desk.windows for answer in window.answers]
        sent = sum(len(window.sent) for window in desk.windows)
        budget = rules.budget_ms(SECTION_CHARS)
        credited = sum(row.credited_ms for row in dwell)
        assert credited == sum(sitting.credited_ms for sitting in sittings), "dwell and sittings tell one story"
        return Outcome(
            claim=claim,
            credited_ms=credited,
            review_ms=sum(row.review_ms for row in dwell),
            provisional_ms=sum(sitting.provisional_ms for sitting in sittings),
            passed_ms=passed_ms,
            beats=sent,
            refused=sum(answer.status_code != 200 for answer in answers),
            over_budget_ms=sum(max(0, row.credited_ms - budget) for row in dwell),
            read=sum(
                rules.is_read(row.credited_ms, chars=SECTION_CHARS, last_line_seen=row.last_line_at is not None)
                for row in dwell
            ),
            completed=sum(completion.completed_at is not None for completion in done),
            entries=len(entries),
            signals=frozenset(
                review.signal.value for review in self.session.scalars(select(Review).filter_by(person_id=person_id))
            ),
        )


def bounds_s(row: Row, claim: Claim) -> tuple[float, float]:
    """Between which seconds the credited time of a row has to land."""
    most = {
        Kind.HONEST: claim.true_s * 1.03,
        Kind.PAUSE: claim.true_s * 1.1,
        Kind.FORGED: claim.claimed_s * 0.02,
        Kind.LIKE_A_PERSON: claim.claimed_s,
    }[row.kind]
    least = claim.true_s * 0.97 if row.kind is Kind.HONEST else 0
    return least, most if row.at_most_s is None else min(most, row.at_most_s)


def faults(row: Row, outcomes: Sequence[Outcome]) -> list[str]:
    """In which ways the outcomes of a row are out of bounds; none when all is well."""
    found = []
    least, most = bounds_s(row, outcomes[0].claim)
    mean = fmean(outcome.credited_ms for outcome in outcomes) / 1000
    highest = max(outcome.credited_ms for outcome in outcomes) / 1000
    if not least <= mean or (mean if row.kind is Kind.HONEST else highest) > most:
        found.append(f"credited {mean:.1f} s (at most {highest:.1f}), allowed {least:.1f} to {most:.1f} s")
    for outcome in outcomes:
        if outcome.credited_ms + outcome.review_ms > outcome.passed_ms:
            found.append("more time than has passed")
        if outcome.over_budget_ms:
            found.append("more time than the lifetime budget of a section")
        if row.kind is not Kind.FORGED and outcome.refused:
            found.append("beats that are refused although they are well made")
        if outcome.completed or outcome.entries:
            found.append("a class-hour without recall")
        if row.kind is Kind.HONEST and outcome.signals:
            found.append(f"an honest reader is looked at for {', '.join(sorted(outcome.signals))}")
        if row.signal and row.signal not in outcome.signals:
            found.append(f"nobody looks at it for {row.signal}")
    if row.script is readers.to_the_end and any(outcome.read for outcome in outcomes):
        found.append("a section read in passing")
    if row.script is readers.invented and any(
        each.credited_ms - each.provisional_ms > FIRST_BEAT_MS for each in outcomes
    ):
        found.append("invented beats that are not provisional")
    return found
