"""Verbs of assessment: run a quarter, write and hand in a summary, review it."""

from learnhub.assessment.actions.cycles import (
    archive_cycle,
    close_cycle,
    create_cycle,
    freeze_some,
    open_cycle,
    reopen_summary,
    take_in,
    why_not_cut_off,
)
from learnhub.assessment.actions.notices import tell_to_write
from learnhub.assessment.actions.objections import answer, contest
from learnhub.assessment.actions.reviewers import end_stand_in, name_reviewer, stand_in
from learnhub.assessment.actions.summaries import (
    acknowledge,
    is_current,
    open_for_review,
    return_for_revision,
    review,
    save_words,
    submit,
    take_back,
)

__all__ = [
    "acknowledge",
    "answer",
    "archive_cycle",
    "close_cycle",
    "contest",
    "create_cycle",
    "end_stand_in",
    "freeze_some",
    "is_current",
    "name_reviewer",
    "open_cycle",
    "open_for_review",
    "reopen_summary",
    "return_for_revision",
    "review",
    "save_words",
    "stand_in",
    "submit",
    "take_back",
    "take_in",
    "tell_to_write",
    "why_not_cut_off",
]
