"""Sittings, beats and dwell: the evidence that a lesson was read."""
