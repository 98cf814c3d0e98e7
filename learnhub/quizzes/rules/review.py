"""What a person may see of an attempt at each of its moments."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import MappingProxyType

from learnhub.quizzes.rules.attempts import GRADED_STATES, UNDER_WAY, AttemptState


class Moment(StrEnum):
    """Before recall is shown the key stays hidden, because the same questions may be asked again.

    `closed`: no further attempt is possible for this person, so the key gives nothing away.
    """

    DURING = "during"
    ENDED = "ended"
    BEFORE_RECALL = "before_recall"
    AFTER_RECALL = "after_recall"
    CLOSED = "closed"


class Shown(StrEnum):
    """What can be shown or held back: right or wrong by question, points, the author's words, the right answers."""

    CORRECTNESS = "correctness"
    MARKS = "marks"
    FEEDBACK = "feedback"
    KEY = "key"


# The four moments that a quiz may set; at `ended` an attempt waits to be graded and there is nothing to show.
SETTABLE = (Moment.DURING, Moment.BEFORE_RECALL, Moment.AFTER_RECALL, Moment.CLOSED)
EVERYTHING = frozenset(Shown)
DEFAULT_REVIEW: Mapping[Moment, frozenset[Shown]] = MappingProxyType(
    {
        Moment.DURING: EVERYTHING,
        Moment.BEFORE_RECALL: frozenset(),
        Moment.AFTER_RECALL: EVERYTHING,
        Moment.CLOSED: frozenset(),
    }
)


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


def moment_of(state: AttemptState, *, recall_shown: bool, closed: bool = False) -> Moment:
    """The moment an attempt is at; a void attempt shows nothing."""
    if state in UNDER_WAY:
        return Moment.DURING
    if state not in GRADED_STATES:
        return Moment.ENDED
    if recall_shown:
        return Moment.AFTER_RECALL
    return Moment.CLOSED if closed else Moment.BEFORE_RECALL


def review_options(
    state: AttemptState,
    *,
    recall_shown: bool,
    closed: bool = False,
    review: Mapping[Moment, frozenset[Shown]] = DEFAULT_REVIEW,
) -> ReviewOptions:
    """What to show of an attempt to its own person; `recall_shown` is true once any of their attempts passed."""
    moment = moment_of(state, recall_shown=recall_shown, closed=closed)
    if moment in (Moment.DURING, Moment.ENDED):
        return ReviewOptions()
    return _options(review.get(moment, DEFAULT_REVIEW[moment]), counts=True)


def waiting_options(
    *, recall_shown: bool, review: Mapping[Moment, frozenset[Shown]] = DEFAULT_REVIEW
) -> ReviewOptions:  # fmt: skip
    """What to show of the questions of an attempt that waits until a person has marked the others; never its sum."""
    moment = Moment.AFTER_RECALL if recall_shown else Moment.BEFORE_RECALL
    return _options(review.get(moment, DEFAULT_REVIEW[moment]), counts=False)


def both(one: ReviewOptions, other: ReviewOptions) -> ReviewOptions:
    """What either of them shows."""
    return ReviewOptions(**{each.name: getattr(one, each.name) or getattr(other, each.name) for each in fields(one)})


def checked_options(review: Mapping[Moment, frozenset[Shown]]) -> ReviewOptions:
    """What to show of an answer that was checked while its attempt is still under way."""
    return _options(review.get(Moment.DURING, DEFAULT_REVIEW[Moment.DURING]), counts=False)


def _options(shown: frozenset[Shown], *, counts: bool) -> ReviewOptions:
    return ReviewOptions(
        counts=counts, sections=counts, score=Shown.MARKS in shown, marks=Shown.CORRECTNESS in shown,
        key=Shown.KEY in shown, explanations=Shown.FEEDBACK in shown,
    )  # fmt: skip
