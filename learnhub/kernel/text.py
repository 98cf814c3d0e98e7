"""Text as people type it, made fit to store."""

import unicodedata

# Tab, line feed and carriage return are text; every other control is a mistake or an attack.
_KEPT_CONTROLS = {"\t", "\n", "\r"}


def normalise(text: str) -> str:
    """Compose (NFC), drop controls and lone surrogates, trim; line ends become a single line feed."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in composed if unicodedata.category(c) not in ("Cc", "Cs") or c in _KEPT_CONTROLS).strip()


def one_line(text: str) -> str:
    """The same on a single line, for names and titles."""
    return " ".join(normalise(text).split())


def shorten(text: str, length: int) -> str:
    """At most `length` characters, with an ellipsis where something was cut."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
