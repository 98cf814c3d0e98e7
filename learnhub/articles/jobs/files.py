"""The worker's part of files: have them scanned, read large documents, forget imports that nobody confirmed."""

from datetime import timedelta

import sqlalchemy as sa

from learnhub.articles.actions import files, importing
from learnhub.articles.models import ArticleFile, ArticleImport
from learnhub.articles.rules.states import ImportState, Scan
from learnhub.kernel import clock
from learnhub.platform import scan, storage
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import enqueue, job


@job(files.SCAN)
def scan_file(attachment_id: int) -> None:
    """Have one file looked at; while the scanner is away the job fails and comes back."""
    file = session().get(ArticleFile, attachment_id)
    if file is None or file.scan is not Scan.CHECKING:
        return
    digest = file.digest
    session().rollback()  # the scanner takes its time, and nothing is held meanwhile
    verdict = scan.scan(storage.get(digest))
    with transaction() as current:
        files.settle_scan(current.get_one(ArticleFile, attachment_id, with_for_update=True), verdict, now=clock.now())


@job("articles.scan_again", every=timedelta(minutes=15))
def scan_again() -> None:
    """Queue what still waits for a scanner that was away."""
    if not scan.is_on():
        return
    waiting = session().scalars(sa.select(ArticleFile.id).where(ArticleFile.scan == Scan.CHECKING)).all()
    session().rollback()
    with transaction():
        for attachment_id in waiting:
            enqueue(files.SCAN, unique=str(attachment_id), attachment_id=attachment_id)


@job(importing.READ)
def read_import(import_id: int) -> None:
    """Read a document that takes longer than somebody waits for a page."""
    kept = session().get(ArticleImport, import_id)
    if kept is None or kept.state is not ImportState.WAITING or kept.content is None:
        return
    content, name = kept.content, kept.file_name
    session().rollback()
    found = importing.read(content, name, seconds=importing.LONG_SECONDS)
    with transaction() as current:
        again = current.get(ArticleImport, import_id, with_for_update=True)
        if again is not None and again.state is ImportState.WAITING:
            importing.settle(again, found, now=clock.now())


@job("articles.sweep_imports", every=timedelta(hours=24))
def sweep() -> None:
    """Forget documents that nobody made a draft of for a week."""
    with transaction():
        importing.sweep(clock.now())
