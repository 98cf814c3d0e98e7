"""Who may see and do what with people: predicates, the same as SQL, and the fetches that refuse."""

from learnhub.kernel.actor import Actor
from learnhub.kernel.errors import NotFound
from learnhub.people.models import AuthSession, Person
from learnhub.platform.db import session

NOBODY = "There is no such person, or you may not see them."
NO_SESSION = "This sign-in has already ended."


def access_self(actor: Actor) -> Person:
    """The signed-in person's own row."""
    return session().get_one(Person, actor.id)


def access_own_session(actor: Actor, session_id: int) -> AuthSession:
    """One of the actor's own sign-ins; somebody else's does not exist."""
    opened = session().get(AuthSession, session_id)
    if opened is None or opened.person_id != actor.id:
        raise NotFound(NO_SESSION)
    return opened
