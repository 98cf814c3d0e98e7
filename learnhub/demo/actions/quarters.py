"""Quarters of self-assessment through the real actions: archived, reviewed, under way, and in preparation."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.assessment import actions as assessment
from learnhub.assessment import queries as summaries
from learnhub.assessment.models import Cycle, Objection, Summary
from learnhub.demo import rules
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.periods import Quarter
from learnhub.people.models import Person, Unit
from learnhub.people.queries import actor_on
from learnhub.platform.db import session


@dataclass
class QuarterOfUnit:
    """The summaries of one quarter in a demo unit; every method is one act at one moment."""

    quarter: Quarter
    unit: Unit
    people: dict[str, Person]

    def prepare(self, now: datetime, *, days_to_write: int) -> Cycle:
        """The training administrator prepares the quarter; it can be written until so many days after its end."""
        by = self._actor("trainadmin1", now)
        cut_off_on = rules.day_after(self.quarter, days_to_write)
        cycle = assessment.create_cycle(self.quarter, unit_id=self.unit.id, cut_off_on=cut_off_on, by=by, now=now)
        cycle.is_demo = True
        session().flush()
        return cycle

    def open(self, now: datetime, *, days_to_write: int) -> None:
        """The same, and opens it at once."""
        cycle = self.prepare(now, days_to_write=days_to_write)
        assessment.open_cycle(cycle, by=self._actor("trainadmin1", now), now=now)

    def write(self, username: str, words: rules.Words, now: datetime) -> None:
        """The cadre writes the four parts."""
        summary = self._summary(username)
        assessment.save_words(
            summary, words.fields(), (), version=summary.version, by=self._actor(username, now), now=now
        )
        session().flush()

    def submit(self, username: str, now: datetime) -> None:
        """The cadre hands in; the figures freeze."""
        assessment.submit(self._summary(username), by=self._actor(username, now), now=now)
        session().flush()

    def open_for_review(self, username: str, now: datetime) -> None:
        """The supervisor begins to read."""
        assessment.open_for_review(self._summary(username), by=self._actor("supervisor1", now), now=now)
        session().flush()

    def give_back(self, username: str, reason: str, now: datetime) -> None:
        """The supervisor gives it back."""
        self.open_for_review(username, now)
        by = self._actor("supervisor1", now)
        assessment.return_for_revision(self._summary(username), reason=reason, by=by, now=now)
        session().flush()

    def review(self, username: str, comment: str, now: datetime) -> None:
        """The supervisor reads and comments."""
        self.open_for_review(username, now)
        assessment.review(self._summary(username), comment=comment, by=self._actor("supervisor1", now), now=now)
        session().flush()

    def acknowledge(self, username: str, now: datetime) -> None:
        """The cadre has read the feedback."""
        assessment.acknowledge(self._summary(username), by=self._actor(username, now), now=now)
        session().flush()

    def contest(self, said: rules.ObjectionSpec, now: datetime) -> None:
        """The cadre contests a line of the figures."""
        summary = self._summary(said.username)
        document = summaries.live_document(summary, self._cycle(), local_date(now))
        lines = [line["id"] for line in summaries.contestable(document)]
        meant = next((line for line in lines if line.startswith(said.line)), lines[0])
        assessment.contest(summary, meant, reason=said.words, by=self._actor(said.username, now), now=now)

    def answer(self, said: rules.ObjectionSpec, now: datetime) -> None:
        """The unit administrator answers it."""
        waiting = sa.select(Objection).where(
            Objection.summary_id == self._summary(said.username).id, Objection.answered_at.is_(None)
        )
        by = self._actor("unitadmin1", now)
        assessment.answer(session().scalars(waiting).one(), text=said.answer, by=by, now=now)

    def close(self, now: datetime) -> None:
        """The training administrator closes the quarter, unless its last day has not come."""
        cycle = self._cycle()
        if local_date(now) >= cycle.cut_off_on:
            assessment.close_cycle(cycle, by=self._actor("trainadmin1", now), now=now)
            session().flush()

    def archive(self, now: datetime) -> None:
        """The training administrator archives the quarter, and the figures of whoever never handed in are kept."""
        cycle = self._cycle()
        assessment.archive_cycle(cycle, by=self._actor("trainadmin1", now), now=now)
        assessment.freeze_some(cycle.id, most=len(self.people), now=now)

    def _cycle(self) -> Cycle:
        found = sa.select(Cycle).where(
            Cycle.unit_id == self.unit.id, Cycle.year == self.quarter.year, Cycle.number == self.quarter.number
        )
        return session().scalars(found).one()

    def _summary(self, username: str) -> Summary:
        found = sa.select(Summary).where(
            Summary.cycle_id == self._cycle().id, Summary.person_id == self.people[username].id
        )
        return session().scalars(found).one()

    def _actor(self, username: str, now: datetime) -> Actor:
        person = self.people[username]
        return actor_on(person.id, local_date(now), name=person.name)
