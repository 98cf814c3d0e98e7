"""Whether words that somebody typed are the words that were meant: width, spaces, marks, capitals and characters aside.

Full and half width, capitals, spaces beside Chinese, brackets of any kind, quotation marks and the marks at the ends
make no difference; nor do traditional characters where the caller hands in `simplify` (rules know no such table).
A point, a hyphen or a colon between letters or figures stays: 3.5 is not 35.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

Simplify = Callable[[str], str]

_STAR = re.compile(r"\\\*|\*")
_SPACES = re.compile(r"\s+")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# Between two letters or figures one of these says something; anywhere else it is only punctuation.
_INSIDE = re.compile(r"(?<=[^\W_])[.:'/-](?=[^\W_])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’´`", "'")})
_DROPPED = frozenset(",.;:!?'\"()[]{}<>-_、。·…《》〈〉「」『』【】〔〕“”„‖~/|")


def is_meant(given: str, accepted: str, *, exact: bool = False, simplify: Simplify | None = None) -> bool:
    """Whether what was given is an accepted answer; `*` in that stands for anything, `\\*` for itself."""
    form = _exactly if exact else _loosely
    parts = [form(part) for part in _parts(accepted)]
    if _fits(form(given), parts):
        return True
    if exact or simplify is None or not _CHINESE.search(given):
        return False
    return _fits(form(simplify(given)), [form(simplify(part)) for part in _parts(accepted)])


def _parts(accepted: str) -> Iterator[str]:
    """The pieces between stars, with escaped stars as they are meant."""
    begin = 0
    piece = ""
    for match in _STAR.finditer(accepted):
        piece += accepted[begin : match.start()]
        begin = match.end()
        if match.group() == "*":
            yield piece
            piece = ""
        else:
            piece += "*"
    yield piece + accepted[begin:]


def _fits(given: str, parts: list[str]) -> bool:
    """Whether the pieces stand in this order, the first at the beginning and the last at the end."""
    if len(parts) == 1:
        return given == parts[0]
    first, *middle, last = parts
    if len(given) < len(first) + len(last) or not given.startswith(first) or not given.endswith(last):
        return False
    at, end = len(first), len(given) - len(last)
    for piece in middle:
        found = given.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _exactly(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _loosely(text: str) -> str:
    said = unicodedata.normalize("NFKC", text).translate(_DASHES).casefold()
    said = _THOUSANDS.sub("", said)
    kept = {match.start() for match in _INSIDE.finditer(said)}
    bare = "".join(
        sign if sign not in _DROPPED or at in kept or _is_minus(said, at) else " " for at, sign in enumerate(said)
    )
    words = _SPACES.sub(" ", bare).strip()
    # What says nothing but marks is compared as it stands, or "-" would be the same as "!".
    return _without_spaces_beside_chinese(words) if words else _SPACES.sub(" ", said).strip()


def _is_minus(said: str, at: int) -> bool:
    """A hyphen before a figure that follows nothing: −5."""
    return said[at] == "-" and said[at + 1 : at + 2].isdigit() and not (said[at - 1 : at].strip() if at else "")


def _without_spaces_beside_chinese(text: str) -> str:
    pieces = text.split(" ")
    joined = pieces[0]
    for piece in pieces[1:]:
        apart = not (_CHINESE.match(joined[-1:]) or _CHINESE.match(piece[:1]))
        joined += (" " if apart else "") + piece
    return joined
