"""What of articles stands in the scene of the table of access: all of it belongs to the cadre who owns the scene."""

from typing import Any

from tests.articles.factories import attached, brought, commented, handed_over, released, remarked, topic
from tests.make import Make


def article_values(make: Make, made: Any) -> dict[str, Any]:
    """What the addresses of articles are filled with."""
    session = make.session
    filed = topic(session)
    shown = released(session, made.cadre, unit_id=made.section.id, topic_id=filed.id)
    return {
        "article_id": shown.id,
        "topic_id": filed.id,
        "number": 1,
        "comment_id": commented(session, shown, made.cadre).id,
        "name": "picture.png",
        "attachment_id": attached(session, shown).id,
        "import_id": brought(session, made.cadre).id,
        "collection_id": handed_over(session, shown, editor=made.cadre, unit_id=made.section.id).id,
        "book_format": "pdf",
        "remark_id": remarked(session, shown, made.administrator).id,
    }
