"""Who writes an article together, and who asked to."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.articles.models import Article, CoAuthor
from learnhub.articles.rules.states import CoAuthorState
from learnhub.kernel.actor import Actor
from learnhub.people.queries import person_line
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class Along:
    """One of them."""

    person_id: int
    name: str
    unit: str
    state: str
    message: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Together:
    """What `articles/coauthors.html` shows: everybody to the author, those who write along to everybody else."""

    article_id: int
    is_author: bool
    mine: str
    people: tuple[Along, ...]

    @property
    def asked(self) -> tuple[Along, ...]:
        """Those who wait for an answer."""
        return tuple(each for each in self.people if each.state == CoAuthorState.ASKED)


def together(article: Article, viewer: Actor) -> Together:
    """Two statements, whoever looks."""
    rows = session().scalars(
        sa.select(CoAuthor)
        .where(CoAuthor.article_id == article.id, CoAuthor.state != CoAuthorState.LEFT)
        .order_by(CoAuthor.asked_at, CoAuthor.person_id)
    ).all()  # fmt: skip
    lines = person_line([row.person_id for row in rows])
    is_author = article.author_id == viewer.id
    mine = next((row.state.value for row in rows if row.person_id == viewer.id), "")
    people = tuple(
        Along(
            row.person_id, lines[row.person_id].name, lines[row.person_id].unit_name or "", row.state.value,
            row.message if is_author else "", row.asked_at,
        )
        for row in rows
        if row.person_id in lines and (is_author or row.state is CoAuthorState.ACCEPTED)
    )  # fmt: skip
    return Together(article.id, is_author, mine, people)
