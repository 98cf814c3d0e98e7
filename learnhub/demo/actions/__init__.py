"""Load the demo county and take it away."""

from learnhub.demo.actions.loading import Load
from learnhub.demo.actions.password import demo_password, forget_password
from learnhub.demo.actions.removal import remove

__all__ = ["Load", "demo_password", "forget_password", "remove"]
