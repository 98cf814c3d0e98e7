"""What an administrator changes about a person: corrected facts, and whether the person may sign in."""

from datetime import datetime

from learnhub.kernel.errors import Conflict
from learnhub.people.actions.roster import name_sort
from learnhub.people.actions.sessions import end_all_sessions
from learnhub.people.models import Person
from learnhub.platform import audit

ALREADY_DISABLED = "This person is disabled already."
NOT_DISABLED = "This person is not disabled."


def correct_person(
    person: Person, *, name: str, staff_number: str | None, phone: str | None, email: str | None, by: int
) -> bool:
    """Correct a name, staff number, phone or e-mail address; returns whether anything changed."""
    facts = {"name": name, "staff_number": staff_number, "phone": phone, "email": email}
    changed = sorted(fact for fact, value in facts.items() if getattr(person, fact) != value)
    if not changed:
        return False
    # The log keeps names and numbers, by which people are found again; of phone and mail only that they changed.
    before = {fact: getattr(person, fact) for fact in changed if fact not in ("phone", "email")}
    person.name, person.staff_number, person.phone, person.email = name, staff_number, phone, email
    person.name_sort = name_sort(name)
    person.facts_version += 1
    audit.record("person_corrected", actor_id=by, person_id=person.id, changed=changed, before=before)
    return True


def disable_person(person: Person, *, reason: str, by: int | None, now: datetime) -> None:
    """Close an account: nobody signs in with it, and every session ends at once. The record stays."""
    if person.disabled_at is not None:
        raise Conflict(ALREADY_DISABLED)
    person.disabled_at, person.disabled_why = now, reason
    person.facts_version += 1
    end_all_sessions(person.id, why="disabled", now=now)
    audit.record("person_disabled", actor_id=by, person_id=person.id, reason=reason)


def enable_person(person: Person, *, reason: str, by: int | None) -> None:
    """Open a disabled account again, with the password it had."""
    if person.disabled_at is None:
        raise Conflict(NOT_DISABLED)
    person.disabled_at, person.disabled_why = None, None
    person.facts_version += 1
    audit.record("person_enabled", actor_id=by, person_id=person.id, reason=reason)
