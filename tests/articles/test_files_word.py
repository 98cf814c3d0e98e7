"""What a Word document may hold: each thing is kept, or named among what was not."""

import io

import pytest

from learnhub.articles.queries.imports import LOST
from learnhub.articles.rules.html_markdown import to_markdown
from learnhub.platform.documents.word import read_word
from tests.articles.documents import picture, retold, with_body, word

SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
}


def drawn(inside):
    return (
        f"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{inside}</a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r>"
    )  # fmt: skip


def said(words, before=""):
    return f"<w:p>{before}<w:r><w:t>{words}</w:t></w:r></w:p>"


def cell(words, side=""):
    aligned = f'<w:pPr><w:jc w:val="{side}"/></w:pPr>' if side else ""
    return f"<w:tc>{said(words, aligned)}</w:tc>"


def item(words, number, level=0):
    return said(words, f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>')


def table(*rows):
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl><w:p/>"


def read(body, *, lists=""):
    """What was read, as Markdown behind the heading, and what was lost."""
    named = " ".join(f'xmlns:{name}="{address}"' for name, address in SPACES.items())
    content = with_body(f"<w:sdt {named}><w:sdtContent>{body}</w:sdtContent></w:sdt>")
    if lists:
        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        content = retold(content, "word/numbering.xml", f"<w:numbering {space}>{lists}</w:numbering>".encode())
    answer = read_word(content)
    return to_markdown(answer.text).text.removeprefix("# 做法\n\n"), {each["what"] for each in answer.losses}


@pytest.mark.parametrize(
    ("inside", "what", "kept"),
    [
        (drawn('<c:chart r:id="x"/>'), {"chart"}, ""),
        (drawn('<dgm:relIds r:dm="x"/>'), {"diagram"}, ""),
        (drawn('<wpg:wgp><pic:pic><a:blip r:embed="rId1"/></pic:pic></wpg:wgp>'), {"shape"}, ""),
        (drawn('<pic:pic><a:blip r:link="rId1"/></pic:pic>'), {"picture_outside"}, ""),
        ("<w:r><w:pict><v:rect/></w:pict></w:r>", {"shape"}, ""),
        ("<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
         "</v:textbox></v:shape></w:pict></w:r>", {"textbox"}, "框"),
        ("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", {"equation"}, ""),
        ('<w:ins w:id="1" w:author="a"><w:r><w:t>加</w:t></w:r></w:ins>', {"inserted"}, "加"),
        ('<w:del w:id="1" w:author="a"><w:r><w:delText>减</w:delText></w:r></w:del>', {"deleted"}, ""),
        ('<w:moveFrom w:id="1" w:author="a"><w:r><w:t>搬</w:t></w:r></w:moveFrom>', {"deleted"}, ""),
        ("<w:r><w:object/></w:r>", {"object"}, ""),
        ('<w:fldSimple w:instr=" SEQ 图 "><w:r><w:t>7</w:t></w:r></w:fldSimple>', set(), "7"),
        ('<w:r><w:instrText> TOC \\o "1-3" </w:instrText></w:r>', {"contents"}, ""),
        ("<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby>"
         "</w:r>", {"ruby"}, "拼"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>", {"hidden"}, "藏"),
        ("<w:r><w:t>\U0010fff0 5\U0010fff1</w:t></w:r>", set(), " 5"),
    ],
)  # fmt: skip
def test_a_paragraph_keeps_its_words_and_names_what_it_loses(inside, what, kept):
    text, lost = read(f"<w:p><w:r><w:t>前</w:t></w:r>{inside}<w:r><w:t>后</w:t></w:r></w:p>")

    assert (lost, lost - set(LOST)) == (what, set())
    assert sorted(text.replace("\n", "")) == sorted(f"前{kept}后")


def test_tables_keep_the_alignment_of_their_columns():
    rows = [cell("甲") + cell("乙", "center") + cell("丙", "center"), cell("1") + cell("2") + cell("3", "right")]

    text, lost = read(
        table(*rows, cell("4") + cell("5", "center") + cell("6", "right"), cell("7") + cell("8", "center"))
    )

    assert lost == set()
    assert text == "| 甲 | 乙 | 丙 |\n| --- | :-: | --: |\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n| 7 | 8 |  |\n"


def test_a_table_in_a_table_and_merged_cells_are_named():
    inner = f"<w:tc>{table(cell('内') + cell('里'))}</w:tc>"
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{said("宽")}</w:tc>'

    text, lost = read(table(cell("外") + inner, wide))

    assert lost == {"nested", "merged"}
    assert text == "| 外 | 内<br>里 |\n| --- | --- |\n| 宽 |  |\n"


def level(at, start, kind, text):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


LISTS = (
    f'<w:abstractNum w:abstractNumId="1">{level(0, 5, "decimal", "%1.")}{level(1, 1, "decimal", "%2.")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="2">{level(0, 1, "chineseCounting", "%1、")}</w:abstractNum>'
    f'<w:abstractNum w:abstractNumId="3">{level(0, 1, "bullet", "•")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="1"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
)


def test_numbers_of_lists_begin_and_go_on_as_they_did():
    body = item("五", 1) + item("下", 1, 1) + item("六", 1) + said("间") + item("七", 1) + said("间") + item("九", 4)

    text, lost = read(body + said("间") + item("点", 3), lists=LISTS)

    assert lost == set()
    assert text == "5.  五\n    1.  下\n6.  六\n\n间\n\n7.  七\n\n间\n\n9.  九\n\n间\n\n-   点\n"


def test_numbers_that_markdown_has_not_are_named():
    heading = item("章", 1).replace("<w:numPr>", '<w:pStyle w:val="Heading1"/><w:numPr>')

    assert read(item("一", 2), lists=LISTS)[1] == {"numbering"}
    assert read(heading, lists=LISTS) == ("# 章\n", {"numbering"})


def test_a_picture_that_no_browser_shows_and_a_comment_are_named():
    from docx import Document

    document = Document()
    document.add_picture(io.BytesIO(picture()))
    document.add_comment(document.add_paragraph("批").runs, text="注", author="a")
    written = io.BytesIO()
    document.save(written)
    answer = read_word(retold(written.getvalue(), "word/media/image1.png", b"\x01\x00\x00\x00 EMF"))

    assert {each["what"] for each in answer.losses} == {"picture_kind", "comment"}
    assert "注" not in answer.text


def test_notes_at_the_end_are_kept_like_those_at_the_foot():
    content = word()
    document = retold(content, "word/document.xml", _renamed(content, "word/document.xml"))
    ends = retold(document, "word/_rels/document.xml.rels", _renamed(content, "word/_rels/document.xml.rels"))
    types = retold(ends, "[Content_Types].xml", _renamed(content, "[Content_Types].xml"))

    text = to_markdown(read_word(retold(types, "word/endnotes.xml", _renamed(content, "word/footnotes.xml"))).text).text

    assert "清单不全。[^1]" in text
    assert "[^1]: 见《优化营商环境条例》第三十五条。" in text


def _renamed(content, name):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).replace(b"footnote", b"endnote")
