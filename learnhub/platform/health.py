"""Whether the site can serve, and how each of its parts does: in a word for programs, in sentences for operators."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Literal

import sqlalchemy as sa
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from learnhub.kernel import clock
from learnhub.platform import typesetting
from learnhub.platform.db import database_version, is_sqlite, migrate, session, sqlite_module
from learnhub.platform.i18n import gettext as _
from learnhub.platform.jobs import Job, JobState
from learnhub.platform.mail import Mail, MailState

# Before this release SQLite can lose committed writes in a rare race of its write-ahead log.
SAFE_SQLITE = (3, 51, 3)
LATE = timedelta(minutes=15)
LOW_SPACE = 1024**3
State = Literal["ok", "look", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the site: its name and what was found, in the reader's language."""

    part: str
    state: State
    words: str


def check() -> dict[str, str]:
    """The state of each part: `ok`, or what is wrong."""
    try:
        connection = session().connection()
        connection.execute(sa.text("SELECT 1"))
        current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return {"database": type(error).__name__, "migrations": "unknown"}
    return {
        "database": "ok",
        "migrations": "ok" if current == newest_revision() else f"at {current}, not {newest_revision()}",
    }


def findings() -> tuple[Finding, ...]:
    """Every part with its state; what depends on the database is left out while that does not answer."""
    parts = check()
    if parts["database"] != "ok":
        words = _("The database does not answer (%(error)s).", error=parts["database"])
        return (Finding(_("Database"), "bad", words), _disk())
    if parts["migrations"] != "ok":
        words = _("The schema is %(state)s. Run “flask db upgrade”.", state=parts["migrations"])
        return (_database(), Finding(_("Schema"), "bad", words), _disk())
    schema = Finding(_("Schema"), "ok", _("The schema is the one that this version expects."))
    return (_database(), schema, _failed(), _waiting(), _mail(), _typesetting(), _disk(), _address())


@lru_cache(maxsize=1)
def newest_revision() -> str | None:
    """The revision that the code expects."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(migrate.directory))
    return ScriptDirectory.from_config(config).get_current_head()


def _database() -> Finding:
    version = database_version()
    if is_sqlite() and tuple(sqlite_module().sqlite_version_info) < SAFE_SQLITE:
        words = _("%(version)s may lose writes when the power fails; 3.51.3 or newer does not.", version=version)
        return Finding(_("Database"), "look", words)
    return Finding(_("Database"), "ok", _("%(version)s answers.", version=version))


def _failed() -> Finding:
    count = session().scalar(sa.select(sa.func.count(Job.id)).where(Job.state == JobState.FAILED)) or 0
    if count:
        return Finding(_("Jobs"), "look", _("%(count)s failed; the page of jobs says why.", count=count))
    return Finding(_("Jobs"), "ok", _("None failed."))


def _waiting() -> Finding:
    oldest = session().scalar(sa.select(sa.func.min(Job.run_at)).where(Job.state == JobState.QUEUED))
    late = clock.now() - oldest if oldest else timedelta()
    if late > LATE:
        minutes = int(late.total_seconds() // 60)
        words = _("A job has waited for %(count)s minutes. Does “flask platform work” run?", count=minutes)
        return Finding(_("Worker"), "bad", words)
    return Finding(_("Worker"), "ok", _("No job waits for long."))


def _mail() -> Finding:
    late = sa.and_(Mail.state == MailState.QUEUED, Mail.created_at < clock.now() - LATE)
    counts = sa.select(
        sa.func.count(sa.case((late, 1))), sa.func.count(sa.case((Mail.state == MailState.FAILED, 1)))
    ).select_from(Mail)
    waiting, failed = session().execute(counts).one()
    if waiting or failed:
        error = session().scalar(
            sa.select(Mail.error).where(Mail.error.is_not(None)).order_by(Mail.next_at.desc()).limit(1)
        )
        words = _("%(waiting)s wait, %(failed)s were given up. The server said: %(error)s",
                  waiting=waiting, failed=failed, error=error or "–")  # fmt: skip
        return Finding(_("Mail"), "look", words)
    if not current_app.extensions["learnhub.config"].smtp_url:
        return Finding(_("Mail"), "ok", _("No server is set, so mails are written into the folder “mail”."))
    return Finding(_("Mail"), "ok", _("No mail waits for long."))


def _typesetting() -> Finding:
    absent = typesetting.missing()
    if absent:
        words = _("No pages are set for print: %(packages)s is not installed.", packages=", ".join(absent))
        return Finding(_("Printing"), "look", words)
    return Finding(_("Printing"), "ok", _("Pages can be set, Chinese ones too."))


def _disk() -> Finding:
    free = shutil.disk_usage(current_app.extensions["learnhub.config"].instance).free
    words = _("%(size)s GB are free in the data folder.", size=f"{free / 1024**3:.1f}")
    return Finding(_("Disk"), "ok" if free > LOW_SPACE else "look", words)


def _address() -> Finding:
    if current_app.extensions["learnhub.config"].https:
        return Finding(_("Connection"), "ok", _("Cookies are sent over https only."))
    words = _("Cookies are sent over plain http. Set LEARNHUB_HTTPS=1 once people reach the site over https.")
    return Finding(_("Connection"), "look", words)
