"""docs/authoring.md says what the code does: keys, figures, categories, examples, messages."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from learnhub.catalog.models import Change
from learnhub.catalog.rules.front_matter import (
    COURSE_KEYS,
    LESSON_KEYS,
    Category,
    check_course,
    check_lesson,
    key_lines,
    split_front_matter,
)
from learnhub.catalog.rules.sections import DEFAULT_CUTTING
from learnhub.catalog.rules.weights import DEFAULT_WEIGHTS, TYPICAL_PACE
from learnhub.credits.rules import DEFAULT_CREDIT_RULES, Pays, class_hours_for_lesson
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.questions import USABLE, QuestionKind

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
CHINESE = PAGE.partition("## 中文摘要")[2]


def part(heading):
    """The text below a heading of the page."""
    return re.split(r"(?m)^## ", PAGE.partition(f"## {heading}\n")[2])[0]


def rows(text):
    """The rows of the first table in a text, each as its cells."""
    lines = re.search(r"(?:^\|.*\n)+", text, re.M)[0].splitlines()
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def keys(text):
    return {row[0].strip("`"): row[-1] for row in rows(text)}


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


TYPES = part("Questions").partition("These types can be asked:")[2]
COURSE_TABLE = part("Front matter").partition("`course.md`:")[2]
LESSON_TABLE = part("Front matter").partition("A lesson:")[2]


def test_every_key_that_a_course_may_have_is_documented_and_no_other():
    assert list(keys(COURSE_TABLE)) == list(COURSE_KEYS)


def test_every_key_that_a_lesson_may_have_is_documented_and_no_other():
    assert list(keys(LESSON_TABLE)) == list(LESSON_KEYS)


@pytest.mark.parametrize(("table", "check"), [(COURSE_TABLE, check_course), (LESSON_TABLE, check_lesson)])
def test_every_example_of_a_key_is_accepted(table, check):
    given = {key: yaml.safe_load(example.strip("`")) for key, example in keys(table).items() if example[:1] == "`"}

    fields, problems = check(given, {})

    assert problems == []
    assert all(getattr(fields, key) for key in given)


def test_the_chinese_summary_names_the_same_keys():
    (line,) = [line for line in CHINESE.splitlines() if line.startswith("- **文件头**")]

    named = set(re.findall(r"`([a-z_]+)`", line))

    assert named == {*COURSE_KEYS, *LESSON_KEYS, *(each.value for each in Category if "-" not in each.value)}


@pytest.mark.parametrize("choices", [Category, Change])
def test_the_choices_of_a_key_are_those_of_the_code(choices):
    table = COURSE_TABLE if choices is Category else LESSON_TABLE
    ((_, told, _),) = [row for row in rows(table) if row[0] == f"`{choices.__name__.lower()}`"]

    assert re.findall(r"`([a-z-]+)`", told) == [each.value for each in choices]


def test_the_categories_have_the_words_of_the_pages():
    with (ROOT / "learnhub/translations/parts/platform.po").open("rb") as lines:
        words = {message.id: message.string for message in read_po(lines, locale="zh_Hans_CN")}

    shown = [words[name] for name in ("Theory", "Party spirit", "Professional")]

    for code, word in zip(("theory", "party-spirit", "professional"), shown, strict=True):
        assert f"`{code}` ({word})" in COURSE_TABLE
        assert f"`{code}` {word}" in CHINESE


def test_the_example_of_front_matter_has_no_problem():
    (example,) = blocks(part("Front matter"), "yaml")
    split = split_front_matter(example)

    _, problems = check_lesson(yaml.safe_load(split.fields), key_lines(split.fields))

    assert (split.problems, problems) == ((), [])


def test_the_weights_are_those_that_are_counted():
    told = dict(rows(part("Honest minutes")))

    assert Decimal(told["Chinese character or full-width mark"]) == DEFAULT_WEIGHTS.character
    assert Decimal(told["Latin word"]) == DEFAULT_WEIGHTS.word
    assert Decimal(told["number"]) == DEFAULT_WEIGHTS.number
    assert Decimal(told["line of code"]) == DEFAULT_WEIGHTS.code_line
    assert Decimal(told["formula"]) == DEFAULT_WEIGHTS.formula
    assert Decimal(told["image or diagram"]) == DEFAULT_WEIGHTS.image
    assert f"typical pace of {TYPICAL_PACE} a minute" in part("Honest minutes")


def test_the_class_hours_are_those_of_the_shipped_rule():
    (rule,) = [rule for rule in DEFAULT_CREDIT_RULES if rule.pays is Pays.LESSON_COMPLETION]

    earned = [class_hours_for_lesson(minutes, None, rule) for minutes in (15, 16, 29, 30)]

    assert earned == [Decimal("0.25"), Decimal("0.5"), Decimal("0.5"), Decimal(1)]
    assert "up to 15 minutes earn 0.25 class-hour, more than 15 and less than 30 earn 0.5, and from 30 on 1" in PAGE


def test_the_sizes_of_sections_are_those_of_the_code():
    told = part("Sections")

    assert f"less than {DEFAULT_CUTTING.smallest} weighted characters" in told
    assert f"more than {DEFAULT_CUTTING.largest:,}" in told
    assert f"about {DEFAULT_CUTTING.part}" in told


def test_the_example_of_a_question_is_read_as_it_is_explained():
    example = blocks(part("Questions"), "text")[0]

    found = parse_gift(example)

    (question,) = found.questions
    assert found.problems == ()
    assert (question.kind, question.section) == (QuestionKind.SINGLE_CHOICE, "行文规则里的五个坑")
    assert question.explanation is not None


NAMES = {
    "single choice": QuestionKind.SINGLE_CHOICE,
    "multiple choice": QuestionKind.MULTIPLE_CHOICE,
    "true/false": QuestionKind.TRUE_FALSE,
    "short answer": QuestionKind.SHORT_ANSWER,
    "number": QuestionKind.NUMERICAL,
    "matching": QuestionKind.MATCHING,
    "ordering": QuestionKind.ORDERING,
    "text with gaps": QuestionKind.CLOZE,
    "marking in a text": QuestionKind.MARKING,
    "material": QuestionKind.MATERIAL,
    "essay": QuestionKind.ESSAY,
}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "material"])
def test_each_type_that_can_be_asked_is_written_as_the_page_says(name):
    ((_, told),) = [row for row in rows(TYPES) if row[0] == name]
    written = re.findall(r"`(\{.*?\})`", told)[0]
    label = re.search(r"`(// type: \w+)`", told)

    found = parse_gift(f"{label.group(1) if label else '// plain'}\n::name::Which one? {written}\n")

    assert [problem.severity for problem in found.problems if problem.severity == "refused"] == []
    assert [question.kind for question in found.questions] == [NAMES[name]]


def test_the_page_names_every_type_that_can_be_asked():
    assert {NAMES[row[0]] for row in rows(TYPES)} == USABLE


def test_the_longer_examples_are_read_as_they_are_explained():
    example = blocks(part("Questions"), "text")[1]

    found = parse_gift(example)

    assert found.problems == ()
    assert [question.kind for question in found.questions] == [QuestionKind.CLOZE, QuestionKind.MATERIAL]
    assert [part.kind for part in found.questions[1].parts] == [QuestionKind.SINGLE_CHOICE, QuestionKind.TRUE_FALSE]


def test_the_pictures_of_questions_are_written_as_the_page_says():
    examples = re.findall(r"`(::name::[^`]*|\[html\][^`]*)`", part("Questions"))

    for example in examples:
        found = parse_gift(example.replace("{…}", "") + "{T}\n")
        assert found.problems == ()
        assert "images/fork.svg" in found.questions[0].stem.content
    assert len(examples) == 2


def test_the_example_of_a_problem_is_what_an_import_says():
    (example,) = blocks(part("Importing"), "text")

    _, (problem,) = check_lesson({"title": "课", "minutes": "sixteen"}, {"minutes": 4})

    said = f"{problem.what % problem.params} {problem.what_to_do % problem.params}"
    assert example.strip() == f"01-ding-wenzhong.md:{problem.line}: {said}"
