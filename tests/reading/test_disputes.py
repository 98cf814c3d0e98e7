"""A figure is disputed, answered in writing, and put right by a further entry of the ledger."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from learnhub.credits.models import Completion, CreditEntry
from learnhub.credits.rules import Status
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from learnhub.reading import rules
from learnhub.reading.models import Declaration, Dispute
from tests.quizzes.factories import take
from tests.reading.cases import only, place, read_a_while, rows

NEW = "/reading/disputes/new"
STANDS = {"decision": "stands", "remedy": "hours", "answer": "Looked at it: the page was hidden."}


@pytest.fixture
def there(make, time):
    return place(make)


def disputed_sitting(there, sign_in, time):
    """A sitting of the reader with a dispute about it; returns the client of the reader."""
    reader = sign_in(there.reader)
    sitting = read_a_while(reader, time, there.version)
    answer = reader.post(f"{NEW}?sitting={sitting}", data={"reason": "I read on paper beside it."})
    assert answer.status_code == 303, answer.text
    return reader


def corrected(remedy, **more):
    return {"decision": "corrected", "remedy": remedy, "answer": "Right, it was missing.", **more}


def messages(make, person):
    return [
        notice.message for notice in make.session.scalars(sa.select(Notice).where(Notice.person_id == person.id))
    ]  # fmt: skip


def test_a_dispute_goes_to_the_unit_administrator_and_the_answer_back_with_both_texts_kept(make, there, sign_in, time):
    reader, keeper = disputed_sitting(there, sign_in, time), sign_in(there.keeper)
    row = only(make, Dispute)

    waiting = keeper.get("/reading/cases").text
    asked = keeper.get(f"/reading/disputes/{row.id}").text
    answered = keeper.post(f"/reading/disputes/{row.id}/answer", data=STANDS)
    told = reader.get(f"/reading/disputes/{row.id}").text

    assert answered.status_code == 303
    assert "1 case waits for your decision" in waiting
    assert "I read on paper beside it." in asked
    assert "I read on paper beside it." in told
    assert "Looked at it: the page was hidden." in told
    assert only(make, Dispute).decision == "stands"
    assert any("disputes" in message for message in messages(make, there.keeper))
    assert "Your dispute has been answered." in messages(make, there.reader)
    assert rows(make, CreditEntry) == []


def test_a_correction_is_a_new_entry_with_its_reason_and_is_audited(make, there, sign_in, time):
    reader, keeper = disputed_sitting(there, sign_in, time), sign_in(there.keeper)
    row = only(make, Dispute)

    answered = keeper.post(f"/reading/disputes/{row.id}/answer", data=corrected("hours", hours="0.5"))
    entry = only(make, CreditEntry)

    assert answered.status_code == 303
    assert (entry.hours, entry.status, entry.actor_id) == (Decimal("0.50"), Status.VERIFIED, there.keeper.id)
    assert entry.reason == "Right, it was missing."
    assert only(make, Dispute).entry_id == entry.id
    acts = set(make.session.scalars(sa.select(AuditEntry.action)))
    assert {"reading.dispute", "reading.dispute_answer"} <= acts
    assert reader.get(f"/credits/entries/{entry.id}").status_code == 200


def test_a_wrong_entry_is_taken_back_and_written_anew_and_the_old_one_stays(make, there, sign_in, time):
    reader, keeper = sign_in(there.reader), sign_in(there.keeper)
    with_declaration = {"manner": "print", "words": "On paper."}
    reader.post(f"/reading/lessons/{there.version.lesson_id}/declare", data=with_declaration)
    take(reader, make.session, there.version, right=True)
    declared = only(make, Declaration).id
    keeper.post(f"/reading/declarations/{declared}/decide", data={"decision": "confirmed", "reason": "Seen."})
    done = only(make, Completion)
    reader.post(f"{NEW}?completion={done.id}", data={"reason": "It is an hour, not half of one."})
    entry = rows(make, CreditEntry)[-1]

    answered = keeper.post(
        f"/reading/disputes/{only(make, Dispute).id}/answer", data=corrected("entry", entry=entry.id, hours="1")
    )

    assert answered.status_code == 303, answer_text(answered)
    assert [row.hours for row in rows(make, CreditEntry)] == [
        Decimal("0.50"), Decimal("0.50"), Decimal("-0.50"), Decimal("1.00")
    ]  # fmt: skip


def answer_text(answer):
    return answer.text[:500]


def test_a_lesson_can_be_counted_as_read_and_its_check_is_still_to_be_passed(make, there, sign_in, time):
    reader, keeper = disputed_sitting(there, sign_in, time), sign_in(there.keeper)

    keeper.post(f"/reading/disputes/{only(make, Dispute).id}/answer", data=corrected("read"))
    before = only(make, Completion).completed_at
    take(reader, make.session, there.version, right=True)

    assert before is None
    assert only(make, Completion).completed_at is not None
    assert only(make, CreditEntry).status is Status.VERIFIED


def test_nobody_answers_their_own_dispute_and_the_next_one_above_is_told(make, there, sign_in, time):
    make.grant(there.reader, Role.UNIT_ADMINISTRATOR, there.section)
    make.session.delete(make.session.scalars(sa.select(_grant()).where(_grant().person_id == there.keeper.id)).one())
    make.session.commit()
    reader = sign_in(there.reader)
    reader.post(NEW, data={"reason": "An hour of October is missing."})
    row = only(make, Dispute)

    own = reader.post(f"/reading/disputes/{row.id}/answer", data=STANDS)

    assert own.status_code == 403
    assert any("disputes" in message for message in messages(make, there.trainer))
    assert sign_in(there.trainer).post(f"/reading/disputes/{row.id}/answer", data=STANDS).status_code == 303


def _grant():
    from learnhub.people.models import RoleGrant

    return RoleGrant


def test_the_same_thing_is_disputed_once_at_a_time_and_answered_once(make, there, sign_in, time):
    reader, keeper = disputed_sitting(there, sign_in, time), sign_in(there.keeper)
    row = only(make, Dispute)

    again = reader.post(f"{NEW}?sitting={row.sitting_id}", data={"reason": "Once more."})
    first = keeper.post(f"/reading/disputes/{row.id}/answer", data=STANDS)
    second = keeper.post(f"/reading/disputes/{row.id}/answer", data=STANDS)
    after = reader.post(f"{NEW}?sitting={row.sitting_id}", data={"reason": "Something new came up."})

    assert [answer.status_code for answer in (again, first, second, after)] == [409, 303, 409, 303]


def test_somebody_elses_sitting_cannot_be_disputed_or_seen(there, sign_in, time):
    sitting = read_a_while(sign_in(there.reader), time, there.version)

    asked = [
        sign_in(there.keeper).get(path).status_code
        for path in (f"{NEW}?sitting={sitting}", f"/reading/sittings/{sitting}")
    ]

    assert asked == [404, 404]


def test_a_case_opens_the_sitting_to_whoever_decides_and_the_look_is_noted(make, there, sign_in, time):
    disputed_sitting(there, sign_in, time)
    row = only(make, Dispute)

    answer = sign_in(there.keeper).get(f"/reading/sittings/{row.sitting_id}")

    assert answer.status_code == 200
    looks = list(make.session.scalars(sa.select(AuditEntry.thing).where(AuditEntry.action == "look")))
    assert looks == [f"sitting:{row.sitting_id}"]


def test_after_ten_working_days_a_dispute_is_overdue(make, there, sign_in, time):
    disputed_sitting(there, sign_in, time)
    keeper = sign_in(there.keeper)

    time.pass_(days=14)
    on_the_day = keeper.get("/reading/cases").text
    time.pass_(days=1)
    after = sign_in(there.keeper).get("/reading/cases").text

    assert only(make, Dispute).due_on == date(2026, 12, 7)
    assert "Answer overdue" not in on_the_day
    assert "Answer overdue" in after


def test_a_weekend_is_no_working_day():
    assert rules.working_days_after(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert rules.working_days_after(date(2026, 11, 21), 10) == date(2026, 12, 4)


def test_an_answer_needs_words_and_a_correction_needs_hours(make, there, sign_in, time):
    disputed_sitting(there, sign_in, time)
    keeper, at = sign_in(there.keeper), f"/reading/disputes/{only(make, Dispute).id}/answer"

    asked = [
        keeper.post(at, data=form).status_code
        for form in ({}, {**STANDS, "answer": " "}, corrected("hours"), corrected("hours", hours="0.3"))
    ]

    assert asked == [422, 422, 422, 422]
    assert only(make, Dispute).decision is None


def test_the_list_of_cases_takes_the_same_statements_for_any_number_of_rows(make, there, sign_in, statements):
    reader, keeper = sign_in(there.reader), sign_in(there.keeper)
    keeper.get("/reading/cases")
    counts = []
    for _round in range(2):
        for number in range(3):
            reader.post(NEW, data={"reason": f"Missing {number}."})
        with statements() as seen:
            assert keeper.get("/reading/cases").status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]
