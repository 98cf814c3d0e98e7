"""Fingerprints of the texts that submitted ones are compared with: MinHash of windows, kept in bands.

A whole text that holds a copied paragraph is still mostly another text, so not texts are fingerprinted but windows of
whole sentences (24 to 96 tokens). The shingles of a window are three tokens in a row. `datasketch` says how many bands
of how many rows find windows of the wanted likeness; two texts that share a band of any window are compared word by
word. It is imported where it is used: loading it takes longer, and more memory, than a page may.
"""

from collections.abc import Iterable, Sequence
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
Text = tuple[str, int]
"""The kind of a text and its number, as `SimilarText` has them."""
SHINGLE = 3
THRESHOLD, PERMUTATIONS = 0.5, 12
TOGETHER = 20
"""Texts that are fingerprinted between two writes."""


@dataclass(frozen=True, slots=True)
class Made:
    """The fingerprints of a text, ready to be kept."""

    kind: str
    text_id: int
    prints: frozenset[int]
    grams: tuple[str, ...]


def bodies_of(texts: Iterable[Text]) -> dict[Text, str]:
    """The bodies of texts, without those that are gone: a statement for each kind, however many they are."""
    return {text: row.html for text, row in _read(texts).items()}


def tokens_of(html: str) -> tuple[Plain, Tokens]:
    """A body in its words and its tokens."""
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


def missing() -> list[Text]:
    """The texts that should be compared with and are not fingerprinted yet."""
    found = []
    for kind, wanted in _wanted():
        known = sa.select(SimilarText.text_id).where(SimilarText.kind == kind, SimilarText.scheme == SCHEME)
        found += [(kind, ident) for ident in sorted(session().scalars(sa.except_(wanted, known)))]
    return found


def prepare(texts: Iterable[Text]) -> list[Made]:
    """Fingerprint texts, without those that are gone; nothing is written."""
    made = []
    for (kind, text_id), row in _read(texts).items():
        grams = titles.grams(row.title) if kind == "article" else ()
        made.append(Made(kind, text_id, prints_of(windows(tokens_of(row.html)[1])), grams))
    return made


def keep(made: Sequence[Made]) -> int:
    """Write the fingerprints of texts over those they had; returns how many texts."""
    if not made:
        return 0
    for kind in ("article", "lesson"):
        again = [each.text_id for each in made if each.kind == kind]
        _forget(sa.select(SimilarText.id).where(SimilarText.kind == kind, SimilarText.text_id.in_(again)))
    rows = [{"kind": each.kind, "text_id": each.text_id, "scheme": SCHEME} for each in made]
    asked = sa.insert(SimilarText).returning(SimilarText.id, sort_by_parameter_order=True)
    known = list(zip(session().scalars(asked, rows), made, strict=True))
    # In the order of the table: that writes each page of it once.
    prints = sorted((value, ident) for ident, each in known for value in each.prints)
    grams = sorted((gram, ident) for ident, each in known for gram in each.grams)
    _insert(SimilarPrint, [{"value": value, "compared_id": ident} for value, ident in prints])
    _insert(TitleGram, [{"gram": gram, "compared_id": ident} for gram, ident in grams])
    return len(made)


def _insert(table: type[SimilarPrint] | type[TitleGram], rows: list[dict[str, Any]]) -> None:
    if rows:
        session().connection().execute(sa.insert(table), rows)


def _read(texts: Iterable[Text]) -> dict[Text, Any]:
    """The bodies and titles of texts, in the order in which they are asked for."""
    asked, found = list(texts), dict[Text, Any]()
    tables: tuple[tuple[str, type[ArticleVersion] | type[LessonVersion]], ...] = (
        ("article", ArticleVersion), ("lesson", LessonVersion),
    )  # fmt: skip
    for kind, table in tables:
        if wanted := [text_id for of, text_id in asked if of == kind]:
            rows = session().execute(sa.select(table.id, table.html, table.title).where(table.id.in_(wanted)))
            found |= {(kind, row.id): row for row in rows}
    return {text: found[text] for text in asked if text in found}


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


def _wanted() -> "tuple[tuple[str, sa.Select[Any]], ...]":
    return ("article", _articles()), ("lesson", _lessons())


def _articles() -> "sa.Select[Any]":
    """The versions that are released or wait for their reviewers."""
    kept = Article.removed_at.is_(None), Article.withdrawn_at.is_(None)
    released = sa.select(Article.released_version_id).where(Article.released_version_id.is_not(None), *kept)
    waiting = sa.select(Article.submitted_version_id).where(
        Article.state == State.SUBMITTED, Article.submitted_version_id.is_not(None), *kept
    )
    return sa.select(released.union(waiting).subquery().c[0])


def _lessons() -> "sa.Select[Any]":
    """The versions of lessons that are being read."""
    return (
        sa.select(Lesson.current_version_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(Lesson.current_version_id.is_not(None), Lesson.retired_at.is_(None), Course.retired_at.is_(None))
    )
