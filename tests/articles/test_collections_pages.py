"""Collections by their pages: compiled, looked at by another person, released, read, bound, changed, withdrawn."""

import zipfile
from io import BytesIO
from urllib.parse import unquote

import pytest
from defusedxml.ElementTree import fromstring
from PIL import Image
from pypdf import PdfReader

from learnhub.articles.actions.binding import remake_stale
from learnhub.articles.models import Article, ArticleFile, Binding, Collection
from learnhub.articles.rules.states import BindingState, FileUse, Level, State
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform import health, jobs, storage
from learnhub.platform.audit import AuditEntry
from tests.articles.factories import handed_over, released

TEXT = """## 起因

群众反映办事要跑三趟[^1]，#import "x" 与 $ 和 \\ 和 @甲 和 `<标签>`。

[^1]: 据窗口登记簿。

| 事项 | 次数 |
|---|--:|
| 落户 | 3 |

![窗口]({picture})
"""


class Office:
    """An editor and a reviewer of a county, two cadres who wrote, and a cadre of another unit."""

    def __init__(self, make):
        self.county = make.unit("县委")
        self.section, other = make.unit("办公室", parent=self.county), make.unit("宣传科", parent=self.county)
        self.editor, self.reviewer = make.person("编者", unit=self.county), make.person("审者", unit=self.county)
        make.grant(self.editor, Role.AUTHOR, self.county)
        make.grant(self.reviewer, Role.REVIEWER, self.county)
        self.writer, self.reader = make.person("沈佳", unit=self.section), make.person("周明", unit=other)
        self.first = released(make.session, self.writer, title="一次告知怎么落地", unit_id=self.section.id)
        self.second = released(make.session, self.reader, title="帮办代办", unit_id=other.id)
        self.narrow = released(
            make.session, self.writer, title="内部做法", unit_id=self.section.id, level=Level.UNIT
        )  # fmt: skip


@pytest.fixture
def office(make):
    return Office(make)


def begun(session, client, *articles, **facts):
    """A collection with articles in it."""
    form = {"title": "窗口服务 做法/汇编", "level": "county", "language": "zh-CN", "foreword": "写在下班以后。"} | facts
    assert client.post("/articles/collections/new", data=form).status_code == 303
    made = session.query(Collection).order_by(Collection.id.desc()).first()
    ids = [each.id for each in articles]
    client.post(f"/articles/collections/{made.id}/items", data={"article": ids, "revision": made.revision})
    session.refresh(made)
    return made


def release(session, office, sign_in, made):
    """Hand over and release, by two people."""
    at = f"/articles/collections/{made.id}"
    session.refresh(made)
    sign_in(office.editor).post(f"{at}/ready", data={"revision": made.revision})
    answer = sign_in(office.reviewer).post(f"{at}/release", data={"revision": made.revision})
    session.refresh(made)
    return answer


def work():
    """Let the worker make what waits."""
    jobs.run_due()


def test_a_collection_is_released_by_a_second_person_and_read_by_everybody_it_is_for(session, office, sign_in):
    editor = sign_in(office.editor)
    made = begun(session, editor, office.first, office.second, office.narrow)
    at = f"/articles/collections/{made.id}"

    early = sign_in(office.reader).get(at).status_code
    own = editor.post(f"{at}/release", data={"revision": made.revision}).status_code
    answer = release(session, office, sign_in, made)
    page = sign_in(office.reader).get(at).text

    assert (early, own, answer.status_code) == (404, 403, 303)
    assert "一次告知怎么落地" in page and "帮办代办" in page and "写在下班以后" in page
    assert "内部做法" not in page  # a collection for the county carries nothing further than it was released


def test_the_book_is_a_pdf_and_an_epub_under_its_title(session, office, sign_in):
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    row = ArticleFile(
        article_id=office.first.id, use=FileUse.PICTURE, digest=storage.put(picture.getvalue()), name="a.png",
        extension="png", content_type="image/png", size=1, by_id=office.writer.id, added_at=clock.now(),
        is_released=True,
    )  # fmt: skip
    session.add(row)
    session.flush()
    text = TEXT.format(picture=f"/articles/{office.first.id}/files/{row.id}/a.png")
    written = released(session, office.writer, title="#panic <x> & 直角", unit_id=office.section.id, text=text)
    row.article_id = written.id
    written.draft_source = text.replace(f"/{office.first.id}/files", f"/{written.id}/files")
    _rerender(session, written)
    made = begun(session, sign_in(office.editor), written, office.second)
    release(session, office, sign_in, made)
    work()
    reader, at = sign_in(office.reader), f"/articles/collections/{made.id}/books"

    pdf, epub = (reader.get(f"{at}/{form}", buffered=True) for form in ("pdf", "epub"))

    assert [each.error for each in session.query(Binding)] == ["", ""]
    assert unquote(pdf.headers["Content-Disposition"].partition("''")[2]) == "窗口服务 做法 汇编.pdf"
    opened = PdfReader(BytesIO(pdf.data))
    words = "".join(page.extract_text() for page in opened.pages).replace("\n", "")
    assert "群众反映办事要跑三趟" in words and '#import "x"' in words and "#panic <x> & 直角" in words
    assert opened.metadata["/Title"] == made.title and "沈佳" in opened.metadata["/Author"]
    assert opened.trailer["/Root"]["/MarkInfo"]["/Marked"] and len(opened.outline) >= 3
    assert faults_of(epub.data) == []
    with zipfile.ZipFile(BytesIO(epub.data)) as archive:
        assert sum(name.startswith("book/pictures/") for name in archive.namelist()) == 2


def _rerender(session, article):
    from learnhub.articles.actions.versions import keep_version
    from learnhub.articles.rules.states import VersionReason

    kept = keep_version(article, VersionReason.SUBMITTED, by=article.author_id, now=clock.now())
    article.released_version_id = kept.id
    session.flush()


def faults_of(content):
    """What is wrong with an EPUB: its first entry, what is not well-formed, what is listed and not there."""
    wrong = []
    opf = "{http://www.idpf.org/2007/opf}"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        first = archive.infolist()[0]
        if (first.filename, first.compress_type) != ("mimetype", zipfile.ZIP_STORED):
            wrong.append("mimetype")
        names = set(archive.namelist())
        trees = {name: fromstring(archive.read(name)) for name in names if name.endswith((".xhtml", ".opf", ".xml"))}
        package = trees["book/package.opf"]
        listed = {item.get("id"): f"book/{item.get('href')}" for item in package.iter(f"{opf}item")}
        wrong += sorted(set(listed.values()) - names)
        wrong += sorted(
            names - set(listed.values()) - {"mimetype", "META-INF/container.xml", "book/package.opf"}
        )  # fmt: skip
        wrong += [each.get("idref") for each in package.iter(f"{opf}itemref") if each.get("idref") not in listed]
        for name, tree in trees.items():
            for each in tree.iter():
                said = each.get("src") or (each.get("href") if name.endswith("xhtml") else None)
                file = (said or "").partition("#")[0]
                if file and ":" not in file and f"book/{file}" not in names:
                    wrong.append(f"{name}: {said}")
    return wrong


def test_a_withdrawn_article_leaves_the_pages_and_the_next_book(session, office, sign_in):
    made = begun(session, sign_in(office.editor), office.first, office.second)
    release(session, office, sign_in, made)
    work()
    office.first.state, office.first.withdrawn_at = State.WITHDRAWN, clock.now()
    session.commit()
    reader, at = sign_in(office.reader), f"/articles/collections/{made.id}"

    page, chapter = reader.get(at).text, reader.get(f"{at}/articles/{office.first.id}").status_code
    stale = reader.get(f"{at}/books/pdf").status_code
    asked = remake_stale(clock.now())
    session.commit()
    work()
    made_again = PdfReader(BytesIO(reader.get(f"{at}/books/pdf", buffered=True).data))
    words = "".join(each.extract_text() for each in made_again.pages)

    assert ("一次告知怎么落地" in page, chapter, stale, asked) == (False, 404, 303, 2)
    assert "帮办代办" in words and "一次告知怎么落地" not in words
    assert "撤稿" in sign_in(office.editor).get(f"{at}/edit").text


def test_order_parts_and_newer_versions_are_the_editors(session, office, sign_in):
    editor = sign_in(office.editor)
    made = begun(session, editor, office.first, office.second)
    at = f"/articles/collections/{made.id}"

    def step(article, **form):
        session.refresh(made)
        return editor.post(f"{at}/items/{article.id}", data={"revision": made.revision, **form}).status_code

    office.second.title = "帮办代办（修订）"
    _rerender(session, office.second)
    before = editor.get(f"{at}/edit").text
    steps = [
        step(office.second, do="move", to="1"),
        step(office.second, do="part", part="第一编"),
        step(office.second, do="renew"),
        step(office.second, do="fly"),
    ]
    page = editor.get(at).text

    assert steps == [303, 303, 303, 422]
    assert "帮办代办（修订）" not in before.partition('id="add"')[0]
    assert page.index("第一编") < page.index("帮办代办（修订）") < page.index("一次告知怎么落地")


def test_a_stale_form_keeps_what_was_typed_and_changes_nothing(session, office, sign_in):
    editor = sign_in(office.editor)
    made = begun(session, editor, office.first)
    form = {"title": "新题目", "level": "county", "language": "zh-CN", "foreword": "另一段话。", "revision": "0"}

    answer = editor.post(f"/articles/collections/{made.id}/edit", data=form)
    moved = editor.post(
        f"/articles/collections/{made.id}/items/{office.first.id}", data={"do": "remove", "revision": "0"}
    )  # fmt: skip

    session.refresh(made)
    assert (answer.status_code, moved.status_code) == (409, 409)
    assert "另一段话。" in answer.text and made.title == "窗口服务 做法/汇编"


def test_any_change_takes_a_handed_over_collection_back(session, office, sign_in):
    editor = sign_in(office.editor)
    made = begun(session, editor, office.first)
    at = f"/articles/collections/{made.id}"
    editor.post(f"{at}/ready", data={"revision": made.revision})
    seen = made.revision
    editor.post(f"{at}/edit", data={"title": "改", "level": "county", "language": "zh-CN", "revision": seen})

    answer = sign_in(office.reviewer).post(f"{at}/release", data={"revision": seen})

    session.refresh(made)
    assert (answer.status_code, made.released_at) == (409, None)


def test_a_withdrawn_collection_keeps_its_address_and_says_why(session, office, sign_in):
    made = begun(session, sign_in(office.editor), office.first)
    release(session, office, sign_in, made)
    at = f"/articles/collections/{made.id}"

    sign_in(office.reviewer).post(f"{at}/withdraw", data={"why": "政策已修订"})
    reader = sign_in(office.reader)

    assert "政策已修订" in reader.get(at).text
    for path in ("books/pdf", f"articles/{office.first.id}"):
        assert reader.get(f"{at}/{path}").status_code == 404


def test_a_book_that_cannot_be_made_says_so_and_can_be_tried_again(session, office, sign_in, monkeypatch):
    made = begun(session, sign_in(office.editor), office.first)
    reader, at = sign_in(office.editor), f"/articles/collections/{made.id}"
    monkeypatch.setattr("learnhub.platform.typesetting.FONT", "no_such_font")
    reader.post(f"{at}/books/pdf")
    work()
    failed, found = reader.get(at).text, health.findings()
    monkeypatch.undo()

    reader.post(f"{at}/books/pdf")
    again = session.query(Binding).one().state

    assert "字体" in failed
    assert ["no-such-font" in each.words for each in found if each.state == "look"].count(True) == 1
    assert again is BindingState.QUEUED


def test_the_list_takes_as_many_statements_for_many_as_for_few(session, office, sign_in, statements):
    editor = sign_in(office.editor)
    counts = []
    for number in (1, 4):
        for _each in range(number):
            begun(session, editor, office.first, office.second)
        made = session.query(Collection).order_by(Collection.id.desc()).first()
        with statements() as seen:
            editor.get("/articles/collections/")
            editor.get(f"/articles/collections/{made.id}")
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert session.query(Article).count() == 3


def test_a_collection_that_was_handed_over_waits_in_the_inbox_of_who_releases_it(session, office, sign_in):
    handed_over(session, office.first, editor=office.editor, unit_id=office.county.id)
    session.commit()

    inboxes = [sign_in(each).get("/inbox").get_data(as_text=True) for each in (office.reviewer, office.editor)]

    assert ["合集待发布" in each for each in inboxes] == [True, False]


def test_a_collection_goes_back_with_a_notice_and_to_another_editor_when_its_own_has_left(
    make, office, sign_in, session
):  # fmt: skip
    made = begun(session, sign_in(office.editor), office.first)
    at = f"/articles/collections/{made.id}"
    sign_in(office.editor).post(f"{at}/ready", data={"revision": made.revision})
    sign_in(office.reviewer).post(f"{at}/return", data={"why": "前言太短。"})
    administrator, heir = make.person("培训", unit=office.county), make.person("后任", unit=office.county)
    make.grant(administrator, Role.TRAINING_ADMINISTRATOR, office.county)
    make.grant(heir, Role.AUTHOR, office.county)

    outsider = sign_in(office.reviewer).post(f"{at}/editor", data={"editor": heir.id, "why": "调离。"})
    wrong = sign_in(administrator).post(f"{at}/editor", data={"editor": office.reader.id, "why": "调离。"})
    named = sign_in(administrator).post(f"{at}/editor", data={"editor": heir.id, "why": "调离。"})

    told = session.query(Notice).filter_by(kind="collection_editor").order_by(Notice.id).all()
    assert [(each.person_id, each.params["reason"]) for each in told] == [
        (office.editor.id, "前言太短。"), (heir.id, "调离。"), (office.editor.id, "调离。"),
    ]  # fmt: skip
    assert [outsider.status_code, wrong.status_code, named.status_code] == [403, 422, 303]
    assert sign_in(heir).get(f"{at}/edit").status_code == 200
    assert sign_in(office.editor).get(f"{at}/edit").status_code == 404
    assert session.query(AuditEntry).filter_by(action="articles.collection_editor").one().actor_id == administrator.id


def test_who_compiled_a_collection_does_not_release_it_as_soon_as_another_is_its_editor(make, office, sign_in, session):
    client = sign_in(office.editor)
    made = begun(session, client, office.first)
    at = f"/articles/collections/{made.id}"
    assert client.post(f"{at}/ready", data={"revision": made.revision}).status_code == 303
    heir, administrator = make.person("后任", unit=office.county), make.person("培训", unit=office.county)
    make.grant(heir, Role.AUTHOR, office.county)
    make.grant(office.editor, Role.REVIEWER, office.county)
    make.grant(administrator, Role.TRAINING_ADMINISTRATOR, office.county)

    named = sign_in(administrator).post(f"{at}/editor", data={"editor": heir.id, "why": "调离。"})
    session.expire_all()
    assert sign_in(heir).post(f"{at}/ready", data={"revision": made.revision}).status_code == 303
    session.expire_all()
    released = sign_in(office.editor).post(f"{at}/release", data={"revision": made.revision})
    inbox = sign_in(office.editor).get("/inbox").text

    session.expire_all()
    assert (named.status_code, released.status_code, made.released_at) == (303, 403, None)
    assert "合集待发布" not in inbox
