"""Commands for operators and authors: `flask quizzes …`."""

from learnhub.quizzes.commands import analyse, convert
from learnhub.quizzes.commands.group import cli

__all__ = ["analyse", "cli", "convert"]
