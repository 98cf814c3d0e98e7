"""The nightly seal and the proof: whatever the owner of the database does to a sealed entry is named."""

import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from learnhub.credits import actions, jobs, queries, rules
from learnhub.credits.commands import cli
from learnhub.credits.models import Seal, SealedEntry
from learnhub.credits.rules import Fault, Leaf, SealedLine
from learnhub.demo.actions.removal import remove as remove_demo
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from tests.assessment.factories import office, open_cycle, summary_of
from tests.credits import tampering
from tests.credits.tampering import without_triggers
from tests.oversight.factories import cadre, earn

ACTS = {"changed": tampering.change, "removed": tampering.remove, "inserted": tampering.insert}
WORDS = {"changed": Fault.CHANGED, "removed": Fault.REMOVED, "inserted": Fault.INSERTED}


@pytest.fixture
def unit(make):
    return make.unit()


@pytest.fixture
def people(make, unit):
    found = [cadre(make, name, unit=unit) for name in ("沈佳", "周明", "陆青")]
    for person in found:
        for hours in ("1.00", "0.50", "2.00", "0.75"):
            earn(person, hours)
    return found


def seal(day=None):
    return actions.seal_ledger(day or clock.today(), now=clock.now())


def verify(app, session):
    session.flush()
    done = app.test_cli_runner().invoke(cli, ["verify", "--json"], catch_exceptions=False)
    return done.exit_code, json.loads(done.stdout)


def named(found, person):
    return [(fault["entry"], fault["what"]) for fault in found["broken"] if fault["person"] == person.id]


def test_an_untouched_ledger_and_its_seals_verify(app, session, people, time):
    seal()
    time.pass_(days=1)
    earn(people[1], "0.25")
    seal()

    code, found = verify(app, session)

    assert (code, found["ok"], found["people"], found["entries"], found["seals"]) == (0, True, 3, 13, 2)
    assert found["last_seal"]["root"] == queries.last_seal().root


def test_a_seal_keeps_only_what_is_new_since_the_one_before(session, people, time):
    first = seal()
    time.pass_(days=1)
    earn(people[1], "0.25")

    second = seal()

    assert (first.people, first.entries, second.people, second.entries) == (3, 12, 3, 13)
    assert session.query(SealedEntry).filter_by(seal_id=second.id).count() == 1
    assert first.root != second.root


@pytest.mark.parametrize("sealed_anew", [False, True], ids=["as it is", "sealed anew"])
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("seq", [2, 3])
def test_the_touched_entry_is_named(app, session, people, time, act, sealed_anew, seq):
    seal()
    time.pass_(days=1)
    for person in people:
        earn(person, "0.25")

    with without_triggers(session):
        ACTS[act](session, people[1].id, seq)
        if sealed_anew:
            tampering.seal_anew(session, people[1].id)
    code, found = verify(app, session)

    assert code == 1
    assert (seq, str(WORDS[act])) in named(found, people[1])
    assert {fault["person"] for fault in found["broken"]} == {people[1].id}
    assert [fault["what"] for fault in found["seals_broken"]] == ["its root cannot be recomputed from the entries"] or (
        act == "changed" and not sealed_anew
    )
    if sealed_anew:
        assert named(found, people[1]) == [(seq, str(WORDS[act]))]


def test_a_later_entry_in_the_place_of_the_last_sealed_one_names_that_one(app, session, people, time):
    seal()
    time.pass_(days=1)
    earn(people[2], "0.25")

    with without_triggers(session):
        tampering.remove(session, people[2].id, 4)
        tampering.seal_anew(session, people[2].id)
    _, found = verify(app, session)

    assert named(found, people[2]) == [(4, str(Fault.CHANGED))]


def test_a_removed_last_entry_is_named_also_when_its_chain_was_sealed_anew(app, session, people):
    seal()

    with without_triggers(session):
        tampering.remove(session, people[2].id, 4)
        tampering.seal_anew(session, people[2].id)
    _, found = verify(app, session)

    assert named(found, people[2]) == [(4, str(Fault.REMOVED))]


def test_a_whole_ledger_that_is_gone_is_named_entry_by_entry(app, session, people):
    seal()

    with without_triggers(session):
        tampering.run(session, f"DELETE FROM credits_entries WHERE person_id = {people[0].id}")  # noqa: S608 - ours
        tampering.run(session, f"DELETE FROM credits_heads WHERE person_id = {people[0].id}")  # noqa: S608 - ours
    _, found = verify(app, session)

    assert named(found, people[0]) == [(seq, str(Fault.REMOVED)) for seq in (1, 2, 3, 4)]


def test_what_was_changed_and_put_back_is_sound_again(app, session, people):
    seal()
    stored = session.scalar(
        sa.text(f"SELECT hours FROM credits_entries WHERE person_id = {people[1].id} AND seq = 2")  # noqa: S608 - ours
    )

    with without_triggers(session):
        tampering.change(session, people[1].id, 2)
        tampering.seal_anew(session, people[1].id)
    touched, _ = verify(app, session)
    with without_triggers(session):
        tampering.change(session, people[1].id, 2, hours=stored)
        tampering.seal_anew(session, people[1].id)
    restored, _ = verify(app, session)

    assert (touched, restored) == (1, 0)


def test_a_changed_entry_is_never_sealed_over_and_the_night_is_noted(app, session, people, time):
    before = seal()
    with without_triggers(session):
        tampering.change(session, people[1].id, 2)
        tampering.seal_anew(session, people[1].id)
    time.pass_(days=1)
    earn(people[0], "0.25")

    after = seal()
    _, found = verify(app, session)

    assert after.entries == before.entries + 1
    assert named(found, people[1]) == [(2, str(Fault.CHANGED))]
    noted = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "credits.ledger_touched")).all()
    assert [entry.person_id for entry in noted] == [people[1].id]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE credits_seals SET root = 'x'",
        "UPDATE credits_sealed_entries SET hash = 'x' WHERE seq = 4",
        "DELETE FROM credits_sealed_entries WHERE seq = 4",
    ],
)
def test_a_changed_seal_is_noticed_by_its_root(app, session, people, statement):
    seal(date(2026, 11, 22))

    with without_triggers(session):
        tampering.run(session, statement)
    code, found = verify(app, session)

    assert code == 1
    assert found["seals_broken"] == [{"day": "2026-11-22", "what": "its root or what it sealed was changed"}]


@pytest.mark.parametrize("table", ["credits_seals", "credits_sealed_entries"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id + 1", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_or_delete_a_seal(session, people, table, statement):
    seal()

    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        session.execute(sa.text(statement.format(table)))


def test_the_command_says_it_in_words(app, session, people):
    seal()
    with without_triggers(session):
        tampering.change(session, people[1].id, 2)
        tampering.seal_anew(session, people[1].id)
    session.flush()

    said = app.test_cli_runner().invoke(cli, ["verify"]).stdout

    assert "12 entries of 3 people; nightly seals: 1" in said
    assert f"person {people[1].id}, entry 2: changed after it was recorded" in said
    assert queries.last_seal().root in said


def test_the_job_seals_the_day_that_ended_once(session, people, time):
    jobs.seal()
    time.pass_(hours=1)
    jobs.seal()
    time.pass_(days=1)
    jobs.seal()

    days = session.scalars(sa.select(Seal.day).order_by(Seal.day)).all()
    assert days == [date(2026, 11, 22), date(2026, 11, 23)]


def test_a_demo_county_may_go_and_come_back_without_breaking_a_seal(app, session, make, people, time):
    demo = make.person("演示", is_demo=True)
    for _ in range(3):
        earn(demo, "1.00")
    seal()
    remove_demo()
    gone, _ = verify(app, session)
    time.pass_(days=1)
    seal()
    again = make.person("演示", is_demo=True)
    earn(again, "0.50")
    time.pass_(days=1)
    seal()

    code, found = verify(app, session)

    assert (gone, code) == (0, 0), found


def lines(contents):
    return [SealedLine(seq, f"{seq}{content}", content) for seq, content in enumerate(contents, 1)]


@given(st.integers(0, 40), st.data())
def test_one_act_on_any_chain_names_that_entry_and_no_other(length, data):
    sealed = [str(number) for number in range(length + 1)]
    at, more = data.draw(st.integers(0, length)), data.draw(st.integers(1, 3))
    act = data.draw(st.sampled_from(["changed", "removed", "inserted"]))
    found = sealed + [f"later {number}" for number in range(more)]
    if act == "changed":
        found[at] = "forged"
    elif act == "removed":
        del found[at]
    else:
        found.insert(at, "forged")

    faults = rules.faults_against_seals(lines(sealed), lines(found))

    ambiguous = act == "removed" and at == length  # a later entry stands where the last sealed one was
    assert [(fault.entry, fault.what) for fault in faults] == [(at + 1, Fault.CHANGED if ambiguous else WORDS[act])]


def test_the_root_depends_on_every_leaf_and_not_on_their_order():
    leaves = [Leaf(person, False, person, "a" * 64) for person in range(1, 8)]

    roots = {rules.merkle_root([leaf for leaf in leaves if leaf is not gone]) for gone in leaves}

    assert rules.merkle_root(reversed(leaves)) == rules.merkle_root(leaves)
    assert len(roots | {rules.merkle_root(leaves)}) == 8


def test_a_summary_prints_the_end_of_its_ledger_and_the_last_root(make, sign_in, time):
    made = office(make)
    earn(made.cadre, "1.00")
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    client = sign_in(made.cadre)
    unsealed = client.get(f"/assessment/summaries/{summary.id}").text
    seal(date(2026, 11, 22))

    text = client.get(f"/assessment/summaries/{summary.id}").text

    assert queries.heads_of([made.cadre.id])[made.cadre.id] in text
    assert queries.last_seal().root in text
    assert "这两个数的作用" in text
    assert "这两个数的作用" not in unsealed


@pytest.mark.parametrize(
    ("role", "status"),
    [(role, 200 if role in (Role.AUDITOR, Role.TRAINING_ADMINISTRATOR) else 404) for role in Role],
)
def test_auditors_and_training_administrators_read_the_seals(make, sign_in, unit, people, role, status):
    seal()
    viewer = make.person("李四", locale="en")
    make.grant(viewer, role, unit)

    answer = sign_in(viewer).get("/credits/seals")

    assert answer.status_code == status
    assert (queries.last_seal().root in answer.text) is (status == 200)


def test_the_list_of_seals_takes_the_same_statements_for_any_number(make, sign_in, unit, statements, time):
    viewer = make.person("李四")
    make.grant(viewer, Role.AUDITOR, unit)
    client = sign_in(viewer)
    seal(date(2026, 1, 1))
    client.get("/credits/seals")
    with statements() as few:
        client.get("/credits/seals")
    for number in range(60):
        seal(date(2026, 1, 2) + timedelta(days=number))
    with statements() as many:
        client.get("/credits/seals?page=2")

    assert len(many) == len(few) <= 6
