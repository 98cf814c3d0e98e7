"""The page of the search, what it refuses in words, recent searches, and suggestions."""

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa

from learnhub.catalog.models import Course
from learnhub.kernel.actor import Role
from learnhub.platform.db import transaction
from learnhub.search.actions import speak_titles
from learnhub.search.models import RecentSearch
from learnhub.search.rules.labels import KEEPERS, UNREVIEWED
from tests.catalog.factories import COURSE, LESSON, imported, write
from tests.search.factories import document


def heading(answer):
    return re.sub(r"<[^>]+>", "", re.search(r"<h1.*?</h1>", answer.text, re.DOTALL).group()).strip()


def links(answer):
    return re.findall(r'<a href="([^"]+)" lang="zh-CN">', answer.text)


@pytest.fixture
def county(make):
    """A unit of which the chief sees the people, and one beside it."""
    root = make.unit("某县")
    section = make.unit("干部科", parent=root)
    make.person("沈佳", unit=section, name_sort="shen jia")
    make.person("沈静", unit=make.unit("宣传科", parent=root), name_sort="shen jing")
    return section


def test_a_lesson_is_found_with_its_sentence_and_its_best_section(make, session, sign_in):
    document(session, "先写给谁。", "附件说明写在正文之后。再写 <b>落款</b>。", title="公文 & 附件")
    reader = sign_in(make.person())

    answer = reader.get("/search?q=附件说明")

    assert answer.status_code == 200
    assert heading(answer) == "“附件说明”：1 条结果"
    assert "<mark>附件说明</mark>写在正文之后" in answer.text
    assert "公文 &amp; 附件" in answer.text
    assert "<b>" not in answer.text
    assert "&lt;svg" not in answer.text
    assert links(answer) == ["/reading/lessons/1", "/reading/lessons/1#s-2"]


def test_what_is_not_ones_own_to_see_is_neither_found_nor_counted(make, session, sign_in, county):
    document(session, "公文有几种？", kind="question", title="选择题", labels=[KEEPERS])
    document(session, "公文有几种。")
    author = make.person()
    make.grant(author, Role.AUTHOR, county)

    cadre, keeper = sign_in(make.person()).get("/search?q=公文"), sign_in(author).get("/search?q=公文")

    assert (heading(cadre), heading(keeper)) == ("“公文”：1 条结果", "“公文”：2 条结果")
    assert "选择题" not in cadre.text
    assert "kind=question" not in cadre.text
    assert "kind=question" in keeper.text


def test_people_stand_beside_the_texts_for_those_who_see_them(make, session, sign_in, county):
    document(session, "沈佳写的通知。")
    chief = make.person("周主任", unit=county)
    make.grant(chief, Role.SUPERVISOR, county)

    beside, alone = sign_in(chief).get("/search?q=沈佳"), sign_in(chief).get("/search?q=shen&kind=person")
    misspelt = [sign_in(chief).get(f"/search?q={words}") for words in ("shenjai", "shenjai&kind=person", "shenjngi")]
    cadre, other = (
        sign_in(make.person("沈佳", unit=county)).get(f"/search?q={words}") for words in ("沈佳", "shenjai")
    )

    assert heading(beside) == "“沈佳”：2 条结果"
    assert re.search(r'<a class="person" href="/oversight/people/\d+">沈佳</a>', beside.text)
    assert (heading(alone), "沈静" in alone.text) == ("“shen”：1 条结果", False)
    assert [(">沈佳<" in answer.text, "沈静" in answer.text) for answer in misspelt] == [(True, False)] * 2 + [
        (False, False)
    ]
    assert (heading(cadre), heading(other)) == ("“沈佳”：1 条结果", "没有找到“shenjai”")
    assert "/oversight/people/" not in cadre.text


def test_filters_are_links_with_counts_and_lead_back_out(make, session, sign_in):
    document(session, "公文", kind="course", category="theory")
    document(session, "公文")
    document(session, "公文 in English", language="en")
    reader = sign_in(make.person())

    every, chosen = reader.get("/search?q=公文"), reader.get("/search?q=公文&language=en&kind=lesson")

    counts = re.findall(
        r'href="/search\?q=[^"&]+&amp;(\w+=[\w-]+)"[^>]*><span>[^<]+</span><span class="[^"]+">(\d+)', every.text
    )
    assert dict(counts) == {
        "kind=lesson": "2", "kind=course": "1", "category=professional": "2", "category=theory": "1",
        "language=zh-CN": "2", "language=en": "1",
    }  # fmt: skip
    assert heading(chosen) == "“公文”：1 条结果"
    assert re.search(r'href="/search\?q=[^"&]+&amp;language=en" aria-current="true"', chosen.text)


def test_a_course_narrows_down_by_its_title(make, session, sign_in, tmp_path):
    other = COURSE.replace("公文写作", "公务礼仪")
    imported(write(tmp_path, {"a/course.md": COURSE, "a/01.md": LESSON, "b/course.md": other, "b/01.md": LESSON}))
    first, second = session.scalars(sa.select(Course).order_by(Course.title)).all()
    for course in (first, first, second):
        document(session, "考勤", title=f"{course.title}一课", course=str(course.id))
    reader = sign_in(make.person())

    every = reader.get("/search?q=考勤")
    chosen = reader.get(f"/search?q=考勤&course={second.id}")

    counts = re.findall(r'course=\d+"[^>]*><span>([^<]+)</span><span class="[^"]+">(\d+)', every.text)
    assert counts == [(first.title, "2"), (second.title, "1")]
    assert heading(chosen) == "“考勤”：1 条结果"
    assert f"{second.title}一课" in chosen.text
    assert heading(reader.get("/search?q=考勤&course=999999")) == "没有找到“考勤”"


def test_results_come_in_pages_and_behind_the_last_page_is_the_last(make, session, sign_in):
    for number in range(23):
        document(session, "公文", title=f"第{number:02d}课")
    reader = sign_in(make.person())

    first, beyond = reader.get("/search?q=公文"), reader.get("/search?q=公文&page=99")

    assert (first.text.count('class="result"'), beyond.text.count('class="result"')) == (10, 3)
    assert 'rel="next"' in first.text
    assert 'rel="prev"' in beyond.text


@pytest.mark.parametrize("shown", ["公文" * 20, "x" * 20])
def test_more_results_cost_no_more_statements(make, session, sign_in, statements, shown):
    reader = sign_in(make.person())
    reader.get("/search?q=公文")
    document(session, "公文")
    with statements(warm=True) as few:
        reader.get("/search?q=公文")
    for _ in range(9):
        document(session, "公文", shown)

    with statements(warm=True) as many:
        answer = reader.get("/search?q=公文")

    assert answer.text.count('class="result"') == 10
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("words", "said"),
    [("字" * 301, "最多 300 个"), ("x" * 10_000, "最多 300 个"), (" \x00\t", "请至少输入"), ("***???((", "请至少输入")],
)
def test_what_cannot_be_searched_for_is_refused_in_words_with_the_form(make, sign_in, words, said):
    answer = sign_in(make.person()).get("/search", query_string={"q": words})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'name="q"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize(
    "words", ['"公文', "(公文 AND", "公文*", "a\x00公文", "公文 -x OR NOT", "ｇ%_\\'", "\ud800公文"]
)
def test_operators_brackets_and_wildcards_are_only_words(make, session, sign_in, words):
    document(session, "公文")

    answer = sign_in(make.person()).get("/search", query_string={"q": words.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200


@pytest.mark.parametrize("query", ["kind=no&page=x&category=%00", "page=-1&language=%F0", "page=999999999999"])
def test_an_unreadable_filter_is_as_if_it_were_not_there(make, session, sign_in, query):
    assert sign_in(make.person()).get(f"/search?q=公文&{query}").status_code == 200


def test_while_there_is_no_index_the_page_says_so(make, session, sign_in):
    document(session, "公文")

    answer = sign_in(make.person()).get("/search?q=公文")

    assert "搜索索引正在重建" in answer.text


def test_nothing_found_says_what_to_try(make, sign_in):
    answer = sign_in(make.person()).get("/search?q=没有的词")

    assert (answer.status_code, heading(answer)) == (200, "没有找到“没有的词”")
    assert "可以试试" in answer.text


def test_a_look_writes_nothing_and_the_page_asks_to_keep_what_found_something(make, session, sign_in):
    document(session, "公文")
    reader = sign_in(make.person())

    found, missed = reader.get("/search?q=公文"), reader.get("/search?q=没有的词")

    assert 'data-keep="/search/recent" data-words="公文"' in found.text
    assert "data-keep" not in missed.text
    assert session.scalar(sa.select(sa.func.count()).select_from(RecentSearch)) == 0


def test_recent_searches_are_ones_own_and_can_be_erased(make, session, sign_in):
    me, other = sign_in(make.person()), sign_in(make.person())
    for words in ("公文", "请假 "):
        assert me.post("/search/recent", json={"q": words}).status_code == 204

    assert "清除“请假”" in me.get("/search").text
    assert "清除“请假”" not in other.get("/search").text
    other.post("/search/recent/erase")
    assert me.post("/search/recent/erase", data={"words": "公文"}).location == "/search"
    assert session.scalars(sa.select(RecentSearch.words)).all() == ["请假"]
    assert (
        me.post("/search/recent/erase", data={"words": "请\x00\ud800假".encode("utf-8", "surrogatepass")}).status_code
        == 303
    )
    me.post("/search/recent/erase")
    assert session.scalars(sa.select(RecentSearch.words)).all() == []


@pytest.mark.parametrize("body", [{"q": ""}, {"q": 5}, {"q": "x" * 400}, [], {"q": "\x00"}])
def test_a_search_that_could_not_be_made_is_not_kept(make, sign_in, body):
    assert sign_in(make.person()).post("/search/recent", json=body).status_code == 422


def test_suggestions_lead_to_courses_and_lessons_and_to_searches_made_before(make, session, sign_in, tmp_path):
    imported(write(tmp_path, {"gw/course.md": COURSE, "gw/01.md": LESSON}))
    reader = sign_in(make.person())
    reader.post("/search/recent", json={"q": "公文格式"})

    offered = reader.get("/search/suggestions?q=公文").json["offered"]
    before = reader.get("/search/suggestions").json["offered"]

    assert [(each["kind"], each["words"]) for each in offered] == [("recent", "公文格式"), ("course", "公文写作")]
    assert reader.get(offered[1]["to"]).status_code == 200
    assert [each["words"] for each in before] == ["公文格式"]
    assert reader.get("/search/suggestions", query_string={"q": "公" * 5000}).json == {"offered": []}


def test_titles_are_found_by_pinyin_and_initials_where_no_text_holds_them(make, sign_in, tmp_path):
    imported(write(tmp_path, {"gw/course.md": COURSE, "gw/01.md": LESSON}))
    with transaction():
        speak_titles()
    reader = sign_in(make.person())

    spoken, nothing = reader.get("/search?q=xdwz"), reader.get("/search?q=xdwz&kind=article")

    assert heading(spoken) == "“xdwz”：1 条结果"
    assert "读音相符" in spoken.text
    assert reader.get(*links(spoken)).status_code == 200
    assert heading(nothing) == "没有找到“xdwz”"


def test_the_box_stands_on_every_page_for_whoever_is_signed_in(client, make, sign_in):
    reader = sign_in(make.person())

    assert 'role="search" action="/search"' in reader.get("/help").text
    assert reader.get("/search").text.count('role="search"') == 1
    assert 'role="search"' not in client.get("/help").text


@pytest.mark.parametrize("hidden", [False, True])
def test_what_nobody_reviewed_is_found_by_readers_unless_the_site_hides_it(
    app, make, session, sign_in, monkeypatch, hidden
):
    document(session, "公文有几种。", labels=[UNREVIEWED])
    config = app.extensions["learnhub.config"]
    monkeypatch.setitem(app.extensions, "learnhub.config", replace(config, hide_unreviewed=hidden))
    keeper = make.person()
    make.grant(keeper, Role.REVIEWER, make.unit("某县"))

    found = [heading(sign_in(person).get("/search?q=公文")) for person in (keeper, make.person())]

    assert found == ["“公文”：1 条结果", "没有找到“公文”" if hidden else "“公文”：1 条结果"]


def test_narrowing_by_a_course_that_is_kept_from_readers_does_not_name_it(
    app, make, session, sign_in, tmp_path, monkeypatch
):
    imported(write(tmp_path, {"gw/course.md": COURSE, "gw/01.md": LESSON}))
    config = app.extensions["learnhub.config"]
    monkeypatch.setitem(app.extensions, "learnhub.config", replace(config, hide_unreviewed=True))
    keeper = make.person()
    make.grant(keeper, Role.REVIEWER, make.unit("某县"))

    course = session.scalars(sa.select(Course.id)).one()
    narrowed = {"q": "期限", "course": course}

    pages = [sign_in(person).get("/search", query_string=narrowed).text for person in (keeper, make.person())]

    assert ["公文写作" in page for page in pages] == [True, False]
