"""Reads about the life of an article: what waits for a reviewer, its trail, the remarks beside its paragraphs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion, Remark, Step, Topic
from learnhub.articles.queries.facts import Change, changes
from learnhub.articles.rules.anchors import Placed, place
from learnhub.articles.rules.differences import Piece, Stretch, compare, compare_line
from learnhub.articles.rules.life import working_days_between
from learnhub.articles.rules.states import Kind, Level, Stage, State, StepKind
from learnhub.catalog.models import Course
from learnhub.kernel.actor import Actor, Role
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person, Unit
from learnhub.platform.db import session
from learnhub.platform.pagination import SIZE, Page, page_number

FOR_READERS = (StepKind.RELEASED, StepKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A line of the queue; `days` are the working days since it came to this stage."""

    id: int
    title: str
    language: str
    kind: Kind
    level: Level
    stage: Stage
    author: str
    unit: str
    topic: str | None
    since: datetime
    days: int
    correction: bool


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What waits in one unit, for who runs the training."""

    unit: str
    stage: Stage
    count: int
    since: datetime
    days: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """A line of the trail."""

    at: datetime
    kind: StepKind
    stage: Stage | None
    name: str
    reason: str
    declared: Mapping[str, Any]
    version: int | None
    again: bool


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """A remark where its paragraph stands now: `block` is None when that is gone."""

    id: int
    block: int | None
    changed: bool
    quote: str
    by: str
    stage: Stage
    body: str
    at: datetime
    answer: str
    settled_at: datetime | None
    given_up: bool


@dataclass(frozen=True, slots=True)
class Differences:
    """What a correction changes of the text that readers have."""

    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    text: tuple[Stretch, ...]
    facts: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The page of a review."""

    article: Article
    version: ArticleVersion
    author: str
    unit: str | None
    topic: str | None
    course: str | None
    trail: Sequence[StepLine]
    remarks: Sequence[RemarkLine]
    differences: Differences | None
    days: int


def queue(
    waiting: sa.ColumnElement[bool], *, stage: Stage | None, kind: Kind | None, page: str | None, today: date
) -> Page[WaitingRow]:
    """What waits for a reviewer (`policies.life.waits_for`), the oldest first."""
    wanted = [waiting]
    if stage is not None:
        wanted.append(Article.stage == stage)
    if kind is not None:
        wanted.append(ArticleVersion.facts["kind"].as_string() == kind.value)
    handed_in = sa.join(Article, ArticleVersion, ArticleVersion.id == Article.submitted_version_id)
    total = session().scalar(sa.select(sa.func.count()).select_from(handed_in).where(*wanted)) or 0
    number = page_number(page, total)
    rows = session().execute(
        sa.select(
            Article.id, ArticleVersion.title, ArticleVersion.facts, Article.level, Article.stage, Article.waiting_since,
            Article.released_version_id, Person.name, Unit.name.label("unit"), Topic.name.label("topic"),
        )
        .select_from(handed_in)
        .join(Person, Person.id == Article.author_id)
        .outerjoin(Unit, Unit.id == Article.unit_id)
        .outerjoin(Topic, Topic.id == ArticleVersion.facts["topic_id"].as_integer())
        .where(*wanted)
        .order_by(Article.waiting_since, Article.id)
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    ).all()  # fmt: skip
    lines = [
        WaitingRow(
            row.id, row.title, row.facts["language"], Kind(row.facts["kind"]), row.level, row.stage, row.name,
            row.unit or "", row.topic, row.waiting_since, working_days_between(local_date(row.waiting_since), today),
            row.released_version_id is not None,
        )
        for row in rows
    ]  # fmt: skip
    return Page(lines, number, total)


def count_queue(waiting: sa.ColumnElement[bool]) -> tuple[int, datetime | None]:
    """How many wait for a reviewer (`policies.life.waits_for`), and since when the oldest does."""
    query = sa.select(sa.func.count(), sa.func.min(Article.waiting_since)).select_from(Article)
    count, since = session().execute(query.where(waiting)).one()
    return count, since


def count_returned(actor: Actor) -> tuple[int, datetime | None]:
    """How many of one's own articles were returned and lie there since, and since when the oldest does."""
    last = (
        sa.select(Step.kind)
        .where(Step.article_id == Article.id)
        .order_by(Step.id.desc())
        .limit(1)
        .correlate(Article)
        .scalar_subquery()
    )
    query = sa.select(sa.func.count(), sa.func.min(Article.waiting_since)).select_from(Article)
    mine = (Article.author_id == actor.id, Article.state == State.DRAFT, Article.removed_at.is_(None))
    count, since = session().execute(query.where(*mine, last == StepKind.RETURNED)).one()
    return count, since


def overview(actor: Actor, today: date) -> Sequence[UnitLine]:
    """What waits at each stage in the units whose training the actor runs; figures only, no article."""
    units = actor.units(Role.TRAINING_ADMINISTRATOR)
    rows = session().execute(
        sa.select(
            Unit.name, Article.stage, sa.func.count().label("waiting"),
            sa.func.min(Article.waiting_since).label("since"),
        )
        .join(Unit, Unit.id == Article.unit_id)
        .where(Article.state == State.SUBMITTED, Article.removed_at.is_(None), Article.unit_id.in_(sorted(units)))
        .group_by(Unit.id, Unit.name, Article.stage)
        .order_by(sa.func.min(Article.waiting_since))
    )  # fmt: skip
    return [
        UnitLine(row.name, row.stage, row.waiting, row.since, working_days_between(local_date(row.since), today))
        for row in rows
    ]


def trail(article_id: int, *, whole: bool = True) -> Sequence[StepLine]:
    """Who did what when and why, the first step first; readers see releases and the withdrawal only."""
    query = (
        sa.select(Step, Person.name, ArticleVersion.number)
        .join(Person, Person.id == Step.actor_id)
        .outerjoin(ArticleVersion, ArticleVersion.id == Step.version_id)
        .where(Step.article_id == article_id)
        .order_by(Step.id)
    )
    if not whole:
        query = query.where(Step.kind.in_(FOR_READERS))
    lines: list[StepLine] = []
    for step, name, number in session().execute(query):
        again = step.kind is StepKind.RELEASED and any(line.kind is StepKind.RELEASED for line in lines)
        lines.append(StepLine(step.at, step.kind, step.stage, name, step.reason, step.declared, number, again))
    return lines


def remarks_of(article: Article, version: ArticleVersion | None = None) -> Sequence[RemarkLine]:
    """All remarks beside an article, placed in this version, by default the latest one; open ones first."""
    given_up = sa.exists().where(
        Step.article_id == article.id, Step.kind == StepKind.GIVEN_UP, Step.at == Remark.settled_at
    )
    rows = session().execute(
        sa.select(Remark, Person.name, given_up)
        .join(Person, Person.id == Remark.by_id)
        .where(Remark.article_id == article.id)
        .order_by(Remark.settled_at.is_not(None), Remark.id)
    ).all()  # fmt: skip
    if not rows:
        return ()
    blocks = (version or _latest(article.id)).blocks
    lines = []
    for remark, name, closed in rows:
        lines.append(_remark(remark, name, place(remark.block, remark.block_hash, remark.quote, blocks), closed))
    return lines


def _remark(remark: Remark, by: str, found: Placed, given_up: bool) -> RemarkLine:
    return RemarkLine(
        remark.id, found.block, found.changed, remark.quote, by, remark.stage, remark.body, remark.at,
        remark.answer, remark.settled_at, given_up,
    )  # fmt: skip


def review_page(article: Article, today: date) -> Review:
    """Everything that a reviewer of a submitted article looks at."""
    version = session().get_one(ArticleVersion, article.submitted_version_id)
    author, unit, topic, course = session().execute(
        sa.select(
            sa.select(Person.name).where(Person.id == article.author_id).scalar_subquery(),
            sa.select(Unit.name).where(Unit.id == article.unit_id).scalar_subquery(),
            sa.select(Topic.name).where(Topic.id == version.facts["topic_id"]).scalar_subquery(),
            sa.select(Course.title).where(Course.id == article.course_id).scalar_subquery(),
        )
    ).one()  # fmt: skip
    since = article.waiting_since
    return Review(
        article, version, author, unit, topic, course, trail(article.id), remarks_of(article, version),
        _differences(article, version), days=working_days_between(local_date(since), today) if since else 0,
    )  # fmt: skip


def _differences(article: Article, version: ArticleVersion) -> Differences | None:
    if article.released_version_id is None:
        return None
    before = session().get_one(ArticleVersion, article.released_version_id)
    return Differences(
        compare_line(before.title, version.title),
        compare_line(before.summary, version.summary) if before.summary != version.summary else (),
        compare(before.source, version.source), changes(before.facts, version.facts),
    )  # fmt: skip


def _latest(article_id: int) -> ArticleVersion:
    """The latest that could be shown: a text kept by its source alone has no paragraphs to place a remark beside."""
    of_it = sa.select(ArticleVersion).where(ArticleVersion.article_id == article_id)
    return session().scalars(of_it.order_by(ArticleVersion.html == "", ArticleVersion.number.desc()).limit(1)).one()


def returned_for(article_id: int) -> str:
    """Why an article was returned, as long as nothing happened to it since."""
    last = sa.select(Step).where(Step.article_id == article_id).order_by(Step.id.desc()).limit(1)
    step = session().scalar(last)
    return step.reason if step is not None and step.kind is StepKind.RETURNED else ""


def title_for(article: Article, *, draft: bool) -> str:
    """The title as readers know it, or, to whoever may see the draft (`policies.sees_draft`), as it is now."""
    if draft or article.released_version_id is None:
        return article.title
    return session().get_one(ArticleVersion, article.released_version_id).title
