"""Beats that a browser kept while it was offline: taken together, in order, all or none."""

from datetime import timedelta

import pytest

from learnhub.kernel import clock
from learnhub.reading import actions
from learnhub.reading.models import BeatRow, Sitting
from tests.reading import factories

LENGTH = 15_000


@pytest.fixture
def person(make):
    return make.person()


@pytest.fixture
def reader(person, sign_in):
    return sign_in(person)


@pytest.fixture
def version(session, make):
    return factories.lesson(session, sections=(6000, 600))


@pytest.fixture
def opened(reader, version):
    return reader.post("/reading/sittings", json={"lesson_version": version.id}).json


def address(opened):
    return f"/reading/sittings/{opened['sitting']}/beats"


def queue(version, opened, numbers, *, nonce=None):
    """Beats of 15 s each with an input every five seconds, as a browser keeps them: only the first has a nonce."""
    beats = []
    for seq in numbers:
        start, end = LENGTH * (seq - 1), LENGTH * seq
        beats.append(
            {
                "seq": seq,
                "mono_ms": end,
                "seen": [[f"{version.lesson_id}-0", start, end, False]],
                "inputs": list(range(start + 2500, end, 5000)),
                "hidden": [],
            }
        )
    beats[0]["nonce"] = opened["nonce"] if nonce is None else nonce
    return beats


def send(reader, opened, beats):
    return reader.post(address(opened), json={"beats": beats})


def single(reader, opened, beat, nonce):
    body = {name: value for name, value in beat.items() if name != "seq"} | {"nonce": nonce}
    return reader.put(f"{address(opened)}/{beat['seq']}", json=body)


def stored(session, opened):
    session.expire_all()
    return session.get(Sitting, opened["sitting"])


def test_a_queue_counts_what_the_same_beats_count_one_by_one(reader, version, opened, session, time):
    time.pass_(seconds=600)
    beats = queue(version, opened, range(1, 41))

    answer = send(reader, opened, beats)

    together = stored(session, opened)
    again = reader.post("/reading/sittings", json={"lesson_version": version.id}).json
    time.pass_(seconds=600)
    nonce = again["nonce"]
    for beat in queue(version, again, range(1, 41)):
        nonce = single(reader, again, beat, nonce).json["next_nonce"]
    apart = stored(session, again)
    assert answer.status_code == 200
    assert [each["seq"] for each in answer.json["answers"]] == list(range(1, 41))
    assert together.last_seq == apart.last_seq == 40
    assert together.credited_ms + together.review_ms == apart.credited_ms + apart.review_ms == 600_000
    assert together.provisional_ms == apart.provisional_ms
    assert session.query(BeatRow).filter_by(sitting_id=opened["sitting"]).count() == 40


def test_what_a_queue_credits_is_provisional(reader, version, opened, session, time):
    time.pass_(seconds=600)

    send(reader, opened, queue(version, opened, range(1, 41)))

    # The first beat covers no more than has passed since the opening; those behind it came at the same moment.
    assert stored(session, opened).provisional_ms == 600_000 - LENGTH


def test_a_queue_holds_no_more_time_than_has_passed(reader, version, opened, session, time):
    time.pass_(seconds=60)

    answer = send(reader, opened, queue(version, opened, range(1, 241)))

    assert answer.status_code == 200
    assert answer.json["answers"][-1]["credited_ms"] <= 60_000
    assert stored(session, opened).clock_ms == 240 * LENGTH - 60_000


def test_the_same_queue_again_changes_nothing_and_gets_the_last_answer(reader, version, opened, session, time):
    time.pass_(seconds=60)
    beats = queue(version, opened, range(1, 5))

    first = send(reader, opened, beats)
    again = send(reader, opened, beats)

    assert again.status_code == 200
    assert [each["verdict"] for each in again.json["answers"][:3]] == ["repeated"] * 3
    assert again.json["answers"][3] == first.json["answers"][3]
    assert stored(session, opened).credited_ms == 60_000
    assert session.query(BeatRow).filter_by(sitting_id=opened["sitting"]).count() == 4


def test_a_queue_whose_answer_was_lost_goes_on_behind_what_was_taken(reader, version, opened, session, time):
    time.pass_(seconds=60)
    send(reader, opened, queue(version, opened, range(1, 3)))

    answer = send(reader, opened, queue(version, opened, range(1, 5)))

    assert [each["seq"] for each in answer.json["answers"]] == [1, 2, 3, 4]
    assert answer.json["answers"][3]["next_nonce"]
    assert stored(session, opened).credited_ms == 60_000


def test_after_a_queue_a_single_beat_goes_on_with_the_last_nonce(reader, version, opened, time):
    time.pass_(seconds=60)
    nonce = send(reader, opened, queue(version, opened, range(1, 4))).json["answers"][-1]["next_nonce"]

    answer = single(reader, opened, queue(version, opened, [4])[0], nonce)

    assert answer.json["credited_ms"] == 60_000


def test_only_the_first_nonce_is_asked_and_it_must_be_right(reader, version, opened, session, time):
    time.pass_(seconds=60)

    answer = send(reader, opened, queue(version, opened, range(1, 4), nonce="0" * 32))

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["beats[0].nonce"]
    assert stored(session, opened).last_seq == 0


def test_a_queue_that_starts_too_late_says_which_number_comes_next(reader, version, opened, time):
    time.pass_(seconds=60)
    nonce = actions.nonce("test", opened["sitting"], 3)

    answer = send(reader, opened, queue(version, opened, range(3, 5), nonce=nonce))

    assert answer.status_code == 409
    assert "1" in answer.json["title"]


@pytest.mark.parametrize(
    ("place", "field", "value", "named"),
    [
        (2, "mono_ms", -1, "beats[2].mono_ms"),
        (1, "seen", [["nowhere", 0, 10, False]], "beats[1].seen"),
        (3, "inputs", None, "beats[3].inputs"),
        (1, "seq", 7, "beats[1].seq"),
        (0, "seq", True, "beats[0].seq"),
        (0, "nonce", 5, "beats[0].nonce"),
        (0, "nonce", "公", "beats[0].nonce"),
        (1, "close", True, "beats[1].close"),
    ],
)
def test_one_wrong_beat_is_named_and_nothing_of_its_queue_is_taken(
    reader, version, opened, session, time, place, field, value, named
):
    time.pass_(seconds=60)
    beats = queue(version, opened, range(1, 5))
    beats[place][field] = value

    answer = send(reader, opened, beats)

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == [named]
    assert stored(session, opened).last_seq == 0
    assert session.query(BeatRow).filter_by(sitting_id=opened["sitting"]).count() == 0


@pytest.mark.parametrize("beats", [None, {}, [], "beats", [None], [[]], [1]])
def test_what_is_no_queue_is_refused_by_name(reader, opened, beats):
    answer = reader.post(address(opened), json={"beats": beats})

    assert answer.status_code == 422
    assert next(iter(answer.json["fields"])).startswith("beats")


def test_more_than_240_beats_are_refused_together(reader, version, opened, time):
    time.pass_(seconds=60)

    answer = send(reader, opened, queue(version, opened, range(1, 242)))

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["beats"]


def test_a_queue_far_too_large_is_refused(reader, opened):
    answer = reader.post(address(opened), data=b"x" * (4 * 1024 * 1024 + 1), content_type="application/json")

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["beat"]


def test_another_persons_queue_has_no_sitting(reader, version, opened, make, sign_in, time):
    time.pass_(seconds=60)
    stranger = sign_in(make.person())

    answer = send(stranger, opened, queue(version, opened, range(1, 5)))

    assert answer.status_code == 404


@pytest.fixture
def back_after(person, opened, session, sign_in, time):
    """`back_after(hours=1)`: the network was away so long that the sitting expired and the sign-in ended."""

    def come_back(**length):
        time.pass_(seconds=2400)
        actions.expire_sittings(now=clock.now())
        session.commit()
        time.pass_(seconds=timedelta(**length).total_seconds())
        return sign_in(person)

    return come_back


def test_an_expired_sitting_takes_its_queue_as_if_it_had_not_expired(version, opened, session, back_after):
    reader = back_after(hours=1)

    answer = send(reader, opened, queue(version, opened, range(1, 41)))

    assert answer.json["state"] == "expired"
    assert answer.json["answers"][-1]["reason"] == "ended"
    assert stored(session, opened).credited_ms == 600_000


def test_a_page_left_while_offline_closes_its_expired_sitting_late(version, opened, session, back_after):
    reader = back_after(hours=1)
    beats = queue(version, opened, range(1, 3))
    beats[-1]["close"] = True

    send(reader, opened, beats)

    assert stored(session, opened).state == "closed"


def test_a_moved_sitting_takes_its_queue_up_to_the_moment_it_was_moved(reader, version, opened, session, time):
    time.pass_(seconds=30)
    reader.post("/reading/sittings", json={"lesson_version": version.id})
    time.pass_(seconds=600)

    answer = send(reader, opened, queue(version, opened, range(1, 41)))

    assert answer.json["state"] == "moved"
    assert answer.json["ended_at"].endswith("Z")
    assert stored(session, opened).credited_ms <= 30_000


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 409)])
def test_a_queue_is_taken_for_seven_days(version, opened, back_after, days, status):
    reader = back_after(days=days)

    answer = send(reader, opened, queue(version, opened, range(1, 5)))

    assert answer.status_code == status


def test_a_queue_that_reads_the_last_section_completes_the_lesson_once(reader, version, opened, session, time):
    time.pass_(seconds=600)
    beats = queue(version, opened, range(1, 41))
    for beat in beats:
        beat["seen"][0][3] = True
    beats[-4:] = [{**beat, "seen": [[f"{version.lesson_id}-1", *beat["seen"][0][1:3], True]]} for beat in beats[-4:]]

    answer = send(reader, opened, beats)
    send(reader, opened, beats)

    assert answer.json["answers"][-1]["read"] == [f"{version.lesson_id}-0", f"{version.lesson_id}-1"]


def test_the_statements_of_a_queue_do_not_grow_with_it(reader, version, opened, time, statements):
    time.pass_(seconds=1700)
    nonce = send(reader, opened, queue(version, opened, [1])).json["answers"][-1]["next_nonce"]
    with statements(warm=True) as few:
        nonce = send(reader, opened, queue(version, opened, [2, 3], nonce=nonce)).json["answers"][-1]["next_nonce"]

    with statements(warm=True) as many:
        send(reader, opened, queue(version, opened, range(4, 110), nonce=nonce))

    assert len(many) == len(few) <= 5, many
