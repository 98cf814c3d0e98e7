"""The similarity check (查重): asked for at each submission, done by a job, refused nothing by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions.fingerprints import Text, bodies_of, prints_of, tokens_of
from learnhub.articles.models import Article, ArticleVersion, Similarity, SimilarPrint, SimilarText
from learnhub.articles.queries.facts import draft_facts
from learnhub.articles.rules.similarity.passages import Finder, Passage
from learnhub.articles.rules.similarity.tokens import all_windows
from learnhub.articles.rules.states import CheckState, Kind
from learnhub.catalog.models import LessonVersion
from learnhub.platform.db import session
from learnhub.platform.jobs import enqueue

CHECK, RENEW = "articles.check_similarity", "articles.fingerprint"
MOST_CANDIDATES = 120
MOST_SHOWN = 30
_BATCH = 400


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found, before it is written."""

    percent: Decimal
    quoted: Decimal
    matches: list[dict[str, Any]]
    excluded: list[list[Any]]
    compared: int


def request_check(version: ArticleVersion, now: datetime) -> None:
    """Ask for the check of a version, inside the open transaction; asking again checks it again."""
    row = session().get(Similarity, version.id)
    if row is None:
        row = Similarity(version_id=version.id, matches=[], excluded=[], asked_at=now)
        session().add(row)
    row.state, row.asked_at = CheckState.CHECKING, now
    session().flush()
    enqueue(CHECK, unique=str(version.id), version_id=version.id)


def note_change(_event: object = None) -> None:
    """Let the fingerprints be renewed soon: something was released, withdrawn, taken back or imported."""
    enqueue(RENEW, unique="now")


def check(version_id: int) -> Found | None:
    """Compare a version with everything that is fingerprinted; nothing is written. None where it is gone."""
    html = bodies_of([("article", version_id)]).get(("article", version_id))
    if html is None:
        return None
    words, here = tokens_of(html)
    article = session().scalars(
        sa.select(Article).join(ArticleVersion, ArticleVersion.article_id == Article.id)
        .where(ArticleVersion.id == version_id)
    ).one()  # fmt: skip
    finder = Finder(here)
    candidates = _candidates(prints_of(all_windows(here)), article)
    total, elsewhere, matches = max(1, here.total), bytearray(len(here.said)), []
    for (kind, text_id), body in bodies_of(candidates).items():
        passages = finder.passages(tokens_of(body)[1])
        if not passages:
            continue
        mask = finder.mask(passages)
        apart = kind == "lesson" and _is_its_lesson(text_id, article)
        matches.append(_match(kind, text_id, passages, percent=_share(sum(mask), total), apart=apart))
        if not apart:
            elsewhere = bytearray(a | b for a, b in zip(elsewhere, mask, strict=True))
    matches.sort(key=lambda match: -match["percent"])
    quoted = _share(len(here.said) - here.total, max(1, len(here.said)))
    excluded = [[left.start, left.end, left.why] for left in words.left]
    return Found(_share(sum(elsewhere), total), quoted, matches[:MOST_SHOWN], excluded, _count(article))


def keep_found(version_id: int, found: Found, *, now: datetime) -> None:
    """Write what a check found."""
    row = session().get_one(Similarity, version_id)
    row.state, row.checked_at = CheckState.DONE, now
    row.percent, row.quoted, row.compared = found.percent, found.quoted, found.compared
    row.matches, row.excluded = found.matches, found.excluded


def note_failed(version_id: int, *, now: datetime) -> None:
    """Note that a check broke off; the queue tries again."""
    row = session().get(Similarity, version_id)
    if row is not None:
        row.state, row.checked_at = CheckState.FAILED, now


def _candidates(prints: frozenset[int], article: Article) -> list[Text]:
    """The texts that share most bands with this one, without the versions of the same article."""
    shared: Counter[int] = Counter()
    values = sorted(prints)
    for start in range(0, len(values), _BATCH):
        asked = sa.select(SimilarPrint.compared_id).where(SimilarPrint.value.in_(values[start : start + _BATCH]))
        shared.update(session().scalars(asked))
    own = sa.select(ArticleVersion.id).where(ArticleVersion.article_id == article.id)
    best = [ident for ident, _ in shared.most_common(MOST_CANDIDATES)]
    rows = session().execute(
        sa.select(SimilarText.id, SimilarText.kind, SimilarText.text_id).where(
            SimilarText.id.in_(best),
            sa.or_(SimilarText.kind != "article", SimilarText.text_id.not_in(own)),
        )
    )
    return [(row.kind, row.text_id) for row in sorted(rows, key=lambda row: -shared[row.id])]


def _is_its_lesson(text_id: int, article: Article) -> bool:
    """Whether a reflection is about this lesson; quoting what one reflects on is its purpose."""
    if draft_facts(article).kind is not Kind.REFLECTION or article.course_id is None:
        return False
    version = session().get_one(LessonVersion, text_id)
    if article.lesson_id is not None:
        return version.lesson_id == article.lesson_id
    return version.lesson.course_id == article.course_id


def _match(
    kind: str, text_id: int, passages: Sequence[Passage], *, percent: Decimal, apart: bool
) -> dict[str, Any]:  # fmt: skip
    spans = [{"here": list(each.here), "there": list(each.there)} for each in passages]
    return {"kind": kind, "text_id": text_id, "percent": float(percent), "apart": apart, "passages": spans}


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(Decimal("0.01"))


def _count(article: Article) -> int:
    """With how many texts it was compared."""
    own = sa.select(ArticleVersion.id).where(ArticleVersion.article_id == article.id)
    others = sa.or_(SimilarText.kind != "article", SimilarText.text_id.not_in(own))
    return session().scalar(sa.select(sa.func.count()).select_from(SimilarText).where(others)) or 0
