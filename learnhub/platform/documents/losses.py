"""Finds in a Word document what an article cannot hold: each with its heading and the words beside it."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from learnhub.platform.documents.answer import Answer, Refused
from learnhub.platform.documents.rewriting import is_heading

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_V = "{urn:schemas-microsoft-com:vml}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_IN_OLD_SHAPES = (f"{_W}txbxContent", f"{_V}imagedata")
_LOOKS = ("rFonts", "color", "sz", "highlight", "shd", "u", "spacing")
MOST_NOTED = 200


def parsed(part: bytes) -> Element:
    """A part of the document as a tree; raises Refused where it is no XML."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(part, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused("entities") from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refused("damaged") from error
    return root


def note_losses(root: Element, names: set[str], answer: Answer) -> None:
    """Walk through the body once; raises Refused where there is none."""
    body = root.find(f"{_W}body")
    if body is None:
        raise Refused("no_word")
    looks: Counter[str] = Counter()
    heading = ""
    for block in body:
        words = _words(block)
        if block.tag == f"{_W}p" and is_heading(block):
            heading = words
        for what, count in _in_block(block, looks).items():
            if len(answer.losses) < MOST_NOTED:
                answer.lose(what, heading, words, count)
    if looks:
        answer.lose("looks", count=sum(looks.values()))
    if any(name.startswith(("word/header", "word/footer")) for name in names):
        answer.lose("header")


def _in_block(block: Element, looks: Counter[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for element in _shown(block):
        what = _loss(element)
        if what:
            found[what] += 1
        elif element.tag == f"{_W}rPr":
            looks.update(name for name in _LOOKS if element.find(f"{_W}{name}") is not None)
    for once in ("merged", "contents", "hidden"):
        if found.pop(once, 0):
            found[once] = 1
    return found


def _shown(block: Element) -> Iterator[Element]:
    """The elements of a block; of what is written twice for older programs, the first."""
    waiting = [block]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(child for child in reversed(element) if child.tag != f"{_MC}Fallback")


def _loss(element: Element) -> str:
    tag = element.tag
    if tag == f"{_W}drawing":
        return _drawing(element)
    if tag == f"{_W}gridSpan" and element.get(f"{_W}val", "1") != "1":
        return "merged"
    if tag == f"{_W}vanish" and element.get(f"{_W}val", "1") not in ("0", "false"):
        return "hidden"
    if tag == f"{_W}tc" and element.find(f".//{_W}tbl") is not None:
        return "nested"
    if tag == f"{_W}pict" and all(element.find(f".//{each}") is None for each in _IN_OLD_SHAPES):
        return "shape"
    if tag == f"{_W}instrText" and (element.text or "").split()[:1] == ["TOC"]:
        return "contents"
    return _TAGS.get(tag, "")


_TAGS = {
    f"{_W}txbxContent": "textbox",
    f"{_M}oMath": "equation",
    f"{_W}ins": "inserted",
    f"{_W}del": "deleted",
    f"{_W}moveFrom": "deleted",
    f"{_W}commentReference": "comment",
    f"{_W}vMerge": "merged",
    f"{_W}object": "object",
    f"{_W}altChunk": "object",
    f"{_W}ruby": "ruby",
}


def _drawing(drawing: Element) -> str:
    """Shapes, charts and diagrams are drawn by Word; only pictures can be taken along."""
    if drawing.find(f".//{_W}txbxContent") is not None:
        return ""  # noted as a text box
    if drawing.find(f".//{_C}chart") is not None:
        return "chart"
    if drawing.find(f".//{_DGM}relIds") is not None:
        return "diagram"
    blip = drawing.find(f".//{_A}blip")
    if blip is None:
        return "shape"
    if not blip.get(f"{_R}embed"):
        return "picture_outside"
    # A picture inside a drawing of several parts, or one that fills a shape, is not read.
    return "" if drawing.find(f".//{_A}graphicData/{_PIC}pic") is not None else "shape"


def _words(block: Element) -> str:
    """The words of a block, those of its paragraphs (the cells of a table) apart."""
    paragraphs = ("".join(each.text or "" for each in paragraph.iter(f"{_W}t")) for paragraph in block.iter(f"{_W}p"))
    return " ".join(" ".join(paragraphs).split())[:200]
