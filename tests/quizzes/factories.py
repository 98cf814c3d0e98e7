"""A lesson with a check of five plain questions, and the ways through it."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from learnhub.catalog.models import LessonVersion
from learnhub.kernel import clock
from learnhub.quizzes import queries
from learnhub.quizzes.actions import import_questions
from learnhub.quizzes.models import Attempt
from learnhub.quizzes.rules.questions import question_from
from learnhub.quizzes.rules.showing import right_value
from tests.reading.factories import lesson

SINGLE = "// section: 第{n}节\n::单选{n}::第{n}题选哪一个？{{=对的#说得对。~错的#不对。####因为第{n}节这样说。}}"
MULTIPLE = "::多选::哪两个对？{~%50%甲 ~%50%乙 ~%-100%丙}"
TRUE_FALSE = "::判断::水是湿的。{T#不对。#对。}"
GIFT = "\n\n".join([*(SINGLE.format(n=n) for n in range(3)), MULTIPLE, TRUE_FALSE])


def checked_lesson(session: Session, *, gift: str = GIFT, sections: tuple[int, ...] = (600, 600, 600)) -> LessonVersion:
    """The current version of a new lesson with a check."""
    version = lesson(session, sections=sections, has_recall=True)
    version.source = "\n".join(f"## 第{n}节" for n in range(len(sections)))
    import_questions(version, gift, file="01.gift", now=clock.now())
    return version


def start(client: FlaskClient, version: LessonVersion) -> int:
    """Start an attempt as the client's person, and return its id."""
    answer = client.post(f"/quizzes/lessons/{version.lesson_id}/attempts")
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def key_of(session: Session, attempt_id: int) -> dict[int, Any]:
    """The right answer to each position, as a program sends it."""
    found: dict[int, Any] = {}
    for item, worded in queries.items_of(attempt_id):
        found[item.position] = right_value(question_from(worded.document))
    return found


def save(client: FlaskClient, attempt_id: int, position: int, value: Any, *, version: Any = 0) -> Any:
    """Save one answer as the page does."""
    return client.put(
        f"/quizzes/attempts/{attempt_id}/answers/{position}", json={"version": version, "value": value}
    )  # fmt: skip


def hand_in(client: FlaskClient, attempt_id: int, **form: Any) -> Any:
    """Hand in, confirmed."""
    return client.post(f"/quizzes/attempts/{attempt_id}/hand-in", data={"confirmed": "yes", **form})


def take(client: FlaskClient, session: Session, version: LessonVersion, *, right: bool) -> int:
    """A whole attempt with everything right, or with nothing answered."""
    attempt_id = start(client, version)
    if right:
        for position, value in key_of(session, attempt_id).items():
            save(client, attempt_id, position, value)
    hand_in(client, attempt_id)
    return attempt_id


def attempt(session: Session, attempt_id: int) -> Attempt:
    """The attempt as it is stored now."""
    session.expire_all()
    return session.get_one(Attempt, attempt_id)
