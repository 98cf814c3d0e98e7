"""What of the tables that know a person stays out of what is handed to them, each with the reason."""

from collections.abc import Mapping

_ACT = "names who did it, on somebody else's record; the act itself is in “What you did”"

# Columns that name a person and are not handed out with that person's data, each with the reason.
EXEMPT: Mapping[str, str] = {
    "articles_articles.draft_saved_by_id": _ACT,
    "articles_articles.released_by_id": _ACT,
    "articles_articles.withdrawn_by_id": _ACT,
    "articles_collections.released_by_id": _ACT,
    "articles_collections.withdrawn_by_id": _ACT,
    "articles_comments.removed_by_id": _ACT,
    "assessment_cycles.created_by_id": _ACT,
    "assessment_events.actor_id": _ACT,
    "assessment_objections.answered_by_id": _ACT,
    "assessment_reviewer_choices.for_person_id": "an arrangement of the office; the summary itself names its reviewer",
    "assessment_reviewer_choices.made_by_id": _ACT,
    "assessment_reviewer_choices.reviewer_id": "an arrangement of the office about other people's summaries",
    "assessment_stand_ins.from_person_id": "an arrangement of the office about other people's summaries",
    "assessment_stand_ins.made_by_id": _ACT,
    "assessment_stand_ins.to_person_id": "an arrangement of the office about other people's summaries",
    "assessment_summaries.reviewer_id": "other people's summaries",
    "catalog_lessons.course_id": "what everybody reads; the course says who wrote it",
    "catalog_reviews.reviewer_id": _ACT,
    "credits_entries.actor_id": _ACT,
    "credits_sealed_entries.person_id": "a second copy of the fingerprints of the entries, which are handed out",
    "people_grants.granted_by_id": _ACT,
    "people_roster_changes.person_id": "a second copy of what the roster says, kept to take a list back",
    "people_roster_uploads.by_id": "a list about other people, deleted when it was imported",
    "quizzes_allowances.approved_by": _ACT,
    "quizzes_essay_marks.marker_id": "marking is blind in both directions",
    "quizzes_quizzes.course_id": "settings of a test that everybody takes",
    "quizzes_question_uploads.by_id": "question files, emptied when they were taken in",
    "quizzes_question_versions.by_id": _ACT,
    "quizzes_questions.owner_id": "work for the office; the question bank shows everybody their own questions",
    "quizzes_questions.reviewed_by_id": _ACT,
    "quizzes_regradings.by_id": _ACT,
    "reading_declarations.decided_by_id": _ACT,
    "reading_disputes.answered_by_id": _ACT,
    "reading_reviews.decided_by_id": _ACT,
    "requirements_exemptions.granted_by_id": _ACT,
}
# Columns of one's own rows that are not handed out, each with the reason.
SECRET: Mapping[str, str] = {
    "people_persons.password_hash": "opens the account",
    "people_sessions.handle_hash": "opens a sign-in",
    "quizzes_attempts.seed": "tells which questions come",
    "reading_sittings.last_answer": "holds the key of the next report",
    "reading_sittings.place": "a hash that says nothing by itself and is emptied after two weeks",
    "platform_audit.details": "may speak about others",
}
