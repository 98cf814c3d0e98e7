"""What one line of the ledger says, and the sums that every page takes from it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from learnhub.kernel.hours import ZERO, class_hours
from learnhub.kernel.periods import Period


class _Worded(StrEnum):
    """A key with its words in both languages."""

    en: str
    zh: str

    def __new__(cls, value: str, en: str = "", zh: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.en, member.zh = en, zh
        return member


class Form(_Worded):
    """How somebody studied."""

    OFF_JOB = "off_job", "Off-the-job training", "脱产培训"
    RECOGNISED = "recognised", "Other recognised centralised training", "其他经认定的集中培训"
    COLLECTIVE = "collective", "Collective study seminar", "集体学习研讨"
    ONLINE = "online", "Online self-study", "网络自学"
    SELF_STUDY = "self_study", "On-the-job self-study", "在职自学"
    LECTURE = "lecture", "Lecture given", "授课"
    OUTPUT = "output", "Article or other work", "学习成果"


class Status(_Worded):
    """What an entry is worth. An entry never changes its status: a later entry speaks about it.

    verified: counts. pending: counts only when a later verified entry names it in `corrects_entry`.
    rejected: says no to the pending entry that it names. reversed: takes hours of the entry that it names
    away, with negative amounts.
    """

    VERIFIED = "verified", "Verified", "已认定"
    PENDING = "pending", "Pending", "待认定"
    REJECTED = "rejected", "Rejected", "未通过"
    REVERSED = "reversed", "Reversed", "已冲正"


COUNTED = frozenset({Status.VERIFIED, Status.REVERSED})
_FURTHER = re.compile(r"#(?:reversed|corrected|confirmed|declined)-[0-9]+\Z")
_LONGEST_NAME = 90


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a person's ledger, numbered by `seq` from 1; ids only, never a name.

    `recorded_at` is aware and whole in milliseconds. `corrects_entry` is the `seq` of an earlier entry of
    the same person. `basic` marks basic training (基本培训). `evidence` maps a kind ("completion",
    "lesson_version" …) to an id or a list of ids.
    """

    person_id: int
    seq: int
    form: Form
    hours: Decimal
    earned_on: date
    recorded_at: datetime
    status: Status
    rule_id: int | None
    source: str
    external_id: str
    days: Decimal | None = None
    basic: bool = False
    title: str = ""
    evidence: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    reason: str = ""
    actor_id: int | None = None
    corrects_entry: int | None = None
    is_demo: bool = False


def problem_with(entry: Entry) -> str | None:
    """Why an entry may not be written, as an English message id, or None."""
    amounts = (entry.hours, entry.days or ZERO)
    if not all(_in_steps(amount) for amount in amounts):
        return "Class-hours and days come in steps of 0.25."
    if entry.status is Status.REVERSED and not (max(amounts) <= 0 and min(amounts) < 0):
        return "A reversal takes hours or days away."
    if entry.status is not Status.REVERSED and min(amounts) < 0:
        return "Only a reversal may take hours or days away."
    if entry.status in (Status.REVERSED, Status.REJECTED) and entry.corrects_entry is None:
        return "Name the entry that this one corrects."
    if entry.corrects_entry is not None and entry.corrects_entry >= entry.seq:
        return "Only an earlier entry can be corrected."
    if entry.corrects_entry is not None and (entry.actor_id is None or not entry.reason.strip()):
        return "A correction needs a person and a reason."
    return None


def problem_with_amount(hours: Decimal) -> str | None:
    """Why an entry may not say these hours, as an English message id, or None."""
    if not _in_steps(hours):
        return "Class-hours and days come in steps of 0.25."
    return "Only a reversal may take hours or days away." if hours < 0 else None


def problem_with_correcting(entry: Entry, *, answered: bool) -> str | None:
    """Why an entry may not be corrected; `answered` says that a later one already speaks about it."""
    if answered:
        return "This entry has already been corrected."
    if entry.status is Status.PENDING:
        return "This entry waits to be confirmed or declined; it counts nothing that could be corrected."
    if entry.status is not Status.VERIFIED:
        return "This entry is a correction itself; correct the one that holds."
    return None


def reversal_of(entry: Entry, *, seq: int, actor_id: int, reason: str, recorded_at: datetime) -> Entry:
    """The entry that takes another one back in full, dated as that one, so that its period is put right."""
    return replace(
        _further(entry, "reversed", seq, actor_id, reason, recorded_at),
        hours=-entry.hours,
        days=None if entry.days is None else -entry.days,
        status=Status.REVERSED,
    )


def corrected(entry: Entry, *, hours: Decimal, seq: int, actor_id: int, reason: str, recorded_at: datetime) -> Entry:
    """The entry that says what holds instead of one that was taken back, dated as that one."""
    return replace(_further(entry, "corrected", seq, actor_id, reason, recorded_at), hours=hours)


def answer_to(
    entry: Entry, *, confirmed: bool, seq: int, actor_id: int, reason: str, recorded_at: datetime
) -> Entry:  # fmt: skip
    """The entry that says yes or no to a pending one, dated as that one."""
    word, status = ("confirmed", Status.VERIFIED) if confirmed else ("declined", Status.REJECTED)
    return replace(_further(entry, word, seq, actor_id, reason, recorded_at), status=status)


def _further(entry: Entry, word: str, seq: int, actor_id: int, reason: str, recorded_at: datetime) -> Entry:
    """The same entry once more, as one that speaks about it; its external id stays unique and within its column."""
    name = _FURTHER.sub("", entry.external_id)[:_LONGEST_NAME]
    return replace(
        entry, seq=seq, external_id=f"{name}#{word}-{seq}", corrects_entry=entry.seq, actor_id=actor_id,
        reason=reason, recorded_at=recorded_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Total:
    """Hours and days, each summed for itself; `days` counts only what was recorded in days."""

    hours: Decimal = ZERO
    days: Decimal = ZERO

    def __add__(self, other: "Total") -> "Total":
        return Total(self.hours + other.hours, self.days + other.days)


def total(
    entries: Iterable[Entry],
    *,
    forms: Collection[str] | None = None,
    period: Period | None = None,
    statuses: Collection[Status] = COUNTED,
) -> Total:
    """What counts of the entries: verified less reversed, of the named forms, earned in the period."""
    chosen = (entry for entry in entries if entry.status in statuses)
    return sum((_amount(entry) for entry in chosen if _is_in(entry, forms, period)), Total())


def total_by_form(entries: Iterable[Entry], *, period: Period | None = None) -> dict[Form, Total]:
    """The same for each form that has entries, in the order of `Form`."""
    sums: defaultdict[Form, Total] = defaultdict(Total)
    for entry in entries:
        if entry.status in COUNTED and _is_in(entry, None, period):
            sums[entry.form] += _amount(entry)
    return {form: sums[form] for form in Form if form in sums}


def waiting(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The pending entries of one person about which no later entry has spoken."""
    known = list(entries)
    answered = {entry.corrects_entry for entry in known}
    return tuple(entry for entry in known if entry.status is Status.PENDING and entry.seq not in answered)


def hours_by_day(entries: Iterable[Entry], *, form: Form = Form.ONLINE) -> dict[date, Decimal]:
    """How much of the room of each day is taken; what is still waiting holds its place."""
    known = list(entries)
    taken: defaultdict[date, Decimal] = defaultdict(lambda: ZERO)
    for entry in (*waiting(known), *(each for each in known if each.status in COUNTED)):
        if entry.form is form:
            taken[entry.earned_on] += entry.hours
    return dict(taken)


def _amount(entry: Entry) -> Total:
    return Total(entry.hours, entry.days or ZERO)


def _is_in(entry: Entry, forms: Collection[str] | None, period: Period | None) -> bool:
    return (forms is None or entry.form in forms) and (period is None or period.contains(entry.earned_on))


def _in_steps(amount: Decimal) -> bool:
    try:
        class_hours(amount)
    except ValueError:
        return False
    return True
