"""One lesson with sections, and a beat about it."""

from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from learnhub.catalog.models import Course, Lesson, LessonVersion, Section
from learnhub.kernel import clock, ids


def lesson(
    session: Session, *, sections: tuple[int, ...] = (600,), has_recall: bool = False, minutes: int = 16
) -> LessonVersion:
    """The current version of a new lesson with sections of these weights in a course of its own."""
    now = clock.now()
    course = Course(key=ids.token(8), title="公文写作", language="zh-CN", content_hash="", imported_at=now)
    session.add(course)
    session.flush()
    made = Lesson(course_id=course.id, key="01", language="zh-CN")
    session.add(made)
    session.flush()
    version = LessonVersion(
        lesson_id=made.id,
        number=1,
        content_hash="",
        title="公文的结构",
        language="zh-CN",
        source="",
        source_path="01.md",
        html="".join(
            f'<section id="c-{n}" data-section="{made.id}-{n}"><h2>第{n}节</h2><p>文字</p></section>'
            for n, _ in enumerate(sections)
        ),
        chars=sum(sections),
        minutes=minutes,
        class_hours=Decimal("0.50"),
        has_recall=has_recall,
        imported_at=now,
    )
    session.add(version)
    session.flush()
    for number, chars in enumerate(sections):
        session.add(
            Section(
                lesson_version_id=version.id,
                position=number,
                identity=f"{made.id}-{number}",
                title=f"第{number}节",
                anchor=f"c-{number}",
                chars=chars,
            )
        )
    made.current_version_id = version.id
    session.flush()
    return version


def beat(version: LessonVersion, opened: dict[str, Any], *, to_ms: int, **fields: Any) -> dict[str, Any]:
    """A beat of reading the first section from the start to `to_ms`, with an input each second."""
    section = f"{version.lesson_id}-0"
    whole = {
        "nonce": opened["nonce"],
        "mono_ms": to_ms,
        "seen": [[section, 0, to_ms, False]],
        "inputs": list(range(1000, to_ms, 1000)),
        "hidden": [],
    }
    return {**whole, **fields}
