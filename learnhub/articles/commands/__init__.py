"""Commands for operators and authors: `flask articles …`."""

from learnhub.articles.commands import fingerprint
from learnhub.articles.commands.group import cli

__all__ = ["cli", "fingerprint"]
