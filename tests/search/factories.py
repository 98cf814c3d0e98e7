"""Documents that can be found, without an index: while there is none, the page asks the database."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from learnhub.kernel import clock, ids
from learnhub.search.models import SearchDocument, SearchLabel, SearchPart
from learnhub.search.rules.labels import EVERYBODY


def document(
    session: Session,
    *parts: str,
    title: str = "公文的结构",
    kind: str = "lesson",
    labels: Iterable[str] = (EVERYBODY,),
    **fields: Any,
) -> SearchDocument:
    """A document with these parts, each a section of its own."""
    values = {
        "ident": 1, "language": "zh-CN", "category": "professional", "beside": "公文写作",
        "place": "/reading/lessons/1", "source_path": "gw/01.md",
        "collected_at": clock.now(), **fields,
    }  # fmt: skip
    made = SearchDocument(key=ids.token(8), kind=kind, title=title, **values)
    made.parts = [
        SearchPart(position=n, title=f"第{n + 1}节", anchor=f"s-{n + 1}", text=text) for n, text in enumerate(parts)
    ]
    made.labels = [SearchLabel(label=label) for label in labels]
    session.add(made)
    session.flush()
    return made
