"""What is offered while somebody types, and what is kept of their searches."""

import pytest

from learnhub.kernel import clock
from learnhub.kernel.actor import Role
from learnhub.platform.db import transaction
from learnhub.search import actions, queries
from learnhub.search.policies import ordinary_labels, units_to_find
from learnhub.search.queries import Name, Names, spoken_line
from tests.catalog.factories import COURSE, LESSON, imported, write

TITLES = {
    "公文写作": "gong wen xie zuo",
    "公务员法": "gong wu yuan fa",
    "党政机关公文处理": "dang zheng ji guan gong wen chu li",
    "Plain English for officials": "",
    "重庆市安全生产条例": "chong qing shi an quan sheng chan tiao li",
}
SHELF = Names([(Name("lesson", n, words), spoken_line(said)) for n, (words, said) in enumerate(TITLES.items())])


def offered(typed):
    return [match.name.words for match in SHELF.find(typed, limit=8, allowed=lambda _name: True)]


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("公文", ["公文写作", "党政机关公文处理"]),
        ("gongwen", ["公文写作", "党政机关公文处理"]),
        ("gong wen", ["公文写作", "党政机关公文处理"]),
        ("gong'w", ["公文写作", "公务员法", "党政机关公文处理"]),
        ("gw", ["公文写作", "公务员法", "党政机关公文处理"]),
        ("gwyf", ["公务员法"]),
        ("gwyuan", ["公务员法"]),
        ("ＧＷＹ", ["公务员法"]),
        ("cqs", ["重庆市安全生产条例"]),
        ("ENGLISH", ["Plain English for officials"]),
        ("ongwen", []),
        ("", []),
        ("' '", []),
        ("(.*)+$", []),
    ],
)
def test_titles_are_offered_by_characters_pinyin_and_initials(typed, found):
    assert offered(typed) == found


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zhangsna", ["张三"]),
        ("zhang sna", ["张三"]),
        ("zhansan", ["张三"]),
        ("wangwie", ["王伟"]),
        ("wangwe", ["王伟"]),
        ("wagnwie", []),
        ("mail", []),
        ("张散", []),
    ],
)
def test_a_name_in_pinyin_may_have_one_slip(typed, meant):
    spoken = {"张三": "zhang san", "王伟": "wang wei", "马丽": "ma li"}
    names = Names([(Name("person", n, words), spoken_line(said)) for n, (words, said) in enumerate(spoken.items())])

    assert [match.name.words for match in names.near(typed, limit=8, allowed=lambda _name: True)] == meant


@pytest.mark.once
def test_what_begins_with_the_words_comes_first_and_then_the_shorter():
    shelf = Names([(Name("lesson", n, words), "") for n, words in enumerate(["关于公文", "公文写作要点", "公文"])])

    found = shelf.find("公文", limit=2, allowed=lambda _name: True)

    assert [match.name.words for match in found] == ["公文", "公文写作要点"]


def test_a_title_is_offered_by_pinyin_as_soon_as_the_job_has_spoken_it(session, make, tmp_path):
    imported(write(tmp_path, {"gw/course.md": COURSE, "gw/01.md": LESSON}))
    before = queries.suggested_names("xdwz", me=0, labels=ordinary_labels(), units=frozenset(), day=clock.today())

    with transaction():
        added = actions.speak_titles()

    after = queries.suggested_names("xdwz", me=0, labels=ordinary_labels(), units=frozenset(), day=clock.today())
    assert (before, added) == ([], 2)
    assert [(name.kind, name.words, name.note) for name in after] == [("lesson", "先定文种", "公文写作")]
    with transaction():
        assert actions.speak_titles() == 0


def test_people_are_offered_only_to_those_who_see_them(make):
    county = make.unit("县")
    section, other = make.unit("干部科", parent=county), make.unit("宣传科", parent=county)
    make.person("沈佳", unit=section, name_sort="shen jia")
    make.person("沈静", unit=other, name_sort="shen jing")
    chief = make.person("沈主任", unit=section, name_sort="shen zhu ren")
    make.grant(chief, Role.SUPERVISOR, section)
    cadre = make.person("陈砚", unit=section)

    def offered_to(person, typed):
        actor = make.actor(person)
        names = queries.suggested_names(
            typed, me=actor.id, labels=ordinary_labels(), units=units_to_find(actor), day=clock.today()
        )
        return [(name.words, name.note) for name in names]

    assert offered_to(chief, "sj") == offered_to(chief, "shenjai") == [("沈佳", "干部科")]
    assert offered_to(cadre, "sj") == offered_to(cadre, "shenjai") == []


def test_the_last_ten_searches_are_kept_the_newest_first(make, time):
    me, other = make.person(), make.person()
    for number in range(12):
        time.pass_(minutes=1)
        with transaction():
            actions.remember_search(me.id, f"公文{number}", now=clock.now())
    time.pass_(minutes=1)
    with transaction():
        actions.remember_search(me.id, "公文5", now=clock.now())

    kept = queries.recent_searches(me.id)

    assert kept == ["公文5", *(f"公文{number}" for number in (11, 10, 9, 8, 7, 6, 4, 3, 2))]
    assert queries.recent_searches(other.id) == []


@pytest.mark.once
def test_recent_searches_are_offered_where_they_go_on_from_what_was_typed():
    kept = ["公文格式", "Gongwen", "党章", "公文"]

    assert queries.suggested_searches("", kept) == kept
    assert queries.suggested_searches("公文", kept) == ["公文格式"]
    assert queries.suggested_searches("gong", kept) == ["Gongwen"]


def test_letters_that_repeat_are_no_syllables():
    assert spoken_line("aaaaaa gong wen zhuang nv n") == "'gong'wen'zhuang'nv'n"
