"""Load the demo county and take it away."""

from learnhub.demo.actions.loading import Load
from learnhub.demo.actions.password import (
    change_passwords,
    demo_password,
    forget_password,
    keep_password,
    kept_password,
)
from learnhub.demo.actions.removal import remove

__all__ = [
    "Load",
    "change_passwords",
    "demo_password",
    "forget_password",
    "keep_password",
    "kept_password",
    "remove",
]
