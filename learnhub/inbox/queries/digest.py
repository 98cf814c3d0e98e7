"""Reads for the weekly mail: who gets one today, and what it says in the person's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from learnhub.inbox.models import MailChoice, Notice
from learnhub.inbox.queries.notices import NoticeRow, rows_of
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang, ngettext, speaking

NAMED = 20
APART = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody who gets a mail today."""

    person_id: int
    name: str
    email: str
    locale: str | None


@dataclass(frozen=True, slots=True)
class Digest:
    """A mail in the person's language; `up_to` is the newest notice that it tells of."""

    subject: str
    text: str
    html: str
    up_to: int


def due_on(day: date, *, limit: int, after: int = 0) -> list[Due]:
    """Whose mail is written on a day: it is their weekday, a week has passed, and something was never mailed nor seen.

    Whoever has chosen nothing gets it on Mondays. In order of the person's number, from behind `after`.
    """
    rows = session().execute(
        sa.select(Person.id, Person.name, Person.email, Person.locale)
        .outerjoin(MailChoice, MailChoice.person_id == Person.id)
        .where(
            Person.id > after,
            Person.email.is_not(None),
            Person.disabled_at.is_(None),
            sa.func.coalesce(MailChoice.wanted, sa.true()),
            sa.func.coalesce(MailChoice.weekday, 0) == day.weekday(),
            sa.or_(MailChoice.last_on.is_(None), MailChoice.last_on <= day - APART),
            _untold(Person.id, sa.func.coalesce(MailChoice.told_up_to, 0)),
        )
        .order_by(Person.id)
        .limit(limit)
    )
    return [Due(*row) for row in rows]


def _untold(person_id: Any, told_up_to: Any) -> sa.ColumnElement[bool]:
    return sa.exists().where(Notice.person_id == person_id, Notice.seen_at.is_(None), Notice.id > told_up_to)


def digest_for(due: Due) -> Digest | None:
    """What the mail says; None where everything was seen meanwhile."""
    choice = session().get(MailChoice, due.person_id)
    new = (
        Notice.person_id == due.person_id, Notice.seen_at.is_(None), Notice.id > (choice.told_up_to if choice else 0),
    )  # fmt: skip
    count, up_to = session().execute(sa.select(sa.func.count(Notice.id), sa.func.max(Notice.id)).where(*new)).one()
    if not count:
        return None
    with speaking(due.locale):
        return _said(due, rows_of(*new, limit=NAMED), count, up_to)


def _said(due: Due, rows: Sequence[NoticeRow], count: int, up_to: int) -> Digest:
    base = current_app.extensions["learnhub.config"].public_url
    subject = ngettext("LearnHub: %(num)s new notice", "LearnHub: %(num)s new notices", count)
    more = count - len(rows)
    inbox, preferences = f"{base}/inbox", f"{base}/inbox/preferences"
    lines = [_("Hello %(name)s,", name=due.name), "", _("This is new for you since the last mail:"), ""]
    for row in rows:
        lines += [f"- {row.text}", f"  {base}{row.to}", f"  {row.reason}".rstrip(), ""]
    if more:
        lines += [ngettext("%(num)s more stands in your inbox.", "%(num)s more stand in your inbox.", more), ""]
    lines += [_("Your inbox: %(url)s", url=inbox), _("Fewer mails, or none: %(url)s", url=preferences)]
    page = current_app.jinja_env.get_template("inbox/mail.html")
    html = page.render(
        due=due, rows=rows, more=more, base=base, inbox=inbox, preferences=preferences, language=html_lang()
    )
    return Digest(subject, "\n".join(line for line in lines) + "\n", html, up_to)
