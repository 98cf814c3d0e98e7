"""The parts around a page's content: rendered once for each language and set of places, then only filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app, request
from flask_wtf.csrf import generate_csrf

from learnhub.platform import i18n
from learnhub.platform.auth import viewer

# Private-use characters: no address, label or token holds them.
_HERE, _TOKEN = "\ue000here\ue000", "\ue000token\ue000"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


class Furniture:
    """What the layout puts around a page; a part is rendered only when the layout asks for it."""

    def __init__(self, places: Sequence[Place], links: Mapping[str, str], inbox: Place | None = None) -> None:
        self._places, self._inbox = tuple(places), inbox
        self._links = tuple(links.items())

    @property
    def nav(self) -> Any:
        """The places one may go to, in the bar."""
        return _part(i18n.html_lang(), "bar_nav", self._places)

    @property
    def bell(self) -> Any:
        """The way to one's notices, beside the account menu."""
        return _part(i18n.html_lang(), "bell", self._inbox) if self._inbox else ""

    @property
    def menu(self) -> Any:
        """The body of the account menu, with this request's token and address."""
        seen = viewer()
        kept = request.cookies.get("lh_theme")
        theme = seen.theme if seen else kept if kept in ("light", "dark") else "system"
        language = i18n.html_lang()
        text = _part(
            language, "menu", self._places, self._links, language, theme, bool(seen and seen.care), seen is not None,
            _HERE, _TOKEN,
        )  # fmt: skip
        here = request.full_path if request.query_string else request.path
        return text.replace(_HERE, here).replace(_TOKEN, generate_csrf())

    @property
    def foot(self) -> Any:
        """What stands below every page."""
        return _part(i18n.html_lang(), "foot", self._links)


@lru_cache(maxsize=512)
def _part(_language: str, name: str, *values: Any) -> Any:
    """What a macro makes: safe HTML, so that whatever is filled in later is escaped."""
    macros = current_app.jinja_env.get_or_select_template("furniture.html").module
    return getattr(macros, name)(*(_as_mapping(value) for value in values))


def _as_mapping(value: Any) -> Any:
    """Pairs come in because a key must be hashable; the macros want to look names up."""
    pairs = isinstance(value, tuple) and value and all(type(each) is tuple for each in value)
    return dict(value) if pairs else value


@lru_cache(maxsize=8192)
def kept(macro: Any, *values: Any) -> Any:
    """What a macro makes of hashable values, rendered once; only for macros imported without context.

    Such a macro lives as long as its template, one for each language, so it is its own key.
    """
    return macro(*values)
