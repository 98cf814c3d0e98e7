"""A small tree of already sanitised HTML, to be changed and written out again."""

import html
from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})


class Element:
    """One element; its children are elements and plain, unescaped text."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str] | None = None, *children: "Node") -> None:
        self.tag = tag
        self.attributes: dict[str, str] = dict(attributes or {})
        self.children: list[Node] = list(children)

    @property
    def classes(self) -> list[str]:
        """The class names, in order."""
        return self.attributes.get("class", "").split()

    def walk(self) -> Iterator["Element"]:
        """This element and every one below it, in document order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(child for child in reversed(element.children) if isinstance(child, Element))

    def text(self) -> str:
        """All text below, formulas by their source, with images by their description."""
        if self.tag == "img":
            return self.attributes.get("alt", "")
        if self.tag == "math":
            return self.attributes.get("alttext", "")
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def become(self, tag: str, attributes: dict[str, str], *children: "Node") -> None:
        """Turn into another element, in place."""
        self.tag, self.attributes, self.children = tag, attributes, list(children)


Node = Element | str


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(markup: str) -> Element:
    """The nameless root of a well-formed fragment, as the sanitiser writes it."""
    builder = _Builder()
    builder.feed(markup)
    builder.close()
    return builder.root


def write(node: Node) -> str:
    """HTML text; the only place where text and attribute values become markup."""
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def _write(node: Node, parts: list[str]) -> None:
    if isinstance(node, str):
        parts.append(html.escape(node, quote=False))
        return
    if node.tag:
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in node.attributes.items())
        parts.append(f"<{node.tag}{attributes}>")
    for child in node.children:
        _write(child, parts)
    if node.tag and node.tag not in VOID:
        parts.append(f"</{node.tag}>")


def unwrap(root: Element, unwanted: set[int]) -> None:
    """Put the children of the elements with these `id()`s in their places."""
    for element in list(root.walk()):
        children: list[Node] = []
        for child in element.children:
            children.extend(_kept(child, unwanted))
        element.children = children


def _kept(node: Node, unwanted: set[int]) -> list[Node]:
    if isinstance(node, str) or id(node) not in unwanted:
        return [node]
    return [kept for child in node.children for kept in _kept(child, unwanted)]
