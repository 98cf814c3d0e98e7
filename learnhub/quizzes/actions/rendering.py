"""The texts of a question as safe HTML, by the place where they stand; rendered once, when a version is made."""

import re
from dataclasses import dataclass
from typing import Any

from learnhub.catalog.events import Finding, References
from learnhub.platform.markdown import MarkdownRefused, Resolve, Source, render_many
from learnhub.quizzes.rules.drafts import GAP
from learnhub.quizzes.rules.parsed import Problem, Severity
from learnhub.quizzes.rules.questions import ClozeQuestion
from learnhub.quizzes.rules.questions import Question as Asked
from learnhub.quizzes.rules.texts import blocks_of, lines_of

__all__ = ["Made", "Place", "blocks_of", "lines_of", "render_question"]

LOST_GAP = "A gap of this text stands where none can be shown."
LOST_GAP_TODO = "Put it into the running text, not into a formula, an address or a code."
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Place:
    """Where a question stands in a file, and how it is written there."""

    file: str = ""
    line: int = 1
    source: str = ""


@dataclass(frozen=True)
class Made:
    """The texts of a question as safe HTML, by the place where they stand, and what their author should know."""

    html: dict[str, Any]
    problems: list[Finding]


def render_question(
    asked: Asked, *, language: str, place: Place, references: References | None = None, resolve: Resolve | None = None
) -> Made | Problem:
    """Every text of a question as safe HTML; a problem where one cannot be shown."""
    made = Made({}, [])
    resolve = references.resolve if references else resolve
    for texts, inline in ((blocks_of(asked), False), (lines_of(asked), True)):
        present = {name: text for name, text in texts.items() if text is not None}
        sources = [Source(text.content, text.format.value) for text in present.values()]
        rendered = render_many(sources, language=language, resolve=resolve, inline=inline)
        for (name, text), each in zip(present.items(), rendered, strict=True):
            if isinstance(each, MarkdownRefused):
                params = {key: str(value) for key, value in each.params.items()}
                return Problem(place.file, place.line, each.what, each.what_to_do, params, source=place.source)
            made.html[name] = each.html
            if references:
                found = references.report(each.problems, shown=place.file, first_line=1, text=text.content)
                made.problems.extend(_placed(problem, place) for problem in found)
    if isinstance(asked, ClozeQuestion) and not _has_gaps(made.html["stem"], len(asked.parts)):
        return Problem(place.file, place.line, LOST_GAP, LOST_GAP_TODO, source=place.source)
    return made


def _has_gaps(html: str, count: int) -> bool:
    """Whether every gap came through the mark-up into the text: one in an address or a formula is none."""
    numbers = [str(number) for number in range(1, count + 1)]
    return GAP.findall(html) == numbers and GAP.findall(_TAG.sub("", html)) == numbers


def _placed(problem: Finding, place: Place) -> Problem:
    """A finding about a text of a question, on the line of the file where its target stands."""
    target = problem.params.get("target", "")
    lines = place.source.replace("\\", "").split("\n")
    below = next((number for number, line in enumerate(lines) if target and target in line), 0)
    params = dict(problem.params)
    return Problem(place.file, place.line + below, problem.what, problem.what_to_do, params, Severity.NOTE)
