"""What authors write, and what readers see."""

import threading

import pytest

from learnhub.platform import markdown
from learnhub.platform.markdown import Problem, ReferenceKind, Resolved, Source


def html(text: str, *, language: str = "zh-CN") -> str:
    return markdown.render(text, language=language).html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**重点：**内容", "<p><strong>重点：</strong>内容</p>"),
        ("请看**《条例》**第三条", "<p>请看<strong>《条例》</strong>第三条</p>"),
        ("这是**“关键”**一步", "<p>这是<strong>“关键”</strong>一步</p>"),
        ("*着重*的字", "<p><em>着重</em>的字</p>"),
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("第一行，\n“引文”", "<p>第一行，“引文”</p>"),
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("~~删~~ H~2~O x^2^ ^^加^^", "<p><del>删</del> H<sub>2</sub>O x<sup>2</sup> <ins>加</ins></p>"),
        ("原价$5，现价$4。", "<p>原价$5，现价$4。</p>"),
    ],
)
def test_chinese_text_reads_as_it_was_meant(text: str, expected: str) -> None:
    assert html(text) == expected


def test_an_address_in_chinese_text_ends_where_the_next_character_begins() -> None:
    found = html("详见https://a.gov.cn/x_y_z。后面（http://b.cn/y）")

    assert 'href="https://a.gov.cn/x_y_z"' in found
    assert 'href="http://b.cn/y"' in found


@pytest.mark.parametrize("text", ["[甲 https://a.cn 乙](https://b.cn)", "<a href='https://b.cn'>https://a.cn</a>"])
def test_an_address_inside_a_link_makes_no_second_link(text: str) -> None:
    assert html(text).count("<a ") == 1


@pytest.mark.parametrize("quoted", ["`https://a.cn`", "```\nhttps://a.cn\n```"])
def test_an_address_in_code_is_code(quoted: str) -> None:
    assert "<a " not in html(quoted)


def test_a_list_needs_no_blank_line_and_two_blanks_nest_it() -> None:
    found = html("要点:\n- 甲\n  - 乙\n    - 丙\n- 丁\n\n尾段")

    assert found.count("<ul>") == 3
    assert found.index("</ul>\n<p>尾段</p>") > 0


def test_code_inside_a_list_item_stays_in_the_item() -> None:
    found = html("1. 甲\n\n   ```sh\n   ls -la\n   ```\n\n2. 乙")

    assert found.count("<ol>") == 1
    assert found.index("highlight") < found.index("乙")


def test_a_numbered_list_keeps_its_first_number() -> None:
    assert '<ol start="3">' in html("3. 丙\n4. 丁")


def test_indented_code_is_left_alone() -> None:
    assert "- 甲" in html("段落\n\n    - 甲\n    - 乙\n")


def test_a_rule_and_an_underlined_heading_are_no_lists() -> None:
    found = html("标题\n---\n\n甲\n\n- - -\n")

    assert "<h2" in found
    assert "<hr>" in found
    assert "<ul>" not in found


def test_a_table_scrolls_in_a_region_named_after_its_columns() -> None:
    found = html("说明\n| 文种 | 数 | |\n|---|--:|---|\n| 请示 | 1 | x |")

    assert '<div class="table-scroll" role="region" tabindex="0" aria-label="表格 1：文种、数"><table>' in found
    assert '<th align="right" scope="col">数</th>' in found
    assert "<td></td>\n</tr>\n</thead>" in found
    assert "style=" not in found


def test_two_tables_have_two_names() -> None:
    found = html("|a|\n|-|\n|1|\n\n文\n\n|a|\n|-|\n|1|", language="en")

    assert 'aria-label="Table 1: a"' in found
    assert 'aria-label="Table 2: a"' in found


def test_tasks_are_fixed_and_named() -> None:
    found = html("- [ ] 读条例\n- [x] 写**提纲**\n  - 细节")

    assert '<input type="checkbox" disabled="" aria-label="读条例">' in found
    assert '<input type="checkbox" disabled="" checked="" aria-label="写提纲">' in found


def test_an_input_outside_a_task_list_is_dropped() -> None:
    assert "<input" not in html("姓名 <input type=checkbox checked>")


def test_footnotes_say_what_they_are() -> None:
    found = html("甲[^1]\n\n[^1]: 注")

    assert '<a class="footnote-ref" href="#c-fn-1" aria-label="脚注 1" role="doc-noteref">1</a>' in found
    assert '<div class="footnote" role="doc-endnotes" aria-label="脚注">' in found
    assert 'aria-label="回到正文，脚注 1"' in found
    assert 'id="c-fnref-1"' in found


@pytest.mark.parametrize(
    ("language", "title"), [("zh-CN", "说明"), ("en", "Note"), ("fr", "Note")], ids=["chinese", "english", "other"]
)
def test_a_note_without_a_title_is_named_in_the_language_of_the_text(language: str, title: str) -> None:
    found = html("!!! note\n    内容", language=language)

    assert f'<p class="admonition-title">{title}</p>' in found
    assert '<div class="admonition note" role="note">' in found


def test_a_callout_as_other_sites_write_it_is_a_note() -> None:
    assert '<div class="admonition warning" role="note">' in html("> [!WARNING]\n> 小心")


def test_details_open_and_close() -> None:
    assert '<details class="tip">\n<summary>展开</summary>' in html('??? tip "展开"\n    内容')


def test_code_is_coloured_by_classes_and_can_be_scrolled_by_keyboard() -> None:
    found = html("```python\ndef f(): pass\n```")

    assert '<div class="language-python highlight"><pre tabindex="0">' in found
    assert '<span class="k">def</span><span class="w"> </span><span class="nf">f</span>' in found


def test_formulas_become_mathml() -> None:
    found = html("$\\frac{a}{b}$\n\n$$\n\\sum_{i=1}^n \\text{学时}_i\n$$")

    assert '<span class="formula"><math alttext="\\frac{a}{b}" display="inline"><mrow><mfrac>' in found
    assert '<div class="formula"><math ' in found
    assert "<mtext>学时</mtext>" in found


def test_a_formula_that_cannot_be_read_stays_as_text_and_is_reported() -> None:
    rendered = markdown.render("甲\n\n乙 $\\undefinedthing{x}$", language="zh-CN")

    assert '<code class="formula-text">\\undefinedthing{x}</code>' in rendered.html
    assert [(each.line, each.params["formula"]) for each in rendered.problems] == [(3, "\\undefinedthing{x}")]


def test_definitions_abbreviations_and_contents() -> None:
    found = html("[TOC]\n\n## 甲\n\n术语\n:   解释\n\nHTML\n\n*[HTML]: 超文本\n")

    assert '<div class="toc">' in found
    assert '<a href="#c-甲">甲</a>' in found
    assert "<dt>术语</dt>\n<dd>解释</dd>" in found
    assert '<abbr title="超文本">HTML</abbr>' in found


def test_the_heading_that_repeats_the_title_is_dropped_and_the_others_follow_it() -> None:
    rendered = markdown.render("# 公文 的**结构**\n\n## 一　文种\n\n#### 细节\n", language="zh-CN", title="公文的结构")

    assert rendered.title == "公文 的结构"
    assert rendered.html == (
        '<h2 id="c-一-文种" data-level="2">一　文种</h2>\n<h3 id="c-细节" data-level="4">细节</h3>'
    )
    assert [(each.level, each.title, each.anchor) for each in rendered.headings] == [
        (2, "一 文种", "c-一-文种"),
        (4, "细节", "c-细节"),
    ]


def test_another_first_heading_stays_below_the_title_of_the_page() -> None:
    rendered = markdown.render("# 引言\n\n## 甲", language="zh-CN", title="公文的结构")

    assert rendered.html.startswith('<h2 id="c-引言" data-level="1">引言</h2>\n<h3 ')


def test_equal_headings_have_different_anchors_and_empty_ones_vanish() -> None:
    rendered = markdown.render("## 甲\n\n## 甲\n\n## \n\n<h2>甲</h2>", language="zh-CN")

    anchors = [each.anchor for each in rendered.headings]
    assert len(anchors) == len(set(anchors)) == 3
    assert all(anchor.startswith("c-") for anchor in anchors)


def course(kind: ReferenceKind, path: str) -> Resolved | None:
    places = {
        ("link", "../2-文种/README.md"): Resolved("/lessons/2"),
        ("image", "images/图 1.png"): Resolved("/files/1.png", 600, 400),
        ("image", "a.svg"): Resolved("/files/a.svg"),
    }
    return places.get((kind, path))


def in_course(text: str) -> markdown.Rendered:
    return markdown.render(text, language="zh-CN", resolve=course)


def test_a_relative_link_leads_to_the_lesson_and_its_heading() -> None:
    rendered = in_course("[文种](../2-%E6%96%87%E7%A7%8D/README.md?plain=1#一-文种)")

    assert rendered.html == '<p><a href="/lessons/2#c-一-文种">文种</a></p>'
    assert rendered.problems == ()


@pytest.mark.parametrize(
    ("written", "sizes"),
    [
        ("![图](<images/图 1.png>)", 'width="600" height="400"'),
        ('<img src="images/%E5%9B%BE%201.png?raw=true" alt="图" width="300">', 'width="300" height="200"'),
        ('<img src="images/图 1.png" alt="图" height="100">', 'width="150" height="100"'),
        ('<img src="images/图 1.png" alt="图" width="100%">', 'width="600" height="400"'),
    ],
)
def test_an_image_has_its_place_reserved(written: str, sizes: str) -> None:
    assert f'<img src="/files/1.png" alt="图" {sizes} loading="lazy">' in in_course(written).html


def test_what_is_not_there_shows_as_its_words_and_is_reported_with_its_line() -> None:
    rendered = in_course("甲\n\n![示意图](gone.png) [附件](gone.md)\n\n再一次 ![示意图](gone.png)\n")

    assert '<span class="missing-image">示意图</span> <span class="missing-link">附件</span>' in rendered.html
    assert [(each.line, each.params["target"]) for each in rendered.problems] == [
        (3, "gone.png"),
        (3, "gone.md"),
        (5, "gone.png"),
    ]
    assert rendered.problems[0] == Problem(
        3,
        "The image %(target)s is not there.",
        "Put the file in its place or correct the path; until then its description is shown.",
        {"target": "gone.png"},
    )


def test_an_image_of_another_site_is_a_link() -> None:
    rendered = in_course("![海报](https://b.example/p.png) ![](https://b.example/q.png)")

    assert (
        '<a href="https://b.example/p.png" class="external-image" rel="noopener noreferrer">海报</a>' in rendered.html
    )
    assert ">图片：q.png</a>" in rendered.html
    assert "<img" not in rendered.html
    assert rendered.problems == ()


def test_an_image_of_another_site_inside_a_link_is_the_link_s_text() -> None:
    found = in_course("[![视频](https://b.example/v.jpg)](https://b.example/watch)").html

    assert found.count("<a ") == 1
    assert '<span class="external-image">视频</span>' in found


def test_a_link_without_words_shows_its_address() -> None:
    assert ">https://a.example/</a>" in html("[](https://a.example/)")


def test_an_old_anchor_is_still_reached() -> None:
    found = html('<a name="Note 1"></a>甲 [跳](#Note-1)')

    assert 'id="c-Note-1"' in found
    assert 'href="#c-Note-1"' in found


def test_texts_on_one_page_keep_their_anchors_apart() -> None:
    first, second = markdown.render_many(["甲[^1]\n\n[^1]: 注", "乙[^1]\n\n[^1]: 注"], language="zh-CN")

    assert isinstance(first, markdown.Rendered)
    assert isinstance(second, markdown.Rendered)
    assert 'id="q-1-fn-1"' in first.html
    assert 'id="q-2-fn-1"' in second.html


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source("**甲**", "markdown"), "<strong>甲</strong>"),
        (Source("**甲** <b>", "plain"), "**甲** &lt;b&gt;"),
        (Source("<b>甲</b>", "html"), "<b>甲</b>"),
        (Source("甲\n<b>乙</b>", "moodle"), "甲<br><b>乙</b>"),
    ],
)
def test_questions_come_in_four_formats(source: Source, expected: str) -> None:
    assert markdown.render_inline(source.text, language="zh-CN", text_format=source.format) == expected


def test_plain_text_is_one_block_a_line() -> None:
    found = markdown.plain_text(
        "<h2>甲</h2><p>乙 <strong>丙</strong>\n丁</p><table><tr><td>1</td><td>2</td></tr></table>"
    )

    assert found.splitlines() == ["甲", "乙 丙", "丁", "1", "2"]


def test_a_trusted_body_is_not_escaped() -> None:
    assert str(markdown.trusted("<p>&amp;</p>")) == "<p>&amp;</p>"
    assert hasattr(markdown.trusted(""), "__html__")


def test_threads_take_turns() -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda n=n: found.append(html(f"第{n}"))) for n in range(12)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == sorted(f"<p>第{n}</p>" for n in range(12))
