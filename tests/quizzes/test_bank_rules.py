"""Rules of the bank that need no database: likeness, tags, differences, and the way through the table and back."""

import pytest

from learnhub.quizzes.queries.bank import first_words
from learnhub.quizzes.rules.bank import Level, Tag, TagKind, path_of, tags_of
from learnhub.quizzes.rules.differences import Change, compare
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.sheet import HEADS, neutral, parse_sheet, row_of
from learnhub.quizzes.rules.similarity import NEAR, compared, likeness, prints, shingles
from learnhub.quizzes.rules.typed import parsed_of, typed_of

pytestmark = pytest.mark.once
CHOICE = "::名::[markdown]请示应当怎样行文？{\n\t=一文一事#对。\n\t~一文多事\n\t####见第三条。\n}"


def test_shuffled_answers_other_spaces_and_other_widths_make_no_other_question():
    one = compared("请示应当遵守哪一条规则？", ["一文一事", "一文多事"])
    other = compared("请示 应当遵守哪一条规则 ?", ["一文多事。", "一文一事"])

    assert likeness(shingles(one), shingles(other)) >= NEAR
    assert set(prints(one)) & set(prints(other))


def test_tags_say_topic_clause_and_level_in_both_languages():
    found = tags_of(["公文", "条款：条例 第三条", "难度：难", "level:easy", "公文"])

    assert found == (
        Tag(TagKind.CLAUSE, "条例 第三条"), Tag(TagKind.LEVEL, Level.HARD.value), Tag(TagKind.TOPIC, "公文"),
    )  # fmt: skip
    assert path_of("$course$/top/法规/条例") == ("法规", "条例")


def test_a_difference_keeps_latin_words_whole_and_compares_chinese_by_character():
    pieces = compare("一文多事 draft", "一文数事 drafts")

    assert [(each.change, each.text) for each in pieces if each.change is not Change.SAME] == [
        (Change.GONE, "多"), (Change.NEW, "数"), (Change.GONE, "draft"), (Change.NEW, "drafts"),
    ]  # fmt: skip


def test_the_form_shows_only_what_it_can_say_without_loss():
    plain, weighted = parse_gift(CHOICE).usable[0], parse_gift("::甲::问？{=对 ~%30%半对 ~错}").usable[0]

    typed = typed_of(plain)

    assert typed is not None
    assert parsed_of(typed) == plain
    assert typed_of(weighted) is None


def test_a_row_of_the_table_says_the_same_when_it_is_read_back():
    parsed = parse_gift(CHOICE.replace("一文多事", r"\=1+1")).usable[0]
    cells = row_of(parsed, {"level": "难", "topics": "公文"})

    rows = [[spellings[0] for spellings in HEADS.values()], [neutral(cells.get(name, "")) for name in HEADS]]
    back = parse_sheet(rows).usable[0]

    assert "'=1+1" in rows[1]
    assert [(option.text.content, option.weight) for option in back.options] == [
        (option.text.content, option.weight) for option in parsed.options
    ]
    assert back.tags == ("公文", "level:难")


def test_a_list_shows_a_line_where_a_gap_is():
    assert first_words("<p>结尾说“[[1]]”，不说“[[2]]”。</p>") == "结尾说“____”，不说“____”。"
