"""Putting a key right: a new version of the question, a look at what would change, and the change itself.

Every mark that changes is kept beside the old one. Who newly passes gets what passing brings; a pass that the right key
would not have given stands, unless a training administrator decides otherwise: then class-hours that rest on nothing
else are taken back by further entries of the ledger. Nobody decides about their own attempts: those are left alone.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from learnhub.catalog.queries import versions_held
from learnhub.credits import actions as credits
from learnhub.credits import queries as earned
from learnhub.inbox.actions import notify
from learnhub.kernel import ids
from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import Conflict
from learnhub.platform import audit
from learnhub.platform.db import session
from learnhub.quizzes import queries
from learnhub.quizzes.actions.closing import conclude, follow_pass
from learnhub.quizzes.models import Attempt, AttemptItem, MarkChange, Question, QuestionVersion, Regrading
from learnhub.quizzes.queries.question_page import parsed_of_version
from learnhub.quizzes.queries.regrading import Affected, affected_by
from learnhub.quizzes.rules.attempts import AttemptState, become
from learnhub.quizzes.rules.bank import SourceFormat
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.keys import with_key
from learnhub.quizzes.rules.outline import source_of
from learnhub.quizzes.rules.parsed import question_of
from learnhub.quizzes.rules.questions import ChoiceQuestion, TrueFalseQuestion, question_data, question_from
from learnhub.quizzes.rules.questions import Question as Asked
from learnhub.quizzes.rules.regrading import OnFall

TOLD = "The key of a question in “%(title)s” was put right: your attempt now has %(new)s %% instead of %(old)s %%."
TOLD_PASSED = "%(title)s: by a corrected key your attempt has %(new)s %% instead of %(old)s %% and is passed."
TOLD_STANDS = "%(title)s: by a corrected key your attempt has %(new)s %% instead of %(old)s %%. Your pass stands."
TOLD_FELL = "%(title)s: by a corrected key your attempt has %(new)s %% instead of %(old)s %% and is no longer passed."
UNCHANGED = "This is the key that holds already."


@dataclass(frozen=True)
class Done:
    """What a regrading did."""

    regrading: Regrading
    attempts: int
    passed: int
    fell: int


def change_key(question: Question, right: Collection[str], *, by: Actor, now: datetime) -> QuestionVersion:
    """A new version of a question with another key; new attempts get it, old ones wait for a regrading."""
    before = session().get_one(QuestionVersion, question.current_version_id)
    corrected = with_key(question_from(before.document), right)
    document = question_data(corrected)
    if document == before.document:
        raise Conflict(UNCHANGED)
    numbers = sa.select(sa.func.max(QuestionVersion.number)).where(QuestionVersion.question_id == question.id)
    source = _source(before, corrected)
    version = QuestionVersion(
        question_id=question.id, number=(session().scalar(numbers) or 0) + 1, kind=before.kind, document=document,
        section=before.section, rendered=before.rendered, created_at=now, by_id=by.id,
        content_hash=ids.digest(json.dumps(document, sort_keys=True, ensure_ascii=False)),
        source=source, source_format=SourceFormat.GIFT.value if source else "",
    )  # fmt: skip
    session().add(version)
    session().flush()
    question.current_version_id = version.id
    audit.record("quizzes.regrade", actor_id=by.id, thing=f"question:{question.id}", version=version.number, step="key")
    return version


def _source(before: QuestionVersion, corrected: Asked) -> str:
    """The text of a question with its new key, for editing and export; "" where it would say anything else."""
    parsed = parsed_of_version(before)
    if parsed is None:
        return ""
    if isinstance(corrected, TrueFalseQuestion):
        parsed = replace(parsed, truth=corrected.truth)
    elif isinstance(corrected, ChoiceQuestion):
        pairs = zip(parsed.options, corrected.choices, strict=True)
        parsed = replace(parsed, options=tuple(replace(option, weight=choice.weight) for option, choice in pairs))
    source = source_of(parsed)
    read = parse_gift(source).usable
    return source if [question_of(each) for each in read] == [corrected] else ""


def regrade(question: Question, *, reason: str, on_fall: OnFall, by: Actor, now: datetime) -> Done:
    """Judge every answer to a question by its current key; one's own attempts are left to somebody else."""
    version = session().get_one(QuestionVersion, question.current_version_id)
    found = affected_by(question, but_of=by.id, lock=True)
    regrading = Regrading(
        question_id=question.id, version_id=version.id, on_fall=on_fall, reason=reason, by_id=by.id, at=now
    )
    session().add(regrading)
    session().flush()
    _rekey(found.items_under_way, version)
    _judge_again(found.items_under_way, version)
    titles: dict[int, str] = {}
    passed = fell = 0
    for each in found.changes:
        _change(each, regrading, version, keep=on_fall is OnFall.KEEP, now=now)
        title = titles.setdefault(each.attempt.quiz_id, queries.title_of(each.attempt))
        if each.new.passed and not each.attempt_passed:
            passed += 1
            follow_pass(each.attempt, queries.version_of(each.attempt), now=now)
        elif each.falls:
            fell += 1
            if on_fall is OnFall.TAKE_BACK:
                _take_back(each.attempt, reason=reason, by=by, now=now)
        _tell(each, regrading, title, now=now)
    _rekey(found.items_unchanged, version)
    audit.record(
        "quizzes.regrade", actor_id=by.id, thing=f"question:{question.id}", version=version.number,
        regrading=regrading.id, attempts=len(found.changes), passed=passed, fell=fell, on_fall=on_fall.value,
        reason=reason,
    )  # fmt: skip
    return Done(regrading, len(found.changes), passed, fell)


def _rekey(items: Iterable[AttemptItem], version: QuestionVersion) -> None:
    for item in items:
        item.keyed_version_id = version.id


def _judge_again(items: Iterable[AttemptItem], version: QuestionVersion) -> None:
    """What was judged at once in an attempt that is not graded yet says what the new key says."""
    for item in items:
        if item.right is None:
            continue
        place = queries.place_of(item, version)
        item.right = place.mark.right
        if item.checked_at is not None:
            item.mark = place.fraction


def _change(each: Affected, regrading: Regrading, version: QuestionVersion, *, keep: bool, now: datetime) -> None:
    """Write the new marks of one attempt, with the old ones beside them."""
    attempt = each.attempt
    stands = each.falls and keep
    for item, mark in each.marks:
        session().add(
            MarkChange(
                regrading_id=regrading.id, attempt_id=attempt.id, position=item.position,
                old_mark=item.mark or Decimal(0), new_mark=mark.fraction, old_percent=attempt.percent or Decimal(0),
                new_percent=each.new.percent, old_passed=attempt.passed, new_passed=each.new.passed or stands,
            )
        )  # fmt: skip
        item.mark, item.right, item.keyed_version_id = mark.fraction, mark.right, version.id
    attempt.state = become(attempt.state, AttemptState.REGRADED)
    session().flush()
    conclude(attempt)
    attempt.passed = attempt.passed or stands
    session().flush()


def _take_back(attempt: Attempt, *, reason: str, by: Actor, now: datetime) -> None:
    """Take back what rests on a pass that fell, unless another attempt of the person is a pass by itself."""
    quiz, version = queries.quiz_of(attempt), queries.version_of(attempt)
    counted = versions_held(version.id) if version else None
    if queries.result(quiz, queries.attempts_of(attempt.person_id, quiz.id), counted).passed:
        return
    if version is None and quiz.course_id is not None:
        credits.take_back_final_test(attempt.person_id, quiz.course_id, actor_id=by.id, reason=reason, now=now)
        return
    done = earned.completion(attempt.person_id, version.id, lock=True) if version else None
    if done is not None and done.recall_at is not None:
        credits.take_back_recall(done.id, reason=reason, actor_id=by.id, now=now)


def _tell(each: Affected, regrading: Regrading, title: str, *, now: datetime) -> None:
    attempt = each.attempt
    message = TOLD
    if each.falls:
        message = TOLD_STANDS if attempt.passed else TOLD_FELL
    elif attempt.passed and not each.attempt_passed:
        message = TOLD_PASSED
    params: Mapping[str, str] = {"title": title, "old": f"{each.old_percent:g}", "new": f"{each.new.percent:g}"}
    notify(
        attempt.person_id, kind="quiz", message=message, params=dict(params), to=f"/quizzes/attempts/{attempt.id}",
        key=f"quiz-regraded:{regrading.id}:{attempt.id}", now=now,
    )  # fmt: skip
