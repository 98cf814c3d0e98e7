"""What stands in the ledger is put right by further entries: corrections, and answers to what was declared."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from learnhub.credits import actions, queries, rules
from learnhub.credits.models import Completion, CreditEntry
from learnhub.credits.rules import Form, Status
from learnhub.kernel import clock
from learnhub.kernel.errors import Conflict, Forbidden, NotFound
from learnhub.kernel.periods import Period
from learnhub.platform.audit import AuditEntry
from tests.oversight.factories import cadre, earn
from tests.oversight.factories import rules as install
from tests.reading.factories import lesson

EVER = Period(date(2000, 1, 1), date(2100, 1, 1))


@pytest.fixture
def person(make):
    install()
    return cadre(make, unit=make.unit())


@pytest.fixture
def officer(make):
    return make.person("李四")


def ledger(session, person):
    return session.scalars(
        sa.select(CreditEntry).where(CreditEntry.person_id == person.id).order_by(CreditEntry.seq)
    ).all()


def counted(person):
    return sum(queries.totals([person.id], EVER).values())


def sound():
    return not [fault for chain in queries.chains() for fault in rules.verify_chain(chain.links, chain.head)]


def correct(entry, hours, officer, reason="按签到表更正"):
    return actions.correct_entry(
        entry.id, hours=Decimal(hours), reason=reason, actor_id=officer.id, now=clock.now()
    )  # fmt: skip


def declare(person, version):
    actions.turn_key(person.id, version, key=rules.Key.RECALL, evidence={"attempt": 1}, now=clock.now())
    return actions.turn_key(
        person.id, version, key=rules.Key.READ, evidence={"declared": "print"}, now=clock.now(), declared=True
    )


def settle(done, officer, *, confirmed, reason="看过纸质笔记"):
    return actions.settle_pending(
        done.id, confirmed=confirmed, reason=reason, actor_id=officer.id, now=clock.now()
    )  # fmt: skip


def test_a_correction_takes_the_entry_back_and_says_what_holds(session, person, officer):
    entry = earn(person, "2.00", form=Form.OFF_JOB, on=date(2026, 5, 4))

    right = correct(entry, "1.50", officer)

    lines = ledger(session, person)
    assert [(line.status, line.hours, line.corrects_entry) for line in lines] == [
        (Status.VERIFIED, Decimal("2.00"), None),
        (Status.REVERSED, Decimal("-2.00"), 1),
        (Status.VERIFIED, Decimal("1.50"), 1),
    ]
    assert {(line.reason, line.actor_id, line.earned_on) for line in lines[1:]} == {
        ("按签到表更正", officer.id, date(2026, 5, 4))
    }
    assert right.id == lines[2].id
    assert counted(person) == Decimal("1.50")
    assert sound()


def test_a_correction_keeps_the_study_behind_the_entry(session, person, officer):
    version = lesson(session, has_recall=True)
    for key in rules.Key:
        actions.turn_key(person.id, version, key=key, evidence={}, now=clock.now())
    entry = ledger(session, person)[0]

    right = correct(entry, "1.00", officer)

    assert right.evidence == entry.evidence
    assert (right.rule_id, right.title, right.source) == (entry.rule_id, entry.title, entry.source)


def test_a_correction_to_nothing_only_takes_the_entry_back(session, person, officer):
    entry = earn(person, "2.00")

    last = correct(entry, "0", officer)

    assert last.status is Status.REVERSED
    assert len(ledger(session, person)) == 2
    assert counted(person) == 0


def test_a_corrected_entry_can_be_corrected_again_through_the_one_that_holds(person, officer):
    entry = earn(person, "2.00")
    first = correct(entry, "1.50", officer)

    with pytest.raises(Conflict, match="already been corrected"):
        correct(entry, "1.00", officer)
    correct(first, "1.75", officer)

    assert counted(person) == Decimal("1.75")
    assert sound()


def test_hours_above_the_cap_of_the_day_move_on_in_a_correction_too(session, person, officer):
    earn(person, "5.00")
    entry = earn(person, "0.50")

    correct(entry, "2.00", officer)

    today = clock.today()
    new = [line for line in ledger(session, person) if line.status is Status.VERIFIED][2:]
    assert [(line.earned_on, line.hours) for line in new] == [
        (today, Decimal("1.00")),
        (today + timedelta(days=1), Decimal("1.00")),
    ]
    assert new[1].evidence["moved_from"] == today.isoformat()


@pytest.mark.parametrize(
    ("hours", "reason", "says"),
    [("1.00", "x", "already says"), ("0.30", "x", "steps"), ("-1", "x", "take hours"), ("2", " ", "reason")],
)
def test_a_correction_that_makes_no_sense_writes_nothing(session, person, officer, hours, reason, says):
    entry = earn(person, "1.00")

    with pytest.raises(Conflict, match=says):
        correct(entry, hours, officer, reason)

    assert len(ledger(session, person)) == 1


def test_nobody_corrects_or_confirms_their_own_hours(session, person):
    entry, done = earn(person, "1.00"), declare(person, lesson(session, has_recall=True))

    with pytest.raises(Forbidden):
        correct(entry, "2.00", person)
    with pytest.raises(Forbidden):
        settle(done, person, confirmed=True)


def test_a_reversal_is_no_entry_to_correct(person, officer):
    back = correct(earn(person, "1.00"), "0", officer)

    with pytest.raises(Conflict, match="a correction itself"):
        correct(back, "1.00", officer)


def test_an_unknown_entry_or_completion_cannot_be_decided(officer):
    with pytest.raises(NotFound):
        actions.correct_entry(99, hours=Decimal(1), reason="x", actor_id=officer.id, now=clock.now())
    with pytest.raises(NotFound):
        actions.settle_pending(99, confirmed=True, reason="x", actor_id=officer.id, now=clock.now())


def test_pending_hours_are_settled_and_not_corrected(session, person, officer):
    declare(person, lesson(session, has_recall=True))
    entry = ledger(session, person)[0]

    with pytest.raises(Conflict, match="waits"):
        correct(entry, "1.00", officer)
    with pytest.raises(Conflict, match="waits"):
        actions.reverse_entry(entry, actor_id=officer.id, reason="x", now=clock.now())

    assert counted(person) == 0


def test_confirmed_hours_count_on_the_day_of_the_declaration(session, person, officer, time):
    done = declare(person, lesson(session, has_recall=True))
    asked = ledger(session, person)[0]
    time.pass_(days=3)

    (answer,) = settle(done, officer, confirmed=True)

    assert (answer.status, answer.hours, answer.earned_on) == (Status.VERIFIED, asked.hours, asked.earned_on)
    assert (answer.corrects_entry, answer.reason, answer.actor_id) == (asked.seq, "看过纸质笔记", officer.id)
    assert counted(person) == asked.hours
    assert done.declared
    assert sound()


def test_declined_hours_never_count_and_the_lesson_can_still_be_read(session, person, officer, time):
    version = lesson(session, has_recall=True)
    done = declare(person, version)

    (answer,) = settle(done, officer, confirmed=False, reason="没有笔记")
    time.pass_(days=1)
    actions.turn_key(person.id, version, key=rules.Key.READ, evidence={"sitting": 7}, now=clock.now())

    assert answer.status is Status.REJECTED
    assert done.evidence["declined"][0]["read"]["declared"] == "print"
    assert (done.completed_at, done.declared) == (clock.now(), False)
    assert [line.status for line in ledger(session, person)] == [Status.PENDING, Status.REJECTED, Status.VERIFIED]
    assert counted(person) == Decimal("0.50")
    assert session.scalar(sa.select(sa.func.count(Completion.id))) == 1
    assert sound()


@pytest.mark.parametrize("confirmed", [True, False])
def test_what_waits_is_settled_once(session, person, officer, confirmed):
    done = declare(person, lesson(session, has_recall=True))
    settle(done, officer, confirmed=confirmed)

    with pytest.raises(Conflict, match="waits"):
        settle(done, officer, confirmed=not confirmed)

    assert len(ledger(session, person)) == 2


def test_both_parts_of_hours_that_were_split_by_the_cap_are_settled(session, person, officer):
    earn(person, "5.75")
    done = declare(person, lesson(session, has_recall=True))

    answers = settle(done, officer, confirmed=True)

    assert [answer.hours for answer in answers] == [Decimal("0.25"), Decimal("0.25")]
    assert counted(person) == Decimal("6.25")


def test_each_decision_is_on_the_audit_record(session, person, officer):
    correct(earn(person, "1.00"), "0.50", officer)
    settle(declare(person, lesson(session, has_recall=True)), officer, confirmed=True)

    acts = session.scalars(sa.select(AuditEntry).where(AuditEntry.actor_id == officer.id).order_by(AuditEntry.id))
    assert [(act.action, act.person_id) for act in acts] == [
        ("credits.correct", person.id),
        ("credits.confirm", person.id),
    ]
