"""What each domain has waiting for a person: the lines of the one list in the inbox."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for

from learnhub.articles.models import Collection, FormerEditor
from learnhub.articles.policies.life import waits_for
from learnhub.articles.queries import life
from learnhub.assessment.models import Objection, Summary
from learnhub.assessment.queries import waiting_reviews
from learnhub.assessment.rules import State
from learnhub.catalog.models import CourseDraft, DraftState, LessonDraft
from learnhub.catalog.policies import keeps_courses
from learnhub.inbox.queries.waiting import Provider, Waiting
from learnhub.kernel.actor import Actor, Role
from learnhub.platform.db import session
from learnhub.platform.i18n import ngettext
from learnhub.quizzes.models import Question
from learnhub.quizzes.queries.essays import waiting_essays
from learnhub.quizzes.rules.bank import Status
from learnhub.reading.models import Declaration, Dispute, Review
from learnhub.reading.policies import decided_by


def articles(actor: Actor) -> Iterator[Waiting]:
    """Articles to review, collections to release, and one's own articles that were returned."""
    if actor.has(Role.REVIEWER):
        count, since = life.count_queue(waits_for(actor))
        words = ngettext("%(num)s article to review", "%(num)s articles to review", count)
        yield Waiting(words, count, since, url_for("articles.show_reviews"))
        count, since = _oldest(
            Collection.ready_at, Collection.unit_id.in_(sorted(actor.units(Role.REVIEWER))),
            Collection.editor_id != actor.id, Collection.ready_at.is_not(None), Collection.released_at.is_(None),
            Collection.withdrawn_at.is_(None),
            ~sa.exists().where(FormerEditor.collection_id == Collection.id, FormerEditor.person_id == actor.id),
        )  # fmt: skip
        words = ngettext("%(num)s collection to release", "%(num)s collections to release", count)
        yield Waiting(words, count, since, url_for("articles.show_collections"))
    count, since = life.count_returned(actor)
    words = ngettext("%(num)s article of yours was returned", "%(num)s articles of yours were returned", count)
    yield Waiting(words, count, since, url_for("articles.show_mine"))


def summaries(actor: Actor) -> Iterator[Waiting]:
    """Summaries to review, and lines of summaries that are contested."""
    count = waiting_reviews(actor)
    oldest = _oldest(Summary.submitted_at, Summary.reviewer_id == actor.id, Summary.state == State.SUBMITTED)[1]
    words = ngettext("%(num)s summary to review", "%(num)s summaries to review", count)
    yield Waiting(words, count, oldest if count else None, url_for("assessment.show_reviews"))
    if actor.has(Role.UNIT_ADMINISTRATOR):
        units = sorted(actor.units(Role.UNIT_ADMINISTRATOR) | actor.units(Role.TRAINING_ADMINISTRATOR))
        of_mine = sa.select(Summary.id).where(Summary.unit_id.in_(units), Summary.person_id != actor.id)
        count, since = _oldest(Objection.raised_at, Objection.answered_at.is_(None), Objection.summary_id.in_(of_mine))
        words = ngettext("%(num)s contested line to answer", "%(num)s contested lines to answer", count)
        yield Waiting(words, count, since, url_for("assessment.show_objections"))


def cases(actor: Actor) -> Iterator[Waiting]:
    """Disputes, declarations and reviews of reading to decide."""
    if not (actor.has(Role.UNIT_ADMINISTRATOR) or actor.has(Role.TRAINING_ADMINISTRATOR)):
        return
    visible = decided_by(actor)
    open_ones = {
        "disputes": (Dispute.raised_at, Dispute.answered_at),
        "declarations": (Declaration.declared_at, Declaration.decided_at),
        "reviews": (Review.raised_at, Review.decided_at),
    }
    found = [_oldest(raised, visible[kind], decided.is_(None)) for kind, (raised, decided) in open_ones.items()]
    count = sum(number for number, _since in found)
    words = ngettext("%(num)s case to decide", "%(num)s cases to decide", count)
    since = min((since for _number, since in found if since), default=None)
    yield Waiting(words, count, since, url_for("reading.show_cases"))


def checks(actor: Actor) -> Iterator[Waiting]:
    """Essays to mark, and questions of the bank to review."""
    if keeps_courses(actor):
        essays = waiting_essays(actor.id)
        words = ngettext("%(num)s essay to mark", "%(num)s essays to mark", len(essays))
        since = essays[0].handed_in_at if essays else None
        yield Waiting(words, len(essays), since, url_for("quizzes.show_essays"))
    if actor.has(Role.REVIEWER):
        count, since = _oldest(
            Question.changed_at, Question.status == Status.DRAFT, Question.lesson_id.is_(None),
            Question.owner_id != actor.id, Question.unit_id.in_(sorted(actor.units(Role.REVIEWER))),
        )  # fmt: skip
        words = ngettext("%(num)s question of the bank to review", "%(num)s questions of the bank to review", count)
        yield Waiting(words, count, since, url_for("quizzes.show_bank", status="draft"))


def courses(actor: Actor) -> Iterator[Waiting]:
    """Lessons, and titles of courses, that were handed in for review."""
    if actor.has(Role.REVIEWER):
        count, since = _oldest(LessonDraft.submitted_at, LessonDraft.state == DraftState.SUBMITTED)
        words = ngettext("%(num)s lesson to review", "%(num)s lessons to review", count)
        yield Waiting(words, count, since, url_for("catalog.show_reviews"))
        count, since = _oldest(CourseDraft.submitted_at, CourseDraft.state == DraftState.SUBMITTED)
        words = ngettext("%(num)s title of a course to review", "%(num)s titles of courses to review", count)
        yield Waiting(words, count, since, url_for("catalog.show_reviews"))


PROVIDERS: tuple[Provider, ...] = (articles, courses, summaries, cases, checks)


def _oldest(moment: Any, *conditions: sa.ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many rows there are, and the earliest moment among them: one statement."""
    count, since = session().execute(sa.select(sa.func.count(), sa.func.min(moment)).where(*conditions)).one()
    return count, since
