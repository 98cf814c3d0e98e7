"""A lesson that changes: what readers have earned stays, and only a material change asks for anything again."""

import pytest
import sqlalchemy as sa

from learnhub.catalog.queries import sections_of
from learnhub.credits import queries as credits
from learnhub.credits.actions import install_default_rules, turn_key
from learnhub.credits.models import Completion, CreditEntry
from learnhub.credits.rules import Key
from learnhub.reading.models import Dwell, Sitting
from tests.catalog.factories import COURSE, imported, lesson, write
from tests.quizzes.factories import take

CHECK = "::一::水是湿的。{T#不对。#对。}\n\n::二::火是冷的。{F#不对。#对。}\n"
BODY = "".join(f"## 第{name}节\n\n{name}{'文字' * 100}\n\n" for name in "甲乙丙丁戊")
TYPING_ERROR = BODY.replace("甲文字", "甲改字")


@pytest.fixture
def person(make):
    install_default_rules()
    return make.person(locale="en")


@pytest.fixture
def publish(session, time, tmp_path):
    """Import the lesson with this text, one minute after the version before; returns the version that readers get."""

    def version(body, *, fields="", check=CHECK):
        time.pass_(minutes=1)
        text = f"---\ntitle: 先定文种\nminutes: 16\n{fields}---\n\n{body}"
        write(tmp_path, {"c/course.md": COURSE, "c/1.md": text, "c/1.gift": check})
        if not check:
            (tmp_path / "c/1.gift").unlink()
        imported(tmp_path)
        return lesson(session, "1.md")

    return version


def read(session, person, version, time):
    """Note every section as read, as the meter would."""
    known = set(session.scalars(sa.select(Dwell.section).where(Dwell.person_id == person.id)))
    for section in sections_of(version.id):
        if section.identity not in known:
            session.add(
                Dwell(person_id=person.id, section=section.identity, credited_ms=60_000, last_line_at=time.now)
            )  # fmt: skip
    session.flush()
    turn_key(person.id, version, key=Key.READ, evidence={}, now=time.now)


def hours(session, person):
    return [str(entry.hours) for entry in session.scalars(sa.select(CreditEntry).filter_by(person_id=person.id))]


def test_a_completed_lesson_stays_complete_after_a_minor_change(session, person, publish, sign_in, time):
    first, visitor = publish(BODY), sign_in(person)
    read(session, person, first, time)
    take(visitor, session, first, right=True)

    second = publish(TYPING_ERROR)

    assert (second.number, second.change) == (2, "minor")
    page = visitor.get(f"/reading/lessons/{second.lesson_id}").text
    assert "Completed on" in page
    assert "has changed" not in page
    assert "Take the check" not in page
    assert "Completed" in visitor.get("/catalog/").text
    assert "Passed with" in visitor.get(f"/quizzes/lessons/{second.lesson_id}").text


def test_a_minor_change_pays_nothing_again(session, person, publish, sign_in, time):
    first, visitor = publish(BODY), sign_in(person)
    read(session, person, first, time)
    take(visitor, session, first, right=True)

    second = publish(TYPING_ERROR)
    read(session, person, second, time)
    time.pass_(minutes=11)
    take(visitor, session, second, right=True)

    assert hours(session, person) == ["0.50"]
    assert session.scalar(sa.select(sa.func.count(Completion.id))) == 1


def test_a_check_passed_before_a_minor_change_completes_the_lesson_read_after_it(
    session, person, publish, sign_in, time
):  # fmt: skip
    first = publish(BODY)
    take(sign_in(person), session, first, right=True)

    second = publish(TYPING_ERROR)
    read(session, person, second, time)

    done = credits.completion(person.id, second.id)
    assert done.completed_at == time.now
    assert hours(session, person) == ["0.50"]


def test_what_was_read_before_a_minor_change_counts_when_the_check_is_passed_after_it(
    session, person, publish, sign_in, time
):  # fmt: skip
    first, visitor = publish(BODY), sign_in(person)
    read(session, person, first, time)

    second = publish(TYPING_ERROR)
    take(visitor, session, second, right=True)

    assert "Completed on" in visitor.get(f"/reading/lessons/{second.lesson_id}").text
    assert hours(session, person) == ["0.50"]


def test_a_material_change_keeps_what_was_earned_and_says_what_to_do(session, person, publish, sign_in, time):
    first, visitor = publish(BODY), sign_in(person)
    read(session, person, first, time)
    take(visitor, session, first, right=True)

    second = publish(TYPING_ERROR, fields="change: material\nversion_note: 办法变了。\n")

    page = visitor.get(f"/reading/lessons/{second.lesson_id}").text
    assert "This lesson has changed since you completed it on" in page
    assert "办法变了。" in page
    assert "Take the check" in page
    check = visitor.get(f"/quizzes/lessons/{second.lesson_id}").text
    assert "The lesson has changed since you passed" in check
    assert "Passed with" not in check
    assert "In progress" in visitor.get("/catalog/").text
    assert hours(session, person) == ["0.50"]


def test_after_a_material_change_the_key_is_hidden_until_the_check_is_passed_again(
    session, person, publish, sign_in, time
):  # fmt: skip
    first, visitor = publish(BODY), sign_in(person)
    take(visitor, session, first, right=True)
    second = publish(TYPING_ERROR, fields="change: material\n")

    missed = take(visitor, session, second, right=False)

    assert "Right answer" not in visitor.get(f"/quizzes/attempts/{missed}").text
    time.pass_(minutes=11)
    take(visitor, session, second, right=True)
    read(session, person, second, time)
    assert hours(session, person) == ["0.50"]


def test_a_check_that_is_added_later_can_still_earn_its_hours(session, person, publish, sign_in, time):
    first, visitor = publish(BODY, check=""), sign_in(person)
    read(session, person, first, time)
    assert credits.completion(person.id, first.id).completed_at is not None

    second = publish(BODY, fields="change: minor\n")
    take(visitor, session, second, right=True)
    visitor.post("/reading/sittings", json={"lesson_version": second.id})

    assert hours(session, person) == ["0.50"]


def test_two_minor_changes_hold_as_one(session, person, publish, sign_in, time):
    first, visitor = publish(BODY), sign_in(person)
    read(session, person, first, time)
    take(visitor, session, first, right=True)

    publish(TYPING_ERROR)
    third = publish(TYPING_ERROR.replace("乙文字", "乙改字"))

    assert third.number == 3
    finished = credits.Finished(person.id)
    assert first.id in finished
    assert third.id in finished


def test_a_new_version_keeps_the_place_and_the_sittings(session, person, publish, sign_in, make):
    first, visitor = publish(BODY), sign_in(person)
    opened = visitor.post("/reading/sittings", json={"lesson_version": first.id}).json
    session.get_one(Sitting, opened["sitting"]).last_section = sections_of(first.id)[2].identity

    second = publish(TYPING_ERROR)

    page = visitor.get(f"/reading/lessons/{second.lesson_id}").text
    assert f'href="#{sections_of(second.id)[2].anchor}" id="resume"' in page
    assert "You have not read this lesson yet" not in visitor.get(f"/reading/lessons/{second.lesson_id}/evidence").text
