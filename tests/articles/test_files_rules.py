"""What a file really is, how its name is cleaned, and how a Word document becomes Markdown."""

import pytest

from learnhub.articles.rules.files import LONGEST_NAME, clean_name, markdown_of, type_of
from learnhub.articles.rules.html_markdown import to_markdown
from learnhub.articles.rules.markdown_text import parts_of
from learnhub.kernel.errors import Invalid
from learnhub.platform import packed
from tests.articles.documents import packed as zipped
from tests.articles.documents import picture

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/x.png", "x.png"),
        ("..\\..\\x.png", "x.png"),
        ("现场\u202egnp.exe", "现场gnp.exe"),
        ("a\x00b.png", "ab.png"),
        ("  ..  ", "file"),
        ("", "file"),
        ("CON.png", "_CON.png"),
        ('<img src=x onerror="alert(1)">.PNG', "img src=x onerror= alert(1).png"),
        ("材料.MD", "材料.md"),
    ],
)
def test_a_name_loses_folders_and_signs_that_nobody_sees(said, kept):
    assert clean_name(said) == kept


def test_a_long_name_keeps_its_ending():
    name = clean_name("长" * 300 + ".docx")

    assert len(name) == LONGEST_NAME
    assert name.endswith("长.docx")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", picture()),
        ("a.jpeg", picture("JPEG")),
        ("a.gif", picture("GIF")),
        ("a.webp", picture("WEBP")),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.pdf", b"%PDF-1.7\n1 0 obj"),
        ("a.zip", zipped({"x": "y"})),
        ("a.csv", "姓名,单位".encode("gb18030")),
        ("a.md", "\ufeff# 题".encode("utf-16")),
    ],
)
def test_a_file_is_taken_when_bytes_and_ending_agree(name, data):
    assert type_of(name, data).content_type


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.png", picture("JPEG"), "really a JPEG"),
        ("a.txt", picture(), "really a PNG"),
        ("a.txt", b"text\x00\x01more", "not what its ending says"),
        ("a.exe", b"MZ", "not taken here"),
        ("a", b"x", "no ending"),
        ("a.png", b"", "is empty"),
        ("a.pdf", b"%PDF-1.7\n<html><script>alert(1)</script>", "also holds a page or a program"),
        ("a.pdf", b"<html>%PDF-1.7", "not what its ending says"),
        ("a.gif", b"GIF89a/*\x00\x00*/=1;alert(1)", "also holds a page or a program"),
        ("a.gif", b"GIF89a=1;alert(1)", "also holds a page or a program"),
        ("a.jpg", picture("JPEG") + b"<?php system('id') ?>", "also holds a page or a program"),
        ("a.docx", b"\xd0\xcf\x11\xe0", "not what its ending says"),
    ],
)
def test_what_it_is_not_is_refused_in_words(name, data, words):
    with pytest.raises(Invalid) as refused:
        type_of(name, data)

    assert words in str(refused.value)


def test_the_name_of_a_picture_cannot_break_out_of_the_text():
    assert markdown_of("/f/1", "](javascript:x)[.png", picture=True) == r"![\](javascript:x)\[](/f/1)"


def test_headings_lists_tables_and_notes_become_markdown():
    made = to_markdown(
        '<h1 class="title">题目</h1><h1>一、起因</h1><p>跑<strong>三趟：</strong>，不清。'
        '<sup><a href="#footnote-7" id="footnote-ref-7">[1]</a></sup></p>'
        "<ul><li>甲<ul><li>乙</li></ul></li></ul><ol><li>丙</li></ol>"
        '<table><tr><td colspan="2"><p>合</p></td></tr><tr><td><p>1|2</p><p>3</p></td><td>4</td></tr></table>'
        '<ol><li id="footnote-7"><p>出处。<a href="#footnote-ref-7">↑</a></p></li></ol>'
    )

    assert made.title == "题目"
    assert made.text == (
        "# 一、起因\n\n跑**三趟：**，不清。[^1]\n\n-   甲\n    -   乙\n\n1.  丙\n\n"
        "| 合 |  |\n| --- | --- |\n| 1\\|2<br>3 | 4 |\n\n[^1]: 出处。\n"
    )
    assert made.kept == {"headings": 1, "lists": 3, "tables": 1, "footnotes": 1}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p># 不是标题</p>", "\\# 不是标题"),
        ("<p>1. 不是列表</p>", "1\\. 不是列表"),
        ("<p>- 不是列表</p>", "\\- 不是列表"),
        ("<p>!!! 不是提示</p>", "&#33;!! 不是提示"),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "&lt;script>alert(1)&lt;/script>"),
        ("<p>*a* _b_ `c` $d$ [e](javascript:f)</p>", "\\*a\\* \\_b\\_ \\`c\\` \\$d\\$ \\[e\\](javascript:f)"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "x"),
        ('<p><a href="https://e.org/a(b)">x</a></p>', "[x](<https://e.org/a(b)>)"),
        ('<p><img src="http://e.org/x.png" alt="外"/></p>', "外"),
    ],
)
def test_words_of_a_document_never_become_markup(html, text):
    assert to_markdown(html).text == text + "\n"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("# 题目\n\n正文", ("题目", "正文")),
        ('---\ntitle: "题目"\ntags: [a]\n---\n# 题目\n正文', ("题目", "正文")),
        ("题目\n====\n正文", ("题目", "正文")),
        ("# 一\n\n# 二\n", ("", "# 一\n\n# 二\n")),
        ("正文", ("", "正文")),
    ],
)
def test_the_only_heading_of_the_first_rank_is_the_title(text, parts):
    assert parts_of(text) == parts


def test_a_bomb_is_refused_by_its_list_alone():
    bomb = zipped({"a.xml": b"\0" * (64 << 20)})

    with pytest.raises(packed.Unpackable) as refused:
        packed.parts_of(bomb, most_unpacked=200 << 20)

    assert refused.value.fault is packed.Fault.BOMB


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x", "..\\x"])
def test_a_name_that_leads_out_of_the_zip_is_refused(name):
    parts = packed.parts_of(zipped({name: "x"}), most_unpacked=1 << 20)

    with pytest.raises(packed.Unpackable) as refused:
        packed.refuse_escapes(parts)

    assert refused.value.fault is packed.Fault.ESCAPES
