"""Cases of the demo town through the real actions: disputes, declarations and reviews, waiting and decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.demo import rules
from learnhub.demo.actions import study
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person
from learnhub.people.queries import actor_on
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt
from learnhub.reading import actions as reading
from learnhub.reading.models import Declaration, Dispute, Review, Sitting
from learnhub.reading.rules import Manner, Outcome, Remedy, Signal

# Working days until an answer is due.
DAYS = 10
_ADDED = Decimal("0.25")
_EVEN = {"inputs": 84, "every_s": 5.0, "percent": 4}
_FAST = {"took_ms": 41_000, "chars": 1_260, "least_ms": 75_600}


@dataclass
class CaseOfTown:
    """One case: `bring` is the moment at which it comes up, `decide` that of the answer."""

    spec: rules.CaseSpec
    person: Person
    administrator: Person
    lessons: Sequence[LessonVersion]
    row: Dispute | Declaration | Review | None = None

    def bring(self, now: datetime) -> None:
        """The cadre disputes or declares, or something unusual is noticed."""
        about = self.spec.about
        if about is rules.About.PRINT:
            self.row = self._declare(now)
        elif about in (rules.About.SITTING, rules.About.MISSING):
            self.row = self._dispute(now)
        else:
            self.row = self._notice(now)

    def decide(self, now: datetime) -> None:
        """The unit administrator answers."""
        by, text = self._actor(self.administrator, now), self.spec.answer
        if isinstance(self.row, Dispute):
            put_right = reading.Correction(Remedy.HOURS, hours=_ADDED) if self.spec.granted else None
            reading.answer_dispute(self.row, text=text, correction=put_right, by=by, now=now)
        elif isinstance(self.row, Declaration):
            reading.decide_declaration(self.row, confirmed=self.spec.granted, reason=text, by=by, now=now)
        elif self.row is not None:
            outcome = Outcome.INNOCENT if self.spec.granted else Outcome.UNCLEAR
            reading.decide_review(self.row, outcome=outcome, reason=text, by=by, now=now)

    def _dispute(self, now: datetime) -> Dispute:
        version = self.lessons[self.spec.lesson]
        if self.spec.about is rules.About.MISSING:
            about = reading.missing_hours(version.lesson_id)
        else:
            about = reading.disputed_sitting(self._sitting())
        return reading.dispute(about, reason=self.spec.words, days=DAYS, by=self._actor(self.person, now), now=now)

    def _declare(self, now: datetime) -> Declaration:
        """The check is passed right after; what it pays waits for the confirmation."""
        version, by = self.lessons[self.spec.lesson], self._actor(self.person, now)
        row = reading.declare(version, manner=Manner.PRINT, words=self.spec.words, days=DAYS, by=by, now=now)
        study.pass_check(self.person, version, now)
        return row

    def _notice(self, now: datetime) -> Review:
        fast = self.spec.about is rules.About.FAST_ANSWERS
        sitting, person_id = self._sitting(), self.person.id
        attempt = session().scalar(sa.select(sa.func.max(Attempt.id)).where(Attempt.person_id == person_id))
        signal = Signal.FAST_ANSWERS if fast else Signal.EVEN_INPUTS
        about = f"attempt:{attempt}" if fast else f"sitting:{sitting.id}"
        facts = {**_FAST, "attempt": attempt} if fast else _EVEN
        reading.raise_review(
            person_id, signal, about, facts=facts, sittings=() if fast else (sitting.id,), days=DAYS, now=now
        )
        found = sa.select(Review).where(Review.person_id == person_id, Review.about == about)
        return session().scalars(found).one()

    def _sitting(self) -> Sitting:
        found = sa.select(Sitting).where(
            Sitting.person_id == self.person.id, Sitting.lesson_version_id == self.lessons[self.spec.lesson].id
        )
        return session().scalars(found.order_by(Sitting.id.desc()).limit(1)).one()

    @staticmethod
    def _actor(person: Person, now: datetime) -> Actor:
        return actor_on(person.id, local_date(now), name=person.name)
