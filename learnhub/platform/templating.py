"""Templates: each domain's folder under its own prefix, undefined names are errors, hashed assets, inlined icons."""

import hashlib
import re
import shutil
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import flask_bootstrap
from flask import Flask, get_flashed_messages
from jinja2 import ChoiceLoader, FileSystemBytecodeCache, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape
from whitenoise import WhiteNoise

from learnhub.kernel import clock, hours
from learnhub.platform import forms, i18n, web
from learnhub.platform.auth import viewer
from learnhub.platform.folding import Bilingual

PACKAGE = Path(__file__).resolve().parents[1]
STATIC = PACKAGE / "static"
VENDOR = Path(flask_bootstrap.__file__).resolve().parent / "static" / "bootstrap5"
IMMUTABLE = 365 * 24 * 3600
# The code that turns a template into Python.
_COMPILERS = (Path(__file__), Path(__file__).with_name("folding.py"))


def set_options(app: Flask) -> None:
    """Choose how templates behave; must come before anything touches the environment, which takes them only once."""
    app.jinja_environment = Bilingual
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "auto_reload": False}


def init_app(app: Flask, domains: tuple[str, ...]) -> None:
    """Set up the template environment and serve the assets in front of the application."""
    prefixes = {name: FileSystemLoader(PACKAGE / name / "templates") for name in domains}
    app.jinja_loader = ChoiceLoader([PrefixLoader(prefixes), FileSystemLoader(PACKAGE / "templates")])
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.filters.update(
        hours=show_hours, day=show_day, moment=show_moment, clock=show_clock, duration=show_duration
    )
    app.jinja_env.globals.update(
        asset=asset, icon=icon, csrf_token=forms.csrf_token, get_flashed_messages=get_flashed_messages
    )
    environment = app.jinja_env
    if isinstance(environment, Bilingual):
        environment.speak(tuple(i18n.LOCALES), i18n.html_lang, {"_": i18n.words, "icon": _icon, "asset": _asset})
        keep_compiled(environment, Path(app.instance_path) / "templates")
    # Flask-WTF has a processor of its own for the token, which signs it anew each time.
    app.context_processor(lambda: {"viewer": viewer(), "csrf_token": forms.csrf_token})
    serve = WhiteNoise(
        app.wsgi_app,
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(_prefix()),
        add_headers_function=_guard_asset,
    )
    serve.add_files(str(STATIC), prefix=_prefix())
    serve.add_files(str(VENDOR), prefix=f"{_prefix()}vendor/bootstrap/")
    app.wsgi_app = serve  # type: ignore[method-assign]  # the documented way to add a WSGI layer


def keep_compiled(environment: Bilingual, folder: Path) -> None:
    """Keep compiled templates in a folder, so that a later start compiles none again; what is out of date goes.

    A template is known by its source; what is worked out into it besides stands for a folder of its own.
    """
    beside = hashlib.sha256(_prefix().encode())
    for path in (*sorted(i18n.TRANSLATIONS.rglob("*.mo")), VENDOR / "icons" / "bootstrap-icons.svg", *_COMPILERS):
        beside.update(path.read_bytes())
    stamp = beside.hexdigest()[:16]
    for old in folder.glob("*"):
        if old.name != stamp:
            shutil.rmtree(old, ignore_errors=True)
    for language, twin in environment.twins.items():
        place = folder / stamp / language
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        twin.bytecode_cache = _Kept(str(place))


class _Kept(FileSystemBytecodeCache):
    """Compiled templates on the disk; no page fails because one cannot be kept."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # the disk is full, or a newer program that starts has cleared the folder away
            super().dump_bytecode(bucket)


def _guard_asset(headers: Any, _path: str, _url: str) -> None:
    """A stylesheet or script gets the headers of every other answer."""
    for name, value in web.HEADERS.items():
        headers[name] = value


def asset(path: str) -> str:
    """The address of a static file; it changes whenever any of them does, so browsers may keep it for ever."""
    return f"{_prefix()}{path}"


@lru_cache(maxsize=1)
def _prefix() -> str:
    seen = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            seen.update(path.relative_to(STATIC).as_posix().encode())
            seen.update(path.read_bytes())
    return f"/assets/{seen.hexdigest()[:12]}/"


@lru_cache(maxsize=1)
def _sprite() -> dict[str, tuple[str, str]]:
    """Every Bootstrap icon as (viewBox, shapes), out of the installed package."""
    text = (VENDOR / "icons" / "bootstrap-icons.svg").read_text(encoding="utf-8")
    symbols = re.findall(r"<symbol([^>]*)>(.*?)</symbol>", text, re.DOTALL)
    found = {}
    for attributes, shapes in symbols:
        name = re.search(r'id="([^"]+)"', attributes)
        box = re.search(r'viewBox="([^"]+)"', attributes)
        if name and box:
            found[name.group(1)] = (box.group(1), shapes.strip())
    return found


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """One icon as inline SVG, hidden from screen readers because a word stands beside it; KeyError if unknown."""
    box, shapes = _sprite()[name]
    # The shapes come from the installed package, never from a user.
    head = f'<svg class="icon" width="1em" height="1em" viewBox="{box}" fill="currentColor" aria-hidden="true">'
    return Markup(f"{head}{shapes}</svg>")  # noqa: S704 - see above


def _icon(_language: str, name: str) -> str:
    return str(icon(name))


def _asset(_language: str, path: str) -> str:
    return str(escape(asset(path)))


def show_hours(value: Decimal) -> str:
    """Class-hours without needless zeros."""
    return hours.show(value)


def show_day(value: date | datetime, style: str = "long") -> str:
    """A date in the reader's language: 2026年11月23日."""
    day = clock.local_date(value) if isinstance(value, datetime) else value
    return _show_day(day, style, i18n.html_lang())


@lru_cache(maxsize=4096)
def _show_day(day: date, style: str, lang: str) -> str:
    if style == "short":
        return f"{day.month}月{day.day}日" if lang == "zh-CN" else i18n.format_date(day, "d MMM")
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh-CN" else i18n.format_date(day, "d MMMM yyyy")


def show_moment(value: datetime) -> str:
    """A date and time in Asia/Shanghai."""
    return f"{show_day(value)} {show_clock(value)}"


def show_clock(value: datetime) -> str:
    """Hours and minutes in Asia/Shanghai, 24-hour."""
    return value.astimezone(clock.SHANGHAI).strftime("%H:%M")


def show_duration(milliseconds: int) -> str:
    """Minutes and seconds: 4:10."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02d}"
