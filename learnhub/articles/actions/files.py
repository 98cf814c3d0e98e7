"""Taking in the pictures and attachments of articles, having them scanned, and removing them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleFile
from learnhub.articles.rules import files as rules
from learnhub.articles.rules.states import FileUse, Scan
from learnhub.catalog.rules.svg import SvgRefused, clean_svg
from learnhub.inbox.actions import notify
from learnhub.kernel.errors import Invalid
from learnhub.platform import audit, packed, scan, storage
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue
from learnhub.platform.pictures import PictureFault, PictureRefused, redraw

TOO_MANY_PIXELS = "The picture %(name)s has more than 40 million pixels. Scale it down and try again."
NO_PICTURE = "The picture %(name)s cannot be read: it is damaged or cut off. Save it again and try once more."
NO_DRAWING = "The drawing %(name)s cannot be taken: it is damaged, or declares what no drawing needs. Save it as plain SVG, or as PNG."  # noqa: E501 - one sentence that is translated as one
LOCKED = "The file %(name)s is protected by a password. Save it without one."
UNPACKS = "The file %(name)s unpacks to far more than a document holds, so it was not opened."
ESCAPES = "The file %(name)s holds names that lead out of its folder, so it was not opened. Pack it again."
INFECTED = "The file “%(name)s” of your article carries a virus (%(virus)s) and was removed."

SCAN = "articles.scan_file"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was looked at and may be kept."""

    data: bytes
    name: str
    extension: str
    content_type: str
    use: FileUse
    width: int | None = None
    height: int | None = None


def check(data: bytes, said: str) -> Checked:
    """Look at what a file is, and draw a picture anew; raises Invalid. Call it outside a transaction: it takes time."""
    name = rules.clean_name(said)
    kind = rules.type_of(name, data)
    if kind.ending == "svg":
        return _drawing(data, name)
    if kind.picture:
        return _picture(data, name)
    if kind.begins == (b"PK\x03\x04",):
        _look_inside(data, name, kind)
    return Checked(data, name, kind.ending, kind.content_type, FileUse.ATTACHMENT)


def _picture(data: bytes, name: str) -> Checked:
    try:
        drawn = redraw(data)
    except PictureRefused as refused:
        what = TOO_MANY_PIXELS if refused.fault is PictureFault.TOO_LARGE else NO_PICTURE
        raise Invalid(what, name=name) from None
    return Checked(
        drawn.data, name, drawn.extension, drawn.content_type, FileUse.PICTURE, drawn.width, drawn.height
    )  # fmt: skip


def _drawing(data: bytes, name: str) -> Checked:
    try:
        clean = clean_svg(data)
    except SvgRefused:
        raise Invalid(NO_DRAWING, name=name) from None
    return Checked(clean.data, name, "svg", "image/svg+xml", FileUse.PICTURE, clean.width, clean.height)


def _look_inside(data: bytes, name: str, kind: rules.Type) -> None:
    try:
        parts = packed.parts_of(data, most_unpacked=rules.MOST_UNPACKED)
        packed.refuse_escapes(parts)
    except packed.Unpackable as trap:
        what = {packed.Fault.DAMAGED: rules.NOT_WHAT_IT_SAYS, packed.Fault.LOCKED: LOCKED,
                packed.Fault.ESCAPES: ESCAPES}.get(trap.fault, UNPACKS)  # fmt: skip
        raise Invalid(what, name=name) from None
    rules.of_members(kind, name, {part.stored for part in parts})


def add_file(article: Article, checked: Checked, *, by: int, now: datetime) -> ArticleFile:
    """Keep a file with an article that is locked; one that was removed comes back. Raises Invalid when it is full."""
    digest = storage.put(checked.data)
    known = session().scalar(
        sa.select(ArticleFile).where(
            ArticleFile.article_id == article.id, ArticleFile.use == checked.use, ArticleFile.digest == digest
        )
    )
    if known is not None and known.scan is Scan.INFECTED:
        raise Invalid(rules.TWO_AT_ONCE, name=checked.name)
    if known is None or known.removed_at is not None:
        _refuse_full(article.id, len(checked.data))
    if known is not None:
        bring_in(known)
        return known
    added = ArticleFile(
        article_id=article.id, use=checked.use, digest=digest, name=checked.name, extension=checked.extension,
        content_type=checked.content_type, size=len(checked.data), width=checked.width, height=checked.height,
        scan=Scan.CHECKING if scan.is_on() else Scan.OFF, by_id=by, added_at=now, removed_at=None,
    )  # fmt: skip
    session().add(added)
    session().flush()
    _have_scanned(added)
    return added


def bring_in(file: ArticleFile) -> None:
    """A file that was removed is one of the draft again; one that no scanner saw is looked at first, where one is on.

    What readers have already they keep meanwhile.
    """
    if file.removed_at is not None and file.scan is Scan.OFF and scan.is_on() and not file.is_released:
        file.scan = Scan.CHECKING
        _have_scanned(file)
    file.removed_at = None


def _have_scanned(file: ArticleFile) -> None:
    if file.scan is Scan.CHECKING:
        enqueue(SCAN, unique=str(file.id), attachment_id=file.id)


def _refuse_full(article_id: int, size: int) -> None:
    present = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(ArticleFile.size), 0)).where(
        ArticleFile.article_id == article_id, ArticleFile.removed_at.is_(None)
    )
    count, total = session().execute(present).tuples().one()
    if count >= rules.MOST_FILES:
        raise Invalid(rules.TOO_MANY, most=rules.MOST_FILES)
    if total + size > rules.LARGEST_ARTICLE:
        raise Invalid(rules.ARTICLE_FULL, most=rules.LARGEST_ARTICLE // rules.MEGABYTE)


def remove_file(file: ArticleFile, *, now: datetime) -> None:
    """Take a file out of the draft; readers keep it until that is released, and its bytes stay for kept versions."""
    file.removed_at = now


def settle_scan(file: ArticleFile, verdict: scan.Verdict, *, now: datetime) -> None:
    """Write down what the scanner said; an infected file goes, and its uploader hears why."""
    if file.scan is not Scan.CHECKING:
        return
    if verdict.clean:
        file.scan = Scan.CLEAN
        return
    file.scan, file.removed_at = Scan.INFECTED, now
    audit.record(
        "articles.file_infected", actor_id=None, thing=f"article:{file.article_id}", person_id=file.by_id,
        name=file.name, virus=verdict.found,
    )  # fmt: skip
    notify(
        file.by_id, kind="article", message=INFECTED, params={"name": file.name, "virus": verdict.found},
        to=f"/articles/{file.article_id}", key=f"article-file-{file.id}", now=now,
    )  # fmt: skip
