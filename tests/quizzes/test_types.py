"""Every type of question through a whole attempt: imported, answered in its own way, judged, explained."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from learnhub.quizzes import queries
from learnhub.quizzes.models import Quiz
from learnhub.quizzes.rules.questions import question_from
from learnhub.quizzes.rules.showing import right_value
from tests.quizzes.factories import attempt, checked_lesson, hand_in, save, start
from tests.quizzes.samples import QUESTIONS


def one(session: Session, kind: str) -> Any:
    """A lesson whose check is this one question."""
    return checked_lesson(session, gift=QUESTIONS[kind])


def key(session: Session, attempt_id: int) -> Any:
    ((_, worded),) = queries.items_of(attempt_id)
    return right_value(question_from(worded.document))


@pytest.mark.parametrize("kind", [kind for kind in QUESTIONS if kind != "essay"])
def test_the_right_answer_of_every_type_passes(session: Session, sign_in: Any, make: Any, kind: str) -> None:
    client, version = sign_in(make.person()), one(session, kind)
    attempt_id = start(client, version)
    value = key(session, attempt_id)

    saved = save(client, attempt_id, 1, value)
    shown = client.get(f"/quizzes/attempts/{attempt_id}")
    hand_in(client, attempt_id)

    assert saved.status_code == 200, saved.text
    assert json.loads(saved.text)["value"] == value
    assert shown.status_code == 200
    assert attempt(session, attempt_id).passed
    assert client.get(f"/quizzes/attempts/{attempt_id}").status_code == 200


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "value", "percent"),
    [
        ("short_answer", "　《信訪工作條例》。", "100.00"),
        ("short_answer", "条例", "50.00"),
        ("short_answer", "民法典", "0.00"),
        ("numerical", "１２０.５ 元", "100.00"),
        ("numerical", "0.0121万元", "100.00"),
        ("numerical", "120 公斤", "0.00"),
        ("numerical", "about 120", "0.00"),
        ("matching", {"1": "1"}, "33.33"),
        ("ordering", ["2", "1", "3", "4"], "50.00"),
        ("cloze", {"1": "十五", "2": "2"}, "66.66"),
        ("marking", ["2"], "50.00"),
        ("material", {"1": "1"}, "66.66"),
        ("whole", ["1"], "0.00"),
        ("partial", ["1", "3"], "0.00"),
    ],
)
def test_what_a_part_of_the_answer_is_worth(
    session: Session, sign_in: Any, make: Any, kind: str, value: Any, percent: str
) -> None:
    client, version = sign_in(make.person()), one(session, kind)
    attempt_id = start(client, version)

    saved = save(client, attempt_id, 1, value)
    hand_in(client, attempt_id)

    assert saved.status_code == 200, saved.text
    assert str(attempt(session, attempt_id).percent) == percent


@pytest.mark.parametrize(
    ("kind", "value"),
    [("short_answer", 5), ("numerical", "9" * 101), ("matching", {"1": "9"}), ("ordering", ["1", "2"])],
)
def test_an_answer_that_fits_no_question_is_refused(
    session: Session, sign_in: Any, make: Any, kind: str, value: Any
) -> None:
    client, version = sign_in(make.person()), one(session, kind)
    attempt_id = start(client, version)

    assert save(client, attempt_id, 1, value).status_code == 422
    assert save(client, attempt_id, 2, None).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("kind", [kind for kind in QUESTIONS if kind != "essay"])
def test_without_script_the_fields_of_the_page_hand_in_the_same(
    session: Session, sign_in: Any, make: Any, kind: str
) -> None:
    client, version = sign_in(make.person()), one(session, kind)
    attempt_id = start(client, version)
    page = client.get(f"/quizzes/attempts/{attempt_id}").text
    fields = set(re.findall(r'name="(q-1[0-9.]*)"', page))

    given = as_form(key(session, attempt_id))
    hand_in(client, attempt_id, **{"v-1": "0", **given})

    assert set(given) <= fields
    assert attempt(session, attempt_id).passed


def as_form(value: Any, name: str = "q-1") -> dict[str, Any]:
    """The fields that a browser would send for a value."""
    if isinstance(value, dict):
        return {field: given for key, each in value.items() for field, given in as_form(each, f"{name}.{key}").items()}
    if isinstance(value, list) and name == "q-1" and value[:1] == ["1"] and len(value) == 4:
        return {f"{name}.{key}": str(place) for place, key in enumerate(value, start=1)}
    return {name: str(value).lower() if isinstance(value, bool) else value}


def test_a_key_is_seen_only_after_passing(session: Session, sign_in: Any, make: Any) -> None:
    client: FlaskClient = sign_in(make.person())
    version = one(session, "cloze")
    attempt_id = start(client, version)

    during = client.get(f"/quizzes/attempts/{attempt_id}").text
    hand_in(client, attempt_id)
    after = client.get(f"/quizzes/attempts/{attempt_id}").text

    assert "fifteen" not in during
    assert "fifteen" not in after


HIDDEN = {"review": {"before_recall": ["correctness", "marks"], "after_recall": ["correctness", "marks"]}}
GIVEN_AWAY = ("right answer", "to be marked", "Right:", "Accepted:", "Right place", "See section 2.", "Well reckoned.")


@pytest.mark.once
@pytest.mark.parametrize("kind", [kind for kind in QUESTIONS if kind != "essay"])
def test_with_the_key_hidden_a_right_answer_is_no_wrong_one_and_nothing_gives_the_key_away(
    session: Session, sign_in: Any, make: Any, kind: str
) -> None:
    client, version = sign_in(make.person(locale="en")), one(session, kind)
    session.query(Quiz).filter_by(lesson_id=version.lesson_id).one().settings = {**HIDDEN, "cooling_minutes": 0}
    session.commit()
    pages = []
    for right in (False, True):
        attempt_id = start(client, version)
        if right:
            save(client, attempt_id, 1, key(session, attempt_id))
        hand_in(client, attempt_id)
        pages.append(client.get(f"/quizzes/attempts/{attempt_id}").text)

    assert "1 · not answered" in pages[0]
    assert "1 · right" in pages[1]
    assert not re.search(r'"[^"]*-wrong"', pages[1])
    assert not [words for words in GIVEN_AWAY for page in pages if words in page]


@pytest.mark.once
def test_a_share_of_the_mark_is_told_beside_the_answer_where_points_are_shown(
    session: Session, sign_in: Any, make: Any
) -> None:
    client, version = sign_in(make.person(locale="en")), one(session, "short_answer")
    session.query(Quiz).filter_by(lesson_id=version.lesson_id).one().settings = HIDDEN
    session.commit()
    attempt_id = start(client, version)
    save(client, attempt_id, 1, "条例")
    hand_in(client, attempt_id)

    assert client.get(f"/quizzes/attempts/{attempt_id}").text.count("partly right: 50 %") == 2


@pytest.mark.once
def test_a_pattern_of_spellings_is_not_shown_as_an_answer(session: Session, sign_in: Any, make: Any) -> None:
    client = sign_in(make.person())
    version = checked_lesson(session, gift="::a::Which kind?{=letter =*letter* =%0%order}")
    attempt_id = start(client, version)

    save(client, attempt_id, 1, "a letter")
    hand_in(client, attempt_id)

    page = client.get(f"/quizzes/attempts/{attempt_id}").text
    assert re.findall(r'class="typed-key".*</span> (.*)</p>', page) == ["letter"]
