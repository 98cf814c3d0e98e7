"""Articles of the demo county: files with their facts on top, each brought to its state through the real steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from learnhub.articles.actions import life, remarks
from learnhub.articles.models import Article, Topic
from learnhub.articles.rules.states import Kind, Level
from learnhub.kernel.clock import local_date
from learnhub.people.models import Person
from learnhub.people.queries import actor_on
from learnhub.platform.db import session

FOLDER = Path(__file__).parents[3] / "content" / "articles"
WAY = "two"
NEAR, FAR = "supervisor1", "reviewer1"
Act = Callable[[datetime], object]


@dataclass
class Written:
    """One article of the demo; every method is one act at one moment."""

    facts: Mapping[str, Any]
    text: str
    people: Mapping[str, Person]
    article: Article | None = field(default=None)

    def begin(self, now: datetime) -> None:
        """Its author writes it."""
        author, facts = self.people[self.facts["author"]], self.facts
        self.article = Article(
            author_id=author.id, unit_id=actor_on(author.id, local_date(now)).unit_id, kind=Kind(facts["kind"]),
            level=Level(facts.get("level", "unit")), language=facts.get("language", "zh-CN"),
            topic_id=_topic(facts["topic"]).id, title=facts["title"], summary=facts["summary"],
            draft_source=self.text, draft_saved_at=now, draft_saved_by_id=author.id, created_at=now, is_demo=True,
        )  # fmt: skip
        session().add(self.article)
        session().flush()

    def submit(self, now: datetime) -> None:
        """The author hands it in."""
        by = self._actor(self.facts["author"], now)
        life.submit(self._article, original=True, nothing_secret=True, way=WAY, by=by, now=now)

    def pass_by(self, username: str, now: datetime) -> None:
        """A reviewer passes it."""
        article = self._article
        by, seen = self._actor(username, now), article.submitted_version_id or 0
        life.pass_stage(article, seen=seen, checked=True, way=WAY, by=by, now=now)

    def give_back(self, now: datetime) -> None:
        """The reviewer of the town returns it, with a remark."""
        by, article = self._actor(NEAR, now), self._article
        remarks.add_remark(article, block=int(self.facts["remark_block"]), body=self.facts["remark"], by=by, now=now)
        reason, seen = self.facts["returned_for"], article.submitted_version_id or 0
        life.give_back(article, reason=reason, seen=seen, by=by, now=now)

    def correct(self, now: datetime) -> None:
        """The author adds what was missing."""
        by = self._actor(self.facts["author"], now)
        life.begin_correction(self._article, reason="漏写了一处。", by=by, now=now)
        self._article.draft_source += "\n（更正：第四条中的“念一遍”，最好念给别人听。）\n"

    def withdraw(self, now: datetime) -> None:
        """The author withdraws it."""
        by = self._actor(self.facts["author"], now)
        life.withdraw(self._article, reason=self.facts["withdrawn_for"], by=by, now=now)

    def acts(self) -> Iterator[tuple[int, Act]]:
        """What happens to it, each with the days after it was begun."""
        state = self.facts["course_of_life"]
        yield 0, self.begin
        if state == "draft":
            return
        yield 1, self.submit
        if state == "returned":
            yield 2, self.give_back
        if state in ("unit", "returned"):
            return
        yield 2, lambda now: self.pass_by(NEAR, now)
        if state == "secrecy":
            return
        yield 4, lambda now: self.pass_by(FAR, now)
        if state == "withdrawn":
            yield 20, self.withdraw
        if state == "corrected":
            yield 9, self.correct
            yield 10, self.submit
            yield 11, lambda now: self.pass_by(NEAR, now)
            yield 13, lambda now: self.pass_by(FAR, now)

    @property
    def _article(self) -> Article:
        if self.article is None:
            raise ValueError("no article was begun yet")
        return self.article

    def _actor(self, username: str, now: datetime) -> Any:
        person = self.people[username]
        return actor_on(person.id, local_date(now), name=person.name)


def all_acts(people: Mapping[str, Person], now: datetime) -> Iterator[tuple[datetime, Act]]:
    """Everything that happens to every article, each at its moment."""
    for number, path in enumerate(sorted(FOLDER.glob("*.md"))):
        facts, text = _read(path)
        written = Written(facts, text, people)
        begun = now - timedelta(days=int(facts["days"]), minutes=7 * number)
        for days, act in written.acts():
            yield begun + timedelta(days=days), act


def _read(path: Path) -> tuple[dict[str, str], str]:
    """Plain lines of facts between two rules, and the text below them."""
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in head.splitlines() if line)
    return facts, text.lstrip("\n")


def _topic(name: str) -> Topic:
    known = session().scalar(sa.select(Topic).where(Topic.name == name))
    if known is not None:
        return known
    made = Topic(name=name, is_demo=True)
    session().add(made)
    session().flush()
    return made
