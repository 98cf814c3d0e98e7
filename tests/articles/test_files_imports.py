"""Documents that become articles: what is kept, what is listed as lost, what is refused, and nothing half-imported."""

import io
import json
import time as clocks
from functools import partial

import pytest
import sqlalchemy as sa

from learnhub.articles.actions import importing
from learnhub.articles.models import Article, ArticleFile, ArticleImport, ArticleVersion
from learnhub.articles.rules.states import ImportState, State, VersionReason
from learnhub.platform import documents
from learnhub.platform.jobs import run_due
from tests.articles.documents import bomb, packed, picture, retold, with_body, word
from tests.articles.factories import draft
from tests.real_data import real_data

BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>&b;</w:body></w:document>'
)
OUTSIDE = BILLION.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """On a busy machine a small document may take longer than somebody would wait."""
    monkeypatch.setattr(importing, "SHORT_SECONDS", 30.0)


@pytest.fixture
def author(make):
    return make.person("沈佳", unit=make.unit("干部科"))


def bring(client, content, name, **form):
    return client.post("/articles/import", data={"file": (io.BytesIO(content), name), **form})


def retold_word(document):
    return retold(word(), "word/document.xml", document.encode())


def counts(session):
    return tuple(session.query(table).count() for table in (Article, ArticleVersion, ArticleFile))


def test_a_word_document_is_shown_first_and_becomes_a_draft_with_its_picture(session, sign_in, author):
    client = sign_in(author)

    page = bring(client, word(), "做法.docx").location
    shown, before = client.get(page).text, counts(session)
    seen = client.get(f"{page}/pictures/1")
    done = client.post(f"{page}/confirm", data={"title": "一次告知怎么落地"})
    again = client.post(f"{page}/confirm")

    article = session.scalars(sa.select(Article)).one()
    file = session.scalars(sa.select(ArticleFile)).one()
    version = session.scalars(sa.select(ArticleVersion)).one()
    assert "合并单元格" in shown and "二、做法" in shown and "跑三趟</strong>" in shown
    assert (before, seen.headers["Content-Type"]) == ((0, 0, 0), "image/png")
    assert (done.status_code, again.status_code) == (303, 409)
    assert (article.title, article.author_id, article.state) == ("一次告知怎么落地", author.id, State.DRAFT)
    assert f"](/articles/{article.id}/files/{file.id}/1.png)" in article.draft_source
    assert "[^1]: 见《优化营商环境条例》第三十五条。" in article.draft_source
    assert version.reason is VersionReason.IMPORTED
    assert 'class="footnote' in version.html and "<table>" in version.html and "<h2" in version.html
    assert session.query(ArticleImport).one().content is None


def test_a_document_goes_behind_the_text_of_a_draft(session, sign_in, author):
    article, client = draft(session, author, text="已有的话。"), sign_in(author)
    session.commit()

    page = bring(client, "# 续\n\n新的话。".encode("gb18030"), "续.md", article=article.id).location
    client.post(f"{page}/confirm", data={"article": article.id})

    assert article.draft_source == "已有的话。\n\n新的话。"
    assert article.draft_revision == 1
    assert session.scalars(sa.select(ArticleVersion.source).order_by(ArticleVersion.number)).all() == [
        "已有的话。", article.draft_source,
    ]  # fmt: skip


def test_somebody_elses_draft_takes_nothing(session, sign_in, make, author):
    article, stranger = draft(session, author), sign_in(make.person("陈砚"))
    session.commit()
    before = counts(session)

    page = bring(stranger, b"text", "a.md").location
    answer = stranger.post(f"{page}/confirm", data={"article": article.id})

    assert answer.status_code == 404
    assert counts(session) == before
    assert sign_in(author).get(page).status_code == 404


def test_what_a_draft_is_not_is_listed_with_its_place():
    body = (
        "<w:p><w:r><w:t>算式</w:t></w:r><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"
        '<w:ins w:id="1" w:author="a"><w:r><w:t>加</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>减</w:delText></w:r></w:del>'
        '<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>红</w:t></w:r></w:p>'
    )

    read = documents.read("docx", with_body(body), seconds=30)

    found = {each["what"]: each["place"] for each in read.losses}
    assert found == {"equation": "做法", "inserted": "做法", "deleted": "做法", "looks": ""}
    assert "加" in read.text and "减" not in read.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"PK\x03\x04 no zip", "a.docx", "已损坏"),
        (lambda: word()[:3000], "a.docx", "已损坏"),
        (partial(bomb, "word/document.xml"), "a.docx", "远超"),
        (packed({"../x": "x", "word/document.xml": "x"}), "a.docx", "文件夹之外"),
        (partial(retold_word, BILLION), "a.docx", "实体"),
        (partial(retold_word, OUTSIDE), "a.docx", "实体"),
        (b"\xd0\xcf\x11\xe0rest", "a.docx", "旧版 Word"),
        (packed({"a.md": "x", "../b.png": "x"}), "a.zip", "文件夹之外"),
        (packed({"a.md": "x", "b.md": "y"}), "a.zip", "2 个"),
        (packed({"a.png": picture()}), "a.zip", "没有 Markdown"),
        (b"\x00\x01\x02\x03", "a.md", "编码"),
        (b" ", "a.md", "没有可以成为文章"),
        (b"x", "a.exe", ".exe"),
    ],
)  # fmt: skip
def test_a_document_that_is_none_is_refused_in_words(session, sign_in, author, content, name, words):
    answer = bring(sign_in(author), content() if callable(content) else content, name)

    assert answer.status_code == 422
    assert words in answer.text
    assert session.query(ArticleImport).count() == 0


@pytest.mark.once
@pytest.mark.parametrize(
    "made", [partial(bomb, "word/document.xml"), partial(retold_word, BILLION), lambda: word()[:3000]]
)
def test_a_trap_is_refused_before_anything_is_unpacked(made):
    content = made()
    before = clocks.process_time()

    with pytest.raises(documents.Unreadable):
        documents.read("docx", content, seconds=30)

    assert clocks.process_time() - before < 0.1


def test_a_zip_of_markdown_brings_its_pictures_and_attachments(session, sign_in, author):
    text = "# 题\n\n![图](<图 片/a.png>) ![无](gone.png)\n\n[表](表.csv) ![外](https://e.org/x.png)\n\n`![码](a.png)`\n"
    files = {
        "文/正文.md": text.encode("utf-16"), "文/图 片/a.png": picture(), "文/表.csv": "a,b",
        "文/inner.zip": packed({}), "__MACOSX/._a": "x",
    }  # fmt: skip
    client = sign_in(author)

    page = bring(client, packed(files), "文.zip").location
    shown = client.get(page).text
    client.post(f"{page}/confirm")

    source = session.scalars(sa.select(Article.draft_source)).one()
    names = set(session.scalars(sa.select(ArticleFile.name)))
    assert names == {"a.png", "表.csv"}
    assert "gone.png" in shown and "inner.zip" in shown and "https://e.org/x.png" in shown
    assert "import:" not in source and "`![码](a.png)`" in source


def test_a_large_document_is_read_by_the_worker(session, sign_in, author, monkeypatch):
    monkeypatch.setattr(importing, "LARGEST_AT_ONCE", 1000)
    client = sign_in(author)

    page = bring(client, word(), "大.docx").location
    waiting, early = client.get(page).text, client.post(f"{page}/confirm")
    run_due()

    assert "data-follow" in waiting
    assert early.status_code == 409
    assert "跑三趟" in client.get(page).text


def test_a_document_that_nobody_wanted_is_forgotten(session, sign_in, author, time):
    client = sign_in(author)
    bring(client, b"text", "a.md")

    client.post(bring(client, b"more", "b.md").location + "/discard")
    left = session.query(ArticleImport).one().state
    time.pass_(days=8)
    importing.sweep(time.now)

    assert left is ImportState.READ
    assert session.query(ArticleImport).count() == 0


def test_the_command_says_what_it_would_keep_and_makes_a_draft(app, session, author, tmp_path):
    file = tmp_path / "做法.docx"
    file.write_bytes(word())
    runner = app.test_cli_runner()

    dry = json.loads(runner.invoke(args=["articles", "import", str(file), "--dry-run", "--json"]).stdout)
    nothing = counts(session)
    done = runner.invoke(args=["articles", "import", str(file), "--author", author.username, "--json"])

    assert dry["kept"] == {"headings": 2, "lists": 2, "tables": 1, "pictures": 1, "footnotes": 1}
    assert nothing == (0, 0, 0)
    assert json.loads(done.stdout)["article"] == session.scalars(sa.select(Article.id)).one()


def test_hostile_texts_stay_words_in_what_is_made_of_a_document():
    """A sample of the collection against sanitisers: each as the words of a Word document, and as Markdown."""
    from learnhub.articles.actions.rendering import render_article
    from learnhub.articles.rules.html_markdown import to_markdown

    cases = [*_hostile(), "<script>alert(1)</script>", "[x](javascript:alert(1))", '![a](x" onerror="alert(1))']
    for case in cases:
        escaped = case.replace("&", "&amp;").replace("<", "&lt;")
        html = render_article(to_markdown(f"<p>{escaped}</p>").text, language="zh-CN", title="").html

        assert not any(
            mark in html.lower() for mark in ("<script", "<img", "<svg", "<iframe", '<a href="javascript')
        ), case


def _hostile():
    try:
        folder = real_data("html-sanitizing")
    except pytest.skip.Exception:
        return []
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(folder.rglob("*")) if path.is_file()]
    return [line for text in texts for line in text.splitlines() if "<" in line and len(line) < 400][::40][:60]
