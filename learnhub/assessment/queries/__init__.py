"""Reads of assessment: lists of summaries and quarters, who takes part, and the figures of a summary."""

from learnhub.assessment.queries.figures import Figures, figures_of, hideable
from learnhub.assessment.queries.lists import (
    CycleLine,
    EventLine,
    SummaryLine,
    current_summary,
    cycles_where,
    history_of,
    line_of,
    open_cycles,
    own_summaries,
    reminder_day,
    reviews_of,
    summaries_of_cycle,
    unit_name,
    unsubmitted,
    waiting_reviews,
)
from learnhub.assessment.queries.pages import SummaryPage, facts_of, summary_page, words_of
from learnhub.assessment.queries.population import Member, members_of, overlapping_cycle, units_named
from learnhub.assessment.queries.snapshots import head_hash, latest_snapshot, live_document

__all__ = [
    "CycleLine",
    "EventLine",
    "Figures",
    "Member",
    "SummaryLine",
    "SummaryPage",
    "current_summary",
    "cycles_where",
    "facts_of",
    "figures_of",
    "head_hash",
    "hideable",
    "history_of",
    "latest_snapshot",
    "line_of",
    "live_document",
    "members_of",
    "open_cycles",
    "overlapping_cycle",
    "own_summaries",
    "reminder_day",
    "reviews_of",
    "summaries_of_cycle",
    "summary_page",
    "unit_name",
    "units_named",
    "unsubmitted",
    "waiting_reviews",
    "words_of",
]
