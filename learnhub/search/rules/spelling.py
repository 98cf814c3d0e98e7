"""Finds the words that a misspelt one may have meant."""

from collections.abc import Mapping

SHORTEST = 4
MOST = 5
MOST_BEGINNINGS = 8


def like(word: str, known: Mapping[str, int]) -> tuple[str, ...]:
    """The known words that go on from this one, else those fewest slips away; none for one that is known or short."""
    if word in known or len(word) < SHORTEST or not word.isascii():
        return ()
    longer = [other for other in known if other.startswith(word)]
    if longer:
        return tuple(sorted(longer, key=lambda other: (-known[other], other))[:MOST_BEGINNINGS])
    most = 1 if len(word) < 7 else 2
    near: dict[int, list[str]] = {}
    for other in known:
        if abs(len(other) - len(word)) <= most and len(other) >= SHORTEST - 1 and _shares(word, other, most):
            slips = distance(word, other, most)
            if slips <= most:
                near.setdefault(slips, []).append(other)
    best = near[min(near)] if near else []
    return tuple(sorted(best, key=lambda other: (other[0] != word[0], -known[other], other))[:MOST])


def distance(one: str, other: str, most: int) -> int:
    """How many slips lie between two words: a letter more, less, wrong, or two changed over; `most` + 1 if more."""
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


def _shares(word: str, other: str, most: int) -> bool:
    """A slip changes at most one letter at each end, so that most pairs need no closer look."""
    return len(set(word) - set(other)) <= most and (word[0] == other[0] or word[-1] == other[-1])
