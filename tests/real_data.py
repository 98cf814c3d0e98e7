"""Where the real material lies that some tests read; they say so in one line when it is absent."""

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("LEARNHUB_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))


def real_data(name: str) -> Path:
    """The folder of one set of real material; skips the test where it is not there."""
    folder = ROOT / name
    if not folder.exists():
        pytest.skip(f"real material {name!r} is absent; set LEARNHUB_REAL_DATA to the folder that holds it")
    return folder
