"""Pictures in questions are found beside the file like those of the lesson; absent ones are named with their line."""

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import MediaFile
from learnhub.quizzes.models import QuestionVersion
from tests.catalog.factories import COURSE, SVG, imported, lesson, png, said, write
from tests.quizzes.factories import start

TEXT = "---\ntitle: 看图\nminutes: 10\n---\n\n## 看图\n\n看图回答。\n"
PICTURES = """// section: 看图
::一::[markdown]图里有几条路？![三条路](images/roads.png){
=三条
~两条#[markdown]再看一遍：![三条路](images/roads.png)
}

::二::[html]<p>这是什么？<img src\\="images/sign.svg" alt\\="一块牌子"></p>{T}
"""


@pytest.fixture
def folder(session, time, tmp_path):
    return write(tmp_path, {"c/course.md": COURSE, "c/images/roads.png": png(), "c/images/sign.svg": SVG})


def with_questions(folder, gift):
    return imported(write(folder, {"c/01.md": TEXT, "c/01.gift": gift}))


def rendered(session):
    return {
        key: html
        for document in session.scalars(sa.select(QuestionVersion.rendered).order_by(QuestionVersion.id))
        for key, html in document.items()
    }


def test_pictures_of_questions_are_found_beside_the_file(session, folder, make, sign_in):
    report = with_questions(folder, PICTURES)

    visitor = sign_in(make.person())
    page = visitor.get(f"/quizzes/attempts/{start(visitor, lesson(session, '01.md'))}").text
    assert said(report) == []
    for file in session.scalars(sa.select(MediaFile)):
        address = f"/catalog/media/{file.digest}.{file.extension}"
        assert address in page
        answer = visitor.get(address)
        assert answer.status_code == 200
        answer.close()
    assert 'width="3" height="2"' in page
    assert 'alt="一块牌子"' in page


def test_a_picture_that_is_absent_is_reported_with_file_and_line_and_its_words_stand(session, folder):
    gift = PICTURES.partition("\n")[2].replace(
        "再看一遍：![三条路](images/roads.png)", "看：![第四条](images/fourth.png)"
    )

    report = with_questions(folder, gift.replace("sign.svg", "absent.svg"))

    found = [(file, line) for file, line, _ in said(report)]
    assert found == [("c/01.gift", 3), ("c/01.gift", 6)]
    assert all("fourth.png" in words or "absent.svg" in words for _, _, words in said(report))
    texts = " ".join(rendered(session).values())
    assert "第四条" in texts
    assert "absent.svg" not in texts.replace('title="', "")


def test_an_absent_picture_is_said_again_and_shown_once_it_is_there(session, folder):
    gift = "::一::[markdown]几条？![路](images/new.png){T}\n"
    first = with_questions(folder, gift)
    again = with_questions(folder, gift)

    write(folder, {"c/images/new.png": png(5, 4)})
    there = imported(folder)

    assert len(said(first)) == len(said(again)) == 1
    assert (again.changed, there.changed) == (0, 1)
    assert said(there) == []
    assert 'width="5"' in rendered(session)["stem"]


def test_questions_without_pictures_make_no_new_version(session, folder):
    gift = "::一::水是湿的。{T}\n"
    with_questions(folder, gift)

    again = with_questions(folder, gift)

    assert again.changed == 0
    assert session.scalar(sa.select(sa.func.count(QuestionVersion.id))) == 1


def test_a_question_shows_nothing_from_elsewhere(session, folder):
    gift = "::一::[markdown]几条？![路](https\\://elsewhere.example/x.png) ![外](../../../etc/hosts.png){T}\n"

    with_questions(folder, gift)

    assert "<img" not in rendered(session)["stem"]
