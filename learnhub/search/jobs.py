"""What the search does later: working out how titles are spoken."""

from datetime import timedelta

from learnhub.platform.db import transaction
from learnhub.platform.jobs import job
from learnhub.search import actions


@job("search.speak", every=timedelta(hours=1))
def speak() -> None:
    """Give every title its pinyin, so that it is offered by it; an import asks for this at once."""
    with transaction():
        actions.speak_titles()
