"""Whom a requirement binds: post level, rank and membership as they were on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from learnhub.requirements.rules.ladders import PostLevel, Rank


class Match(StrEnum):
    """Whether a person belongs to a population; what was never supplied is not a no."""

    YES = "yes"
    NO = "no"
    TO_BE_SUPPLIED = "to_be_supplied"


@dataclass(frozen=True, slots=True)
class Facts:
    """What held of a person from `start` to `end`, both included; no `end` means until further notice."""

    start: date
    end: date | None = None
    post: PostLevel | None = None
    rank: Rank | None = None
    leading_member: bool = False
    central_group: bool = False

    def hold(self, on: date) -> bool:
        return self.start <= on <= self.last_day

    @property
    def last_day(self) -> date:
        return self.end or date.max


@dataclass(frozen=True, slots=True)
class Population:
    """Conditions that must all hold; a population without conditions is everyone.

    `from_post` / `from_rank`: one of the two, standing that high, is enough.
    `to_post` / `to_rank`: neither may stand higher, and one of them must be known. So a township chief
    who holds the rank of a grade-4 researcher belongs to the upper group only.
    """

    from_post: PostLevel | None = None
    from_rank: Rank | None = None
    to_post: PostLevel | None = None
    to_rank: Rank | None = None
    leading_member: bool | None = None
    central_group: bool | None = None

    def match(self, facts: Facts) -> Match:
        if self.leading_member is not None and facts.leading_member is not self.leading_member:
            return Match.NO
        if self.central_group is not None and facts.central_group is not self.central_group:
            return Match.NO
        return self._match_levels(facts)

    def _match_levels(self, facts: Facts) -> Match:
        if not self._asks_for_a_level:
            return Match.YES
        relevant = (facts.post if self._asks_for_a_post else None, facts.rank if self._asks_for_a_rank else None)
        if relevant == (None, None):
            return Match.NO if self._only_posts else Match.TO_BE_SUPPLIED
        return Match.YES if self._high_enough(facts) and not self._too_high(facts) else Match.NO

    def _high_enough(self, facts: Facts) -> bool:
        if self.from_post is None and self.from_rank is None:
            return True
        by_post = self.from_post is not None and facts.post is not None and facts.post.at_least(self.from_post)
        by_rank = self.from_rank is not None and facts.rank is not None and facts.rank.at_least(self.from_rank)
        return by_post or by_rank

    def _too_high(self, facts: Facts) -> bool:
        by_post = self.to_post is not None and facts.post is not None and not facts.post.at_most(self.to_post)
        by_rank = self.to_rank is not None and facts.rank is not None and not facts.rank.at_most(self.to_rank)
        return by_post or by_rank

    @property
    def _asks_for_a_post(self) -> bool:
        return self.from_post is not None or self.to_post is not None

    @property
    def _asks_for_a_rank(self) -> bool:
        return self.from_rank is not None or self.to_rank is not None

    @property
    def _asks_for_a_level(self) -> bool:
        return self._asks_for_a_post or self._asks_for_a_rank

    @property
    def _only_posts(self) -> bool:
        """Somebody without a leading post is simply outside a population of leading posts."""
        return self._asks_for_a_post and not self._asks_for_a_rank


EVERYONE = Population()


def facts_on(history: Sequence[Facts], on: date) -> Facts | None:
    """The row that held on a day; where rows overlap, the one that started later."""
    holding = [facts for facts in history if facts.hold(on)]
    return max(holding, key=lambda facts: facts.start, default=None)


def promoted_on(history: Sequence[Facts], on: date) -> date | None:
    """The last day up to `on` on which somebody took a higher leading post than the row before.

    The first row of a history is where our records begin; that is no promotion. Neither is a first
    post level after a row in which nothing was known.
    """
    rows = sorted((facts for facts in history if facts.start <= on), key=lambda facts: facts.start)
    steps = [after.start for before, after in pairwise(rows) if _rose(before, after)]
    return steps[-1] if steps else None


def _rose(before: Facts, after: Facts) -> bool:
    if after.post is None:
        return False
    if before.post is None:
        return before.rank is not None
    return not before.post.at_least(after.post)
