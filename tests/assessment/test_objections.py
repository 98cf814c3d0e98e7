"""A contested line: raised with a reason, answered by the unit administrator, kept with the summary."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from learnhub.assessment import policies
from learnhub.assessment.models import Objection, Snapshot, Summary
from learnhub.assessment.rules import State
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from tests.assessment.factories import leader, office, open_cycle, summary_of, words
from tests.assessment.test_queries import IN_OCTOBER, credit

AFTER_THE_CUT_OFF = datetime(2026, 12, 26, 1, 0, tzinfo=UTC)


def at(summary, verb=""):
    return f"/assessment/summaries/{summary.id}" + (f"/{verb}" if verb else "")


def scene(make):
    """A cadre with six class-hours, and the administrator of the unit."""
    made = office(make)
    keeper = leader(make, "人事员", made.section)
    make.grant(keeper, Role.UNIT_ADMINISTRATOR, made.section)
    credit(made.cadre, "6", IN_OCTOBER, "集中轮训")
    cycle = open_cycle(make, made)
    return made, keeper, cycle


def contest(client, summary, **more):
    data = {**words(summary.version, learned="写了一半"), "line_id": "hours:off_job", "objection": "少记了两天。"}
    return client.post(at(summary, "contest"), data={**data, **more})


def the_objection(make):
    make.session.expire_all()
    return make.session.scalars(sa.select(Objection)).one()


def test_an_objection_goes_to_the_unit_administrator_and_the_answer_back_to_the_author(make, sign_in):
    made, keeper, _ = scene(make)
    cadre, admin = sign_in(made.cadre), sign_in(keeper)
    summary = summary_of(make, made.cadre)

    raised = contest(cadre, summary)
    objection = the_objection(make)
    waiting = admin.get("/assessment/objections").text
    asked = admin.get(f"/assessment/objections/{objection.id}").text
    marked = cadre.get(at(summary)).text
    answered = admin.post(f"/assessment/objections/{objection.id}/answer", data={"answer": "已核对，补记两天。"})

    assert (raised.status_code, answered.status_code) == (303, 303)
    assert made.cadre.name in waiting
    assert "集中轮训" in asked
    assert "有异议" in marked
    now = summary_of(make, made.cadre)
    assert (now.state, now.learned) == (State.DRAFT, "写了一半")
    shown = cadre.get(at(summary)).text
    assert "少记了两天。" in shown
    assert "已核对，补记两天。" in shown


def test_both_are_told_and_both_acts_are_in_the_audit_record(make, sign_in):
    made, keeper, _ = scene(make)
    contest(sign_in(made.cadre), summary_of(make, made.cadre))
    objection = the_objection(make)

    sign_in(keeper).post(f"/assessment/objections/{objection.id}/answer", data={"answer": "已补记。"})

    told = {(notice.person_id, notice.to) for notice in make.session.scalars(sa.select(Notice))}
    acts = make.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.thing == f"objection:{objection.id}"))
    assert (keeper.id, f"/assessment/objections/{objection.id}") in told
    assert (made.cadre.id, at(summary_of(make, made.cadre))) in told
    assert {"summary.contest", "summary.answer"} <= set(acts)


def test_without_a_unit_administrator_the_training_administrator_is_asked(make, sign_in):
    made = office(make)
    credit(made.cadre, "6", IN_OCTOBER, "集中轮训")
    open_cycle(make, made)

    contest(sign_in(made.cadre), summary_of(make, made.cadre))

    told = make.session.scalars(sa.select(Notice.person_id)).all()
    assert told == [made.administrator.id]


def test_figures_frozen_before_a_return_are_taken_anew_and_the_old_ones_kept(make, sign_in):
    made, keeper, _ = scene(make)
    cadre, chief = sign_in(made.cadre), sign_in(made.supervisor)
    summary = summary_of(make, made.cadre)
    cadre.post(at(summary, "submit"), data=words(summary.version, learned="学到了。"))
    chief.post(at(summary, "open"))
    chief.post(at(summary, "return"), data={"reason": "请补充。", "version": summary_of(make, made.cadre).version})
    credit(made.cadre, "12", IN_OCTOBER, "漏记的两天")
    contest(cadre, summary_of(make, made.cadre))

    sign_in(keeper).post(f"/assessment/objections/{the_objection(make).id}/answer", data={"answer": "已补记。"})

    kept = make.session.scalars(sa.select(Snapshot).order_by(Snapshot.version)).all()
    assert [line["hours"] for snapshot in kept for line in snapshot.document["hours"]] == ["6.00", "18.00"]
    assert kept[1].words["learned"] == "学到了。"
    assert summary_of(make, made.cadre).state is State.RETURNED


def test_an_answer_after_the_close_lets_the_summary_be_handed_in(make, sign_in, time):
    made, keeper, cycle = scene(make)
    contest(sign_in(made.cadre), summary_of(make, made.cadre))
    time.set(AFTER_THE_CUT_OFF)
    sign_in(made.administrator).post(f"/assessment/cycles/{cycle.id}/close")

    sign_in(keeper).post(f"/assessment/objections/{the_objection(make).id}/answer", data={"answer": "无误。"})

    version = summary_of(make, made.cadre).version
    late = sign_in(made.cadre).post(at(summary_of(make, made.cadre), "submit"), data=words(version, learned="补上"))
    assert late.status_code == 303


@pytest.mark.parametrize("lacking", [{"line_id": ""}, {"objection": "  "}])
def test_an_objection_needs_a_line_and_a_reason_and_loses_no_words(make, sign_in, lacking):
    made, _, _ = scene(make)

    answer = contest(sign_in(made.cadre), summary_of(make, made.cadre), **lacking)

    assert answer.status_code == 422
    assert "写了一半" in answer.text
    assert summary_of(make, made.cadre).state is State.NOT_STARTED


def test_a_line_that_is_not_in_the_figures_cannot_be_contested(make, sign_in):
    made, _, _ = scene(make)

    answer = contest(sign_in(made.cadre), summary_of(make, made.cadre), line_id="hours:nothing")

    assert answer.status_code == 422
    assert make.session.scalars(sa.select(Objection)).all() == []


def test_an_objection_is_answered_once_and_with_words(make, sign_in):
    made, keeper, _ = scene(make)
    contest(sign_in(made.cadre), summary_of(make, made.cadre))
    address, admin = f"/assessment/objections/{the_objection(make).id}/answer", sign_in(keeper)

    tries = [admin.post(address, data={"answer": text}).status_code for text in ("", "无误。", "再答。")]

    assert tries == [422, 303, 409]
    assert the_objection(make).answer == "无误。"


def test_nobody_answers_an_objection_of_their_own(make, sign_in):
    made, _, _ = scene(make)
    make.grant(made.cadre, Role.UNIT_ADMINISTRATOR, made.section)
    cadre = sign_in(made.cadre)
    contest(cadre, summary_of(make, made.cadre))

    answer = cadre.post(f"/assessment/objections/{the_objection(make).id}/answer", data={"answer": "我说对。"})

    assert answer.status_code == 403


@pytest.mark.parametrize("role", list(Role))
def test_the_list_shows_exactly_the_objections_that_may_be_answered(make, sign_in, role):
    made, _, _ = scene(make)
    contest(sign_in(made.cadre), summary_of(make, made.cadre))
    looking = leader(make, "看的人", made.county)
    make.grant(looking, role, made.county)

    for actor in map(make.actor, (made.cadre, made.supervisor, looking)):
        listed = make.session.scalars(sa.select(Summary.id).where(policies.objections_answered_by(actor))).all()
        every = make.session.scalars(sa.select(Summary)).all()

        assert listed == [summary.id for summary in every if policies.can_answer(actor, summary)]


def test_the_list_takes_the_same_number_of_statements_for_one_and_for_many(make, sign_in, statements):
    made, keeper, cycle = scene(make)
    others = [make.person(f"干部{number}", unit=made.section) for number in range(4)]
    for person in others:
        credit(person, "6", IN_OCTOBER, f"轮训{person.id}")
    sign_in(made.administrator).post(f"/assessment/cycles/{cycle.id}/people")
    admin, clients = sign_in(keeper), [(person.id, sign_in(person)) for person in others]
    contest(sign_in(made.cadre), summary_of(make, made.cadre))
    one = _statements(make, admin, statements)
    for person_id, client in clients:
        contest(client, make.session.scalars(sa.select(Summary).where(Summary.person_id == person_id)).one())

    five = _statements(make, admin, statements)

    assert five == one


def _statements(make, client, statements):
    client.get("/assessment/objections")
    make.session.expunge_all()
    with statements() as seen:
        client.get("/assessment/objections")
    return len(seen)
