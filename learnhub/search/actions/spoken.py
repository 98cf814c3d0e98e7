"""Working out how the titles are spoken, so that they are found by pinyin and initials."""

import re

import sqlalchemy as sa

from learnhub.articles.models import Article, ArticleVersion
from learnhub.catalog.models import Course, Lesson, LessonVersion
from learnhub.platform.db import session
from learnhub.search.models import SpokenTitle

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def speak_titles() -> int:
    """Add the pinyin of every title that can be read now and drop that of others; returns how many were added."""
    wanted = set(session().scalars(sa.select(Course.title).where(Course.retired_at.is_(None))))
    wanted |= set(
        session().scalars(
            sa.select(LessonVersion.title)
            .join(Lesson, Lesson.current_version_id == LessonVersion.id)
            .where(Lesson.retired_at.is_(None))
        )
    )
    wanted |= set(
        session().scalars(
            sa.select(ArticleVersion.title)
            .join(Article, Article.released_version_id == ArticleVersion.id)
            .where(Article.withdrawn_at.is_(None), Article.removed_at.is_(None))
        )
    )
    known = {row.words: row for row in session().scalars(sa.select(SpokenTitle))}
    for words in known.keys() - wanted:
        session().delete(known[words])
    new = sorted(words for words in wanted - known.keys() if _HAN.search(words))
    if new:
        from pypinyin import lazy_pinyin  # its dictionaries are heavy, and only this job needs them

        for words in new:
            session().add(SpokenTitle(words=words, pinyin=" ".join(lazy_pinyin("".join(_HAN.findall(words))))))
    session().flush()
    return len(new)
