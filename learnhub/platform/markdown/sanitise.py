"""The allow-list: which elements, attributes, classes and addresses may reach a reader's browser."""

import re

import nh3
from pygments.token import STANDARD_TYPES

from learnhub.platform.markdown.labels import ADMONITIONS

_TEXT_TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure"  # noqa: SIM905
    " h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre q rp rt ruby s samp small span strong sub summary sup"
    " table tbody td tfoot th thead time tr u ul var wbr".split()
)
_MATH_TAGS = set(
    "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts"  # noqa: SIM905
    " mprescripts mtable mtr mtd mpadded mphantom mstyle menclose".split()
)
# Their text is no text for a reader, so it goes with the element.
_DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "noscript",
    "template",
    "svg",
    "title",
    "textarea",
    "select",
}

_MATH_ATTRIBUTES = set(
    "accent accentunder alttext columnalign columnlines columnspacing depth display displaystyle fence form height"  # noqa: SIM905
    " linethickness lspace mathvariant maxsize minsize movablelimits notation rowalign rowlines rowspacing rspace"
    " scriptlevel separator stretchy symmetric voffset width".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "time": {"datetime"},
    **dict.fromkeys(_MATH_TAGS, _MATH_ATTRIBUTES),
}

CLASSES = frozenset(
    {"admonition", "admonition-title", "task-list", "task-list-item", "highlight", "toc", "formula", "formula-text"}
    | {"footnote", "footnote-ref", "footnote-backref"}
    | set(ADMONITIONS)
    | {name for name in STANDARD_TYPES.values() if name}
)
_LANGUAGE_CLASS = re.compile(r"language-[a-z0-9+#-]{1,30}")
_SMALL_NUMBER = re.compile(r"[0-9]{1,4}")
_VALUES = {
    "align": re.compile(r"left|center|right"),
    "lang": re.compile(r"[A-Za-z0-9-]{2,20}"),
    "dir": re.compile(r"ltr|rtl|auto"),
    "type": re.compile(r"checkbox|[1aAiI]"),
    "datetime": re.compile(r"[0-9T:.Z+ -]{1,40}"),
    **dict.fromkeys(("colspan", "rowspan", "span", "start", "value"), _SMALL_NUMBER),
}


def _allowed_value(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "class":
        kept = [name for name in value.split() if name in CLASSES or _LANGUAGE_CLASS.fullmatch(name)]
        return " ".join(kept) or None
    if attribute in ("width", "height") and tag == "img":
        return value if _SMALL_NUMBER.fullmatch(value) else None
    pattern = _VALUES.get(attribute)
    return value if pattern is None or pattern.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=_TEXT_TAGS | _MATH_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_allowed_value,
    strip_comments=True,
    link_rel=None,
    url_schemes={"http", "https", "mailto"},
)


def sanitise(markup: str) -> str:
    """Well-formed HTML that holds nothing but what the allow-list names."""
    return _CLEANER.clean(markup)
