"""Mail that leaves the site: written with the business write, sent later by a job, and tried again while it fails."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from learnhub.kernel import clock
from learnhub.kernel.text import one_line, shorten
from learnhub.platform.db import Base, enum_type, session, transaction
from learnhub.platform.jobs import enqueue, job, waker

SENDING = "platform.send_mails"
AT_ONCE = 50
PATIENCE_S = 10.0
# How long to wait after each failure; after the last one the mail is given up, a day and a half later.
BACK_OFF = (1, 5, 30, 120, 480, 720, 720)  # minutes
log = structlog.get_logger("mail")


class MailState(StrEnum):
    """Where a mail is: waiting, handed to the server (or written as a file), or given up."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Mail(Base):
    """A mail with what became of it; `error` is what the server said last."""

    __tablename__ = "platform_mails"

    id: Mapped[int] = mapped_column(primary_key=True)
    to: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[MailState] = mapped_column(enum_type(MailState), default=MailState.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(sa.String(300))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    __table_args__ = (sa.Index("ix_platform_mails_due", "state", "next_at"),)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server out of LEARNHUB_SMTP_URL; names and passwords may be percent-encoded."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    secure: bool = False
    starttls: bool = False

    @classmethod
    def of(cls, url: str) -> "Server":
        """Read an address such as `smtp://user:secret@mail.example.org:587?starttls=1`."""
        read = urlsplit(url)
        secure = read.scheme == "smtps"
        return cls(
            host=read.hostname or "",
            port=read.port or (465 if secure else 25),
            user=unquote(read.username or ""),
            password=unquote(read.password or ""),
            secure=secure,
            starttls=parse_qs(read.query).get("starttls", ["0"])[-1].lower() in ("1", "true", "yes"),
        )


def write_mail(to: str, subject: str, *, text: str, html: str) -> Mail:
    """Write a mail inside the open transaction; it is sent once that is committed."""
    now = clock.now()
    mail = Mail(
        to=to, subject=shorten(one_line(subject), 200), text=text, html=html, state=MailState.QUEUED, attempts=0,
        next_at=now, created_at=now,
    )  # fmt: skip
    session().add(mail)
    session().flush()
    return mail


@waker
def look() -> None:
    """Ask for the sending when a mail is due."""
    found = session().scalar(sa.select(sa.exists().where(*_due(clock.now()))))
    session().rollback()
    if found:
        with transaction():
            enqueue(SENDING, unique="now")


@job(SENDING)
def send_mails() -> None:
    """Send what is due. No transaction is open while the server is spoken to; each mail's fate is kept on its own."""
    config = current_app.extensions["learnhub.config"]
    waiting = _waiting()
    if not waiting:
        return
    if not config.smtp_url:
        _write_files(waiting, config.instance / "mail")
        return
    try:
        with _connected(Server.of(config.smtp_url)) as server:
            for mail in waiting:
                _send(server, mail)
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        # Nobody is there, or nobody lets us in: that is no fault of any single mail, so all of them wait.
        log.warning("mail server does not serve", error=type(error).__name__)
        for mail in _waiting():
            _postpone(mail.id, error)


def message_of(mail: Mail) -> EmailMessage:
    """The mail as it travels: plain text with an HTML alternative."""
    sender = current_app.extensions["learnhub.config"].mail_from
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, mail.to, mail.subject
    made["Date"] = format_datetime(mail.created_at)
    # The same mail keeps its name, so that a mailbox recognises one that came twice after a broken connection.
    made["Message-ID"] = f"<learnhub-{mail.id}-{int(mail.created_at.timestamp())}@{sender.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    # Base64 passes servers that know no eight bits.
    made.set_content(mail.text, cte="base64")
    made.add_alternative(mail.html, subtype="html", cte="base64")
    return made


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (Mail.state == MailState.QUEUED, Mail.next_at <= now)


def _waiting() -> Sequence[Mail]:
    """The mails that are due, free of any session."""
    due = sa.select(Mail).where(*_due(clock.now())).order_by(Mail.next_at, Mail.id).limit(AT_ONCE)
    found = session().scalars(due).all()
    for mail in found:
        session().expunge(mail)
    session().rollback()
    return found


@contextmanager
def _connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection that is signed in; whoever is slower than ten seconds counts as away."""
    context = ssl.create_default_context()
    if server.secure:
        made: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE_S, context=context)
    else:
        made = smtplib.SMTP(server.host, server.port, timeout=PATIENCE_S)
    with made:
        if server.starttls:
            made.starttls(context=context)
        if server.user:
            made.login(server.user, server.password)
        yield made


def _send(server: smtplib.SMTP, mail: Mail) -> None:
    """Hand one mail over; a refusal of this mail is noted with it, a lost connection is raised."""
    try:
        server.send_message(message_of(mail))
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        _refused(mail.id, code, said)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
        _refused(mail.id, refused.smtp_code, refused.smtp_error)
    except (smtplib.SMTPNotSupportedError, ValueError) as unfit:
        # An address that this server cannot send to holds nobody else's mail up.
        _refused(mail.id, 553, str(unfit))
    else:
        _sent(mail.id)


def _refused(mail_id: int, code: int, said: bytes | str) -> None:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    error = RuntimeError(f"{code} {words}")
    # A number from 500 on is for good; below it the server asks to come again.
    _postpone(mail_id, error, for_good=code >= 500)


def _write_files(mails: Sequence[Mail], folder: Path) -> None:
    """Without a server each mail becomes a file that mail programs open."""
    folder.mkdir(parents=True, exist_ok=True)
    for mail in mails:
        name = f"{mail.created_at:%Y%m%d-%H%M%S}-{mail.id}.eml"
        try:
            written = message_of(mail).as_bytes()
        except ValueError as unfit:  # an address that cannot stand in a mail
            _refused(mail.id, 553, str(unfit))
            continue
        (folder / name).write_bytes(written)
        _sent(mail.id)


def _sent(mail_id: int) -> None:
    with transaction() as current:
        mail = current.get_one(Mail, mail_id)
        mail.state, mail.sent_at, mail.error = MailState.SENT, clock.now(), None
        mail.attempts += 1


def _postpone(mail_id: int, error: Exception, *, for_good: bool = False) -> None:
    with transaction() as current:
        mail = current.get_one(Mail, mail_id)
        mail.error = shorten(one_line(f"{type(error).__name__}: {error}".removeprefix("RuntimeError: ")), 300)
        mail.attempts += 1
        if for_good or mail.attempts > len(BACK_OFF):
            mail.state = MailState.FAILED
        else:
            mail.next_at = clock.now() + timedelta(minutes=BACK_OFF[mail.attempts - 1])
