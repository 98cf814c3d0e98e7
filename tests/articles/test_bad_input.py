"""What nobody sends on purpose, and what somebody does: said in words, nothing lost, what was typed is read back."""

import io
import json
import re
from html import unescape

import pytest
import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleFile, Comment
from learnhub.articles.rules.files import clean_name
from learnhub.articles.rules.html_markdown import to_markdown
from learnhub.articles.rules.writing import tidy_source
from learnhub.platform.documents.word import read_word
from tests.articles.documents import packed, picture, with_body
from tests.articles.factories import draft, released
from tests.articles.test_files_word import cell
from tests.real_data import real_data

ROWS = 10_000
JSON = {"Accept": "application/json"}
# Nul, escape, a lone half of a character, right to left, nothing to see, a combining pile, signs of every quoting.
OWN = (
    "\x00\x1b[31m",
    "\ud800x",
    "\u202egnp.exe",
    "\u200b\ufeff",
    "Z\u0351\u036b\u0343",
    "'\"`;--<>&{{7*7}}%s$()\\",
    "𠮷野家",
)


@pytest.fixture
def author(make):
    return make.person("沈佳", unit=make.unit("干部科"))


def naughty():
    """Strings that break programs: a few of our own, and the real collection where it is."""
    try:
        return [*OWN, *json.loads((real_data("naughty-strings") / "blns.json").read_text("utf-8"))]
    except pytest.skip.Exception:
        return list(OWN)


@pytest.mark.once
def test_whatever_is_typed_into_a_draft_is_kept_and_shown_again_to_the_letter(session, sign_in, author):
    article, client = draft(session, author), sign_in(author)
    session.commit()

    for number, text in enumerate([*OWN, "\n".join(naughty())]):
        sent = {"revision": number, "title": article.title, "source": text}
        assert client.put(f"/articles/{article.id}/draft", json=sent).status_code == 200
        assert article.draft_source == tidy_source(text)
    page = client.get(f"/articles/{article.id}/write").text
    shown = re.search(r'<textarea[^>]*name="source"[^>]*>(.*?)</textarea>', page, re.DOTALL)

    assert unescape(shown[1]).replace("\r\n", "\n").lstrip("\n") == article.draft_source.lstrip("\n")


@pytest.mark.once
def test_comments_of_any_signs_are_kept_and_shown(session, make, sign_in, author, time):
    article, client = released(session, author), sign_in(make.person("读者"))
    session.commit()
    text = "```\n" + "\n".join(naughty()).encode("utf-8", "ignore").decode()[:3900].replace("```", "") + "\n```"

    answer = client.post(f"/articles/{article.id}/comments", data={"text": text})

    assert answer.status_code == 303
    assert clean(session.scalars(sa.select(Comment)).one().source) == clean(text)
    assert client.get(answer.location).status_code == 200


def clean(text):
    from learnhub.kernel.text import normalise

    return normalise(text)


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../x.png", "x.png"),
        ("..\\..\\x.png", "x.png"),
        ("a\x00.png", "a.png"),
        ("\u202egnp.exe.png", "gnp.exe.png"),
        ("字" * 300 + ".png", "字" * 116 + ".png"),
        ("CON.png", "_CON.png"),
        ("<img src=x>.png", "img src=x.png"),
    ],
)
def test_the_name_of_a_file_cannot_lead_anywhere_or_hide_anything(said, kept):
    assert clean_name(said) == kept


def test_files_of_two_kinds_and_of_strange_names_through_the_page(session, sign_in, author):
    article, client = draft(session, author), sign_in(author)
    session.commit()
    page = b"<html><script>alert(1)</script>"

    def send(data, name):
        form = {"file": (io.BytesIO(data), name)}
        return client.post(f"/articles/{article.id}/files", data=form, headers=JSON)

    refused = [
        send(b"GIF89a=1;alert(1)//", "a.gif"),
        send(b"%PDF-1.7\n" + packed({"x": "y"}) + page, "a.pdf"),
        send(packed({"word/document.xml": packed({"x": "y"}), "x": "y"}) + page, "a.png"),
        send(page, "a.png"),
        send(picture() + page, "a.png"),
    ]
    taken = send(picture(), f"../../{'长' * 300}\u202e.png")

    assert [answer.status_code for answer in refused] == [422] * 5
    assert all(len(answer.json["title"]) > 10 for answer in refused)
    assert (taken.status_code, taken.json["name"]) == (201, "长" * 116 + ".png")
    assert session.scalar(sa.select(sa.func.count(ArticleFile.id))) == 1


@pytest.mark.once
def test_a_title_of_emoji_alone_is_refused_and_stays_in_the_form(sign_in, author):
    form = {"title": "🎉👍🏽❤️", "kind": "topic", "level": "unit", "language": "zh-CN"}

    answer = sign_in(author).post("/articles/new", data=form)

    assert answer.status_code == 422
    assert "🎉" in answer.text


@pytest.mark.once
def test_a_table_of_ten_thousand_rows_is_saved_and_previewed_or_named_too_long(session, sign_in, author):
    article, client = draft(session, author), sign_in(author)
    session.commit()
    table = "| 甲 | 乙 |\n|---|---|\n" + "".join(f"| 第{number}行 | {number} |\n" for number in range(ROWS))

    saved = client.put(f"/articles/{article.id}/draft", json={"revision": 0, "source": table})
    shown = client.post(f"/articles/{article.id}/preview", json={"source": table, "title": "表", "language": "zh-CN"})

    assert (saved.status_code, shown.status_code) == (200, 200)
    assert session.get_one(Article, article.id).draft_source == table


@pytest.mark.once
def test_a_word_document_with_a_table_of_thousands_of_rows_is_read_whole():
    rows = "".join(f"<w:tr>{cell(f'第{number}行')}{cell(str(number), 'right')}</w:tr>" for number in range(1000))

    text = to_markdown(read_word(with_body(f"<w:tbl><w:tblPr/><w:tblGrid/>{rows}</w:tbl><w:p/>")).text).text

    assert text.count("\n| 第") == 1000
    assert "| --- | --: |" in text
