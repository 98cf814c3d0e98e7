"""The rules of writing, without a page: differences, what to look at before handing in, titles and tags."""

import time as clocks

import pytest

from learnhub.articles.rules.checking import Fault, check_text, own_links
from learnhub.articles.rules.differences import Change, compare_line
from learnhub.articles.rules.writing import tags_in, tidy_source, title_fault


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("跑三趟", "跑一趟", [("same", "跑"), ("gone", "三"), ("new", "一"), ("same", "趟")]),
        ("the old form", "the new form", [("same", "the "), ("gone", "old"), ("new", "new"), ("same", " form")]),
        ("", "新", [("new", "新")]),
        ("同", "同", [("same", "同")]),
    ],
)
def test_the_difference_of_a_line_goes_by_chinese_character_and_by_latin_word(before, after, pieces):
    assert [(each.change.value, each.text) for each in compare_line(before, after)] == pieces


def test_a_difference_gives_both_texts_back():
    before, after = "一二三 four五\n" * 30, "一三 four六\n五" * 30

    pieces = compare_line(before, after)

    assert "".join(each.text for each in pieces if each.change is not Change.NEW) == before
    assert "".join(each.text for each in pieces if each.change is not Change.GONE) == after


def test_two_texts_that_have_nothing_in_common_take_no_minutes():
    began = clocks.process_time()

    compare_line("甲乙" * 50_000, "丙丁" * 50_000)

    assert clocks.process_time() - began < 2


def test_the_check_names_the_line_of_what_to_look_at():
    source = "## 一\n\n#### 三\n\n![](a.png)\n\n#\n\n```\n![](in code.png)\n```\n\n[去处]()\n"

    found = {(each.fault, each.line) for each in check_text(source)}

    assert {(Fault.HEADING_JUMP, 3), (Fault.NO_ALT, 5), (Fault.EMPTY_HEADING, 7), (Fault.NO_ADDRESS, 13)} <= found
    assert all(line != 10 for _fault, line in found)


def test_the_check_asks_only_for_addresses_of_this_site():
    source = "[甲](/articles/1) [乙](https://e.org/x) [丙](#起因)\n\n[丁]: /help\n"

    assert [(link.line, link.address) for link in own_links(source)] == [(1, "/articles/1"), (1, "#起因"), (3, "/help")]


@pytest.mark.parametrize(
    ("title", "fine"), [("题", True), ("5G", True), ("🎉👍🏽", False), ("1️⃣", False), ("……", False)]
)
def test_a_title_has_a_word(title, fine):
    assert (title_fault(title) == "") is fine


def test_tags_are_words_each_once():
    assert tags_in("#一次告知， 窗口,窗口；A,a\n\x00") == ("一次告知", "窗口", "A")
    assert len(tags_in("，".join(map(str, range(40))))) == 10


def test_a_text_loses_only_signs_that_nobody_sees():
    assert tidy_source("a\x00\r\nb\r\tc\u200d \ud800") == "a\nb\n\tc\u200d "
