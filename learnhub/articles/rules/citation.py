"""How an article is cited: by GB/T 7714-2015 where it is Chinese, in plain words where it is not."""

from collections.abc import Sequence
from datetime import date


def citation(
    *, language: str, authors: Sequence[str], title: str, unit: str, released: date, read: date, address: str
) -> str:
    """One line that names the article, who wrote it where and when, and where it is read."""
    if language.lower().startswith("zh"):
        names = "，".join(authors)
        where = f"{unit}，{released.year}" if unit else str(released.year)
        return f"{names}. {title}[EB/OL]. {where}({released.isoformat()})[{read.isoformat()}]. {address}."
    names = ", ".join(authors)
    where = f"{unit}, " if unit else ""
    return f"{names}. {title}. {where}{_day(released)}. {address} (read on {_day(read)})."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
