"""Reads of the files of an article, for the editor and for whoever shows what is attached."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

import sqlalchemy as sa

from learnhub.articles.models import ArticleFile
from learnhub.articles.rules.files import markdown_of
from learnhub.articles.rules.states import FileUse, Scan
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file in a list."""

    id: int
    name: str
    address: str
    markdown: str
    size: int
    width: int | None
    height: int | None
    picture: bool
    checking: bool
    by_id: int


def address_of(file: ArticleFile) -> str:
    """Where a file is handed out; its name is only for people."""
    return f"/articles/{file.article_id}/files/{file.id}/{quote(file.name, safe='')}"


def line_of(file: ArticleFile) -> FileLine:
    """One file as a list or a program is told of it."""
    address, picture = address_of(file), file.use is FileUse.PICTURE
    return FileLine(
        file.id, file.name, address, markdown_of(address, file.name, picture=picture), file.size, file.width,
        file.height, picture, file.scan is Scan.CHECKING, file.by_id,
    )  # fmt: skip


def files_of(article_id: int) -> Sequence[FileLine]:
    """The files that an article has now, the first added first."""
    present = sa.select(ArticleFile).where(ArticleFile.article_id == article_id, ArticleFile.removed_at.is_(None))
    return [line_of(file) for file in session().scalars(present.order_by(ArticleFile.id))]
