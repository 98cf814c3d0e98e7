"""Every setting: name, type, default, meaning; LEARNHUB_* variables override."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from environs import Env, ValidationError, validate

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one running site, read once at start. Each is documented in docs/operations.md."""

    instance: Path = ROOT / "instance"
    """LEARNHUB_INSTANCE: the folder of the database, uploads, secrets and the demo password."""

    database_url: str = ""
    """LEARNHUB_DATABASE_URL: an SQLAlchemy address; empty means SQLite in the instance folder."""

    secret_key: str = ""
    """LEARNHUB_SECRET_KEY: signs cookies and nonces; empty means a random one kept in the instance folder."""

    https: bool = False
    """LEARNHUB_HTTPS: the site is reached over https, so cookies are Secure and carry the __Host- prefix."""

    default_locale: str = "zh-CN"
    """LEARNHUB_DEFAULT_LOCALE: zh-CN or en, for people who have not chosen and send no preference."""

    reading_time_visibility: str = "evidence"
    """LEARNHUB_READING_TIME_VISIBILITY: `self` or `evidence` (a supervisor sees it beside the completion)."""

    demo: bool = True
    """LEARNHUB_DEMO: load the demo organisation into an empty database on the first start."""

    demo_password: str = ""
    """LEARNHUB_DEMO_PASSWORD: password of the demo accounts; empty means one generated and kept."""

    workers: int = 1
    """LEARNHUB_WORKERS: how many web processes serve; more than one needs PostgreSQL."""

    trusted_proxies: int = 0
    """LEARNHUB_TRUSTED_PROXIES: how many proxies in front may set X-Forwarded-* headers."""

    max_upload_bytes: int = 20 * 1024 * 1024
    """LEARNHUB_MAX_UPLOAD_BYTES: the largest request body that is accepted."""

    writes_a_minute: int = 120
    """LEARNHUB_WRITES_A_MINUTE: how many changes one person may send in a minute; an address ten times that."""

    costly_pages_a_minute: int = 30
    """LEARNHUB_COSTLY_PAGES_A_MINUTE: the same for searches, exports and imports."""

    redis_url: str = ""
    """LEARNHUB_REDIS_URL: where several processes count together (`redis://…`); empty means each for itself."""

    idle_minutes: int = 30
    """LEARNHUB_IDLE_MINUTES: a sign-in ends after this long without use; reading and answering are use."""

    beats_kept_days: int = 90
    """LEARNHUB_BEATS_KEPT_DAYS: raw reading reports are deleted after this many days; their sums stay."""

    case_days: int = 10
    """LEARNHUB_CASE_DAYS: within how many working days disputes, declarations and reviews are to be decided."""

    search_engine: str = ""
    """LEARNHUB_SEARCH_ENGINE: whoosh, fts5 or postgresql; empty means postgresql on such a database, else whoosh."""

    public_url: str = ""
    """LEARNHUB_PUBLIC_URL: where people reach the site (`https://learnhub.example.org`), for the links in mails."""

    smtp_url: str = ""
    """LEARNHUB_SMTP_URL: `smtp://user:password@host:port?starttls=1` or `smtps://…`; empty writes mails as files."""

    mail_from: str = "learnhub@localhost"
    """LEARNHUB_MAIL_FROM: the address that mails come from."""

    hide_unreviewed: bool = False
    """LEARNHUB_HIDE_UNREVIEWED: courses that nobody has reviewed are shown to their keepers only."""

    clamd: str = ""
    """LEARNHUB_CLAMD: the virus scanner for files of articles, `host:port` or a socket; empty means none."""

    article_reviews: str = "two"
    """LEARNHUB_ARTICLE_REVIEWS: `two` (unit, secrecy) or `three` (first, second, third, secrecy: 三审三校)."""

    log_level: str = "INFO"
    """LEARNHUB_LOG_LEVEL: DEBUG, INFO, WARNING or ERROR."""

    testing: bool = field(default=False)
    """Set by tests only; not read from the environment."""

    @classmethod
    def from_environment(cls) -> "Config":
        """Read LEARNHUB_* variables; raises EnvValidationError listing every bad value at once."""
        env = Env(eager=False)
        with env.prefixed("LEARNHUB_"):
            values: dict[str, Any] = {
                "instance": Path(env.str("INSTANCE", str(default_of("instance")))).resolve(),
                "database_url": env.str("DATABASE_URL", ""),
                "secret_key": env.str("SECRET_KEY", ""),
                "https": env.bool("HTTPS", False),
                "default_locale": env.str("DEFAULT_LOCALE", "zh-CN", validate=_one_of("zh-CN", "en")),
                "reading_time_visibility": env.str(
                    "READING_TIME_VISIBILITY", "evidence", validate=_one_of("self", "evidence")
                ),
                "demo": env.bool("DEMO", True),
                "demo_password": env.str("DEMO_PASSWORD", ""),
                "workers": env.int("WORKERS", 1, validate=validate.Range(min=1, max=64)),
                "trusted_proxies": env.int("TRUSTED_PROXIES", 0),
                "max_upload_bytes": env.int("MAX_UPLOAD_BYTES", 20 * 1024 * 1024),
                "writes_a_minute": env.int("WRITES_A_MINUTE", 120, validate=validate.Range(min=1)),
                "costly_pages_a_minute": env.int("COSTLY_PAGES_A_MINUTE", 30, validate=validate.Range(min=1)),
                "redis_url": env.str("REDIS_URL", ""),
                "idle_minutes": env.int("IDLE_MINUTES", 30, validate=validate.Range(min=5, max=720)),
                "beats_kept_days": env.int("BEATS_KEPT_DAYS", 90, validate=validate.Range(min=14, max=3650)),
                "case_days": env.int("CASE_DAYS", 10, validate=validate.Range(min=1, max=90)),
                "search_engine": env.str("SEARCH_ENGINE", "", validate=_one_of("", "whoosh", "fts5", "postgresql")),
                "public_url": env.str("PUBLIC_URL", "", validate=_address("http", "https")),
                "smtp_url": env.str("SMTP_URL", "", validate=_address("smtp", "smtps")),
                "mail_from": env.str("MAIL_FROM", "learnhub@localhost", validate=_mailbox),
                "hide_unreviewed": env.bool("HIDE_UNREVIEWED", False),
                "clamd": env.str("CLAMD", "", validate=_scanner),
                "article_reviews": env.str("ARTICLE_REVIEWS", "two", validate=_one_of("two", "three")),
                "log_level": env.str("LOG_LEVEL", "INFO", validate=_one_of("DEBUG", "INFO", "WARNING", "ERROR")),
            }
        env.seal()
        values["public_url"] = values["public_url"].rstrip("/")
        return cls(**values)

    def url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.instance / 'learnhub.sqlite3'}"

    def secret(self) -> str:
        """The signing key; a generated one is written once, readable by the owner alone."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret_key"
        if not path.exists():
            self.instance.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_text(encoding="ascii").strip()


def default_of(name: str) -> object:
    """The default of a setting without an environment."""
    return Config.__dataclass_fields__[name].default


def _one_of(*allowed: str) -> validate.OneOf:
    return validate.OneOf(allowed)


def _address(*schemes: str) -> Callable[[str], None]:
    """Refuses what is no address of one of these schemes; empty is none at all."""

    def check(value: str) -> None:
        try:
            read = urlsplit(value)
            sound = read.scheme in schemes and bool(read.hostname) and (read.port is None or read.port > 0)
        except ValueError:  # a port that is no number
            sound = False
        if value and not sound:
            raise ValidationError(f"Write it as {schemes[0]}://host.")

    return check


def _mailbox(value: str) -> None:
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value) or not value.isascii():
        raise ValidationError("Write it as name@example.org.")


def _scanner(value: str) -> None:
    if (
        value
        and not value.startswith("/")
        and not re.fullmatch(r"[^\s:/]+:[0-9]{1,5}|\[[0-9a-fA-F:]+\]:[0-9]{1,5}", value)
    ):
        raise ValidationError("Write it as host:port, or as the path of a socket.")
