"""Two languages: choosing one, translating, and building the catalogue from its parts."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_app_context, has_request_context, request, session
from flask_babel import (
    Babel,
    format_date,
    format_datetime,
)
from flask_babel.speaklater import LazyString

__all__ = [
    "LOCALES",
    "build_catalogue",
    "format_date",
    "format_datetime",
    "gettext",
    "html_lang",
    "lazy_gettext",
    "ngettext",
    "speaking",
    "words",
]

LOCALES = {"zh-CN": "zh_Hans_CN", "en": "en"}
TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
_babel = Babel()


def init_app(app: Flask, *, chosen: Callable[[], str | None], default: str) -> None:
    """Let a request speak the person's language: chosen, else the browser's, else the site's default."""

    app.extensions["learnhub.language"] = (chosen, default)
    _refresh_catalogue()
    app.config.update(BABEL_DEFAULT_LOCALE=LOCALES[default], BABEL_DEFAULT_TIMEZONE="Asia/Shanghai")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    _babel.init_app(app, locale_selector=lambda: LOCALES[html_lang()])
    # A page has sixty strings: the catalogue is looked up once a request, not once a string.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        lambda text: _catalogue().ugettext(text),
        lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def words(language: str, text: str) -> str:
    """A string of the interface in a language (`zh-CN`, `en`), outside any request."""
    return str(_load(language).ugettext(text))


@lru_cache(maxsize=4)
def _load(language: str) -> Any:
    return Translations.load(str(TRANSLATIONS), [LOCALES[language]])


def gettext(text: str, **values: Any) -> str:
    """A string in the language of the request, with its named values filled in."""
    said = str(_catalogue().ugettext(text))
    return said % values if values else said


def ngettext(one: str, many: str, count: int, **values: Any) -> str:
    """The same for one or several; `num` is the count."""
    return str(_catalogue().ungettext(one, many, count)) % {"num": count, **values}


def lazy_gettext(text: str, **values: Any) -> LazyString:
    """A string that is said only when it is shown; for constants."""
    return LazyString(gettext, text, **values)


def _catalogue() -> Any:
    """The translations of this request's language; outside the application nothing is translated."""
    return _load(html_lang()) if has_app_context() else NullTranslations()


def forget() -> None:
    """Look the language up again: the person, or what they chose, has changed."""
    g.pop("html_lang", None)


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """Say things in a person's language outside of their requests, as in a mail; None for the site's own."""
    before = g.get("html_lang")
    g.html_lang = language if language in LOCALES else str(current_app.extensions["learnhub.language"][1])
    try:
        yield
    finally:
        forget()
        if before is not None:
            g.html_lang = before


def html_lang() -> str:
    """The language of the page as HTML names it: zh-CN or en."""
    known: str | None = g.get("html_lang")
    if known is None:
        known = g.html_lang = _choose()
    return known


def _choose() -> str:
    chosen, default = current_app.extensions["learnhub.language"]
    if not has_request_context():  # a job or a command speaks the site's language
        return str(default)
    code = chosen() or request.cookies.get("lh_lang") or session.get("locale") or ""
    if code in LOCALES:
        return str(code)
    return "en" if request.accept_languages.best_match(["zh-CN", "zh", "en"], default) == "en" else "zh-CN"


def build_catalogue() -> list[str]:
    """Merge `parts/*.po` into the Chinese catalogue and compile it; returns what is wrong with the parts."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    merged, problems = Catalog(locale="zh_Hans_CN", charset="utf-8"), []
    for part in sorted((TRANSLATIONS / "parts").glob("*.po")):
        for message in read_po(io.BytesIO(part.read_bytes()), locale="zh_Hans_CN"):
            if not message.id:
                continue
            if not message.string:
                problems.append(f"{part.name}: {message.id!r} has no translation")
                continue
            merged.add(message.id, message.string, flags=message.flags)
    target = TRANSLATIONS / "zh_Hans_CN" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_mo(buffer, merged)
    target.write_bytes(buffer.getvalue())
    return problems


def _refresh_catalogue() -> None:
    """Build the compiled catalogue where it is absent or older than a part."""
    target = TRANSLATIONS / "zh_Hans_CN" / "LC_MESSAGES" / "messages.mo"
    parts = list((TRANSLATIONS / "parts").glob("*.po"))
    if not target.exists() or any(part.stat().st_mtime > target.stat().st_mtime for part in parts):
        build_catalogue()


if __name__ == "__main__":
    raise SystemExit("\n".join(build_catalogue()) or 0)
