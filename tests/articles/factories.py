"""Articles as drafts and as released ones, and their topics."""

from typing import Any

from sqlalchemy.orm import Session

from learnhub.articles.actions.versions import keep_version
from learnhub.articles.models import (
    Article,
    ArticleFile,
    ArticleImport,
    Collection,
    CollectionItem,
    Comment,
    Remark,
    Topic,
)
from learnhub.articles.rules.states import FileUse, ImportState, Level, Stage, State, VersionReason
from learnhub.kernel import clock
from learnhub.people.models import Person
from learnhub.platform import storage
from tests.articles.documents import picture

TEXT = "## 起因\n\n群众反映办事要跑三趟。\n\n## 做法\n\n把材料清单贴在网上，一次告知。\n\n## 成效\n\n平均只跑一趟。\n"


def topic(session: Session, name: str = "优化营商环境") -> Topic:
    """A topic that articles belong to."""
    made = Topic(name=name)
    session.add(made)
    session.flush()
    return made


def draft(session: Session, author: Person, *, unit_id: int | None = None, text: str = TEXT, **facts: Any) -> Article:
    """An article that is being written."""
    now = clock.now()
    facts = {"title": "一次告知怎么落地", "draft_saved_at": now, "created_at": now, **facts}
    made = Article(author_id=author.id, unit_id=unit_id, draft_source=text, **facts)
    session.add(made)
    session.flush()
    return made


def released(
    session: Session, author: Person, *, by: Person | None = None, level: Level = Level.COUNTY, **facts: Any
) -> Article:
    """An article that readers see."""
    now = clock.now()
    made = draft(session, author, level=level, **facts)
    version = keep_version(made, VersionReason.SUBMITTED, by=author.id, now=now)
    made.state, made.released_version_id, made.released_at = State.RELEASED, version.id, now
    made.released_by_id = by.id if by else None
    session.flush()
    return made


def attached(session: Session, article: Article, **facts: Any) -> ArticleFile:
    """A picture of an article, whose bytes are in the store."""
    data = picture()
    facts = {"digest": storage.put(data), "use": FileUse.PICTURE, "name": "现场.png", "extension": "png", **facts}
    facts = {"added_at": article.created_at, "is_released": article.released_version_id is not None, **facts}
    made = ArticleFile(
        article_id=article.id, by_id=article.author_id, content_type="image/png", size=len(data), width=60, height=40,
        removed_at=None, **facts,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def brought(session: Session, by: Person) -> ArticleImport:
    """A document that was read and waits to become a draft."""
    made = ArticleImport(
        by_id=by.id, file_name="材料.md", size=20, state=ImportState.READ, content=None, title="材料", source="正文。",
        report={"kept": {}, "losses": []}, created_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def handed_over(session: Session, *articles: Article, editor: Person, unit_id: int, **facts: Any) -> Collection:
    """A collection of released articles that waits for its release."""
    now = clock.now()
    facts = {"title": "窗口服务做法汇编", "level": Level.COUNTY, "created_at": now, "changed_at": now, **facts}
    made = Collection(editor_id=editor.id, unit_id=unit_id, ready_at=now, **facts)
    session.add(made)
    session.flush()
    for position, article in enumerate(articles, 1):
        version_id = article.released_version_id
        session.add(
            CollectionItem(
                collection_id=made.id, article_id=article.id, version_id=version_id, position=position, added_at=now
            )
        )  # fmt: skip
    session.flush()
    return made


def commented(session: Session, article: Article, by: Person, text: str = "说得清楚。") -> Comment:
    """A comment on the whole of a released article."""
    made = Comment(
        article_id=article.id, version_id=article.released_version_id, by_id=by.id, source=text, html=f"<p>{text}</p>",
        request_key=f"comment-{by.id}-{text}"[:64], at=clock.now(),
    )  # fmt: skip
    session.add(made)
    article.comments += 1
    session.flush()
    return made


def remarked(session: Session, article: Article, by: Person) -> Remark:
    """A remark beside the first paragraph of an article."""
    made = Remark(
        article_id=article.id, version_id=article.released_version_id, block=0, block_hash="0", quote="起因",
        by_id=by.id, stage=Stage.UNIT, body="请写具体。", at=clock.now(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
