"""Rewrites what the library does not read of a Word document into what it does: fields, rubies, numbers, alignment.

Numbers of lists and the alignment of cells travel as signs that no text holds, and become attributes of the HTML.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OPEN, _CLOSE, _CENTRE, _RIGHT = "\U0010fff0", "\U0010fff1", "\U0010fff2", "\U0010fff3"
_SIGNS = re.compile("[\U0010fff0-\U0010fff3]")
_NUMBERED = re.compile(f"<li>((?:<[^>]+>)*){_OPEN}([0-9]+){_CLOSE}")
_ALIGNED = re.compile(f"<(t[dh])([^>]*)>((?:<[^>]+>)*)([{_CENTRE}{_RIGHT}])")
_SIDES = {"center": _CENTRE, "right": _RIGHT, "end": _RIGHT}
# What only holds other things, and whose words would be lost with it.
_WRAPPERS = (f"{W}fldSimple", f"{W}dir", f"{W}bdo", f"{W}rubyBase")
_PLAIN = re.compile(r"%[1-9]\s*[.、．]?")
MOST_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts."""

    start: int = 1
    format: str = "decimal"
    text: str = "%1."

    @property
    def counts(self) -> bool:
        return self.format not in ("bullet", "none")

    @property
    def plain(self) -> bool:
        """Whether a Markdown list shows the same."""
        return self.format == "decimal" and _PLAIN.fullmatch(self.text.strip()) is not None


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and the styles of paragraphs that stand in one."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    family: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)

    def place_of(self, paragraph: Element) -> tuple[str, int] | None:
        """The list and the level that a paragraph stands in."""
        number, level = _value(paragraph, "pPr/numPr/numId"), _value(paragraph, "pPr/numPr/ilvl")
        styled = self.styles.get(_value(paragraph, "pPr/pStyle"))
        if not number and styled:
            return styled
        return (number, _number(level, 0)) if number and number != "0" else None


def numbering_of(lists: Element | None, styles: Element | None) -> Numbering:
    """The same, of the two parts that say it; either may be missing."""
    made = Numbering()
    kinds: dict[str, dict[int, Level]] = {}
    for kind in _all(lists, "abstractNum"):
        kinds[kind.get(f"{W}abstractNumId", "")] = dict(map(_level, _all(kind, "lvl")))
    for each in _all(lists, "num"):
        name, kind_name = each.get(f"{W}numId", ""), _value(each, "abstractNumId")
        made.family[name] = kind_name
        for at, level in kinds.get(kind_name, {}).items():
            made.levels[name, at] = level
        for changed in _all(each, "lvlOverride"):
            at, start = _number(changed.get(f"{W}ilvl", ""), 0), _value(changed, "startOverride")
            if start:
                known = made.levels.get((name, at), Level())
                made.levels[name, at] = Level(_number(start, 1), known.format, known.text)
                made.family[name] = f"{kind_name} {name}"
    for style in _all(styles, "style"):
        if number := _value(style, "pPr/numPr/numId"):
            at = _number(_value(style, "pPr/numPr/ilvl"), 0)
            made.styles[style.get(f"{W}styleId", "")] = number, at
    return made


def rewrite(root: Element, numbering: Numbering) -> int:
    """Change the body in place; returns how many items of lists an article numbers otherwise than the document."""
    for text in root.iter(f"{W}t"):
        text.text = _SIGNS.sub("", text.text or "")
    _unwrap(root)
    others = _number_lists(root, numbering)
    for cell in root.iter(f"{W}tc"):
        paragraph = cell.find(f"{W}p")
        side = "" if paragraph is None else _SIDES.get(_value(paragraph, "pPr/jc"), "")
        if paragraph is not None and side:
            _sign(paragraph, side)
    return others


def with_attributes(html: str) -> str:
    """The signs as attributes of the items and cells that they stand in."""
    html = _NUMBERED.sub(r'<li value="\2">\1', html)
    html = _ALIGNED.sub(lambda m: f'<{m[1]}{m[2]} align="{"center" if m[4] == _CENTRE else "right"}">{m[3]}', html)
    return re.sub(f"{_OPEN}[0-9]*{_CLOSE}|{_SIGNS.pattern}", "", html)


def is_heading(paragraph: Element) -> bool:
    """Whether a paragraph is one of Word's headings, by the name of its style."""
    name = _value(paragraph, "pPr/pStyle")
    return name.lower().startswith(("heading", "title")) or name in set("123456789")


def _unwrap(element: Element) -> None:
    """Put what a wrapper holds in its place; of a ruby, a run around runs, what stands below and not its reading."""
    waiting = [element]
    while waiting:
        parent = waiting.pop()
        while any(child.tag in _WRAPPERS or _ruby(child) is not None for child in parent):
            parent[:] = [inner for child in parent for inner in _inside(child)]
        waiting.extend(parent)


def _inside(child: Element) -> list[Element]:
    ruby = _ruby(child)
    if ruby is not None:
        return [inner for each in ruby.findall(f"{W}rubyBase") for inner in each]
    return list(child) if child.tag in _WRAPPERS else [child]


def _ruby(element: Element) -> Element | None:
    return element.find(f"{W}ruby") if element.tag == f"{W}r" else None


def _number_lists(root: Element, numbering: Numbering) -> int:
    """Sign the items whose number is not that of their place; returns how many show another number than in Word."""
    counted: dict[tuple[str, int], int] = {}
    expected: dict[int, int] = {}
    others = 0
    for paragraph in root.iter(f"{W}p"):
        place = numbering.place_of(paragraph)
        if place is None:
            if any(text.text for text in paragraph.iter(f"{W}t")):
                expected = {}
            continue
        name, at = place
        level, family = numbering.levels.get(place, Level()), numbering.family.get(name, name)
        number = min(counted.get((family, at), level.start - 1) + 1, MOST_NUMBER)
        counted[family, at] = number
        for deeper in [key for key in counted if key[0] == family and key[1] > at]:
            del counted[deeper]
        expected = {each: count for each, count in expected.items() if each <= at}
        if is_heading(paragraph):
            expected, others = {}, others + level.counts
        elif level.counts:
            if number != expected.get(at, 0) + 1:
                _sign(paragraph, f"{_OPEN}{number}{_CLOSE}")
            expected[at] = number
            others += not level.plain
    return others


def _sign(paragraph: Element, sign: str) -> None:
    text = next(iter(paragraph.iter(f"{W}t")), None)
    if text is not None:
        text.text = sign + (text.text or "")


def _level(element: Element) -> tuple[int, Level]:
    at = _number(element.get(f"{W}ilvl", ""), 0)
    level = Level(_number(_value(element, "start"), 1), _value(element, "numFmt"), _value(element, "lvlText"))
    return at, level


def _all(element: Element | None, name: str) -> Iterator[Element]:
    return iter(()) if element is None else iter(element.findall(f"{W}{name}"))


def _value(element: Element, path: str) -> str:
    found = element.find("/".join(f"{W}{step}" for step in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


def _number(said: str, otherwise: int) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else otherwise
