"""Load the demo county: its people, then everything they did since last year in the order in which it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Protocol

import sqlalchemy as sa

from learnhub.credits import actions as credits
from learnhub.demo import rules
from learnhub.demo.actions import articles, organisation, study
from learnhub.demo.actions.cases import CaseOfTown
from learnhub.demo.actions.quarters import QuarterOfUnit
from learnhub.inbox.models import Notice
from learnhub.kernel.clock import local_date
from learnhub.kernel.periods import Quarter, quarter_of
from learnhub.people.actions import hash_password
from learnhub.people.models import Person, Unit
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.requirements import actions as requirements

Act = Callable[[datetime], object]


class Day(Protocol):
    """A moment of the day that lies so many days from a beginning."""

    def __call__(self, days: int, minute: int = 0, /) -> datetime: ...


@dataclass
class Load:
    """One load under way: `people` writes everybody, `life` what they did; each yields after every step."""

    password: str
    now: datetime
    units: dict[str, Unit] = field(default_factory=dict)
    everybody: dict[str, Person] = field(default_factory=dict)

    def people(self) -> Iterator[str]:
        """Units and people, and the shipped rules by which they are measured."""
        credits.install_default_rules()
        requirements.install_default_rules()
        self.units = organisation.add_units(founded_on=date(self.now.year - 20, 1, 1))
        for number, spec in enumerate(rules.PEOPLE, start=1):
            password_hash = hash_password(self.password) if spec.username else None
            person = organisation.add_person(spec, number, self.units, password_hash=password_hash, now=self.now)
            self.everybody[person.username] = person
            yield person.name
        audit.record("demo_loaded", actor_id=None, thing="demo", people=len(rules.PEOPLE))

    def life(self) -> list[tuple[datetime, Act]]:
        """What happened, in order; what would lie ahead of us has happened a moment ago."""
        acts = [*self._earnings(), *self._evenings(), *self._archived_quarter(), *self._last_quarter()]
        acts += [*self._this_quarter(), *self._cases(), *articles.all_acts(self.everybody, self.now)]
        return sorted(((min(at, self.now), act) for at, act in acts), key=lambda one: one[0])

    def forget_old_notices(self) -> None:
        """What people were told long ago has been read."""
        mine = Notice.person_id.in_([person.id for person in self.everybody.values()])
        old = sa.update(Notice).where(mine, Notice.created_at < self.now - timedelta(days=14))
        session().execute(old.values(seen_at=Notice.created_at))

    def _earnings(self) -> Iterator[tuple[datetime, Act]]:
        for position, person in enumerate(self.everybody.values()):
            pace = rules.pace_of(position, person.username)
            for line in rules.earned(pace, local_date(self.now)):
                yield organisation.evening_of(line.earned_on), partial(organisation.add_earning, person, line)

    def _evenings(self) -> Iterator[tuple[datetime, Act]]:
        readable = study.lessons()
        today = local_date(self.now)
        for number, username in enumerate(rules.CADRES):
            for evening in rules.evenings(username, quarter_of(today), today):
                if evening.lesson < len(readable):
                    at = organisation.evening_of(evening.on, 19 + number % 3, 7 + 3 * number)
                    version = readable[evening.lesson]
                    yield at, partial(study.study, self.everybody[username], version, evening.ending)

    def _archived_quarter(self) -> Iterator[tuple[datetime, Act]]:
        quarter = quarter_of(local_date(self.now)).previous().previous()
        town, day = self._quarter(quarter), _after(quarter)
        yield day(-11), partial(town.open, days_to_write=15)
        yield from _written(town, day, rules.ARCHIVED)
        yield day(20), town.close
        yield day(41), town.archive

    def _last_quarter(self) -> Iterator[tuple[datetime, Act]]:
        quarter = quarter_of(local_date(self.now)).previous()
        town, day = self._quarter(quarter), _after(quarter)
        yield day(-11), partial(town.open, days_to_write=15)
        yield day(2), partial(town.contest, rules.ANSWERED)
        yield day(5), partial(town.answer, rules.ANSWERED)
        yield from _written(town, day, rules.LAST_QUARTER)
        yield day(20), town.close

    def _this_quarter(self) -> Iterator[tuple[datetime, Act]]:
        quarter = quarter_of(local_date(self.now))
        town, day = self._quarter(quarter), _of(quarter)
        yield day(30), partial(town.open, days_to_write=15)
        for number, (username, words) in enumerate(rules.DRAFTS.items()):
            yield day(46, number), partial(town.write, username, words)
        for number, (username, words) in enumerate((rules.RETURNED[:2], rules.SUBMITTED)):
            yield day(47 + number), partial(town.write, username, words)
            yield day(47 + number, 30), partial(town.submit, username)
        yield day(49), partial(town.give_back, rules.RETURNED[0], rules.RETURNED[2])
        yield day(51), partial(town.contest, rules.WAITING)
        yield day(52), partial(self._quarter(quarter, rules.FINANCE).prepare, days_to_write=15)

    def _cases(self) -> Iterator[tuple[datetime, Act]]:
        readable = study.lessons()
        for number, spec in enumerate(rules.CASES):
            if spec.lesson >= len(readable):
                continue
            quarter = quarter_of(local_date(self.now))
            for _ in range(spec.back):
                quarter = quarter.previous()
            case = CaseOfTown(spec, self.everybody[spec.username], self.everybody["unitadmin1"], readable)
            day = _of(quarter)
            if spec.back or day(spec.day) <= self.now:
                yield day(spec.day, number), case.bring
            if spec.answer:
                yield day(spec.day + 3, number), case.decide

    def _quarter(self, quarter: Quarter, unit: str = rules.TOWN) -> QuarterOfUnit:
        return QuarterOfUnit(quarter, self.units[unit], self.everybody)


def _written(
    town: QuarterOfUnit, day: Day, written: dict[str, tuple[rules.Words, str]]
) -> Iterator[tuple[datetime, Act]]:
    """Everybody writes, hands in, is reviewed and acknowledges in the three weeks after a quarter."""
    for number, (username, (words, comment)) in enumerate(written.items()):
        yield day(8 + number % 5, number), partial(town.write, username, words)
        yield day(8 + number % 5, number + 20), partial(town.submit, username)
        yield day(14 + number % 3, number), partial(town.review, username, comment)
        yield day(17 + number % 3, number), partial(town.acknowledge, username)


def _after(quarter: Quarter) -> Day:
    """Afternoons counted from the end of a quarter."""
    return lambda days, minute=0: organisation.evening_of(rules.day_after(quarter, days), 16, minute)


def _of(quarter: Quarter) -> Day:
    """Afternoons counted from its beginning."""
    return lambda days, minute=0: organisation.evening_of(quarter.period.start + timedelta(days=days), 17, minute)
