"""What credits announces."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LessonCompleted:
    """Both keys of a lesson version were turned; its entries are written in the same transaction."""

    person_id: int
    lesson_version_id: int
    completion_id: int
    at: datetime
