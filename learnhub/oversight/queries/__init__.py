"""Reads of oversight: the board of a unit, and one person's record."""

from learnhub.oversight.queries.board import Board, Chosen, board
from learnhub.oversight.queries.record import Record, record

__all__ = ["Board", "Chosen", "Record", "board", "record"]
