"""Commands for operators and authors: `flask quizzes …`."""

from learnhub.quizzes.commands import analyse, bank, convert
from learnhub.quizzes.commands.group import cli

__all__ = ["analyse", "bank", "cli", "convert"]
