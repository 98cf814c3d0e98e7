"""Who sees the statistics of checks: those who write courses, read them before others do, or answer for them."""

from learnhub.catalog import policies as catalog
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.quizzes.queries.statistics import StatisticsPage, statistics_page

NO_STATISTICS = "There is no such page, or it is not yours to see."


def sees_statistics(actor: Actor) -> bool:
    """Whether somebody sees the figures of checks; they name nobody."""
    return catalog.keeps_courses(actor)


def access_all_statistics(actor: Actor) -> None:
    """Refuses whoever may not see the list of all checks with their figures."""
    if not sees_statistics(actor):
        raise NotFound(NO_STATISTICS)


def access_statistics(actor: Actor, quiz_id: int) -> StatisticsPage:
    """The figures of a quiz that one may see."""
    page = statistics_page(quiz_id) if sees_statistics(actor) else None
    if page is None:
        raise NotFound(NO_STATISTICS)
    return page
