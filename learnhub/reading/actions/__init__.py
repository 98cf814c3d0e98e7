"""Verbs of reading: the sittings and their beats, and what people say about them."""

from learnhub.reading.actions.beats import (
    BEAT_S,
    EXPIRES_AFTER,
    LARGEST_CLAIM_MS,
    LATE_FOR,
    MOST_BEATS,
    MOST_ENTRIES,
    UNUSABLE,
    end_sitting,
    expire_sittings,
    nonce,
    open_sitting,
    record_beat,
    record_beats,
)
from learnhub.reading.actions.declarations import decide_declaration, declare, settle_confirmed
from learnhub.reading.actions.disputes import (
    Correction,
    Disputed,
    answer_dispute,
    dispute,
    disputed_completion,
    disputed_sitting,
    missing_hours,
)
from learnhub.reading.actions.retention import forget_beats, forget_places
from learnhub.reading.actions.reviews import correct_after_review, decide_review, place_of, raise_review

__all__ = [
    "BEAT_S",
    "EXPIRES_AFTER",
    "LARGEST_CLAIM_MS",
    "LATE_FOR",
    "MOST_BEATS",
    "MOST_ENTRIES",
    "UNUSABLE",
    "Correction",
    "Disputed",
    "answer_dispute",
    "correct_after_review",
    "decide_declaration",
    "decide_review",
    "declare",
    "dispute",
    "disputed_completion",
    "disputed_sitting",
    "end_sitting",
    "expire_sittings",
    "forget_beats",
    "forget_places",
    "missing_hours",
    "nonce",
    "open_sitting",
    "place_of",
    "raise_review",
    "record_beat",
    "record_beats",
    "settle_confirmed",
]
