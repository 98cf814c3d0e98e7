"""Mail that leaves the site: written with the business write, sent by a job, tried again, and never lost."""

import email
import email.policy
import ssl
import subprocess
from dataclasses import replace

import pytest
import sqlalchemy as sa

from config import Config
from learnhub.platform import jobs, mail, sweeping
from learnhub.platform.db import transaction
from learnhub.platform.jobs import Job, JobState
from learnhub.platform.mail import Mail, MailState, Server
from tests.platform.mail_server import mail_server


@pytest.fixture
def settings(app, session, monkeypatch):
    """Changes settings of the running site for one test."""

    def change(**values):
        monkeypatch.setitem(app.extensions, "learnhub.config", replace(app.extensions["learnhub.config"], **values))

    return change


def written(to="shen@example.org", subject="两条新消息"):
    with transaction():
        return mail.write_mail(to, subject, text="你好：\n一条消息。\n", html="<p>你好</p>")


def states(session):
    session.expire_all()
    return [(row.state.value, row.attempts) for row in session.scalars(sa.select(Mail).order_by(Mail.id))]


def test_a_mail_reaches_the_server_once(settings, session, time):
    with mail_server() as server:
        settings(smtp_url=server.url, mail_from="learnhub@example.org")
        written()

        mail.send_mails()
        mail.send_mails()

    got = email.message_from_string(server.mails[0].removesuffix("\r\n.\r\n"), policy=email.policy.default)
    assert len(server.mails) == 1
    assert (got["From"], got["To"], got["Subject"]) == ("learnhub@example.org", "shen@example.org", "两条新消息")
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]
    assert "一条消息。" in got.get_body(("plain",)).get_content()
    assert states(session) == [("sent", 1)]


def test_a_mail_is_written_with_the_business_write_or_not_at_all(session, time):
    with pytest.raises(ZeroDivisionError), transaction():
        mail.write_mail("shen@example.org", "x", text="x", html="x")
        raise ZeroDivisionError

    assert states(session) == []


def test_the_worker_is_called_only_when_a_mail_is_due(settings, session, time):
    mail.look()
    none_yet = session.scalar(sa.select(sa.func.count(Job.id)))
    written()

    mail.look()
    mail.look()

    assert none_yet == 0
    assert session.scalars(sa.select(Job.name)).all() == ["platform.send_mails"]


def test_without_a_server_a_mail_becomes_a_file(settings, session, time, tmp_path):
    settings(instance=tmp_path)
    written()

    mail.send_mails()

    (file,) = (tmp_path / "mail").glob("*.eml")
    assert email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["Subject"] == "两条新消息"
    assert states(session) == [("sent", 1)]


def test_a_server_that_is_away_lets_every_mail_wait_longer_and_longer(settings, session, time):
    settings(smtp_url="smtp://127.0.0.1:1")
    written()
    written(to="zhang@example.org")

    mail.send_mails()
    waits = [at - time.now for at in session.scalars(sa.select(Mail.next_at))]
    mail.send_mails()
    at_once = states(session)
    for _ in range(len(mail.BACK_OFF)):
        time.pass_(days=1)
        mail.send_mails()

    assert [wait.total_seconds() for wait in waits] == [60, 60]
    assert at_once == [("queued", 1), ("queued", 1)]
    assert states(session) == [("failed", 8), ("failed", 8)]


def test_a_server_that_is_too_slow_counts_as_away(settings, session, time, monkeypatch):
    monkeypatch.setattr(mail, "PATIENCE_S", 0.1)
    with mail_server(sleep_s=0.3) as server:
        settings(smtp_url=server.url)
        written()

        mail.send_mails()

    assert states(session) == [("queued", 1)]
    assert "timed out" in session.scalar(sa.select(Mail.error))


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"RCPT": "550 no such mailbox"}, "failed"),
        ({"RCPT": "450 mailbox busy"}, "queued"),
        ({"MAIL": "553 sender not allowed"}, "failed"),
        ({"HELLO": "554 go away"}, "queued"),
        ({"DATA": "452 disk full"}, "queued"),
    ],
)
def test_a_refusal_for_good_ends_and_any_other_is_tried_again(settings, session, time, answers, state):
    with mail_server(answers=answers) as server:
        settings(smtp_url=server.url)
        written()

        mail.send_mails()

    assert states(session) == [(state, 1)]
    assert next(iter(answers.values()))[:3] in session.scalar(sa.select(Mail.error))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for this machine that only who is told of it trusts."""
    folder = tmp_path_factory.mktemp("certificate")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, str(cert)


@pytest.mark.once
@pytest.mark.parametrize(
    ("at_once", "login", "trusted", "state", "said"),
    [
        (True, "hub:p/w ü", True, "queued", "UnicodeEncodeError"),
        (True, "hub:p/w @:", True, "sent", None),
        (False, "hub:p/w @:", True, "sent", None),
        (False, "hub:another", True, "queued", "535"),
        (False, "", False, "queued", "certificate"),
        (True, "", False, "queued", "certificate"),
    ],
)
def test_a_mail_goes_out_encrypted_and_signed_in_or_waits(
    settings, session, time, monkeypatch, certificate, at_once, login, trusted, state, said
):
    context, path = certificate
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", path)
    password = "p%2Fw%20%40%3A" if login != "hub:p/w ü" else "p%2Fw%20%C3%BC"
    with mail_server(tls=context, at_once=at_once, login=login) as server:
        scheme, more = ("smtps", "") if at_once else ("smtp", "?starttls=1")
        settings(smtp_url=f"{scheme}://hub:{password}@localhost:{server.port}{more}")
        written()
        written(to="zhang@example.org")

        mail.send_mails()

    assert states(session) == [(state, 1), (state, 1)]
    assert [len(server.mails), "p/w" in "".join(server.heard)] == [2 if state == "sent" else 0, False]
    error = session.scalar(sa.select(Mail.error))
    assert error is None if said is None else said in error and "p/w" not in error


def test_an_address_that_the_server_cannot_send_to_holds_nobody_up(settings, session, time):
    with mail_server() as server:
        settings(smtp_url=server.url)
        written(to="张三@例子.中国")
        written()

        mail.send_mails()

    assert states(session) == [("failed", 1), ("sent", 1)]


def test_one_refused_address_does_not_hold_the_others_up(settings, session, time):
    with mail_server() as server:
        settings(smtp_url=server.url)
        written(to="nobody")
        written(to="zhang@example.org")
        server.answers["RSET"] = "250 ok"

        mail.send_mails()

    assert states(session)[1] == ("sent", 1)


@pytest.mark.once
def test_an_address_of_a_server_may_carry_secrets_with_signs():
    read = Server.of("smtp://learn%40hub:p%2Fw@mail.example.org:587?starttls=1")

    assert read == Server("mail.example.org", 587, "learn@hub", "p/w", secure=False, starttls=True)
    assert Server.of("smtps://mail.example.org") == Server("mail.example.org", 465, secure=True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "value"),
    [("SMTP_URL", "mail.example.org"), ("SMTP_URL", "smtp://host:x"), ("PUBLIC_URL", "ftp://x"), ("MAIL_FROM", "x")],
)
def test_a_wrong_address_in_the_settings_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv(f"LEARNHUB_{name}", value)

    with pytest.raises(Exception, match="Write it as"):
        Config.from_environment()


def test_what_has_had_its_use_is_cleared_away(settings, session, make, time, tmp_path):
    settings(instance=tmp_path)
    written()
    mail.send_mails()
    for state, age in ((JobState.DONE, 8), (JobState.DONE, 6), (JobState.FAILED, 89), (JobState.FAILED, 91)):
        at = time.pass_(days=-age)
        make.add(Job(name=f"{state.value} {age}", arguments={}, state=state, run_at=at, created_at=at, finished_at=at))
        time.pass_(days=age)

    sweeping.sweep()
    kept = set(session.scalars(sa.select(Job.name)))
    time.pass_(days=31)
    sweeping.sweep()

    assert kept == {"done 6", "failed 89"}
    assert states(session) == []


def test_the_sweep_comes_back_every_day():
    assert jobs.REGISTRY["platform.sweep"].every.days == 1


def test_a_mail_given_up_is_seen_by_whoever_looks_after_the_site(app, settings, session, make, time, sign_in):
    from learnhub.kernel.actor import Role

    unit = make.unit()
    operator = make.person(unit=unit, locale="en")
    make.grant(operator, Role.OPERATOR, unit)
    row = written()
    row.state, row.error = MailState.FAILED, "550 no such mailbox"
    session.commit()

    page = sign_in(operator).get("/operations/health").text

    assert "1 were given up. The server said: 550 no such mailbox" in page
