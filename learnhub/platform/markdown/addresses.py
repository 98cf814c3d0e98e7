"""What kind of place an address in a text points at, judged as a browser would."""

import re
from enum import StrEnum
from urllib.parse import unquote, urlsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_IGNORED_BY_BROWSERS = re.compile(r"[\x00-\x1f\x7f]")


class Place(StrEnum):
    """Where an address leads."""

    ANCHOR = "anchor"
    MAIL = "mail"
    EXTERNAL = "external"
    RELATIVE = "relative"
    UNSAFE = "unsafe"


def tidy(address: str) -> str:
    """The address without what browsers ignore, with slashes the right way round."""
    cleaned = _IGNORED_BY_BROWSERS.sub("", address).strip()
    return cleaned if _SCHEME.match(cleaned) else cleaned.replace("\\", "/")


def place_of(address: str) -> Place:
    """Classify a tidied address."""
    if address.startswith("//"):
        return Place.EXTERNAL
    # A blank inside a scheme makes it a path for browsers of today, but it was never meant as one.
    scheme = _SCHEME.match("".join(address.split()))
    if scheme is None:
        return Place.ANCHOR if address.startswith("#") else Place.RELATIVE
    match scheme[1].lower():
        case "http" | "https":
            return Place.EXTERNAL
        case "mailto":
            return Place.MAIL
    return Place.UNSAFE


def path_and_fragment(address: str) -> tuple[str, str]:
    """The decoded path without query, and the decoded fragment."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return unquote(address), ""
    return unquote(parts.path), unquote(parts.fragment)
