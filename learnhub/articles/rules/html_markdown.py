"""Makes our Markdown of the HTML that Word documents are read as: headings, lists, tables, pictures, footnotes."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "img", "hr", "input"})
_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol li table blockquote pre hr div dl".split())  # noqa: SIM905
# What our Markdown reads as more than a character, wherever it stands.
_SPECIAL = re.compile(r"([\\`*_{}\[\]$~^|])")
_LINE_START = re.compile(r"^(\s*)([#+\->]|\d{1,9}(?=[.)]\s))")
_STARTS_MARKUP = re.compile(r"^(\s*)([:=!?])(?=[\s:=!?])")
_ADDRESS = re.compile(r"(?:https?|mailto|import):\S+|#\S+", re.IGNORECASE)
_NOTE = re.compile(r"#(?:foot|end)note-(.+)")
_NOTE_ITEM = re.compile(r"(foot|end)note-(?!ref)(.+)")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "sup": "^", "sub": "~"}
TASK = {True: "☑", False: "☐"}


@dataclass(slots=True)
class Node:
    """An element, or a run of text where `tag` is empty."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """The text as Markdown, the title where the document has one, and how much of each was kept."""

    text: str
    title: str
    kept: dict[str, int]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(Node("", text=data))


def to_markdown(html: str) -> Converted:
    """The same text in Markdown; a heading of the class `title` becomes the title and is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _Writer().converted(reader.root)


class _Writer:
    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        self.title = ""
        self._notes: dict[str, int] = {}
        self._note_texts: dict[int, str] = {}

    def converted(self, root: Node) -> Converted:
        blocks = self._blocks(root.children)
        notes = [f"[^{number}]: {text}" for number, text in sorted(self._note_texts.items())]
        text = "\n\n".join(block for block in [*blocks, *notes] if block.strip())
        return Converted(text + "\n" if text else "", self.title, self.kept)

    def _count(self, what: str) -> None:
        self.kept[what] = self.kept.get(what, 0) + 1

    def _blocks(self, nodes: list[Node]) -> list[str]:
        """Each block on its own; loose text between blocks is a paragraph."""
        blocks: list[str] = []
        loose: list[Node] = []
        for node in [*nodes, Node("p")]:
            if node.tag not in _BLOCKS:
                loose.append(node)
                continue
            if loose:
                blocks.append(self._paragraph(loose))
                loose = []
            blocks += self._block(node)
        return [block for block in blocks if block.strip()]

    def _block(self, node: Node) -> list[str]:
        tag = node.tag
        if tag in ("ul", "ol"):
            return self._list(node)
        if tag == "table":
            return [self._table(node)]
        if tag == "blockquote":
            lines = "\n\n".join(self._blocks(node.children)).split("\n")
            return ["\n".join(f"> {line}".rstrip() for line in lines)]
        if tag in ("div", "li"):
            return self._blocks(node.children)
        if tag == "hr":
            return ["* * *"]
        if len(tag) == 2 and tag[0] == "h":
            return self._heading(node)
        return [self._paragraph(node.children)]

    def _heading(self, node: Node) -> list[str]:
        plain = " ".join(_plain(node).split())
        if "title" in node.attributes.get("class", "").split() and not self.title:
            self.title = plain
            return [self._inline(child) for child in _pictures(node)]
        words = " ".join(self._inlines(node.children).split())
        if not plain:
            return [words]
        self._count("headings")
        return [f"{'#' * int(node.tag[1])} {words}"]

    def _paragraph(self, nodes: list[Node]) -> str:
        text = self._inlines(nodes).strip()
        lines = [_LINE_START.sub(_escaped_start, line.strip()) for line in text.split("\n")]
        lines = [_STARTS_MARKUP.sub(lambda m: f"{m[1]}&#{ord(m[2])};", line) for line in lines]
        return "  \n".join(line for line in lines if line)

    def _list(self, node: Node) -> list[str]:
        """A list, or the notes at the end, which are gathered."""
        lines: list[str] = []
        number = 0
        for item in node.children:
            note = _NOTE_ITEM.fullmatch(item.attributes.get("id", ""))
            if note:
                self._take_note(item, f"{note[1]}note-{note[2]}")
                continue
            if item.tag != "li":
                continue
            number = _within(item, "value", number + 1, most=99_999)
            mark = f"{number}." if node.tag == "ol" else "-"
            inner = "\n\n".join(self._item_blocks(item)) or "&nbsp;"
            lines.append("\n".join(_indented(inner, mark)))
        if lines:
            self._count("lists")
        return ["\n".join(lines)] if lines else []

    def _item_blocks(self, item: Node) -> list[str]:
        blocks = self._blocks(item.children)
        if len(blocks) > 1 and not blocks[0].startswith(("- ", "1. ")) and blocks[1].startswith(("- ", "1. ")):
            # A list directly under its line keeps the outer one tight.
            blocks[:2] = [f"{blocks[0]}\n{blocks[1]}"]
        return blocks

    def _take_note(self, item: Node, name: str) -> None:
        texts = [_without_back(block) for block in self._blocks(_without_arrows(item.children))]
        self._note_texts[self._note_number(name)] = "\n\n    ".join(text for text in texts if text) or "…"
        self._count("footnotes")

    def _note_number(self, name: str) -> int:
        return self._notes.setdefault(name, len(self._notes) + 1)

    def _table(self, node: Node) -> str:
        rows = _rows(node)
        sides: dict[int, list[str]] = {}
        grid = self._grid(rows, sides)
        if not grid:
            return ""
        self._count("tables")
        width = max(len(row) for row in grid)
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in grid]
        lines.insert(1, f"| {' | '.join(_rule(sides.get(column, [])) for column in range(width))} |")
        return "\n".join(lines)

    def _grid(self, rows: list[Node], sides: dict[int, list[str]]) -> list[list[str]]:
        """Cells in their columns, and how each is aligned; what several were merged into stands in the first."""
        grid: list[list[str]] = []
        below: dict[int, int] = {}
        for row in rows:
            line: list[str] = []
            for cell in (each for each in row.children if each.tag in ("td", "th")):
                while below.get(len(line), 0):
                    below[len(line)] -= 1
                    line.append("")
                high, wide = _span(cell, "rowspan"), _span(cell, "colspan")
                sides.setdefault(len(line), []).append(cell.attributes.get("align", ""))
                for step in range(wide):
                    below[len(line)] = high - 1
                    line.append(self._cell(cell) if step == 0 else "")
            while below.get(len(line), 0):
                below[len(line)] -= 1
                line.append("")
            grid.append(line)
        return grid

    def _cell(self, cell: Node) -> str:
        """One line: paragraphs are parted by breaks, a list or table inside becomes its words."""
        parts = []
        for block in cell.children:
            if block.tag in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
                parts.append(self._inlines(block.children))
            elif block.tag in _BLOCKS:
                parts += [self._inlines([each]) for each in _lines(block)]
            else:
                parts.append(self._inline(block))
        return "<br>".join(" ".join(line.split()) for part in parts for line in part.split("\n") if line.strip())

    def _inlines(self, nodes: list[Node]) -> str:
        return "".join(self._inline(node) for node in nodes)

    def _inline(self, node: Node) -> str:
        tag = node.tag
        if not tag:
            return _escaped(node.text)
        if tag == "br":
            return "\n"
        if tag == "img":
            return self._picture(node)
        if tag == "a":
            return self._link(node)
        if tag == "input":
            return TASK["checked" in node.attributes] + " "
        if tag == "code":
            words = _plain(node)
            fence = "``" if "`" in words else "`"
            return f"{fence}{words}{fence}" if words.strip() else words
        if tag == "sup" and (note := _only_note(node)):
            return f"[^{self._note_number(note)}]"
        return _marked(self._inlines(node.children), _MARKS.get(tag, ""))

    def _picture(self, node: Node) -> str:
        address = node.attributes.get("src", "")
        words = _escaped(" ".join(node.attributes.get("alt", "").split()))
        if not address.startswith("import:"):
            return words
        self._count("pictures")
        return f"![{words}]({address})"

    def _link(self, node: Node) -> str:
        words, address = self._inlines(node.children), node.attributes.get("href", "")
        # A mark inside the text leads nowhere once the text is ours.
        if not _ADDRESS.fullmatch(address) or address.startswith("#") or not words.strip():
            return words
        self._count("links")
        return f"[{words.strip()}](<{address}>)" if re.search(r"[()\s]", address) else f"[{words.strip()}]({address})"


def _escaped(text: str) -> str:
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace("\u00a0", " ").replace("\n", " ")
    return _SPECIAL.sub(r"\\\1", safe)


def _escaped_start(found: re.Match[str]) -> str:
    mark = found[2]
    return f"{found[1]}{mark}\\" if mark.isdigit() else f"{found[1]}\\{mark}"


def _marked(inner: str, mark: str) -> str:
    """Emphasis takes no blanks at its edges."""
    words = inner.strip()
    if not mark or not words or "\n" in words or (len(mark) == 1 and mark in "^~" and " " in words):
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _indented(text: str, mark: str) -> list[str]:
    """An item of a list: four columns to the right, as our Markdown wants it."""
    first, *rest = text.split("\n")
    return [f"{mark:<3} {first}" if len(mark) < 3 else f"{mark} {first}", *(f"    {line}".rstrip() for line in rest)]


def _only_note(node: Node) -> str:
    links = [child for child in node.children if child.tag == "a"]
    found = _NOTE.fullmatch(links[0].attributes.get("href", "")) if len(links) == 1 else None
    return links[0].attributes["href"][1:] if found else ""


def _without_arrows(nodes: list[Node]) -> list[Node]:
    """A note without the arrow that leads back."""
    kept = []
    for node in nodes:
        if node.tag == "a" and re.match(r"#(?:foot|end)note-ref-", node.attributes.get("href", "")):
            continue
        node.children = _without_arrows(node.children)
        kept.append(node)
    return kept


def _without_back(text: str) -> str:
    return text.strip().removesuffix("↑").rstrip().replace("\n", " ")


def _rows(node: Node) -> list[Node]:
    """The rows of a table, of its own only."""
    rows: list[Node] = []
    for child in node.children:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows += [each for each in child.children if each.tag == "tr"]
    return rows


def _lines(node: Node) -> list[Node]:
    """The paragraphs inside a list or table that stands in a cell."""
    if not any(child.tag in _BLOCKS or child.tag in ("tr", "td", "th", "thead", "tbody") for child in node.children):
        return [Node("span", children=node.children)]
    return [line for child in node.children for line in (_lines(child) if child.tag else [])]


def _rule(sides: list[str]) -> str:
    """How a column is aligned: as most of its cells are, the first row apart where there are others."""
    said = sides[1:] or sides
    return {"center": ":-:", "right": "--:"}.get(max(set(said), key=said.count, default=""), "---")


def _span(cell: Node, name: str) -> int:
    return _within(cell, name, 1, most=1000)


def _within(node: Node, name: str, otherwise: int, *, most: int) -> int:
    """The number that an attribute says, from 1 on."""
    said = node.attributes.get(name, "")
    return min(max(int(said), 1), most) if said.isdecimal() and len(said) < 6 else otherwise


def _pictures(node: Node) -> list[Node]:
    found = [child for child in node.children if child.tag == "img"]
    return found + [each for child in node.children for each in _pictures(child)]


def _plain(node: Node) -> str:
    return node.text + "".join(_plain(child) for child in node.children)
