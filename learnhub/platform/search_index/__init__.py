"""The index behind the search, whichever engine keeps it: Whoosh, SQLite's FTS5 or PostgreSQL."""

from pathlib import Path
from typing import cast

from flask import Flask, current_app

from learnhub.platform.search_index.contract import (
    FACETS,
    Clause,
    Document,
    Hit,
    Hits,
    IndexUnavailable,
    Query,
    SearchEngine,
)

__all__ = [
    "ENGINES",
    "FACETS",
    "Clause",
    "Document",
    "Hit",
    "Hits",
    "IndexUnavailable",
    "Query",
    "SearchEngine",
    "engine",
    "init_app",
    "make",
]

ENGINES = ("whoosh", "fts5", "postgresql")
_NAME = "learnhub.search_index"


def init_app(app: Flask, *, chosen: str, url: str, folder: Path) -> None:
    """Choose the engine: the one that was named, else PostgreSQL where that is the database, else Whoosh."""
    kind = chosen or ("postgresql" if url.startswith("postgresql") else "whoosh")
    if kind == "postgresql" and not url.startswith("postgresql"):
        raise ValueError("LEARNHUB_SEARCH_ENGINE=postgresql needs a PostgreSQL database (LEARNHUB_DATABASE_URL)")
    app.extensions[_NAME] = make(kind, folder / kind)


def make(kind: str, folder: Path) -> SearchEngine:
    """An engine by its name; `folder` is where those keep their files that have any."""
    if kind == "whoosh":
        from learnhub.platform.search_index.whoosh_index import WhooshEngine

        return WhooshEngine(folder)
    if kind == "fts5":
        from learnhub.platform.search_index.fts5 import Fts5Engine

        return Fts5Engine(folder)
    from learnhub.platform.search_index.postgresql import PostgresqlEngine

    return PostgresqlEngine()


def engine() -> SearchEngine:
    """The engine of this application."""
    return cast(SearchEngine, current_app.extensions[_NAME])
