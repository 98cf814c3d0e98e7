"""Who is at work when the server dies: readers with short lessons and their checks, all with a session of their own."""

from dataclasses import dataclass

from flask_migrate import upgrade
from sqlalchemy import select

from config import Config
from learnhub.app import create_app
from learnhub.credits import actions as credits
from learnhub.platform.db import db, transaction
from learnhub.quizzes.models import QuestionVersion
from learnhub.quizzes.rules.questions import ChoiceQuestion, question_from
from tests.benchmarks.scene import GIFT, _cookie
from tests.crash.site import SECRET, Site
from tests.make import Make, handle_for
from tests.quizzes.factories import checked_lesson

# Weights that are read after one second each, so that whole lessons are completed between two kills.
SECTIONS = (15, 15)


@dataclass(frozen=True)
class Scene:
    """The readers' headers, the lessons as (lesson, version), and the value that answers every question rightly."""

    readers: tuple[tuple[int, dict[str, str]], ...]
    lessons: tuple[tuple[int, int], ...]
    right: str


def build(site: Site, *, readers: int, lessons: int) -> Scene:
    """Fill an empty site."""
    app = create_app(Config(instance=site.instance, database_url=site.url, secret_key=SECRET, log_level="ERROR"))
    with app.app_context():
        upgrade()
        with transaction() as session:
            credits.install_default_rules()
            made = [checked_lesson(session, sections=SECTIONS, gift=GIFT) for _ in range(lessons)]
            people = [Make(session).person() for _ in range(readers)]
            handles = [handle_for(session, person) for person in people]
            asked = question_from(session.scalars(select(QuestionVersion)).first().document)  # type: ignore[union-attr]
            assert isinstance(asked, ChoiceQuestion)
        cookies = [
            (person.id, _cookie(app, handle)) for person, handle in zip(people, handles, strict=True)
        ]  # fmt: skip
        scene = Scene(tuple(cookies), tuple((each.lesson_id, each.id) for each in made), min(asked.key))
        db.session.remove()
        db.engine.dispose()
    return scene
