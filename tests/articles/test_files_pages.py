"""Files of articles through the pages: taken in, handed out to whoever may see the text, scanned, removed."""

import io
import socket
import struct
import threading
from dataclasses import replace

import pytest
import sqlalchemy as sa
from PIL import Image

from learnhub.articles.models import ArticleFile
from learnhub.articles.rules import files as rules
from learnhub.articles.rules.states import Level, Scan, State
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.platform.jobs import run_due
from tests.articles.documents import bomb, packed, picture
from tests.articles.factories import attached, draft, released

JSON = {"Accept": "application/json"}


@pytest.fixture
def author(make):
    return make.person("沈佳", unit=make.unit("干部科"))


@pytest.fixture
def article(session, author):
    return draft(session, author)


def send(client, article, data, name, *, headers=JSON):
    form = {"file": (io.BytesIO(data), name)}
    return client.post(f"/articles/{article.id}/files", data=form, headers=headers)


def test_a_picture_is_drawn_anew_and_shown_to_its_author_only(session, sign_in, make, author, article):
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    client, stranger = sign_in(author), sign_in(make.person("陈砚"))

    told = send(client, article, picture("JPEG", (300, 200), exif=exif), "../../现场.jpg")
    shown = client.get(told.json["address"], buffered=True)

    assert told.status_code == 201
    assert (told.json["name"], told.json["width"], told.json["height"]) == ("现场.jpg", 300, 200)
    assert told.json["markdown"] == f"![现场]({told.json['address']})"
    assert b"secret place" not in shown.data
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Disposition"].startswith("inline; ")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert stranger.get(told.json["address"], buffered=True).status_code == 404


def test_an_attachment_is_handed_out_to_be_kept(sign_in, author, article):
    client = sign_in(author)

    told = send(client, article, packed({"word/document.xml": "<x/>"}), "材料 一.docx")
    kept = client.get(told.json["address"], buffered=True)

    assert kept.headers["Content-Disposition"] == (
        "attachment; filename=\"____.docx\"; filename*=UTF-8''%E6%9D%90%E6%96%99%20%E4%B8%80.docx"
    )
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ\x90", "a.exe"),
        (picture(), "a.jpg"),
        (picture()[:60], "a.png"),
        (b"GIF89a/*\x01\x00*/=1;alert(1)", "a.gif"),
        (b"%PDF-1.4\n<script>alert(1)</script>", "a.pdf"),
        (packed({"../../x": "x"}), "a.zip"),
        (bomb, "a.zip"),
        (packed({"word/document.xml": "x", "word/vbaProject.bin": "x"}), "a.docx"),
        (packed({"a.txt": "x"}), "a.docx"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><!ENTITY x 'y'></svg>", "a.svg"),
    ],
)
def test_a_bad_file_is_refused_in_words_and_leaves_nothing(session, sign_in, author, article, data, name):
    answer = send(sign_in(author), article, data() if callable(data) else data, name)

    assert answer.status_code == 422
    assert answer.json["title"].strip()
    assert session.scalar(sa.select(sa.func.count(ArticleFile.id))) == 0


def test_a_drawing_loses_its_script(sign_in, author, article):
    client = sign_in(author)
    drawing = (
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script><path d='M0 0'/></svg>"
    )

    shown = client.get(send(client, article, drawing, "图.svg").json["address"], buffered=True)

    assert b"alert" not in shown.data
    assert b"path" in shown.data


def test_a_picture_of_many_pixels_is_refused_before_it_is_read(sign_in, author, article):
    huge = bytearray(picture())
    huge[16:24] = struct.pack(">II", 20_000, 20_000)

    answer = send(sign_in(author), article, bytes(huge), "大.png")

    assert answer.status_code == 422


def test_what_is_too_large_to_upload_is_told_in_words(app, sign_in, author, article):
    client, most, url = sign_in(author), app.config["MAX_CONTENT_LENGTH"], f"/articles/{article.id}/files"

    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    answer = client.post(url, data=head + b"x" * most + b"\r\n--x--\r\n", headers=JSON,
                         content_type="multipart/form-data; boundary=x")  # fmt: skip
    body = head + b"%PDF-1.7" + b"x" * rules.LARGEST_FILE + b"\r\n--x--\r\n"
    over = client.post(url, data=body, headers=JSON, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 413
    assert str(most // 1024 // 1024) in answer.json["title"]
    assert over.status_code == 422
    assert "15" in over.json["title"]


def test_the_same_file_twice_is_one_and_a_removed_one_comes_back(session, sign_in, author, article):
    client = sign_in(author)
    first = send(client, article, picture(), "a.png").json

    client.post(f"/articles/{article.id}/files/{first['id']}/remove")
    gone = session.get_one(ArticleFile, first["id"]).removed_at
    second = send(client, article, picture(), "a.png").json

    assert gone is not None
    assert second["id"] == first["id"]
    assert session.get_one(ArticleFile, first["id"]).removed_at is None


def test_an_article_holds_so_much_and_no_more(session, sign_in, author, article):
    attached(session, article).size = rules.LARGEST_ARTICLE
    session.commit()

    answer = send(sign_in(author), article, picture(size=(9, 9)), "a.png")

    assert answer.status_code == 422
    assert "100" in answer.json["title"]


def test_files_go_with_the_article(session, sign_in, make, author):
    unit, reader, reviewer = make.unit("科"), make.person("读者"), make.person("审核员")
    make.grant(reviewer, Role.REVIEWER, unit)
    article = released(session, author, unit_id=unit.id)
    shown, removed = attached(session, article), attached(session, article, digest="0" * 64)
    removed.removed_at = removed.added_at
    session.commit()
    address = f"/articles/{article.id}/files/{shown.id}/x.png"

    before = sign_in(reader).get(address, buffered=True).status_code
    other = sign_in(reader).get(f"/articles/{article.id}/files/{removed.id}/x.png", buffered=True).status_code
    article.state, article.withdrawn_at = State.WITHDRAWN, article.created_at
    session.commit()

    assert (before, other) == (200, 404)
    assert sign_in(reader).get(address, buffered=True).status_code == 404
    assert [sign_in(each).get(address, buffered=True).status_code for each in (author, reviewer)] == [200, 200]


def test_a_text_for_one_unit_keeps_its_files_there(session, sign_in, make, author):
    article = released(session, author, level=Level.UNIT)
    file = attached(session, article)
    session.commit()

    assert (
        sign_in(make.person("陈砚")).get(f"/articles/{article.id}/files/{file.id}/x", buffered=True).status_code == 404
    )


class Clamd:
    """A scanner of our own on a port of this machine: finds EICAR, or answers what it is told."""

    def __init__(self, answer=None):
        self.answer, self.seen = answer, b""
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\x00"
                self.seen = b""
                while size := struct.unpack(">I", stream.read(4))[0]:
                    self.seen += stream.read(size)
                found = b"stream: Eicar-Test FOUND" if b"EICAR" in self.seen else b"stream: OK"
                line.sendall((self.answer or found) + b"\x00")

    def close(self):
        self._server.close()


@pytest.fixture
def scanner(app):
    before, clamd = app.extensions["learnhub.config"], Clamd()
    app.extensions["learnhub.config"] = replace(before, clamd=clamd.address)
    yield clamd
    app.extensions["learnhub.config"] = before
    clamd.close()


def test_a_file_waits_for_the_scanner_and_is_handed_out_when_it_is_clean(session, sign_in, make, author, scanner):
    article = released(session, author)
    article.state = State.DRAFT
    session.commit()
    client, reader = sign_in(author), sign_in(make.person("读者"))
    told = send(client, article, b"%PDF-1.7 fine", "a.pdf").json
    session.get_one(ArticleFile, told["id"]).is_released = True
    session.commit()

    before = (
        client.get(told["address"], buffered=True).status_code,
        reader.get(told["address"], buffered=True).status_code,
    )
    run_due()

    assert told["checking"]
    assert before == (200, 409)
    assert scanner.seen == b"%PDF-1.7 fine"
    assert reader.get(told["address"], buffered=True).status_code == 200


def test_a_file_with_a_virus_goes_and_its_uploader_hears_of_it(session, sign_in, author, article, scanner):
    client = sign_in(author)
    told = send(client, article, b"%PDF-1.7 EICAR", "a.pdf").json

    run_due()

    file = session.get_one(ArticleFile, told["id"])
    notice = session.scalars(sa.select(Notice).where(Notice.person_id == author.id)).one()
    assert (file.scan, client.get(told["address"], buffered=True).status_code) == (Scan.INFECTED, 404)
    assert notice.params == {"name": "a.pdf", "virus": "Eicar-Test"}


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream: OK FOUND ERROR", b""])
def test_a_scanner_that_does_not_say_clean_lets_nothing_through(session, sign_in, author, article, scanner, answer):
    scanner.answer = answer or b"?"
    told = send(sign_in(author), article, b"%PDF-1.7 fine", "a.pdf").json

    run_due()

    assert session.get_one(ArticleFile, told["id"]).scan is Scan.CHECKING


def test_a_file_that_comes_back_counts_and_is_scanned_as_a_new_one(session, sign_in, author, article, monkeypatch):
    client = sign_in(author)
    first = send(client, article, picture(size=(10, 10)), "a.png").json["id"]
    version = {"revision": 0, "act": "version", "title": "题", "source": "稿。"}
    client.post(f"/articles/{article.id}/write", data=version)
    client.post(f"/articles/{article.id}/files/{first}/remove")
    send(client, article, picture(size=(20, 20)), "b.png")
    monkeypatch.setattr(rules, "MOST_FILES", 1)
    monkeypatch.setattr("learnhub.platform.scan.is_on", lambda: True)

    refused = send(client, article, picture(size=(10, 10)), "a.png").status_code
    client.post(f"/articles/{article.id}/versions/1/restore")

    session.expire_all()
    files = [(file.removed_at is None, file.scan) for file in session.scalars(sa.select(ArticleFile).order_by("id"))]
    assert (refused, files) == (422, [(True, Scan.CHECKING), (False, Scan.OFF)])


def test_a_plain_form_comes_back_to_the_editor(sign_in, author, article):
    answer = send(sign_in(author), article, picture(), "a.png", headers={})

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/articles/{article.id}/write#files"
