"""What happens to articles that others react to: class-hours, and those who follow the topic."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ArticleReleased:
    """An article reached its readers; `first` says that it is no correction."""

    article_id: int
    version_id: int
    first: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ArticleWithdrawn:
    """An article was withdrawn: its address stays, its text is read no more."""

    article_id: int
    at: datetime
