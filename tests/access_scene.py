"""One cadre with one of everything, and everybody who might want to look: the scene of the table of access."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from learnhub.assessment import actions as assessment
from learnhub.assessment import queries as assessment_queries
from learnhub.assessment.models import Cycle, Objection, StandIn, Summary
from learnhub.assessment.rules import CycleState, State, line_ids
from learnhub.catalog.actions.writing import begin_draft, create_course
from learnhub.catalog.models import Category as CourseCategory
from learnhub.catalog.models import LessonVersion, MediaFile
from learnhub.credits.models import Completion
from learnhub.inbox.actions import notify
from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Role
from learnhub.kernel.periods import Quarter
from learnhub.people.models import AuthSession, Person, RoleGrant, RosterUpload
from learnhub.people.queries import forget_actors
from learnhub.platform.db import db, transaction
from learnhub.platform.jobs import Job, JobState
from learnhub.quizzes import actions as quizzes
from learnhub.quizzes.models import Allowance, Category, QuestionUpload, Quiz
from learnhub.quizzes.policies import access_quiz
from learnhub.quizzes.queries import bank_of, items_of
from learnhub.reading import actions as reading
from learnhub.reading.models import Declaration, Dispute, Review
from learnhub.reading.rules import Manner, Signal, Subject
from tests.access.articles import article_values
from tests.assessment.factories import leader, office, open_cycle, summary_of, words
from tests.catalog.factories import png
from tests.make import Make, handle_for
from tests.oversight.factories import earn, rules
from tests.quizzes.factories import checked_lesson
from tests.quizzes.samples import QUESTIONS


@dataclass
class Scene:
    """What the addresses are filled with, and who asks: the cookie of each role, none for a visitor."""

    values: dict[str, Any]
    cookies: dict[str, str | None]
    username: str
    version_id: int
    draft_id: int


def scene(app: Flask, make: Make) -> Scene:
    """The cadre of a section, the colleagues around, and one of everything that belongs to the cadre."""
    rules()
    made = office(make)
    people = _people(make, made)
    handles = {role: handle_for(make.session, person) for role, person in people.items()}
    values, version_id, draft_id = _objects(app, make, made, handles["owner"])
    values["upload_id"] = _upload(make, people["unit_admin"])
    values |= article_values(make, made)
    values["writing_id"] = _writing(make, people["author"])
    cookies = {role: _cookie(app, handle) for role, handle in handles.items()}
    make.session.commit()
    return Scene(values, {"anonymous": None, **cookies}, made.cadre.username, version_id, draft_id)


def _writing(make: Make, author: Person) -> int:
    """A lesson that an author is writing in the browser, for a course that nobody else sees yet."""
    now, by = clock.now(), make.actor(author)
    course = create_course(
        "信访件怎么办", summary="", category=CourseCategory.PROFESSIONAL, language="zh-CN", by=by, now=now
    )  # fmt: skip
    return int(begin_draft(course, None, title="新的一课", by=by, now=now).id)


def _people(make: Make, made: Any) -> dict[str, Person]:
    other = make.unit("宣传科", parent=made.county)
    people = {
        "owner": made.cadre,
        "peer": make.person("陈砚", unit=other),
        "supervisor": made.supervisor,
        "other_supervisor": leader(make, "林主任", other),
        "unit_admin": leader(make, "人事员", made.section),
        "training_admin": made.administrator,
        "auditor": leader(make, "审计员", made.county),
        "operator": leader(make, "运维员", made.county),
        "author": leader(make, "编写员", made.section),
        "reviewer": leader(make, "审核员", made.county),
    }
    make.grant(people["other_supervisor"], Role.SUPERVISOR, other)
    make.grant(people["unit_admin"], Role.UNIT_ADMINISTRATOR, made.section)
    make.grant(people["auditor"], Role.AUDITOR, made.county)
    make.grant(people["operator"], Role.OPERATOR, made.county)
    make.grant(people["author"], Role.AUTHOR, made.section)
    make.grant(people["reviewer"], Role.REVIEWER, made.county)
    return people


def _objects(app: Flask, make: Make, made: Any, handle: str) -> tuple[dict[str, Any], int, int]:
    owner, now, session = made.cadre, clock.now(), make.session
    version = checked_lesson(session)
    session.add(Quiz(course_id=_course(session, version.lesson_id)))
    session.commit()
    actor = make.actor(owner)
    cycle = open_cycle(make, made)
    summary = summary_of(make, owner)
    with transaction():
        entry = earn(owner, "2.00")
        assessment.save_words(summary, _learned(), [], version=summary.version, by=actor, now=now)
        assessment.submit(summary, by=actor, now=now)
        draft = assessment.create_cycle(
            Quarter(2026, 3), unit_id=made.county.id, cut_off_on=date(2026, 12, 25),
            by=make.actor(made.administrator), now=now,
        )  # fmt: skip
        sitting = reading.open_sitting(owner.id, version, now=now)
        attempt = quizzes.start_attempt(owner.id, access_quiz(actor, version.lesson_id), version, now=now)
        notice = notify(owner.id, kind="test", message="A notice.", params={}, to="/help", key="scene", now=now)
        session.flush()
    assert notice is not None
    objection, stand_in = _disputed(make, summary, made.supervisor, made.administrator)
    dispute, completion = _cases(make, owner, made.section.id, version)
    values = {
        "allowance_id": _allowance(make, owner, made.administrator, attempt.quiz_id),
        "answer_id": attempt.id,
        "attempt_id": attempt.id,
        "case_id": dispute,
        "category_id": make.add(Category(name="法规")).id,
        "completion_id": completion,
        "course_id": _course(session, version.lesson_id),
        "cycle_id": cycle.id,
        "digest": _picture(app, make),
        "entry_id": entry.id,
        "essay_id": _essay(session, make, owner),
        "extension": "png",
        "file_id": _question_file(make, owner),
        "form": "gift",
        "job_id": _job(make),
        "grant_id": _grant(session, made.supervisor.id),
        "lesson_id": version.lesson_id,
        "notice_id": notice.id,
        "objection_id": objection,
        "person_id": owner.id,
        "position": 1,
        "question_id": min(bank_of(version.lesson_id)),
        "quiz_id": attempt.quiz_id,
        "seq": 1,
        "session_id": _session(session, handle),
        "sitting_id": sitting.id,
        "stand_in_id": stand_in,
        "summary_id": summary.id,
        "unit_id": made.section.id,
        "version_id": version.id,
    }
    return values, version.id, draft.id


def _upload(make: Make, keeper: Person) -> int:
    """A roster that the administrator of the unit looked through."""
    row = {"row": 2, "name": "沈佳", "unit": "干部科", "status": "new", "changes": []}
    report = {"new": 1, "changed": 0, "moved": 0, "unchanged": 0, "problems": [], "units": [], "details": [row]}
    upload = RosterUpload(
        by_id=keeper.id, file_name="r.csv", since_on=clock.today(), report=report, created_at=clock.now()
    )
    return int(make.add(upload).id)


def _disputed(make: Make, summary: Summary, away: Person, standing: Person) -> tuple[int, int]:
    """A contested line of the summary, and somebody who will stand in for its reviewer next year."""
    line = {"id": "hours:online", "form": "online", "hours": "2.00", "entries": []}
    objection = make.add(
        Objection(
            summary_id=summary.id, line_id=line["id"], line=line, reason="少记了。", raised_at=clock.now(),
            contested_from=State.RETURNED,
        )
    )  # fmt: skip
    stand_in = make.add(
        StandIn(
            cycle_id=summary.cycle_id, from_person_id=away.id, to_person_id=standing.id, from_on=date(2027, 1, 1),
            until_on=date(2027, 1, 8), reason="休假。", made_by_id=standing.id, made_at=clock.now(),
        )
    )  # fmt: skip
    return objection.id, stand_in.id


def _cases(make: Make, owner: Person, unit_id: int, version: LessonVersion) -> tuple[int, int]:
    """A dispute, a declaration and a review of the owner, all with one number, and the completion behind them."""
    now, due = clock.now(), clock.today()
    done = make.add(Completion(person_id=owner.id, lesson_version_id=version.id, evidence={}))
    about = {"person_id": owner.id, "unit_id": unit_id, "due_on": due}
    dispute = make.add(
        Dispute(
            **about, subject=Subject.COMPLETION, completion_id=done.id, lesson_id=version.lesson_id, figures={},
            reason="少记了。", raised_at=now,
        )
    )  # fmt: skip
    make.add(
        Declaration(
            **about, id=dispute.id, lesson_version_id=version.id, completion_id=done.id, manner=Manner.PRINT,
            words="纸质。", declared_at=now,
        )
    )  # fmt: skip
    make.add(
        Review(
            **about, id=dispute.id, signal=Signal.TWO_PLACES, about="scene", facts={"switches": 3}, sittings=[],
            raised_at=now,
        )
    )  # fmt: skip
    return dispute.id, done.id


def _learned() -> dict[str, str]:
    return {name: text for name, text in words(0, learned="学会了先说请求。").items() if name != "version"}


def _allowance(make: Make, person: Person, by: Person, quiz_id: int) -> int:
    row = Allowance(
        person_id=person.id, quiz_id=quiz_id, time_percent=25, reason="视力不便。", approved_by=by.id,
        approved_at=clock.now(),
    )  # fmt: skip
    return int(make.add(row).id)


def _question_file(make: Make, by: Person) -> int:
    report = {"format": "gift", "encoding": "UTF-8", "counts": {}, "fates": {}, "entries": []}
    upload = QuestionUpload(
        by_id=by.id, file_name="q.gift", asked_format="auto", content=b"", report=report, created_at=clock.now()
    )  # fmt: skip
    return int(make.add(upload).id)


def _course(session: Any, lesson_id: int) -> int:
    from learnhub.catalog.models import Lesson

    return int(session.get_one(Lesson, lesson_id).course_id)


def _grant(session: Any, person_id: int) -> int:
    return int(session.scalars(sa.select(RoleGrant.id).where(RoleGrant.person_id == person_id)).one())


def _job(make: Make) -> int:
    now = clock.now()
    return int(make.add(Job(name="none", arguments={}, state=JobState.FAILED, run_at=now, created_at=now)).id)


def _session(session: Any, handle: str) -> int:
    return int(session.scalars(sa.select(AuthSession.id).where(AuthSession.handle_hash == ids.digest(handle))).one())


def _picture(app: Flask, make: Make) -> str:
    content, digest = png(), ids.digest("a picture of the scene")
    folder = Path(app.extensions["learnhub.config"].instance) / "media" / digest[:2]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{digest}.png").write_bytes(content)
    make.add(
        MediaFile(digest=digest, extension="png", content_type="image/png", size=len(content), width=3, height=2)
    )  # fmt: skip
    return digest


def _cookie(app: Flask, handle: str) -> str:
    visitor = app.test_client()
    with visitor.session_transaction() as cookie:
        cookie["_user_id"] = handle
        cookie["_fresh"] = True
    kept = visitor.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    return kept.value


def ask(app: Flask, made: Scene, method: str, endpoint: str, role: str, *, empty: bool = False) -> TestResponse:
    """One request by one role, in a savepoint of its own: nothing of it remains for the next."""
    with _savepoint():
        values = _prepare(made, endpoint)
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(endpoint, values, method=method, append_unknown=False)
        visitor = app.test_client()
        body, cookie = {} if empty else _body(made, endpoint), made.cookies[role]
        if cookie is not None:
            visitor.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
        return visitor.open(path, method=method, buffered=True, **body)


def _body(made: Scene, endpoint: str) -> dict[str, Any]:
    """An empty form, except where that is refused before anybody asks who sent it."""
    version = db.session().get_one(Summary, made.values["summary_id"]).version
    bodies: dict[str, dict[str, Any]] = {
        "reading.post_declaration_decision": {"data": {"decision": "confirmed", "reason": "已核实。"}},
        "reading.post_declare": {"data": {"manner": "print", "words": "纸质。"}},
        "reading.post_dispute": {"data": {"reason": "少记了。"}},
        "reading.post_dispute_answer": {"data": {"decision": "stands", "remedy": "hours", "answer": "已核对。"}},
        # The outcome of the scene's review is not noted yet, so even those who may correct have nothing to put right.
        "reading.post_review_correction": {"data": {"entry": "1", "hours": "0", "reason": "已核对。"}},
        "reading.post_review_outcome": {"data": {"outcome": "innocent", "reason": "已了解。"}},
        "articles.post_comment_removal": {"data": {"reason": "与主题无关。"}},
        "articles.post_preview": {"json": {"source": "一段话。", "title": "题目", "language": "zh-CN"}},
        "articles.put_draft": {"json": {"revision": -1, "title": "题目", "source": "一段话。"}},
        "assessment.post_answer": {"data": {"answer": "已核对。"}},
        "assessment.post_contest": {
            "data": {"learned": "写短了。", "version": version, "line_id": _line(made), "objection": "少记了。"}
        },
        "assessment.post_reviewer": {
            "query_string": {"unit": made.values["unit_id"]},
            "data": {"reviewer": "周主任", "reason": "调整分工。"},
        },
        "assessment.post_stand_in": {
            "data": {
                "away": "周主任", "in_place": made.username, "from_on": "2026-11-23", "until_on": "2026-11-30",
                "why": "休假。",
            }
        },
        "assessment.post_reopen": {"data": {"reason": "住院。"}},
        "assessment.post_return": {"data": {"reason": "请写事例。", "version": version}},
        "assessment.post_review": {"data": {"comment": "扎实。", "version": version}},
        "assessment.post_submit": {"data": {"learned": "写短了。", "version": version}},
        "assessment.post_words": {"data": {"learned": "写短了。", "version": version}},
        "quizzes.post_essay_mark": {"data": {"points-1": "4", "points-2": "5"}},
        "quizzes_api.put_answer": {"json": {"version": 0, "value": None}},
        "quizzes_api.put_flag": {"json": {"flagged": True}},
        "quizzes_api.post_events": {"json": {"events": [{"kind": "opened"}]}},
        "reading_api.post_beats": {"json": {"beats": [{"seq": 1}]}},
        "reading_api.post_sitting": {"json": {"lesson_version": made.version_id}},
        "reading_api.put_beat": {"json": {}},
        "search_api.post_recent": {"json": {"q": "公文"}},
    }  # fmt: skip
    return bodies.get(endpoint, {})


def _essay(session: Any, make: Make, owner: Person) -> int:
    """A written answer that waits for its marker."""
    version, now = checked_lesson(session, gift=QUESTIONS["essay"]), clock.now()
    quiz = access_quiz(make.actor(owner), version.lesson_id)
    attempt = quizzes.start_attempt(owner.id, quiz, version, now=now)
    quizzes.save_answer(owner.id, attempt.id, 1, version=0, value="写了一段话。", now=now)
    quizzes.hand_in(attempt, version, now=now)
    return items_of(attempt.id)[0][0].id


def _line(made: Scene) -> str:
    """Some line of the figures that were handed in."""
    kept = assessment_queries.latest_snapshot(made.values["summary_id"])
    assert kept is not None
    return line_ids(kept.document)[0]


@contextmanager
def _savepoint() -> Iterator[None]:
    db.session.remove()
    forget_actors()  # a role given in the last cell has not been given in this one
    inner = db.engines[None].begin_nested()  # type: ignore[attr-defined]  # a test's engine is its connection
    try:
        yield
    finally:
        db.session.remove()
        inner.rollback()


def _prepare(made: Scene, endpoint: str) -> dict[str, Any]:
    """Some doors open only in one state of the thing: without it nobody would learn who may pass."""
    if endpoint == "assessment.post_open_cycle":
        return {**made.values, "cycle_id": made.draft_id}
    session = db.session()
    cycle = session.get_one(Cycle, made.values["cycle_id"])
    summary = session.get_one(Summary, made.values["summary_id"])
    if endpoint == "assessment.post_close_cycle":
        cycle.cut_off_on = clock.today()
    elif endpoint == "assessment.post_reopen":
        cycle.state = CycleState.CLOSED
    elif endpoint == "assessment.post_archive_cycle":
        cycle.state, summary.state = CycleState.CLOSED, State.NOTIFIED
    elif endpoint == "assessment.post_answer":
        summary.state = State.CONTESTED
    elif endpoint == "assessment.post_contest":
        summary.state = State.RETURNED
        session.execute(sa.delete(Objection))
    elif endpoint == "reading.post_declare":
        session.execute(sa.delete(Declaration))
    elif endpoint == "assessment.post_acknowledge":
        summary.state = State.NOTIFIED
    elif endpoint == "assessment.post_review":
        summary.opened_by_reviewer_at = clock.now()
    elif endpoint in ("assessment.post_words", "assessment.post_submit"):
        summary.state = State.RETURNED
    session.commit()
    return made.values
