"""The books of `tests.articles.attacks`: what is in PDF and EPUB of hostile articles, and what a reader would run."""

import io
import tempfile
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring
from playwright.sync_api import Browser
from pypdf import PdfReader

from learnhub.articles.models import Article, Binding
from tests.articles.attacks_writing import Hands, begin, release, work
from tests.articles.hostile import Attack, what_runs

IN_A_BOOK = 120
_PDF_ACTIONS = ("/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/EmbeddedFile", "/AA")


def look_into(hands: Hands, cases: list[Attack], watched: Any, browser: Browser) -> Counter[str]:
    """Bind all articles in books, and look at every part of them."""
    site, found = watched.site, Counter[str]()
    numbers = site.ask(lambda session: [
        row.id for row in session.query(Article).filter(Article.released_version_id.isnot(None)).order_by(Article.id)
    ])  # fmt: skip
    for start in range(0, len(numbers), IN_A_BOOK):
        at = begin(hands, numbers[start : start + IN_A_BOOK], cases[start].core)
        release(hands, at)
        work(site)
        watched.open(at)
        for form, look in (("pdf", _in_pdf), ("epub", lambda data: _in_epub(data, browser))):
            answer = hands.get("editor", f"{at}/books/{form}")
            if answer.status != 200:
                found[f"book: {form} of {at} answered {answer.status}"] += 1
                continue
            found += look(answer.body())
    states = site.ask(lambda session: Counter(f"{row.format} {row.state}" for row in session.query(Binding)))
    print("books:", dict(states))
    return found


def _in_pdf(data: bytes) -> Counter[str]:
    """Actions that a PDF reader would carry out, and links to what is no page."""
    found = Counter(f"pdf: {mark}" for mark in _PDF_ACTIONS if mark.encode() + b" " in data)
    reader = PdfReader(io.BytesIO(data))
    for page in reader.pages:
        for note in page.get("/Annots") or ():
            action = note.get_object().get("/A") or {}
            address = str(action.get("/URI", "")).strip().lower()
            if address and not address.startswith(("http://", "https://", "mailto:")):
                found[f"pdf link: {address[:80]}"] += 1
    print(f"  pdf: {len(data) >> 10} KB, {len(reader.pages)} pages")
    return found


def _in_epub(data: bytes, browser: Browser) -> Counter[str]:
    """What stands in the chapters, and what a browser without any policy does with them."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(data)) as book:
        book.extractall(folder)
        names = [name for name in book.namelist() if name.endswith((".xhtml", ".html", ".svg"))]
        for name in names:
            text = book.read(name).decode("utf-8")
            fromstring(text)
            found.update(f"epub: {each}" for each in what_runs(text))
        found += _opened([Path(folder) / name for name in names], browser)
    print(f"  epub: {len(data) >> 10} KB, {len(names)} chapters")
    return found


def _opened(paths: list[Path], browser: Browser) -> Counter[str]:
    found: Counter[str] = Counter()
    page = browser.new_context().new_page()

    def note(what: str) -> None:
        found[what[:160]] += 1

    page.on("dialog", lambda dialog: (note(f"epub dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else note(f"epub request: {asked.url}"))
    for path in paths:
        page.goto(path.as_uri())
        if page.url != path.as_uri():
            note(f"epub moved: {page.url}")
    page.context.close()
    return found
