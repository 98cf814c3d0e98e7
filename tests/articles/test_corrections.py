"""What is being corrected stays with its writers: neither its files nor its choices reach readers unreviewed."""

import io
from datetime import timedelta

import pytest

from learnhub.articles.models import Article
from learnhub.articles.rules.states import FileUse, Level, State
from learnhub.kernel import clock
from learnhub.people.queries.viewer import actor_on
from tests.articles.factories import attached, brought, released


@pytest.fixture
def author(make):
    return make.person("周敏", unit=make.unit("镇政府"))


@pytest.fixture
def article(session, author):
    made = released(session, author, level=Level.UNIT, unit_id=actor_on(author.id, clock.today()).unit_id)
    session.commit()
    return made


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

    client.post(f"/articles/{article.id}/submit", data={"original": "y", "nothing_secret": "y"})

    session.expire_all()
    found = session.get_one(Article, article.id)
    assert (found.state, found.unit_id) == (State.SUBMITTED, before.id)


def test_a_file_of_a_correction_is_not_shown_to_readers_before_it_is_released(session, sign_in, make, author, article):
    reader = sign_in(make.person("吴帆"))
    article.level, article.state = Level.COUNTY, State.DRAFT
    old = attached(session, article, use=FileUse.ATTACHMENT, name="旧附件.png", added_at=article.released_at)
    new = attached(
        session, article, use=FileUse.ATTACHMENT, name="新附件.png", digest="1" * 64,
        added_at=article.released_at + timedelta(minutes=1),
    )  # fmt: skip
    session.commit()

    page = reader.get(f"/articles/{article.id}").text
    answers = [reader.get(f"/articles/{article.id}/files/{file.id}/a.png", buffered=True) for file in (old, new)]

    assert "旧附件" in page and "新附件" not in page
    assert [answer.status_code for answer in answers] == [200, 404]

    article.corrected_at = new.added_at
    session.commit()
    assert "新附件" in reader.get(f"/articles/{article.id}").text


def test_a_file_that_comes_back_in_a_correction_is_reviewed_again(session, sign_in, make, time, author, article):
    data = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    client, reader = sign_in(author), sign_in(make.person("吴帆"))
    article.level, article.state = Level.COUNTY, State.DRAFT
    session.commit()
    told = send(client, article, data).json
    client.post(f"/articles/{article.id}/files/{told['id']}/remove")
    session.expire_all()
    session.get_one(Article, article.id).corrected_at = clock.now()
    session.commit()
    time.pass_(minutes=5)
    send(client, article, data)

    assert reader.get(told["address"], buffered=True).status_code == 404


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
