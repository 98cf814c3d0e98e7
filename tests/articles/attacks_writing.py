"""What people send to the site in `tests.articles.attacks`: one text in every field, through the real addresses."""

import io
import json
import re
import struct
import zlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import APIResponse, Playwright

from learnhub.articles.models import Article, Collection
from learnhub.platform.jobs import run_due
from tests.articles.documents import packed
from tests.articles.hostile import Attack
from tests.journeys.own_site import OwnSite

AT_ONCE = 12


class Unexpected(Exception):
    """An answer of the site that no such text should get."""


class Hands:
    """People who send forms with the token of their page; an answer that was not expected is a finding."""

    def __init__(self, driver: Playwright, site: OwnSite, names: Iterable[str]) -> None:
        self.site, self.sent = site, 0
        self._asking = {}
        for name in names:
            signed_in = site.sign_in(name)
            cookie = {
                "name": signed_in["name"], "value": signed_in["value"], "domain": "127.0.0.1", "path": "/",
                "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax",
            }  # fmt: skip
            state: Any = {"cookies": [cookie], "origins": []}
            self._asking[name] = driver.request.new_context(base_url=site.address, storage_state=state)
        self._tokens: dict[str, str] = {}

    def get(self, who: str, path: str) -> APIResponse:
        return self._asking[who].get(path)

    def post(self, who: str, path: str, **form: Any) -> str:
        """Send a form; returns where it leads."""
        body = urlencode({"csrf_token": self._token(who), **form}, doseq=True, errors="replace")
        answer = self._asking[who].post(
            path, data=body, max_redirects=0, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        return self._led(answer, path)

    def upload(self, who: str, path: str, name: str, data: bytes) -> str:
        """Send a file; returns where it leads."""
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        answer = self._asking[who].post(
            path,
            multipart={"csrf_token": self._token(who), "file": file},
            max_redirects=0,  # type: ignore[dict-item]
        )
        return self._led(answer, path)

    def save(self, who: str, path: str, **words: Any) -> None:
        """What the editor's script sends."""
        headers = {"X-CSRFToken": self._token(who), "Content-Type": "application/json", "Accept": "application/json"}
        answer = self._asking[who].put(path, data=json.dumps(words), headers=headers)
        self._led(answer, path, wanted=200)

    def _led(self, answer: APIResponse, path: str, wanted: int = 303) -> str:
        self.sent += 1
        if answer.status != wanted:
            raise Unexpected(f"{path} answered {answer.status}: {_words(answer)}")
        return answer.headers.get("location", "")

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(who, "/inbox/preferences").text())
            assert found is not None
            self._tokens[who] = found[1]
        return self._tokens[who]


def _words(answer: APIResponse) -> str:
    """What a person would read of an answer."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text().partition("<main")[2] or answer.text()))[:600]


def write(hands: Hands, cases: list[Attack], readers: list[str], watched: dict[str, Any]) -> None:
    """Some texts through the whole life of an article each, and together through remarks, reasons and a collection."""
    ats = [_article(hands, case) for case in cases]
    lead, together = ats[0], "\n\n".join(case.core for case in cases)
    hands.save("writer", f"{lead}/draft", revision=1, source=f"{_source(cases[0])}\n\n{together}")
    watched["writer"].open(f"{lead}/write", wait="[data-preview] > *")
    watched["writer"].open(f"{lead}/check")
    for at in ats:
        hands.post("writer", f"{at}/submit", original="y", nothing_secret="y", revision=2 if at == lead else 1)
    _returned(hands, lead, cases, watched)
    for at, case, reader in zip(ats, cases, readers, strict=True):
        seen = _seen(hands, at)
        hands.post("first", f"{at}/pass", seen=seen)
        hands.post("second", f"{at}/pass", seen=seen, checked="y")
        hands.post(reader, f"{at}/comments", text=case.core[:3900], block="0", request_key=f"attack {at}")
        hands.post(reader, f"{lead}/join", message=case.core[:480])
        watched["editor"].open(f"{at}?at=0")
    watched["writer"].open(f"{lead}/trail")
    watched["writer"].open(f"{lead}/coauthors")
    _compiled(hands, ats, cases, watched)


def _article(hands: Hands, case: Attack) -> str:
    """A draft full of one text, with files of its name; its address."""
    core = case.core
    title = " ".join(f"{core[:190]} 题".split())
    at = hands.post(
        "writer", "/articles/new", title=title, kind="practice", level="county", tags=core, summary=core[:900],
        language="zh-CN", source="", revision="0",
    ).removesuffix("/write")  # fmt: skip
    hands.upload("writer", f"{at}/files", f"{core[:80]} a.png", _picture(_number(at)))
    hands.upload("writer", f"{at}/files", f"{core[:80]} a.txt", b"text " + core.encode("utf-8", "replace"))
    hands.save("writer", f"{at}/draft", revision=0, title=title, source=_source(case))
    return at


def _source(case: Attack) -> str:
    """The text alone, in a list, a table, a quotation, a heading and a link; and the whole file."""
    line = " ".join(case.core.split())
    cell = line.replace("|", "\\|")
    parts = (
        "起因", case.core, f"## {line}", f"- {line}", f"> {line}", f"| 甲 |\n|---|\n| {cell} |",
        f"[{line[:80]}](<{line[:200]}>) ![{line[:80]}](<{line[:200]}> \"{line[:80]}\")", f"正文[^1]。\n\n[^1]: {line}",
        f"`{line}` ${line[:60]}$", f"```{line[:60]}\n{case.core}\n```", case.whole,
    )  # fmt: skip
    return "\n\n".join(parts)


def _returned(hands: Hands, at: str, cases: list[Attack], watched: dict[str, Any]) -> None:
    """Returned with a remark of each text, answered, and handed in again."""
    for case in cases:
        where = hands.post("first", f"{at}/remarks", block="0", body=case.core[:1900])
        remark = where.rpartition("-")[2]
        hands.post("writer", f"{at}/remarks/{remark}/answer", answer=case.core[:1900])
    watched["first"].open(f"{at}/review?at=0")
    hands.post("first", f"{at}/return", reason=_joined(cases, 1900), seen=_seen(hands, at))
    hands.post("writer", f"{at}/submit", original="y", nothing_secret="y", revision=2)


def _joined(cases: list[Attack], most: int) -> str:
    return "\n".join(case.core[: most // len(cases) - 1] for case in cases)


def _seen(hands: Hands, at: str) -> int:
    """The version that the page of the review is about."""
    return int(hands.site.ask(lambda session: session.get_one(Article, _number(at)).submitted_version_id))


def _number(at: str) -> int:
    return int(at.rpartition("/")[2])


def _compiled(hands: Hands, ats: list[str], cases: list[Attack], watched: dict[str, Any]) -> None:
    """A collection that is handed over and returned, each chapter in a part of its own; one more for each title."""
    numbers = [_number(at) for at in ats]
    at = begin(hands, numbers, "\n\n".join(case.core for case in cases))
    for number, case in zip(numbers, cases, strict=True):
        part = " ".join(case.core.split())[:100]
        hands.post("editor", f"{at}/items/{number}", do="part", part=part, revision=_revision(hands, at))
        begin(hands, [], case.core)
    hands.post("editor", f"{at}/ready", revision=_revision(hands, at))
    watched["second"].open(f"{at}/release")
    hands.post("second", f"{at}/return", why=_joined(cases, 480))
    watched["editor"].open(f"{at}/edit")
    watched["first"].open(at)


def begin(hands: Hands, article_ids: list[int], core: str) -> str:
    """A collection with articles in it; returns its address."""
    at = hands.post(
        "editor", "/articles/collections/new", title=f"{core[:180]} 集", subtitle=core[:190], level="county",
        language="zh-CN", foreword=core[:19_000],
    ).removesuffix("/edit")  # fmt: skip
    if article_ids:
        hands.post("editor", f"{at}/items", article=article_ids, revision=_revision(hands, at))
    return at


def release(hands: Hands, at: str) -> None:
    """Handed over by its editor, released by a reviewer."""
    hands.post("editor", f"{at}/ready", revision=_revision(hands, at))
    hands.post("second", f"{at}/release", revision=_revision(hands, at))


def _revision(hands: Hands, at: str) -> int:
    """How often a collection was changed, which its forms say."""
    return int(hands.site.ask(lambda session: session.get_one(Collection, _number(at)).revision))


def work(site: OwnSite) -> None:
    """Let the worker do everything that waits."""
    site.ask(lambda _session: [None for _ in iter(run_due, 0)])


def bring_all(hands: Hands, cases: list[Attack], watched: Any) -> int:
    """Every text by Word, by Markdown and by a zip, so many in one document; each is looked at and made a draft."""
    brought = 0
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        for ending, data in (("docx", _word(some)), ("md", _markdown(some)), ("zip", _zip(some))):
            where = hands.upload("writer", "/articles/import", f"{some[0].core[:60]} a.{ending}", data)
            work(watched.site)
            watched.open(where)
            draft = hands.post("writer", f"{where}/confirm", title="")
            watched.open(draft, wait="[data-preview] > *")
            brought += 1
    return brought


def _markdown(cases: list[Attack]) -> bytes:
    return "\n\n".join(["正文", *(f"{each.core}\n\n## {' '.join(each.core.split())}" for each in cases)]).encode(
        "utf-8", "replace"
    )


def _zip(cases: list[Attack]) -> bytes:
    names = [f"{number} {re.sub(r'[^ -~]|[/:%#?|]', '', each.core)[:60]}.png" for number, each in enumerate(cases)]
    links = "\n\n".join(f"![{each.core[:60]}](<{name}>)" for each, name in zip(cases, names, strict=True))
    files: dict[str, bytes | str] = {name: _picture(number) for number, name in enumerate(names)}
    return packed({"正文.md": _markdown(cases).decode() + "\n\n" + links, **files})


def _word(cases: list[Attack]) -> bytes:
    """Each as a heading, a paragraph, a cell, the address of a link and the description of a picture."""
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    document = Document()
    for number, each in enumerate(cases):
        words = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", "", each.core)
        document.add_heading(words, 1)
        paragraph = document.add_paragraph(words)
        document.add_table(1, 1).cell(0, 0).text = words
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), document.part.relate_to(words[:200], RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(document.add_paragraph(words).runs[0]._r)
        paragraph._p.append(link)
        document.add_picture(io.BytesIO(_picture(number)))
        document.element.body.findall(f".//{qn('wp:docPr')}")[-1].set("descr", words[:200])
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _picture(number: int) -> bytes:
    """A picture of two pixels that differs from all others."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\x00" + struct.pack(">I", number)[1:] + b"\x00\x00\x00"
    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")
