"""Learning from mistakes: what enters the notebook, when it comes up, and that nobody else ever sees any of it."""

from datetime import date

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson
from learnhub.credits.models import Completion
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.quizzes.actions.notebook import remember
from learnhub.quizzes.models import Question, ReviewAnswer, ReviewItem
from learnhub.quizzes.queries.notebook import notebook
from learnhub.quizzes.rules.questions import question_from
from learnhub.quizzes.rules.showing import right_value
from learnhub.quizzes.rules.spaced import Rating
from tests.quizzes.factories import checked_lesson, start, take

SECRET = "错题本里的问题"
GIFT = "\n\n".join(f"// section: 第{n}节\n::问{n}::{SECRET}{n}？{{=甲 ~乙 ~丙####因为这样。}}" for n in range(3))


@pytest.fixture
def version(session, time):
    return checked_lesson(session, gift=GIFT)


@pytest.fixture
def cadre(make):
    return make.person("沈佳", unit=make.unit("干部科"))


def finish(session, person, version):
    session.add(
        Completion(person_id=person.id, lesson_version_id=version.id, evidence={}, completed_at=clock.now())
    )  # fmt: skip
    session.commit()


@pytest.fixture
def wrong(session, version, cadre, sign_in):
    """A cadre who left three questions unanswered in a finished check of a finished lesson."""
    client = sign_in(cadre)
    take(client, session, version, right=False)
    finish(session, cadre, version)
    return client


def questions(session, person):
    return [each.question_id for each in notebook(person.id, clock.today()).mistakes]


def answer(client, session, question_id, *, right=True, sure="yes"):
    question = session.get_one(Question, question_id)
    from learnhub.quizzes.models import QuestionVersion

    asked = question_from(session.get_one(QuestionVersion, question.current_version_id).document)
    value = right_value(asked) if right else "3"
    return client.post(f"/quizzes/notebook/questions/{question_id}/answers", data={"q-1": value, "sure": sure})


def test_mistakes_of_a_lesson_enter_when_it_is_finished(session, version, cadre, sign_in):
    take(sign_in(cadre), session, version, right=False)
    before = questions(session, cadre)

    finish(session, cadre, version)

    assert before == []
    assert len(questions(session, cadre)) == 3


def test_an_attempt_under_way_hides_its_questions(session, wrong, cadre, version, time):
    time.pass_(minutes=11)

    start(wrong, version)

    assert questions(session, cadre) == []


def test_a_retired_question_leaves_the_notebook(session, wrong, cadre):
    first = session.get_one(Question, questions(session, cadre)[0])

    first.status, first.retired_at = "retired", clock.now()
    session.commit()

    assert first.id not in questions(session, cadre)


def test_a_review_shows_the_key_the_explanation_and_the_section_and_when_it_comes_again(session, wrong, cadre):
    asked = notebook(cadre.id, clock.today()).today

    page = wrong.get("/quizzes/notebook/review").text
    told = answer(wrong, session, asked[0])
    shown = wrong.get(told.location).text

    assert SECRET in page
    assert "因为这样" not in page
    assert told.status_code == 303
    assert "因为这样" in shown
    assert "第0节" in shown or "第1节" in shown or "第2节" in shown
    item = session.scalars(sa.select(ReviewItem)).one()
    assert item.due_on > clock.today()


def test_a_second_press_is_the_same_answer(session, wrong, cadre):
    asked = notebook(cadre.id, clock.today()).today

    first, second = answer(wrong, session, asked[0]), answer(wrong, session, asked[0], right=False)

    assert first.location == second.location
    assert session.scalar(sa.select(sa.func.count()).select_from(ReviewAnswer)) == 1


def test_no_more_than_the_chosen_number_comes_up_on_a_day(session, wrong, cadre):
    wrong.post("/quizzes/notebook/settings", data={"enabled": "yes", "days": list("0123456"), "a_day": "1"})
    asked = notebook(cadre.id, clock.today()).today

    answer(wrong, session, asked[0])

    assert len(asked) == 1
    assert notebook(cadre.id, clock.today()).today == []
    assert answer(wrong, session, questions(session, cadre)[-1]).status_code in (303, 409)
    assert wrong.get("/quizzes/notebook/review").status_code == 303


def test_the_switch_and_the_weekdays_are_kept(session, wrong, cadre):
    wrong.post("/quizzes/notebook/settings", data={"days": list("0123456"), "a_day": "5"})
    off = notebook(cadre.id, clock.today())
    wrong.post("/quizzes/notebook/settings", data={"enabled": "yes", "days": ["6"], "a_day": "5"})
    sunday = notebook(cadre.id, clock.today())

    assert off.today == []
    assert off.next_on is None
    assert sunday.today == []
    assert sunday.next_on == date(2026, 11, 29)
    assert wrong.post("/quizzes/notebook/settings", data={"a_day": "900"}).status_code == 422


def test_what_is_put_aside_is_not_asked_and_can_come_back(session, wrong, cadre):
    first = questions(session, cadre)[0]

    wrong.post(f"/quizzes/notebook/questions/{first}/aside", data={"aside": "yes"})
    aside = notebook(cadre.id, clock.today()).today
    wrong.post(f"/quizzes/notebook/questions/{first}/aside", data={"aside": "no"})

    assert first not in aside
    assert first in notebook(cadre.id, clock.today()).today


def test_the_intervals_are_those_of_fsrs(time):
    # Rating, days since the last review, then what the public algorithm gives for a wished-for retention of 0.9.
    steps = [
        (Rating.GOOD, 0, 2.3065, 2.118104),
        (Rating.GOOD, 3, 13.826904, 2.111214),
        (Rating.AGAIN, 8, 1.632487, 7.392238),
        (Rating.GOOD, 2, 5.001874, 7.380074),
        (Rating.EASY, 6, 20.870678, 6.489846),
        (Rating.HARD, 20, 38.701171, 7.655024),
    ]
    item, day = ReviewItem(person_id=1, question_id=1), date(2026, 1, 1)

    for rating, days, stability, difficulty in steps:
        day = date.fromordinal(day.toordinal() + days)
        remember(item, rating, day)

        assert item.stability == pytest.approx(stability, abs=1e-5)
        assert item.difficulty == pytest.approx(difficulty, abs=1e-5)
        assert item.due_on > day


def test_the_list_costs_the_same_for_any_number_of_mistakes(session, wrong, cadre, make, sign_in, statements):
    other = make.person("陈砚")
    reader, many = sign_in(other), checked_lesson(session, gift=GIFT.replace("问", "题") * 1)
    take(reader, session, many, right=False)
    finish(session, other, many)
    more = checked_lesson(session, gift=GIFT)
    take(reader, session, more, right=False)
    finish(session, other, more)

    counted = []
    for client in (wrong, reader):
        client.get("/quizzes/notebook")
        with statements() as seen:
            assert client.get("/quizzes/notebook").status_code == 200
        counted.append(len(seen))

    assert counted[0] == counted[1]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEARNER])
def test_nobody_else_sees_any_of_it_whatever_the_role(session, wrong, cadre, make, sign_in, version, role):
    asked = notebook(cadre.id, clock.today()).today[0]
    told = answer(wrong, session, asked, right=False)
    other = make.person("别人")
    make.grant(other, role, make.unit("县委"))
    make.grant(other, role, session.merge(cadre_unit(session, cadre)))
    client = sign_in(other)
    lesson = session.get_one(Lesson, version.lesson_id)
    course = session.get_one(Course, lesson.course_id)

    closed = [f"/quizzes/notebook/questions/{asked}", told.location]
    open_pages = [
        "/quizzes/notebook", "/oversight/", f"/oversight/people/{cadre.id}", "/assessment/reviews", "/operations/audit",
        f"/catalog/courses/{course.id}", "/me/data", f"/people/persons/{cadre.id}",
    ]  # fmt: skip

    assert [client.get(path).status_code for path in closed] == [404, 404]
    assert client.post(f"/quizzes/notebook/questions/{asked}/aside").status_code == 404
    assert not any(SECRET in client.get(path).text for path in open_pages)


def cadre_unit(session, cadre):
    from learnhub.people.models import Membership, Unit

    unit_id = session.scalars(sa.select(Membership.unit_id).where(Membership.person_id == cadre.id)).one()
    return session.get_one(Unit, unit_id)


def test_the_person_gets_it_with_the_own_data(session, wrong, cadre):
    answer(wrong, session, notebook(cadre.id, clock.today()).today[0])

    page = wrong.get("/me/data").text

    assert "review_items" in page
    assert "review_answers" in page
