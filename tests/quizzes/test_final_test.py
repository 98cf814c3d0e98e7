"""The final test of a course: described in its file, opened by its lessons, paid once by a dated rule."""

import pytest

from learnhub.catalog.commands import run_import
from learnhub.catalog.models import Course, Lesson
from learnhub.credits.actions import install_default_rules, turn_key
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import Key
from learnhub.kernel import clock
from learnhub.quizzes.models import Quiz
from learnhub.quizzes.queries import settings_of
from learnhub.quizzes.rules.final_test import read_final_test
from learnhub.quizzes.rules.settings import Behaviour, Counts
from tests.quizzes.factories import attempt, checked_lesson, hand_in, key_of, save

COURSE = "---\ntitle: 一门课\nlanguage: zh-CN\n{test}---\n\n介绍。\n"
LESSON = "---\ntitle: 第{n}课\n---\n\n## 一节\n\n" + "读一读，想一想。" * 40 + "\n"
QUESTIONS = "\n\n".join(f"::题{n}::选哪个？{{=对 ~错}}" for n in range(4))


@pytest.fixture
def person(make):
    return make.person(locale="en")


@pytest.fixture
def client(person, sign_in):
    return sign_in(person)


@pytest.fixture
def version(session, make):
    install_default_rules()
    made = checked_lesson(session)
    session.add(Quiz(course_id=course_of(session, made), questions=4, pass_percent=75, settings={"cooling_minutes": 0}))
    session.commit()
    return made


def course_of(session, version):
    return session.get_one(Lesson, version.lesson_id).course_id


def complete(session, person, version):
    for key in Key:
        turn_key(person.id, version, key=key, evidence={}, now=clock.now())
    session.commit()


def take(client, session, course_id, *, right):
    begun = client.post(f"/quizzes/courses/{course_id}/test/attempts")
    assert begun.status_code == 303, begun.text
    attempt_id = int(begun.location.rsplit("/", 1)[1])
    for position, value in key_of(session, attempt_id).items():
        save(client, attempt_id, position, value if right else None)
    hand_in(client, attempt_id)
    return attempt_id


def paid(session, person):
    return session.query(CreditEntry).filter_by(person_id=person.id, source="final_test").all()


def test_it_opens_when_every_lesson_is_complete(client, session, version, person):
    course_id = course_of(session, version)
    refused = client.post(f"/quizzes/courses/{course_id}/test/attempts")
    before = client.get(f"/quizzes/courses/{course_id}/test").text

    complete(session, person, version)

    assert refused.status_code == 409
    assert "1 lesson is left before the final test" in before
    assert "The final test: 4 questions" in client.get(f"/quizzes/courses/{course_id}/test").text


def test_passing_it_is_paid_once_by_the_rule(client, session, version, person, time):
    course_id = course_of(session, version)
    complete(session, person, version)
    missed = take(client, session, course_id, right=False)
    unpaid = paid(session, person)
    again = client.get(f"/quizzes/attempts/{missed}").text
    time.pass_(minutes=1)
    first = take(client, session, course_id, right=True)
    time.pass_(minutes=1)
    take(client, session, course_id, right=True)

    entries = paid(session, person)
    shown = client.get(f"/credits/entries/{entries[0].id}").text
    assert unpaid == []
    assert f"/reading/lessons/{version.lesson_id}#" in again.partition("sections-again")[2]
    assert [str(entry.hours) for entry in entries] == ["0.50"]
    assert entries[0].evidence["attempt"] == first
    assert "the final test of a course" in shown
    assert "The final test is passed" in client.get(f"/quizzes/attempts/{first}").text
    assert attempt(session, first).lesson_version_id is None


def write(folder, test):
    folder.mkdir(exist_ok=True)
    (folder / "course.md").write_text(COURSE.format(test=test), encoding="utf-8")
    (folder / "01-a.md").write_text(LESSON.format(n=1), encoding="utf-8")
    (folder / "01-a.gift").write_text(QUESTIONS, encoding="utf-8")
    return run_import(folder)


def test_a_course_file_makes_changes_and_retires_it(app, session, tmp_path):
    folder = tmp_path / "ke"
    write(folder, "final_test:\n  questions: 3\n  pass_percent: 80\n  minutes: 25\n  attempts: 2\n")
    quiz = session.query(Quiz).join(Course, Course.id == Quiz.course_id).filter(Course.key == "ke").one()
    made = (quiz.questions, quiz.pass_percent, settings_of(quiz).minutes, settings_of(quiz).attempts)

    changed = write(folder, "final_test:\n  questions: 2\n  minute: 5\n  counts: worst\n")
    session.expire_all()
    renewed = (quiz.questions, settings_of(quiz).minutes, quiz.retired_at)
    write(folder, "")
    session.expire_all()

    assert made == (3, 80, 25, 2)
    assert renewed == (2, None, None)
    assert [(problem.file, problem.line) for problem in changed.problems] == [("course.md", 4)] * 2
    assert quiz.retired_at is not None


@pytest.mark.once
def test_what_a_course_says_is_read_key_by_key():
    test, faults = read_final_test(
        {"questions": 10, "behaviour": "immediate", "counts": "last", "minutes": "ten", "after_lessons": False}
    )

    assert (test.questions, test.counts, test.settings.behaviour) == (10, Counts.LAST, Behaviour.IMMEDIATE)
    assert (test.settings.minutes, test.settings.after_lessons) == (None, False)
    assert [fault.params["key"] for fault in faults] == ["minutes"]
