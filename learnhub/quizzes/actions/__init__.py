"""What changes quizzes: importing a lesson's questions, and the steps of an attempt."""

from learnhub.catalog.events import LessonVersionImported
from learnhub.catalog.models import LessonVersion
from learnhub.kernel import clock
from learnhub.platform.db import session
from learnhub.quizzes.actions.attempts import (
    FormAnswer,
    Receipt,
    hand_in,
    save_answer,
    save_form,
    start_attempt,
    unanswered,
)
from learnhub.quizzes.actions.importing import gift_file_of, import_questions

__all__ = [
    "FormAnswer",
    "Receipt",
    "hand_in",
    "import_questions",
    "save_answer",
    "save_form",
    "start_attempt",
    "take_imported",
    "unanswered",
]


def take_imported(event: LessonVersionImported) -> None:
    """Read the questions beside a lesson that was just imported; what is wrong with them goes into its report."""
    version = session().get_one(LessonVersion, event.lesson_version_id)
    file = gift_file_of(event.source_path, is_bank=event.is_bank)
    found = import_questions(
        version, event.gift, file=file, now=clock.now(), references=event.references, is_bank=event.is_bank
    )
    event.problems.extend(found)
