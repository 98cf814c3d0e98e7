"""Text made fit to store: once tidy, it stays as it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.kernel.text import normalise, one_line, shorten

anything = st.text(alphabet=st.characters(codec=None))
# Where tidying goes wrong: letters, accents, controls, spaces and ends of lines next to each other.
awkward = st.text(alphabet=st.sampled_from("aé\u0301\u0308\u1100\u1161\x00\x1f\x85\u2028\u3000 \t\r\n\ud800学"))


@given(st.one_of(anything, awkward))
def test_tidying_twice_changes_nothing(text):
    once = normalise(text)

    assert normalise(once) == once
    assert one_line(one_line(text)) == one_line(text)


@given(st.one_of(anything, awkward))
def test_tidy_text_is_composed_and_free_of_controls(text):
    tidy = normalise(text)

    assert unicodedata.is_normalized("NFC", tidy)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in tidy)
    assert tidy.encode("utf-8").decode("utf-8") == tidy


@given(st.one_of(anything, awkward))
def test_a_line_is_one_line(text):
    line = one_line(text)

    assert line.splitlines() in ([], [line])
    assert "  " not in line


def test_a_control_between_a_letter_and_its_accent_leaves_one_letter():
    assert normalise("e\x00\u0301") == "é"


def test_ends_of_lines_become_one_kind_and_tabs_stay():
    assert normalise("一\r\n二\r三\n四\t五 ") == "一\n二\n三\n四\t五"


def test_a_line_keeps_words_apart_by_one_space():
    assert one_line("  沈\u3000佳 \n 同志\t") == "沈 佳 同志"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [("学习", 2, "学习"), ("学习者", 2, "学…"), ("one two", 5, "one…"), ("学习", 1, "…"), ("", 1, "")],
)
def test_shortening_says_that_something_was_cut(text, length, short):
    assert shorten(text, length) == short


@given(st.text(), st.integers(min_value=1, max_value=30))
def test_a_shortened_text_is_no_longer_than_asked(text, length):
    assert len(shorten(text, length)) <= length


def test_nothing_is_shortened_to_nothing():
    with pytest.raises(ValueError, match="shortened"):
        shorten("学习", 0)
