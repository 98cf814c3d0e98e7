"""`python -m tests.benchmarks.statistics`: what statistics of many attempts cost in the job, and their page then."""

import argparse
import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.db import db, session, transaction
from learnhub.quizzes.actions.statistics import keep, work_out
from tests.benchmarks.__main__ import _load, _print
from tests.benchmarks.scene import SECRET, _cookie
from tests.benchmarks.servers import running
from tests.make import Make, handle_for
from tests.postgres import running_server
from tests.quizzes.factories import checked_lesson
from tests.quizzes.statistics_data import able, attempts, quiz_of

AT_ONCE = 5_000


def main() -> None:
    """Make the attempts, work their figures out once, and ask for the page of them."""
    options = argparse.ArgumentParser()
    options.add_argument("--attempts", type=int, default=50_000)
    options.add_argument("--questions", type=int, default=50)
    options.add_argument("--requests", type=int, default=200)
    options.add_argument("--postgresql", action="store_true", help="a throw-away server instead of SQLite")
    chosen = options.parse_args()
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-bench-")))
        url = stack.enter_context(running_server()) if chosen.postgresql else ""
        quiz_id, cookie = _work(instance, url, chosen)
        environment = {
            "LEARNHUB_INSTANCE": str(instance), "LEARNHUB_DATABASE_URL": url, "LEARNHUB_LOG_LEVEL": "ERROR",
            "LEARNHUB_COSTLY_PAGES_A_MINUTE": "100000000", "LEARNHUB_SECRET_KEY": SECRET,
        }  # fmt: skip
        with running("waitress", "tests.benchmarks.hello:app", environment) as server:
            rows = [_load("hello", server, chosen.requests * 4, 4, lambda _n: ("GET", "/", None, {}))]
        with running("waitress", "wsgi:app", environment) as server:
            for name, path in (
                ("figures of a check", f"/quizzes/{quiz_id}/statistics"),
                ("all checks", "/quizzes/statistics"),
            ):
                rows.append(_load(name, server, chosen.requests, 4, lambda _n, path=path: ("GET", path, None, cookie)))
            memory = server.memory()
    _print(rows, memory)


def _work(instance: Path, url: str, chosen: argparse.Namespace) -> tuple[int, dict[str, str]]:
    app = create_app(Config(instance=instance, database_url=url, testing=True, secret_key=SECRET))
    with app.app_context():
        upgrade()
        quiz_id = _fill(chosen.attempts, chosen.questions)
        before = time.process_time()
        made = work_out(quiz_id)
        took = time.process_time() - before
        if made is None:
            raise SystemExit("nobody has finished the check")
        print(f"{chosen.attempts} attempts x {chosen.questions} questions: {took:.2f} s CPU, {made.people} people")
        with transaction() as current:
            keep(made, now=clock.now())
            make = Make(current)
            unit = make.unit("县")
            author = make.person("作者", unit=unit)
            make.grant(author, Role.AUTHOR, unit)
            handle = handle_for(current, author)
        db.session.remove()
        db.engine.dispose()
        return quiz_id, _cookie(app, handle)


def _fill(count: int, questions: int) -> int:
    current, chance = session(), random.Random(1)
    gift = "\n\n".join(f"::问{n}::第{n}问？{{=甲 ~乙 ~丙 ~丁}}" for n in range(questions))
    version = checked_lesson(current, gift=gift)
    for start in range(0, count, AT_ONCE):
        rows = able(start, min(AT_ONCE, count - start), questions)
        answers = [["1" if mark else chance.choice("234") for mark in row] for row in rows]
        attempts(current, version, rows, answers=answers)
    quiz_id = quiz_of(current, version).id
    current.commit()
    return quiz_id


if __name__ == "__main__":
    main()
