"""Fingerprints of the texts that submitted ones are compared with: MinHash of windows, kept in bands.

A whole text that holds a copied paragraph is still mostly another text, so not texts are fingerprinted but windows of
whole sentences (24 to 96 tokens). The shingles of a window are three tokens in a row. `datasketch` says how many bands
of how many rows find windows of the wanted likeness; two texts that share a band of any window are compared word by
word. It is imported where it is used: loading it takes longer, and more memory, than a page may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zlib import crc32

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, SimilarPrint, SimilarText, TitleGram
from learnhub.articles.rules.similarity import titles
from learnhub.articles.rules.similarity.plain import Plain, plain
from learnhub.articles.rules.similarity.tokens import Tokens, tokenise, windows
from learnhub.articles.rules.states import State
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.platform.db import session

if TYPE_CHECKING:
    from datasketch import MinHash

SCHEME = 1
"""Renewed whenever what follows would make other fingerprints of the same text."""
SHINGLE = 3
THRESHOLD, PERMUTATIONS = 0.5, 12


@dataclass(frozen=True, slots=True)
class Made:
    """The fingerprints of a text, ready to be kept."""

    kind: str
    text_id: int
    prints: frozenset[int]
    grams: tuple[str, ...]


def tokens_of(kind: str, text_id: int) -> tuple[Plain, Tokens] | None:
    """A text in its tokens; None where it is gone."""
    table: type[ArticleVersion] | type[LessonVersion] = ArticleVersion if kind == "article" else LessonVersion
    html = session().scalar(sa.select(table.html).where(table.id == text_id))
    if html is None:
        return None
    words = plain(html)
    return words, tokenise(words, simplified)


def prints_of(pieces: Iterable[str]) -> frozenset[int]:
    """The bands of all windows of a text."""
    sketch, bands, rows = _scheme()
    found = set()
    for piece in set(pieces):
        sketch.clear()
        sketch.update_batch([piece[at : at + SHINGLE].encode() for at in range(max(1, len(piece) - SHINGLE + 1))])
        values = sketch.hashvalues
        for band in range(bands):
            said = bytes([band]) + values[band * rows : (band + 1) * rows].tobytes()
            found.add(int.from_bytes(blake2b(said, digest_size=8).digest(), signed=True))
    return frozenset(found)


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def _scheme() -> "tuple[MinHash, int, int]":
    """One sketch for all windows, and the bands and rows that are best for the threshold."""
    from datasketch import MinHash, MinHashLSH

    best = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
    return MinHash(num_perm=PERMUTATIONS, hashfunc=crc32), best.b, best.r


def missing() -> list[tuple[str, int]]:
    """The texts that should be compared with and are not fingerprinted yet."""
    found = []
    for kind, wanted in _wanted():
        known = sa.select(SimilarText.text_id).where(SimilarText.kind == kind, SimilarText.scheme == SCHEME)
        ids = set(session().scalars(wanted)) - set(session().scalars(known))
        found += [(kind, ident) for ident in sorted(ids)]
    return found


def prepare(kind: str, text_id: int) -> Made | None:
    """Fingerprint a text; nothing is written."""
    found = tokens_of(kind, text_id)
    if found is None:
        return None
    title = session().scalar(sa.select(ArticleVersion.title).where(ArticleVersion.id == text_id))
    grams = titles.grams(title or "") if kind == "article" else ()
    return Made(kind, text_id, prints_of(windows(found[1])), grams)


def keep(made: Made) -> int:
    """Write the fingerprints of a text over those it had; returns 1."""
    _forget(sa.select(SimilarText.id).where(SimilarText.kind == made.kind, SimilarText.text_id == made.text_id))
    text = SimilarText(kind=made.kind, text_id=made.text_id, scheme=SCHEME)
    session().add(text)
    session().flush()
    if made.prints:
        rows = [{"value": value, "compared_id": text.id} for value in sorted(made.prints)]
        session().connection().execute(sa.insert(SimilarPrint), rows)
    if made.grams:
        words = [{"gram": gram, "compared_id": text.id} for gram in made.grams]
        session().connection().execute(sa.insert(TitleGram), words)
    return 1


def forget_gone() -> None:
    """Forget what is withdrawn, taken back, replaced by another version, or fingerprinted in another way."""
    for kind, wanted in _wanted():
        gone = sa.select(SimilarText.id).where(
            SimilarText.kind == kind, sa.or_(SimilarText.text_id.not_in(wanted), SimilarText.scheme != SCHEME)
        )
        _forget(gone)


def forget_all() -> None:
    """Forget every fingerprint."""
    for table in (SimilarPrint, TitleGram, SimilarText):
        session().execute(sa.delete(table))


def _forget(which: "sa.Select[tuple[int]]") -> None:
    ids = list(session().scalars(which))
    for start in range(0, len(ids), 500):
        batch = ids[start : start + 500]
        for table, column in (
            (SimilarPrint, SimilarPrint.compared_id),
            (TitleGram, TitleGram.compared_id),
            (SimilarText, SimilarText.id),
        ):
            session().execute(sa.delete(table).where(column.in_(batch)))


def _wanted() -> "tuple[tuple[str, sa.CompoundSelect[Any] | sa.Select[Any]], ...]":
    return ("article", _articles()), ("lesson", _lessons())


def _articles() -> "sa.CompoundSelect[Any]":
    """The versions that are released or wait for their reviewers."""
    kept = Article.removed_at.is_(None), Article.withdrawn_at.is_(None)
    released = sa.select(Article.released_version_id).where(Article.released_version_id.is_not(None), *kept)
    waiting = sa.select(Article.submitted_version_id).where(
        Article.state == State.SUBMITTED, Article.submitted_version_id.is_not(None), *kept
    )
    return released.union(waiting)


def _lessons() -> "sa.Select[Any]":
    """The versions of lessons that are being read."""
    return (
        sa.select(Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.current_version_id.is_not(None), Lesson.retired_at.is_(None), Course.retired_at.is_(None))
    )
