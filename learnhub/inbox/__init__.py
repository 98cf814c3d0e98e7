"""Notices and what waits for a person."""
