"""A unit with a reader and those who decide, for the tests of disputes, declarations, reviews and privacy."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import LessonVersion
from learnhub.credits import actions as credits
from learnhub.kernel.actor import Role
from learnhub.people.models import Person, Unit
from learnhub.platform.db import transaction
from tests.make import Make
from tests.quizzes.factories import checked_lesson
from tests.reading.factories import beat

MINUTE_MS = 60_000


@dataclass
class Place:
    """A county with a section: a reader, the unit administrator, the supervisor and the training administrator."""

    county: Unit
    section: Unit
    reader: Person
    keeper: Person
    supervisor: Person
    trainer: Person
    version: LessonVersion


def place(make: Make, *, locale: str = "en") -> Place:
    """Everybody there is, and a lesson of three sections with a check."""
    with transaction():
        credits.install_default_rules()
    county = make.unit("县委组织部")
    section = make.unit("干部科", parent=county)
    made = Place(
        county,
        section,
        reader=make.person("沈佳", unit=section, locale=locale),
        keeper=make.person("人事员", unit=section, locale=locale),
        supervisor=make.person("周主任", unit=section, locale=locale),
        trainer=make.person("教育科", unit=county, locale=locale),
        version=checked_lesson(make.session),
    )
    make.grant(made.keeper, Role.UNIT_ADMINISTRATOR, section)
    make.grant(made.supervisor, Role.SUPERVISOR, section)
    make.grant(made.trainer, Role.TRAINING_ADMINISTRATOR, county)
    make.session.commit()
    return made


def read_a_while(client: Any, time: Any, version: LessonVersion, *, ms: int = 15_000, **fields: Any) -> int:
    """One sitting, reported at least every minute; returns its id."""
    opened = client.post("/reading/sittings", json={"lesson_version": version.id}).get_json()
    whole, nonce = beat(version, opened, to_ms=ms, **fields), opened["nonce"]
    for seq, start in enumerate(range(0, ms, MINUTE_MS), start=1):
        end = min(start + MINUTE_MS, ms)
        time.pass_(milliseconds=end - start)
        seen = [
            [section, max(begin, start), min(until, end), last]
            for section, begin, until, last in whole["seen"]
            if max(begin, start) < min(until, end)
        ]
        inputs = [moment for moment in whole["inputs"] if start < moment <= end]
        body = {**whole, "nonce": nonce, "mono_ms": end, "seen": seen, "inputs": inputs}
        answer = client.put(f"/reading/sittings/{opened['sitting']}/beats/{seq}", json=body)
        assert answer.status_code == 200, answer.text
        nonce = answer.get_json()["next_nonce"]
    return int(opened["sitting"])


def only(make: Make, table: Any) -> Any:
    """The one row of a table, as the database has it now."""
    make.session.expire_all()
    return make.session.scalars(sa.select(table)).one()


def rows(make: Make, table: Any) -> list[Any]:
    """All rows of a table, in order."""
    make.session.expire_all()
    return list(make.session.scalars(sa.select(table).order_by(table.id)))
