"""What checks and questions know of a person."""

from learnhub.home.queries.part import Part
from learnhub.platform.i18n import lazy_gettext as _
from learnhub.quizzes.models import (
    Allowance,
    AnswerStep,
    Attempt,
    AttemptEvent,
    AttemptItem,
    EssayMark,
    MarkChange,
    NotebookSettings,
    ReviewAnswer,
    ReviewItem,
)

CHECKS = (
    Part(
        "attempts",
        _("Checks"),
        Attempt,
        "person_id",
        (
            ("started_at", _("Started")),
            ("lesson_version_id", _("Lesson")),
            ("percent", _("Score")),
            ("passed", _("Passed")),
        ),
    ),
    Part(
        "answers",
        _("Answers to questions"),
        AttemptItem,
        "attempt_id",
        (
            ("attempt_id", _("Check")),
            ("position", _("Number")),
            ("answered_at", _("Answered")),
        ),
        through=Attempt,
    ),
    Part(
        "answer_steps",
        _("Every saved answer"),
        AnswerStep,
        "item_id",
        (
            ("item_id", _("Answer")),
            ("version", _("Number")),
            ("at", _("Saved")),
        ),
        through=AttemptItem,
    ),
    Part(
        "notebook",
        _("How you review"),
        NotebookSettings,
        "person_id",
        (
            ("enabled", _("Switched on")),
            ("a_day", _("Questions a day")),
        ),
        order="person_id",
    ),
    Part(
        "review_items",
        _("Questions you review"),
        ReviewItem,
        "person_id",
        (
            ("question_id", _("Question")),
            ("reviewed_on", _("Reviewed on")),
            ("due_on", _("Comes again on")),
        ),
    ),
    Part(
        "review_answers",
        _("Answers in reviews"),
        ReviewAnswer,
        "item_id",
        (
            ("item_id", _("Question")),
            ("at", _("When")),
            ("right", _("Right")),
        ),
        through=ReviewItem,
    ),
    Part(
        "essay_marks",
        _("Marks of essays"),
        EssayMark,
        "item_id",
        (
            ("item_id", _("Answer")),
            ("points", _("Points")),
            ("remark", _("Remark")),
            ("at", _("When")),
        ),
        through=AttemptItem,
        without=("marker_id",),
    ),
    Part(
        "attempt_events",
        _("What happened during checks"),
        AttemptEvent,
        "attempt_id",
        (
            ("attempt_id", _("Check")),
            ("kind", _("Event")),
            ("at", _("When")),
        ),
        through=Attempt,
    ),
    Part(
        "mark_changes",
        _("Marks that were changed"),
        MarkChange,
        "attempt_id",
        (
            ("attempt_id", _("Check")),
            ("position", _("Number")),
            ("old_percent", _("Score before")),
            ("new_percent", _("Score after")),
        ),
        through=Attempt,
    ),
    Part(
        "allowances",
        _("Allowances in checks"),
        Allowance,
        "person_id",
        (
            ("quiz_id", _("Check")),
            ("time_percent", _("Time in percent")),
            ("reason", _("Reason")),
            ("approved_at", _("Granted")),
        ),
    ),
)
