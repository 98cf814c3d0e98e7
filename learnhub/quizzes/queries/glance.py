"""A glance at questions that are still being written: how many can be asked, and what is wrong with the others."""

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import Problem


def look_at_gift(text: str) -> tuple[int, list[Problem]]:
    """How many questions a text of GIFT holds that can be asked, and what its author should know; writes nothing."""
    found = parse_gift(text)
    return len(found.usable), list(found.problems)
