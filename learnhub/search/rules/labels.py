"""The labels that documents carry and searchers hold: who finds what, in words that an index can keep."""

EVERYBODY = "all"
"""Courses, lessons, articles of the county and what is attached to them: everybody who works here may see them."""

UNREVIEWED = "unreviewed"
"""Courses that nobody has reviewed yet: everybody's too, unless the site keeps them from readers."""

KEEPERS = "keepers"
"""Questions that belong to nobody, as those of a lesson's file: those who write courses, review or answer for them."""


def course_label(*, is_reviewed: bool) -> str:
    """Who finds a course, its lessons and their files."""
    return EVERYBODY if is_reviewed else UNREVIEWED


def article_label(level: str, unit_id: int | None) -> str:
    """Who finds a released article: one of the county is everybody's, one of a unit is read there."""
    return EVERYBODY if level == "county" else read_in(unit_id or 0)


def read_in(unit_id: int) -> str:
    """Articles that are released to a unit."""
    return f"unit:{unit_id}"


def written_by(person_id: int) -> str:
    """Questions of somebody's own."""
    return f"author:{person_id}"


def reviewed_in(unit_id: int) -> str:
    """Questions that the reviewers of a unit look at."""
    return f"reviewed:{unit_id}"


def question_labels(owner_id: int | None, unit_id: int | None) -> frozenset[str]:
    """The labels of a question: one of the bank is its author's, and of those who review in the author's unit."""
    if owner_id is None:
        return frozenset((KEEPERS,))
    author = written_by(owner_id)
    return frozenset((author,) if unit_id is None else (author, reviewed_in(unit_id)))
