"""Writing an article: begin, save, be told of each other, look it over, bring a version back, throw it away."""

import pytest
import sqlalchemy as sa

from learnhub.articles.jobs.writing import keep_written
from learnhub.articles.models import Article, ArticleTag, ArticleVersion, CoAuthor, Step
from learnhub.articles.rules.states import CoAuthorState, State, StepKind, VersionReason
from learnhub.kernel import clock
from learnhub.platform.audit import AuditEntry
from learnhub.platform.jobs import Job
from tests.articles.factories import draft, released


def fetched(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def put(client, article, **words):
    body = {"title": article.title, "source": "新的正文。", "revision": article.draft_revision, **words}
    return client.put(f"/articles/{article.id}/draft", json=body)


def versions(session, article):
    query = sa.select(ArticleVersion).where(ArticleVersion.article_id == article.id).order_by(ArticleVersion.number)
    return session.scalars(query).all()


def test_an_article_is_begun_with_a_title_alone_and_stands_in_my_list(client, sign_in, make, session):
    client = sign_in(make.person("李文", unit=make.unit()))
    assert "/articles/new" in fetched(client, "/articles/mine")

    answer = client.post(
        "/articles/new", data={"title": "窗口怎样少跑一趟", "kind": "practice", "tags": "政务服务，效率"}
    )

    assert answer.status_code == 303
    made = session.scalar(sa.select(Article).where(Article.title == "窗口怎样少跑一趟"))
    assert answer.location == f"/articles/{made.id}/write"
    assert set(session.scalars(sa.select(ArticleTag.name))) == {"政务服务", "效率"}
    assert "窗口怎样少跑一趟" in fetched(client, "/articles/mine")
    assert "窗口怎样少跑一趟" in fetched(client, answer.location)


def test_a_title_of_emoji_alone_is_refused_and_what_was_typed_stays(client, sign_in, make, session):
    client = sign_in(make.person())

    answer = client.post("/articles/new", data={"title": "🎉🎉", "tags": "庆祝"})

    assert (answer.status_code, session.scalar(sa.select(sa.func.count(Article.id)))) == (422, 0)
    assert "庆祝" in answer.get_data(as_text=True)


def test_saving_a_draft_takes_few_statements_and_renders_nothing(client, sign_in, make, session, statements):
    author = make.person()
    client, article = sign_in(author), draft(session, author)
    put(client, article)

    with statements() as counted:
        answer = put(client, article, revision=1, source="再写一句。" * 500)

    assert answer.json["revision"] == 2
    assert len(counted) <= 8, counted
    assert versions(session, article) == []


def test_who_saves_over_a_newer_text_is_shown_it_and_nothing_is_lost(client, sign_in, make, session):
    author, colleague = make.person("李文"), make.person("王敏")
    article = draft(session, author)
    session.add(CoAuthor(article_id=article.id, person_id=colleague.id, state=CoAuthorState.ACCEPTED,
                         asked_at=clock.now(), joined_at=clock.now()))  # fmt: skip
    session.flush()
    assert put(sign_in(colleague), article, source="同事写的。", kind="practice", tags="乙，甲").status_code == 200

    answer = put(sign_in(author), article, revision=0, source="我写的。")

    assert (answer.status_code, answer.json["words"]["source"], answer.json["saved_by"]) == (409, "同事写的。", "王敏")
    assert (answer.json["words"]["kind"], set(answer.json["words"]["tags"])) == ("practice", set("甲，乙"))
    mine = put(sign_in(author), article, revision=answer.json["revision"], source="我写的。", over=True)
    assert mine.status_code == 200
    assert [each.source for each in versions(session, article)] == ["同事写的。"]


def test_the_form_without_a_script_shows_both_texts_too(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), draft(session, author)
    put(client, article, source="先存的。")

    answer = client.post(f"/articles/{article.id}/write", data={"title": "标题", "source": "后存的。", "revision": "0"})

    shown = answer.get_data(as_text=True)
    assert (answer.status_code, "先存的。" in shown, "后存的。" in shown) == (409, True, True)
    assert session.get(Article, article.id).draft_source == "先存的。"


def test_a_bad_title_does_not_cost_the_text(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), draft(session, author, title="好标题")

    answer = put(client, article, title="   ", source="正文没有丢。")

    assert (answer.status_code, list(answer.json["faults"])) == (200, ["title"])
    assert (article.title, article.draft_source) == ("好标题", "正文没有丢。")


def test_a_text_beyond_a_megabyte_is_refused_in_words_and_the_draft_stays(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), draft(session, author, text="原文。")

    answers = [
        put(client, article, source="字" * 400_000),
        client.post(f"/articles/{article.id}/write", data={"title": "标题", "source": "字" * 400_000, "revision": "0"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "1 MB" in answers[0].json["title"]
    assert article.draft_source == "原文。"


@pytest.mark.once
def test_a_table_of_ten_thousand_rows_is_kept_and_shown_or_refused_in_words(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), draft(session, author)
    table = "| 编号 | 内容 |\n|---|---|\n" + "\n".join(f"| {row} | 第{row}行 |" for row in range(10_000))

    assert put(client, article, source=table).status_code == 200

    assert article.draft_source == table
    shown = client.post(f"/articles/{article.id}/preview", json={"source": table, "title": "表", "language": "zh-CN"})
    assert (shown.status_code, "第9999行" in shown.text or "notice-stop" in shown.text) == (200, True)
    assert client.get(f"/articles/{article.id}/check").status_code == 200


def test_writing_keeps_a_version_ten_minutes_later_and_not_for_each_save(client, sign_in, make, session, time):
    author = make.person()
    client, article = sign_in(author), draft(session, author)
    for revision in range(3):
        put(client, article, revision=revision, source=f"第{revision}稿。")
    queued = session.scalars(sa.select(Job).where(Job.name == "articles.keep_written")).all()
    assert len(queued) == 1

    keep_written(article.id)
    keep_written(article.id)

    assert [(each.source, each.reason) for each in versions(session, article)] == [("第2稿。", VersionReason.WRITTEN)]


def test_bringing_a_version_back_keeps_what_stood_there(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), draft(session, author, text="第一稿：跑三趟。")
    path = f"/articles/{article.id}"
    client.post(f"{path}/write", data={"title": "题", "source": "第一稿：跑三趟。", "revision": "0", "act": "version"})
    put(client, article, revision=1, title="题", source="第二稿：跑一趟。")

    changes = fetched(client, f"{path}/versions/changes")
    answer = client.post(f"{path}/versions/1/restore")

    assert "<del>一</del>" in changes and "<ins>二</ins>" in changes
    assert (answer.status_code, article.draft_source) == (303, "第一稿：跑三趟。")
    found = [(each.source, each.reason) for each in versions(session, article)]
    assert found[1:] == [("第二稿：跑一趟。", VersionReason.SAVED), ("第一稿：跑三趟。", VersionReason.RESTORED)]
    assert "第一稿" in fetched(client, f"{path}/versions/1")
    assert fetched(client, f"{path}/versions").count("restore") == 3


def test_the_check_names_the_line_of_each_place(client, sign_in, make, session):
    author = make.person()
    text = "## 一\n\n#### 三\n\n![](/articles/1/files/999/x.png)\n\n[去哪里](/nowhere) [我的](/articles/mine)\n"
    client, article = sign_in(author), draft(session, author, text=text)

    shown = fetched(client, f"/articles/{article.id}/check")

    assert [f"#line-{line}" in shown for line in (3, 5, 7)] == [True, True, True]
    assert "/nowhere" in shown


def test_a_draft_thrown_away_leaves_its_trace_and_not_its_text(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), draft(session, author, text="不想要了。")
    client.post(f"/articles/{article.id}/write",
                data={"title": "题", "source": "不想要了。", "revision": "0", "act": "version"})  # fmt: skip

    assert client.post(f"/articles/{article.id}/remove").status_code == 303

    assert client.get(f"/articles/{article.id}/write").status_code == 404
    session.expire_all()
    assert (session.get(Article, article.id).draft_source, versions(session, article)[0].source) == ("", "")
    assert session.scalar(sa.select(Step.kind)) is StepKind.REMOVED
    assert session.scalar(sa.select(AuditEntry.action).where(AuditEntry.action == "articles.removed"))


def test_what_readers_have_is_neither_overwritten_nor_thrown_away(client, sign_in, make, session):
    author = make.person()
    client, article = sign_in(author), released(session, author)

    answers = [put(client, article), client.post(f"/articles/{article.id}/remove")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert article.state is State.RELEASED
