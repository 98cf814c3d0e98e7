"""Statistics of checks: worked out by a job from first finished attempts, stored, shown to those who can use them."""

import io
import re
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform import jobs as platform_jobs
from learnhub.platform.audit import AuditEntry
from learnhub.quizzes.jobs.statistics import statistics
from learnhub.quizzes.models import AttemptItem, EssayMark, Question, QuestionVersion
from learnhub.quizzes.models.statistics import StoredStatistics
from learnhub.quizzes.queries.statistics_source import quizzes_to_analyse
from learnhub.quizzes.rules.statistics_flags import FlagKind
from tests.quizzes.factories import checked_lesson
from tests.quizzes.statistics_data import able, attempts, change_answer, quiz_of, versions_of

FIXTURE = """1,1,.5,.5,1; 1,0,1,.75,1; 0,1,.5,.25,0; 1,1,1,1,1; 0,0,0,.25,1; 1,1,.5,.5,0; 1,0,1,.75,1; 0,0,.5,0,0;
1,1,1,1,1; 1,1,0,.5,1; 0,1,.5,.75,1; 1,0,0,.25,0"""
ROWS = [[float(mark) for mark in row.split(",")] for row in FIXTURE.split(";")]
FIVE = "\n\n".join(f"::题{n}::第{n}题？{{=甲 ~乙 ~丙}}" for n in range(5))


@pytest.fixture
def version(session, time):
    return checked_lesson(session, gift=FIVE)


def figures(session, version) -> Any:
    statistics(quiz_of(session, version).id)
    return session.scalars(sa.select(StoredStatistics)).one().document


def writer(make, sign_in, role=Role.AUTHOR):
    person = make.person("出题人")
    make.grant(person, role, make.unit("党校"))
    return sign_in(person)


def keyed(rows, *, wrong: Any = None):
    """The answers behind marks: the key for a right one, `wrong(row, place)` otherwise."""
    chosen = wrong or (lambda row, place: "2" if (row + place) % 2 else "3")
    return [
        ["1" if mark == 1 else chosen(number, place) for place, mark in enumerate(row)]
        for number, row in enumerate(rows)
    ]


def test_the_stored_figures_are_those_of_the_formulas(session, version):
    attempts(session, version, ROWS)

    found = figures(session, version)

    assert found["people"] == 12
    assert found["drawn"] is False
    by_version = {each["version_id"]: each for each in found["questions"]}
    first = by_version[versions_of(session, version)[0]]
    assert first["facility"] == pytest.approx(0.666667, abs=1e-6)
    assert sum(each["weight"] for each in found["questions"]) == pytest.approx(100, abs=1e-6)


def test_an_essay_that_was_marked_since_has_the_figures_worked_out_again_at_night(session, version, make, time):
    made, quiz = attempts(session, version, [[1.0] * 5] * 6), quiz_of(session, version)
    time.pass_(minutes=1)
    statistics(quiz.id)
    item = session.scalars(sa.select(AttemptItem.id).where(AttemptItem.attempt_id == made[0])).first()
    before = quizzes_to_analyse(clock.now(), again=True)

    time.pass_(minutes=1)
    session.add(EssayMark(item_id=item, marker_id=make.person().id, points={}, fraction=1, at=clock.now()))
    session.flush()

    assert (before, quizzes_to_analyse(clock.now(), again=True)) == ([], [quiz.id])


def test_only_the_first_finished_attempt_of_everybody_counts(session, version):
    from learnhub.quizzes.models import Attempt

    made = attempts(session, version, [[0.0] * 5] * 6)
    who = list(session.scalars(sa.select(Attempt.person_id).where(Attempt.id.in_(made)).order_by(Attempt.id)))
    attempts(session, version, [[1.0] * 5] * 6, by=who, n=2)

    found = figures(session, version)

    assert found["people"] == 6
    assert found["test"]["mean"] == 0


def test_versions_of_a_question_are_never_added_up(session, version):
    old = versions_of(session, version)
    question = session.scalars(sa.select(Question).where(Question.current_version_id == old[0])).one()
    before = session.get_one(QuestionVersion, old[0])
    new = QuestionVersion(
        question_id=question.id, number=2, kind=before.kind, document=before.document, section=None,
        rendered=before.rendered, content_hash="2", created_at=before.created_at,
    )  # fmt: skip
    session.add(new)
    session.flush()
    attempts(session, version, [[1.0, 0, 0, 0, 0]] * 6)
    attempts(session, version, [[0.0, 1, 1, 1, 1]] * 7, asked=[[new.id, *old[1:]]] * 7)

    found = figures(session, version)

    mine = {each["number"]: each for each in found["questions"] if each["question_id"] == question.id}
    assert {number: (each["people"], each["facility"]) for number, each in mine.items()} == {1: (6, 1.0), 2: (7, 0.0)}
    assert found["drawn"] is True


def test_a_wrong_key_is_named_in_plain_words_with_the_option_that_the_able_choose(session, version, make, sign_in):
    rows = able(1, 80, 5)
    totals = [sum(row[1:]) for row in rows]
    answers = keyed(rows)
    for row, total, given in zip(rows, totals, answers, strict=True):
        row[0], given[0] = (0.0, "2") if total >= 2 else (1.0, "1")
    attempts(session, version, rows, answers=answers)
    found = figures(session, version)

    first = next(each for each in found["questions"] if each["version_id"] == versions_of(session, version)[0])
    quiz = quiz_of(session, version)
    client = writer(make, sign_in)
    page = client.get(f"/quizzes/{quiz.id}/statistics/{first['version_id']}", headers={"Accept-Language": "en"})

    assert first["flags"][0]["kind"] == FlagKind.KEY_WRONG
    assert [option["letter"] for option in first["options"]] == ["A", "B", "C"]
    assert first["options"][1]["rest"] > first["options"][0]["rest"]
    assert page.status_code == 200
    assert "B" in page.text


def test_the_table_of_options_counts_everybody_once(session, version):
    rows = able(2, 40, 5)
    attempts(session, version, rows, answers=keyed(rows))

    for each in figures(session, version)["questions"]:
        assert sum(option["count"] for option in each["options"]) == 40
        assert each["options"][0]["right"]


def test_changes_of_answers_and_times_are_counted(session, version):
    rows = able(3, 10, 5)
    rows[0][0], rows[1][0] = 1.0, 0.0
    answers = keyed(rows)
    made = attempts(session, version, rows, answers=answers)
    change_answer(session, made[0], 1, "2")
    change_answer(session, made[1], 1, "1")

    found = figures(session, version)

    first = next(each for each in found["questions"] if each["version_id"] == versions_of(session, version)[0])
    assert first["pace"]["wrong_to_right"] == 1
    assert first["pace"]["right_to_wrong"] == 1
    assert first["pace"]["seconds"] == [20.0, 20.0, 20.0]


def test_of_fewer_than_five_people_nothing_is_kept_or_shown(session, version, make, sign_in):
    attempts(session, version, ROWS[:4])
    quiz = quiz_of(session, version)

    assert figures(session, version) == {}

    client = writer(make, sign_in)
    assert "0.6667" not in client.get(f"/quizzes/{quiz.id}/statistics").text
    assert client.post(f"/quizzes/{quiz.id}/statistics/export").status_code == 404


def test_the_job_works_out_what_is_new_and_leaves_the_rest(session, version, time):
    attempts(session, version, ROWS)
    statistics()
    first = session.scalars(sa.select(StoredStatistics.computed_at)).one()

    time.pass_(hours=2)
    statistics()
    unchanged = session.scalars(sa.select(StoredStatistics.computed_at)).one()
    time.pass_(hours=15)  # two in the morning in Shanghai
    attempts(session, version, ROWS)
    statistics()

    assert unchanged == first
    assert session.scalars(sa.select(StoredStatistics.people)).one() == 24


def test_an_author_asks_for_figures_and_the_job_brings_them(session, version, make, sign_in):
    attempts(session, version, ROWS)
    quiz = quiz_of(session, version)
    client = writer(make, sign_in)

    assert client.post(f"/quizzes/{quiz.id}/statistics").status_code == 303
    assert client.post(f"/quizzes/{quiz.id}/statistics").status_code == 303
    waiting = session.scalars(sa.select(platform_jobs.Job).where(platform_jobs.Job.name == "quizzes.statistics")).all()
    platform_jobs.run_due()

    assert len(waiting) == 1
    assert session.scalars(sa.select(StoredStatistics.people)).one() == 12
    assert client.get("/quizzes/statistics").status_code == 200


def test_the_workbook_holds_the_figures_and_its_export_is_recorded(session, version, make, sign_in):
    rows = able(4, 40, 5)
    attempts(session, version, rows, answers=keyed(rows))
    statistics(quiz_of(session, version).id)

    answer = writer(make, sign_in).post(f"/quizzes/{quiz_of(session, version).id}/statistics/export")

    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert len([name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]) == 3
    assert session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one() == (
        "quizzes.export_statistics"
    )


def test_the_pages_cost_the_same_whatever_the_number_of_questions(session, version, make, sign_in, statements):
    many = checked_lesson(session, gift="\n\n".join(f"::问{n}::第{n}问？{{=甲 ~乙}}" for n in range(40)))
    attempts(session, version, able(5, 30, 5))
    attempts(session, many, able(6, 30, 40))
    statistics()
    client = writer(make, sign_in)

    paths = [f"/quizzes/{quiz_of(session, each).id}/statistics" for each in (version, many)]
    client.get("/quizzes/statistics")

    counted = []
    for path in paths:
        with statements() as seen:
            assert client.get(path).status_code == 200
        counted.append(len(seen))

    assert counted[0] == counted[1]


def test_the_page_keeps_what_was_worked_out_until_it_is_worked_out_again(
    session, version, make, sign_in, time, statements
):
    quiz_id = quiz_of(session, version).id
    path, client = f"/quizzes/{quiz_id}/statistics", writer(make, sign_in)
    attempts(session, version, [[1.0] * 5] * 6)
    statistics(quiz_id)
    before = client.get(path).text
    with statements() as seen:
        again = client.get(path).text
    client.set_cookie("lh_lang", "en")
    english = client.get(path).text

    time.pass_(minutes=5)
    attempts(session, version, [[0.0] * 5] * 6)
    statistics(quiz_id)
    client.delete_cookie("lh_lang")
    after = client.get(path).text

    assert not [each for each in seen if "quizzes_statistics.document" in each]
    assert _column(before, 2) == _column(again, 2) == _column(english, 2) == ["100"] * 5
    assert _column(after, 2) == ["50"] * 5
    assert "What the figures mean" in english
    assert "What the figures mean" not in before + again + after


def _column(page: str, place: int) -> list[str]:
    """A column of figures of the table of questions."""
    rows = re.findall(r"<tr[^>]*>\s*<th scope=\"row\"><a.*?</tr>", page, re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[place - 1].strip() for row in rows]


@pytest.mark.parametrize("role", list(Role))
def test_who_writes_or_answers_for_courses_sees_statistics_and_nobody_else(session, version, make, sign_in, role):
    attempts(session, version, ROWS)
    statistics()
    client, quiz = writer(make, sign_in, role), quiz_of(session, version)
    allowed = role in (Role.AUTHOR, Role.REVIEWER, Role.TRAINING_ADMINISTRATOR)

    for path in ("/quizzes/statistics", f"/quizzes/{quiz.id}/statistics"):
        assert client.get(path).status_code == (200 if allowed else 404)
    assert client.post(f"/quizzes/{quiz.id}/statistics/export").status_code == (200 if allowed else 404)
