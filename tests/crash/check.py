"""What is stored, held against what was acknowledged, and counted again from the raw beats."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from learnhub.app import create_app
from learnhub.credits.models import Completion, CreditEntry
from learnhub.kernel.clock import epoch_ms
from learnhub.platform.db import db, is_sqlite
from learnhub.quizzes.models import AnswerStep, Attempt, AttemptItem
from learnhub.reading import rules
from learnhub.reading.models import BeatRow, Dwell, Sitting
from tests.crash.client import Client
from tests.crash.scene import SECTIONS
from tests.crash.site import SECRET, Site


@dataclass
class Figures:
    """The figures of one database; every count of `lost` and `faults` has to be nothing."""

    kills: int = 0
    database_kills: int = 0
    acknowledged_beats: int = 0
    acknowledged_answers: int = 0
    stored_beats: int = 0
    stored_answers: int = 0
    unacknowledged: int = 0
    sent_again: int = 0
    entries: int = 0
    lost_beats: int = 0
    lost_answers: int = 0
    double_credits: int = 0
    integrity: str = ""
    verify: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def are_clean(self) -> bool:
        nothing_lost = not (self.lost_beats or self.lost_answers or self.double_credits or self.faults)
        return nothing_lost and self.integrity == "ok" and self.verify == "ok"


def compare(site: Site, clients: Sequence[Client]) -> Figures:
    """Look at the database from outside of the server."""
    figures = Figures(sent_again=sum(client.told.again for client in clients))
    figures.faults += [surprise for client in clients for surprise in client.told.surprises]
    app = create_app(Config(instance=site.instance, database_url=site.url, secret_key=SECRET, log_level="ERROR"))
    with app.app_context():
        session = db.session()
        _beats(session, clients, figures)
        _answers(session, clients, figures)
        _credit(session, clients, figures)
        _ledger(session, figures)
        figures.integrity = _integrity(session)
        db.session.remove()
        db.engine.dispose()
    verified = site.command("credits", "verify", "--json")
    ok = verified.returncode == 0 and json.loads(verified.stdout)["entries"] == figures.entries
    figures.verify = "ok" if ok else verified.stdout + verified.stderr
    return figures


def _beats(session: Session, clients: Sequence[Client], figures: Figures) -> None:
    stored = Counter((row.sitting_id, row.seq) for row in session.execute(select(BeatRow.sitting_id, BeatRow.seq)))
    told = {beat for client in clients for beat in client.told.beats}
    figures.acknowledged_beats, figures.stored_beats = len(told), len(stored)
    figures.lost_beats = len(told - set(stored))
    figures.unacknowledged += len(set(stored) - told)
    figures.double_credits += sum(count - 1 for count in stored.values())


def _answers(session: Session, clients: Sequence[Client], figures: Figures) -> None:
    steps = {
        (row.attempt_id, row.position, row.version, row.value)
        for row in session.execute(
            select(AttemptItem.attempt_id, AttemptItem.position, AnswerStep.version, AnswerStep.value).join(
                AnswerStep, AnswerStep.item_id == AttemptItem.id
            )
        )
    }
    told = {answer for client in clients for answer in client.told.answers}
    figures.acknowledged_answers, figures.stored_answers = len(told), len(steps)
    figures.lost_answers = len(told - steps)
    figures.unacknowledged += len(steps - told)
    handed_in = {row.id for row in session.execute(select(Attempt.id).where(Attempt.handed_in_at.is_not(None)))}
    figures.lost_answers += len({attempt for client in clients for attempt in client.told.handed_in} - handed_in)


def _credit(session: Session, clients: Sequence[Client], figures: Figures) -> None:
    """Run every stored beat through the rule again: nothing may be credited twice, and nothing missing."""
    beats = defaultdict(list)
    for beat in session.scalars(select(BeatRow).order_by(BeatRow.sitting_id, BeatRow.seq)):
        beats[beat.sitting_id].append(beat)
    for client in clients:
        expected: Counter[str] = Counter()
        have = rules.Dwell()
        for sitting in session.scalars(
            select(Sitting).where(Sitting.person_id == client.person_id).order_by(Sitting.id)
        ):
            if sitting.last_seq != len(beats[sitting.id]):
                figures.faults.append(f"sitting {sitting.id} is at {sitting.last_seq}, its beats are not")
            have = _again(sitting, beats[sitting.id], have)
        expected.update(have.credited_ms)
        stored = Counter(
            {
                row.section: row.credited_ms
                for row in session.scalars(select(Dwell).where(Dwell.person_id == client.person_id))
            }
        )
        figures.double_credits += sum((stored - expected).values())
        figures.lost_beats += len(expected - stored)


def _again(sitting: Sitting, beats: Sequence[BeatRow], have: rules.Dwell) -> rules.Dwell:
    lesson = _lesson_of(beats)
    if lesson is None:
        return have
    shape = rules.LessonShape(tuple(rules.Section(f"{lesson}-{n}", chars) for n, chars in enumerate(SECTIONS)))
    state, before = rules.open_sitting(), None
    opened_at = epoch_ms(sitting.opened_at)
    for row in beats:
        beat = rules.parse_beat(row.body, seq=row.seq)
        now = epoch_ms(row.received_at)
        outcome = rules.credit_beat(
            shape, state, have, beat, now_ms=now, opened_at_ms=opened_at, last_accepted_at_ms=before
        )
        state, have, before = outcome.state, outcome.dwell, now
    return have


def _lesson_of(beats: Sequence[BeatRow]) -> str | None:
    sections = [entry[0] for row in beats for entry in row.body["seen"]]
    return str(sections[0]).rsplit("-", 1)[0] if sections else None


def _ledger(session: Session, figures: Figures) -> None:
    """Each completed lesson has paid exactly once."""
    paid = Counter((row.person_id, row.external_id) for row in session.scalars(select(CreditEntry)))
    done = session.scalars(select(Completion).where(Completion.completed_at.is_not(None))).all()
    figures.entries = sum(paid.values())
    figures.double_credits += sum(count - 1 for count in paid.values())
    if len(done) != len(paid):
        figures.faults.append(f"{len(done)} completions, but {len(paid)} entries")


def _integrity(session: Session) -> str:
    if not is_sqlite():
        # Reading every row of every table is what shows a torn page here.
        for model in (Sitting, BeatRow, Dwell, AnswerStep, CreditEntry):
            session.scalars(select(model)).all()
        return "ok"
    found = session.connection().exec_driver_sql("PRAGMA integrity_check").scalar_one()
    broken = session.connection().exec_driver_sql("PRAGMA foreign_key_check").all()
    return str(found) if not broken else f"{len(broken)} rows refer to nothing"
