"""Headings, anchors, tables, task lists and notes, made fit for a page that has more than this text on it."""

import re
import unicodedata
from itertools import count

from learnhub.kernel.ids import slug
from learnhub.kernel.text import one_line, shorten
from learnhub.platform.markdown.result import Heading
from learnhub.platform.markdown.tree import Element, unwrap

_HEADING = re.compile(r"h([1-6])")
_NOT_A_WORD = re.compile(r"[\W_]+")
_CJK = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_BREAK_BETWEEN_CHINESE = re.compile(f"(?<={_CJK}|[“”‘’…—])\\n(?={_CJK})|(?<={_CJK})\\n(?=[“”‘’…—])")
_LISTS = ("ul", "ol")
_AS_WRITTEN = ("pre", "code", "math")


def prefix_anchors(root: Element, prefix: str) -> None:
    """Give every id the prefix and make it unique, so that no text can take over an id of the page."""
    taken: set[str] = set()
    for element in root.walk():
        wanted = element.attributes.pop("id", "") or (element.attributes.pop("name", "") if element.tag == "a" else "")
        if not wanted and _HEADING.fullmatch(element.tag):
            wanted = slug(element.text())
        if wanted:
            element.attributes = {"id": _free(prefix + re.sub(r"\s+", "-", wanted), taken), **element.attributes}
        element.attributes.pop("name", None)


def _free(wanted: str, taken: set[str]) -> str:
    free = wanted if wanted not in taken else next(f"{wanted}-{n}" for n in count(2) if f"{wanted}-{n}" not in taken)
    taken.add(free)
    return free


def same_title(one: str, other: str) -> bool:
    """Whether two titles say the same, apart from marks, case and width."""
    return _bare(one) == _bare(other)


def _bare(title: str) -> str:
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", title).casefold()) or title.strip()


def settle_headings(root: Element, *, title: str | None, top_level: int) -> tuple[str, tuple[Heading, ...]]:
    """Drop the heading that repeats the title, and renumber the others to follow the page's own.

    The author's level stays in `data-level`. Returns the text of the first heading of level 1, and the headings.
    """
    first = next((one_line(element.text()) for element in root.walk() if element.tag == "h1"), "")
    _drop_title(root, title)
    unwrap(root, {id(e) for e in root.walk() if _HEADING.fullmatch(e.tag) and not e.text().strip()})
    found = [element for element in root.walk() if _HEADING.fullmatch(element.tag)]
    shallowest = min((int(element.tag[1]) for element in found), default=1)
    headings, above = [], top_level - 1
    for element in found:
        level = int(element.tag[1])
        above = min(level - shallowest + top_level, above + 1, 6)
        element.tag = f"h{above}"
        element.attributes["data-level"] = str(level)
        headings.append(Heading(level, one_line(element.text()), element.attributes["id"]))
    return first, tuple(headings)


def _drop_title(root: Element, title: str | None) -> None:
    for child in root.children:
        if isinstance(child, Element) and child.tag == "h1":
            if title is not None and same_title(child.text(), title):
                root.children.remove(child)
            return


def settle_tables(root: Element, words: dict[str, str]) -> None:
    """Put each table into a region that scrolls and can be reached by keyboard, named after its columns."""
    numbers = count(1)
    for parent in list(root.walk()):
        for place, child in enumerate(parent.children):
            if isinstance(child, Element) and child.tag == "table":
                _label_cells(child)
                name = _table_name(child, next(numbers), words)
                region = {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": name}
                parent.children[place] = Element("div", region, child)


def _label_cells(table: Element) -> None:
    for section in table.walk():
        for cell in section.walk() if section.tag == "thead" else ():
            if cell.tag == "th" and cell.text().strip():
                cell.attributes["scope"] = "col"
    for cell in table.walk():
        if cell.tag == "th" and not cell.text().strip():
            cell.tag = "td"


def _table_name(table: Element, number: int, words: dict[str, str]) -> str:
    caption = next((e.text() for e in table.walk() if e.tag == "caption"), "")
    columns = words["comma"].join(one_line(e.text()) for e in table.walk() if e.tag == "th")
    described = shorten(one_line(caption) or columns, 60)
    return f"{words['table']} {number}" + (f"{words['colon']}{described}" if described else "")


def settle_tasks(root: Element, words: dict[str, str]) -> None:
    """Keep only the check boxes of task lists, fixed, and named after what is to be done."""
    boxes: dict[int, Element] = {}
    for item in root.walk():
        if "task-list-item" in item.classes:
            box = next((e for e in item.walk() if e.attributes.get("type") == "checkbox"), None)
            if box is not None:
                boxes.setdefault(id(box), item)
    for element in list(root.walk()):
        element.children = [c for c in element.children if isinstance(c, str) or c.tag != "input" or id(c) in boxes]
        if id(element) in boxes:
            state = {"checked": ""} if "checked" in element.attributes else {}
            name = shorten(_own_text(boxes[id(element)]), 80) or words["task"]
            element.attributes = {"type": "checkbox", "disabled": "", **state, "aria-label": name}


def _own_text(item: Element) -> str:
    parts = [c if isinstance(c, str) else c.text() for c in item.children if isinstance(c, str) or c.tag not in _LISTS]
    return one_line("".join(parts))


def settle_footnotes(root: Element, words: dict[str, str]) -> None:
    """Name footnote marks and the ways back."""
    backs = count(1)
    for element in root.walk():
        if element.tag == "a" and "footnote-ref" in element.classes:
            element.attributes["aria-label"] = f"{words['footnote']} {one_line(element.text())}"
            element.attributes["role"] = "doc-noteref"
        elif element.tag == "a" and "footnote-backref" in element.classes:
            element.attributes.pop("title", None)
            element.attributes["aria-label"] = f"{words['back']} {next(backs)}"
            element.attributes["role"] = "doc-backlink"
        elif "footnote" in element.classes and element.tag == "div":
            element.attributes["role"] = "doc-endnotes"
            element.attributes["aria-label"] = words["footnotes"]


def settle_notes(root: Element, words: dict[str, str]) -> None:
    """Give notes without a title of their own the word of the text's language."""
    for element in root.walk():
        kind = next((name for name in element.classes if name in words), "")
        if not kind or element.tag not in ("div", "details"):
            continue
        if element.tag == "div":
            element.attributes["role"] = "note"
        for child in element.children:
            titled = isinstance(child, Element) and (child.tag == "summary" or "admonition-title" in child.classes)
            if titled and isinstance(child, Element) and child.text().strip().lower() == kind:
                child.children = [words[kind]]


def settle_code(root: Element) -> None:
    """Let long lines of code be scrolled by keyboard."""
    for element in root.walk():
        if element.tag == "pre":
            element.attributes["tabindex"] = "0"


def settle_text(root: Element) -> None:
    """A line break between two Chinese characters is no blank."""
    for child_place, child in enumerate(root.children):
        if isinstance(child, str):
            root.children[child_place] = _BREAK_BETWEEN_CHINESE.sub("", child)
        elif child.tag not in _AS_WRITTEN:
            settle_text(child)


def drop_empty(root: Element) -> None:
    """Remove paragraphs and marks that nothing is left of."""
    if root.tag == "pre":
        return
    root.children = [c for c in root.children if isinstance(c, str) or not _is_empty(c)]
    for child in root.children:
        if isinstance(child, Element):
            drop_empty(child)


def _is_empty(element: Element) -> bool:
    if element.tag not in ("p", "span", "figure", "figcaption") or "id" in element.attributes:
        return False
    return not element.text().strip() and not any(e.tag in ("img", "math", "input", "br") for e in element.walk())
