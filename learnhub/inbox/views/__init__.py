"""Pages of the inbox: the notices, and what one chooses to hear of."""

from learnhub.inbox.views import notices, preferences
from learnhub.inbox.views.blueprint import blueprint

__all__ = ["blueprint", "notices", "preferences"]
