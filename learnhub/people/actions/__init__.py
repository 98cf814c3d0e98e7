"""What changes people: sign-in, passwords, preferences, units, roles and the roster."""

from learnhub.people.actions.accounts import correct_person, disable_person, enable_person
from learnhub.people.actions.administrators import create_administrator
from learnhub.people.actions.grants import grant_role, revoke_role
from learnhub.people.actions.handing_out import hand_out
from learnhub.people.actions.passwords import (
    WRONG_PRESENT,
    change_password,
    check_password,
    fresher_hash,
    hash_password,
    initial_password,
    set_initial_password,
)
from learnhub.people.actions.preferences import keep_email, keep_preferences, refuse_unknown_preferences
from learnhub.people.actions.roster import name_sort
from learnhub.people.actions.sessions import (
    begin_sign_in,
    end_all_sessions,
    end_session,
    finish_sign_in,
    note_refused_sign_in,
    open_session,
    rest_as_usual,
    rest_longer,
    sweep,
    touch_session,
)
from learnhub.people.actions.setup import DONE as SETUP_DONE
from learnhub.people.actions.setup import awaits_setup, forget_setup_token, is_setup_token, set_up, setup_token
from learnhub.people.actions.trail import keep_trails
from learnhub.people.actions.undoing import UNDO_FOR, ask_undo, finish_undo, undo_some
from learnhub.people.actions.units import create_unit, move_unit, rename_unit
from learnhub.people.actions.uploads import confirm_upload, discard_upload, fail_upload, finish_upload, keep_upload

__all__ = [
    "SETUP_DONE",
    "UNDO_FOR",
    "WRONG_PRESENT",
    "ask_undo",
    "awaits_setup",
    "begin_sign_in",
    "change_password",
    "check_password",
    "confirm_upload",
    "correct_person",
    "create_administrator",
    "create_unit",
    "disable_person",
    "discard_upload",
    "enable_person",
    "end_all_sessions",
    "end_session",
    "fail_upload",
    "finish_sign_in",
    "finish_undo",
    "finish_upload",
    "forget_setup_token",
    "fresher_hash",
    "grant_role",
    "hand_out",
    "hash_password",
    "initial_password",
    "is_setup_token",
    "keep_email",
    "keep_preferences",
    "keep_trails",
    "keep_upload",
    "move_unit",
    "name_sort",
    "note_refused_sign_in",
    "open_session",
    "refuse_unknown_preferences",
    "rename_unit",
    "rest_as_usual",
    "rest_longer",
    "revoke_role",
    "set_initial_password",
    "set_up",
    "setup_token",
    "sweep",
    "touch_session",
    "undo_some",
]
