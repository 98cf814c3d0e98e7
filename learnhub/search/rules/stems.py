"""Brings the forms of an English word together: plurals, and what ends in -ed, -ing or -e."""

from functools import lru_cache

_VOWELS = frozenset("aeiouy")
# What would match nearly every English text and say nothing about any.
STOP_WORDS = frozenset(
    (
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "that",
        "the",
        "this",
        "to",
        "was",
        "what",
        "when",
        "where",
        "which",
        "with",
    )
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded word; what is not plain a–z, or is short, stays as it is."""
    if len(word) < 4 or not (word.isascii() and word.isalpha()):
        return word
    word = _singular(word)
    for ending in ("ing", "ed"):
        if word.endswith(ending):
            rest = word[: -len(ending)]
            if len(rest) > 2 and not _VOWELS.isdisjoint(rest):
                word = _undoubled(rest)
            break
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def _singular(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies") or word.endswith("ied"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _undoubled(rest: str) -> str:
    """`stopp` is `stop`; `call` and `pass` are words."""
    return rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
