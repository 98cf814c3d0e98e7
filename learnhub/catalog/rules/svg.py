"""Which parts of a drawing are kept: shapes and words, nothing that runs, embeds or calls another address."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
_LARGEST_SIDE = 20_000

NOT_XML = "The drawing %(target)s cannot be read: it is not well-formed."
NOT_XML_TODO = "Save it again as SVG; until then its description is shown."
DECLARES = "The drawing %(target)s declares entities, which are refused."
DECLARES_TODO = "Save it as plain SVG without a document type; until then its description is shown."
NOT_SVG = "The file %(target)s is named .svg but holds no drawing."
NOT_SVG_TODO = "Put the drawing itself there; until then its description is shown."
TOO_DEEP = "The drawing %(target)s is nested too deeply."
TOO_DEEP_TODO = "Ungroup its parts and save it again; until then its description is shown."

_KEPT = frozenset(
    (  # noqa: SIM905  short words read better in rows
        "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath style "
        "linearGradient radialGradient stop clipPath mask pattern marker filter switch image "
        "feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap "
        "feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode "
        "feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence"
    ).split()
)
# Drawing programs leave these behind; nobody needs to hear that they are gone.
_SILENT = frozenset({"metadata", "namedview", "sodipodi"})
_DATA_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_ADDRESS = re.compile(r"url\s*\(\s*[\"']?\s*([^)\"']*)", re.IGNORECASE)
# A backslash hides letters from us that a style sheet still sees.
_STYLE_TRAP = re.compile(
    r"@import|@font-face|@namespace|expression\s*\(|javascript:|behavior\s*:|-moz-binding|\\", re.I
)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")


class SvgRefused(ValueError):
    """A drawing that cannot be kept; the texts are message ids about `target`."""

    def __init__(self, what: str, what_to_do: str) -> None:
        super().__init__(what)
        self.what = what
        self.what_to_do = what_to_do


@dataclass(frozen=True)
class CleanSvg:
    """A harmless drawing, its size in CSS pixels, and the names of what was left out."""

    data: bytes
    width: int | None
    height: int | None
    dropped: tuple[str, ...] = field(default=())


def clean_svg(data: bytes) -> CleanSvg:
    """Keep the harmless parts of a drawing; raises SvgRefused where it cannot be read or is none."""
    _refuse_declarations(data)
    try:
        root = ET.fromstring(data)  # noqa: S314  entity declarations were refused on the line before
    except (ET.ParseError, ValueError, LookupError) as error:
        raise SvgRefused(NOT_XML, NOT_XML_TODO) from error
    if root.tag != f"{{{SVG}}}svg":
        raise SvgRefused(NOT_SVG, NOT_SVG_TODO)
    dropped: dict[str, None] = {}
    try:
        _clean(root, dropped)
        ET.register_namespace("", SVG)
        ET.register_namespace("xlink", XLINK)
        cleaned = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    except RecursionError as error:
        raise SvgRefused(TOO_DEEP, TOO_DEEP_TODO) from error
    width, height = _size(root)
    return CleanSvg(cleaned, width, height, tuple(dropped))


def _refuse_declarations(data: bytes) -> None:
    declared: list[str] = []
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = lambda *found: declared.append(str(found[0]))
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if not declared:
            raise SvgRefused(NOT_XML, NOT_XML_TODO) from error
    if declared:
        raise SvgRefused(DECLARES, DECLARES_TODO)


def _split(tag: str) -> tuple[str, str]:
    space, _, name = tag.rpartition("}")
    return space.removeprefix("{"), name


def _clean(element: ET.Element, dropped: dict[str, None]) -> None:
    _clean_attributes(element, dropped)
    kept: list[ET.Element] = []
    for child in element:
        space, name = _split(child.tag) if isinstance(child.tag, str) else ("", "")
        if _is_kept(child, space, name):
            _clean(child, dropped)
            kept.append(child)
            continue
        if name and name not in _SILENT and space == SVG:
            dropped[name] = None
        _keep_text_behind(child, kept[-1] if kept else None, element)
    element[:] = kept


def _keep_text_behind(gone: ET.Element, before: ET.Element | None, parent: ET.Element) -> None:
    if before is not None:
        before.tail = (before.tail or "") + (gone.tail or "")
    else:
        parent.text = (parent.text or "") + (gone.tail or "")


def _is_kept(child: ET.Element, space: str, name: str) -> bool:
    if space != SVG or name not in _KEPT:
        return False
    if name == "image":
        return all(_DATA_PICTURE.fullmatch(address) for address in _addresses(child)) and any(_addresses(child))
    return name != "style" or (len(child) == 0 and _is_safe_style(child.text or ""))


def _addresses(element: ET.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if _split(name)[1] == "href":
            yield value.strip()


def _clean_attributes(element: ET.Element, dropped: dict[str, None]) -> None:
    for full, value in list(element.attrib.items()):
        space, name = _split(full)
        if not _is_safe_attribute(element, space, name, value):
            del element.attrib[full]
            if space in ("", XLINK):
                dropped[name] = None


def _is_safe_attribute(element: ET.Element, space: str, name: str, value: str) -> bool:
    if space not in ("", XLINK, XML) or name.lower().startswith("on") or (space == XML and name == "base"):
        return False
    if name == "href":
        picture = _split(element.tag)[1] == "image" and _DATA_PICTURE.fullmatch(value.strip())
        return value.strip().startswith("#") or bool(picture)
    if space == XLINK:
        return False
    return _is_safe_style(value) if name == "style" else _points_inside(value) and "javascript:" not in value.lower()


def _is_safe_style(text: str) -> bool:
    return not _STYLE_TRAP.search(text) and _points_inside(text)


def _points_inside(text: str) -> bool:
    """Whether every url(…) names a part of the same drawing; an escape could hide another one."""
    if "url" in text.lower() and ("\\" in text or "/*" in text):
        return False
    return all(found[1].strip().startswith("#") for found in _ADDRESS.finditer(text))


def _size(root: ET.Element) -> tuple[int | None, int | None]:
    written = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    if all(written):
        sides = [float(found[1]) for found in written if found]
    else:
        numbers = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        try:
            sides = [float(number) for number in numbers[2:4]] if len(numbers) == 4 else []
        except ValueError:
            sides = []
    if len(sides) != 2 or not all(0 < side <= _LARGEST_SIDE for side in sides):
        return None, None
    return max(1, round(sides[0])), max(1, round(sides[1]))
