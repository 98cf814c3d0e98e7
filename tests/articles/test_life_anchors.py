"""A remark beside a paragraph finds it again, however the text was changed."""

import pytest

from learnhub.articles.rules.anchors import Placed, place, quoted
from learnhub.kernel.ids import digest

pytestmark = pytest.mark.once

RAN = "群众反映办事要跑三趟，每一趟都有不同的说法。"
LIST = "把材料清单贴在网上，一次告知，少一样也不让人白跑。"
LESS = "三个月以后，平均只跑一趟。"


def blocks(*texts):
    return [{"anchor": f"p-{number}", "hash": digest(text), "text": text} for number, text in enumerate(texts)]


def beside(text, number, now):
    return place(number, digest(text), quoted(text), now)


def test_a_paragraph_that_nobody_touched_is_found_where_it_was():
    assert beside(LIST, 1, blocks(RAN, LIST, LESS)) == Placed(1, changed=False)


def test_a_paragraph_is_found_where_it_was_moved_to():
    assert beside(LIST, 1, blocks(LESS, RAN, "新的一段。", LIST)) == Placed(3, changed=False)


def test_of_two_paragraphs_with_the_same_words_the_nearer_one_is_meant():
    assert beside(RAN, 3, blocks(RAN, LIST, LESS, LIST, RAN)) == Placed(4, changed=False)


def test_a_paragraph_that_was_corrected_is_found_and_said_to_be_changed():
    corrected = "把材料清单贴在网上和窗口，一次告知，缺一样也不让人白跑。"

    assert beside(LIST, 1, blocks(RAN, "新的一段。", corrected)) == Placed(2, changed=True)


def test_of_two_paragraphs_that_are_alike_the_more_alike_one_is_taken():
    near, nearer = LIST.replace("清单", "目录").replace("白跑", "空跑"), LIST.replace("清单", "目录")

    assert beside(LIST, 0, blocks(near, RAN, nearer)) == Placed(2, changed=True)


def test_a_paragraph_that_was_written_anew_is_gone():
    assert beside(LIST, 1, blocks(RAN, "窗口增加了两名志愿者。", LESS)) == Placed(None, changed=True)


def test_nothing_is_found_in_an_empty_text():
    assert beside(LIST, 1, []) == Placed(None, changed=True)


def test_a_picture_without_words_is_not_taken_for_any_paragraph():
    assert place(0, digest("gone"), "", blocks(RAN, LIST)) == Placed(None, changed=True)


def test_only_the_quoted_beginning_of_a_long_paragraph_counts():
    long = LIST * 40

    assert beside(long, 0, blocks(RAN, long + LESS)) == Placed(1, changed=True)
