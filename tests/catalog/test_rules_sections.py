"""Sections, their weights and their identities."""

import re
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.catalog.rules.blocks import read_blocks
from learnhub.catalog.rules.sections import Change, SectionCut, change_kind, cut_sections
from learnhub.catalog.rules.weights import Weights, nominal_minutes, text_weight
from learnhub.platform import markdown
from tests.real_data import real_data


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("公文写作", "4"),
        ("公文，写作。", "6"),
        ("“公文”——写作……", "10"),
        ("don’t", "1.8"),
        ("two words", "3.6"),
        ("well-known idea", "3.6"),
        ("naïve café", "3.6"),
        ("привет", "1.8"),
        ("2026", "1"),
        ("2026-11-23", "1"),
        ("3.14 and 1,000", "3.8"),
        ("2026年11月", "4"),
        ("HTML5标准", "3.8"),
        ("Ｗｏｒｄ", "4"),
        ("１２", "2"),
        ("かな カナ", "4"),
        ("한국어", "3"),
        ("𠮷", "1"),
        ("第\u3000一", "2"),
        ("... - !", "0"),
        ("", "0"),
    ],
)
def test_text_weighs_what_there_is_to_read(text: str, weight: str) -> None:
    assert text_weight(text) == Decimal(weight)


@pytest.mark.parametrize(
    ("body", "weight"),
    [
        ("<p>公文<strong>写</strong>作</p>", "4"),
        ("<p>un<em>believ</em>able</p>", "1.8"),
        ("<p>one</p><p>two</p>", "3.6"),
        ("<p>一<br>二</p>", "2"),
        ("<pre><code>a = 1\n\nb = 2\n</code></pre>", "24"),
        ("<p>用 <code>ls -la</code></p>", "4.6"),
        ('<p>设 <math alttext="x"><mi>x</mi><mo>=</mo><mn>1</mn></math> 则</p>', "22"),
        ('<p><code class="formula-text">\\frac{a}{b}</code></p>', "20"),
        ('<p><img src="/a.png" alt="很长很长的说明"></p>', "40"),
        ("<table><tr><td>一二</td><td>three</td><td>4</td></tr></table>", "4.8"),
        ('<p>甲<sup><a class="footnote-ref" href="#f">1</a></sup></p>', "1"),
        ("<hr>", "0"),
        ("裸字<p>段</p>", "3"),
    ],
)
def test_a_block_weighs_the_sum_of_what_is_in_it(body: str, weight: str) -> None:
    assert sum(block.weight for block in read_blocks(body)) == Decimal(weight)


def test_weights_can_be_set() -> None:
    (section,) = cut_sections("<p>one 二</p>", language="en", weights=Weights(word=Decimal(3)))

    assert section.weight == 4


@pytest.mark.parametrize(("weight", "minutes"), [(0, 1), (100, 1), (599, 1), (600, 2), (4000, 10)])
def test_nominal_minutes_come_from_the_typical_pace(weight: int, minutes: int) -> None:
    assert nominal_minutes(weight) == minutes


def heading(title: str, level: int = 2) -> str:
    return f'<h{level} id="c-{title}" data-level="{level}">{title}</h{level}>'


def words(count: int, character: str = "字") -> str:
    return f"<p>{character * count}</p>"


def cut(body: str) -> list[SectionCut]:
    return cut_sections(body, language="zh-CN")


def shape(sections: list[SectionCut]) -> list[tuple[str, int, int, int]]:
    return [(each.title, each.chars, each.part, each.parts) for each in sections]


def test_a_lesson_is_cut_at_headings_of_the_first_three_levels() -> None:
    body = "".join(heading(f"节{level}", level) + words(200) for level in (1, 2, 3, 4))

    assert shape(cut(body)) == [("节1", 202, 1, 1), ("节2", 202, 1, 1), ("节3", 404, 1, 1)]


def test_the_author_s_level_decides_even_where_the_page_shows_another() -> None:
    body = '<h2 data-level="4" id="a">甲</h2>' + words(200) + '<h3 data-level="3" id="b">乙</h3>' + words(200)

    assert shape(cut(body)) == [("甲", 201, 1, 1), ("乙", 201, 1, 1)]


def test_a_heading_inside_a_quote_is_no_cut() -> None:
    body = words(200) + f"<blockquote>{heading('引')}{words(200)}</blockquote>"

    assert shape(cut(body)) == [("", 401, 1, 1)]


def test_a_small_piece_joins_the_next_and_the_last_joins_the_one_before() -> None:
    body = heading("短") + words(50) + heading("长") + words(300) + heading("尾") + words(20)

    assert shape(cut(body)) == [("长", 373, 1, 1)]


def test_a_short_lesson_is_one_section() -> None:
    assert shape(cut(heading("甲") + words(10) + heading("乙") + words(5))) == [("甲", 17, 1, 1)]


def test_exactly_120_stands_alone_and_119_does_not() -> None:
    assert len(cut(words(120) + heading("甲") + words(300))) == 2
    assert len(cut(words(119) + heading("甲") + words(300))) == 1


def test_a_long_piece_is_cut_into_numbered_parts_of_about_800() -> None:
    sections = cut(heading("长文") + words(100) * 24)

    assert shape(sections) == [("长文", 802, 1, 3), ("长文", 800, 2, 3), ("长文", 800, 3, 3)]
    assert [each.heading_anchor for each in sections] == ["c-长文", "", ""]


def test_a_piece_of_1500_stays_whole_and_one_long_paragraph_too() -> None:
    assert len(cut(words(100) * 15)) == 1
    assert shape(cut(words(5000))) == [("", 5000, 1, 1)]


def test_no_part_ends_with_a_heading() -> None:
    body = words(100) * 7 + (heading("细目", 4) + words(90)) * 12

    assert all(not re.search(r"</h\d>\s*$", section.html) for section in cut(body))


def test_the_footnotes_belong_to_the_last_section() -> None:
    notes = '<div class="footnote"><hr><ol><li id="c-fn-1">' + words(30) + "</li></ol></div>"

    sections = cut(heading("甲") + words(200) + heading("乙") + words(200) + notes)

    assert len(sections) == 2
    assert notes in sections[-1].html


def test_a_section_keeps_its_identity_when_only_markup_or_blanks_change() -> None:
    (before,) = cut("<p>第一段，<strong>重点</strong>。</p><p>第二段</p>")
    (after,) = cut('<p class="x">第一段，重点。</p>\n\n<p>第二段</p>\n')

    assert before.identity == after.identity
    assert len(before.identity) == 64


def test_a_changed_word_changes_only_its_own_section() -> None:
    before = cut(heading("甲") + words(200) + heading("乙") + words(200))
    after = cut(heading("甲") + words(200) + heading("乙") + words(199) + "<p>改</p>")

    assert before[0].identity == after[0].identity
    assert before[1].identity != after[1].identity


def test_two_sections_that_say_the_same_are_told_apart() -> None:
    sections = cut((heading("甲") + words(200)) * 3)

    assert len({each.identity for each in sections}) == 3
    assert len({each.anchor for each in sections}) == 3


def test_formulas_and_pictures_are_part_of_the_identity() -> None:
    one, other = (cut(f'<p>设<math alttext="{tex}"><mi>v</mi></math></p>')[0] for tex in ("x", "y"))

    assert one.identity != other.identity


def test_an_empty_body_has_no_section() -> None:
    assert cut("") == []
    assert cut("\n ") == []


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("abcd", "abcd", Change.NONE),
        ("", "", Change.NONE),
        ("abcd", "abdc", Change.MINOR),
        ("abcd", "abcx", Change.MINOR),
        ("abcd", "abxy", Change.MATERIAL),
        ("abcd", "abcde", Change.MINOR),
        ("abc", "abx", Change.MATERIAL),
        ("aab", "ab", Change.MATERIAL),
        ("abcd", "", Change.MATERIAL),
        ("", "a", Change.MATERIAL),
    ],
)
def test_a_quarter_of_new_sections_is_a_minor_change(old: str, new: str, kind: Change) -> None:
    assert change_kind(list(old), list(new)) is kind


class Nesting(HTMLParser):
    """Raises where an end does not match its beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"hr", "br", "img", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def assert_well_formed(body: str) -> None:
    reader = Nesting()
    reader.feed(body)
    reader.close()
    assert reader.open == []


def assert_sections_hold(body: str, sections: list[SectionCut]) -> None:
    assert "".join(section.html for section in sections) == (body if body.strip() else "")
    assert sum(section.weight for section in sections) == sum(block.weight for block in read_blocks(body))
    assert all(section.weight >= 120 for section in sections) or len(sections) == 1
    assert max(Counter(section.identity for section in sections).values(), default=1) == 1
    for section in sections:
        assert_well_formed(section.html)


BLOCKS = st.one_of(
    st.builds(heading, st.sampled_from(["甲", "乙", "丙"]), st.integers(1, 6)),
    st.builds(words, st.integers(0, 2000), st.sampled_from("字文 a")),
    st.sampled_from(
        [
            "\n",
            "<hr>",
            "<pre><code>a\nb &lt; c\n</code></pre>",
            "<ul><li>一<ul><li>二</li></ul></li></ul>",
            "<blockquote><h2>引</h2><p>文</p></blockquote>",
            '<p><img src="/a.png" alt="图"></p>',
            '<div class="formula"><math alttext="x &gt; 1"><mi>x</mi></math></div>',
            "<table><tr><td>一</td></tr></table>",
            "裸字 &amp; <em>强调</em>",
        ]
    ),
)


@given(st.lists(BLOCKS, max_size=40).map("".join))
def test_sections_put_together_are_the_lesson(body: str) -> None:
    assert_sections_hold(body, cut(body))


@pytest.mark.parametrize("folder", ["webdev-course", "laws-zh"])
def test_real_texts_fall_into_sections(folder: str) -> None:
    files = sorted(real_data(folder).rglob("*.md"))[::12]

    for file in files:
        body = markdown.render(file.read_text(encoding="utf-8"), language="zh-CN").html
        assert_sections_hold(body, cut(body))
