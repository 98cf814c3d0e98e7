"""Finds the line of the source that a finding in the rendered text came from."""

import html
from collections import Counter
from urllib.parse import unquote


class Lines:
    """Remembers what was asked, so that the second finding of the same target gets the second line."""

    def __init__(self, source: str) -> None:
        self._lines = source.splitlines()
        self._asked: Counter[str] = Counter()

    def of(self, target: str) -> int:
        """The line number, counted from 1; line 1 where the target cannot be found as it stands."""
        occurrence = self._asked[target]
        self._asked[target] += 1
        for spelling in (target, html.escape(target), unquote(target), target.split("\n", 1)[0]):
            found = [number for number, line in enumerate(self._lines, 1) if spelling and spelling in line]
            if found:
                return found[min(occurrence, len(found) - 1)]
        return 1
