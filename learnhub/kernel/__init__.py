"""Plain Python that every domain may lean on: no framework, no database."""
