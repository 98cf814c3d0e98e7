"""A key is put right: what that does to answers given before, and to what came out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Any

from learnhub.kernel.errors import Invalid
from learnhub.quizzes.rules.questions import WHOLE, Question

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


class OnFall(StrEnum):
    """What becomes of a pass that the right key would not have given.

    keep: it stands, because who answered by the key of that day is not to blame for it; the default. take_back: it
    falls, and class-hours that rest on nothing else are taken back by further entries of the ledger.
    """

    KEEP = "keep"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Outcome:
    """What an attempt comes to."""

    score: Decimal
    percent: Decimal
    right: int
    passed: bool


def outcome_of(marks: Sequence[tuple[Decimal, bool]], *, pass_percent: int) -> Outcome:
    """The outcome of graded places, each with its share of the mark and whether it is exactly right."""
    score, right = sum((mark for mark, _ in marks), _NOTHING), sum(exact for _, exact in marks)
    reached = score * WHOLE >= pass_percent * len(marks)
    return Outcome(
        score=score,
        percent=(score * WHOLE / len(marks)).quantize(_CENT, ROUND_DOWN) if marks else _NOTHING,
        right=right,
        passed=bool(marks) and reached and (right == len(marks) or pass_percent < WHOLE),
    )


def same_options(asked: Question, corrected: Question) -> bool:
    """Whether answers to the one can be judged by the key of the other: both offer the same things to choose."""
    return asked.kind is corrected.kind and _offered(asked) == _offered(corrected)


def _offered(question: Question) -> list[tuple[str, str]]:
    choices: Sequence[Any] = getattr(question, "choices", ())
    return [(choice.key, choice.text.content.strip()) for choice in choices]


def check_same_options(asked: Question, corrected: Question) -> None:
    """Refuse a correction that would judge answers by a question that was not asked."""
    if not same_options(asked, corrected):
        raise Invalid("The options differ from those that were asked, so answers cannot be judged by them.")
