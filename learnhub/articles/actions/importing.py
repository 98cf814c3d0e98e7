"""Makes articles of documents: read and shown first, then a draft whole or not at all."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions import files
from learnhub.articles.actions.files import Checked
from learnhub.articles.actions.rendering import render_article
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import Article, ArticleImport
from learnhub.articles.queries.files import address_of
from learnhub.articles.rules.files import clean_name
from learnhub.articles.rules.html_markdown import to_markdown
from learnhub.articles.rules.markdown_text import parts_of
from learnhub.articles.rules.states import FileUse, ImportState, VersionReason
from learnhub.kernel.encodings import decode
from learnhub.kernel.errors import Conflict, Invalid
from learnhub.kernel.text import normalise, one_line, shorten
from learnhub.platform import audit, confined, documents
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue

READ = "articles.read_import"
SHORT_SECONDS = 1.8
LONG_SECONDS = 45.0
# A larger file is not even begun while somebody waits for the page.
LARGEST_AT_ONCE = 3 << 20
LARGEST_TEXT = 1 << 20
KEPT_FOR = timedelta(days=7)
LONGEST_TITLE = 200
UNTITLED = "Untitled"

KINDS = {"docx": "docx", "zip": "zip", "md": "md", "markdown": "md", "txt": "md"}
NOT_IMPORTED = "Files that end in %(ending)s are not read as an article. Bring a Word document (.docx), a Markdown text (.md), or a zip of one with its pictures."  # noqa: E501 - one sentence that is translated as one
OLD_WORD = "This is a document of an old version of Word (.doc). Open it in Word or WPS and save it as .docx."
BEGUN = "This document is a draft already, or was discarded."
NOT_READ = "This document has not been read yet."
TEXT_TOO_LONG = "The text would be longer than 1 MB. Cut it into several articles."
WHY = {
    "damaged": "The file cannot be read: it is damaged, or no document of this kind.",
    "locked": "The file is protected by a password. Save it without one.",
    "bomb": "The file unpacks to far more than a document holds, so it was not opened.",
    "too_large": "The document is too large to be read as an article. Cut it into several.",
    "too_many": "The file holds too many parts to be read as an article.",
    "escapes": "The file holds names that lead out of its folder, so it was not opened. Pack it again.",
    "entities": "The document declares entities, which no Word document needs; it was not opened.",
    "no_word": "There is no text of a Word document in this file.",
    "macros": "The document holds macros, which are not taken. Save it without them, as .docx.",
    "too_deep": "The document is nested too deeply to be read.",
    "no_text": "There is no Markdown text (.md) in this zip.",
    "several_texts": "There are %(count)s Markdown texts in this zip. Pack one article at a time.",
    "no_encoding": "The text is in no known encoding. Save it as UTF-8.",
    "too_slow": "Reading the document took too long. Cut it into several, or save it again in Word.",
    "empty": "There is nothing in this document that could become an article.",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A document as it was read, or why it was not (`problem`, a message id)."""

    title: str = ""
    source: str = ""
    content: bytes | None = None
    report: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    params: dict[str, str] = field(default_factory=dict)


def kind_of(content: bytes, name: str) -> str:
    """`docx`, `zip` or `md`; raises Invalid for what is none of them."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending == "doc" or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(OLD_WORD)
    if ending not in KINDS:
        raise Invalid(NOT_IMPORTED, ending=f".{ending}" if ending else name)
    if not content.strip():
        raise Invalid(WHY["empty"])
    return KINDS[ending]


def read(content: bytes, name: str, *, seconds: float) -> Found:
    """Read a document in the child process, or say why not. Takes its time: call it outside a transaction."""
    try:
        return _read(content, name, seconds)
    except documents.Unreadable as refused:
        return Found(problem=WHY.get(refused.why, WHY["damaged"]), params=refused.params)
    except confined.TooSlow:
        return Found(problem=WHY["too_slow"])
    except Invalid as refused:
        return Found(problem=refused.message, params={key: str(value) for key, value in refused.params.items()})


def read_at_once(content: bytes, name: str) -> Found | None:
    """The same while somebody waits; None when it takes too long for that."""
    if len(content) > LARGEST_AT_ONCE and kind_of(content, name) != "md":
        return None
    found = read(content, name, seconds=SHORT_SECONDS)
    return None if found.problem == WHY["too_slow"] else found


def _read(content: bytes, name: str, seconds: float) -> Found:
    kind = kind_of(content, name)
    if kind == "md":
        text = decode(content).text
        if text is None or "\x00" in text:
            raise documents.Unreadable("no_encoding")
        return _made(parts_of(text.replace("\r\n", "\n").replace("\r", "\n")), name, losses=_relative(text))
    document = documents.read(kind, content, seconds=seconds)
    losses = list(document.losses)
    if document.kind == "html":
        made = to_markdown(document.text)
        parts = (made.title, made.text) if made.title else parts_of(made.text)
        return _made(parts, name, losses=losses, document=document, kept=made.kept)
    return _made(parts_of(document.text), document.name or name, losses=losses, document=document)


def _made(
    text: tuple[str, str], name: str, *, losses: list[dict[str, Any]], document: documents.Document | None = None,
    kept: dict[str, int] | None = None,
) -> Found:  # fmt: skip
    title, source = text
    source = normalise(source)
    if not source and not title:
        raise documents.Unreadable("empty")
    if len(source.encode("utf-8", "replace")) > LARGEST_TEXT:
        raise Invalid(TEXT_TOO_LONG)
    stem = PurePosixPath(clean_name(name)).stem
    title = shorten(one_line(title) or one_line(stem) or UNTITLED, LONGEST_TITLE)
    # A text that takes too long to render is refused here, where it can be said, and not when it is shown.
    render_article(source, language="zh-CN", title=title)
    pictures = [each.name for each in document.files] if document else []
    report = {"kept": kept or _counted(source), "losses": losses, "files": pictures}
    return Found(title, source, document.content if document else None, report)


def _counted(source: str) -> dict[str, int]:
    """What a Markdown text holds, for the list of what was kept."""
    counts = {
        "headings": len(re.findall(r"^#{1,6} ", source, re.MULTILINE)),
        "pictures": len(re.findall(r"!\[[^\]]*\]\(import:", source)),
        "tables": len(re.findall(r"^\s*\|?\s*:?-{2,}:?\s*\|[\s:|-]*$", source, re.MULTILINE)),
        "footnotes": len(re.findall(r"^\[\^[^\]]+\]:", source, re.MULTILINE)),
    }
    return {what: count for what, count in counts.items() if count}


def _relative(text: str) -> list[dict[str, Any]]:
    """The pictures that a text alone cannot bring: they lie beside it."""
    addresses = re.findall(r"!\[[^\]]*\]\(\s*<?(?![A-Za-z][A-Za-z0-9+.-]*:|/|#)([^)\s>]+)", text)
    return [{"what": "picture_gone", "place": "", "words": each[:60], "count": 1} for each in addresses[:200]]


def keep(
    content: bytes, name: str, found: Found | None, *, article_id: int | None, by: int, now: datetime
) -> ArticleImport:  # fmt: skip
    """Keep a document until it is confirmed; one that was not read at once is handed to the worker."""
    kept = ArticleImport(
        by_id=by, article_id=article_id, file_name=name, size=len(content), state=ImportState.WAITING,
        content=content, report={}, created_at=now, finished_at=None,
    )  # fmt: skip
    session().add(kept)
    session().flush()
    if found is None:
        enqueue(READ, unique=str(kept.id), import_id=kept.id)
    else:
        settle(kept, found, now=now)
    return kept


def settle(kept: ArticleImport, found: Found, *, now: datetime) -> None:
    """Write down what was read; of a document that was refused nothing stays but the reason."""
    kept.finished_at, kept.content = now, found.content
    if found.problem:
        kept.state, kept.report = ImportState.REFUSED, {"problem": found.problem, "params": found.params}
        return
    kept.state, kept.title, kept.source, kept.report = ImportState.READ, found.title, found.source, found.report


def prepare(kept: ArticleImport) -> dict[int, Checked]:
    """The files of a document that was read, checked like any other; call it outside a transaction."""
    ensure_read(kept)
    return checked_files(kept.content)


def ensure_read(kept: ArticleImport) -> None:
    """Raise Conflict unless the document waits to be confirmed: two confirmations make one draft."""
    if kept.state is not ImportState.READ:
        raise Conflict(BEGUN if kept.state is ImportState.DONE else NOT_READ)


def checked_files(content: bytes | None) -> dict[int, Checked]:
    """The same of an answer of the reader; what is refused now is left out."""
    document = documents.opened(content) if content else None
    ready: dict[int, Checked] = {}
    for file in document.files if document else ():
        data, name = documents.data_of(document.content, file.key), clean_name(file.name)  # type: ignore[union-attr]
        if file.content_type:
            ready[file.key] = Checked(
                data, name, file.ending, file.content_type, FileUse.PICTURE, file.width, file.height
            )  # fmt: skip
            continue
        try:
            ready[file.key] = files.check(data, name)
        except Invalid:
            continue
    return ready


def write(
    article: Article, title: str, source: str, ready: dict[int, Checked], *, by: int, now: datetime, name: str
) -> None:  # fmt: skip
    """Put a document into a draft that is locked: its files, its text behind what is there, and a version of that."""
    addresses = {key: address_of(files.add_file(article, each, by=by, now=now)) for key, each in ready.items()}
    text = re.sub(r"import:(\d{1,6})\b", lambda m: addresses.get(int(m[1]), "#"), source)
    if not article.draft_source.strip():
        article.title, article.draft_source = title, text
    else:
        keep_version(article, VersionReason.SAVED, by=by, now=now, words_alone=True)
        article.draft_source = f"{article.draft_source.rstrip()}\n\n{text}"
    if len(article.draft_source.encode("utf-8", "replace")) > LARGEST_TEXT:
        raise Invalid(TEXT_TOO_LONG)
    article.draft_revision += 1
    article.draft_saved_at, article.draft_saved_by_id = now, by
    session().flush()
    keep_version(article, VersionReason.IMPORTED, by=by, now=now, note=shorten(name, 200))
    audit.record("articles.imported", actor_id=by, thing=f"article:{article.id}", file=shorten(name, 200))


def new_draft(by: int, unit_id: int | None, *, title: str, language: str, now: datetime) -> Article:
    """An empty draft for a document to go into."""
    article = Article(
        author_id=by, unit_id=unit_id, title=title, language=language, draft_source="", draft_saved_at=now,
        created_at=now,
    )  # fmt: skip
    session().add(article)
    session().flush()
    return article


def finish(kept: ArticleImport, article: Article, *, now: datetime) -> None:
    """The document is a draft: what was kept of it goes, the report stays."""
    kept.state, kept.article_id, kept.content, kept.source, kept.finished_at = (
        ImportState.DONE, article.id, None, "", now,
    )  # fmt: skip


def discard(kept: ArticleImport) -> None:
    """Forget a document of which nothing was written; raises Conflict once it is a draft."""
    if kept.state is ImportState.DONE:
        raise Conflict(BEGUN)
    session().delete(kept)


def sweep(now: datetime) -> int:
    """Forget documents that nobody made a draft of for a week; returns how many."""
    old = sa.delete(ArticleImport).where(
        ArticleImport.state != ImportState.DONE, ArticleImport.created_at < now - KEPT_FOR
    )
    return session().execute(old).rowcount or 0  # type: ignore[attr-defined]  # of a delete
