r"""The letters of GIFT: lines, comments, escapes, formats and weights.

The format is described in Moodle's documentation ("GIFT format"). A file is cut into blocks at blank lines; in a
block, lines that begin with `//` are comments, and `\~ \= \# \{ \} \: \\` stand for the character itself,
`\n` for a line break.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from learnhub.quizzes.rules.labels import Label, label_in
from learnhub.quizzes.rules.questions import Text, TextFormat

ESCAPABLE = "~=#{}:\\"
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_FORMAT = re.compile(r"\s*\[(html|markdown|moodle|plain)\]", re.IGNORECASE)
_SECTION = re.compile(r"//\s*(?:section|小节)\s*[:：](.*)", re.IGNORECASE)
_LABEL = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_LABEL_ESCAPE = re.compile(r"\\([\]\\])")
# Files that were put together from others carry byte order marks in their middle too.
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 0xFEFF))
_WRAP = re.compile(r"(?<!\s)\s*\n\s*")
# Between two of these a wrapped line is joined without a space: Chinese is written without them.
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Block:
    """The lines between two blank lines: `source` as written, `text` with the comments emptied but no line removed."""

    line: int
    text: str
    source: str
    comments: tuple[str, ...] = field(default=())

    def line_at(self, offset: int) -> int:
        """The line of the file on which the character at `offset` of `text` stands."""
        return self.line + self.text.count("\n", 0, offset)

    @property
    def says_something(self) -> bool:
        return bool(self.text.strip())


def blocks(text: str) -> Iterator[Block]:
    """Cut a file at its blank lines; takes any line ends, and drops control characters."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED)
    pending: list[str] = []
    for number, line in enumerate([*clean.split("\n"), ""], start=1):
        if line.strip():
            pending.append(line)
        elif pending:
            yield _block(number - len(pending), pending)
            pending = []


def _block(line: int, lines: list[str]) -> Block:
    comments = tuple(each.strip() for each in lines if _is_comment(each))
    kept = "\n".join("" if _is_comment(each) else each for each in lines)
    return Block(line, kept, "\n".join(lines), comments)


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("//")


def section_of(block: Block) -> str | None:
    """The section that a block's comment names, "" where it names none on purpose, None where it says nothing."""
    named = [match.group(1).strip() for comment in block.comments if (match := _SECTION.fullmatch(comment))]
    return named[-1] if named else None


def said_of(block: Block) -> list[Label]:
    """The labels that a block's comments are: `// type: ordering` and the like."""
    comments = (comment.removeprefix("//") for comment in block.comments)
    return [label for comment in comments if (label := label_in(unescape(comment))) is not None]


def labels_of(block: Block) -> tuple[str | None, tuple[str, ...]]:
    """The `[id:…]` and `[tag:…]` marks in a block's comments."""
    marks = [
        comment
        for comment in block.comments
        if not _SECTION.fullmatch(comment) and not label_in(comment.removeprefix("//"))
    ]
    found = [match.groups() for comment in marks for match in _LABEL.finditer(comment)]
    values = [(name, _LABEL_ESCAPE.sub(r"\1", value).strip()) for name, value in found]
    ids = [value for name, value in values if name == "id" and value]
    return (ids[-1] if ids else None), tuple(value for name, value in values if name == "tag" and value)


def escape_label(value: str) -> str:
    """Write a value so that `labels_of` reads it back."""
    return value.replace("\\", "\\\\").replace("]", "\\]")


def unescape(text: str) -> str:
    """Take the backslashes off; one before any other character is a backslash."""
    return _ESCAPE.sub(lambda match: "\n" if match.group(1) == "n" else match.group(1), text)


def find(text: str, mark: str, start: int = 0) -> int:
    """Where an unescaped mark stands, or −1."""
    for match in re.compile(rf"\\.|{re.escape(mark)}", re.DOTALL).finditer(text, start):
        if match.group() == mark:
            return match.start()
    return -1


def cut_format(raw: str, default: TextFormat) -> tuple[str, TextFormat]:
    """Split `[html]` and the like from the front of a text."""
    match = _FORMAT.match(raw)
    if match is None:
        return raw, default
    return raw[match.end() :], TextFormat(match.group(1).lower())


def read_text(raw: str, default: TextFormat) -> Text:
    """A text as it was meant: its format, wrapped lines joined, escapes taken off, ends trimmed."""
    body, form = cut_format(raw, default)
    return Text(join_lines(body, form).strip(), form)


def join_lines(raw: str, form: TextFormat) -> str:
    """Unescape a text that may be wrapped over lines.

    Markdown and HTML give line breaks their own meaning and keep them. In the other formats a line end is only the
    edge of the author's window; a break that is meant is written as an escape.
    """
    if form is TextFormat.MARKDOWN or form is TextFormat.HTML:
        first, *rest = raw.split("\n")
        kept = [line for line in rest[:-1] if line.strip()] + rest[-1:]
        return unescape("\n".join([first, *kept]))
    return unescape(_WRAP.sub(_join, raw))


def _join(wrap: re.Match[str]) -> str:
    text, start, end = wrap.string, wrap.start(), wrap.end()
    if text.endswith("\\n", 0, start) or text.startswith("\\n", end):
        return ""
    both_wide = _WIDE.match(text, max(start - 1, 0)) and _WIDE.match(text, end)
    return "" if both_wide else " "
