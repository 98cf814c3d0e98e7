"""What the author says about a question beside its words: `// name: value` in GIFT, a tag `name: value` in Moodle XML.

Each is kept in one spelling, so that it is the same after it was written and read again.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from learnhub.quizzes.rules.figures import number_of
from learnhub.quizzes.rules.shapes import ONE, Criterion, OrderScoring, Unit

Labels = tuple[tuple[str, str], ...]

ALL_OR_NOTHING = str(OrderScoring.WHOLE)
TEXT, PART = "text", "part"
MOST_POINTS = Decimal(1000)
_NAMES = {
    "type": "type", "题型": "type",
    "scoring": "scoring", "计分": "scoring",
    "spelling": "spelling", "拼写": "spelling",
    "unit": "unit", "单位": "unit",
    "material": "material", "材料": "material",
    "points": "points", "分值": "points",
    "words": "words", "字数": "words",
    "rubric": "rubric", "评分": "rubric",
    "markers": "markers", "阅卷人": "markers",
    "bound": "bound", "分差": "bound",
    "guidance": "guidance", "评分说明": "guidance",
}  # fmt: skip
_ORDER = tuple(dict.fromkeys(_NAMES.values()))
_VALUES = {
    "type": {"ordering": "ordering", "排序": "ordering", "cloze": "cloze", "填空": "cloze", "marking": "marking",
             "划句": "marking"},
    "scoring": {"all-or-nothing": ALL_OR_NOTHING, "全对": ALL_OR_NOTHING, "places": "places", "位置": "places",
                "neighbours": "neighbours", "相邻": "neighbours"},
    "spelling": {"exact": "exact", "严格": "exact"},
    "material": {"text": TEXT, "正文": TEXT, "part": PART, "小题": PART},
    "markers": {"1": "1", "2": "2"},
}  # fmt: skip
_LABEL = re.compile(rf"({'|'.join(sorted(_NAMES, key=len, reverse=True))})\s*[:：]\s*(.*)", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(r"(\d{0,5})\s*[-–—~～]\s*(\d{0,5})")
_CRITERION = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*(?:分|points?|p)?\s*[:：]?\s+(\S.*)", re.DOTALL)
_NEEDED = {"needed", "必填"}


@dataclass(frozen=True)
class Label:
    """One label as it was found; `value` is None where it says nothing that is known."""

    name: str
    value: str | None
    said: str


def label_in(comment: str) -> Label | None:
    """The label that a comment or a tag is, or None where it is an ordinary one."""
    match = _LABEL.fullmatch(comment.strip())
    if match is None:
        return None
    name, said = _NAMES[match.group(1).lower()], match.group(2).strip()
    return Label(name, _spelt(name, said), comment.strip())


def in_order(labels: Iterable[tuple[str, str]]) -> Labels:
    """The labels in the order in which they are written; of most the last one counts, a rubric has many lines."""
    found = list(labels)
    last = {name: at for at, (name, _) in enumerate(found)}
    kept = [(name, value) for at, (name, value) in enumerate(found) if name == "rubric" or last[name] == at]
    return tuple(sorted(kept, key=lambda label: _ORDER.index(label[0])))


def without(labels: Labels, *names: str) -> Labels:
    """All other labels."""
    return tuple((name, value) for name, value in labels if name not in names)


def value_of(labels: Labels, name: str) -> str | None:
    """What a label says, None where there is none."""
    return next((value for each, value in labels if each == name), None)


def units_of(labels: Labels) -> tuple[tuple[Unit, ...], bool]:
    """`元; 万元=10000; needed`: the units with what they are worth, and whether one must be typed."""
    said = [piece.strip() for piece in (value_of(labels, "unit") or "").split(";")]
    needed = any(piece in _NEEDED for piece in said)
    units = []
    for piece in said:
        name, _, factor = piece.partition("=")
        if name.strip() and piece not in _NEEDED:
            units.append(Unit(name.strip(), number_of(factor) or ONE))
    return tuple(units), needed


def lengths_of(labels: Labels) -> tuple[int, int]:
    """`100-800`: the least and the most characters of an essay, 0 where there is no end."""
    match = _WORDS.fullmatch(value_of(labels, "words") or "")
    return (int(match.group(1) or 0), int(match.group(2) or 0)) if match else (0, 0)


def rubric_of(labels: Labels) -> tuple[Criterion, ...]:
    """`4 keeps to the matter`: the lines of a rubric; without any, one for the whole."""
    lines = [match for name, value in labels if name == "rubric" and (match := _CRITERION.fullmatch(value))]
    return tuple(
        Criterion(str(number), match.group(2), Decimal(match.group(1))) for number, match in enumerate(lines, start=1)
    ) or (Criterion("1", "", Decimal(10)),)


def points_of(labels: Labels, count: int) -> Sequence[Decimal]:
    """What the parts are worth; 1 each where the label says nothing, or not one figure for each."""
    said = [number_of(piece) for piece in (value_of(labels, "points") or "").split(";")]
    given = [points for points in said if points]
    return given if len(given) == count else [ONE] * count


def _spelt(name: str, said: str) -> str | None:
    if name in ("words", "bound", "points", "markers"):
        said = unicodedata.normalize("NFKC", said)
    if name in _VALUES:
        return _VALUES[name].get(said.lower())
    if name == "points":
        return _points(said)
    if name == "unit":
        return _unit(said)
    if name == "words":
        match = _WORDS.fullmatch(said)
        return f"{match.group(1)}-{match.group(2)}" if match and (match.group(1) or match.group(2)) else None
    if name == "bound":
        return str(int(said.rstrip(" %％"))) if re.fullmatch(r"[0-9]{1,2}\s*[%％]?", said) else None
    if name == "rubric":
        match = _CRITERION.fullmatch(said)
        return f"{match.group(1)} {' '.join(match.group(2).split())}" if match and Decimal(match.group(1)) else None
    return said or None


def _points(said: str) -> str | None:
    pieces = [piece.strip() for piece in re.split(r"[;；,，]", said)]
    given = [number_of(piece) for piece in pieces]
    if not all(points is not None and 0 < points <= MOST_POINTS for points in given):
        return None
    return "; ".join(f"{points.normalize():f}" for points in given if points)


def _unit(said: str) -> str | None:
    pieces = [" ".join(piece.split()) for piece in re.split(r"[;；]", said)]
    for piece in pieces:
        name, equals, factor = piece.partition("=")
        if not name.strip() or (equals and not (number_of(factor) or 0) > 0):
            return None
    return "; ".join(pieces)
