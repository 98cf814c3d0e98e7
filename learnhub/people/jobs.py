"""What happens to people later: a confirmed roster is carried out or undone, and what has had its use is swept away."""

from datetime import timedelta

from learnhub.kernel import clock
from learnhub.people import actions, policies, queries
from learnhub.people.actions import roster
from learnhub.people.models import RosterUpload
from learnhub.people.queries import roster as known
from learnhub.people.queries.roster_file import read_content
from learnhub.people.rules.roster_plan import Path, Plan, Status, Step
from learnhub.platform.db import session, transaction
from learnhub.platform.jobs import job

BATCH = 250
# How far it is stands beside the report of all rows, which SQLite writes anew with it: so not after every batch.
NOTE_EVERY = 1_000


@job("people.sweep", every=timedelta(hours=6))
def sweep() -> None:
    """Delete failed tries after a day, unconfirmed rosters after a day, and ended sessions after a month."""
    with transaction():
        actions.sweep(clock.now())


@job("people.import_roster")
def import_roster(upload_id: int) -> None:
    """Carry out a confirmed roster in batches; running it again after a break writes only what is missing."""
    try:
        _import(upload_id)
    except Exception:
        with transaction() as current:
            actions.fail_upload(current.get_one(RosterUpload, upload_id), now=clock.now())
        raise


@job("people.undo_roster")
def undo_roster(upload_id: int) -> None:
    """Undo a roster in batches, as far as nobody has changed anything since; running it again does the rest."""
    by = session().get_one(RosterUpload, upload_id).by_id
    scope = policies.units_of(queries.actor_on(by, clock.today()), policies.KEEPS_UNITS)
    looked_at = 1
    while looked_at:
        with transaction() as current:
            looked_at = actions.undo_some(upload_id, most=BATCH, scope=scope, now=clock.now())
        current.expunge_all()
    with transaction() as current:
        actions.finish_undo(current.get_one(RosterUpload, upload_id), now=clock.now())


def _import(upload_id: int) -> None:
    upload = session().get_one(RosterUpload, upload_id)
    on, by = upload.since_on, upload.by_id
    # The rights are those of this moment: a role may have been taken back since the roster was looked through.
    scope = policies.units_of(queries.actor_on(by, clock.today()), policies.KEEPS_UNITS)
    cells = read_content(upload.content or b"", upload.file_name)
    plan, problems = known.look_through(cells, on, scope=scope)
    with transaction() as current:
        upload = current.get_one(RosterUpload, upload_id)
        if upload.written == 0:
            upload.report = known.report(plan, problems) | {"rejected": known.rejected(cells, problems)}
        paths = {unit.path: unit.id for unit in known.known_units()}
        unit_ids, trails = roster.create_planned_units(plan.new_units, paths, on=on, by=by)
        actions.keep_trails(upload_id, trails)
        roster.record_import(known.counts(plan, problems), file=upload.file_name, by=by)
    _write(upload_id, plan, unit_ids)


def _write(upload_id: int, plan: Plan, unit_ids: dict[Path, int]) -> None:
    due: list[Step] = [step for step in plan.steps if step.status is not Status.UNCHANGED]
    usernames, on = roster.Usernames(known.usernames()), session().get_one(RosterUpload, upload_id).since_on
    for start in range(0, len(due), BATCH):
        with transaction() as current:
            trails = roster.apply_steps(due[start : start + BATCH], unit_ids, usernames, on=on, now=clock.now())
            actions.keep_trails(upload_id, trails)
            if start % NOTE_EVERY == 0:
                current.get_one(RosterUpload, upload_id).written = min(start + BATCH, len(due))
        current.expunge_all()
    with transaction() as current:
        upload = current.get_one(RosterUpload, upload_id)
        upload.written = len(due)
        actions.finish_upload(upload, now=clock.now())
