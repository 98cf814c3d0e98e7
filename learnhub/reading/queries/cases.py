"""Reads of disputes, declarations and reviews: what waits for somebody, what one person has, and one of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.credits.models import Completion
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person, Unit
from learnhub.platform.db import session
from learnhub.platform.pagination import Page, page_number
from learnhub.reading.models import Declaration, Dispute, Review, Sitting
from learnhub.reading.rules import Subject

SIZE = 25
KINDS = ("disputes", "declarations", "reviews")
TABLES: Mapping[str, Any] = {"disputes": Dispute, "declarations": Declaration, "reviews": Review}


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute, a declaration or a review with its names; `about` is its subject, manner or signal.

    `result` is the decision, `confirmed` or `declined`, or the outcome; empty while it waits.
    """

    kind: str
    id: int
    person_id: int
    name: str
    unit_name: str
    about: str
    lesson_id: int | None
    title: str
    language: str
    words: str
    raised_at: datetime
    due_on: date
    result: str
    answer: str
    decided_at: datetime | None
    decided_by: str

    @property
    def waits(self) -> bool:
        return self.decided_at is None

    def days(self, on: date) -> int:
        """How many days it has waited, or waited until it was decided."""
        until = local_date(self.decided_at) if self.decided_at else on
        return (until - local_date(self.raised_at)).days

    def overdue(self, on: date) -> bool:
        return self.waits and self.due_on < on


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases of a kind wait for a decision, and how many of them are overdue."""

    count: int
    overdue: int


def cases_page(kind: str, visible: sa.ColumnElement[bool], *, decided: bool, page: str | None) -> Page[Case]:
    """What waits, the oldest first, or what was decided, the newest first."""
    moment = _decided_at(kind)
    chosen = moment.is_not(None) if decided else moment.is_(None)
    table = TABLES[kind]
    total = session().scalar(sa.select(sa.func.count(table.id)).where(visible, chosen)) or 0
    number = page_number(page, total, SIZE)
    order = (moment.desc(), table.id.desc()) if decided else (table.due_on, table.id)
    query = _cases(kind).where(visible, chosen).order_by(*order)
    return Page(_read(kind, query.offset((number - 1) * SIZE).limit(SIZE)), number, total, SIZE)


def waiting_cases(visible: Mapping[str, sa.ColumnElement[bool]], on: date) -> dict[str, Waiting]:
    """How many cases of each kind wait."""
    found = {}
    for kind in KINDS:
        table = TABLES[kind]
        late = sa.func.coalesce(sa.func.sum(sa.case((table.due_on < on, 1), else_=0)), 0)
        query = sa.select(sa.func.count(table.id), late).where(visible[kind], _decided_at(kind).is_(None))
        found[kind] = Waiting(*session().execute(query).one())
    return found


def cases_of(person_id: int) -> list[Case]:
    """Every case about one person, the newest first, in one statement a kind."""
    found = [case for kind in KINDS for case in _read(kind, _cases(kind).where(TABLES[kind].person_id == person_id))]
    return sorted(found, key=lambda case: (case.raised_at, case.id), reverse=True)


def cases_of_lesson(person_id: int, lesson_id: int) -> list[Case]:
    """The disputes and declarations of one person about one lesson, the newest first."""
    of_lesson = sa.select(LessonVersion.id).where(LessonVersion.lesson_id == lesson_id)
    disputes = _cases("disputes").where(Dispute.person_id == person_id, Dispute.lesson_id == lesson_id)
    declared = _cases("declarations").where(
        Declaration.person_id == person_id, Declaration.lesson_version_id.in_(of_lesson)
    )
    found = [*_read("disputes", disputes), *_read("declarations", declared)]
    return sorted(found, key=lambda case: (case.raised_at, case.id), reverse=True)


def case(kind: str, case_id: int) -> Case:
    """One case with its names."""
    return _read(kind, _cases(kind).where(TABLES[kind].id == case_id))[0]


def undecided_dispute(person_id: int, subject: Subject, **about: int | None) -> Dispute | None:
    """A dispute about the same thing that still waits."""
    same = [getattr(Dispute, name) == value for name, value in about.items() if value is not None]
    return session().scalar(
        sa.select(Dispute)
        .where(Dispute.person_id == person_id, Dispute.subject == subject, Dispute.decision.is_(None), *same)
        .limit(1)
    )


def declaration_of(completion_id: int) -> Declaration | None:
    """The latest declaration behind a completion."""
    query = sa.select(Declaration).where(Declaration.completion_id == completion_id)
    return session().scalar(query.order_by(Declaration.id.desc()).limit(1))


def _decided_at(kind: str) -> Any:
    return Dispute.answered_at if kind == "disputes" else TABLES[kind].decided_at


def _cases(kind: str) -> sa.Select[Any]:
    """Cases with the same column names for every kind."""
    decider = aliased(Person)
    table = TABLES[kind]
    about, words, result, answer, by = _columns(kind)
    query = (
        sa.select(
            table.id, table.person_id, Person.name, Unit.name.label("unit_name"), about.label("about"),
            Lesson.id.label("lesson_id"), LessonVersion.title, Lesson.language, words.label("words"), table.raised_at
            if kind != "declarations" else table.declared_at.label("raised_at"), table.due_on, result.label("result"),
            answer.label("answer"), _decided_at(kind).label("decided_at"), decider.name.label("decided_by"),
        )
        .join(Person, Person.id == table.person_id)
        .outerjoin(Unit, Unit.id == table.unit_id)
        .outerjoin(decider, decider.id == by)
    )  # fmt: skip
    if kind == "disputes":
        query = query.outerjoin(Lesson, Lesson.id == Dispute.lesson_id)
    elif kind == "declarations":
        declared = aliased(LessonVersion)
        query = query.join(declared, declared.id == Declaration.lesson_version_id)
        query = query.outerjoin(Lesson, Lesson.id == declared.lesson_id)
    else:
        query = query.outerjoin(Lesson, sa.false())
    return query.outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)


def _columns(kind: str) -> tuple[Any, Any, Any, Any, Any]:
    if kind == "disputes":
        return Dispute.subject, Dispute.reason, Dispute.decision, Dispute.answer, Dispute.answered_by_id
    if kind == "declarations":
        said = sa.case((Declaration.confirmed.is_(sa.true()), "confirmed"), else_="declined")
        result = sa.case((Declaration.decided_at.is_(None), None), else_=said)
        return Declaration.manner, Declaration.words, result, Declaration.reason, Declaration.decided_by_id
    return Review.signal, sa.literal(""), Review.outcome, Review.reason, Review.decided_by_id


def _read(kind: str, query: sa.Select[Any]) -> list[Case]:
    return [
        Case(
            kind, row.id, row.person_id, row.name, row.unit_name or "", str(row.about), row.lesson_id, row.title or "",
            row.language or "", row.words, row.raised_at, row.due_on, str(row.result or ""), row.answer,
            row.decided_at, row.decided_by or "",
        )
        for row in session().execute(query)
    ]  # fmt: skip


def has_case_about(person_id: int, *, units: frozenset[int], lesson_id: int, sitting_id: int | None = None) -> bool:
    """Whether a case of these units opens a person's reading of a lesson, or one sitting of it."""
    of_lesson = sa.select(LessonVersion.id).where(LessonVersion.lesson_id == lesson_id)
    scope = sorted(units)
    about_lesson = sa.exists().where(
        Dispute.person_id == person_id, Dispute.unit_id.in_(scope), Dispute.lesson_id == lesson_id
    )
    declared = sa.exists().where(
        Declaration.person_id == person_id, Declaration.unit_id.in_(scope),
        Declaration.lesson_version_id.in_(of_lesson),
    )  # fmt: skip
    if session().scalar(sa.select(sa.or_(about_lesson, declared))):
        return True
    reviews = sa.select(Review.sittings).where(Review.person_id == person_id, Review.unit_id.in_(scope))
    return any(sitting_id in sittings for sittings in session().scalars(reviews))


def person_of_completion(completion_id: int) -> Any:
    """Whose completion it is, and of which lesson; None when there is none."""
    return session().execute(
        sa.select(Completion.person_id, LessonVersion.lesson_id, Completion.completed_at, LessonVersion.id)
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .where(Completion.id == completion_id)
    ).first()  # fmt: skip


def lesson_of_sitting(sitting: Sitting) -> int:
    """The lesson that was read in a sitting."""
    return session().get_one(LessonVersion, sitting.lesson_version_id).lesson_id


def is_behind_completion(sitting: Sitting) -> bool:
    """Whether the lesson of a sitting was completed by its reader: what was only begun is nobody else's business."""
    lesson = sa.select(LessonVersion.lesson_id).where(LessonVersion.id == sitting.lesson_version_id).scalar_subquery()
    done = (
        sa.select(Completion.id)
        .join(LessonVersion, LessonVersion.id == Completion.lesson_version_id)
        .where(
            Completion.person_id == sitting.person_id, LessonVersion.lesson_id == lesson,
            Completion.completed_at.is_not(None),
        )
    )  # fmt: skip
    return session().scalar(done.limit(1)) is not None
