"""What a cheat sends besides invented time: copied, skipped and foreign beats."""

import pytest

from learnhub.credits import actions as credits
from learnhub.credits import queries as ledger
from learnhub.kernel.clock import epoch_ms
from learnhub.reading.actions import nonce
from learnhub.reading.models import BeatRow, Dwell, Sitting
from tests.quizzes.factories import checked_lesson, take
from tests.reading import factories
from tests.reading.attacks.browser import Window


@pytest.fixture
def person(make):
    return make.person()


@pytest.fixture
def version(session, make):
    return factories.lesson(session, sections=(800, 800), has_recall=True)


@pytest.fixture
def window(person, sign_in, version, time):
    return Window(sign_in(person), version, time).open()


def credited(session, person):
    return sum(row.credited_ms for row in session.query(Dwell).filter_by(person_id=person.id))


def read_for(window, seconds):
    for second in range(seconds):
        window.second(0, touched=second % 4 == 0)


def test_the_nonce_of_an_earlier_beat_opens_nothing(window, session, person):
    used = window.nonce
    read_for(window, 15)
    before = credited(session, person)
    window.clock.pass_(seconds=15)

    answer = window.send({**window.forge(from_ms=15_000, to_ms=30_000), "nonce": used})

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["nonce"]
    assert credited(session, person) == before


def test_the_nonce_of_another_sitting_opens_nothing(window, person, sign_in, make, version, session):
    victim = Window(sign_in(make.person()), version, window.clock).open()
    window.clock.pass_(seconds=15)

    answer = window.send({**window.forge(to_ms=15_000), "nonce": victim.nonce})

    assert answer.status_code == 422
    assert credited(session, person) == 0


@pytest.mark.parametrize("seq", [2, 3, 100, 2**31 - 1])
def test_a_skipped_number_is_refused_even_with_its_own_nonce(window, session, person, seq, app):
    window.clock.pass_(seconds=15)
    right = nonce(app.config["SECRET_KEY"], window.opened["sitting"], seq)

    answer = window.send({**window.forge(to_ms=15_000), "nonce": right}, seq=seq)

    assert answer.status_code == 409
    assert credited(session, person) == 0


def test_a_number_that_no_table_can_hold_does_not_exist(window):
    assert window.send(window.forge(to_ms=15_000), seq=2**31).status_code == 404


def test_a_repeat_with_more_in_it_changes_nothing(window, session, person):
    read_for(window, 15)
    before = credited(session, person)
    window.clock.pass_(minutes=20)

    answer = window.send(window.forge(to_ms=1_200_000), seq=1)

    assert answer.json == window.answers[0].json
    assert credited(session, person) == before


def test_beats_for_a_sitting_that_was_never_opened_find_nothing(window, session, person):
    window.clock.pass_(seconds=15)
    window.opened = {"sitting": window.opened["sitting"] + 1000}

    assert window.send(window.forge(to_ms=15_000)).status_code == 404
    assert credited(session, person) == 0


def test_beats_about_a_lesson_that_was_never_opened_are_refused(window, session, person):
    other = factories.lesson(session)
    window.clock.pass_(seconds=15)
    seen = [[f"{other.lesson_id}-0", 0, 15_000, True]]

    answer = window.send({**window.forge(to_ms=15_000), "seen": seen})

    assert list(answer.json["fields"]) == ["seen"]
    assert session.query(Dwell).filter_by(person_id=person.id).count() == 0


def test_another_persons_sitting_takes_no_beat_and_gives_no_answer_away(window, make, sign_in, version, session):
    thief = Window(sign_in(make.person()), version, window.clock, opened=window.opened, nonce=window.nonce)
    window.clock.pass_(seconds=15)

    answer = thief.send(thief.forge(to_ms=15_000))

    assert answer.status_code == 404
    assert "next_nonce" not in answer.text
    assert session.query(BeatRow).count() == 0


def test_a_closed_sitting_takes_no_more_beats(window, session, person):
    read_for(window, 15)
    window.close()
    before = credited(session, person)
    window.clock.pass_(minutes=5)

    answer = window.send(window.forge(from_ms=15_000, to_ms=300_000))

    assert answer.status_code == 409
    assert credited(session, person) == before


def test_a_moved_sitting_takes_no_time_from_after_the_move(window, session, person, version, sign_in):
    window.clock.pass_(seconds=60)
    Window(sign_in(person), version, window.clock).open()
    window.clock.pass_(minutes=20)

    answer = window.send(window.forge(to_ms=1_260_000))

    assert answer.json["reason"] == "ended"
    assert session.get(Sitting, window.opened["sitting"]).credited_ms <= 60_000


def test_late_beats_are_taken_for_seven_days_and_no_longer(window, session, person, version, sign_in):
    window.clock.pass_(seconds=60)
    Window(sign_in(person), version, window.clock).open()
    started = epoch_ms(window.clock.now)
    window.clock.pass_(days=7, seconds=1)
    visitor = Window(sign_in(person), version, window.clock, opened=window.opened, nonce=window.nonce)

    answer = visitor.send(visitor.forge(to_ms=60_000))

    assert epoch_ms(window.clock.now) - started > 7 * 24 * 3600 * 1000
    assert answer.status_code == 409
    assert credited(session, person) == 0


def test_reading_alone_never_pays_and_recall_alone_never_pays(sign_in, session, person, time):
    credits.install_default_rules()
    version = checked_lesson(session, sections=(800,))
    client = sign_in(person)
    window = Window(client, version, time).open()
    for second in range(120):
        window.second(0, touched=second % 5 == 0, last_line=True)
    window.close()
    read_only = ledger.entries_of(person.id)

    take(client, session, version, right=True)

    assert read_only == []
    assert len(ledger.entries_of(person.id)) == 1
