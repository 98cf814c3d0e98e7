"""Reads about reviews: the state of a course, whether a review holds for it, what waits, and what changed since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from learnhub.catalog.models import (
    Change,
    Course,
    CourseDraft,
    CourseReview,
    DraftState,
    Lesson,
    LessonDraft,
    LessonVersion,
    Outcome,
)
from learnhub.catalog.rules.differences import Line, differences
from learnhub.kernel.ids import digest
from learnhub.platform.db import session


@dataclass(frozen=True, slots=True)
class Contents:
    """A course as it stands: the current version of each lesson, and the hashes that name it."""

    versions: Mapping[int, int]
    content_hash: str
    about_hash: str


@dataclass(frozen=True, slots=True)
class WaitingCourse:
    """A course in the queue of reviewers; `drafts` were handed in, `since` is the age of what waits."""

    id: int
    title: str
    language: str
    written_by_id: int | None
    drafts: int
    since: datetime
    returned: bool


@dataclass(frozen=True, slots=True)
class LessonChange:
    """A lesson since the last review that passed: `kind` is new, changed, minor, same or gone."""

    title: str
    kind: str
    note: str
    lines: Sequence[Line]
    question_lines: Sequence[Line]
    lesson_id: int | None
    is_draft: bool


@dataclass(frozen=True, slots=True)
class AboutChange:
    """What the words of a course itself are to become: its title and its summary, line by line."""

    title_lines: Sequence[Line]
    summary_lines: Sequence[Line]


def contents_of(course: Course) -> Contents:
    """What readers get of a course now."""
    rows = session().execute(
        sa.select(Lesson.id, LessonVersion.id.label("version_id"), LessonVersion.content_hash)
        .join(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .where(Lesson.course_id == course.id, Lesson.retired_at.is_(None))
        .order_by(Lesson.id)
    ).all()  # fmt: skip
    about = digest(json.dumps([course.title, course.summary, course.intro_html], ensure_ascii=False))
    whole = digest(json.dumps([about, *(row.content_hash for row in rows)]))
    return Contents({row.id: row.version_id for row in rows}, whole, about)


def last_review(course_id: int, *, passed: bool = True) -> CourseReview | None:
    """The latest review of a course that passed, or the latest of any outcome."""
    query = sa.select(CourseReview).where(CourseReview.course_id == course_id)
    if passed:
        query = query.where(CourseReview.outcome == Outcome.PASSED)
    return session().scalar(query.order_by(CourseReview.at.desc(), CourseReview.id.desc()).limit(1))


def reviews_of(course_id: int, *, limit: int = 20) -> Sequence[CourseReview]:
    """The reviews of a course, the latest first."""
    query = sa.select(CourseReview).where(CourseReview.course_id == course_id)
    return session().scalars(query.order_by(CourseReview.at.desc(), CourseReview.id.desc()).limit(limit)).all()


def holds(review: CourseReview, contents: Contents) -> bool:
    """Whether a review is one of what stands now: its words, its lessons, and no material change since."""
    if review.about_hash != contents.about_hash:
        return False
    before = {int(lesson): int(version) for lesson, version in review.versions.items()}
    if not contents.versions.keys() <= before.keys():
        return False
    moved = {before[lesson]: now for lesson, now in contents.versions.items() if before[lesson] != now}
    return not moved or not _material(moved)


def _material(moved: Mapping[int, int]) -> bool:
    """Whether a material change lies between any of these pairs of versions of one lesson."""
    ids = [*moved, *moved.values()]
    rows = session().execute(
        sa.select(LessonVersion.id, LessonVersion.lesson_id, LessonVersion.number).where(LessonVersion.id.in_(ids))
    )
    known = {row.id: (row.lesson_id, row.number) for row in rows}
    between = [
        sa.and_(LessonVersion.lesson_id == known[new][0], LessonVersion.number > known[old][1])
        for old, new in moved.items()
        if old in known and new in known
    ]
    if len(between) < len(moved):
        return True
    material = sa.exists().where(LessonVersion.change == Change.MATERIAL, sa.or_(*between))
    return bool(session().scalar(sa.select(material)))


def waiting_courses() -> list[WaitingCourse]:
    """The courses that wait for a reviewer, the longest waiting first; what was returned comes last."""
    handed_in = (
        sa.select(
            LessonDraft.course_id,
            sa.func.count().label("drafts"),
            sa.func.min(LessonDraft.submitted_at).label("since"),
        )
        .where(LessonDraft.state == DraftState.SUBMITTED)
        .group_by(LessonDraft.course_id)
        .subquery()
    )
    about = sa.and_(CourseDraft.course_id == Course.id, CourseDraft.state == DraftState.SUBMITTED)
    rows = session().execute(
        sa.select(Course, handed_in.c.drafts, handed_in.c.since, CourseDraft.submitted_at)
        .outerjoin(handed_in, handed_in.c.course_id == Course.id)
        .outerjoin(CourseDraft, about)
        .where(
            sa.or_(
                handed_in.c.drafts > 0,
                CourseDraft.submitted_at.is_not(None),
                sa.and_(Course.retired_at.is_(None), sa.not_(Course.is_reviewed), _has_lessons()),
            )
        )
    )
    found = [
        _waiting(
            row.Course,
            (row.drafts or 0) + (row.submitted_at is not None),
            min((at for at in (row.since, row.submitted_at) if at), default=None),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.returned, each.since))


def _has_lessons() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Lesson.course_id == Course.id, Lesson.retired_at.is_(None), Lesson.current_version_id.is_not(None)
    )


def _waiting(course: Course, drafts: int, since: datetime | None) -> WaitingCourse:
    latest = last_review(course.id, passed=False)
    returned = (
        not drafts
        and latest is not None
        and latest.outcome is Outcome.RETURNED
        and latest.content_hash == contents_of(course).content_hash
    )
    return WaitingCourse(
        course.id, course.title, course.language, course.written_by_id, drafts, since or course.imported_at, returned
    )  # fmt: skip


def drafts_of(course_id: int, *, state: DraftState | None = None) -> Sequence[LessonDraft]:
    """What is being written for a course, in the order in which it was begun."""
    query = sa.select(LessonDraft).where(LessonDraft.course_id == course_id)
    if state is not None:
        query = query.where(LessonDraft.state == state)
    # Whoever decides holds the course locked, and sees what was written until then.
    fresh = query.order_by(LessonDraft.id).execution_options(populate_existing=True)
    return session().scalars(fresh).all()


def about_draft(course_id: int, *, state: DraftState | None = None) -> CourseDraft | None:
    """What the words of a course itself are to become; None where they stay."""
    found = session().get(CourseDraft, course_id, populate_existing=True)
    return found if found is not None and state in (None, found.state) else None


def about_change(course: Course) -> AboutChange | None:
    """What of the words of a course itself was handed in."""
    about = about_draft(course.id, state=DraftState.SUBMITTED)
    if about is None:
        return None
    return AboutChange(differences(course.title, about.title), differences(course.summary, about.summary))


def seen_mark(course: Course) -> str:
    """Names what a reviewer looked at, so that nothing else is passed in its place."""
    about = about_draft(course.id, state=DraftState.SUBMITTED)
    # A draft that was thrown away and begun anew may have the number and the revision of the one before.
    drafts = [
        (draft.revision, draft.updated_at.isoformat())
        for draft in (*drafts_of(course.id, state=DraftState.SUBMITTED), *([about] if about else ()))
    ]
    return digest(json.dumps([contents_of(course).content_hash, drafts]))


def changes_since(course: Course, review: CourseReview | None) -> list[LessonChange]:
    """Lesson by lesson what changed since the last review that passed: what stands now, then what was handed in."""
    before = {int(lesson): int(version) for lesson, version in (review.versions if review else {}).items()}
    now = contents_of(course).versions
    texts = _texts([*before.values(), *now.values()])
    found = [_change(lesson, texts.get(before.get(lesson, 0)), texts[version]) for lesson, version in now.items()]
    gone = [texts[version] for lesson, version in before.items() if lesson not in now and version in texts]
    found += [LessonChange(each.title, "gone", "", (), (), None, is_draft=False) for each in gone]
    for draft in drafts_of(course.id, state=DraftState.SUBMITTED):
        standing = texts.get(now.get(draft.lesson_id or 0, 0))
        found.append(
            LessonChange(
                draft.title,
                "minor" if standing and draft.change is Change.MINOR else "changed" if standing else "new",
                draft.version_note,
                differences(standing.source if standing else "", draft.source),
                differences(standing.gift if standing else "", draft.gift),
                draft.lesson_id,
                is_draft=True,
            )
        )
    return found


def _change(lesson_id: int, before: LessonVersion | None, now: LessonVersion) -> LessonChange:
    if before is not None and before.id == now.id:
        return LessonChange(now.title, "same", "", (), (), lesson_id, is_draft=False)
    kind = "new" if before is None else "minor" if now.change is Change.MINOR else "changed"
    return LessonChange(
        now.title,
        kind,
        now.version_note,
        differences(before.source if before else "", now.source),
        differences(before.gift if before else "", now.gift),
        lesson_id,
        is_draft=False,
    )


def _texts(version_ids: Sequence[int]) -> dict[int, LessonVersion]:
    found = session().scalars(sa.select(LessonVersion).where(LessonVersion.id.in_(version_ids)))
    return {version.id: version for version in found}
