"""What a password must be: long enough, not among the first guesses, not made of the person's own words.

No rules of composition and no forced renewal (OWASP ASVS 5.0, 6.2): length and rarity are what helps.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

SHORTEST = 8
RECOMMENDED = 15
LONGEST = 128

TOO_SHORT = "Use at least 8 characters. A sentence of 15 or more is better and easier to remember."
TOO_LONG = "Use at most 128 characters."
TOO_COMMON = "This is among the first passwords that anybody would guess. Choose another one."
OWN_WORDS = "Leave out your name, your user name, your phone number, your unit and the name of this site."
UNCHANGED = "Choose a password that differs from the present one."

_LEET = str.maketrans({"@": "a", "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "$": "s", "!": "i"})
_WORDS = """
    password passw0rd passwd admin administrator root user guest test demo welcome login master secret letmein
    changeme default qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm iloveyou woaini woaizhongguo zhongguo beijing
    dragon monkey football baseball sunshine princess superman batman computer internet learning learnhub xuexi
    xuexiqiangguo ganbu dangxiao zuzhibu renmin mima caonima wodemima zhimakaimen abc abcd abcdef aaa aa a q qq wang
    zhang zhao chen yang liu woshi hello china summer winter spring autumn freedom whatever starwars trustno
"""
_TAILS = """
    1 12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 0 00 000 01 11 111 1111 666 888 8888 168
    520 521 1314 5201314 321 654321 ! . @ # abc qwe !! !@# @123 123! 123. #123 _123 @1234 a
"""
_ROWS = (
    *("1234567890", "0987654321", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "!@#$%^&*()"),
    *("qazwsxedcrfvtgbyhnujm", "abcdefghijklmnopqrstuvwxyz", "147258369", "741852963", "q1w2e3r4t5y6u7i8o9p0"),
    *("1q2w3e4r5t6y7u8i9o0p", "zaq12wsxcde34rfv", "zaqxswcdevfr", "01234567890"),
)
_DATE = re.compile(r"(19[3-9]\d|20[0-4]\d)[-./]?(0[1-9]|1[0-2])[-./]?([0-2]\d|3[01])")


def fault(password: str, *, own_words: Iterable[str] = ()) -> str | None:
    """Why a password is refused, as a message; None when it is fit.

    `own_words`: name, user name, phone, unit and whatever else an acquaintance would try.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if is_common(password):
        return TOO_COMMON
    if _holds_own_words(password, own_words):
        return OWN_WORDS
    return None


def is_common(password: str) -> bool:
    """Whether a guesser would try it early: a usual word with a tail, a walk on the keyboard, a date, a repetition."""
    folded = _fold(password)
    bare = folded.rstrip("!.@#?~")
    spellings = {folded, bare, folded.translate(_LEET), bare.translate(_LEET)}
    if not spellings.isdisjoint(first_guesses()) or _DATE.fullmatch(bare):
        return True
    return any(_is_walk(text) or _repeats(text) for text in (folded, bare))


@cache
def first_guesses() -> frozenset[str]:
    """The list of usual passwords of eight characters and more, put together from words and their usual tails."""
    words = _WORDS.split()
    tails = ("", *_TAILS.split(), *map(str, range(1950, 2036)))
    single = (word + tail for word in words for tail in tails)
    double = (one + two for one, two in itertools.product(words, repeat=2))
    reverse = (tail + word for word in words for tail in tails)
    return frozenset(guess for guess in itertools.chain(single, double, reverse) if len(guess) >= SHORTEST)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _holds_own_words(password: str, own_words: Iterable[str]) -> bool:
    folded = _fold(password)
    words = {_fold(word) for word in (*own_words, "learnhub")}
    return any(word in folded for word in words if len(word) >= _least_telling(word))


def _least_telling(word: str) -> int:
    """A Chinese name tells with two characters; a Latin user name of three letters is an accident."""
    return 4 if word.isascii() else 2


def _is_walk(text: str) -> bool:
    """Whether the whole text runs along a row of the keyboard or of the alphabet, forwards or backwards."""
    if len(text) < SHORTEST - 2:
        return False
    return any(text in row * 2 or text in row[::-1] * 2 for row in _ROWS)


def _repeats(text: str) -> bool:
    """Whether the text is one piece of at most four characters over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in (1, 2, 3, 4)) if text else True
