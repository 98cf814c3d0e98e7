"""Verbs of assessment: run a quarter, write and hand in a summary, review it."""

from learnhub.assessment.actions.cycles import close_cycle, create_cycle, open_cycle, reopen_summary, why_not_cut_off
from learnhub.assessment.actions.notices import tell_to_write
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
    "close_cycle",
    "create_cycle",
    "is_current",
    "open_cycle",
    "open_for_review",
    "reopen_summary",
    "return_for_revision",
    "review",
    "save_words",
    "submit",
    "take_back",
    "tell_to_write",
    "why_not_cut_off",
]
