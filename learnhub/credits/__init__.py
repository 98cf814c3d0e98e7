"""Completions, credit rules and the append-only ledger of class-hours."""
