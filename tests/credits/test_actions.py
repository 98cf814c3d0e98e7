"""The ledger as it is written: keys, payment, the cap of a day, reversal, and proof that nothing was touched."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from learnhub.credits import actions, queries, rules
from learnhub.credits.models import Completion, CreditEntry
from learnhub.kernel import clock
from learnhub.kernel.errors import Conflict
from tests.oversight.factories import cadre, earn
from tests.oversight.factories import rules as install
from tests.reading.factories import lesson


@pytest.fixture
def person(make):
    install()
    return cadre(make, unit=make.unit())


def finish(person, version):
    for key in rules.Key:
        done = actions.turn_key(person.id, version, key=key, evidence={"of": key.value}, now=clock.now())
    return done


def ledger(session, person):
    return session.scalars(
        sa.select(CreditEntry).where(CreditEntry.person_id == person.id).order_by(CreditEntry.seq)
    ).all()


def faults():
    return [
        (fault.entry, str(fault.what))
        for chain in queries.chains()
        for fault in rules.verify_chain(chain.links, chain.head)
    ]


def tamper(session, *statements):
    """Do what only the owner of the database could: take the triggers away first."""
    session.flush()
    drop_triggers(session)
    for statement in statements:
        session.execute(sa.text(statement))
    session.expire_all()


def drop_triggers(session):
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("ALTER TABLE credits_entries DISABLE TRIGGER USER"))
        return
    names = session.scalars(
        sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'credits_entries'")
    ).all()
    for name in names:
        session.execute(sa.text(f"DROP TRIGGER {name}"))


def test_one_key_alone_completes_nothing(session, person):
    version = lesson(session, has_recall=True)

    done = actions.turn_key(person.id, version, key=rules.Key.READ, evidence={}, now=clock.now())

    assert done.completed_at is None
    assert ledger(session, person) == []


def test_both_keys_complete_a_lesson_and_pay_its_hours_once(session, person):
    version = lesson(session, has_recall=True)

    finish(person, version)
    finish(person, version)

    assert [entry.hours for entry in ledger(session, person)] == [Decimal("0.50")]
    assert session.scalar(sa.select(sa.func.count(Completion.id))) == 1


def test_turning_a_key_again_keeps_its_first_time_and_evidence(session, person, time):
    version = lesson(session, has_recall=True)
    first = actions.turn_key(person.id, version, key=rules.Key.READ, evidence={"sitting": 1}, now=clock.now()).read_at
    time.pass_(hours=1)

    again = actions.turn_key(person.id, version, key=rules.Key.READ, evidence={"sitting": 2}, now=clock.now())

    assert again.read_at == first
    assert again.evidence["read"] == {"sitting": 1, "lesson_version": version.id, "version": 1}


def test_a_lesson_without_recall_is_completed_and_pays_nothing(session, person):
    version = lesson(session)

    done = actions.turn_key(person.id, version, key=rules.Key.READ, evidence={}, now=clock.now())

    assert done.completed_at is not None
    assert ledger(session, person) == []


def test_what_exceeds_the_cap_of_a_day_counts_on_the_next(session, person):
    earn(person, "5.75")

    finish(person, lesson(session, has_recall=True))

    today = clock.today()
    paid = ledger(session, person)[1:]
    assert [(entry.earned_on, entry.hours) for entry in paid] == [
        (today, Decimal("0.25")),
        (today + timedelta(days=1), Decimal("0.25")),
    ]
    assert paid[1].evidence["moved_from"] == today.isoformat()


def test_a_reversal_takes_an_entry_back_once_and_needs_a_reason(session, person):
    entry = earn(person, "1.00")

    with pytest.raises(Conflict):
        actions.reverse_entry(entry, actor_id=person.id, reason=" ", now=clock.now())
    actions.reverse_entry(entry, actor_id=person.id, reason="记错了人", now=clock.now())
    with pytest.raises(Conflict):
        actions.reverse_entry(entry, actor_id=person.id, reason="再来一次", now=clock.now())

    assert sum(line.hours for line in ledger(session, person)) == 0


@pytest.mark.parametrize("hours", ["0.30", "-1.00"])
def test_hours_that_make_no_sense_are_not_written(person, hours):
    with pytest.raises(Conflict):
        earn(person, hours)


@pytest.mark.parametrize("change", ["UPDATE credits_entries SET hours = 900", "DELETE FROM credits_entries"])
def test_the_database_itself_refuses_to_change_or_delete_an_entry(session, person, change):
    earn(person, "1.00")

    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.text(change))

    assert [entry.hours for entry in ledger(session, person)] == [Decimal("1.00")]


def test_an_untouched_ledger_verifies(person):
    for hours in ("1.00", "0.50", "2.00"):
        earn(person, hours, on=date(2026, 5, 1))

    assert faults() == []


def test_a_changed_entry_is_found(session, person):
    earn(person, "1.00")
    second = earn(person, "2.00").seq

    tamper(session, f"UPDATE credits_entries SET hours = 900 WHERE seq = {second}")  # noqa: S608 - a number of ours

    assert second in [entry for entry, _ in faults()]


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_removed_entry_is_found_also_the_last_one(session, person, gone):
    for hours in ("1.00", "0.50", "2.00"):
        earn(person, hours)

    tamper(session, f"DELETE FROM credits_entries WHERE seq = {gone}")  # noqa: S608 - a number of ours

    assert faults()


def test_an_inserted_entry_is_found(session, person):
    earn(person, "1.00")
    columns = [
        column.name for column in CreditEntry.__table__.columns if column.name not in ("id", "seq", "external_id")
    ]
    names = ", ".join(columns)

    tamper(
        session,
        f"INSERT INTO credits_entries (seq, external_id, {names}) SELECT 2, 'x', {names} FROM credits_entries",  # noqa: S608 - our columns
    )

    assert faults()
