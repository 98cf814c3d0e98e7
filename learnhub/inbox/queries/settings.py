"""Reads of what a person chose: the kinds that are switched off, and the weekly mail."""

from dataclasses import dataclass

import sqlalchemy as sa

from learnhub.inbox.models import MailChoice, SwitchedOff
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class MailSetting:
    """Whether a person wants the weekly mail, and on which day of the week (0 is Monday)."""

    wanted: bool = True
    weekday: int = 0


def switched_off(person_id: int) -> frozenset[str]:
    """The kinds that a person does not want to hear of."""
    return frozenset(session().scalars(sa.select(SwitchedOff.kind).where(SwitchedOff.person_id == person_id)))


def mail_setting(person_id: int) -> MailSetting:
    """What a person chose about the weekly mail; whoever has chosen nothing gets it on Mondays."""
    found = session().get(MailChoice, person_id)
    return MailSetting(found.wanted, found.weekday) if found else MailSetting()
