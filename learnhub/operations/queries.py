"""Reads for operators and auditors: jobs by state, entries of the audit log with names instead of numbers."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.text import shorten
from learnhub.people.models import Membership, Person, Unit
from learnhub.people.queries import in_force
from learnhub.platform.audit import AuditEntry
from learnhub.platform.db import session
from learnhub.platform.i18n import gettext, lazy_gettext
from learnhub.platform.jobs import Job, JobState

LONGEST_DETAILS = 400
_NUMBERED = re.compile(r"([a-z]+)[: ]([0-9]+)")
# What each recorded act is called. One that is not listed shows under its own name.
ACTIONS = {
    "articles.coauthor": lazy_gettext("Let somebody write along"),
    "articles.collection_begun": lazy_gettext("Began a collection"),
    "articles.collection_editor": lazy_gettext("Gave a collection another editor"),
    "articles.collection_ready": lazy_gettext("Handed a collection over for release"),
    "articles.collection_released": lazy_gettext("Released a collection"),
    "articles.collection_reopened": lazy_gettext("Took a collection back to go on"),
    "articles.collection_returned": lazy_gettext("Gave a collection back"),
    "articles.collection_withdrawn": lazy_gettext("Withdrew a collection"),
    "articles.released": lazy_gettext("Released an article"),
    "articles.removed": lazy_gettext("Threw a draft away"),
    "articles.withdrawn": lazy_gettext("Withdrew an article"),
    "articles.file_infected": lazy_gettext("Found a virus in a file of an article"),
    "articles.imported": lazy_gettext("Imported a document into an article"),
    "articles.remove_comment": lazy_gettext("Took a comment on an article away"),
    "audit_searched": lazy_gettext("Searched the audit log"),
    "catalog.create": lazy_gettext("Began to write a course"),
    "catalog.describe": lazy_gettext("Changed title or summary of a course"),
    "catalog.pass": lazy_gettext("Passed a course"),
    "catalog.return": lazy_gettext("Returned a course"),
    "catalog.submit": lazy_gettext("Handed a course in for review"),
    "credits.confirm": lazy_gettext("Confirmed declared class-hours"),
    "credits.correct": lazy_gettext("Corrected an entry of class-hours"),
    "credits.decline": lazy_gettext("Declined declared class-hours"),
    "credits.ledger_touched": lazy_gettext("Found a ledger that was touched"),
    "credits.take_back": lazy_gettext("Took class-hours of a lesson back"),
    "cycle.create": lazy_gettext("Created a cycle"),
    "cycle.open": lazy_gettext("Opened a cycle"),
    "cycle.close": lazy_gettext("Closed a cycle"),
    "cycle.archive": lazy_gettext("Archived a cycle"),
    "cycle.take_in": lazy_gettext("Took people into a cycle"),
    "data_exported": lazy_gettext("Took a copy of the own data"),
    "demo_loaded": lazy_gettext("Loaded the demo organisation"),
    "demo_removed": lazy_gettext("Removed the demo organisation"),
    "exempt": lazy_gettext("Exempted from a requirement"),
    "job_retried": lazy_gettext("Had a failed job tried again"),
    "look": lazy_gettext("Looked at a person's record"),
    "password_changed": lazy_gettext("Changed the own password"),
    "password_set": lazy_gettext("Set a person's password"),
    "passwords_handed_out": lazy_gettext("Handed out initial passwords for a roster"),
    "person_corrected": lazy_gettext("Corrected a person's facts"),
    "person_disabled": lazy_gettext("Disabled an account"),
    "person_enabled": lazy_gettext("Enabled an account"),
    "quizzes.allow": lazy_gettext("Allowed more time or attempts at a quiz"),
    "quizzes.end_allowance": lazy_gettext("Ended an allowance at a quiz"),
    "quizzes.regrade": lazy_gettext("Put the key of a question right"),
    "quizzes.settings": lazy_gettext("Changed how a quiz is held"),
    "quizzes.export_statistics": lazy_gettext("Took the statistics of a check as a workbook"),
    "quizzes.clause_retired": lazy_gettext("Retired the questions on a clause"),
    "quizzes.question_status": lazy_gettext("Changed the status of a question"),
    "quizzes.questions_exported": lazy_gettext("Exported questions"),
    "quizzes.questions_imported": lazy_gettext("Imported questions"),
    "reading.declaration_decide": lazy_gettext("Decided on a reading declaration"),
    "reading.declare": lazy_gettext("Declared reading that cannot be measured"),
    "reading.dispute": lazy_gettext("Disputed a reading figure"),
    "reading.dispute_answer": lazy_gettext("Answered a disputed reading figure"),
    "reading.review": lazy_gettext("Noticed something unusual in a reading"),
    "reading.review_correct": lazy_gettext("Put class-hours right after a review"),
    "reading.review_decide": lazy_gettext("Noted the outcome of a review"),
    "reviewers.name": lazy_gettext("Named a reviewer"),
    "reviewers.stand_in": lazy_gettext("Named a stand-in"),
    "reviewers.stand_in_end": lazy_gettext("Ended a stand-in"),
    "role_granted": lazy_gettext("Gave a role"),
    "role_revoked": lazy_gettext("Ended a role"),
    "roster_imported": lazy_gettext("Imported a roster"),
    "roster_undone": lazy_gettext("Undid a roster"),
    "roster_upload_done": lazy_gettext("Finished a roster upload"),
    "sign_in": lazy_gettext("Entered the site"),
    "sign_in_refused": lazy_gettext("Was refused a sign-in"),
    "summary.answer": lazy_gettext("Answered an objection"),
    "summary.contest": lazy_gettext("Objected to a line of a summary"),
    "summary.open": lazy_gettext("Opened a summary"),
    "summary.reopen": lazy_gettext("Reopened a summary"),
    "summary.return": lazy_gettext("Returned a summary"),
    "unit_created": lazy_gettext("Created a unit"),
    "unit_moved": lazy_gettext("Moved a unit"),
    "unit_renamed": lazy_gettext("Renamed a unit"),
}

# What each kind of job does.
JOBS = {
    "articles.bind_collection": lazy_gettext("Make a book of a collection"),
    "articles.check_similarity": lazy_gettext("Look for what an article shares with others"),
    "articles.fingerprint": lazy_gettext("Renew the fingerprints of changed texts"),
    "articles.fingerprint_all": lazy_gettext("Renew the fingerprints of all texts"),
    "articles.keep_written": lazy_gettext("Keep a version of what was written"),
    "articles.remake_books": lazy_gettext("Make books anew whose articles changed"),
    "assessment.announce": lazy_gettext("Tell everybody that a quarter is open"),
    "articles.read_import": lazy_gettext("Read a document that becomes an article"),
    "articles.scan_again": lazy_gettext("Scan files of articles that still wait"),
    "articles.scan_file": lazy_gettext("Have a file of an article scanned for viruses"),
    "articles.sweep_imports": lazy_gettext("Forget documents that nobody made a draft of"),
    "assessment.freeze": lazy_gettext("Keep the figures of an archived quarter"),
    "assessment.remind": lazy_gettext("Remind of summaries that are not handed in"),
    "credits.seal": lazy_gettext("Seal the ledgers of a day"),
    "inbox.mail_weekly": lazy_gettext("Write the weekly mails"),
    "people.import_roster": lazy_gettext("Write a confirmed roster"),
    "people.sweep": lazy_gettext("Clear away old sign-ins and rosters"),
    "people.undo_roster": lazy_gettext("Undo a roster"),
    "platform.send_mails": lazy_gettext("Send the mails that are due"),
    "platform.sweep": lazy_gettext("Clear away finished jobs and sent mails"),
    "quizzes.close_overdue": lazy_gettext("Hand in checks whose time is over"),
    "quizzes.look_through_questions": lazy_gettext("Look a long question file through"),
    "quizzes.statistics": lazy_gettext("Work out the statistics of checks"),
    "quizzes.sweep_questions": lazy_gettext("Forget question files that nobody confirmed"),
    "quizzes.take_in_questions": lazy_gettext("Take in a confirmed question file"),
    "reading.expire_sittings": lazy_gettext("End silent sittings"),
    "reading.forget": lazy_gettext("Delete old reading reports"),
    "reading.notice": lazy_gettext("Look for unusual readings"),
    "search.rebuild": lazy_gettext("Build the index of the search"),
    "search.speak": lazy_gettext("Keep titles as they are spoken"),
    "search.update": lazy_gettext("Bring changes into the index of the search"),
}
# What an entry is about, where it names a thing by its number.
THINGS = {
    "completion": lazy_gettext("completion"),
    "course": lazy_gettext("course"),
    "cycle": lazy_gettext("cycle"),
    "declaration": lazy_gettext("declaration"),
    "dispute": lazy_gettext("dispute"),
    "entry": lazy_gettext("entry of class-hours"),
    "job": lazy_gettext("job"),
    "objection": lazy_gettext("objection"),
    "review": lazy_gettext("review"),
    "summary": lazy_gettext("summary"),
    "unit": lazy_gettext("unit"),
}
# The heads of the particulars.
PARTICULARS = {
    "action": lazy_gettext("action"),
    "after": lazy_gettext("after"),
    "before": lazy_gettext("before"),
    "changed": lazy_gettext("changed"),
    "confirmed": lazy_gettext("confirmed"),
    "decision": lazy_gettext("decision"),
    "entries": lazy_gettext("entries"),
    "entry": lazy_gettext("entry of class-hours"),
    "found": lazy_gettext("found"),
    "from": lazy_gettext("from"),
    "from_on": lazy_gettext("from"),
    "kept": lazy_gettext("left as it is"),
    "line": lazy_gettext("line"),
    "moved": lazy_gettext("moved"),
    "name": lazy_gettext("name"),
    "new": lazy_gettext("new"),
    "now": lazy_gettext("now"),
    "outcome": lazy_gettext("outcome"),
    "page": lazy_gettext("page"),
    "people": lazy_gettext("people"),
    "person": lazy_gettext("person"),
    "problems": lazy_gettext("problems"),
    "quarter": lazy_gettext("quarter"),
    "reason": lazy_gettext("reason"),
    "remedy": lazy_gettext("what is put right"),
    "role": lazy_gettext("role"),
    "rows": lazy_gettext("rows"),
    "signal": lazy_gettext("what is unusual"),
    "stand_in": lazy_gettext("stand-in"),
    "unchanged": lazy_gettext("unchanged"),
    "undone": lazy_gettext("undone"),
    "until": lazy_gettext("until"),
    "until_on": lazy_gettext("until"),
    "was": lazy_gettext("was"),
}


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as its page shows it: its kind as a word of the logs and in words.

    `error` is the last line of what went wrong, never the job's arguments.
    """

    id: int
    name: str
    words: str
    state: JobState
    run_at: datetime
    attempts: int
    finished_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What an auditor looks for; both days are included and lie in Asia/Shanghai."""

    person: str
    action: str
    first: date | None
    last: date | None

    def asked(self) -> dict[str, str]:
        """The parts that were asked for, as the audit log keeps them and as an address spells them."""
        parts = {
            "person": self.person,
            "action": self.action,
            "from": self.first.isoformat() if self.first else "",
            "until": self.last.isoformat() if self.last else "",
        }
        return {name: said for name, said in parts.items() if said}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the audit log; `by` and `about` are names, empty where nobody is meant."""

    id: int
    at: datetime
    by: str
    about: str
    action: str
    thing: str
    details: str
    request_id: str


def job_counts() -> dict[JobState, int]:
    """How many jobs there are in each state."""
    rows = session().execute(sa.select(Job.state, sa.func.count(Job.id)).group_by(Job.state))
    found = {state: count for state, count in rows}  # noqa: C416 - a row is no pair for the type checker
    return {state: found.get(state, 0) for state in JobState}


def jobs(state: JobState | None, *, limit: int, offset: int) -> list[JobRow]:
    """Jobs of one state or of all; the failed ones first, then what is or comes next, then the latest done."""
    order = sa.case((Job.state == JobState.FAILED, 0), (Job.state == JobState.DONE, 2), else_=1)
    query = sa.select(Job.id, Job.name, Job.state, Job.run_at, Job.attempts, Job.finished_at, Job.error)
    query = query.order_by(order, Job.finished_at.desc(), Job.run_at, Job.id.desc()).limit(limit).offset(offset)
    if state is not None:
        query = query.where(Job.state == state)
    return [
        JobRow(number, name, str(JOBS.get(name, name)), kind, run_at, attempts, finished_at, _last_line(error))
        for number, name, kind, run_at, attempts, finished_at, error in session().execute(query)
    ]


def entries_within(units: frozenset[int]) -> sa.ColumnElement[bool]:
    """Entries about people of these units, or by them where nobody is concerned; with every root unit, all entries."""
    roots = session().scalars(sa.select(Unit.id).where(Unit.parent_id.is_(None)))
    if units.issuperset(roots):
        return sa.true()
    people = sa.select(Membership.person_id).where(Membership.unit_id.in_(units), in_force(Membership, clock.today()))
    return sa.func.coalesce(AuditEntry.person_id, AuditEntry.actor_id).in_(people)


def matching(scope: sa.ColumnElement[bool], chosen: Choice) -> sa.ColumnElement[bool]:
    """The entries of a scope that an auditor looks for."""
    parts = [scope]
    if chosen.person:
        named = Person.name.contains(chosen.person, autoescape=True)
        people = sa.select(Person.id).where(named | (Person.username == chosen.person.casefold()))
        parts.append(AuditEntry.person_id.in_(people) | AuditEntry.actor_id.in_(people))
    if chosen.action:
        parts.append(AuditEntry.action == chosen.action)
    if chosen.first and chosen.first > date.min:
        parts.append(AuditEntry.at >= clock.midnight(chosen.first))
    if chosen.last and chosen.last < date.max:
        parts.append(AuditEntry.at < clock.midnight(chosen.last + timedelta(days=1)))
    return sa.and_(*parts)


def count_entries(condition: sa.ColumnElement[bool]) -> int:
    """How many entries fit."""
    return session().scalar(sa.select(sa.func.count(AuditEntry.id)).where(condition)) or 0


def entries(condition: sa.ColumnElement[bool], *, limit: int, offset: int) -> list[EntryRow]:
    """The entries that fit, the latest first."""
    query = sa.select(AuditEntry).where(condition).order_by(AuditEntry.id.desc()).limit(limit).offset(offset)
    found = session().scalars(query).all()
    names = _names({number for each in found for number in (each.actor_id, each.person_id) if number is not None})
    return [
        EntryRow(
            each.id,
            each.at,
            names.get(each.actor_id, ""),
            names.get(each.person_id, "") if each.person_id != each.actor_id else "",
            str(ACTIONS.get(each.action, each.action)),
            _thing(each.thing),
            _details(each.details),
            each.request_id or "",
        )
        for each in found
    ]


def actions_known() -> list[tuple[str, str]]:
    """Every act that was ever recorded, as (code, words)."""
    codes = session().scalars(sa.select(AuditEntry.action).distinct().order_by(AuditEntry.action))
    return [(code, str(ACTIONS.get(code, code))) for code in codes]


def _names(ids: set[int]) -> dict[int | None, str]:
    rows = session().execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {number: name for number, name in rows}  # noqa: C416 - as above


def _details(details: dict[str, Any]) -> str:
    flat: dict[str, Any] = {}
    for name, value in details.items():
        flat.update(value if isinstance(value, dict) else {name: value})
    said = (
        gettext("%(name)s: %(value)s", name=str(PARTICULARS.get(name, name)), value=_plain(value))
        for name, value in flat.items()
        if value not in (None, "", [], {})
    )
    return shorten("; ".join(said), LONGEST_DETAILS)


def _thing(code: str) -> str:
    """summary:3 in words; what is no kind with a number stays as it is."""
    numbered = _NUMBERED.fullmatch(code)
    return f"{THINGS[numbered[1]]} {numbered[2]}" if numbered and numbered[1] in THINGS else code


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return str(ACTIONS.get(value, value))
    return json.dumps(value, ensure_ascii=False, default=str)


def _last_line(error: str | None) -> str:
    lines: Sequence[str] = (error or "").strip().splitlines()
    return shorten(lines[-1].strip(), 300) if lines else ""
