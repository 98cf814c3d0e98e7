"""Recall of a lesson without a check of its own: a few questions of its bank, all right, again with other ones."""

from datetime import timedelta

import pytest

from learnhub.catalog.commands import run_import
from learnhub.catalog.models import Lesson, LessonVersion
from learnhub.credits.actions import install_default_rules, turn_key
from learnhub.credits.rules import Key
from learnhub.kernel import clock
from learnhub.quizzes import queries
from learnhub.quizzes.models import Question, Quiz
from tests.quizzes.factories import attempt, hand_in, key_of, save, start, take

TEXT = "# 归档\n\n## 收集\n\n{first}\n\n## 整理\n\n{second}\n"
QUESTION = "// section: {section}\n::题{n}::第{n}题？{{=对{n}#好。 ~错{n}#见课文。####因为课文这样说。}}"


def words(sign):
    return sign * 200


def bank(count):
    return "\n\n".join(
        QUESTION.format(n=number, section="收集" if number % 2 else "整理") for number in range(1, count + 1)
    )


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "gui-dang"
    place.mkdir()
    (place / "course.md").write_text("---\ntitle: 归档\nlanguage: zh-CN\n---\n", encoding="utf-8")
    write(place, "01.md", TEXT.format(first=words("收"), second=words("整")))
    return place


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def bring_in(folder, session):
    report = run_import(folder)
    session.expire_all()
    version = session.get_one(LessonVersion, session.query(Lesson).one().current_version_id)
    return version, report


def with_bank(folder, session, count=6):
    write(folder, "01.bank.gift", bank(count))
    return bring_in(folder, session)[0]


def asked(attempt_id):
    return {worded.question_id for _, worded in queries.items_of(attempt_id)}


@pytest.fixture
def client(make, sign_in):
    install_default_rules()
    return sign_in(make.person(locale="en"))


def test_a_bank_beside_a_lesson_gives_it_recall_and_class_hours(folder, session, client):
    version = with_bank(folder, session)

    page = client.get(f"/reading/lessons/{version.lesson_id}").text

    assert version.has_recall
    assert "earns no class-hours" not in page
    assert f"/quizzes/lessons/{version.lesson_id}" in page


def test_a_lesson_without_check_and_bank_says_that_it_earns_nothing(folder, session, client):
    version, _ = bring_in(folder, session)

    assert not version.has_recall
    assert "earns no class-hours" in client.get(f"/reading/lessons/{version.lesson_id}").text
    assert client.get(f"/quizzes/lessons/{version.lesson_id}").status_code == 404


def test_three_questions_are_drawn_from_the_bank_and_all_must_be_right(folder, session, client):
    version = with_bank(folder, session)
    attempt_id = start(client, version)
    key = key_of(session, attempt_id)
    for position in (1, 2):
        save(client, attempt_id, position, key[position])
    hand_in(client, attempt_id)

    page = client.get(f"/quizzes/attempts/{attempt_id}").text

    assert len(key) == 3
    assert not attempt(session, attempt_id).passed
    assert "Not passed yet: 2 of 3 right" in page
    assert "passed when every answer is right" in page


def test_all_three_right_show_recall_and_complete_a_lesson_that_was_read(folder, session, make, sign_in):
    install_default_rules()
    person = make.person(locale="en")
    version = with_bank(folder, session)
    done = turn_key(person.id, version, key=Key.READ, evidence={}, now=clock.now())

    attempt_id = take(sign_in(person), session, version, right=True)

    assert attempt(session, attempt_id).passed
    assert done.completed_at is not None


def test_the_key_stays_hidden_until_recall_is_shown(folder, session, client, time):
    version = with_bank(folder, session)
    missed = take(client, session, version, right=False)
    before = client.get(f"/quizzes/attempts/{missed}").text
    time.pass_(minutes=11)
    take(client, session, version, right=True)

    after = client.get(f"/quizzes/attempts/{missed}").text

    assert "因为课文这样说" not in before
    assert "right answer" not in before
    assert "因为课文这样说" in after


def test_a_repeat_waits_ten_minutes_and_draws_the_other_questions(folder, session, client, time):
    version = with_bank(folder, session, count=6)
    first = take(client, session, version, right=False)

    at_once = client.post(f"/quizzes/lessons/{version.lesson_id}/attempts")
    time.pass_(minutes=10)
    second = take(client, session, version, right=False)

    assert at_once.status_code == 409
    assert len(asked(first) | asked(second)) == 6


def test_three_misses_a_day_lead_back_to_the_sections_and_open_the_next_day(folder, session, make, sign_in, time):
    person = make.person(locale="en")
    client, version = sign_in(person), with_bank(folder, session)
    for _ in range(3):
        take(client, session, version, right=False)
        time.pass_(minutes=11)

    page = client.get(f"/quizzes/lessons/{version.lesson_id}").text
    closed = client.post(f"/quizzes/lessons/{version.lesson_id}/attempts").status_code
    time.pass_(days=1)
    opened = sign_in(person).post(f"/quizzes/lessons/{version.lesson_id}/attempts").status_code

    assert "Read these sections again" in page
    assert "收集" in page
    assert f"/reading/lessons/{version.lesson_id}#section-" in page
    assert (closed, opened) == (409, 303)


def test_an_attempt_looks_the_same_after_a_reload_and_keeps_its_seed(folder, session, client):
    version = with_bank(folder, session)
    attempt_id = start(client, version)
    seed, questions = attempt(session, attempt_id).seed, [item.id for item, _ in queries.items_of(attempt_id)]

    again = start(client, version)

    assert again == attempt_id
    assert attempt(session, again).seed == seed
    assert [item.id for item, _ in queries.items_of(again)] == questions


def test_an_attempt_under_way_survives_a_new_version_with_another_bank(folder, session, client, time):
    version = with_bank(folder, session)
    attempt_id = start(client, version)
    key = key_of(session, attempt_id)
    time.pass_(minutes=1)
    write(folder, "01.bank.gift", "::新题::新的？{=是 ~不是}")
    write(folder, "01.md", TEXT.format(first=words("集"), second=words("整")))
    newer, _ = bring_in(folder, session)

    for position, value in key.items():
        save(client, attempt_id, position, value)
    hand_in(client, attempt_id)

    assert newer.id != version.id
    assert attempt(session, attempt_id).passed
    assert "第" in client.get(f"/quizzes/attempts/{attempt_id}").text


def test_an_attempt_keeps_its_own_pass_mark_when_the_bank_becomes_a_check(folder, session, client):
    version = with_bank(folder, session)
    attempt_id = start(client, version)
    key = key_of(session, attempt_id)
    (folder / "01.bank.gift").rename(folder / "01.gift")
    newer, _ = bring_in(folder, session)

    for position in (1, 2):
        save(client, attempt_id, position, key[position])
    hand_in(client, attempt_id)

    quiz = session.query(Quiz).one()
    assert (quiz.recall, quiz.questions, quiz.pass_percent) == (False, 5, 60)
    assert newer.number == 2
    assert not attempt(session, attempt_id).passed


def test_an_option_that_costs_nothing_is_still_not_right(folder, session, client):
    write(folder, "01.bank.gift", "\n\n".join(f"::多{n}::哪些？{{~%50%甲 ~%50%乙 ~%0%丙}}" for n in range(3)))
    version, _ = bring_in(folder, session)
    attempt_id = start(client, version)

    for position in (1, 2, 3):
        save(client, attempt_id, position, ["1", "2", "3"] if position == 1 else ["1", "2"])
    hand_in(client, attempt_id)

    assert not attempt(session, attempt_id).passed


def test_a_bank_of_fewer_than_three_questions_is_asked_whole_and_noted(folder, session, client):
    write(folder, "01.bank.gift", bank(2))
    version, report = bring_in(folder, session)

    attempt_id = start(client, version)

    assert len(asked(attempt_id)) == 2
    assert [(found.file, found.params) for found in report.problems] == [("01.bank.gift", {"count": "2"})]


def test_a_lesson_with_a_check_and_a_bank_uses_the_check_and_says_so(folder, session):
    write(folder, "01.gift", "::甲::一加一？{=二 ~三}")
    write(folder, "01.bank.gift", bank(4))

    version, report = bring_in(folder, session)

    assert version.has_recall
    assert session.query(Question).count() == 1
    assert not session.query(Quiz).one().recall
    assert [(found.file, found.what) for found in report.problems] == [
        ("01.bank.gift", "The lesson has a check of its own, so this bank is not asked.")
    ]


def test_a_bank_without_a_lesson_is_reported(folder, session):
    write(folder, "07.bank.gift", bank(3))

    _, report = bring_in(folder, session)

    assert [(found.file, found.what) for found in report.problems] == [
        ("07.bank.gift", "No lesson stands beside these questions.")
    ]


def test_importing_a_bank_again_changes_nothing(folder, session, time):
    with_bank(folder, session)
    time.pass_(days=1)

    version, report = bring_in(folder, session)

    assert (report.new, report.changed, version.number) == (0, 0, 1)
    assert version.imported_at == clock.now() - timedelta(days=1)
