"""Two quarters of self-assessment through the real actions: one reviewed and acknowledged, one under way."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.assessment import actions as assessment
from learnhub.assessment.models import Cycle, Summary
from learnhub.demo import rules
from learnhub.kernel.actor import Actor
from learnhub.kernel.clock import local_date
from learnhub.kernel.periods import Quarter
from learnhub.people.models import Person, Unit
from learnhub.people.queries import actor_on
from learnhub.platform.db import session


@dataclass
class QuarterOfTown:
    """The summaries of one quarter in the demo town; every method is one act at one moment."""

    quarter: Quarter
    town: Unit
    people: dict[str, Person]

    def open(self, now: datetime, *, days_to_write: int) -> None:
        """The training administrator opens the quarter; it can be written until so many days after its end."""
        by = self._actor("trainadmin1", now)
        cut_off_on = rules.day_after(self.quarter, days_to_write)
        cycle = assessment.create_cycle(self.quarter, unit_id=self.town.id, cut_off_on=cut_off_on, by=by, now=now)
        cycle.is_demo = True
        session().flush()
        assessment.open_cycle(cycle, by=by, now=now)

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

    def close(self, now: datetime) -> None:
        """The training administrator closes the quarter, unless its last day has not come."""
        cycle = self._cycle()
        if local_date(now) >= cycle.cut_off_on:
            assessment.close_cycle(cycle, by=self._actor("trainadmin1", now), now=now)
            session().flush()

    def _cycle(self) -> Cycle:
        found = sa.select(Cycle).where(
            Cycle.unit_id == self.town.id, Cycle.year == self.quarter.year, Cycle.number == self.quarter.number
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
