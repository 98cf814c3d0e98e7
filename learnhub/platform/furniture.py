"""The parts around a page's content: rendered once for each language and set of places, then only filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from flask import current_app, request

from learnhub.platform import forms, i18n
from learnhub.platform.auth import viewer


def mark(name: str) -> str:
    """Stands in a kept part for what belongs to one request; its private-use characters are in no label of ours."""
    return f"\ue000{name}\ue000"


_HERE, _TOKEN = mark("here"), mark("token")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one may go from here: the places in the bar, and one's notices."""

    places: tuple[Place, ...] = ()
    inbox: Place | None = None


class Furniture:
    """What the layout puts around a page; nothing is asked for or rendered before the layout wants it."""

    def __init__(self, ways: Callable[[], Ways], links: Mapping[str, str]) -> None:
        self._find, self._links = ways, tuple(links.items())

    @cached_property
    def _ways(self) -> Ways:
        return self._find()

    @property
    def nav(self) -> Any:
        """The places one may go to, in the bar."""
        return _part(i18n.html_lang(), "bar_nav", self._ways.places)

    @property
    def bell(self) -> Any:
        """The way to one's notices, beside the account menu."""
        inbox = self._ways.inbox
        return _part(i18n.html_lang(), "bell", inbox) if inbox else ""

    @property
    def menu(self) -> Any:
        """The body of the account menu, with this request's token and address."""
        seen = viewer()
        kept_theme = request.cookies.get("lh_theme")
        theme = seen.theme if seen else kept_theme if kept_theme in ("light", "dark") else "system"
        language = i18n.html_lang()
        text = _part(
            language, "menu", self._ways.places, self._links, language, theme, bool(seen and seen.care),
            seen is not None, _HERE, _TOKEN,
        )  # fmt: skip
        here = request.full_path if request.query_string else request.path
        # The token first: an address may hold whatever its visitor typed, even a mark.
        return text.replace(_TOKEN, forms.csrf_token()).replace(_HERE, here)

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


@lru_cache(maxsize=16_384, typed=True)
def kept(macro: Any, *values: Any) -> Any:
    """What a macro makes of hashable values, rendered once; only for macros imported without context.

    Such a macro lives as long as its template, one for each language, so it is its own key. It sees nothing but its
    values: what one person may see cannot get into what another is shown. It must not ask for the request or its token;
    a test reads every template that is kept from.
    """
    return macro(*values)


def with_marks(text: Any, **values: Any) -> Any:
    """A kept part with each `mark` replaced by what belongs to this request, escaped."""
    for name, value in values.items():
        text = text.replace(mark(name), str(value))
    return text
