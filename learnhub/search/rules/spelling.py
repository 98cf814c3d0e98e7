"""Finds the words that a misspelt one may have meant."""

from collections.abc import Callable, Mapping
from itertools import groupby, islice

SHORTEST = 4
MOST = 5
MOST_BEGINNINGS = 8
# So many are looked at before it is given up: each look may be a search.
MOST_LOOKS = 40


def like(word: str, known: Mapping[str, int], is_seen: Callable[[str], bool]) -> tuple[str, ...]:
    """The known words that go on from this one, else those fewest slips away; none for a short one.

    Only words that the asker sees somewhere are taken: others would tell what stands in texts that are not theirs.
    """
    if len(word) < SHORTEST or not word.isascii():
        return ()
    longer = sorted((other for other in known if other.startswith(word)), key=lambda other: (-known[other], other))
    if found := tuple(islice(filter(is_seen, longer[:MOST_LOOKS]), MOST_BEGINNINGS)):
        return found
    for _, near in groupby(_near(word, known)[:MOST_LOOKS], key=lambda each: each[0]):
        if found := tuple(islice(filter(is_seen, (other for _, other in near)), MOST)):
            return found
    return ()


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two words: a letter more, less, wrong, or two changed over; `most` + 1 if more."""
    # Most pairs need no closer look.
    if abs(len(one) - len(other)) > most or len(set(one).difference(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, second in enumerate(other, 1):
            cost = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != second))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == second:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _near(word: str, known: Mapping[str, int]) -> list[tuple[int, str]]:
    """The words a slip or two away with how many it takes, the nearest and commonest first."""
    most = 1 if len(word) < 7 else 2
    alike = (other for other in known if len(other) >= SHORTEST - 1 and _shares_an_end(word, other))
    near = [(slips, other) for other in alike if (slips := distance(word, other, most)) <= most]
    return sorted(near, key=lambda each: (each[0], each[1][0] != word[0], -known[each[1]], each[1]))


def _shares_an_end(word: str, other: str) -> bool:
    """Few slips change both the first letter and the last."""
    return word[0] == other[0] or word[-1] == other[-1]
