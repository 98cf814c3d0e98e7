"""What a corrected key would change: attempt by attempt, computed from the saved answers and never from figures."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from learnhub.kernel.errors import Invalid
from learnhub.people.models import Person
from learnhub.platform.db import session
from learnhub.quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, Regrading
from learnhub.quizzes.queries.chinese import simplified
from learnhub.quizzes.queries.lines import key_of
from learnhub.quizzes.rules.attempts import AWAITING_GRADE, GRADED_STATES, UNDER_WAY
from learnhub.quizzes.rules.checking import after_misses
from learnhub.quizzes.rules.grading import Mark, grade_answer, read_answer
from learnhub.quizzes.rules.questions import Question as Asked
from learnhub.quizzes.rules.questions import QuestionKind, question_from
from learnhub.quizzes.rules.regrading import Outcome, outcome_of, same_options

MOST_SHOWN = 200
NOT_YET = UNDER_WAY | AWAITING_GRADE
"""Attempts that are judged as a whole later, by the key that holds then."""


@dataclass(frozen=True)
class Affected:
    """An attempt that a corrected key changes: the new marks of its places, and what it comes to then."""

    attempt: Attempt
    name: str
    marks: list[tuple[AttemptItem, Mark]]
    old_percent: Decimal
    attempt_passed: bool
    new: Outcome

    @property
    def falls(self) -> bool:
        """Whether a pass would not be one by the right key."""
        return self.attempt_passed and not self.new.passed


@dataclass
class Found:
    """All attempts that asked a question: those that change, and places that only need the new key."""

    changes: list[Affected] = field(default_factory=list)
    items_unchanged: list[AttemptItem] = field(default_factory=list)
    items_under_way: list[AttemptItem] = field(default_factory=list)
    other_options: int = 0
    own: int = 0

    @property
    def rising(self) -> list[Affected]:
        return [each for each in self.changes if each.new.passed and not each.attempt_passed]

    @property
    def falling(self) -> list[Affected]:
        return [each for each in self.changes if each.falls]


@dataclass(frozen=True, slots=True)
class KeyOption:
    """An option of a question, and whether it is right by the current key."""

    value: str
    html: str
    right: bool


@dataclass(frozen=True, slots=True)
class PastRegrading:
    """A correction that was applied."""

    at: datetime
    name: str
    reason: str
    on_fall: str


@dataclass(frozen=True, slots=True)
class RegradePage:
    """The page on which a key is put right."""

    question_id: int
    name: str
    number: int
    kind: QuestionKind
    stem: str
    options: list[KeyOption]
    can_change_key: bool
    found: Found
    past: list[PastRegrading]


def affected_by(question: Question, *, but_of: int, lock: bool = False) -> Found:
    """What the current key changes in all attempts that asked the question; four statements for any number.

    Attempts of `but_of`, who decides, are counted and left out. Answers to other options than the current ones cannot
    be judged by its key; they are counted.
    """
    version = session().get_one(QuestionVersion, question.current_version_id)
    lines = _places(question.id, lock=lock)
    others = _others(set(lines)) if lines else {}
    corrected, found = question_from(version.document), Found()
    names = _names({attempt.person_id for attempt, _ in lines.values()})
    for attempt_id, (attempt, places) in lines.items():
        usable = [each for each in places if _can_judge(corrected, *each)]
        if attempt.person_id == but_of:
            found.own += 1
            continue
        found.other_options += len(usable) < len(places)
        if attempt.state not in GRADED_STATES:
            found.items_under_way += [item for item, _ in usable]
            continue
        marks = [(item, _mark(corrected, item)) for item, _ in usable]
        changed = [(item, mark) for item, mark in marks if (mark.fraction, mark.right) != (item.mark, item.right)]
        found.items_unchanged += [item for item, mark in marks if (item, mark) not in changed]
        if changed:
            found.changes.append(_affected(attempt, names[attempt.person_id], changed, others[attempt_id]))
    return found


def _can_judge(corrected: Asked, item: AttemptItem, asked: QuestionVersion) -> bool:
    """Whether an answer fits the corrected question, and no person has to mark it."""
    if not same_options(question_from(asked.document), corrected):
        return False
    try:
        return not _mark(corrected, item).pending
    except Invalid:
        return False


def _mark(corrected: Asked, item: AttemptItem) -> Mark:
    mark = grade_answer(corrected, read_answer(corrected, item.answer), simplify=simplified)
    return replace(mark, fraction=after_misses(mark.fraction, item.misses))


def _affected(
    attempt: Attempt, name: str, changed: list[tuple[AttemptItem, Mark]], items: list[AttemptItem]
) -> Affected:  # fmt: skip
    new = {item.id: (mark.fraction, mark.right) for item, mark in changed}
    marks = [new.get(item.id, (item.mark or Decimal(0), bool(item.right))) for item in items]
    outcome = outcome_of(marks, pass_percent=attempt.pass_percent)
    return Affected(attempt, name, changed, attempt.percent or Decimal(0), attempt.passed, outcome)


def _places(question_id: int, *, lock: bool) -> dict[int, tuple[Attempt, list[tuple[AttemptItem, QuestionVersion]]]]:
    query = (
        sa.select(Attempt, AttemptItem, QuestionVersion)
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == AttemptItem.question_version_id)
        .where(QuestionVersion.question_id == question_id, Attempt.state.in_(GRADED_STATES | NOT_YET))
        .order_by(Attempt.id, AttemptItem.position)
    )
    if lock:
        query = query.with_for_update(of=Attempt).execution_options(populate_existing=True)
    lines: dict[int, tuple[Attempt, list[tuple[AttemptItem, QuestionVersion]]]] = {}
    for attempt, item, version in session().execute(query):
        lines.setdefault(attempt.id, (attempt, []))[1].append((item, version))
    return lines


def _others(attempt_ids: set[int]) -> dict[int, list[AttemptItem]]:
    """Every place of some attempts."""
    found: defaultdict[int, list[AttemptItem]] = defaultdict(list)
    wanted = sorted(attempt_ids)
    for at in range(0, len(wanted), 500):
        rows = session().scalars(sa.select(AttemptItem).where(AttemptItem.attempt_id.in_(wanted[at : at + 500])))
        for item in rows:
            found[item.attempt_id].append(item)
    return found


def _names(person_ids: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    wanted = sorted(person_ids)
    for at in range(0, len(wanted), 500):
        rows = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(wanted[at : at + 500])))
        found |= dict(rows.tuples().all())
    return found


def regrade_page(question: Question, *, person_id: int) -> RegradePage:
    """A question with its key, and what judging all attempts by it would change."""
    version = session().get_one(QuestionVersion, question.current_version_id)
    right = key_of(version)
    document = version.document
    keys = [choice["key"] for choice in document.get("choices", ())]
    if version.kind is QuestionKind.TRUE_FALSE:
        keys = ["true", "false"]
    plain = version.kind in (QuestionKind.SINGLE_CHOICE, QuestionKind.MULTIPLE_CHOICE, QuestionKind.TRUE_FALSE)
    past = session().execute(
        sa.select(Regrading.at, Person.name, Regrading.reason, Regrading.on_fall)
        .join(Person, Person.id == Regrading.by_id)
        .where(Regrading.question_id == question.id)
        .order_by(Regrading.id.desc())
    )
    return RegradePage(
        question.id, question.name, version.number, version.kind, version.rendered.get("stem", ""),
        [KeyOption(key, version.rendered.get(f"option {key}", ""), key in right) for key in keys] if plain else [],
        plain, affected_by(question, but_of=person_id), [PastRegrading(*row) for row in past],
    )  # fmt: skip
