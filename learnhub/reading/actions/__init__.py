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

__all__ = [
    "BEAT_S",
    "EXPIRES_AFTER",
    "LARGEST_CLAIM_MS",
    "LATE_FOR",
    "MOST_BEATS",
    "MOST_ENTRIES",
    "UNUSABLE",
    "end_sitting",
    "expire_sittings",
    "nonce",
    "open_sitting",
    "record_beat",
    "record_beats",
]
