"""What is unusual in sittings is looked at by a person; it never decides by itself, and the person concerned knows."""

import random
from decimal import Decimal

import pytest
import sqlalchemy as sa

from learnhub.credits.models import CreditEntry
from learnhub.inbox.models import Notice
from learnhub.kernel.actor import Role
from learnhub.platform.audit import AuditEntry
from learnhub.reading import jobs, queries, rules
from learnhub.reading.models import Review, Sitting
from tests.quizzes.factories import take
from tests.reading.cases import only, place, read_a_while, rows

EVEN = {"inputs": list(range(2000, 120_000, 2000))}


@pytest.fixture
def there(make, time):
    return place(make)


def signals(make):
    return {row.signal for row in rows(make, Review)}


def robot(there, sign_in, time):
    """A reader whose inputs come like a clock; the job has looked."""
    reader = sign_in(there.reader)
    read_a_while(reader, time, there.version, ms=120_000, **EVEN)
    jobs.notice()
    return reader


@pytest.mark.parametrize(
    ("gaps", "even"),
    [([2000] * 40, True), ([1900, 2100] * 20, True), ([1000, 3000, 9000, 1500] * 10, False), ([2000] * 20, False)],
)
def test_even_inputs_are_told_from_human_ones(gaps, even):
    inputs = [sum(gaps[: number + 1]) for number in range(len(gaps))]

    assert rules.are_even(inputs) is even


@pytest.mark.parametrize(
    ("counted_ms", "budgets_ms", "longer"),
    [(41, [10] * 4, True), (40, [10] * 4, False), (100, [10] * 3, False), (0, [], False)],
)
def test_a_sitting_is_longer_than_reading_beyond_the_budgets_of_at_least_four_sections(
    counted_ms, budgets_ms, longer
):  # fmt: skip
    assert rules.is_longer_than_reading(counted_ms, budgets_ms) is longer


def test_a_report_covers_each_moment_once():
    assert rules.seen_ms([("a", 0, 10), ("b", 5, 15), ("a", 20, 25), ("b", 20, 21)]) == 20


def test_human_gaps_raise_nothing(make, there, sign_in, time):
    dice = random.Random(7)
    inputs, at = [], 0
    while at < 110_000:
        at += 1000 + int(dice.expovariate(1 / 3000))
        inputs.append(at)
    read_a_while(sign_in(there.reader), time, there.version, ms=120_000, inputs=inputs)

    jobs.notice()

    assert rows(make, Review) == []


def test_even_inputs_raise_a_review_once_and_both_are_told(make, there, sign_in, time):
    robot(there, sign_in, time)
    jobs.notice()

    row = only(make, Review)
    assert (row.signal, row.outcome, row.facts["percent"]) == (rules.Signal.EVEN_INPUTS, None, 0)
    told = set(make.session.scalars(sa.select(Notice.person_id).where(Notice.kind == "reading")))
    assert told == {there.reader.id, there.keeper.id}


def test_the_review_explains_itself_with_innocent_causes_and_opens_its_sittings(make, there, sign_in, time):
    robot(there, sign_in, time)
    row, keeper = only(make, Review), sign_in(there.keeper)

    page = keeper.get(f"/reading/reviews/{row.id}").text
    sitting = keeper.get(f"/reading/sittings/{row.sittings[0]}")

    assert "Assistive technology" in page
    assert "every 2.0 seconds" in page
    assert sitting.status_code == 200
    assert "looks" not in page


def test_an_outcome_is_recorded_with_its_reason_changes_no_hour_and_is_seen_by_the_person(make, there, sign_in, time):
    reader, keeper = robot(there, sign_in, time), sign_in(there.keeper)
    row = only(make, Review)
    form = {"outcome": "innocent", "reason": "She reads with a switch."}

    seen_before = reader.get(f"/reading/reviews/{row.id}").text
    noted = keeper.post(f"/reading/reviews/{row.id}/decide", data=form)
    seen_after = reader.get("/reading/cases/mine").text

    assert noted.status_code == 303
    assert "Nothing was refused or taken away" in seen_before
    assert "She reads with a switch." in seen_after
    assert rows(make, CreditEntry) == []
    assert "reading.review_decide" in set(make.session.scalars(sa.select(AuditEntry.action)))


def test_an_outcome_needs_a_reason_and_nobody_decides_on_their_own(make, there, sign_in, time):
    reader, keeper = robot(there, sign_in, time), sign_in(there.keeper)
    at = f"/reading/reviews/{only(make, Review).id}/decide"

    without = keeper.post(at, data={"outcome": "irregular", "reason": ""})
    own = reader.post(at, data={"outcome": "innocent", "reason": "It was me."})

    assert [without.status_code, own.status_code] == [422, 403]


def irregular(there, make, sign_in, time):
    """A lesson was paid, and its reviews found that it was not reading; the client of the administrator."""
    reader, keeper = sign_in(there.reader), sign_in(there.keeper)
    read_whole(reader, time, there.version)
    take(reader, make.session, there.version, right=True)
    jobs.notice()
    for row in rows(make, Review):
        keeper.post(f"/reading/reviews/{row.id}/decide", data={"outcome": "irregular", "reason": "A program did."})
    return keeper


def read_whole(reader, time, version):
    """Read all sections to their last lines, with inputs like a clock."""
    sections = len(queries.shape_of(version.id)[1])
    seen = [
        [f"{version.lesson_id}-{number}", number * 150_000, (number + 1) * 150_000, True] for number in range(sections)
    ]
    ms = sections * 150_000
    read_a_while(reader, time, version, ms=ms, seen=seen, inputs=list(range(2000, ms, 2000)))


def test_hours_are_put_right_after_a_review_by_a_further_entry_that_the_person_sees(make, there, sign_in, time):
    keeper = irregular(there, make, sign_in, time)
    even = next(row for row in rows(make, Review) if row.signal is rules.Signal.EVEN_INPUTS)
    paid = only(make, CreditEntry)
    correction = {"entry": paid.id, "hours": "0", "reason": "Inputs of a program; she says so herself."}

    offered = keeper.get(f"/reading/reviews/{even.id}").text
    corrected = keeper.post(f"/reading/reviews/{even.id}/correct", data=correction)
    page = sign_in(there.reader).get(f"/reading/reviews/{even.id}").text

    assert "Put it right" in offered
    assert corrected.status_code == 303, corrected.text
    entries = rows(make, CreditEntry)
    assert [entry.hours for entry in entries] == [paid.hours, -paid.hours]
    assert (entries[1].actor_id, entries[1].reason) == (there.keeper.id, correction["reason"])
    assert correction["reason"] in page
    assert f"/credits/entries/{entries[1].id}" in page
    assert "Put it right" not in page
    assert "Class-hours of yours were put right" in " ".join(
        notice.message for notice in make.session.scalars(sa.select(Notice).filter_by(person_id=there.reader.id))
    )
    assert "reading.review_correct" in set(make.session.scalars(sa.select(AuditEntry.action)))


def test_a_check_that_was_answered_too_fast_opens_the_entry_that_rests_on_it(make, there, sign_in, time):
    keeper = irregular(there, make, sign_in, time)
    fast = next(row for row in rows(make, Review) if row.signal is rules.Signal.FAST_ANSWERS)

    answer = keeper.post(
        f"/reading/reviews/{fast.id}/correct",
        data={"entry": only(make, CreditEntry).id, "hours": "0.25", "reason": "x"},
    )

    assert answer.status_code == 303
    assert sum(entry.hours for entry in rows(make, CreditEntry)) == Decimal("0.25")


def test_without_that_outcome_with_another_entry_or_over_oneself_nothing_is_put_right(make, there, sign_in, time):
    keeper = irregular(there, make, sign_in, time)
    even = next(row for row in rows(make, Review) if row.signal is rules.Signal.EVEN_INPUTS)
    at, fits = f"/reading/reviews/{even.id}/correct", {"entry": only(make, CreditEntry).id, "hours": "0", "reason": "x"}
    make.grant(there.reader, Role.TRAINING_ADMINISTRATOR, there.county)
    make.session.commit()

    without_reason = keeper.post(at, data={**fits, "reason": " "})
    in_odd_steps = keeper.post(at, data={**fits, "hours": "0.3"})
    another = keeper.post(at, data={**fits, "entry": "999999"})
    own = sign_in(there.reader).post(at, data=fits)
    even.outcome = rules.Outcome.UNCLEAR
    make.session.commit()
    unclear = keeper.post(at, data=fits)

    codes = [answer.status_code for answer in (without_reason, in_odd_steps, another, own, unclear)]
    assert codes == [422, 422, 422, 403, 409]
    assert len(rows(make, CreditEntry)) == 1


def test_two_sittings_the_same_to_the_second_raise_a_review(make, there, sign_in, time):
    lesson = there.version.lesson_id
    way = [(0, 40), (1, 55), (0, 20), (2, 60)]
    seen, at = [], 0
    for section, seconds in way:
        seen.append([f"{lesson}-{section}", at, at + seconds * 1000, False])
        at += seconds * 1000
    inputs = [3000, 9000, 21_000, 70_000]
    for person in (there.reader, there.supervisor):
        read_a_while(sign_in(person), time, there.version, ms=at, seen=seen, inputs=inputs)

    jobs.notice()

    assert {row.person_id for row in rows(make, Review)} == {there.reader.id, there.supervisor.id}
    assert signals(make) == {rules.Signal.SAME_PATH}
    assert all(len(row.sittings) == 1 for row in rows(make, Review))


def test_reading_around_the_clock_raises_a_review(make, there, sign_in, time):
    reader = sign_in(there.reader)
    for _hour in range(21):
        read_a_while(reader, time, there.version)
        time.pass_(minutes=59, seconds=45)
        reader = sign_in(there.reader)

    jobs.notice()

    assert rules.Signal.ROUND_THE_CLOCK in signals(make)


def test_a_check_answered_faster_than_its_questions_can_be_read_raises_a_review(make, there, sign_in, time):
    take(sign_in(there.reader), make.session, there.version, right=True)

    jobs.notice()

    assert signals(make) == {rules.Signal.FAST_ANSWERS}
    assert sign_in(there.reader).get(f"/reading/reviews/{only(make, Review).id}").status_code == 200


def test_changing_between_two_networks_raises_a_review_and_no_address_is_kept(make, there, sign_in, time):
    office, mobile = sign_in(there.reader), sign_in(there.reader)
    mobile.environ_base["REMOTE_ADDR"] = "10.9.8.7"
    for client in (office, mobile, office, mobile):
        read_a_while(client, time, there.version)

    jobs.notice()

    assert signals(make) == {rules.Signal.TWO_PLACES}
    places = {row.place for row in rows(make, Sitting)}
    assert len(places) == 2
    assert not any("10.9.8.7" in place or "127.0.0.1" in place for place in places)


def test_the_trace_of_a_network_is_gone_after_two_weeks(make, there, sign_in, time):
    read_a_while(sign_in(there.reader), time, there.version)

    time.pass_(days=15)
    jobs.forget()

    assert only(make, Sitting).place is None


def test_the_job_looks_at_any_number_of_sittings_in_the_same_statements(make, there, sign_in, time, statements):
    reader = sign_in(there.reader)
    counts = []
    for _round in range(2):
        for _number in range(2):
            read_a_while(reader, time, there.version)
        with statements() as seen:
            jobs.notice()
        counts.append(len(seen))

    assert counts[0] == counts[1]
