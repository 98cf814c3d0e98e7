"""What is being corrected stays with its writers: neither its files nor its choices reach readers unreviewed."""

import io

import pytest
import sqlalchemy as sa

from learnhub.articles.jobs.writing import keep_written
from learnhub.articles.models import Article, ArticleFile, ArticleVersion, Remark, Step
from learnhub.articles.queries.facts import draft_facts, tags_of
from learnhub.articles.queries.writing import mine
from learnhub.articles.rules.states import FileUse, Kind, Level, State, StepKind
from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.people.models import Person, Unit
from learnhub.people.queries.viewer import actor_on
from tests.articles.factories import attached, brought, released, topic

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def author(make):
    return make.person("周敏", unit=make.unit("镇政府"))


@pytest.fixture
def article(session, author):
    made = released(session, author, level=Level.UNIT, unit_id=actor_on(author.id, clock.today()).unit_id)
    session.commit()
    return made


class Scene:
    """An article of the whole county with its author and two reviewers who release what is handed in."""

    def __init__(self, session, sign_in, make, article):
        self.session, self.article, self.path = session, article, f"/articles/{article.id}"
        article.level = Level.COUNTY
        people = [make.person(name) for name in ("沈长河", "施秉言")]
        for person in people:
            make.grant(person, Role.REVIEWER, session.get_one(Unit, article.unit_id))
        session.commit()
        self.writer, self.reviewers = sign_in(session.get_one(Person, article.author_id)), [*map(sign_in, people)]

    def now(self):
        self.session.expire_all()
        return self.session.get_one(Article, self.article.id)

    def correct(self, **words):
        correct(self.writer, self.article)
        if words:
            sent = {"revision": self.now().draft_revision, **words}
            assert self.writer.put(f"{self.path}/draft", json=sent).status_code == 200

    def hand_in(self):
        sent = {"original": "y", "nothing_secret": "y", "revision": self.now().draft_revision}
        return self.writer.post(f"{self.path}/submit", data=sent)

    def release(self):
        assert self.hand_in().status_code == 303
        for reviewer in self.reviewers:
            sent = {"seen": self.now().submitted_version_id, "checked": "y"}
            assert reviewer.post(f"{self.path}/pass", data=sent).status_code == 303


@pytest.fixture
def scene(session, sign_in, make, article):
    return Scene(session, sign_in, make, article)


@pytest.fixture
def neighbour(make):
    return make.person("何清", unit=make.unit("干部科"))


def correct(client, article):
    return client.post(f"/articles/{article.id}/correct", data={"reason": "补充数据"})


def send(client, article, data):
    form = {"file": (io.BytesIO(data), "表.pdf")}
    return client.post(f"/articles/{article.id}/files", data=form, headers={"Accept": "application/json"})


def test_a_correction_does_not_open_an_article_of_a_unit_to_the_county(session, sign_in, author, neighbour, article):
    client, other = sign_in(author), sign_in(neighbour)
    correct(client, article)

    form = {"revision": 0, "level": "county", "title": article.title, "source": article.draft_source}
    answers = [
        client.put(f"/articles/{article.id}/draft", json=form),
        client.post(f"/articles/{article.id}/write", data={**form, "revision": 1}),
    ]

    assert [answer.status_code for answer in answers] == [200, 303]
    assert other.get(f"/articles/{article.id}").status_code == 404


def test_a_corrected_article_stays_with_the_unit_that_reviewed_it(session, sign_in, make, author):
    before = make.unit("县委办")
    article = released(session, author, level=Level.UNIT, unit_id=before.id)
    session.commit()
    client = sign_in(author)
    correct(client, article)
    client.put(f"/articles/{article.id}/draft", json={"revision": 0, "source": "## 起因\n\n改过的。\n"})

    client.post(f"/articles/{article.id}/submit", data={"original": "y", "nothing_secret": "y", "revision": 1})

    session.expire_all()
    found = session.get_one(Article, article.id)
    assert (found.state, found.unit_id) == (State.SUBMITTED, before.id)


def test_files_change_for_readers_with_the_release_of_a_correction(session, sign_in, make, article, scene):
    reader = sign_in(make.person("吴帆"))
    old = attached(session, article, use=FileUse.ATTACHMENT, name="旧附件.png")
    version = session.get_one(ArticleVersion, article.released_version_id)
    version.facts = {**version.facts, "files": [old.id]}
    session.commit()
    scene.correct()
    new = send(scene.writer, article, PDF).json
    scene.writer.post(f"/articles/{article.id}/files/{old.id}/remove")

    def shown():
        page = reader.get(f"/articles/{article.id}").text
        answers = [reader.get(f"/articles/{article.id}/files/{each}/a", buffered=True) for each in (old.id, new["id"])]
        return "旧附件" in page, "表.pdf" in page, [answer.status_code for answer in answers]

    assert shown() == (True, False, [200, 404])

    scene.release()

    assert shown() == (False, True, [404, 200])


def test_nothing_is_put_into_a_released_article_before_a_correction_is_begun(session, sign_in, author, article):
    client, kept = sign_in(author), brought(session, author)
    session.commit()

    answers = [
        send(client, article, b"%PDF-1.4\n"),
        client.post(f"/articles/import/{kept.id}/confirm", data={"article": article.id}),
    ]

    session.expire_all()
    assert [answer.status_code for answer in answers] == [409, 409]
    assert session.get_one(Article, article.id).draft_revision == 0


def test_readers_do_not_learn_the_title_of_a_correction_from_who_writes_along(session, sign_in, make, author, article):
    reader = sign_in(make.person("吴帆"))
    article.level, article.state, article.title = Level.COUNTY, State.DRAFT, "还没定的新题目"
    session.commit()

    page = reader.get(f"/articles/{article.id}/coauthors").text

    assert "还没定的新题目" not in page and "一次告知怎么落地" in page


def test_a_number_that_is_no_decimal_names_no_article_to_import_into(session, sign_in, author):
    kept = brought(session, author)
    session.commit()
    client = sign_in(author)

    assert client.get("/articles/import?article=²").status_code == 200
    assert client.post(f"/articles/import/{kept.id}/confirm", data={"article": "²"}).status_code == 303


def columns(article):
    return article.kind, article.topic_id, article.language, article.licence, tags_of(article.id)


def test_what_a_correction_is_filed_under_reaches_readers_with_its_release(session, sign_in, make, article, scene):
    filed, reader = topic(session, "基层治理"), sign_in(make.person("吴帆"))
    session.commit()
    before = columns(article)

    scene.correct(kind="practice", topic_id=filed.id, language="en", licence="CC0-1.0", tags="一次告知")
    while_writing = columns(scene.now()), reader.get(scene.path).text
    assert scene.hand_in().status_code == 303
    review = scene.reviewers[0].get(f"{scene.path}/review").text
    queue = scene.reviewers[0].get("/articles/reviews?kind=practice").text
    scene.writer.post(f"{scene.path}/take-back")

    assert while_writing[0] == columns(article) == before
    assert "基层治理" not in while_writing[1] and "CC0" not in while_writing[1]
    changes = review[review.index("fact-changes") :]
    assert "<del>无</del>" in changes and "<ins>基层治理</ins>" in changes and "<ins>一次告知</ins>" in changes
    assert "基层治理" in queue

    scene.release()

    after = scene.now()
    assert columns(after) == (Kind.PRACTICE, filed.id, "en", "CC0-1.0", ("一次告知",))
    assert after.draft_facts is None
    assert "基层治理" in reader.get(scene.path).text


def test_a_correction_that_is_given_up_leaves_what_readers_have_and_keeps_its_words(session, article, scene):
    text, old = article.draft_source, attached(session, article)
    version = session.get_one(ArticleVersion, article.released_version_id)
    version.facts = {**version.facts, "files": [old.id]}
    session.commit()
    scene.correct(title="还没定的新题目", source="改坏了。", tags="一次告知")
    new = send(scene.writer, article, PDF).json
    scene.writer.post(f"{scene.path}/files/{old.id}/remove")

    answer = scene.writer.post(f"{scene.path}/give-up")

    after = scene.now()
    assert (answer.status_code, after.state, after.title) == (303, State.RELEASED, "一次告知怎么落地")
    assert (after.draft_source, draft_facts(after).tags, after.waiting_since) == (text, (), None)
    files = {file.id: file.removed_at is None for file in session.scalars(sa.select(ArticleFile))}
    assert files == {old.id: True, new["id"]: False}
    kept = session.scalars(sa.select(ArticleVersion).order_by(ArticleVersion.number.desc())).first()
    step = session.scalars(sa.select(Step).order_by(Step.id.desc())).first()
    assert (kept.source, kept.facts["tags"], kept.facts["files"]) == ("改坏了。", ["一次告知"], [new["id"]])
    assert (step.kind, step.version_id) == (StepKind.GIVEN_UP, kept.id)
    assert scene.writer.post(f"{scene.path}/give-up").status_code == 409


def test_nothing_is_kept_of_an_article_that_is_not_written_on(session, article, scene):
    scene.correct(source="改坏了。")
    scene.writer.post(f"{scene.path}/give-up")
    before = session.scalar(sa.select(sa.func.count(ArticleVersion.id)))

    keep_written(article.id)

    assert session.scalar(sa.select(sa.func.count(ArticleVersion.id))) == before


def test_reviewers_get_the_files_of_a_correction_only_while_it_is_handed_in_to_them(scene, article):
    scene.correct(source="改过。")
    added = send(scene.writer, article, PDF).json
    look = f"{scene.path}/files/{added['id']}/x"

    early = scene.reviewers[0].get(look, buffered=True).status_code
    scene.hand_in()
    late = scene.reviewers[0].get(look, buffered=True).status_code

    assert (early, late) == (404, 200)


def test_my_articles_say_the_kind_that_a_correction_chose(scene):
    scene.correct(kind="practice")
    words = mine(actor_on(scene.article.author_id, clock.today()))

    assert [line.kind for line in words] == [Kind.PRACTICE]


def test_bringing_a_version_back_brings_what_it_was_filed_under_and_its_files(session, article, scene):
    scene.correct(tags="甲，乙")
    added = send(scene.writer, article, PDF).json
    scene.writer.post(f"{scene.path}/write", data={"revision": 1, "act": "version", "title": "题", "source": "一稿。"})

    scene.writer.post(f"{scene.path}/versions/1/restore")
    first = draft_facts(scene.now()).tags, session.get_one(ArticleFile, added["id"]).removed_at is None
    scene.writer.post(f"{scene.path}/versions/2/restore")
    second = draft_facts(scene.now()).tags, session.get_one(ArticleFile, added["id"]).removed_at is None

    assert (first, second) == (((), False), (("乙", "甲"), True))


def test_what_was_not_looked_over_is_not_handed_in(scene):
    scene.correct(source="看过的一稿。")
    looked_at = {"original": "y", "nothing_secret": "y", "revision": scene.now().draft_revision}
    scene.writer.put(f"{scene.path}/draft", json={"revision": looked_at["revision"], "source": "同事后来的一稿。"})

    answer = scene.writer.post(f"{scene.path}/submit", data=looked_at)

    assert answer.status_code == 409 and "同事后来的一稿。" in answer.text and "没有提交" in answer.text
    assert (scene.now().state, scene.now().draft_source) == (State.DRAFT, "同事后来的一稿。")


def test_the_editor_says_why_an_article_was_returned(scene):
    scene.correct(source="改过。")
    scene.hand_in()
    seen = {"seen": scene.now().submitted_version_id}
    scene.reviewers[0].post(f"{scene.path}/return", data={**seen, "reason": "数字没有出处。"})

    page = scene.writer.get(f"{scene.path}/write").text

    assert "数字没有出处。" in page and 'type="hidden" name="level"' in page


def test_reviewers_know_the_title_of_a_correction_only_while_it_is_handed_in_to_them(scene):
    scene.correct(title="还没定的新题目", source="改过。")
    pages = ("trail", "similarity", "coauthors")

    early = [scene.reviewers[0].get(f"{scene.path}/{page}").text for page in pages]
    scene.hand_in()
    late = [scene.reviewers[0].get(f"{scene.path}/{page}").text for page in pages]

    assert ["还没定的新题目" in page for page in (*early, *late)] == [False] * 3 + [True] * 3


def test_remarks_beside_a_correction_are_closed_with_it(session, scene):
    scene.correct(source="改过。")
    scene.hand_in()
    scene.reviewers[0].post(f"{scene.path}/remarks", data={"block": "0", "body": "改了什么？"})
    scene.writer.post(f"{scene.path}/take-back")

    scene.writer.post(f"{scene.path}/give-up")

    remark = session.scalars(sa.select(Remark)).one()
    assert remark.settled_at is not None
    assert "更正已放弃" in scene.writer.get(f"{scene.path}/trail").text
    assert [line.remarks for line in mine(actor_on(scene.article.author_id, clock.today()))] == [0]


@pytest.mark.parametrize("way", ["give-up", "versions/1/restore"])
def test_a_text_that_cannot_be_shown_is_left_behind_and_kept(session, scene, way):
    broken = "深" * 400_000  # refused before anything runs; a text of a thousand brackets takes seconds to refuse
    scene.correct()
    scene.now().draft_source = broken
    session.commit()

    answer = scene.writer.post(f"{scene.path}/{way}")

    assert (answer.status_code, scene.now().draft_source == broken) == (303, False)
    kept = session.scalars(sa.select(ArticleVersion).where(ArticleVersion.source == broken)).one()
    page = scene.writer.get(f"{scene.path}/versions/{kept.number}").text
    assert "深深" in page
    if way != "give-up":
        scene.writer.post(f"{scene.path}/versions/{kept.number}/restore")
        assert scene.now().draft_source == broken
        assert (scene.hand_in().status_code, scene.now().state) == (422, State.DRAFT)
