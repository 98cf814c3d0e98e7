"""Reads a sanitised body into a small tree, and answers what a book asks of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote, urlsplit

VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
# Deeper than anybody writes on purpose; below it only the words are kept, so that no nesting breaks a book.
DEEPEST = 16
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CHINESE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_CHINESE}])[ \t]*\n\s*(?=[{_CHINESE}])")


@dataclass(slots=True)
class Tag:
    """One element; its children are elements and plain text."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Tag | str"] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The class names."""
        return frozenset(self.attributes.get("class", "").split())

    def tags(self) -> Iterator["Tag"]:
        """The elements right below."""
        return (child for child in self.children if isinstance(child, Tag))

    def walk(self) -> Iterator["Tag"]:
        """This element and every one below, in the order of the text."""
        yield self
        for child in self.tags():
            yield from child.walk()

    def find(self, name: str) -> Iterator["Tag"]:
        """Every element of a name, wherever it stands."""
        return (each for each in self.walk() if each.name == name)

    def text(self) -> str:
        """All words below; a formula is its source, a picture its description."""
        if self.name == "img":
            return self.attributes.get("alt", "")
        if self.name == "math":
            return self.attributes.get("alttext", "")
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Tag("")
        self.open = [self.root]
        self.ignored: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self.open) > DEEPEST:
            if tag not in VOID:
                self.ignored.append(tag)
            return
        made = Tag(tag, {name: printable(value or "") for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if self.ignored:
            if self.ignored[-1] == tag:
                self.ignored.pop()
        elif len(self.open) > 1 and self.open[-1].name == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(printable(data))


def read_tree(html: str) -> Tag:
    """The nameless root of a body, as the sanitiser writes it."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def printable(text: str) -> str:
    """Text without the characters that neither XML nor a page can hold."""
    return _UNPRINTABLE.sub("", text)


def flowing(text: str) -> str:
    """Text whose line ends are no more than spaces, and nothing between Chinese characters."""
    return re.sub(r"[ \t\r\n]+", " ", _WRAPPED.sub("", text))


@dataclass(frozen=True, slots=True)
class Around:
    """What a body refers to outside itself: pictures by their address, and where the site is reached."""

    pictures: Mapping[str, str] = field(default_factory=dict)
    site: str = ""

    def picture(self, address: str) -> str | None:
        """The file of a picture in the book; None where the book has none."""
        return self.pictures.get(address)

    def link(self, address: str) -> str | None:
        """Where a link leads from outside the site; None where it leads nowhere from there."""
        try:
            parts = urlsplit(address)
        except ValueError:
            return None
        if (parts.scheme in ("http", "https") and parts.netloc) or parts.scheme == "mailto":
            return _tidy(address)
        if self.site and address.startswith("/") and not address.startswith("//"):
            return _tidy(self.site.rstrip("/") + address)
        return None


Find = Callable[[str], str | None]


def _tidy(address: str) -> str:
    return quote(address.strip(), safe="%/:?#[]@!$&'()*+,;=~-._")
