"""What the benchmark of articles measures: a shelf of 20,000 articles, one with 300 comments, and a draft."""

import itertools
import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from config import Config
from learnhub.app import create_app
from learnhub.articles.actions import fingerprints
from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import Article, ArticleTag, ArticleVersion, Comment, Topic
from learnhub.articles.rules.facts import Facts
from learnhub.articles.rules.similarity import titles
from learnhub.articles.rules.states import Kind, Level, State, VersionReason
from learnhub.credits import actions as credits
from learnhub.kernel import clock, ids
from learnhub.kernel.actor import Role
from learnhub.people.models import Person, PostHolding
from learnhub.platform.db import db, is_sqlite, transaction
from learnhub.requirements import actions as requirements
from tests.benchmarks.scene import SECRET, _cookie
from tests.make import Make, handle_for

AUTHORS, TOPICS, UNITS = 200, 20, 10
CHARACTERS = 1000
COMMENTS = 300
BATCH, PRINTED = 500, 2000
KNOWN = "scene.json"
KINDS = (Kind.TOPIC, Kind.TOPIC, Kind.PRACTICE, Kind.RESEARCH)
_CHARACTERS = (
    "县乡村镇街企农林水渠路桥医学房税费补贴审批窗口材料清单办理流程数据平台共享群众干部走访调查座谈巡查整改考核培训宣传"
)
_WORDS = [a + b for a, b in itertools.product(_CHARACTERS[::2], _CHARACTERS[1::2])]


@dataclass(frozen=True)
class Scene:
    """Who asks, and for what; `revision` is that of the draft."""

    reader: dict[str, str]
    author: dict[str, str]
    topic: int
    one: int
    commented: int
    draft: int
    revision: int
    titles: tuple[str, ...]


def open_scene(folder: Path, url: str, count: int, *, prints: int | None = None) -> Scene:
    """The scene of a folder, built where it is not there yet, with people who have just signed in."""
    app, known = create_app(Config(instance=folder, database_url=url, secret_key=SECRET)), folder / KNOWN
    with app.app_context():
        upgrade()
        if not known.exists():
            known.write_text(json.dumps(_build(count, prints=count if prints is None else prints)), encoding="utf-8")
        facts = json.loads(known.read_text(encoding="utf-8"))
        with transaction() as session:
            people = [session.get_one(Person, ident) for ident in facts.pop("people")]
            cookies = [_cookie(app, handle_for(session, person)) for person in people]
            revision = session.get_one(Article, facts["draft"]).draft_revision
            titles_ = tuple(session.scalars(sa.select(Article.title).where(Article.id <= 40)))
        db.session.remove()
        db.engine.dispose()
    return Scene(*cookies, **facts, revision=revision, titles=titles_)


def _build(count: int, *, prints: int) -> dict[str, Any]:
    """Fill an empty database."""
    dice = random.Random(7)
    with transaction() as session:
        credits.install_default_rules()
        requirements.install_default_rules()
        make = Make(session)
        county = make.unit("县")
        units = [make.unit(f"单位{n}", parent=county) for n in range(UNITS)]
        people = [make.person(f"作者{n:03d}", unit=units[n % UNITS]) for n in range(AUTHORS)]
        for person in people:
            make.add(PostHolding(person_id=person.id, title="科员", from_on=date(2024, 1, 1)))
        make.grant(people[0], Role.REVIEWER, county)
        topics = [make.add(Topic(name=f"专题{n}")).id for n in range(TOPICS)]
        who = [(people[n].id, units[n % UNITS].id) for n in range(AUTHORS)]
    made = _articles(count, who, topics, dice)
    with transaction() as session:
        commented, draft = _commented(session, who, dice), _draft(session, who[1], dice)
    _fingerprint(prints, dice)
    if is_sqlite():
        db.session.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    else:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE"))
    return {
        "people": [who[0][0], who[1][0]],
        "topic": topics[0],
        "one": made[0],
        "commented": commented,
        "draft": draft,
    }


def text(characters: int, dice: random.Random) -> str:
    """Chinese of no meaning, in sentences and paragraphs."""
    paragraphs, length = [], 0
    while length < characters:
        sentences = []
        for _ in range(dice.randrange(3, 7)):
            words = "".join(dice.choices(_WORDS, k=dice.randrange(8, 20)))
            sentences.append(f"{words[: len(words) // 2]}，{words[len(words) // 2 :]}。")
        paragraphs.append("".join(sentences))
        length += len(paragraphs[-1])
    return "\n\n".join(paragraphs)


def _articles(count: int, who: list[tuple[int, int]], topics: list[int], dice: random.Random) -> list[int]:
    """Released articles with a version, two tags and a day each."""
    made, now = [], clock.now()
    for start in range(0, count, BATCH):
        rows, versions, tags = [], [], []
        for number in range(start + 1, min(start + BATCH, count) + 1):
            author, unit = who[number % len(who)]
            title = f"{''.join(dice.choices(_WORDS, k=4))}的做法{number}"
            at = now - timedelta(hours=number * 2)
            words = tuple(dict.fromkeys(dice.choices(_WORDS[:60], k=2)))
            filed = Facts(kind=KINDS[number % len(KINDS)], topic_id=topics[number % len(topics)], tags=words)
            rows.append(_article(number, author, unit, title, at) | {
                "kind": filed.kind, "topic_id": filed.topic_id,
                "level": Level.UNIT if number % 10 == 0 else Level.COUNTY, "state": State.RELEASED,
                "released_version_id": number, "released_at": at, "thanks": number % 40,
            })  # fmt: skip
            versions.append(_version(number, filed, author, title, text(CHARACTERS, dice), at))
            tags += [{"article_id": number, "name": word} for word in words]
            made.append(number)
        with transaction() as session:
            session.execute(sa.insert(Article), rows)
            session.execute(sa.insert(ArticleVersion), versions)
            session.execute(sa.insert(ArticleTag), tags)
    if db.engine.dialect.name == "postgresql":
        with transaction() as session:
            for table in ("articles_articles", "articles_versions"):
                session.execute(sa.text(f"SELECT setval('{table}_id_seq', {count})"))
    return made


def _article(ident: int, author: int, unit: int, title: str, at: Any) -> dict[str, Any]:
    return {
        "id": ident, "author_id": author, "unit_id": unit, "title": title, "summary": title * 2, "created_at": at,
        "draft_saved_at": at,
    }  # fmt: skip


def _version(ident: int, filed: Facts, author: int, title: str, source: str, at: Any) -> dict[str, Any]:
    paragraphs = source.split("\n\n")
    html = "".join(f'<p id="p-{n}" data-block="{n}">{words}</p>\n' for n, words in enumerate(paragraphs))
    blocks = [{"anchor": f"p-{n}", "hash": ids.digest(words), "text": words} for n, words in enumerate(paragraphs)]
    return {
        "id": ident, "article_id": ident, "number": 1, "reason": VersionReason.SUBMITTED, "title": title,
        "summary": title * 2, "source": source, "html": html, "blocks": blocks, "chars": len(source), "minutes": 3,
        "content_hash": ids.digest(source), "created_at": at, "by_id": author, "note": "",
        "facts": {**filed.kept(), "files": []},
    }  # fmt: skip


def _commented(session: Any, who: list[tuple[int, int]], dice: random.Random) -> int:
    """An article of 5,000 characters with 300 comments, every third of them an answer."""
    article = _whole(session, who[3], text(5000, dice), title="评论最多的一篇", level=Level.COUNTY)
    version = session.scalars(sa.select(ArticleVersion).where(ArticleVersion.article_id == article.id)).one()
    parent = None
    for number in range(COMMENTS):
        block = version.blocks[number % len(version.blocks)]
        answers = parent if number % 3 == 2 else None
        comment = Comment(
            article_id=article.id, version_id=version.id, parent_id=answers, block=None if answers else
            number % len(version.blocks), block_hash="" if answers else block["hash"], quote=block["text"][:60],
            by_id=who[number % len(who)][0], source="写得实在，想问一问经费。", html="<p>写得实在，想问一问经费。</p>",
            request_key=f"bench-{number}", at=clock.now() - timedelta(minutes=COMMENTS - number),
        )  # fmt: skip
        session.add(comment)
        session.flush()
        parent = comment.id if answers is None else parent
    article.comments = COMMENTS
    article.state, article.released_version_id, article.released_at = State.RELEASED, version.id, clock.now()
    return int(article.id)


def _draft(session: Any, author: tuple[int, int], dice: random.Random) -> int:
    return int(_whole(session, author, text(5000, dice), title="正在写的一篇").id)


def _whole(session: Any, author: tuple[int, int], source: str, *, title: str, level: Level = Level.UNIT) -> Article:
    """An article with a version rendered like any other."""
    now = clock.now()
    article = Article(
        author_id=author[0], unit_id=author[1], title=title, draft_source=source, draft_saved_at=now, created_at=now,
        level=level,
    )  # fmt: skip
    session.add(article)
    session.flush()
    keep_version(article, VersionReason.SAVED, by=author[0], now=now)
    return article


def _fingerprint(real: int, dice: random.Random) -> None:
    """Fingerprint the articles; from `real` on with numbers that are as many, but made up."""
    missing = fingerprints.missing()
    for start in range(0, len(missing), PRINTED):
        batch = missing[start : start + PRINTED]
        known = max(0, real - start)
        made = fingerprints.prepare(batch[:known]) + [_made_up(*each, dice) for each in batch[known:]]
        db.session.rollback()
        with transaction() as session:
            if is_sqlite():
                session.execute(sa.text("PRAGMA cache_size = -200000"))  # two megabytes hold little of two million
            fingerprints.keep(made)


def _made_up(kind: str, text_id: int, dice: random.Random) -> fingerprints.Made:
    title = db.session.scalars(sa.select(ArticleVersion.title).where(ArticleVersion.id == text_id)).one()
    values = frozenset(dice.randrange(-(2**63), 2**63) for _ in range(4 * CHARACTERS // 40))
    return fingerprints.Made(kind, text_id, values, titles.grams(title))
