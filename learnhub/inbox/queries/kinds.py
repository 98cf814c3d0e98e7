"""The kinds of notices: what each is called, why somebody gets it, and whether it can be switched off.

Whoever calls `notify` with a new kind adds it here; a test looks for those that were forgotten.
"""

from dataclasses import dataclass
from typing import Any

from learnhub.kernel.actor import Actor, Role
from learnhub.platform.i18n import lazy_gettext as _

# Why some kinds cannot be switched off.
_ANSWER = _("Somebody waits for your answer, so this cannot be switched off.")
_RIGHTS = _("It is about your own record and what you may object to, so this cannot be switched off.")
_OWN_WORK = _("What you handed in goes on or comes back to you, so this cannot be switched off.")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice; `reason` says why somebody gets it, `must` why it cannot be switched off, None where it can."""

    key: str
    name: Any
    reason: Any
    must: Any = None
    # Only those who have one of these roles ever get it, so only they are shown it; none means everybody.
    roles: tuple[Role, ...] = ()


_ALL = (
    Kind(
        "assessment",
        _("Quarterly summary"),
        _("You get this because the quarterly summary is yours to write, or you review it."),
        _ANSWER,
    ),
    Kind(
        "assessment_reminder",
        _("Reminder of the quarterly summary"),
        _("You get this because your summary is not handed in three days before the end."),
    ),
    Kind(
        "reading",
        _("Reading evidence"),
        _("You get this because it is about the evidence of your own reading, or you decide on it."),
        _RIGHTS,
    ),
    Kind("quiz", _("Checks and tests"), _("You get this because you took this check, or may take it.")),
    Kind(
        "course",
        _("Your courses"),
        _("You get this because you wrote this course."),
        _OWN_WORK,
        (Role.AUTHOR,),
    ),
    Kind(
        "course_review",
        _("Courses to review"),
        _("You get this because you review courses."),
        _ANSWER,
        (Role.REVIEWER,),
    ),
    Kind("article", _("Your articles"), _("You get this because you wrote this article."), _OWN_WORK),
    Kind(
        "article_review",
        _("Articles to review"),
        _("You get this because you review the articles of this unit."),
        _ANSWER,
    ),
    Kind(
        "article_join",
        _("Writing together"),
        _("You get this because somebody asked to write with you, or answered you."),
        _ANSWER,
    ),
    Kind(
        "article_comment",
        _("Comments on articles"),
        _("You get this because you wrote this article or commented on it."),
    ),
    Kind("article_thanks", _("Thanks for articles"), _("You get this because you wrote this article.")),
    Kind("article_topic", _("Topics you follow"), _("You get this because you follow this topic.")),
    Kind(
        "collection",
        _("Collections with your articles"),
        _("You get this because an article of yours is part of this collection."),
    ),
    Kind(
        "collection_editor",
        _("Collections you compile"),
        _("You get this because you compile, or compiled, this collection."),
        _OWN_WORK,
    ),
)
KINDS = {kind.key: kind for kind in _ALL}


def can_be_off(key: str) -> bool:
    """Whether a kind may be switched off; one that nobody listed may not."""
    kind = KINDS.get(key)
    return kind is not None and kind.must is None


def kinds_for(actor: Actor) -> tuple[Kind, ...]:
    """The kinds that somebody may ever get."""
    return tuple(kind for kind in _ALL if not kind.roles or any(actor.has(role) for role in kind.roles))
