"""What may stand in a draft: titles, tags, and how long a text may be."""

import re
import unicodedata
from datetime import datetime

LONGEST_TITLE = 200
LONGEST_SUMMARY = 1000
LONGEST_TAG = 40
MOST_TAGS = 10
LARGEST_BYTES = 1 << 20
# While somebody writes, the text is kept as a version at most so often.
KEEP_EVERY_S = 600
LANGUAGES = ("zh-CN", "en")
# What readers may do with it; the empty one leaves every right with the author.
LICENCES = ("", "CC-BY-4.0", "CC-BY-SA-4.0", "CC-BY-NC-4.0", "CC0-1.0")

NO_TITLE = "Give it a title of at least one word; signs and emoji alone are none."
LONG_TITLE = "A title has at most 200 characters; what follows belongs into the summary."
LONG_SUMMARY = "A summary has at most 1,000 characters."
TOO_LARGE = "This text is larger than 1 MB. Cut it into several articles; pictures belong in files of their own."

# Line feeds and tabs are text; every other control, and half of a character, is a mistake or an attack.
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_KEYCAP = re.compile("[0-9#*]\ufe0f?\u20e3")
_BETWEEN_TAGS = re.compile(r"[,，、;；\n]")


def tidy_source(text: str) -> str:
    """A Markdown text as it is stored; blanks stay where they are, since they mean something."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNFIT.sub("", lines))


def title_fault(title: str) -> str:
    """Why a title is none; empty when it is one."""
    if len(title) > LONGEST_TITLE:
        return LONG_TITLE
    has_word = any(unicodedata.category(sign)[0] in "LN" for sign in _KEYCAP.sub("", title))
    return "" if has_word else NO_TITLE


def source_fault(source: str) -> str:
    """Why a text cannot be kept; empty when it can."""
    return TOO_LARGE if len(source) > LARGEST_BYTES or len(source.encode()) > LARGEST_BYTES else ""


def summary_fault(summary: str) -> str:
    """Why a summary cannot be kept; empty when it can."""
    return LONG_SUMMARY if len(summary) > LONGEST_SUMMARY else ""


def tags_in(text: str) -> tuple[str, ...]:
    """The words of a line of tags, each once, in order."""
    found: dict[str, str] = {}
    for part in _BETWEEN_TAGS.split(_UNFIT.sub("", text)):
        tag = " ".join(unicodedata.normalize("NFC", part).split()).lstrip("#＃ ")[:LONGEST_TAG].strip()
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())[:MOST_TAGS]


def turn_of(at: datetime) -> int:
    """The stretch of writing that a moment belongs to: the first save in each has a version kept after it."""
    return int(at.timestamp()) // KEEP_EVERY_S
