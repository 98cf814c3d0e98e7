"""Reads of the ledger: rules in force, entries with their meaning, completions, totals for any number of people."""

from learnhub.credits.queries.completions import (
    CompletedLesson,
    Finished,
    KeysTurned,
    completed_before,
    completed_versions,
    completion,
    completions_of,
    keys_turned,
)
from learnhub.credits.queries.conversions import (
    StoredRule,
    hours_of,
    lesson_hours,
    rule_on,
    stored_rules,
)
from learnhub.credits.queries.record import (
    EntryLine,
    EntryPage,
    chains,
    entries,
    entries_of,
    entry_from,
    entry_line,
    entry_page,
    unit_of,
)
from learnhub.credits.queries.sums import (
    done_of,
    form_totals,
    heads_of,
    hours_by_day,
    totals,
    years_of,
)

__all__ = [
    "CompletedLesson",
    "EntryLine",
    "EntryPage",
    "Finished",
    "KeysTurned",
    "StoredRule",
    "chains",
    "completed_before",
    "completed_versions",
    "completion",
    "completions_of",
    "done_of",
    "entries",
    "entries_of",
    "entry_from",
    "entry_line",
    "entry_page",
    "form_totals",
    "heads_of",
    "hours_by_day",
    "hours_of",
    "keys_turned",
    "lesson_hours",
    "rule_on",
    "stored_rules",
    "totals",
    "unit_of",
    "years_of",
]
