"""What a person may see of an attempt at each of its four moments."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from learnhub.quizzes.rules.attempts import GRADED_STATES, UNDER_WAY, AttemptState


class Moment(StrEnum):
    """Before recall is shown the key stays hidden, because the same questions may be asked again."""

    DURING = "during"
    ENDED = "ended"
    BEFORE_RECALL = "before_recall"
    AFTER_RECALL = "after_recall"


@dataclass(frozen=True)
class ReviewOptions:
    """`counts`: how many were right and wrong; `sections`: where to look again; `marks`: right or wrong by question;
    `key`: the right answers; `explanations`: the author's words on the answers; `score`: the points and percent.
    """

    counts: bool = False
    sections: bool = False
    score: bool = False
    marks: bool = False
    key: bool = False
    explanations: bool = False


REVIEW: Mapping[Moment, ReviewOptions] = {
    Moment.DURING: ReviewOptions(),
    Moment.ENDED: ReviewOptions(),
    Moment.BEFORE_RECALL: ReviewOptions(counts=True, sections=True),
    Moment.AFTER_RECALL: ReviewOptions(counts=True, sections=True, score=True, marks=True, key=True, explanations=True),
}


def moment_of(state: AttemptState, *, recall_shown: bool) -> Moment:
    """The moment an attempt is at; a void attempt shows nothing."""
    if state in UNDER_WAY:
        return Moment.DURING
    if state not in GRADED_STATES:
        return Moment.ENDED
    return Moment.AFTER_RECALL if recall_shown else Moment.BEFORE_RECALL


def review_options(state: AttemptState, *, recall_shown: bool) -> ReviewOptions:
    """What to show of an attempt to its own person; `recall_shown` is true once any of their attempts passed."""
    return REVIEW[moment_of(state, recall_shown=recall_shown)]
