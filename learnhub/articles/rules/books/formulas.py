"""Turns MathML, as it stands in a body, into the few kinds of nodes that the template of a book can set."""

from typing import Any

from learnhub.articles.rules.books.tree import Tag

# How many children an element must have to be what its name says, and what they are called in the node.
_PARTS = {
    "mfrac": ("frac", ("over", "under")),
    "msup": ("attach", ("base", "sup")),
    "msub": ("attach", ("base", "sub")),
    "msubsup": ("attach", ("base", "sub", "sup")),
    "munder": ("attach", ("base", "below")),
    "mover": ("attach", ("base", "above")),
    "munderover": ("attach", ("base", "below", "above")),
    "mroot": ("root", ("of", "index")),
}

# Signs that stand on a letter rather than above a sum, as the combining characters that typst knows.
_ACCENTS = {
    "¯": "\u0304", "‾": "\u0304", "_": "\u0304", "ˉ": "\u0304", "^": "\u0302", "ˆ": "\u0302", "~": "\u0303",
    "˜": "\u0303", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308", "ˇ": "\u030c",
}  # fmt: skip


def formula_nodes(math: Tag) -> list[dict[str, Any]]:
    """The nodes of a formula: {"m": "id" | "num" | "op" | "text" | "frac" | "attach" | "accent" | …}."""
    return [node for child in math.tags() for node in _node(child)]


def _node(tag: Tag) -> list[dict[str, Any]]:
    name = tag.name
    if name in ("mi", "mn", "mo", "mtext", "ms"):
        words = tag.text().strip() if name != "mtext" else tag.text()
        kind = {"mi": "id", "mn": "num", "mo": "op"}.get(name, "text")
        return [{"m": kind, "v": words}] if words else []
    if name == "mspace":
        return [{"m": "space"}]
    children = list(tag.tags())
    sign = _ACCENTS.get(children[1].text().strip()) if name == "mover" and len(children) == 2 else None
    if sign is not None:
        return [{"m": "accent", "of": _node(children[0]), "sign": sign}]
    known = _PARTS.get(name)
    if known is not None and len(children) == len(known[1]):
        kind, parts = known
        return [{"m": kind, **{part: _node(child) for part, child in zip(parts, children, strict=True)}}]
    if name == "msqrt":
        return [{"m": "root", "of": formula_nodes(tag)}]
    if name == "mtable":
        rows = [[formula_nodes(cell) for cell in row.tags()] for row in children if row.name == "mtr"]
        return [{"m": "grid", "rows": rows}] if rows else []
    return [{"m": "row", "c": formula_nodes(tag)}]
