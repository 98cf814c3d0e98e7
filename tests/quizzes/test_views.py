"""The story of a check through whole requests: start, answer, hand in, repeat, pass."""

import pytest

from learnhub.credits.actions import install_default_rules, turn_key
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import Key
from learnhub.quizzes.models import AnswerStep, Attempt
from tests.quizzes.factories import attempt, checked_lesson, hand_in, key_of, save, start, take


@pytest.fixture
def version(session, make):
    return checked_lesson(session)


@pytest.fixture
def person(make):
    return make.person(locale="en")


@pytest.fixture
def client(person, sign_in):
    return sign_in(person)


def page(client, version):
    return client.get(f"/quizzes/lessons/{version.lesson_id}").text


def test_the_page_says_the_rules_and_offers_one_start(client, version):
    answer = client.get(f"/quizzes/lessons/{version.lesson_id}")

    assert answer.status_code == 200
    assert "5 questions on what you read" in answer.text
    assert "passed from 60 %" in answer.text
    assert answer.text.count("btn-primary") == 1


def test_looking_at_the_page_starts_nothing(client, version, session):
    page(client, version)

    assert session.query(Attempt).count() == 0


def test_an_attempt_is_stored_before_its_first_question_shows(client, version, session):
    attempt_id = start(client, version)

    stored = attempt(session, attempt_id)
    shown = client.get(f"/quizzes/attempts/{attempt_id}").text
    assert stored.state == "open"
    assert shown.count("<fieldset") >= 5
    assert "Continue" in page(client, version)


def test_starting_twice_continues_the_same_attempt(client, version):
    first = start(client, version)

    second = start(client, version)

    assert second == first


def test_everything_right_passes_and_shows_the_explanations(client, version, session):
    attempt_id = take(client, session, version, right=True)

    result = client.get(f"/quizzes/attempts/{attempt_id}").text
    assert attempt(session, attempt_id).percent == 100
    assert "Passed: 5 of 5 right" in result
    assert "因为第1节这样说。" in result
    assert "#c-1" in result


def test_before_passing_neither_the_key_nor_marks_are_shown(client, version, session):
    attempt_id = take(client, session, version, right=False)

    result = client.get(f"/quizzes/attempts/{attempt_id}").text
    assert "Not passed yet: 0 of 5 right" in result
    assert "说得对" not in result
    assert "因为" not in result
    assert "answer-right" not in result


def test_a_miss_links_to_the_sections_to_read_again(client, version, session):
    take(client, session, version, right=False)

    shown = page(client, version)

    assert f"/reading/lessons/{version.lesson_id}#c-0" in shown
    assert "It opens again at 09:10." in shown


def test_a_repeat_within_ten_minutes_is_refused_and_later_allowed(client, version, session, time):
    take(client, session, version, right=False)
    url = f"/quizzes/lessons/{version.lesson_id}/attempts"

    too_soon = client.post(url)
    time.pass_(minutes=10)
    later = client.post(url)

    assert too_soon.status_code == 409
    assert "A repeat is not open yet." in too_soon.text
    assert later.status_code == 303


def test_the_third_miss_of_a_day_closes_the_check_until_the_next(client, person, sign_in, version, session, time):
    for _ in range(3):
        take(client, session, version, right=False)
        time.pass_(minutes=10)

    closed = client.post(f"/quizzes/lessons/{version.lesson_id}/attempts")
    shown = page(client, version)
    time.pass_(days=1)
    opened = sign_in(person).post(f"/quizzes/lessons/{version.lesson_id}/attempts")

    assert closed.status_code == 409
    assert "It opens again on 24 November 2026 at 00:00." in shown
    assert opened.status_code == 303


def test_the_best_of_all_attempts_counts(client, version, session, time):
    take(client, session, version, right=True)
    time.pass_(minutes=10)
    take(client, session, version, right=False)

    assert "Passed with 100 %" in page(client, version)


def test_handing_in_twice_is_the_same_as_once(client, version, session, time):
    attempt_id = start(client, version)
    hand_in(client, attempt_id)
    at = attempt(session, attempt_id).handed_in_at
    time.pass_(minutes=1)

    again = hand_in(client, attempt_id)

    assert again.status_code == 303
    assert again.location.endswith(f"/quizzes/attempts/{attempt_id}")
    assert attempt(session, attempt_id).handed_in_at == at


def test_unanswered_questions_are_listed_once_before_handing_in(client, version, session):
    attempt_id = start(client, version)
    save(client, attempt_id, 1, key_of(session, attempt_id)[1])

    sent = client.post(f"/quizzes/attempts/{attempt_id}/hand-in")
    shown = client.get(sent.location).text

    assert sent.location.endswith("/check")
    assert "4 questions are not answered" in shown
    assert f"/quizzes/attempts/{attempt_id}#question-2" in shown
    assert attempt(session, attempt_id).state == "open"


def test_one_form_hands_in_everything_without_script(client, version, session):
    attempt_id = start(client, version)
    form = {}
    for position, value in key_of(session, attempt_id).items():
        form[f"v-{position}"] = "0"
        form[f"q-{position}"] = str(value).lower() if isinstance(value, bool) else value

    sent = client.post(f"/quizzes/attempts/{attempt_id}/hand-in", data=form)

    assert sent.location.endswith(f"/quizzes/attempts/{attempt_id}")
    assert attempt(session, attempt_id).percent == 100
    assert session.query(AnswerStep).count() == 5


def test_a_stale_form_keeps_the_newer_answer_and_says_so(client, version, session):
    attempt_id = start(client, version)
    right = key_of(session, attempt_id)
    position = next(place for place, value in right.items() if isinstance(value, str))
    save(client, attempt_id, position, right[position])
    wrong = "2" if right[position] == "1" else "1"

    sent = client.post(
        f"/quizzes/attempts/{attempt_id}/hand-in",
        data={f"v-{position}": "0", f"q-{position}": wrong, "confirmed": "yes"},
    )

    assert sent.location.endswith("/check")
    assert f"Question {position} was answered on another page since" in client.get(sent.location).text
    assert attempt(session, attempt_id).state == "open"


def test_somebody_elses_attempt_does_not_exist(client, version, make, sign_in):
    attempt_id = start(client, version)
    other = sign_in(make.person())

    assert other.get(f"/quizzes/attempts/{attempt_id}").status_code == 404
    assert other.get(f"/quizzes/attempts/{attempt_id}/check").status_code == 404
    assert hand_in(other, attempt_id).status_code == 404
    assert save(other, attempt_id, 1, "1").status_code == 404


def test_a_lesson_without_questions_has_no_check(client, session, make):
    empty = checked_lesson(session, gift="")

    assert client.get(f"/quizzes/lessons/{empty.lesson_id}").status_code == 404
    assert client.post(f"/quizzes/lessons/{empty.lesson_id}/attempts").status_code == 404


@pytest.mark.parametrize("first", ["read", "recall"])
def test_the_last_of_both_keys_writes_the_class_hours_once(first, client, person, version, session, time):
    install_default_rules()
    if first == "read":
        turn_key(person.id, version, key=Key.READ, evidence={}, now=time.now)

    take(client, session, version, right=True)
    if first == "recall":
        turn_key(person.id, version, key=Key.READ, evidence={}, now=time.now)
    time.pass_(minutes=10)
    take(client, session, version, right=True)

    assert session.query(CreditEntry).filter_by(person_id=person.id).count() == 1


def test_recall_alone_writes_no_class_hours(client, person, version, session):
    install_default_rules()

    take(client, session, version, right=True)

    assert session.query(CreditEntry).filter_by(person_id=person.id).count() == 0


def test_a_person_who_works_in_chinese_gets_chinese_pages(make, sign_in, version, session):
    reader = sign_in(make.person(locale="zh-CN"))
    attempt_id = take(reader, session, version, right=True)

    assert "已合格，最好成绩 100%" in page(reader, version)
    assert "已合格：答对 5/5 题" in reader.get(f"/quizzes/attempts/{attempt_id}").text


def test_the_pages_take_a_fixed_number_of_statements(client, version, session, statements):
    attempt_id = start(client, version)
    client.get(f"/quizzes/attempts/{attempt_id}")

    with statements() as seen:
        client.get(f"/quizzes/attempts/{attempt_id}")

    assert len(seen) <= 12
