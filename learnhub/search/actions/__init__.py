"""What changes the search: what somebody asked for lately, and how titles are spoken."""

from learnhub.search.actions.recent import forget_searches, remember_search
from learnhub.search.actions.spoken import speak_titles

__all__ = ["forget_searches", "remember_search", "speak_titles"]
