"""What statistics are worked out from: the first finished attempt of everybody, and how its answers came about."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from learnhub.kernel.errors import Invalid
from learnhub.platform.db import session
from learnhub.quizzes.models import AnswerStep, Attempt, AttemptItem, EssayMark, Question, QuestionVersion, Regrading
from learnhub.quizzes.models.statistics import StoredStatistics
from learnhub.quizzes.rules.attempts import GRADED_STATES
from learnhub.quizzes.rules.grading import grade_answer, read_answer
from learnhub.quizzes.rules.questions import ChoiceQuestion, QuestionKind, TrueFalseQuestion, question_from
from learnhub.quizzes.rules.statistics_pace import Answer, Paced
from learnhub.quizzes.rules.statistics_quiz import SCALE, Asked, Taken

READ_AT_ONCE = 5_000
# Times and changes of answers come from so many of the newest attempts: more would tell nothing new.
SAMPLE = 1_000
LONGEST_ANSWER = 200
SPLIT = "\x1f"  # stands in no JSON text
MOST_GUESSED = 10
TRUTHS = ("true", "false")
# One choice is one answer; where several are ticked, a save in between is no change of mind.
ONE_CHOICE = (QuestionKind.SINGLE_CHOICE, QuestionKind.TRUE_FALSE)


@dataclass(frozen=True, slots=True)
class Wording:
    """A question version with the key that holds for it today."""

    version_id: int
    question_id: int
    number: int
    lesson_id: int | None
    kind: QuestionKind
    document: dict[str, Any]
    keyed: dict[str, Any]
    rendered: dict[str, Any]
    current: bool
    retired: bool


def first_attempts(quiz_id: int) -> sa.Select[tuple[int]]:
    """The first finished attempt of everybody at a quiz, as a select of its number."""
    return (
        sa.select(sa.func.min(Attempt.id))
        .where(Attempt.quiz_id == quiz_id, Attempt.state.in_(GRADED_STATES))
        .group_by(Attempt.person_id)
    )


def quizzes_to_analyse(now: datetime, *, again: bool) -> list[int]:
    """The quizzes without figures; with `again` also where somebody handed in or marked, or a key changed, since."""
    finished = sa.select(Attempt.quiz_id, sa.func.max(Attempt.handed_in_at).label("last")).where(
        Attempt.state.in_(GRADED_STATES)
    )
    done = finished.group_by(Attempt.quiz_id).subquery()
    stale: sa.ColumnElement[bool] = StoredStatistics.id.is_(None)
    if again:
        regraded = sa.exists().where(Regrading.at >= StoredStatistics.computed_at)
        marked = sa.exists().where(
            EssayMark.at >= StoredStatistics.computed_at, EssayMark.item_id == AttemptItem.id,
            AttemptItem.attempt_id == Attempt.id, Attempt.quiz_id == StoredStatistics.quiz_id,
        )  # fmt: skip
        stale = sa.or_(stale, done.c.last >= StoredStatistics.computed_at, regraded, marked)
    return list(
        session().scalars(
            sa.select(done.c.quiz_id)
            .outerjoin(StoredStatistics, StoredStatistics.quiz_id == done.c.quiz_id)
            .where(stale, done.c.last <= now)
            .order_by(done.c.quiz_id)
        )
    )


def taken(quiz_id: int) -> Iterator[Taken]:
    """The attempts that count, one after another; they are read in pieces.

    Each comes as one row with its places strung together: a row for each of millions of places would cost five times
    as much.
    """
    answer = sa.func.substr(sa.cast(AttemptItem.answer, sa.Text), 1, LONGEST_ANSWER)
    rows = session().connection().execute(
        sa.select(
            Attempt.pass_percent,
            _strung(AttemptItem.position, ","),
            _strung(AttemptItem.question_version_id, ","),
            _strung(sa.func.coalesce(AttemptItem.mark, 0), ","),
            _strung(sa.func.coalesce(answer, ""), SPLIT),
        )
        .join(AttemptItem, AttemptItem.attempt_id == Attempt.id)
        .where(Attempt.id.in_(first_attempts(quiz_id)))
        .group_by(Attempt.id, Attempt.pass_percent)
        .execution_options(yield_per=READ_AT_ONCE)
    )  # fmt: skip
    marks_of, versions_of, order_of = _Read(_scaled), _Read(_numbers), _Read(_order)
    for pass_percent, positions, versions, marks, answers in rows:
        asked = versions_of[versions]
        given, said = list(map(marks_of.__getitem__, marks.split(","))), answers.split(SPLIT)
        order = order_of[positions]
        if order:  # a database may hand out the places in any order
            asked, given, said = (
                tuple(asked[place] for place in order),
                [given[place] for place in order],
                [said[place] for place in order],
            )
        yield Taken(asked, given, said, pass_percent)


def _strung(column: Any, separator: str) -> sa.ColumnElement[str]:
    return sa.func.aggregate_strings(sa.cast(column, sa.Text), separator)


class _Read(dict[str, Any]):
    """What was read once is not read again, and is kept once."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._read(text)
        return value


def _scaled(mark: str) -> int:
    return round(float(mark) * SCALE)


def _numbers(strung: str) -> tuple[int, ...]:
    return tuple(map(int, strung.split(",")))


def _order(positions: str) -> tuple[int, ...]:
    """Where the first place stands, the second, and so on; nothing where they stand in order."""
    places = _numbers(positions)
    order = tuple(sorted(range(len(places)), key=places.__getitem__))
    return () if order == tuple(range(len(places))) else order


def wordings(version_ids: Collection[int]) -> dict[int, Wording]:
    """Question versions by number, each with the key that the last correction gave it."""
    rows = session().execute(
        sa.select(QuestionVersion, Question)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(version_ids))
    ).all()  # fmt: skip
    keys = _corrected({question.id for _, question in rows})
    return {
        worded.id: Wording(
            worded.id, question.id, worded.number, question.lesson_id, worded.kind, worded.document,
            next((document for since, document in keys.get(question.id, ()) if since > worded.id), worded.document),
            worded.rendered, question.current_version_id == worded.id, question.retired_at is not None,
        )
        for worded, question in rows
    }  # fmt: skip


def _corrected(question_ids: Collection[int]) -> Mapping[int, Sequence[tuple[int, dict[str, Any]]]]:
    """The versions whose key holds for earlier ones, the last correction first."""
    found: defaultdict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    rows = session().execute(
        sa.select(Regrading.question_id, QuestionVersion.id, QuestionVersion.document)
        .join(QuestionVersion, QuestionVersion.id == Regrading.version_id)
        .where(Regrading.question_id.in_(question_ids))
        .order_by(Regrading.id.desc())
    )
    for question_id, version_id, document in rows:
        found[question_id].append((version_id, document))
    return found


def asked_of(wording: Wording) -> Asked:
    """What the figures need to know of a question: its options, its key, and what blind guessing earns."""
    if wording.kind not in (*ONE_CHOICE, QuestionKind.MULTIPLE_CHOICE):
        return Asked()
    question = question_from(wording.keyed)
    if isinstance(question, TrueFalseQuestion):
        return Asked(TRUTHS, (str(question.truth).lower(),), 0.5, values_of=_chosen)
    if not isinstance(question, ChoiceQuestion):
        return Asked()
    options = [choice.key for choice in question.choices]
    return Asked(options, question.key, _guess(question, options), single=not question.multiple, values_of=_chosen)


def _chosen(answer: str) -> Collection[str]:
    """The options that an answer names, as it is stored; a cut one names none."""
    if not answer:
        return ()
    try:
        value = json.loads(answer)
    except ValueError:
        return ()
    if isinstance(value, bool):
        return (str(value).lower(),)
    return [str(each) for each in value] if isinstance(value, list) else (str(value),)


def _guess(question: ChoiceQuestion, options: Sequence[str]) -> float:
    """The mean mark of every answer that is possible; 0 where there are too many to go through."""
    if len(options) > MOST_GUESSED:
        return 0.0
    sizes = range(1, len(options) + 1) if question.multiple else (1,)
    marks = [
        float(grade_answer(question, frozenset(answer)).fraction)
        for size in sizes for answer in combinations(options, size)
    ]  # fmt: skip
    return sum(marks) / len(marks) if marks else 0.0


def paced(quiz_id: int) -> list[Paced]:
    """How the newest of the attempts that count came about: when each question was answered, and what was changed."""
    newest = first_attempts(quiz_id).order_by(sa.func.min(Attempt.id).desc()).limit(SAMPLE).subquery()
    rows = session().connection().execute(
        sa.select(
            AttemptItem.attempt_id, AttemptItem.id, AttemptItem.question_version_id, AttemptItem.right,
            AttemptItem.answer_version, sa.extract("epoch", AttemptItem.answered_at),
            sa.extract("epoch", Attempt.started_at),
        )
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
        .where(Attempt.id.in_(sa.select(newest)))
        .order_by(AttemptItem.attempt_id)
    ).all()  # fmt: skip
    first = _first_right({item_id: version for _, item_id, version, _, saved, *_ in rows if saved > 1})
    never = (None, False)
    return [
        Paced(float(items[0][6]), [
            Answer(version, None if at is None else float(at), right, *first.get(item_id, never))
            for _, item_id, version, right, _, at, _ in items
        ])
        for items in ([*group] for _, group in groupby(rows, key=itemgetter(0)))
    ]  # fmt: skip


def _first_right(version_of: Mapping[int, int]) -> dict[int, tuple[bool | None, bool]]:
    """Of answers that were saved more than once, whether the first one was right, and whether the last one differs."""
    known = wordings(set(version_of.values()))
    questions = {each.version_id: question_from(each.keyed) for each in known.values() if each.kind in ONE_CHOICE}
    found: dict[int, tuple[bool | None, bool]] = {}
    graded: dict[tuple[int, str], bool | None] = {}
    for item_id, first, last in _changed([each for each, version in version_of.items() if version in questions]):
        key = (version_of[item_id], json.dumps(first))
        if key not in graded:
            graded[key] = _is_right(questions[key[0]], first)
        found[item_id] = (graded[key], first != last)
    return found


def _changed(item_ids: Sequence[int]) -> Iterator[tuple[int, Any, Any]]:
    """The first and the last answer of places."""
    for start in range(0, len(item_ids), READ_AT_ONCE):
        yield from session().execute(
            sa.select(AttemptItem.id, AnswerStep.value, AttemptItem.answer)
            .join(AnswerStep, AnswerStep.item_id == AttemptItem.id)
            .where(
                AttemptItem.id.in_(item_ids[start : start + READ_AT_ONCE]), AnswerStep.version == 1,
                AnswerStep.value.is_not(None),
            )
        ).tuples()  # fmt: skip


def _is_right(question: Any, value: Any) -> bool | None:
    """Whether an answer of then is right by the key of today; None where it does not fit any more."""
    try:
        return grade_answer(question, read_answer(question, value)).right
    except Invalid:
        return None
