"""A Markdown text that somebody brings: its title, without the block of settings that other programs put in front."""

import re

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_FIRST_HEADING = re.compile(r"\A\s*# +(.+?)(?: +#+)?[ \t]*(?:\n|\Z)")
_UNDERLINED = re.compile(r"\A\s*(\S[^\n]*)\n=+[ \t]*(?:\n|\Z)")
_FIRST_RANK = re.compile(r"^# ", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?^ {0,3}\1", re.MULTILINE | re.DOTALL)
_MARKS = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!$~^|])|[*_`]+")


def parts_of(text: str) -> tuple[str, str]:
    """The title and the rest; "" where the text names none."""
    text = text.removeprefix("\ufeff")
    title = ""
    front = _FRONT.match(text)
    if front:
        said = _TITLE.search(front[1])
        title = said[1].strip("\"'") if said else ""
        text = text[front.end() :]
    first = _FIRST_HEADING.match(text) or _UNDERLINED.match(text)
    if first and (_plain(first[1]) == title if title else _is_only_one(text)):
        title, text = _plain(first[1]), text[first.end() :]
    return title, text.lstrip("\n")


def _is_only_one(text: str) -> bool:
    """Where a text has several headings of the first rank, none of them is its title."""
    return len(_FIRST_RANK.findall(_FENCE.sub("", text))) < 2


def _plain(words: str) -> str:
    return _MARKS.sub(lambda found: found[1] or "", words).strip()
