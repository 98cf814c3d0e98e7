"""A new version of a lesson shows what changed, and asks again only for that."""

import time as wall

import pytest

from learnhub.catalog.models import Change, Lesson, LessonVersion, Section
from learnhub.kernel import clock
from learnhub.reading.rules.difference import Fate, SectionText, changes, passages
from tests.reading import factories


def text(identity, words, title=""):
    return SectionText(identity, title, words)


def told(old, new):
    return [(passage.fate.value, passage.text) for passage in passages(old, new)]


def test_a_word_that_changed_is_shown_inside_its_sentence():
    assert told("请示应当一文一事。附件另页。", "请示必须一文一事。附件另页。") == [
        ("same", "请示"), ("removed", "应当"), ("added", "必须"), ("same", "一文一事。附件另页。")
    ]  # fmt: skip


def test_english_words_are_compared_whole():
    assert ("removed", "shall") in told("A request shall name one matter.", "A request must name one matter.")


def test_sections_are_same_changed_new_or_gone():
    old = [text("a", "甲"), text("b", "一份公文只写一件事。", "主旨"), text("c", "旧的内容，已经不用。", "附则")]
    new = [text("a", "甲"), text("d", "一份公文只写一件事情。", "主旨"), text("e", "全新的话题与从前无关", "案例")]

    found = [(each.fate, each.identity) for each in changes(old, new)]

    assert found == [(Fate.SAME, "a"), (Fate.CHANGED, "d"), (Fate.ADDED, "e"), (Fate.REMOVED, "c")]


def test_a_section_that_got_another_title_is_found_by_its_words():
    old = [text("a", "签发人在右侧，文号在左侧，两者同一行。", "版头")]
    new = [text("b", "签发人在右侧，文号居左，两者同一行。", "眉首")]

    assert [each.fate for each in changes(old, new)] == [Fate.CHANGED]


def test_a_wholly_rewritten_long_lesson_takes_less_than_two_seconds():
    old = [text(f"a{n}", "".join(chr(0x4E00 + (n * 31 + k * 7) % 2000) for k in range(1500))) for n in range(40)]
    new = [text(f"b{n}", "".join(chr(0x4E00 + (n * 17 + k * 11) % 2000) for k in range(1500))) for n in range(40)]

    begun = wall.process_time()
    changes(old, new)

    assert wall.process_time() - begun < 2


@pytest.fixture
def revised(session, make):
    """A lesson whose second version keeps its first section and changes the second."""
    first = factories.lesson(session, sections=(600, 600))
    lesson = session.get_one(Lesson, first.lesson_id)
    number = first.lesson_id
    first.html = (
        f'<section id="c-0" data-section="{number}-0"><h2>第0节</h2><p>不变的文字。</p></section>'
        f'<section id="c-1" data-section="{number}-1"><h2>第1节</h2><p>请示应当一文一事。</p></section>'
    )
    second = LessonVersion(
        lesson_id=lesson.id, number=2, content_hash="2", title="公文的结构", language="zh-CN", source="",
        source_path="01.md", chars=1200, minutes=16, has_recall=False, imported_at=clock.now(),
        change=Change.MATERIAL, version_note="按新规定修改。",
        html=first.html.replace(f"{number}-1", f"{number}-x").replace("应当", "必须"),
    )  # fmt: skip
    session.add(second)
    session.flush()
    for position, identity in enumerate((f"{number}-0", f"{number}-x")):
        session.add(
            Section(
                lesson_version_id=second.id, position=position, identity=identity, title=f"第{position}节",
                anchor=f"c-{position}", chars=600,
            )
        )  # fmt: skip
    lesson.current_version_id = second.id
    session.commit()
    return second


def test_the_page_of_changes_shows_the_new_words_beside_the_old(make, sign_in, revised):
    reader = sign_in(make.person(locale="en"))

    page = reader.get(f"/reading/lessons/{revised.lesson_id}/changes").text

    assert "<ins>必须</ins>" in page
    assert "<del>应当</del>" in page
    assert "1 section is the same" in page
    assert "按新规定修改。" in page


def test_a_lesson_with_one_version_says_so(session, make, sign_in):
    version = factories.lesson(session)

    answer = sign_in(make.person(locale="en")).get(f"/reading/lessons/{version.lesson_id}/changes")

    assert answer.status_code == 200
    assert "This lesson has one version" in answer.text


def test_markup_in_a_lesson_stays_text_in_its_difference(session, make, sign_in, revised):
    revised.html = revised.html.replace("必须", "必须&lt;script&gt;alert(1)&lt;/script&gt;")
    session.commit()

    page = sign_in(make.person()).get(f"/reading/lessons/{revised.lesson_id}/changes").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
