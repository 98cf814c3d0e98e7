"""What the pages of quizzes show of a question and its section; complete, so that a template loads nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from learnhub.catalog.models import Lesson, LessonVersion, Section
from learnhub.platform.db import session
from learnhub.quizzes.models import AttemptItem, Question, QuestionVersion
from learnhub.quizzes.queries.essays import essay_marks
from learnhub.quizzes.queries.shown import OptionLine, View, letter, verdict_of, view_of
from learnhub.quizzes.rules.coverage import anchors_of, names_of
from learnhub.quizzes.rules.questions import QuestionKind, question_from
from learnhub.quizzes.rules.review import ReviewOptions

CHOSEN = frozenset({QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.TRUE_FALSE})
"""The types whose answer is one of the options; every other one has a view of its own."""


@dataclass(frozen=True, slots=True)
class SectionLink:
    """A section to look at again; `anchor` is "" where the lesson has no such heading."""

    title: str
    anchor: str
    lesson_id: int | None = None


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question as an attempt shows it.

    `checked`: its answer is final while the attempt goes on; `show` says what may be seen of it then. `pending`: a
    person has to mark it.
    """

    position: int
    kind: QuestionKind
    stem: str
    options: list[OptionLine]
    version: int
    answered: bool
    saved_at: datetime | None
    right: bool | None
    explanation: str
    section: SectionLink | None
    flagged: bool = False
    certainty: int | None = None
    misses: int = 0
    checked: bool = False
    mark: Decimal | None = None
    show: ReviewOptions = field(default_factory=ReviewOptions)
    hint_section: SectionLink | None = None
    pending: bool = False
    whole: bool = False
    view: View | None = None

    @property
    def multiple(self) -> bool:
        return self.kind is QuestionKind.MULTIPLE_CHOICE

    @property
    def partly(self) -> int | None:
        """The share of the mark in percent, where it is neither nothing nor all of it."""
        share = round(self.mark * 100) if self.mark is not None else 0
        return share if 0 < share < 100 else None


def sections_of(version: LessonVersion | None) -> Mapping[str, str]:
    """Where each heading of a version stands; nothing for a final test, which is about many lessons."""
    if version is None:
        return {}
    titles = session().execute(
        sa.select(Section.title, Section.anchor).where(Section.lesson_version_id == version.id).order_by(
            Section.position
        )
    ).tuples()  # fmt: skip
    return anchors_of(names_of(titles, version.html, lesson_title=version.title))


def leads(asked: Collection[QuestionVersion], version: LessonVersion | None) -> dict[int, SectionLink]:
    """The section of a lesson that each question leads to, by question version; two statements, mostly one.

    A question of this lesson whose heading is gone leads to the lesson as a whole, one of the bank nowhere.
    """
    if version is None:
        return _leads_of_course(asked)
    sections = sections_of(version)
    named = [(each, each.section) for each in asked if each.section]
    gone = {each.question_id for each, section in named if section not in sections}
    own: set[int] = set()
    if gone:
        kept_here = sa.select(Question.id).where(Question.id.in_(gone), Question.lesson_id == version.lesson_id)
        own = set(session().scalars(kept_here))
    return {
        each.id: SectionLink(section, sections.get(section, ""))
        for each, section in named
        if section in sections or each.question_id in own
    }


def _leads_of_course(asked: Collection[QuestionVersion]) -> dict[int, SectionLink]:
    """In a final test each question leads into the lesson that it comes from."""
    lessons = dict(
        session().execute(
            sa.select(Question.id, Question.lesson_id).where(
                Question.id.in_({each.question_id for each in asked if each.section}), Question.lesson_id.is_not(None)
            )
        ).tuples().all()
    )  # fmt: skip
    anchors = {
        (lesson_id, title): anchor
        for lesson_id, title, anchor in session().execute(
            sa.select(Lesson.id, Section.title, Section.anchor)
            .join(Section, Section.lesson_version_id == Lesson.current_version_id)
            .where(Lesson.id.in_(set(lessons.values())))
        )
    }
    return {
        each.id: SectionLink(each.section, anchors.get((lesson_id, each.section), ""), lesson_id)
        for each in asked
        if each.section and (lesson_id := lessons.get(each.question_id))
    }


def question_line(
    item: AttemptItem, asked: QuestionVersion, keyed: QuestionVersion, show: ReviewOptions, section: SectionLink | None
) -> QuestionLine:
    """A question as it was asked, judged by the key that holds."""
    rendered = asked.rendered
    return QuestionLine(
        position=item.position,
        kind=asked.kind,
        stem=rendered["stem"],
        options=_options(item, asked, keyed, show),
        version=item.answer_version,
        answered=item.answer is not None,
        saved_at=item.answered_at,
        right=item.right if show.marks else None,
        explanation=rendered.get("explanation", "") if show.explanations else "",
        section=section if show.marks else None,
        flagged=item.flagged,
        certainty=item.certainty,
        misses=item.misses,
        checked=item.checked_at is not None,
        mark=item.mark if show.score else None,
        show=show,
        hint_section=section if item.misses and item.checked_at is None else None,
        whole=bool(asked.document.get("whole")),
        view=None if asked.kind in CHOSEN else _view(item, asked, keyed, show),
    )


def _view(item: AttemptItem, asked: QuestionVersion, keyed: QuestionVersion, show: ReviewOptions) -> View:
    found = view_of(
        question_from(asked.document), item.answer, rendered=asked.rendered, order=item.option_order,
        position=item.position, show=show, keyed=question_from(keyed.document) if keyed is not asked else None,
    )  # fmt: skip
    if asked.kind is not QuestionKind.ESSAY or not show.explanations:
        return found
    return replace(found, remarks=[mark.remark for mark in essay_marks([item.id])[item.id] if mark.remark])


def with_key(show: ReviewOptions, *, right: bool | None) -> ReviewOptions:
    """What a checked answer may show: the key of one that is right gives nothing away."""
    return replace(show, key=show.key or bool(right and show.marks))


def _options(
    item: AttemptItem, asked: QuestionVersion, keyed: QuestionVersion, show: ReviewOptions
) -> list[OptionLine]:  # fmt: skip
    if asked.kind not in CHOSEN:
        return []
    key: Collection[str] = key_of(keyed)
    chosen = _chosen(item.answer)
    return [
        OptionLine(
            value=value,
            letter=letter(place),
            html=asked.rendered.get(f"option {value}", ""),
            feedback=asked.rendered.get(f"feedback {value}", "") if show.explanations else "",
            **verdict_of(show, chosen=value in chosen, keyed=value in key),
        )
        for place, value in enumerate(item.option_order)
    ]


def key_of(version: QuestionVersion) -> Sequence[str]:
    """The names of the options that are right; nothing where there are no options."""
    question: Any = question_from(version.document)
    if version.kind is QuestionKind.TRUE_FALSE:
        return (str(question.truth).lower(),)
    return sorted(question.key) if hasattr(question, "choices") else ()


def _chosen(answer: Any) -> list[str]:
    if answer is None or isinstance(answer, dict):
        return []
    if isinstance(answer, bool):
        return [str(answer).lower()]
    return [answer] if isinstance(answer, str) else list(answer)
