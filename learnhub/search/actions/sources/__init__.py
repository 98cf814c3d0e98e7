"""Where documents come from: one source for each kind of thing that can be found."""

from learnhub.search.actions.sources.articles import ARTICLES, ATTACHMENTS
from learnhub.search.actions.sources.courses import COURSES
from learnhub.search.actions.sources.files import FILES
from learnhub.search.actions.sources.lessons import LESSONS
from learnhub.search.actions.sources.questions import QUESTIONS
from learnhub.search.actions.sources.shape import Entry, Part, Source

SOURCES: dict[str, Source] = {
    source.kind: source for source in (COURSES, LESSONS, ARTICLES, QUESTIONS, FILES, ATTACHMENTS)
}
"""By kind; what is added here is indexed from the next rebuild on, and whenever its rows change."""

__all__ = ["SOURCES", "Entry", "Part", "Source"]
