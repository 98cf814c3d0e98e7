"""Reading XML that strangers wrote: elements with their line and source, no entities, no network, bounded depth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat

DEEPEST = 100
"""Elements inside one another; question files need about twenty."""

_CHUNK = 1 << 16


class XmlError(Exception):
    """The text is no XML that we read: what, what to do, and the line."""

    def __init__(self, line: int, what: str, what_to_do: str, **params: str) -> None:
        super().__init__(what)
        self.line, self.what, self.what_to_do, self.params = line, what, what_to_do, params


@dataclass
class Element:
    """One element. `parts` are its texts and elements in order; `start` and `end` delimit its source in the bytes."""

    tag: str
    attributes: dict[str, str]
    line: int
    start: int
    parts: list["Element | str"] = field(default_factory=list)
    end: int = 0

    @property
    def name(self) -> str:
        """The tag without its prefix."""
        return self.tag.rpartition(":")[2]

    @property
    def children(self) -> list["Element"]:
        return [part for part in self.parts if isinstance(part, Element)]

    def child(self, name: str) -> "Element | None":
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list["Element"]:
        return [child for child in self.children if child.name == name]

    def walk(self) -> Iterator["Element"]:
        """The element and everything inside it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def text(self) -> str:
        """All the text inside, without tags."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


def read_xml(text: str, *, each: Callable[[Element, bytes], None] | None = None) -> tuple[Element, bytes]:
    """The root element, and the bytes that the offsets point into; raises XmlError.

    With `each`, the elements right below the root are handed over one by one as they are complete and then forgotten,
    so that a long file needs no more memory than its text.
    """
    data = text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    skipped = text[: len(text) - len(text.lstrip("\ufeff \t\r\n"))].count("\n")
    reading = _Reading(data, skipped, each)
    reading.run()
    if reading.root is None:
        raise XmlError(1, "The file is empty.", "Export the questions again.")
    return reading.root, data


class _Reading:
    def __init__(self, data: bytes, skipped: int, each: Callable[[Element, bytes], None] | None) -> None:
        self.data, self.skipped, self.each = data, skipped, each
        self.root: Element | None = None
        self.open: list[Element] = []
        # The text was decoded before: whatever encoding its first line still names is no longer true.
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity
        self.parser.SkippedEntityHandler = self._skipped_entity

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber + self.skipped

    def run(self) -> None:
        try:
            for start in range(0, len(self.data), _CHUNK):
                self.parser.Parse(self.data[start : start + _CHUNK], False)
            self.parser.Parse(b"", True)
        except expat.ExpatError as error:
            line = error.lineno + self.skipped
            reason = expat.ErrorString(error.code)
            raise XmlError(
                line, "The XML breaks off or is damaged here (%(reason)s).", "Export the file again.", reason=reason
            ) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise XmlError(self.line, "The elements are nested too deeply.", "Export the file again.")
        element = Element(tag, attributes, self.line, self.parser.CurrentByteIndex)
        if self.open:
            self.open[-1].parts.append(element)
        else:
            self.root = element
        self.open.append(element)

    def _end(self, tag: str) -> None:
        element = self.open.pop()
        closing = self.data.find(b">", self.parser.CurrentByteIndex)
        element.end = closing + 1
        if self.each is not None and len(self.open) == 1:
            self.open[0].parts.clear()
            self.each(element, self.data)

    def _characters(self, text: str) -> None:
        if self.open:
            self.open[-1].parts.append(text)

    def _entity(self, name: str, *_: object) -> None:
        what = "The file declares an entity (%(name)s), which question files need none of."
        raise XmlError(self.line, what, "Remove the declaration.", name=name)

    def _skipped_entity(self, name: str, _is_parameter: bool) -> None:
        what = "The entity %(name)s is not defined."
        raise XmlError(self.line, what, "Write the character itself.", name=name)


def source_of(element: Element, data: bytes) -> str:
    """The element as it was written."""
    return data[element.start : element.end].decode("utf-8", "replace")


def inner_html(element: Element, *, drop: frozenset[str] = frozenset()) -> str:
    """What stands inside an element as HTML, without the elements named in `drop`; never sanitised here."""
    return "".join(
        escape(part, quote=False) if isinstance(part, str) else _outer_html(part, drop)
        for part in element.parts
        if isinstance(part, str) or part.name not in drop
    )


_VOID = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})


def _outer_html(element: Element, drop: frozenset[str]) -> str:
    attributes = "".join(
        f' {name}="{escape(value)}"' for name, value in element.attributes.items() if not name.startswith("xmlns")
    )
    if element.name in _VOID and not element.parts:
        return f"<{element.name}{attributes}>"
    return f"<{element.name}{attributes}>{inner_html(element, drop=drop)}</{element.name}>"
