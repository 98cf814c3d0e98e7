"""Searches the texts in the database, slower and without forgiveness, while there is no index to ask."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from learnhub.platform.db import session
from learnhub.platform.search_index import Hits
from learnhub.platform.search_index.ranking import Row, rank
from learnhub.search.models import SearchDocument, SearchLabel, SearchPart
from learnhub.search.rules.folding import fold
from learnhub.search.rules.tokens import Clause, Query

# Looking through texts takes about as long as they are; this many documents are looked through in a second or less.
MOST_DOCUMENTS = 5000


def search_texts(
    query: Query,
    *,
    access: frozenset[str],
    kinds: Sequence[str],
    filters: Mapping[str, str],
    limit: int,
    offset: int,
    language: str = "",
) -> Hits:
    """The documents that hold every clause as it was written, by right of access as ever."""
    rights = sa.exists().where(SearchLabel.document_id == SearchDocument.id, SearchLabel.label.in_(sorted(access)))
    candidates = sa.select(SearchDocument.id).where(rights).order_by(SearchDocument.id).limit(MOST_DOCUMENTS)
    found = session().execute(
        sa.select(SearchDocument).where(
            SearchDocument.id.in_(candidates), *(_holds(clause) for clause in query.clauses)
        )
    )  # fmt: skip
    rows: list[Row] = [
        (1.0, (row.key, (row.kind, row.language, row.category, row.course), fold(row.title))) for row in found.scalars()
    ]
    return rank(rows, query, language).page(kinds=kinds, filters=filters, limit=limit, offset=offset)


def _holds(clause: Clause) -> sa.ColumnElement[bool]:
    literal = clause.literal
    in_text = sa.exists().where(
        SearchPart.document_id == SearchDocument.id, SearchPart.text.icontains(literal, autoescape=True)
    )
    return sa.or_(SearchDocument.title.icontains(literal, autoescape=True), in_text)
