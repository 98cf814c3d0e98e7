"""Verbs of reading: the sittings and their beats, and what people say about them."""

from learnhub.reading.actions.beats import (
    BEAT_S,
    EXPIRES_AFTER,
    LARGEST_CLAIM_MS,
    LATE_FOR,
    MOST_ENTRIES,
    end_sitting,
    expire_sittings,
    nonce,
    open_sitting,
    record_beat,
)

__all__ = [
    "BEAT_S",
    "EXPIRES_AFTER",
    "LARGEST_CLAIM_MS",
    "LATE_FOR",
    "MOST_ENTRIES",
    "end_sitting",
    "expire_sittings",
    "nonce",
    "open_sitting",
    "record_beat",
]
