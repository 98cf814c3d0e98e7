"""Reads of articles."""
