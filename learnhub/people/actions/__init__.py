"""What changes people: sign-in, passwords, preferences, units, roles and the roster."""

from learnhub.people.actions.passwords import (
    WRONG_PRESENT,
    change_password,
    check_password,
    fresher_hash,
    hash_password,
    initial_password,
    set_initial_password,
)
from learnhub.people.actions.preferences import keep_preferences, refuse_unknown_preferences
from learnhub.people.actions.sessions import (
    begin_sign_in,
    end_all_sessions,
    end_session,
    finish_sign_in,
    note_refused_sign_in,
    open_session,
    sweep,
    touch_session,
)

__all__ = [
    "WRONG_PRESENT",
    "begin_sign_in",
    "change_password",
    "check_password",
    "end_all_sessions",
    "end_session",
    "finish_sign_in",
    "fresher_hash",
    "hash_password",
    "initial_password",
    "keep_preferences",
    "note_refused_sign_in",
    "open_session",
    "refuse_unknown_preferences",
    "set_initial_password",
    "sweep",
    "touch_session",
]
