"""A quarter in the hands of the training administrator: late comers, leavers, the reviewer map, the archive."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from learnhub.assessment.models import ReviewerChoice, Snapshot, StandIn, Summary, SummaryEvent
from learnhub.assessment.rules import CycleState, State
from learnhub.inbox.models import Notice
from learnhub.kernel import clock
from learnhub.people.models import Membership, Unit
from learnhub.platform import jobs
from learnhub.platform.audit import AuditEntry
from tests.assessment.factories import draft_cycle, leader, office, open_cycle, summary_of, words
from tests.assessment.test_queries import IN_OCTOBER, credit

AFTER_THE_CUT_OFF = datetime(2026, 12, 26, 1, 0, tzinfo=UTC)


def at(cycle, verb=""):
    return f"/assessment/cycles/{cycle.id}" + (f"/{verb}" if verb else "")


def hand_in(make, sign_in, person):
    summary = summary_of(make, person)
    sign_in(person).post(f"/assessment/summaries/{summary.id}/submit", data=words(summary.version, learned="学到了。"))
    return summary_of(make, person)


def test_who_joined_after_the_opening_is_taken_in_once(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    late = make.person("新来的", unit=made.section)
    admin = sign_in(made.administrator)

    seen = admin.get(at(cycle)).text
    taken = [admin.post(at(cycle, "people")).status_code for _ in range(2)]

    assert "新来的" in seen
    assert taken == [303, 303]
    assert summary_of(make, late).reviewer_id == made.supervisor.id
    assert make.session.scalar(sa.select(sa.func.count()).select_from(Summary)) == 2


def test_who_has_nobody_to_review_them_waits_outside_until_somebody_is_named(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    alone = make.person("无人管", unit=made.county)
    admin = sign_in(made.administrator)

    admin.post(at(cycle, "people"))
    before = make.session.scalars(sa.select(Summary.person_id)).all()
    admin.post(
        at(cycle, f"reviewers?person={alone.id}"), data={"reviewer": made.supervisor.username, "reason": "无主管。"}
    )
    admin.post(at(cycle, "people"))

    assert before == [made.cadre.id]
    assert summary_of(make, alone).reviewer_id == made.supervisor.id


def test_a_closed_quarter_takes_nobody_in(make, sign_in, time):
    made = office(make)
    cycle = open_cycle(make, made)
    time.set(AFTER_THE_CUT_OFF)
    admin = sign_in(made.administrator)
    admin.post(at(cycle, "close"))

    assert admin.post(at(cycle, "people")).status_code == 409


def test_who_left_is_shown_and_not_deleted(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    make.session.execute(
        sa.update(Membership).where(Membership.person_id == made.cadre.id).values(until_on=clock.today())
    )
    make.session.expire_all()

    page = sign_in(made.administrator).get(at(cycle) + "?show=left").text

    assert made.cadre.name in page
    assert "已离开" in page
    assert make.session.scalars(sa.select(Summary.person_id)).all() == [made.cadre.id]


def test_another_reviewer_is_named_for_a_person_with_a_reason(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    deputy = leader(make, "副主任", made.county)
    summary = hand_in(make, sign_in, made.cadre)

    answer = sign_in(made.administrator).post(
        at(cycle, f"reviewers?person={made.cadre.id}"), data={"reviewer": "副主任", "reason": "周主任调离。"}
    )

    assert answer.status_code == 303
    assert summary_of(make, made.cadre).reviewer_id == deputy.id
    assert sign_in(deputy).get(f"/assessment/summaries/{summary.id}").status_code == 200
    assert sign_in(made.supervisor).get(f"/assessment/summaries/{summary.id}").status_code == 404
    told = make.session.scalars(sa.select(Notice.to).where(Notice.person_id == deputy.id)).all()
    assert told == [f"/assessment/summaries/{summary.id}"]
    acts = make.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "reviewers.name")).all()
    assert [act.details["reason"] for act in acts] == ["周主任调离。"]


def test_a_reviewer_named_for_the_own_unit_does_not_review_their_own_work(make, sign_in):
    made = office(make)
    second = make.person("老沈", unit=made.section)
    cycle = open_cycle(make, made)

    sign_in(made.administrator).post(
        at(cycle, f"reviewers?unit={made.section.id}"), data={"reviewer": second.username, "reason": "代管。"}
    )

    assert summary_of(make, made.cadre).reviewer_id == second.id
    assert summary_of(make, second).reviewer_id == made.supervisor.id


def test_what_is_chosen_before_the_opening_holds_at_the_opening(make, sign_in):
    made = office(make)
    deputy = leader(make, "副主任", made.county)
    cycle = draft_cycle(make, made)
    sign_in(made.administrator).post(
        at(cycle, f"reviewers?person={made.cadre.id}"), data={"reviewer": deputy.username, "reason": "分工。"}
    )

    sign_in(made.administrator).post(at(cycle, "open"))

    assert summary_of(make, made.cadre).reviewer_id == deputy.id


@pytest.mark.parametrize(
    "data", [{"reviewer": "", "reason": "调离"}, {"reviewer": "查无此人", "reason": "调离"}, {"reason": "调离"}]
)
def test_a_reviewer_is_somebody_known(make, sign_in, data):
    made = office(make)
    cycle = open_cycle(make, made)

    answer = sign_in(made.administrator).post(at(cycle, f"reviewers?person={made.cadre.id}"), data=data)

    assert answer.status_code == 422


def test_a_change_of_reviewers_needs_a_reason_and_somebody_else(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    admin, address = sign_in(made.administrator), at(cycle, f"reviewers?person={made.cadre.id}")

    bare = admin.post(address, data={"reviewer": made.supervisor.username, "reason": " "})
    own = admin.post(address, data={"reviewer": made.cadre.username, "reason": "自评"})

    assert (bare.status_code, own.status_code) == (422, 422)
    assert make.session.scalars(sa.select(ReviewerChoice)).all() == []


def test_a_reviewer_who_left_is_shown_on_the_map(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    make.session.execute(
        sa.update(Membership)
        .where(Membership.person_id == made.supervisor.id)
        .values(until_on=clock.today() - timedelta(days=1))
    )
    make.session.expire_all()

    page = sign_in(made.administrator).get(at(cycle, "reviewers")).text

    assert made.supervisor.name in page
    assert "已离开" in page


def stand_in(admin, cycle, made, person, **more):
    data = {
        "away": made.supervisor.username,
        "in_place": person.username,
        "from_on": "2026-11-23",
        "until_on": "2026-11-30",
        "why": "休假。",
        **more,
    }
    return admin.post(at(cycle, "stand-ins"), data=data)


def test_whoever_stands_in_reviews_until_the_last_day_and_both_names_are_shown(make, sign_in):
    made = office(make)
    deputy = leader(make, "副主任", made.county)
    cycle = open_cycle(make, made)
    summary = hand_in(make, sign_in, made.cadre)
    noted = stand_in(sign_in(made.administrator), cycle, made, deputy)
    client, page = sign_in(deputy), f"/assessment/summaries/{summary.id}"

    waiting = client.get("/assessment/reviews").text
    client.post(f"{page}/open")
    reviewed = client.post(f"{page}/review", data={"comment": "扎实。", "version": summary.version})

    assert (noted.status_code, reviewed.status_code) == (303, 303)
    assert made.cadre.name in waiting
    seen = sign_in(made.cadre).get(page).text
    assert "副主任" in seen
    assert "周主任" in seen


def test_after_the_last_day_nobody_stands_in(make, sign_in, time):
    made = office(make)
    deputy = leader(make, "副主任", made.county)
    cycle = open_cycle(make, made)
    summary = hand_in(make, sign_in, made.cadre)
    stand_in(sign_in(made.administrator), cycle, made, deputy)
    time.pass_(days=8)

    answer = sign_in(deputy).get(f"/assessment/summaries/{summary.id}")

    assert answer.status_code == 404


def test_whoever_stands_in_does_not_review_their_own_work(make, sign_in):
    made = office(make)
    cycle = open_cycle(make, made)
    summary = hand_in(make, sign_in, made.cadre)
    stand_in(sign_in(made.administrator), cycle, made, made.cadre)

    answer = sign_in(made.cadre).post(f"/assessment/summaries/{summary.id}/open")

    assert answer.status_code == 403


def test_standing_in_can_be_ended_at_once(make, sign_in):
    made = office(make)
    deputy = leader(make, "副主任", made.county)
    cycle = open_cycle(make, made)
    summary = hand_in(make, sign_in, made.cadre)
    admin = sign_in(made.administrator)
    stand_in(admin, cycle, made, deputy, from_on="2026-11-20")
    row = make.session.scalars(sa.select(StandIn)).one()

    admin.post(f"/assessment/stand-ins/{row.id}/end")

    assert sign_in(deputy).get(f"/assessment/summaries/{summary.id}").status_code == 404


@pytest.mark.parametrize("wrong", [{"until_on": "2026-11-22"}, {"in_place": "查无此人"}, {"why": ""}, {"from_on": "x"}])
def test_standing_in_needs_two_people_two_days_and_a_reason(make, sign_in, wrong):
    made = office(make)
    cycle = open_cycle(make, made)
    deputy = leader(make, "副主任", made.county)

    assert stand_in(sign_in(made.administrator), cycle, made, deputy, **wrong).status_code == 422
    assert stand_in(sign_in(made.administrator), cycle, made, made.supervisor).status_code == 422


def archived(make, sign_in, time):
    """A quarter with one summary acknowledged and one never handed in, archived."""
    made = office(make)
    silent = make.person("没交的", unit=made.section)
    credit(silent, "6", IN_OCTOBER, "集中轮训")
    cycle = open_cycle(make, made)
    summary = hand_in(make, sign_in, made.cadre)
    chief, page = sign_in(made.supervisor), f"/assessment/summaries/{summary.id}"
    chief.post(f"{page}/open")
    chief.post(f"{page}/review", data={"comment": "扎实。", "version": summary.version})
    sign_in(made.cadre).post(f"{page}/acknowledge")
    time.set(AFTER_THE_CUT_OFF)
    admin = sign_in(made.administrator)
    admin.post(at(cycle, "close"))
    assert admin.post(at(cycle, "archive")).status_code == 303
    make.session.expire_all()
    return made, silent, cycle


def test_an_archived_quarter_is_read_only_and_stands_apart(make, sign_in, time):
    made, silent, cycle = archived(make, sign_in, time)
    admin, summary = sign_in(made.administrator), summary_of(make, silent)

    late = sign_in(silent).post(f"/assessment/summaries/{summary.id}/words", data=words(1, learned="晚了"))
    reopened = admin.post(f"/assessment/summaries/{summary.id}/reopen", data={"reason": "住院"})
    mapped = admin.post(
        at(cycle, f"reviewers?person={silent.id}"), data={"reviewer": made.supervisor.username, "reason": "调离"}
    )
    address = f'href="{at(cycle)}"'

    assert (late.status_code, reopened.status_code, mapped.status_code) == (409, 409, 409)
    assert address not in admin.get("/assessment/cycles").text
    assert address in admin.get("/assessment/cycles?show=archived").text
    assert sign_in(made.cadre).get(f"/assessment/summaries/{summary_of(make, made.cadre).id}").status_code == 200


def test_what_is_finished_is_archived_and_what_was_not_handed_in_stays_so(make, sign_in, time):
    made, silent, cycle = archived(make, sign_in, time)

    states = (summary_of(make, made.cadre).state, summary_of(make, silent).state)
    last = make.session.scalars(sa.select(SummaryEvent).order_by(SummaryEvent.id.desc())).first()

    assert make.session.get_one(type(cycle), cycle.id).state is CycleState.ARCHIVED
    assert states == (State.ARCHIVED, State.NOT_STARTED)
    assert (last.from_state, last.to_state) == (State.ACKNOWLEDGED, State.ARCHIVED)


def test_the_figures_of_an_archived_quarter_do_not_move_any_more(make, sign_in, time):
    _, silent, _cycle = archived(make, sign_in, time)
    jobs.run_due()
    jobs.run_due()

    credit(silent, "12", IN_OCTOBER, "迟到的补记")

    kept = make.session.scalars(
        sa.select(Snapshot).join(Summary, Summary.id == Snapshot.summary_id).where(Summary.person_id == silent.id)
    ).all()
    assert [line["hours"] for snapshot in kept for line in snapshot.document["hours"]] == ["6.00"]
    assert "18" not in sign_in(silent).get(f"/assessment/summaries/{kept[0].summary_id}").text.split("合计")[1][:40]


def test_a_quarter_with_a_review_owed_is_not_archived(make, sign_in, time):
    made = office(make)
    cycle = open_cycle(make, made)
    hand_in(make, sign_in, made.cadre)
    time.set(AFTER_THE_CUT_OFF)
    admin = sign_in(made.administrator)
    admin.post(at(cycle, "close"))

    assert admin.post(at(cycle, "archive")).status_code == 409


def test_the_pages_of_a_quarter_take_the_same_number_of_statements_for_few_and_for_many(make, sign_in, statements):
    made = office(make)
    cycle = open_cycle(make, made)
    admin, unit_id = sign_in(made.administrator), made.section.id
    address = at(cycle)
    pages = [address, f"{address}/reviewers", f"{address}?show=left"]
    few = [_count(make, admin, page, statements) for page in pages]
    section = make.session.get_one(Unit, unit_id)
    for number in range(60):
        make.person(f"干部{number}", unit=section)
    admin.post(f"{address}/people")

    many = [_count(make, admin, page, statements) for page in pages]

    assert many == few


def _count(make, client, address, statements):
    client.get(address)
    make.session.expunge_all()
    with statements() as seen:
        client.get(address)
    return len(seen)


def test_the_people_of_a_quarter_come_in_pages_of_fifty(make, sign_in):
    made = office(make)
    for number in range(60):
        make.person(f"干部{number:02}", unit=made.section)
    cycle = open_cycle(make, made)
    admin = sign_in(made.administrator)

    first, second = admin.get(at(cycle)).text, admin.get(f"{at(cycle)}?page=2").text

    assert (first.count('scope="row"'), second.count('scope="row"')) == (50, 11)


def test_the_queue_comes_in_pages_of_twenty_five(make, sign_in):
    made = office(make)
    for number in range(26):
        make.person(f"干部{number:02}", unit=made.section)
    open_cycle(make, made)
    make.session.execute(sa.update(Summary).values(state=State.SUBMITTED, submitted_at=clock.now()))
    chief = sign_in(made.supervisor)

    pages = [chief.get(f"/assessment/reviews?page={page}").text.count('scope="row"') for page in (1, 2, "x")]

    assert pages == [25, 2, 25]
