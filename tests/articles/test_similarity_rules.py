"""Comparing texts: what is folded, what is a quotation, which passages are the same, and how many copies are found."""

import random

import pytest

from learnhub.articles.actions.fingerprints import simplified
from learnhub.articles.rules.similarity.passages import SHORTEST, Finder
from learnhub.articles.rules.similarity.plain import plain
from learnhub.articles.rules.similarity.titles import grams, told_most
from learnhub.articles.rules.similarity.tokens import tokenise, windows
from tests.articles.copies import WAYS, collect, copied, look, texts

pytestmark = pytest.mark.once
LONG = "县里把群众办事要交的材料清单贴在网上，窗口当场核对，缺什么一次说清楚，不让人跑第二趟。"


def tokens(html):
    return tokenise(plain(html), simplified)


def shared(here, there):
    finder = Finder(tokens(here))
    return [finder.passages(tokens(there)), finder]


@pytest.mark.parametrize(
    "other",
    [
        LONG.replace("，", ", ").replace("。", "."),
        "縣裏把羣眾辦事要交的材料清單貼在網上，窗口當場核對，缺什麼一次說清楚，不讓人跑第二趟。",
        LONG.replace("清单", "清\u3000单"),
        f"前面另有一句。<strong>{LONG[:10]}</strong>{LONG[10:]}",
    ],
)
def test_width_blanks_marks_and_script_make_no_difference(other):
    passages, _ = shared(f"<p>{LONG}</p>", f"<p>{other}</p>")

    assert len(passages) == 1


def test_a_word_exchanged_here_and_there_leaves_one_passage():
    passages, _ = shared(f"<p>{LONG}</p>", f"<p>{LONG.replace('材料清单', '要件目录').replace('当场', '立即')}</p>")

    assert [passage.here[0] for passage in passages] == [0]


def test_a_set_phrase_alone_is_no_passage():
    phrase = "以习近平新时代中国特色社会主义思想为指导"

    passages, _ = shared(f"<p>{phrase}，修了一条水渠。</p>", f"<p>{phrase}，办好三件实事。</p>")

    assert len(phrase) < SHORTEST
    assert passages == []


def test_places_are_characters_of_the_plain_text():
    html = f"<h2>一、起因</h2>\n<p>村里有一条渠。</p>\n<p>{LONG}</p>"

    (passages, _), text = shared(html, f"<p>{LONG}</p>"), plain(html).text

    assert text[slice(*passages[0].here)] == LONG.rstrip("。")


@pytest.mark.parametrize(
    ("html", "left"),
    [
        (f"<blockquote><p>{LONG}</p></blockquote>", "block"),
        (f"<p>他说：「{LONG}」</p>", "quote"),
        (f'<div class="footnote" role="doc-endnotes"><ol><li>{LONG}</li></ol></div>', "footnote"),
        ("<p>按照《中华人民共和国行政处罚法》办理</p>", "title"),
    ],
)
def test_what_is_somebody_elses_by_its_own_word_is_left_out(html, left):
    found = plain(html)

    assert [each.why for each in found.left] == [left]


@pytest.mark.parametrize(
    "html", ["<p>“放管服”改革</p>", "<p>他说：“没有收住的引号，后面还有很长很长的话。</p><p>”</p>"]
)
def test_a_way_of_speaking_and_a_mark_left_open_are_no_quotation(html):
    assert plain(html).left == ()


def test_a_text_without_words_has_no_window():
    assert list(windows(tokens("<p>🎉</p>"))) == []


def test_a_title_is_found_by_what_it_says_and_not_by_its_form():
    assert grams("关于一次告知的几点思考") == ("一次", "次告", "告知")
    assert told_most("一次告知怎么落地", lambda _: {"一次": 4, "次告": 2, "告知": 3, "落地": 900}) == (
        "次告",
        "告知",
        "一次",
        "落地",
    )
    assert told_most("🎉🎉", lambda _: {}) == ()


def test_copies_out_of_real_laws_are_found():
    pieces = [text for _, text in zip(range(24), texts(), strict=False)]
    dice, collection = random.Random(5), collect(pieces[:20])

    found = [
        look(collection, copied(collection.texts[number], pieces[20 + number], 0.1, way, dice)[0], number)
        for number, way in enumerate(WAYS)
    ]

    assert all(seen for seen, _, _ in found)
    assert all(share > 0.05 for _, share, _ in found)
