"""What is remembered is forgotten as soon as something it rests on changes."""

from contextlib import suppress

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, Section
from learnhub.people.models import Person
from learnhub.platform import stamps
from learnhub.platform.db import transaction
from learnhub.platform.stamps import Shelf, Stamp, remembered
from tests.reading.factories import lesson


def counted(topic):
    asked = []

    @remembered(topic)
    def work(number):
        asked.append(number)
        return number * 2

    return work, asked


def test_an_answer_is_worked_out_once_for_each_argument(session):
    work, asked = counted("rules")

    assert [work(1), work(1), work(2)] == [2, 2, 4]
    assert asked == [1, 2]


def test_writing_a_row_of_the_topic_forgets_the_answer(session):
    work, asked = counted("catalog")
    work(1)

    lesson(session)
    session.flush()
    work(1)

    assert asked == [1, 1]


def test_changing_and_deleting_a_row_renew_the_stamp(session):
    version = lesson(session)
    session.flush()
    first = stamps.current("catalog")

    session.get_one(Course, session.get_one(Lesson, version.lesson_id).course_id).title = "改名"
    session.flush()
    second = stamps.current("catalog")
    session.delete(session.scalars(sa.select(Section).where(Section.lesson_version_id == version.id)).one())
    session.flush()

    assert len({first, second, stamps.current("catalog")}) == 3


def test_another_topic_keeps_its_stamp(session):
    rules = stamps.current("rules")

    lesson(session)
    session.flush()

    assert stamps.current("rules") == rules


def test_a_column_that_does_not_matter_changes_nothing(session, make):
    person = make.person()
    session.flush()
    before = stamps.current("people")

    person.care = True
    session.flush()
    assert stamps.current("people") == before

    person.name = "新名"
    session.flush()
    assert stamps.current("people") != before


def test_a_change_made_by_another_process_is_seen_in_the_next_transaction(session):
    work, asked = counted("rules")
    work(1)

    session.execute(sa.update(Stamp).where(Stamp.topic == "rules").values(value="elsewhere"))
    session.commit()
    work(1)

    assert asked == [1, 1]


def test_a_change_that_is_rolled_back_leaves_the_stamp_as_it_was(session, make):
    person_id = make.person().id
    session.commit()
    before = stamps.current("people")

    with suppress(LookupError), transaction():
        session.get_one(Person, person_id).name = "未成"
        session.flush()
        inside = stamps.current("people")
        raise LookupError

    assert stamps.current("people") == before != inside


def test_a_shelf_works_out_only_what_has_another_key(session):
    shelf, asked = Shelf(10), []

    def work(ids):
        asked.append(list(ids))
        return {ident: f"of {ident}" for ident in ids}

    shelf.take({1: "a", 2: "a"}, work)
    again = shelf.take({1: "a", 2: "b", 3: "a"}, work)

    assert again == {1: "of 1", 2: "of 2", 3: "of 3"}
    assert asked == [[1, 2], [2, 3]]


def test_a_shelf_keeps_nothing_of_an_open_transaction(session):
    shelf, asked = Shelf(10), []

    def work(ids):
        asked.append(list(ids))
        return dict.fromkeys(ids, "open")

    with transaction():
        shelf.take({1: "a"}, work)
    shelf.take({1: "a"}, work)

    assert asked == [[1], [1]]


def test_a_full_shelf_starts_again(session):
    shelf = Shelf(2)

    for ident in range(5):
        shelf.take({ident: "a"}, lambda ids: dict.fromkeys(ids, "x"))

    assert len(shelf._kept) <= 2
