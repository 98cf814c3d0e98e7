"""Keep with each version of an article what it was filed under, and with co-authors that they once wrote along."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

STEPS = ("submitted", "taken_back", "passed", "returned", "released", "correcting", "withdrawn", "removed")
ALONG = ("asked", "accepted", "declined")
JOINED = "state <> 'accepted' OR joined_at IS NOT NULL"
TOGETHER = 1000

articles = sa.table(
    "articles_articles",
    *(sa.column(name) for name in ("id", "kind", "topic_id", "language", "licence", "released_version_id")),
    *(sa.column(name, sa.DateTime()) for name in ("released_at", "corrected_at")),
)
versions = sa.table(
    "articles_versions", sa.column("id"), sa.column("article_id"), sa.column("created_at", sa.DateTime()),
    sa.column("facts", sa.JSON()),
)  # fmt: skip
files = sa.table(
    "articles_files", sa.column("id"), sa.column("article_id"), sa.column("is_released", sa.Boolean()),
    *(sa.column(name, sa.DateTime()) for name in ("added_at", "removed_at")),
)  # fmt: skip
tags = sa.table("articles_tags", sa.column("article_id"), sa.column("name"))


def upgrade() -> None:
    with op.batch_alter_table("articles_articles") as table:
        table.add_column(sa.Column("draft_facts", sa.JSON(), nullable=True))
    with op.batch_alter_table("articles_files") as table:
        table.add_column(sa.Column("is_released", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("articles_versions") as table:
        table.add_column(sa.Column("facts", sa.JSON(), nullable=True))
    with op.batch_alter_table("articles_coauthors") as table:
        table.add_column(sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
    _allow("articles_coauthors", "coauthorstate", "state", (*ALONG, "left"))
    _allow("articles_steps", "stepkind", "kind", (*STEPS, "given_up"))
    _keep_facts()
    _remember_writers()
    with op.batch_alter_table("articles_files") as table:
        table.alter_column("is_released", server_default=None)
    with op.batch_alter_table("articles_versions") as table:
        table.alter_column("facts", nullable=False)
    with op.batch_alter_table("articles_coauthors") as table:
        table.create_check_constraint(op.f("ck_articles_coauthors_joined"), JOINED)


def _keep_facts() -> None:
    """Earlier versions were filed as their article is now; the files are those that it had when each was kept."""
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(
        sa.select(articles).where(articles.c.id > last).order_by(articles.c.id).limit(TOGETHER)
    ).all():  # fmt: skip
        span = (last, last := rows[-1].id)
        named, attached, kept = (_by_article(table, span) for table in (tags, files, versions))
        changed: list[dict[str, Any]] = []
        shown: list[int] = []
        for row in rows:
            facts = {"kind": row.kind, "topic_id": row.topic_id, "language": row.language, "licence": row.licence,
                     "tags": sorted(tag.name for tag in named[row.id])}  # fmt: skip
            for version in kept[row.id]:
                is_released = version.id == row.released_version_id
                at = (row.corrected_at or row.released_at) if is_released else version.created_at
                here = sorted(file.id for file in attached[row.id] if _stood(file, at))
                shown += here if is_released else []
                changed.append({"version": version.id, "with": {**facts, "files": here}})
        if changed:
            wanted = versions.update().where(versions.c.id == sa.bindparam("version"))
            connection.execute(wanted.values(facts=sa.bindparam("with", type_=sa.JSON())), changed)
        if shown:
            connection.execute(files.update().where(files.c.id.in_(shown)).values(is_released=True))


def _by_article(table: sa.TableClause, span: tuple[int, int]) -> Mapping[int, list[Any]]:
    wanted = [column for column in table.c if column.name not in ("facts", "is_released")]
    within = sa.and_(table.c.article_id > span[0], table.c.article_id <= span[1])
    found = defaultdict(list)
    for row in op.get_bind().execute(sa.select(*wanted).where(within)):
        found[row.article_id].append(row)
    return found


def _stood(file: Any, at: Any) -> bool:
    return file.added_at <= at and (file.removed_at is None or file.removed_at > at)


def _remember_writers() -> None:
    """Who writes along, and who kept a version or saved last and left since."""
    op.execute("UPDATE articles_coauthors SET joined_at = COALESCE(answered_at, asked_at) WHERE state = 'accepted'")
    connection = op.get_bind()
    wrote = connection.execute(
        sa.text(
            "SELECT v.article_id, v.by_id AS person_id, MIN(v.created_at) AS at FROM articles_versions v "
            "JOIN articles_articles a ON a.id = v.article_id WHERE v.by_id <> a.author_id "
            "GROUP BY v.article_id, v.by_id UNION ALL SELECT id, draft_saved_by_id, draft_saved_at "
            "FROM articles_articles WHERE draft_saved_by_id <> author_id"
        )
    ).all()
    join = sa.text(
        "UPDATE articles_coauthors SET joined_at = COALESCE(joined_at, :at) "
        "WHERE article_id = :article_id AND person_id = :person_id"
    )
    add = sa.text(
        "INSERT INTO articles_coauthors (article_id, person_id, state, message, asked_at, joined_at) "
        "VALUES (:article_id, :person_id, 'left', '', :at, :at)"
    )
    for row in wrote:
        if not connection.execute(join, dict(row._mapping)).rowcount:
            connection.execute(add, dict(row._mapping))


def downgrade() -> None:
    op.execute("DELETE FROM articles_coauthors WHERE state = 'left'")
    op.execute("DELETE FROM articles_steps WHERE kind = 'given_up'")
    with op.batch_alter_table("articles_coauthors") as table:
        table.drop_constraint(op.f("ck_articles_coauthors_joined"), type_="check")
        table.drop_column("joined_at")
    _allow("articles_coauthors", "coauthorstate", "state", ALONG)
    _allow("articles_steps", "stepkind", "kind", STEPS)
    for name, column in (("versions", "facts"), ("files", "is_released"), ("articles", "draft_facts")):
        with op.batch_alter_table(f"articles_{name}") as table:
            table.drop_column(column)


def _allow(table_name: str, enum: str, column: str, values: tuple[str, ...]) -> None:
    with op.batch_alter_table(table_name) as table:
        table.drop_constraint(op.f(f"ck_{table_name}_{enum}"), type_="check")
        table.create_check_constraint(op.f(f"ck_{table_name}_{enum}"), sa.column(column).in_(values))
