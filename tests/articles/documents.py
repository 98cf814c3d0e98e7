"""Documents for tests, made when they are needed: Word files, zips, pictures; no binary file lies in the repository."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

FOOTNOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="1"><w:p><w:r><w:t>见《优化营商环境条例》第三十五条。</w:t></w:r></w:p></w:footnote></w:footnotes>"""
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
NOTES_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", size, (143, 42, 31)).save(made, kind, **options)
    return made.getvalue()


def packed(files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def bomb(name: str = "x") -> bytes:
    """A zip that unpacks to a thousand times its size; made when it is asked for, for that takes a while."""
    return packed({name: b"\0" * (48 << 20)})


def word() -> bytes:
    """A Word document as a cadre writes it: title, headings, lists, a table with merged cells, picture, footnote."""
    from docx import Document

    document = Document()
    document.add_heading("关于一次告知落地的几点做法", 0)
    document.add_heading("一、起因", 1)
    paragraph = document.add_paragraph("群众反映办事要")
    paragraph.add_run("跑三趟").bold = True
    paragraph.add_run("，材料清单不全。")
    _footnote(document, paragraph)
    document.add_heading("二、做法", 1)
    for words in ("清单上网", "一次告知"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("首问负责", style="List Number")
    table = document.add_table(3, 3)
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}|{column}"
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_picture(io.BytesIO(picture()))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _footnote(document: object, paragraph: object) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    part = document.part  # type: ignore[attr-defined]
    notes = Part(PackURI("/word/footnotes.xml"), NOTES_TYPE, FOOTNOTES.encode(), part.package)
    part.relate_to(notes, NOTES_LINK)
    run = parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>')
    paragraph._p.append(run)  # type: ignore[attr-defined]


def with_body(xml: str) -> bytes:
    """A Word document with this in its body, as python-docx cannot write it."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    document.add_heading("做法", 1)
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    for element in parse_xml(f"<w:body {spaces}>{xml}</w:body>"):
        document.element.body.insert(-1, element)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def retold(content: bytes, name: str, data: bytes) -> bytes:
    """The same packed file with other bytes in one part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    return packed(files | {name: data})
