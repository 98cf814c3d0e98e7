"""How much there is to read in a text, in characters: the weights that every reading time is made from."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

TYPICAL_PACE = 400


@dataclass(frozen=True)
class Weights:
    """The weight of one of each, in Chinese characters."""

    character: Decimal = Decimal(1)
    word: Decimal = Decimal("1.8")
    number: Decimal = Decimal(1)
    code_line: Decimal = Decimal(12)
    formula: Decimal = Decimal(20)
    image: Decimal = Decimal(40)


DEFAULT_WEIGHTS = Weights()

_IDEOGRAPHS = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_FULL_WIDTH_MARKS = "\u3001-\u3004\u3008-\u3020\u302a-\u303f\ufe30-\ufe4f\uff01-\uffef"
_WIDE = f"[{_IDEOGRAPHS}{_FULL_WIDTH_MARKS}]"
# These marks are full-width only beside Chinese; in "don't" or "a — b" they belong to Latin text.
_WIDE_BESIDE_CHINESE = f"(?<={_WIDE})[“”‘’…—·]+|[“”‘’…—·]+(?={_WIDE})"
_LETTER = f"[^\\W_{_IDEOGRAPHS}{_FULL_WIDTH_MARKS}]"
_TOKEN = re.compile(
    f"(?P<wide>{_WIDE}|{_WIDE_BESIDE_CHINESE})|(?P<word>{_LETTER}+(?:['’.,:/%-]{_LETTER}+)*)",
)
_NUMBER = re.compile(r"[0-9]+(?:[.,:/%-][0-9]+)*")
_WORD = re.compile(f"{_LETTER}+(?:['’-]{_LETTER}+)*")


def text_weight(text: str, weights: Weights = DEFAULT_WEIGHTS) -> Decimal:
    """The weight of running text; blanks and half-width marks weigh nothing."""
    characters = words = numbers = 0
    for token in _TOKEN.finditer(text):
        if token["wide"]:
            characters += len(token["wide"])
        elif _NUMBER.fullmatch(token["word"]):
            numbers += 1
        else:
            for part in _WORD.findall(token["word"]):
                numbers, words = (numbers + 1, words) if part.isdecimal() else (numbers, words + 1)
    return characters * weights.character + words * weights.word + numbers * weights.number


def whole(weight: Decimal) -> int:
    """A weight as it is stored."""
    return int(weight.quantize(Decimal(1), ROUND_HALF_UP))


def nominal_minutes(weight: Decimal | int, *, typical_pace: int = TYPICAL_PACE) -> int:
    """Minutes that a text takes at the typical pace, in characters a minute; at least one."""
    return max(1, whole(Decimal(weight) / typical_pace))
