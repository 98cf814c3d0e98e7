"""Commands for operators and authors: `flask articles …`."""

from learnhub.articles.commands import fingerprint, importing
from learnhub.articles.commands.group import cli

__all__ = ["cli", "fingerprint", "importing"]
