"""`python -m tests.benchmarks.statistics`: the processor time of the statistics of many attempts, in the job."""

import argparse
import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.platform.db import session
from learnhub.quizzes.actions.statistics import work_out
from tests.postgres import running_server
from tests.quizzes.factories import checked_lesson
from tests.quizzes.statistics_data import able, attempts, quiz_of

AT_ONCE = 5_000


def main() -> None:
    """Make the attempts, then work their figures out once."""
    options = argparse.ArgumentParser()
    options.add_argument("--attempts", type=int, default=50_000)
    options.add_argument("--questions", type=int, default=50)
    options.add_argument("--postgresql", action="store_true", help="a throw-away server instead of SQLite")
    chosen = options.parse_args()
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="learnhub-bench-")))
        url = stack.enter_context(running_server()) if chosen.postgresql else ""
        app = create_app(Config(instance=instance, database_url=url, testing=True, secret_key="bench"))
        with app.app_context():
            upgrade()
            quiz_id = _fill(chosen.attempts, chosen.questions)
            before = time.process_time()
            made = work_out(quiz_id)
            took = time.process_time() - before
    people = made.people if made else 0
    print(f"{chosen.attempts} attempts x {chosen.questions} questions: {took:.2f} s CPU, {people} people")


def _fill(count: int, questions: int) -> int:
    current, chance = session(), random.Random(1)
    gift = "\n\n".join(f"::问{n}::第{n}问？{{=甲 ~乙 ~丙 ~丁}}" for n in range(questions))
    version = checked_lesson(current, gift=gift)
    for start in range(0, count, AT_ONCE):
        rows = able(start, min(AT_ONCE, count - start), questions)
        answers = [["1" if mark else chance.choice("234") for mark in row] for row in rows]
        attempts(current, version, rows, answers=answers)
    quiz_id = quiz_of(current, version).id
    current.rollback()
    return quiz_id


if __name__ == "__main__":
    main()
