"""A small site of its own that a test may kill and start again: the real server, real sign-ins, short lessons."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.people import actions as people
from learnhub.people.models import Person
from learnhub.platform.db import db, transaction
from tests.crash.site import SECRET, Site
from tests.make import Make, handle_for
from tests.quizzes.factories import checked_lesson

PASSWORD = "a long walk after dinner"
PEOPLE = 30


class OwnSite:
    """`start()` and `kill()` as often as needed; `ask` reads its database through the application."""

    def __init__(self, folder: Path) -> None:
        self._site = Site(folder)
        self.port = self._site.port
        self.address = f"http://127.0.0.1:{self.port}"
        self._app = create_app(Config(instance=folder, secret_key=SECRET))
        with self._app.app_context():
            upgrade()
            with transaction():
                _people_and_lessons()

    def start(self) -> None:
        """Listen again, with everything that was confirmed."""
        self._site.start()

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, nobody says goodbye."""
        self._site.kill()

    def stop(self) -> None:
        """End the server and what it was made of."""
        self._site.close()
        with self._app.app_context():
            db.engine.dispose()

    def sign_in(self, username: str) -> dict[str, str]:
        """The cookie of a browser in which this person has just signed in."""
        visitor = self._app.test_client()
        with self._app.app_context(), transaction():
            person = db.session.query(Person).filter_by(username=username).one()
            handle = handle_for(db.session(), person)
        with visitor.session_transaction() as cookie:
            cookie.update({"_user_id": handle, "_fresh": True})
        kept = visitor.get_cookie("learnhub")
        assert kept is not None
        return {"name": "learnhub", "value": kept.value, "url": self.address}

    def change(self, act: Callable[[Any], Any]) -> None:
        """Let something happen on the server that no page asked for."""
        with self._app.app_context():
            with transaction():
                act(db.session())
            db.session.remove()

    def ask(self, read: Callable[[Any], Any]) -> Any:
        """What `read(session)` finds now."""
        with self._app.app_context():
            try:
                return read(db.session())
            finally:
                db.session.remove()


def _people_and_lessons() -> None:
    """reader1 … reader30, and two lessons with checks: the first of four sections that are read within seconds."""
    session = db.session()
    make = Make(session)
    unit = make.unit()
    hashed = people.hash_password(PASSWORD)
    for number in range(1, PEOPLE + 1):
        make.person(f"读者{number}", unit=unit, username=f"reader{number}", password_hash=hashed)
    for title, sections in (("Short lesson", (12, 12, 12, 12)), ("Long lesson", (6000, 6000))):
        version = checked_lesson(session, sections=sections)
        version.title = title
        version.html = "".join(
            f'<section id="c-{n}" data-section="{version.lesson_id}-{n}"><h2>第{n}节</h2>'
            + "".join(f"<p>第{n}节第{line}段，读一读，想一想。</p>" for line in range(30))
            + "</section>"
            for n in range(len(sections))
        )
