"""Verbs that write the ledger: turn a key, append an entry, correct one, settle what waits."""

from learnhub.credits.actions.articles import pay_article, take_back_article
from learnhub.credits.actions.completing import install_default_rules, keys_needed, turn_key
from learnhub.credits.actions.corrections import (
    correct_entry,
    reverse_entry,
    settle_pending,
    take_back_reading,
    take_back_recall,
)
from learnhub.credits.actions.ledger import append_entry
from learnhub.credits.actions.sealing import collect_night, seal_ledger, store_night
from learnhub.credits.actions.testing import pay_final_test, take_back_final_test

__all__ = [
    "append_entry",
    "collect_night",
    "correct_entry",
    "install_default_rules",
    "keys_needed",
    "pay_article",
    "pay_final_test",
    "reverse_entry",
    "seal_ledger",
    "settle_pending",
    "store_night",
    "take_back_article",
    "take_back_final_test",
    "take_back_reading",
    "take_back_recall",
    "turn_key",
]
