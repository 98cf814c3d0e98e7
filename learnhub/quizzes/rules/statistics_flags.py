"""What the figures of a question or a quiz say to whoever can put it right; words for each stand on the page."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from learnhub.quizzes.rules.statistics_items import Z_90, Choosing, Separation

SURE_FROM = 30
"""Below so many people a figure is shown in grey and nothing is concluded from it."""

FEWEST_SHOWN = 5
"""Figures of fewer people are not shown: they would tell on persons."""

TOO_EASY = 0.95
WEAK_EFFICIENCY = 15.0
POOR_CONSISTENCY = 64.0
COIN_TOSS_SHARE = 0.2
TIRING = 0.05
FEWEST_CHOOSERS = 5


class FlagKind(StrEnum):
    """What may be wrong; the first ones weigh most."""

    KEY_WRONG = "key_wrong"
    NEGATIVE = "negative"
    DISTRACTOR = "distractor"
    BELOW_GUESS = "below_guess"
    WEAK = "weak"
    TOO_EASY = "too_easy"
    UNUSED = "unused"
    COIN_TOSS = "coin_toss"
    INCONSISTENT = "inconsistent"
    TIRING = "tiring"


@dataclass(frozen=True, slots=True)
class Flag:
    """One finding; `option` is the value of the option that it is about, `figure` what it rests on."""

    kind: FlagKind
    option: str = ""
    figure: float | None = None


def item_flags(
    item: Separation, options: Sequence[Choosing], *, key: Collection[str], guess: float, single: bool
) -> tuple[Flag, ...]:
    """What is odd about a question; nothing as long as too few people have answered it.

    `guess` is what blind guessing would earn on average; `single` says that one option is chosen, so that choosing a
    wrong one is not choosing the right one. Being below the guess must be more than chance would do.
    """
    if item.people < SURE_FROM or item.facility is None:
        return ()
    found = [*_of_key(item, options, key, single=single)]
    if item.facility + Z_90 * (item.sd or 0.0) / math.sqrt(item.people) < guess:
        found.append(Flag(FlagKind.BELOW_GUESS, figure=item.facility))
    if item.facility > TOO_EASY:
        found.append(Flag(FlagKind.TOO_EASY, figure=item.facility))
    elif item.efficiency is not None and item.efficiency < WEAK_EFFICIENCY and not (item.index or 0) < 0:
        found.append(Flag(FlagKind.WEAK, figure=item.efficiency))
    found += [Flag(FlagKind.UNUSED, option.value) for option in options if not option.count and option.value not in key]
    return tuple(found)


def _of_key(item: Separation, options: Sequence[Choosing], key: Collection[str], *, single: bool) -> Sequence[Flag]:
    drawn = sorted((each for each in options if _draws_the_able(each, key)), key=lambda each: -(each.correlation or 0))
    negative = item.index is not None and item.index < 0
    if negative and drawn and single:
        return [Flag(FlagKind.KEY_WRONG, drawn[0].value, item.index)]
    distractors = [Flag(FlagKind.DISTRACTOR, each.value, each.correlation) for each in drawn]
    return [Flag(FlagKind.NEGATIVE, figure=item.index), *distractors] if negative else distractors


def _draws_the_able(option: Choosing, key: Collection[str]) -> bool:
    """A wrong option that people with more points elsewhere choose, beyond what chance would do."""
    return (
        option.value not in key
        and option.count >= FEWEST_CHOOSERS
        and option.interval is not None
        and option.interval.low > 0
    )


def quiz_flags(
    people: int, *, near: float | None, consistency: float | None, first_third: float | None, last_third: float | None
) -> tuple[Flag, ...]:
    """What is odd about a quiz as a whole: shares and facilities are fractions, `consistency` percent."""
    if people < SURE_FROM:
        return ()
    found = []
    if near is not None and near > COIN_TOSS_SHARE:
        found.append(Flag(FlagKind.COIN_TOSS, figure=near))
    if consistency is not None and consistency < POOR_CONSISTENCY:
        found.append(Flag(FlagKind.INCONSISTENT, figure=consistency))
    if first_third is not None and last_third is not None and first_third - last_third > TIRING:
        found.append(Flag(FlagKind.TIRING, figure=first_third - last_third))
    return tuple(found)
