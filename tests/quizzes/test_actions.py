"""Taking question files into the bank: the real courses, re-worded, retired and broken questions."""

import re
from pathlib import Path

import pytest

from learnhub.catalog.events import LessonVersionImported
from learnhub.kernel import clock
from learnhub.platform.bus import announce
from learnhub.quizzes import queries
from learnhub.quizzes.actions import import_questions
from learnhub.quizzes.models import Question, QuestionVersion
from tests.quizzes.factories import attempt, checked_lesson, take
from tests.reading.factories import lesson

COURSES = Path(__file__).resolve().parents[2] / "content" / "courses"
FILES = sorted(COURSES.rglob("*.gift"))
ONE = "::甲::一加一？{=二 ~三}"


def imported(version, gift):
    return import_questions(version, gift, file="01.gift", now=clock.now())


# The courses as a whole enter both databases with the demo county.
@pytest.mark.once
def test_every_question_of_our_courses_enters_the_bank_without_a_problem(session, make):
    problems = []
    for path in FILES:
        version = lesson(session)
        version.source = path.with_suffix(".md").read_text(encoding="utf-8")
        version.title = re.findall(r"(?m)^title: (.+)$", version.source)[0]
        problems += import_questions(version, path.read_text(encoding="utf-8"), file=path.name, now=clock.now())

    assert problems == []
    assert session.query(Question).count() == 257


def test_an_imported_lesson_gets_its_check_from_the_announcement(session, make):
    version = lesson(session)
    problems = []

    announce(LessonVersionImported(version.id, "坏题{\n\n" + ONE, "courses/a/01-x.md", problems))

    assert version.has_recall
    assert queries.bank_of(version.lesson_id)
    assert [(problem.file, problem.line) for problem in problems] == [("courses/a/01-x.gift", 1)]


def test_a_lesson_without_questions_shows_no_recall(session, make):
    version = lesson(session, has_recall=True)

    announce(LessonVersionImported(version.id, "", "courses/a/01-x.md", []))

    assert not version.has_recall
    assert not queries.bank_of(version.lesson_id)


def test_importing_again_changes_nothing(session, make):
    version = lesson(session)
    imported(version, ONE)

    imported(version, ONE)

    assert session.query(QuestionVersion).count() == 1


def test_a_reworded_question_gets_a_version_and_old_attempts_keep_theirs(session, make, sign_in):
    version = checked_lesson(session, gift=ONE)
    client = sign_in(make.person(locale="en"))
    attempt_id = take(client, session, version, right=True)

    imported(version, ONE.replace("一加一？", "1 + 1 = ？"))

    shown = client.get(f"/quizzes/attempts/{attempt_id}").text
    assert session.query(Question).count() == 1
    assert session.query(QuestionVersion).count() == 2
    assert "一加一？" in shown


def test_a_question_that_is_gone_is_retired_and_may_come_back(session, make):
    version = lesson(session)
    imported(version, ONE)

    imported(version, "::乙::二加二？{=四 ~五}")
    retired = session.query(Question).filter(Question.retired_at.is_not(None)).count()
    imported(version, ONE)

    assert retired == 1
    assert len(queries.bank_of(version.lesson_id)) == 1
    assert session.query(QuestionVersion).count() == 2


def test_types_that_come_later_are_reported_with_their_line(session, make):
    version = lesson(session)

    problems = imported(version, ONE + "\n\n::丙::这里只有一段文字。\n")

    assert [(problem.line, str(problem.severity)) for problem in problems] == [(3, "later")]
    assert version.has_recall


def test_a_question_of_a_section_that_is_not_there_is_noted(session, make):
    version = lesson(session)

    problems = imported(version, "// section: 没有这一节\n" + ONE)

    assert [problem.params for problem in problems] == [{"section": "没有这一节"}]


def test_two_questions_of_one_name_are_two_questions(session, make):
    version = lesson(session)

    imported(version, ONE + "\n\n" + ONE.replace("一加一", "二加二"))

    assert len(queries.bank_of(version.lesson_id)) == 2


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src\\=x onerror\\=alert(1)>", "[点](javascript:a)"]
)
def test_what_authors_write_never_becomes_something_a_browser_runs(session, make, sign_in, text):
    version = checked_lesson(session, gift=f"[markdown]{text} 题{{=对{text}#好{text} ~错####因为{text}}}")
    client = sign_in(make.person(locale="en"))

    attempt_id = take(client, session, version, right=True)

    shown = client.get(f"/quizzes/attempts/{attempt_id}").text.split("<main")[1]
    assert "<script" not in shown
    assert not re.search(r"<[^>]*\sonerror", shown)
    assert "javascript:" not in shown


def test_a_repeat_draws_other_questions_where_there_are_any(session, make, sign_in, time):
    gift = "\n\n".join(f"::q{n}::第{n}题{{=对 ~错}}" for n in range(10))
    version = checked_lesson(session, gift=gift)
    client = sign_in(make.person())

    first = take(client, session, version, right=False)
    time.pass_(minutes=10)
    second = take(client, session, version, right=False)

    asked = [{worded.question_id for _, worded in queries.items_of(each)} for each in (first, second)]
    assert len(asked[0] | asked[1]) == 10


def test_best_scores_come_for_many_people_at_once(session, make, sign_in, statements):
    version = checked_lesson(session)
    people = [make.person() for _ in range(3)]
    for person in people[:2]:
        take(sign_in(person), session, version, right=person is people[0])
    ids, lesson_ids = [person.id for person in people], [version.lesson_id]

    with statements() as seen:
        scores = queries.best_scores(ids, lesson_ids)

    assert {key[0]: (score.percent, score.passed) for key, score in scores.items()} == {
        ids[0]: (100, True),
        ids[1]: (0, False),
    }
    assert len(seen) == 1


def test_an_attempt_under_way_waits_for_its_person(session, make, sign_in):
    version = checked_lesson(session)
    person = make.person()
    client = sign_in(person)
    location = client.post(f"/quizzes/lessons/{version.lesson_id}/attempts").location

    waiting = queries.waiting_attempts(person.id)

    assert [(each.lesson_id, each.title) for each in waiting] == [(version.lesson_id, version.title)]
    assert location.endswith(f"/{waiting[0].attempt_id}")
    assert attempt(session, waiting[0].attempt_id).state == "open"
