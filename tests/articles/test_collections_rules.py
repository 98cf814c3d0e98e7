"""Books out of bodies: nodes and XHTML that hold nothing but words, whatever was written; the order of a collection."""

import json
import typing
from html import unescape
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from learnhub import articles
from learnhub.articles.rules.books.nodes import book_nodes
from learnhub.articles.rules.books.tree import DEEPEST, Around
from learnhub.articles.rules.books.xhtml import to_xhtml
from learnhub.articles.rules.collections import fits, moved, parts_shown
from learnhub.articles.rules.states import Level
from learnhub.platform import markdown
from learnhub.platform.typesetting import font_folder
from tests.real_data import real_data

SITE = Around({"/articles/1/files/2/a.png": "p.png"}, "https://learn.example.org")


def nodes(html):
    return book_nodes(html, SITE, key="c1")


def kinds(tree: typing.Any) -> list[str]:
    """Every kind of node, in order."""
    if isinstance(tree, list):
        return [kind for each in tree for kind in kinds(each)]
    if isinstance(tree, dict):
        return [*([tree["t"]] if "t" in tree else []), *(kind for each in tree.values() for kind in kinds(each))]
    return []


def test_words_that_look_like_code_stay_words():
    html = "<p>#import &quot;x&quot; $ \\ @a &lt;b&gt; <code>#eval(1)</code></p>"

    assert nodes(html) == [{"t": "p", "c": ['#import "x" $ \\ @a <b> ', {"t": "mono", "v": "#eval(1)"}]}]


def test_a_footnote_stands_at_its_first_mention_and_is_named_at_the_second():
    ref = '<sup><a class="footnote-ref" href="#a-fn-1">1</a></sup>'
    back = '<a class="footnote-backref" href="#x">↩</a>'
    html = f'<p>甲{ref}乙{ref}</p><div class="footnote"><hr><ol><li id="a-fn-1"><p>注。 {back}</p></li></ol></div>'

    assert nodes(html) == [
        {"t": "p", "c": ["甲", {"t": "note", "label": "c1-1", "c": ["注。"]}, "乙", {"t": "again", "label": "c1-1"}]}
    ]  # fmt: skip


def test_the_cells_of_a_careless_table_neither_overlap_nor_reach_out():
    html = (
        '<table><tr><td rowspan="9" colspan="99">甲</td><td>乙</td></tr><tr><td colspan="0">丙</td></tr>'
        '<tr><td rowspan="2">丁</td></tr></table>'
    )

    (table,) = nodes(html)

    taken = [(c["x"] + i, c["y"] + j) for c in table["cells"] for i in range(c["wide"]) for j in range(c["high"])]
    assert len(taken) == len(set(taken))
    assert max(x for x, _y in taken) < table["columns"] and max(y for _x, y in taken) <= 2


def test_nesting_ends_where_paper_does_and_the_words_stay():
    html = "<blockquote>" * 60 + "<p>底</p>" + "</blockquote>" * 60

    found = nodes(html)

    assert kinds(found).count("quote") <= DEEPEST
    assert "底" in str(found)


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://a.cn/甲?x=1&y=2", "https://a.cn/%E7%94%B2?x=1&y=2"),
        ("/articles/5", "https://learn.example.org/articles/5"),
        ("javascript:alert(1)", None),
        ("//evil.example/x", None),
        ("data:text/html,x", None),
        ("https://[broken", None),
    ],
)
def test_links_lead_to_the_web_or_nowhere(href, kept):
    (paragraph,) = nodes(f'<p><a href="{href}">词</a></p>')

    assert paragraph["c"] == ([{"t": "link", "to": kept, "c": ["词"]}] if kept else ["词"])


def test_a_line_end_between_chinese_characters_is_no_space():
    assert nodes("<p>甲\n乙 and\nthen</p>") == [{"t": "p", "c": ["甲乙 and then"]}]


def test_xhtml_is_well_formed_and_refers_to_nothing_outside_the_book():
    html = (
        '<p id="a" data-block="1">甲<br>乙 &amp; <img src="/articles/1/files/2/a.png" alt="&quot;图" loading="lazy">'
        '<img src="/articles/9/files/9/x.png" alt="别人的"></p><p id="a">又</p><ul><li><input checked=""> 好'
        '</li></ul><a href="#none">无</a><a href="#a">有</a><a href="/articles/3">站内</a>'
        '<math alttext="x&lt;1"><mi>x</mi></math><table><tr><td align="right">1</td></tr></table>'
    )

    made = to_xhtml(html, SITE)

    root = fromstring(f"<root>{made}</root>")
    assert [each.get("src") for each in root.iter("img")] == ["pictures/p.png"]
    assert [each.get("href") for each in root.iter("a")] == ["#a", "https://learn.example.org/articles/3"]
    assert [each.get("id") for each in root.iter("p")] == ["a", None]
    assert root.find(".//{http://www.w3.org/1998/Math/MathML}mi") is not None
    assert 'class="to-right"' in made and "别人的" in made and "data-block" not in made


def test_every_hostile_sample_becomes_well_formed_xhtml_without_a_script():
    folder = real_data("html-sanitizing")
    samples = [path for path in sorted(folder.rglob("*")) if path.is_file()][:40]

    for path in samples:
        text = path.read_text(encoding="utf-8", errors="replace")[:20_000]
        try:
            html = markdown.render(text, language="zh-CN", text_format="html").html
        except markdown.MarkdownRefused:
            continue
        made = to_xhtml(html, SITE)
        every = list(fromstring(f"<root>{made}</root>").iter())
        assert not {each.tag for each in every} & {"script", "iframe", "object", "style", "svg"}
        said = {key.lower(): value for each in every for key, value in each.items()}
        assert not any(key.startswith("on") for key in said)
        assert not said.get("href", "").lower().startswith("javascript")
        nodes(html)


def test_the_order_moves_one_and_keeps_the_rest():
    assert moved("abcd", "c", 1) == ["c", "a", "b", "d"]
    assert moved("abcd", "a", 4) == ["b", "c", "d", "a"]
    assert moved("abcd", "b", 99) == ["a", "c", "d", "b"]
    assert moved("abcd", "b", 0) == ["b", "a", "c", "d"]


def test_a_part_keeps_its_heading_when_its_first_article_is_left_out():
    assert parts_shown([("一", False), ("", True), ("二", True), ("", False), ("三", False)]) == ["一", "二"]


@pytest.mark.parametrize(
    ("level", "article_level", "article_unit", "fine"),
    [
        (Level.COUNTY, Level.COUNTY, 2, True),
        (Level.COUNTY, Level.UNIT, 1, False),
        (Level.UNIT, Level.UNIT, 1, True),
        (Level.UNIT, Level.UNIT, 2, False),
        (Level.UNIT, Level.COUNTY, 2, True),
    ],
)
def test_a_collection_carries_no_article_further_than_it_was_released(level, article_level, article_unit, fine):
    assert fits(level=level, unit_id=1, article_level=article_level, article_unit_id=article_unit) is fine


def test_chinese_is_set_in_the_forms_of_the_mainland(tmp_path):
    import typst

    template = (Path(articles.__file__).parent / "templates" / "books" / "book.typ").read_text(encoding="utf-8")
    words = dict.fromkeys(("foreword", "contents", "contributors", "summary", "picture_left_out", "rows_left_out"), "")
    book = {"language": "zh-CN", "title": "骨直角", "subtitle": "", "authors": [], "byline": "", "imprint": ""}
    (tmp_path / "book.json").write_text(json.dumps(book | {"words": words}), encoding="utf-8")
    covers = []
    for text in (template, template, template.replace('region: "cn"', 'region: "tw"')):
        (tmp_path / "book.typ").write_text(text, encoding="utf-8")
        covers.append(
            typst.compile(
                str(tmp_path / "book.typ"), root=str(tmp_path), font_paths=[str(font_folder())], format="png",
                ignore_system_fonts=True, sys_inputs={"only": "cover"},
            )
        )  # fmt: skip

    assert covers[0] == covers[1] != covers[2]


def test_nothing_is_escaped_twice():
    assert unescape(to_xhtml("<p>a &lt;b&gt; &amp;amp;</p>", SITE)) == "<p>a <b> &amp;</p>"
