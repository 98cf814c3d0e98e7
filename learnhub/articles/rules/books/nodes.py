"""Turns the body of an article into nodes in JSON, which a fixed template sets on paper: data, never code.

A node is a string, or {"t": kind, …}; a block holds inline nodes in "c", or blocks where it is a container.
"""

import re
from collections.abc import Iterable
from typing import Any

from learnhub.articles.rules.books.formulas import formula_nodes
from learnhub.articles.rules.books.tables import table_node
from learnhub.articles.rules.books.tree import Around, Tag, flowing, read_tree

Node = dict[str, Any] | str
_BLOCKS = frozenset(
    "address blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6"  # noqa: SIM905  short words read better in rows
    " hr li ol p pre summary table ul".split()
)
_STYLES = {
    "strong": "strong", "b": "strong", "em": "emph", "i": "emph", "cite": "emph", "dfn": "emph", "del": "strike",
    "s": "strike", "ins": "under", "u": "under", "sub": "sub", "sup": "sup", "small": "small", "mark": "mark",
}  # fmt: skip
_LONG_RUN = re.compile(r"[!-~]{40,}")
_BREAK = "\u200b"


def book_nodes(html: str, around: Around, *, key: str) -> list[Node]:
    """The blocks of a body; `key` keeps the names of its footnotes apart from those of other bodies."""
    root = read_tree(html)
    return _Reader(around, key, _footnotes(root)).blocks(root)


def _footnotes(root: Tag) -> dict[str, Tag]:
    """The footnotes by the address that refers to them."""
    return {
        f"#{line.attributes['id']}": line
        for box in root.find("div")
        if "footnote" in box.classes
        for line in box.find("li")
        if "id" in line.attributes
    }


class _Reader:
    """Walks one body; remembers which footnotes were set, so that a second mention points to the first."""

    def __init__(self, around: Around, key: str, notes: dict[str, Tag]) -> None:
        self._around, self._key, self._notes = around, key, notes
        self._labels: dict[str, str] = {}

    def blocks(self, parent: Tag) -> list[Node]:
        """The children of a container; loose words between blocks become paragraphs."""
        found: list[Node] = []
        loose: list[Tag | str] = []
        for child in parent.children:
            if isinstance(child, Tag) and child.name in _BLOCKS:
                found += self._paragraph(loose)
                loose = []
                found += self._block(child)
            else:
                loose.append(child)
        return found + self._paragraph(loose)

    def _paragraph(self, children: list[Tag | str]) -> list[Node]:
        """A paragraph; pictures that stand alone are set by themselves."""
        inner = tidy(self.inline(children))
        if not inner:
            return []
        if all(isinstance(node, dict) and node["t"] == "picture" for node in inner if node != " "):
            return [node for node in inner if node != " "]
        return [{"t": "p", "c": inner}]

    def _block(self, tag: Tag) -> list[Node]:
        name = tag.name
        if name in ("p", "figcaption", "summary", "dt", "address"):
            heavy = name in ("dt", "summary") or "admonition-title" in tag.classes
            lines = self._paragraph(tag.children)
            return [
                {**line, "t": "term"} if heavy and isinstance(line, dict) and line["t"] == "p" else line
                for line in lines
            ]
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            inner = tidy(self.inline(tag.children))
            return [{"t": "h", "level": int(name[1]), "c": inner}] if inner else []
        if name in ("ul", "ol"):
            return self._list(tag)
        if name == "pre":
            return [{"t": "code", "v": breakable(tag.text().strip("\n"))}]
        if name == "hr":
            return [{"t": "rule"}]
        if name == "table":
            return table_node(tag, self._cell)
        return self._container(tag)

    def _container(self, tag: Tag) -> list[Node]:
        if tag.name == "div" and "footnote" in tag.classes:
            return []
        if tag.name == "div" and "formula" in tag.classes:
            return [self._formula(math, block=True) for math in tag.find("math")]
        inner = self.blocks(tag)
        if not inner:
            return []
        if tag.name == "blockquote":
            return [{"t": "quote", "c": inner}]
        if "admonition" in tag.classes:
            return [{"t": "box", "c": inner}]
        return [{"t": "indent", "c": inner}] if tag.name == "dd" else inner

    def _list(self, tag: Tag) -> list[Node]:
        items = [self.blocks(item) for item in tag.tags() if item.name == "li"]
        start = tag.attributes.get("start", "")
        number = int(start) if start.isascii() and start.isdigit() else 1
        return [{"t": tag.name, "start": number, "items": items}] if items else []

    def _cell(self, tag: Tag) -> list[Node]:
        return self.blocks(tag)

    def inline(self, children: Iterable[Tag | str]) -> list[Node]:
        """The nodes of running text."""
        found: list[Node] = []
        for child in children:
            if isinstance(child, str):
                found.append(breakable(flowing(child)))
            else:
                found += self._inline(child)
        return found

    def _inline(self, tag: Tag) -> list[Node]:
        if tag.name == "img":
            return [self._picture(tag)]
        if tag.name == "br":
            return [{"t": "br"}]
        if tag.name == "math":
            return [self._formula(tag, block=False)]
        if tag.name == "input":
            return ["☑" if "checked" in tag.attributes else "☐"]
        if tag.name in ("code", "kbd", "samp", "var"):
            return [{"t": "mono", "v": breakable(flowing(tag.text()))}]
        if tag.name in ("rp", "wbr"):
            return []
        if tag.name == "a":
            return self._link(tag)
        note = next((each for each in tag.tags() if "footnote-ref" in each.classes), None)
        if tag.name == "sup" and note is not None:
            return self._link(note)
        inner = self.inline(tag.children)
        style = _STYLES.get(tag.name)
        return [{"t": style, "c": inner}] if style and inner else inner

    def _link(self, tag: Tag) -> list[Node]:
        address = tag.attributes.get("href", "")
        if "footnote-backref" in tag.classes:
            return []
        if "footnote-ref" in tag.classes and address in self._notes:
            return [self._note(address)]
        inner, target = self.inline(tag.children), self._around.link(address)
        return [{"t": "link", "to": target, "c": inner}] if target and inner else inner

    def _note(self, address: str) -> Node:
        """A footnote at its first mention, and the number of it at each later one."""
        known = self._labels.get(address)
        if known is not None:
            return {"t": "again", "label": known}
        label = self._labels[address] = f"{self._key}-{len(self._labels) + 1}"
        inner: list[Node] = []
        for block in self.blocks(self._notes[address]):
            if isinstance(block, dict):
                inner += [*([{"t": "br"}] if inner else []), *(block["c"] if block["t"] == "p" else [block])]
        return {"t": "note", "label": label, "c": tidy(inner)}

    def _picture(self, tag: Tag) -> Node:
        file, words = self._around.picture(tag.attributes.get("src", "")), flowing(tag.attributes.get("alt", ""))
        if file is None:
            return {"t": "missing", "v": words}
        return {"t": "picture", "file": file, "alt": words}

    def _formula(self, tag: Tag, *, block: bool) -> Node:
        return {"t": "math", "block": block, "v": tag.attributes.get("alttext", ""), "c": formula_nodes(tag)}


def tidy(nodes: list[Node]) -> list[Node]:
    """Inline nodes without the space at both ends; nothing where only space is left."""
    found = [node for node in nodes if node != ""]
    while found and isinstance(found[0], str) and not found[0].strip(" \n"):
        found.pop(0)
    while found and isinstance(found[-1], str) and not found[-1].strip(" \n"):
        found.pop()
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip(" \n")
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip(" \n")
    return found


def breakable(text: str) -> str:
    """Text in which long runs without a space, such as addresses, may be broken at the end of a line."""
    return _LONG_RUN.sub(lambda run: _BREAK.join(re.findall(".{1,8}", run.group(0))), text)
