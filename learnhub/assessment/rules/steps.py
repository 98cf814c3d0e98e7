"""Which steps a summary allows, to whom, and what each brings about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from learnhub.assessment.rules.states import CycleState, Effect, Grade, State, Step


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not possible: an English message id with named parameters."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class SummaryFacts:
    """What the decision about a step needs to know of a summary.

    `grades` says whether the deployment records grades. `reopened`: an administrator lets this one be
    handed in after the cut-off. `opened_by_reviewer`: looked at since it was last submitted.
    `was_returned`: its snapshot has been frozen since an earlier submission. `contested_from` is the state
    to which an answer leads back. `over_quota`: the grades of the whole population exceed the quota.
    """

    author_id: int
    state: State
    cycle: CycleState = CycleState.OPEN
    grades: bool = False
    reopened: bool = False
    opened_by_reviewer: bool = False
    was_returned: bool = False
    has_words: bool = False
    contested_from: State = State.DRAFT
    reviewed_by: int | None = None
    over_quota: bool = False


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What somebody is to this summary; `person_id` None is the system itself.

    `is_reviewer`: the person of the reviewer map, or who reviews for that person. `administers`: training
    administrator, or unit administrator of the subtree where the cycle says so.
    """

    person_id: int | None
    is_reviewer: bool = False
    is_unit_administrator: bool = False
    administers: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a step: a reason, comment, answer or statement, and what a decision needs."""

    text: str = ""
    line_id: str = ""
    grade: Grade | None = None
    quota_exception: str = ""
    decision_no: str = ""
    decided_on: date | None = None
    deciders: str = ""


NOTHING = Given()

_EDGES: Mapping[Step, frozenset[State]] = MappingProxyType(
    {
        Step.START: frozenset({State.NOT_STARTED}),
        Step.SUBMIT: frozenset({State.DRAFT, State.RETURNED}),
        Step.TAKE_BACK: frozenset({State.SUBMITTED}),
        Step.CONTEST: frozenset({State.DRAFT, State.RETURNED}),
        Step.ANSWER: frozenset({State.CONTESTED}),
        Step.RETURN: frozenset({State.SUBMITTED, State.COLLATED}),
        Step.REVIEW: frozenset({State.SUBMITTED}),
        Step.COLLATE: frozenset({State.REVIEWED}),
        Step.DECIDE: frozenset({State.COLLATED, State.EXPLAINED}),
        Step.NOTIFY: frozenset({State.DECIDED}),
        Step.ACKNOWLEDGE: frozenset({State.NOTIFIED}),
        Step.EXPLAIN: frozenset({State.NOTIFIED}),
        Step.ARCHIVE: frozenset({State.ACKNOWLEDGED, State.EXPLAINED}),
    }
)

_LEADS_TO: Mapping[Step, State] = MappingProxyType(
    {
        Step.START: State.DRAFT,
        Step.SUBMIT: State.SUBMITTED,
        Step.CONTEST: State.CONTESTED,
        Step.RETURN: State.RETURNED,
        Step.REVIEW: State.REVIEWED,
        Step.COLLATE: State.COLLATED,
        Step.DECIDE: State.DECIDED,
        Step.NOTIFY: State.NOTIFIED,
        Step.ACKNOWLEDGE: State.ACKNOWLEDGED,
        Step.EXPLAIN: State.EXPLAINED,
        Step.ARCHIVE: State.ARCHIVED,
    }
)

_ONLY_WITH_GRADES = frozenset({Step.COLLATE, Step.DECIDE, Step.NOTIFY})
_BY_THE_AUTHOR = frozenset({
    Step.START, Step.SUBMIT, Step.TAKE_BACK, Step.CONTEST, Step.ACKNOWLEDGE, Step.EXPLAIN,
})  # fmt: skip
# Collating is clerical work on a whole population; everything else that others do is a judgement.
_NEVER_BY_THE_AUTHOR = frozenset({Step.ANSWER, Step.RETURN, Step.REVIEW, Step.DECIDE, Step.NOTIFY})


def path(step: Step, summary: SummaryFacts) -> tuple[State, ...]:
    """The states that a step passes through, the last being where the summary rests; empty if there is none.

    Without grades a review is fed back in the same act, so that nothing ever rests in *reviewed*.
    """
    if summary.state not in _EDGES[step] or (not summary.grades and _needs_grades(step, summary)):
        return ()
    if step is Step.ANSWER:
        return (summary.contested_from,)
    if step is Step.TAKE_BACK:
        return (State.RETURNED if summary.was_returned else State.DRAFT,)
    if step is Step.REVIEW and not summary.grades:
        return (State.REVIEWED, State.NOTIFIED)
    return (_LEADS_TO[step],)


def effects(step: Step, summary: SummaryFacts) -> frozenset[Effect]:
    """What a step brings about.

    Figures freeze at the first submission and stay frozen through a return; taking back a first
    submission drops them. After a return an answered objection rebuilds them, the old ones kept. An
    answer that comes after the close lets the summary be handed in: to object in time costs nobody the quarter.
    """
    if step is Step.SUBMIT and summary.state is State.DRAFT:
        return frozenset({Effect.FREEZE_SNAPSHOT, Effect.KEEP_VERSION, Effect.NOTIFY_REVIEWER})
    if step is Step.TAKE_BACK:
        return frozenset() if summary.was_returned else frozenset({Effect.DROP_SNAPSHOT})
    if step is Step.ANSWER and summary.contested_from is State.RETURNED:
        return frozenset({Effect.REBUILD_SNAPSHOT, Effect.KEEP_VERSION, Effect.NOTIFY_LEARNER})
    if step is Step.ANSWER and summary.cycle is CycleState.CLOSED:
        return frozenset({Effect.REOPEN, Effect.NOTIFY_LEARNER})
    if step is Step.REVIEW and summary.grades:
        return frozenset({Effect.NOTIFY_TRAINING_ADMINISTRATOR})
    return _EFFECTS.get(step, frozenset())


_EFFECTS: Mapping[Step, frozenset[Effect]] = MappingProxyType(
    {
        Step.SUBMIT: frozenset({Effect.KEEP_VERSION, Effect.NOTIFY_REVIEWER}),
        Step.CONTEST: frozenset({Effect.MARK_LINE, Effect.NOTIFY_UNIT_ADMINISTRATOR}),
        Step.ANSWER: frozenset({Effect.NOTIFY_LEARNER}),
        Step.RETURN: frozenset({Effect.KEEP_VERSION, Effect.NOTIFY_LEARNER}),
        Step.REVIEW: frozenset({Effect.NOTIFY_LEARNER}),
        Step.NOTIFY: frozenset({Effect.NOTIFY_LEARNER}),
        Step.DECIDE: frozenset({Effect.NOTIFY_REVIEWER}),
        Step.ACKNOWLEDGE: frozenset({Effect.RECORD_RECEIPT}),
        Step.EXPLAIN: frozenset({Effect.NOTIFY_REVIEWER, Effect.NOTIFY_TRAINING_ADMINISTRATOR}),
        Step.ARCHIVE: frozenset({Effect.LOCK}),
    }
)


def may(step: Step, summary: SummaryFacts, actor: ActorFacts, given: Given = NOTHING) -> Refusal | None:
    """Why this actor may not take this step with what is given, or None."""
    return may_begin(step, summary, actor) or _refuse_given(step, summary, given)


def may_begin(step: Step, summary: SummaryFacts, actor: ActorFacts) -> Refusal | None:
    """The same before anything has been filled in: whether a page offers the step at all."""
    if not path(step, summary):
        return Refusal("This step is not possible in the present state of the summary.")
    return _refuse_person(step, summary, actor) or _refuse_time(step, summary)


def steps_offered(summary: SummaryFacts, actor: ActorFacts) -> tuple[Step, ...]:
    """The steps that a page offers to this actor."""
    return tuple(step for step in Step if may_begin(step, summary, actor) is None)


def may_write(summary: SummaryFacts, actor: ActorFacts) -> Refusal | None:
    """Why this actor may not change the words of the self-assessment now, or None."""
    if actor.person_id != summary.author_id:
        return Refusal("Only the author can do this.")
    if summary.state not in (State.NOT_STARTED, State.DRAFT, State.RETURNED):
        return Refusal("The words can be changed in a draft or after a return only.")
    return _refuse_time(Step.SUBMIT, summary)


def _needs_grades(step: Step, summary: SummaryFacts) -> bool:
    return step in _ONLY_WITH_GRADES or summary.state in (State.COLLATED, State.DECIDED)


def _refuse_person(step: Step, summary: SummaryFacts, actor: ActorFacts) -> Refusal | None:
    is_author = actor.person_id == summary.author_id
    if step in _BY_THE_AUTHOR:
        return None if is_author else Refusal("Only the author can do this.")
    if step in _NEVER_BY_THE_AUTHOR and is_author:
        return Refusal("Nobody judges a summary of their own.")
    if step is Step.DECIDE and actor.person_id == summary.reviewed_by:
        return Refusal("Who reviewed the summary cannot decide it too; a second person is needed.")
    return None if _is_entitled(step, summary, actor) else Refusal("This step belongs to somebody else.")


def _is_entitled(step: Step, summary: SummaryFacts, actor: ActorFacts) -> bool:
    if step is Step.ARCHIVE:
        return actor.person_id is None
    if step in (Step.REVIEW, Step.NOTIFY):
        return actor.is_reviewer
    if step is Step.RETURN:
        return actor.administers or (actor.is_reviewer and summary.state is State.SUBMITTED)
    if step is Step.ANSWER:
        return actor.is_unit_administrator or actor.administers
    return actor.administers


def _refuse_time(step: Step, summary: SummaryFacts) -> Refusal | None:
    """A closed quarter takes nothing new; what was handed in before goes its way until the archive."""
    if summary.cycle is CycleState.DRAFT:
        return Refusal("This quarter has not been opened yet.")
    if summary.cycle is CycleState.ARCHIVED and step is not Step.ARCHIVE:
        return Refusal("This quarter has been archived.")
    is_new = step in (Step.START, Step.SUBMIT, Step.CONTEST, Step.TAKE_BACK) and summary.state is not State.RETURNED
    if is_new and summary.cycle is CycleState.CLOSED and not summary.reopened:
        return Refusal("This quarter is closed. Ask your training administrator to reopen your summary.")
    if step is Step.TAKE_BACK and summary.opened_by_reviewer:
        return Refusal("Your reviewer has already opened this summary, so it cannot be taken back.")
    return None


def _refuse_given(step: Step, summary: SummaryFacts, given: Given) -> Refusal | None:
    if step in _NEEDS_TEXT and not given.text.strip():
        return Refusal(_NEEDS_TEXT[step])
    if given.grade is not None and not (summary.grades and step is Step.REVIEW):
        return Refusal("Grades are not recorded here.")
    check = _CHECKS.get(step)
    return None if check is None else check(summary, given)


def _refuse_submission(summary: SummaryFacts, _: Given) -> Refusal | None:
    return None if summary.has_words else Refusal("Write a few words of self-assessment before you submit.")


def _refuse_objection(_: SummaryFacts, given: Given) -> Refusal | None:
    return None if given.line_id else Refusal("Choose the line that you contest.")


def _refuse_collation(summary: SummaryFacts, given: Given) -> Refusal | None:
    if summary.over_quota and not given.quota_exception.strip():
        return Refusal("There are more good grades than the quota allows; record the exception or change the grades.")
    return None


def _refuse_decision(_: SummaryFacts, given: Given) -> Refusal | None:
    if given.decision_no.strip() and given.decided_on is not None and given.deciders.strip():
        return None
    return Refusal("Name the number of the decision, its date and who decided.")


_NEEDS_TEXT: Mapping[Step, str] = MappingProxyType(
    {
        Step.RETURN: "Give a reason for the return.",
        Step.REVIEW: "Write a comment for the review.",
        Step.CONTEST: "Say what is wrong with the line.",
        Step.ANSWER: "Write an answer to the objection.",
        Step.NOTIFY: "Name strengths, gaps and what you ask for next quarter.",
        Step.EXPLAIN: "Write your statement.",
    }
)
_CHECKS: Mapping[Step, Callable[[SummaryFacts, Given], Refusal | None]] = MappingProxyType(
    {
        Step.SUBMIT: _refuse_submission,
        Step.CONTEST: _refuse_objection,
        Step.COLLATE: _refuse_collation,
        Step.DECIDE: _refuse_decision,
    }
)
