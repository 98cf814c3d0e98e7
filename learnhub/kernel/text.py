"""Text as people type it, made fit to store."""

import unicodedata

# Tab and line feed are text; every other control is a mistake or an attack.
_KEPT_CONTROLS = {"\t", "\n"}


def normalise(text: str) -> str:
    """Drop controls and lone surrogates, compose (NFC), trim; line ends become a single line feed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if unicodedata.category(c) not in ("Cc", "Cs") or c in _KEPT_CONTROLS)
    # Composed last: a control between a letter and its accent keeps them apart until it is gone.
    return unicodedata.normalize("NFC", kept).strip()


def one_line(text: str) -> str:
    """The same on a single line, for names and titles."""
    return " ".join(normalise(text).split())


def shorten(text: str, length: int) -> str:
    """At most `length` characters, with an ellipsis where something was cut; raises ValueError below 1."""
    if length < 1:
        raise ValueError(f"a text cannot be shortened to {length} characters")
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
