"""Parts of pages that are kept show nothing of the request for which they were made first."""

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "learnhub"
ASKS = re.compile(r"csrf_token\(|\brequest\b|\bsession\b|\bviewer\b|get_flashed_messages|\bg\.|_button\(|with context")

pytestmark = pytest.mark.once


def _file(name: str) -> Path:
    domain, _, rest = name.partition("/")
    inside = PACKAGE / domain / "templates" / rest
    return inside if inside.exists() else PACKAGE / "templates" / name


def _without_words(text: str) -> str:
    return re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)


def _kept_from() -> set[str]:
    """The templates whose macros are kept somewhere."""
    found = {"quizzes/statistics/figures.html"}  # kept by its view
    for page in PACKAGE.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for used in re.findall(r"\bkept\((\w+)", text):
            for line in re.findall(r"\{% (?:from|import) .*?%\}", text):
                if re.search(rf"\b{used}\b", line.split(" import " if "from" in line[:8] else " as ", 1)[-1]):
                    found.add(re.search(r"['\"](.+?)['\"]", line).group(1))  # type: ignore[union-attr]
    return found


def test_the_templates_are_found() -> None:
    assert {"reading/lesson_parts.html", "macros/reader.html", "oversight/board_line.html"} <= _kept_from()


@pytest.mark.parametrize("name", sorted(_kept_from()))
def test_a_kept_macro_asks_nothing_of_the_request(name: str) -> None:
    text = _without_words(_file(name).read_text(encoding="utf-8"))

    assert [found for found in ASKS.findall(text) if found != "_button("] == []
    assert "post_button(" not in text
    assert "confirm_button(" not in text
