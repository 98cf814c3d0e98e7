"""A quarter as people live it: opened, written, handed in, returned, reviewed, acknowledged."""

from datetime import UTC, datetime

from learnhub.assessment.models import Snapshot
from learnhub.assessment.rules import State
from learnhub.inbox.models import Notice
from tests.assessment.factories import CUT_OFF, draft_cycle, office, open_cycle, summary_of, words

AFTER_THE_CUT_OFF = datetime(2026, 12, 26, 1, 0, tzinfo=UTC)


def at(summary, verb=""):
    return f"/assessment/summaries/{summary.id}" + (f"/{verb}" if verb else "")


def test_a_quarter_goes_from_its_opening_to_the_receipt(make, sign_in):
    made = office(make)
    admin, cadre, chief = sign_in(made.administrator), sign_in(made.cadre), sign_in(made.supervisor)

    prepared = admin.post(
        "/assessment/cycles",
        data={"year": 2026, "number": 4, "unit_id": made.county.id, "cut_off_on": CUT_OFF.isoformat()},
    )
    opened = admin.post(prepared.location + "/open")
    summary = summary_of(make, made.cadre)
    handed_in = cadre.post(at(summary, "submit"), data=words(1, learned="学会了先说请求。", next="再练三次。"))
    looked = chief.post(at(summary, "open"))
    returned = chief.post(at(summary, "return"), data={"reason": "请写具体事例。", "version": 3})
    again = cadre.post(at(summary, "submit"), data=words(4, learned="学会了先说请求，已用于两份请示。"))
    chief.post(at(summary, "open"))
    version = summary_of(make, made.cadre).version
    reviewed = chief.post(at(summary, "review"), data={"comment": "扎实。", "version": version})
    read = cadre.post(at(summary, "acknowledge"))

    steps = (prepared, opened, handed_in, looked, returned, again, reviewed, read)
    assert [step.status_code for step in steps] == [303] * len(steps)
    assert summary_of(make, made.cadre).state is State.ACKNOWLEDGED
    page = cadre.get(at(summary)).text
    assert "扎实。" in page
    assert "请写具体事例。" in page


def test_feedback_reaches_the_author_in_the_same_act_as_the_review(make, sign_in):
    made, summary = handed_in(make, sign_in)
    chief = sign_in(made.supervisor)
    chief.post(at(summary, "open"))

    chief.post(at(summary, "review"), data={"comment": "好。", "version": summary.version})

    now = summary_of(make, made.cadre)
    told = make.session.query(Notice).filter_by(person_id=made.cadre.id).all()
    assert (now.state, now.comment) == (State.NOTIFIED, "好。")
    assert [notice.to for notice in told] == [at(summary)]


def test_an_open_quarter_is_announced_once_to_those_who_write(make, sign_in):
    made = office(make)
    open_cycle(make, made)

    from learnhub.platform import jobs

    jobs.run_due()
    jobs.run_due()

    told = make.session.query(Notice).all()
    assert [notice.person_id for notice in told] == [made.cadre.id]


def handed_in(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    sign_in(made.cadre).post(at(summary, "submit"), data=words(1, learned="学到了。"))
    return made, summary_of(make, made.cadre)


def test_words_are_kept_while_they_are_typed(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    cadre = sign_in(made.cadre)

    answer = cadre.post(at(summary, "words"), data=words(1, learned="草"), headers={"Accept": "application/json"})

    kept = summary_of(make, made.cadre)
    assert answer.json["version"] == kept.version
    assert answer.json["saved_at"].endswith("Z")
    assert (kept.state, kept.learned) == (State.DRAFT, "草")


def test_newer_text_of_another_page_is_not_overwritten_and_nothing_typed_is_lost(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    cadre = sign_in(made.cadre)
    cadre.post(at(summary, "words"), data=words(1, learned="手机上写的"))

    stale = cadre.post(at(summary, "words"), data=words(1, learned="电脑上写的"))
    told = cadre.post(at(summary, "words"), data=words(1, learned="电脑上写的"), headers={"Accept": "application/json"})

    kept = summary_of(make, made.cadre)
    assert (stale.status_code, told.status_code) == (409, 409)
    assert "电脑上写的" in stale.text
    assert f'name="version" type="hidden" value="{kept.version}"' in stale.text
    assert kept.learned == "手机上写的"


def test_the_same_words_sent_twice_are_no_conflict(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    cadre = sign_in(made.cadre)
    cadre.post(at(summary, "words"), data=words(1, learned="一样"))

    answer = cadre.post(at(summary, "submit"), data=words(1, learned="一样"))

    assert answer.status_code == 303
    assert summary_of(make, made.cadre).state is State.SUBMITTED


def test_words_for_a_summary_that_was_handed_in_are_shown_again_for_copying(make, sign_in):
    made, summary = handed_in(make, sign_in)

    answer = sign_in(made.cadre).post(at(summary, "words"), data=words(summary.version, learned="还想补一句"))

    assert answer.status_code == 409
    assert "还想补一句" in answer.text


def test_a_summary_without_words_is_not_handed_in(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)

    answer = sign_in(made.cadre).post(at(summary, "submit"), data=words(1, learned="  \n "))

    assert answer.status_code == 422
    assert summary_of(make, made.cadre).state is State.NOT_STARTED


def test_it_can_be_taken_back_until_the_reviewer_opens_it(make, sign_in):
    made, summary = handed_in(make, sign_in)
    cadre, chief = sign_in(made.cadre), sign_in(made.supervisor)

    early = cadre.post(at(summary, "take-back"))
    left = make.session.query(Snapshot).count()
    cadre.post(at(summary, "submit"), data=words(summary_of(make, made.cadre).version, learned="好了"))
    chief.post(at(summary, "open"))
    late = cadre.post(at(summary, "take-back"))

    assert (early.status_code, left, late.status_code) == (303, 0, 409)
    assert summary_of(make, made.cadre).state is State.SUBMITTED


def test_a_reviewer_reads_nothing_before_opening_it(make, sign_in):
    made, summary = handed_in(make, sign_in)
    chief = sign_in(made.supervisor)

    before = chief.get(at(summary)).text
    chief.post(at(summary, "open"))
    after = chief.get(at(summary)).text

    assert "学到了。" not in before
    assert "学到了。" in after


def test_a_draft_is_nobody_elses_to_see(make, sign_in):
    made = office(make)
    open_cycle(make, made)
    summary = summary_of(make, made.cadre)

    seen = [sign_in(person).get(at(summary)).status_code for person in (made.supervisor, made.administrator)]

    assert seen == [404, 404]


def test_strangers_find_no_summary_and_no_quarter(make, sign_in):
    _, summary = handed_in(make, sign_in)
    elsewhere = make.unit("另一县")
    stranger = make.person("外人", unit=elsewhere)
    make.grant(stranger, "supervisor", elsewhere)
    make.grant(stranger, "training_administrator", elsewhere)
    client = sign_in(stranger)

    pages = [client.get(at(summary)), client.get(f"/assessment/cycles/{summary.cycle_id}")]
    acts = [client.post(at(summary, verb)) for verb in ("open", "take-back", "acknowledge", "reopen")]

    assert [answer.status_code for answer in pages + acts] == [404] * 6


def test_nobody_reviews_a_summary_of_their_own(make, sign_in):
    made, summary = handed_in(make, sign_in)
    cadre = sign_in(made.cadre)

    answers = [
        cadre.post(at(summary, "open")),
        cadre.post(at(summary, "review"), data={"comment": "很好", "version": summary.version}),
        cadre.post(at(summary, "return"), data={"reason": "重写", "version": summary.version}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_an_administrator_returns_but_does_not_review(make, sign_in):
    made, summary = handed_in(make, sign_in)
    admin = sign_in(made.administrator)

    review = admin.post(at(summary, "review"), data={"comment": "好", "version": summary.version})
    back = admin.post(at(summary, "return"), data={"reason": "单位写错了。", "version": summary.version})

    assert (review.status_code, back.status_code) == (403, 303)


def test_a_review_needs_a_comment_and_a_return_a_reason(make, sign_in):
    made, summary = handed_in(make, sign_in)
    chief = sign_in(made.supervisor)
    chief.post(at(summary, "open"))

    review = chief.post(at(summary, "review"), data={"comment": " \t", "version": summary.version})
    back = chief.post(at(summary, "return"), data={"reason": "", "version": summary.version})

    assert (review.status_code, back.status_code) == (422, 422)
    assert summary_of(make, made.cadre).state is State.SUBMITTED


def test_a_comment_on_text_that_has_changed_is_kept_but_not_sent(make, sign_in):
    made, summary = handed_in(make, sign_in)
    chief = sign_in(made.supervisor)
    chief.post(at(summary, "open"))

    answer = chief.post(at(summary, "review"), data={"comment": "针对旧稿", "version": summary.version - 1})

    assert answer.status_code == 409
    assert "针对旧稿" in answer.text


def test_a_closed_quarter_takes_nothing_new_unless_it_is_reopened_with_a_reason(make, sign_in, time):
    made = office(make)
    cycle = open_cycle(make, made)
    summary = summary_of(make, made.cadre)
    early = sign_in(made.administrator).post(f"/assessment/cycles/{cycle.id}/close")
    time.set(AFTER_THE_CUT_OFF)
    admin, cadre = sign_in(made.administrator), sign_in(made.cadre)

    closed = admin.post(f"/assessment/cycles/{cycle.id}/close")
    refused = cadre.post(at(summary, "submit"), data=words(1, learned="晚了"))
    bare = admin.post(at(summary, "reopen"), data={"reason": ""})
    reopened = admin.post(at(summary, "reopen"), data={"reason": "住院"})
    version = summary_of(make, made.cadre).version
    accepted = cadre.post(at(summary, "submit"), data=words(version, learned="补上"))

    assert (early.status_code, closed.status_code, refused.status_code) == (409, 303, 409)
    assert "晚了" in refused.text
    assert (bare.status_code, reopened.status_code, accepted.status_code) == (422, 303, 303)


def test_a_quarter_opens_only_when_everybody_has_a_reviewer(make, sign_in):
    made = office(make)
    make.person("无人管", unit=made.county)
    cycle = draft_cycle(make, made)
    admin = sign_in(made.administrator)

    page = admin.get(f"/assessment/cycles/{cycle.id}")
    answer = admin.post(f"/assessment/cycles/{cycle.id}/open")

    assert "无人管" in page.text
    assert answer.status_code == 409


def test_one_quarter_is_prepared_once_for_the_same_people(make, sign_in):
    made = office(make)
    draft_cycle(make, made)
    data = {"year": 2026, "number": 4, "unit_id": made.section.id, "cut_off_on": CUT_OFF.isoformat()}

    answer = sign_in(made.administrator).post("/assessment/cycles", data=data)

    assert answer.status_code == 409


def test_quarters_are_run_by_training_administrators_only(make, sign_in):
    made = office(make)
    chief = sign_in(made.supervisor)

    answers = [chief.get("/assessment/cycles"), chief.post("/assessment/cycles", data={})]

    assert [answer.status_code for answer in answers] == [403, 403]


def test_a_cut_off_before_the_quarter_is_refused_beside_its_field(make, sign_in):
    made = office(make)
    data = {"year": 2026, "number": 4, "unit_id": made.county.id, "cut_off_on": "2026-09-30"}

    answer = sign_in(made.administrator).post("/assessment/cycles", data=data)

    assert answer.status_code == 422
    assert 'id="cut_off_on-error"' in answer.text


def test_a_person_without_a_quarter_is_told_why(make, sign_in):
    made = office(make)

    answer = sign_in(made.cadre).get("/assessment/")

    assert answer.status_code == 200
    assert "尚未" in answer.text


def test_the_empty_fields_of_an_objection_do_not_keep_the_browser_from_sending_the_summary(make, sign_in):
    made = office(make)
    open_cycle(make, made)

    page = sign_in(made.cadre).get(f"/assessment/summaries/{summary_of(make, made.cadre).id}").text

    assert '<form id="summary-form" method="post" novalidate ' in page
    assert 'name="line_id"' in page
