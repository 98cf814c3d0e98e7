"""The one group that all commands of quizzes hang on: `flask quizzes …`."""

from flask.cli import AppGroup

cli = AppGroup("quizzes", help="Questions, attempts and their statistics.")

INCOMPLETE = 1
UNUSABLE = 2
PROBLEMS_SHOWN = 20
