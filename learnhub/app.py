"""Puts the application together; the only module that knows every domain."""

import importlib
import importlib.util
import logging

import structlog
from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Config
from learnhub.kernel import ids
from learnhub.platform import auth, bus, commands, db, errors, forms, i18n, ratelimit, search_index, templating, web
from learnhub.platform.furniture import Furniture, kept, mark, with_marks

COURSES = ROOT / "content" / "courses"

# In the order of the layers: a domain looks down this list, never up.
DOMAINS = (
    "people",
    "inbox",
    "catalog",
    "credits",
    "requirements",
    "reading",
    "quizzes",
    "articles",
    "assessment",
    "search",
    "home",
    "oversight",
    "operations",
    "demo",
)


def create_app(config: Config) -> Flask:
    """Build one application from its settings."""
    app = web.Site(__name__, static_folder=None, template_folder=None, instance_path=str(config.instance))
    config.instance.mkdir(parents=True, exist_ok=True)
    app.extensions["learnhub.config"] = config
    _configure(app, config)
    templating.set_options(app)
    _log(config)
    db.init_app(app, config.url())
    i18n.init_app(app, chosen=_chosen_locale, default=config.default_locale)
    web.init_app(app, https=config.https)
    forms.csrf.init_app(app)
    _import_models()
    ratelimit.init_app(
        app, writes=config.writes_a_minute, costly=config.costly_pages_a_minute, redis_url=config.redis_url
    )
    search_index.init_app(app, chosen=config.search_engine, url=config.url(), folder=config.instance / "search")
    _connect_people(app)
    templating.init_app(app, DOMAINS)
    app.context_processor(_furniture)
    app.jinja_env.globals.update(kept=kept, mark=mark)
    app.jinja_env.filters["with_marks"] = with_marks
    errors.init_app(app)
    Compress(app)
    bus.init_app(app, subscriptions())
    app.extensions["learnhub.start"] = [
        ("rules", _install_rules),
        ("content", _import_content),
        ("demo", _load_demo),
    ]
    app.extensions["learnhub.welcome"] = [_greeting, _invitation]
    app.cli.add_command(commands.cli)
    for domain in DOMAINS:
        _plug(app, domain)
    _connect_progress(app)
    if config.trusted_proxies:
        count = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def subscriptions() -> tuple[bus.Subscription, ...]:
    """Who reacts to what: all of it, in one place."""
    from learnhub.articles.actions import binding, paying, similarity
    from learnhub.articles.events import ArticleReleased, ArticleWithdrawn
    from learnhub.catalog.events import CourseDescribed, CoursesImported, LessonVersionImported
    from learnhub.credits.events import LessonCompleted
    from learnhub.quizzes import actions as quizzes
    from learnhub.reading import actions as reading

    return (
        (LessonVersionImported, quizzes.take_imported),
        (CourseDescribed, quizzes.take_final_test),
        (CoursesImported, quizzes.note_gaps),
        (LessonCompleted, reading.settle_confirmed),
        (ArticleReleased, paying.pay_released),
        (ArticleReleased, paying.tell_of_released),
        (ArticleWithdrawn, paying.take_back_withdrawn),
        (ArticleWithdrawn, binding.leave_books),
        (ArticleReleased, similarity.note_change),
        (ArticleWithdrawn, similarity.note_change),
        (CoursesImported, similarity.note_change),
    )


def _install_rules(_app: Flask) -> None:
    """First start: the shipped requirement and credit rules, where no version of them exists."""
    from learnhub.credits import actions as credits
    from learnhub.requirements import actions as requirements

    with db.transaction():
        credits.install_default_rules()
        requirements.install_default_rules()


def _import_content(app: Flask) -> None:
    """Import the courses that come with the program, when their files changed since the last start."""
    from learnhub.catalog import commands as catalog

    config: Config = app.extensions["learnhub.config"]
    stamp = config.instance / "content.stamp"
    files = sorted(path for path in COURSES.rglob("*") if path.is_file())
    state = [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    present = ids.digest(repr((config.url(), state)))
    if stamp.exists() and stamp.read_text(encoding="ascii") == present:
        return
    report = catalog.run_import(COURSES)
    for found in report.problems:
        words = found.what % found.params if found.params else found.what
        structlog.get_logger().warning("course", file=found.file, line=found.line, what=words)
    stamp.write_text(present, encoding="ascii")


def _load_demo(app: Flask) -> None:
    """First start: the demo county, where the database has nobody."""
    from learnhub.demo import commands as demo

    demo.load_when_empty(app)


def _greeting() -> str:
    from learnhub.demo import commands as demo

    return demo.welcome()


def _invitation() -> str:
    from learnhub.people import commands as people

    return people.invitation()


def _configure(app: Flask, config: Config) -> None:
    app.config.update(
        SECRET_KEY=config.secret(),
        TESTING=config.testing,
        MAX_CONTENT_LENGTH=config.max_upload_bytes,
        SESSION_COOKIE_NAME="__Host-learnhub" if config.https else "learnhub",
        SESSION_COOKIE_SECURE=config.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: evenings are long
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=5,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider


def _log(config: Config) -> None:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, config.log_level)),
        logger_factory=structlog.PrintLoggerFactory(__import__("sys").stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def _chosen_locale() -> str | None:
    seen = auth.viewer()
    return seen.locale if seen else None


def _import_models() -> None:
    from learnhub.platform import audit, jobs, stamps, sweeping  # noqa: F401 - their tables belong to the metadata

    for domain in DOMAINS:
        _optional(domain, "models")


def _connect_people(app: Flask) -> None:
    from learnhub.people import actions, queries

    auth.init_app(app, load=queries.viewer_by_handle, touch=actions.touch_session)


def _connect_progress(app: Flask) -> None:
    """What lies above or beside a domain is asked for by name: study and daily hours by courses, checks by reading."""
    from learnhub.credits.queries import conversions
    from learnhub.home.queries import waiting
    from learnhub.operations import queries as operations
    from learnhub.quizzes import queries as quizzes
    from learnhub.quizzes.queries.glance import look_at_gift
    from learnhub.reading import queries

    app.extensions["catalog.study"] = queries.study_of
    app.extensions["catalog.questions"] = look_at_gift
    app.extensions["catalog.hours_a_day"] = conversions.hours_a_day
    app.extensions["inbox.waiting"] = waiting.PROVIDERS
    app.extensions["audit.words"] = operations.ACTIONS
    app.extensions["reading.answers"] = quizzes.answered_since


def _furniture() -> dict[str, object]:
    """What the layout needs on every page: where one may go from here."""
    from learnhub.home.queries import places

    links = places.site_links()
    return {"furniture": Furniture(places.ways, links), "site_links": links}


def _plug(app: Flask, domain: str) -> None:
    """Give the application what a domain has: pages, endpoints, jobs and commands."""
    for edge in ("views", "api"):
        module = _optional(domain, edge)
        if module is not None:
            app.register_blueprint(module.blueprint)
    _optional(domain, "jobs")
    module = _optional(domain, "commands")
    if module is not None:
        app.cli.add_command(module.cli)


def _optional(domain: str, name: str):  # type: ignore[no-untyped-def]  # a module, looked up by its fixed name
    full = f"learnhub.{domain}.{name}"
    return importlib.import_module(full) if importlib.util.find_spec(full) else None
