"""Reading that the meter cannot see is declared: it replaces the dwell, never the check, and its hours wait."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from learnhub.credits import queries as credits
from learnhub.credits.models import Completion, CreditEntry
from learnhub.credits.rules import Status, total
from learnhub.inbox.models import Notice
from learnhub.reading.models import Declaration
from tests.quizzes.factories import take
from tests.reading.cases import only, place, read_a_while, rows

FORM = {"manner": "screen_reader", "words": "With NVDA on 20 November, all sections."}


@pytest.fixture
def there(make, time):
    return place(make)


def declare(client, there, **form):
    return client.post(f"/reading/lessons/{there.version.lesson_id}/declare", data={**FORM, **form})


def decide(client, make, decision):
    form = {"decision": decision, "reason": "Asked on the phone."}
    return client.post(f"/reading/declarations/{rows(make, Declaration)[-1].id}/decide", data=form)


def statuses(make):
    return [entry.status for entry in rows(make, CreditEntry)]


def test_a_declaration_and_the_check_complete_a_lesson_and_its_hours_wait(make, there, sign_in):
    reader = sign_in(there.reader)

    declared = declare(reader, there)
    before = only(make, Completion).completed_at
    take(reader, make.session, there.version, right=True)
    page = reader.get(f"/reading/lessons/{there.version.lesson_id}").text

    assert declared.status_code == 303
    assert before is None
    done = only(make, Completion)
    assert (done.declared, done.completed_at is not None) == (True, True)
    assert statuses(make) == [Status.PENDING]
    assert total(credits.entries(there.reader.id)).hours == 0
    assert "declared, not measured" in page


def test_without_the_check_a_declaration_earns_nothing_even_when_it_is_confirmed(make, there, sign_in):
    declare(sign_in(there.reader), there)

    decided = decide(sign_in(there.keeper), make, "confirmed")

    assert decided.status_code == 303
    assert only(make, Completion).completed_at is None
    assert rows(make, CreditEntry) == []


def test_a_confirmed_declaration_counts_and_both_are_told(make, there, sign_in):
    reader = sign_in(there.reader)
    declare(reader, there)
    take(reader, make.session, there.version, right=True)

    decided = decide(sign_in(there.keeper), make, "confirmed")

    assert decided.status_code == 303
    assert statuses(make) == [Status.PENDING, Status.VERIFIED]
    assert total(credits.entries(there.reader.id)).hours == Decimal("0.50")
    told = dict(make.session.execute(sa.select(Notice.person_id, sa.func.count()).group_by(Notice.person_id)).all())
    assert told[there.keeper.id] == 1
    assert told[there.reader.id] >= 1


def test_confirmed_before_the_check_was_passed_the_hours_count_at_once_afterwards(make, there, sign_in):
    reader = sign_in(there.reader)
    declare(reader, there)
    decide(sign_in(there.keeper), make, "confirmed")

    take(reader, make.session, there.version, right=True)

    assert statuses(make) == [Status.PENDING, Status.VERIFIED]
    assert total(credits.entries(there.reader.id)).hours == Decimal("0.50")


def test_a_declined_declaration_leaves_the_lesson_to_be_read_and_the_check_passed(make, there, sign_in):
    reader = sign_in(there.reader)
    declare(reader, there)
    take(reader, make.session, there.version, right=True)

    decide(sign_in(there.keeper), make, "declined")
    done = only(make, Completion)
    told = reader.get(f"/reading/declarations/{only(make, Declaration).id}").text
    again = declare(reader, there, words="Better: on paper, with my notes.")

    assert statuses(make)[:2] == [Status.PENDING, Status.REJECTED]
    assert "Asked on the phone." in told
    assert (done.recall_at is not None, again.status_code) == (True, 303)
    assert total(credits.entries(there.reader.id)).hours == 0


def test_a_second_declaration_can_be_confirmed_and_pays_once(make, there, sign_in):
    reader, keeper = sign_in(there.reader), sign_in(there.keeper)
    declare(reader, there)
    take(reader, make.session, there.version, right=True)
    decide(keeper, make, "declined")

    declare(reader, there)
    decide(keeper, make, "confirmed")

    assert total(credits.entries(there.reader.id)).hours == Decimal("0.50")


def test_declined_before_the_check_nothing_counts_as_read(make, there, sign_in):
    declare(sign_in(there.reader), there)

    decide(sign_in(there.keeper), make, "declined")

    done = only(make, Completion)
    assert (done.read_at, done.declared) == (None, False)


def test_nobody_confirms_their_own_declaration(make, there, sign_in):
    keeper = sign_in(there.keeper)
    declare(keeper, there)

    own = decide(keeper, make, "confirmed")
    by_the_next = decide(sign_in(there.trainer), make, "confirmed")

    assert [own.status_code, by_the_next.status_code] == [403, 303]


def test_a_declaration_is_decided_once(make, there, sign_in):
    keeper = sign_in(there.keeper)
    declare(sign_in(there.reader), there)

    assert [decide(keeper, make, "confirmed").status_code for _ in range(2)] == [303, 409]


def test_what_counts_as_read_needs_no_declaration(make, there, sign_in):
    reader = sign_in(there.reader)
    declare(reader, there)

    page = reader.get(f"/reading/lessons/{there.version.lesson_id}").text
    again = declare(reader, there)

    assert again.status_code == 409
    assert "/declare" not in page


def test_the_lesson_offers_it_quietly_and_without_a_script(there, sign_in):
    reader = sign_in(there.reader)

    page = reader.get(f"/reading/lessons/{there.version.lesson_id}").text

    assert f"/reading/lessons/{there.version.lesson_id}/declare" in page
    assert "Read with a screen reader or on paper?" in page


def test_a_declaration_without_a_word_is_refused_with_what_is_missing(there, sign_in):
    answer = declare(sign_in(there.reader), there, words=" ")

    assert answer.status_code == 422
    assert "Say when you read it, and with what." in answer.text


def test_a_case_shows_what_was_measured_beside_it(make, there, sign_in, time):
    reader = sign_in(there.reader)
    sitting = read_a_while(reader, time, there.version)
    declare(reader, there)

    page = sign_in(there.keeper).get(f"/reading/completions/{only(make, Completion).id}").text

    assert f"/reading/sittings/{sitting}" in page
    assert "declared, not measured" in page
