"""The question bank as a list: searched, filtered and cut into pages, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.kernel.text import shorten
from learnhub.people.queries import person_line
from learnhub.platform.db import session
from learnhub.platform.markdown import plain_text
from learnhub.platform.pagination import SIZE, Page, page_number
from learnhub.quizzes.models import AttemptItem, Category, Question, QuestionTag, QuestionVersion, Quiz
from learnhub.quizzes.rules.bank import Level, Status, Tag, TagKind
from learnhub.quizzes.rules.drafts import GAP, LINE
from learnhub.quizzes.rules.questions import QuestionKind
from learnhub.quizzes.rules.similarity import folded

LONGEST_STEM = 120
MOST_WORDS = 6
MOST_CHOICES = 300


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the list is asked for; empty values ask for everything."""

    text: str = ""
    category_id: int | None = None
    topic: str = ""
    clause: str = ""
    level: Level | None = None
    status: Status | None = None
    kind: QuestionKind | None = None
    place: str = ""
    course_id: int | None = None
    mine: bool = False
    due: bool = False
    page: str = ""

    @property
    def anything(self) -> bool:
        """Whether something was asked for at all."""
        return replace(self, page="") != Chosen()


@dataclass(frozen=True, slots=True)
class Folder:
    """A category with its place in the tree; `path` names it from the top down."""

    id: int
    parent_id: int | None
    name: str
    path: tuple[str, ...]
    questions: int = 0

    @property
    def depth(self) -> int:
        return len(self.path) - 1


@dataclass(frozen=True, slots=True)
class BankRow:
    """A question in the list."""

    id: int
    words: str
    kind: QuestionKind
    later: str | None
    status: Status
    number: int
    tags: tuple[Tag, ...]
    category: tuple[str, ...]
    owner: str
    lesson: str
    source_path: str
    exposures: int
    changed_at: datetime | None
    review_on: date | None


@dataclass(frozen=True, slots=True)
class BankPage:
    """Everything the list shows."""

    page: Page[BankRow]
    folders: tuple[Folder, ...]
    topics: tuple[str, ...]
    clauses: tuple[str, ...]
    courses: tuple[tuple[int, str], ...]
    counts: Mapping[Status, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def bank_page(visible: sa.ColumnElement[bool], chosen: Chosen, *, viewer_id: int, today: date) -> BankPage:
    """One page of the bank; nine statements however many questions there are."""
    folders = folders_of(visible)
    wanted = [visible, *_conditions(chosen, folders, viewer_id, today)]
    total = session().scalar(sa.select(sa.func.count()).select_from(Question).join(*_VERSION).where(*wanted)) or 0
    number = page_number(chosen.page, total)
    paths = {folder.id: folder.path for folder in folders}
    return BankPage(
        page=Page(_rows(wanted, paths, number), number, total),
        folders=folders,
        topics=_names(visible, TagKind.TOPIC),
        clauses=_names(visible, TagKind.CLAUSE),
        courses=_courses(visible),
        counts=_counts(visible),
    )


def selected(
    visible: sa.ColumnElement[bool], chosen: Chosen, *, viewer_id: int, today: date, most: int
) -> list[tuple[Question, QuestionVersion]]:
    """All questions that a list is about, for an export; at most `most`."""
    wanted = [visible, *_conditions(chosen, folders_of(visible), viewer_id, today)]
    query = sa.select(Question, QuestionVersion).join(*_VERSION).where(*wanted).order_by(Question.id).limit(most)
    return [(question, worded) for question, worded in session().execute(query)]


def folders_of(visible: sa.ColumnElement[bool] | None = None) -> tuple[Folder, ...]:
    """All categories in the order of their tree; with `visible`, with how many such questions are directly in each."""
    counts: dict[int | None, int] = {}
    if visible is not None:
        query = sa.select(Question.category_id, sa.func.count()).where(visible).group_by(Question.category_id)
        counts = dict(session().execute(query).tuples().all())
    below: defaultdict[int | None, list[Category]] = defaultdict(list)
    for category in session().scalars(sa.select(Category).order_by(Category.name)):
        below[category.parent_id].append(category)
    found: list[Folder] = []
    waiting: list[tuple[Category, tuple[str, ...]]] = [(each, ()) for each in reversed(below[None])]
    while waiting:
        category, above = waiting.pop()
        path = (*above, category.name)
        found.append(Folder(category.id, category.parent_id, category.name, path, counts.get(category.id, 0)))
        waiting += [(each, path) for each in reversed(below[category.id])]
    return tuple(found)


def tags_of_questions(question_ids: Collection[int]) -> dict[int, tuple[Tag, ...]]:
    """The tags of some questions."""
    query = sa.select(QuestionTag).where(QuestionTag.question_id.in_(question_ids))
    found: defaultdict[int, list[Tag]] = defaultdict(list)
    for each in session().scalars(query.order_by(QuestionTag.kind, QuestionTag.name)):
        found[each.question_id].append(Tag(each.kind, each.name))
    return {question_id: tuple(sorted(tags)) for question_id, tags in found.items()}


def clauses_of(visible: sa.ColumnElement[bool]) -> tuple[str, ...]:
    """Every clause on which a question rests."""
    return _names(visible, TagKind.CLAUSE)


def exposures_of(question_ids: Collection[int]) -> dict[int, int]:
    """How often each of some questions was asked in an attempt, in any wording."""
    query = (
        sa.select(QuestionVersion.question_id, sa.func.count())
        .join(AttemptItem, AttemptItem.question_version_id == QuestionVersion.id)
        .where(QuestionVersion.question_id.in_(question_ids))
        .group_by(QuestionVersion.question_id)
    )
    return dict(session().execute(query).tuples().all())


def first_words(worded_html: object, name: str = "") -> str:
    """What a question is called in a list: the beginning of its text, with a line where a gap is."""
    words = " ".join(GAP.sub(LINE, plain_text(str(worded_html or ""))).split())
    return shorten(words or name, LONGEST_STEM)


_VERSION = (QuestionVersion, QuestionVersion.id == Question.current_version_id)


def _conditions(chosen: Chosen, folders: Sequence[Folder], viewer_id: int, today: date) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [_has_words(word) for word in chosen.text.split()[:MOST_WORDS]]
    if chosen.category_id is not None:
        found.append(Question.category_id.in_(with_what_is_below(folders, chosen.category_id)))
    found += [
        _has_tag(kind, name)
        for kind, name in (
            (TagKind.TOPIC, chosen.topic),
            (TagKind.CLAUSE, chosen.clause),
            (TagKind.LEVEL, chosen.level or ""),
        )
        if name
    ]
    if chosen.status is not None:
        found.append(Question.status == chosen.status)
    if chosen.kind is not None:
        found.append(sa.and_(QuestionVersion.kind == chosen.kind, QuestionVersion.later.is_(None)))
    if chosen.place:
        found.append(Question.lesson_id.is_not(None) if chosen.place == "files" else Question.lesson_id.is_(None))
    if chosen.course_id is not None:
        found.append(Question.lesson_id.in_(sa.select(Lesson.id).where(Lesson.course_id == chosen.course_id)))
    if chosen.mine:
        found.append(Question.owner_id == viewer_id)
    if chosen.due:
        found.append(sa.and_(Question.review_on <= today, Question.status != Status.RETIRED))
    return found


def _has_words(word: str) -> sa.ColumnElement[bool]:
    plain = folded([word])
    named = sa.func.lower(Question.name).contains(word.casefold(), autoescape=True)
    return sa.or_(named, Question.words.contains(plain, autoescape=True)) if plain else named


def _has_tag(kind: TagKind, name: str) -> sa.ColumnElement[bool]:
    tagged = sa.select(QuestionTag.question_id).where(QuestionTag.kind == kind, QuestionTag.name == name)
    return Question.id.in_(tagged)


def with_what_is_below(folders: Sequence[Folder], category_id: int) -> list[int]:
    """A category and everything in it."""
    found = {category_id}
    for folder in folders:  # parents come before what is in them
        if folder.parent_id in found:
            found.add(folder.id)
    return sorted(found)


def _rows(wanted: Sequence[sa.ColumnElement[bool]], paths: Mapping[int, tuple[str, ...]], number: int) -> list[BankRow]:
    query = (
        sa.select(
            Question.id, Question.name, Question.status, Question.category_id, Question.owner_id, Question.changed_at,
            Question.review_on, QuestionVersion.kind, QuestionVersion.later, QuestionVersion.number,
            QuestionVersion.rendered, LessonVersion.title, LessonVersion.source_path, Quiz.recall,
        )
        .join(*_VERSION)
        .outerjoin(Lesson, Lesson.id == Question.lesson_id)
        .outerjoin(LessonVersion, LessonVersion.id == Lesson.current_version_id)
        .outerjoin(Quiz, Quiz.lesson_id == Question.lesson_id)
        .where(*wanted)
        .order_by(Question.changed_at.desc().nulls_last(), Question.id.desc())
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    )  # fmt: skip
    rows = session().execute(query).all()
    ids = [row.id for row in rows]
    tags, exposures = tags_of_questions(ids), exposures_of(ids)
    people = person_line({row.owner_id for row in rows if row.owner_id})
    return [
        BankRow(
            id=row.id,
            words=first_words(row.rendered.get("stem"), row.name),
            kind=row.kind,
            later=row.later,
            status=row.status,
            number=row.number,
            tags=tags.get(row.id, ()),
            category=paths.get(row.category_id, ()),
            owner=people[row.owner_id].name if row.owner_id in people else "",
            lesson=row.title or "",
            source_path=question_file(row.source_path or "", recall=bool(row.recall)),
            exposures=exposures.get(row.id, 0),
            changed_at=row.changed_at,
            review_on=row.review_on,
        )
        for row in rows
    ]


def question_file(source_path: str, *, recall: bool) -> str:
    """The question file that stands beside a lesson's text."""
    stem, dot, _ = source_path.rpartition(".")
    return f"{stem}{'.bank' if recall else ''}.gift" if dot else ""


def _names(visible: sa.ColumnElement[bool], kind: TagKind) -> tuple[str, ...]:
    query = (
        sa.select(QuestionTag.name)
        .join(Question, Question.id == QuestionTag.question_id)
        .where(QuestionTag.kind == kind, visible)
        .group_by(QuestionTag.name)
        .order_by(QuestionTag.name)
        .limit(MOST_CHOICES)
    )
    return tuple(session().scalars(query))


def _courses(visible: sa.ColumnElement[bool]) -> tuple[tuple[int, str], ...]:
    query = (
        sa.select(Course.id, Course.title)
        .join(Lesson, Lesson.course_id == Course.id)
        .join(Question, Question.lesson_id == Lesson.id)
        .where(visible)
        .group_by(Course.id, Course.title)
        .order_by(Course.title)
        .limit(MOST_CHOICES)
    )
    return tuple((row.id, row.title) for row in session().execute(query))


def _counts(visible: sa.ColumnElement[bool]) -> dict[Status, int]:
    query = sa.select(Question.status, sa.func.count()).where(visible).group_by(Question.status)
    return dict(session().execute(query).tuples().all())
