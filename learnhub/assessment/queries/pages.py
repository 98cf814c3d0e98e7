"""One summary as its page shows it: to the author, to the reviewer, and to who runs the quarter."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from learnhub.assessment import rules
from learnhub.assessment.models import Cycle, Objection, Summary
from learnhub.assessment.queries.figures import Figures, figures_of
from learnhub.assessment.queries.lists import EventLine, SummaryLine, history_of, line_of
from learnhub.assessment.queries.objections import ObjectionLine, objections_of
from learnhub.assessment.queries.snapshots import latest_snapshot, live_document
from learnhub.assessment.queries.stand_ins import stand_in_names
from learnhub.assessment.rules import ActorFacts, State, Step, SummaryFacts
from learnhub.platform.db import session

WORDS = ("learned", "applied", "lacking", "next")


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """Everything the page of a summary shows; `figures` is None until the reviewer has opened it.

    `cycle_id` is the quarter's for whoever runs it and comes from its page, None for author and reviewer.
    """

    line: SummaryLine
    cycle_id: int | None
    mine: bool
    figures: Figures | None
    frozen_at: datetime | None
    words: dict[str, str]
    comment: str
    reviewed_at: datetime | None
    acknowledged_at: datetime | None
    saved_at: datetime | None
    version: int
    from_on: date
    until_on: date
    history: list[EventLine]
    return_reason: str
    reviewed_by: str
    stand_ins: list[str]
    objections: list[ObjectionLine]
    can_write: bool
    steps: frozenset[Step]

    @property
    def can_take_back(self) -> bool:
        return Step.TAKE_BACK in self.steps

    @property
    def can_open(self) -> bool:
        return Step.REVIEW in self.steps and self.figures is None

    @property
    def can_review(self) -> bool:
        return Step.REVIEW in self.steps and self.figures is not None

    @property
    def can_return(self) -> bool:
        return Step.RETURN in self.steps and self.figures is not None

    @property
    def can_contest(self) -> bool:
        return self.figures is not None and bool(self.steps & {Step.CONTEST, Step.START})

    @property
    def contested(self) -> frozenset[str]:
        """The lines that wait for an answer."""
        return frozenset(objection.line_id for objection in self.objections if objection.waits)

    @property
    def can_acknowledge(self) -> bool:
        return Step.ACKNOWLEDGE in self.steps


def summary_page(summary: Summary, actor: ActorFacts, on: date) -> SummaryPage:
    """The page of a summary for this actor; before it is handed in its figures are those of the day."""
    cycle = session().get_one(Cycle, summary.cycle_id)
    facts = facts_of(summary, cycle)
    mine = actor.person_id == summary.person_id
    writes = rules.may_write(facts, actor) is None
    history = history_of(summary.id)
    figures, words, frozen_at = _content(summary, cycle, on, mine=mine, writes=writes)
    sealed = actor.is_reviewer and summary.state is State.SUBMITTED and summary.opened_by_reviewer_at is None
    return SummaryPage(
        line=line_of(summary.id, on),
        cycle_id=cycle.id if actor.administers and not actor.is_reviewer else None,
        mine=mine,
        figures=None if sealed and not mine else figures,
        frozen_at=frozen_at,
        words={} if sealed and not mine else words,
        comment=summary.comment,
        reviewed_at=summary.reviewed_at,
        acknowledged_at=summary.acknowledged_at,
        saved_at=summary.saved_at,
        version=summary.version,
        from_on=cycle.starts_on,
        until_on=cycle.ends_on,
        history=history,
        return_reason=_return_reason(summary, history),
        reviewed_by=next((event.name for event in reversed(history) if event.to_state is State.REVIEWED), ""),
        stand_ins=stand_in_names(summary, on),
        objections=objections_of(summary.id),
        can_write=writes,
        steps=frozenset(rules.steps_offered(facts, actor)),
    )


def contested_from(summary: Summary) -> State:
    """The state to which the answer to an objection leads back."""
    found = sa.select(Objection.contested_from).where(
        Objection.summary_id == summary.id, Objection.answered_at.is_(None)
    )
    return session().scalar(found) or State.DRAFT


def facts_of(summary: Summary, cycle: Cycle) -> SummaryFacts:
    """What the rules need to know of a summary; grades are decided elsewhere and not recorded here."""
    return SummaryFacts(
        author_id=summary.person_id,
        state=summary.state,
        cycle=cycle.state,
        reopened=summary.reopened_at is not None,
        opened_by_reviewer=summary.opened_by_reviewer_at is not None,
        was_returned=summary.returned_at is not None,
        contested_from=contested_from(summary) if summary.state is State.CONTESTED else State.DRAFT,
        has_words=any(words_of(summary).values()),
    )


def words_of(summary: Summary) -> dict[str, str]:
    """The self-assessment in its four parts."""
    return {name: getattr(summary, name) for name in WORDS}


def _content(
    summary: Summary, cycle: Cycle, on: date, *, mine: bool, writes: bool
) -> tuple[Figures, dict[str, str], datetime | None]:
    """Others see what was handed in last, even while the author rewrites it."""
    kept = latest_snapshot(summary.id)
    if kept is None:
        return figures_of(live_document(summary, cycle, on), summary.hidden, all_lines=writes), words_of(summary), None
    words: dict[str, Any] = words_of(summary) if mine else kept.words
    hidden = summary.hidden if mine else kept.words["hidden"]
    return figures_of(kept.document, hidden, all_lines=writes), {name: words[name] for name in WORDS}, kept.frozen_at


def _return_reason(summary: Summary, history: list[EventLine]) -> str:
    if summary.state is not State.RETURNED:
        return ""
    return next((event.reason for event in reversed(history) if event.to_state is State.RETURNED), "")
