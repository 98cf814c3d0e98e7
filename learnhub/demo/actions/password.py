"""The one password of all demo accounts: from the settings, or generated once and kept for the owner alone."""

import os
from pathlib import Path

from learnhub.people.actions import initial_password


def demo_password(instance: Path, configured: str) -> str:
    """The password in force; a generated one is written to the data folder with mode 600."""
    if configured:
        return configured
    path = instance / "demo_password"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as kept:
            kept.write(initial_password() + "\n")
    return path.read_text(encoding="utf-8").strip()


def forget_password(instance: Path) -> None:
    """Delete a generated password once there are no demo accounts any more."""
    (instance / "demo_password").unlink(missing_ok=True)
