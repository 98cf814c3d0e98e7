"""Files that lessons link to are found by their words, whatever lies in them."""

import zipfile

import docx
import pytest
import xlsxwriter

from learnhub.catalog.models import MediaFile
from learnhub.platform import search_index
from learnhub.platform.db import transaction
from learnhub.platform.extraction import words_of
from learnhub.search.actions.rebuilding import rebuild
from learnhub.search.queries.finding import find
from tests.catalog.factories import COURSE, imported, said, write

ALL = frozenset({"all", "unreviewed"})
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 44>>stream\nBT /F1 12 Tf 10 100 Td (Letterhead rules) Tj ET\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
)


@pytest.fixture
def folder(tmp_path):
    """A course whose lesson links to three files, two of which are what they say."""
    made = write(
        tmp_path / "courses",
        {
            "gw/course.md": COURSE,
            "gw/01.md": "---\ntitle: 附件\n---\n\n见[范文](a.docx)、[台账](b.xlsx)和[坏的](c.pdf)。\n",
            "gw/c.pdf": b"no such thing",
        },
    )
    text = docx.Document()
    text.add_paragraph("兹有我单位同志前往联系工作。")
    text.save(str(made / "gw" / "a.docx"))
    with xlsxwriter.Workbook(str(made / "gw" / "b.xlsx")) as book:
        book.add_worksheet("收文登记").write(0, 0, "来文机关")
    return made


def test_words_of_attached_files_are_found_with_the_lesson_that_links_to_them(app, session, time, folder, monkeypatch):
    monkeypatch.setitem(app.extensions, "learnhub.search_index", search_index.make("fts5", folder.parent / "index"))
    report = imported(folder)
    rebuild(transaction)

    (found,) = find("兹有我单位", access=ALL).found
    assert (found.kind, found.title.text, found.beside) == ("file", "范文", "附件")
    assert found.place.endswith(".docx")
    assert [each.title.text for each in find("来文机关", access=ALL).found] == ["台账"]
    assert any("c.pdf" in what for _, _, what in said(report))


def test_a_file_is_handed_out_as_a_file(app, session, time, folder, make, sign_in):
    imported(folder)
    kept = next(file for file in session.query(MediaFile) if file.extension == "docx")

    answer = sign_in(make.person()).get(f"/catalog/media/{kept.digest}.docx")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


def test_a_pdf_gives_its_words_and_a_damaged_one_nothing(tmp_path):
    write(tmp_path, {"a.pdf": PDF, "b.pdf": b"%PDF-1.4 and then nothing", "c.docx": b"PK"})

    assert "Letterhead rules" in words_of(tmp_path / "a.pdf")
    assert words_of(tmp_path / "b.pdf") == ""
    assert words_of(tmp_path / "c.docx") == ""


def test_a_document_of_entities_that_grow_without_end_ends(tmp_path):
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lol}]><w:document>&l9;</w:document>'
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", bomb)
        archive.writestr("word/document.xml", bomb)

    assert words_of(tmp_path / "bomb.docx") == ""
