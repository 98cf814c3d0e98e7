"""Writes the body of an article as well-formed XHTML, in which nothing refers to a page or file outside the book."""

from xml.sax.saxutils import escape, quoteattr

from learnhub.articles.rules.books.tree import VOID, Around, Tag, read_tree

MATHML = "http://www.w3.org/1998/Math/MathML"
_KEPT = frozenset({"id", "class", "lang", "dir", "title", "colspan", "rowspan", "start", "datetime", "scope", "role"})
_OF_FORMULAS = frozenset(
    "alttext accent accentunder columnalign display displaystyle fence form"  # noqa: SIM905  short words read better in rows
    " linethickness lspace mathvariant maxsize"
    " minsize movablelimits rowalign rowspacing rspace scriptlevel separator stretchy symmetric width".split()
)
_ROLES = frozenset({"doc-noteref", "doc-backlink", "doc-endnotes", "note"})
# Elements whose meaning a reading device would not know, or which do nothing there; their content stays.
_UNWRAPPED = frozenset({"bdo", "details", "summary", "colgroup", "col", "input", "wbr"})


def to_xhtml(html: str, around: Around) -> str:
    """The body as XHTML; addresses of pictures become files of the book, others absolute, or plain text."""
    root = read_tree(html)
    anchors = {f"#{each.attributes['id']}" for each in root.walk() if each.attributes.get("id")}
    return _Writer(around, anchors).content(root, formula=False)


def has_formula(xhtml: str) -> bool:
    """Whether there is MathML in it, which the list of files must say."""
    return "<math " in xhtml


class _Writer:
    def __init__(self, around: Around, anchors: set[str]) -> None:
        self._around, self._anchors = around, anchors
        self._taken: set[str] = set()

    def content(self, tag: Tag, *, formula: bool) -> str:
        """Everything inside an element."""
        return "".join(
            escape(child) if isinstance(child, str) else self._element(child, formula=formula) for child in tag.children
        )

    def _element(self, tag: Tag, *, formula: bool) -> str:
        name = tag.name
        if name == "img":
            return self._picture(tag)
        if name == "input":
            return "☑" if "checked" in tag.attributes else "☐"
        inner = self.content(tag, formula=formula or name == "math")
        if name in ("summary", "details"):
            return f"<div{self._attributes(tag, formula=False)}>{inner}</div>"
        if name in _UNWRAPPED:
            return inner
        attributes = self._attributes(tag, formula=formula or name == "math")
        if name == "math":
            attributes = f' xmlns="{MATHML}"{attributes}'
        if name == "a":
            target = self._target(tag.attributes.get("href", ""))
            if target is None:
                return inner
            attributes += f" href={quoteattr(target)}"
        return f"<{name}{attributes}/>" if name in VOID else f"<{name}{attributes}>{inner}</{name}>"

    def _attributes(self, tag: Tag, *, formula: bool) -> str:
        found: dict[str, str] = {}
        for key, value in tag.attributes.items():
            if key == "id" and (not value.strip() or value in self._taken or len(value.split()) != 1):
                continue
            if key == "role" and value not in _ROLES:
                continue
            if key in _KEPT or (formula and key in _OF_FORMULAS):
                found[key] = value
        if "id" in found:
            self._taken.add(found["id"])
        if tag.name in ("td", "th") and tag.attributes.get("align") in ("right", "center"):
            found["class"] = f"{found.get('class', '')} to-{tag.attributes['align']}".strip()
        if tag.name == "p" and _stands_alone(tag):
            found["class"] = f"{found.get('class', '')} picture".strip()
        if found.get("lang"):
            found["xml:lang"] = found["lang"]
        return "".join(f" {key}={quoteattr(value)}" for key, value in found.items())

    def _target(self, address: str) -> str | None:
        if address.startswith("#"):
            return address if address in self._anchors else None
        return self._around.link(address)

    def _picture(self, tag: Tag) -> str:
        file, words = self._around.picture(tag.attributes.get("src", "")), tag.attributes.get("alt", "")
        if file is None:
            return f'<span class="left-out">{escape(words)}</span>'
        return f"<img src={quoteattr('pictures/' + file)} alt={quoteattr(words)}/>"


def _stands_alone(tag: Tag) -> bool:
    """Whether a paragraph is nothing but pictures, which are not indented like words."""
    words = [child for child in tag.children if not isinstance(child, str) or child.strip()]
    return bool(words) and all(isinstance(child, Tag) and child.name == "img" for child in words)
