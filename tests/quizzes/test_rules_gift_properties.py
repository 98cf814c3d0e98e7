"""What holds for every GIFT text, sensible or not."""

import json
import time
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.gift_render import render_gift, render_gift_file
from learnhub.quizzes.rules.parsed import ParsedOption, ParsedQuestion, ParsedQuiz, question_of
from learnhub.quizzes.rules.questions import QuestionKind, Text, TextFormat, question_data, question_from
from tests.real_data import real_data

NASTY = [
    "=~#{}:\\->%[]",
    "// not a comment",
    "::no name::",
    "$CATEGORY: none",
    "[html]no format",
    "%50%no weight",
    "％50％",
    "####",
    "a\\",
    "\\n",
    "第一行\n\n第二行",
    "T",
    "x -> y",
]
# Control characters and carriage returns are dropped or changed on reading, and ends are trimmed.
DROPPED = "".join(map(chr, (*range(9), *range(11, 32), 127, 0xFEFF)))
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters=DROPPED)
CONTENT = st.one_of(st.sampled_from(NASTY), st.text(CHARACTERS, max_size=30)).map(str.strip)
FILLED = CONTENT.filter(bool)
LINE = FILLED.map(lambda text: " ".join(text.split())).filter(bool)
FORMATS = st.sampled_from(TextFormat)
TEXTS = st.builds(Text, FILLED, FORMATS)
WRONG_WEIGHTS = st.integers(-10000, 0).map(lambda cents: Decimal(cents) / 100)


@st.composite
def _options(draw: st.DrawFn, *, single: bool) -> tuple[ParsedOption, ...]:
    texts = draw(st.lists(TEXTS, min_size=2, max_size=5, unique=True))
    rights = draw(st.integers(1, len(texts)))
    share = Decimal(100) if single else (Decimal(100) / rights).quantize(Decimal("0.00001"))
    weights = [share] * rights + [draw(WRONG_WEIGHTS) for _ in texts[rights:]]
    order = draw(st.permutations(range(len(texts))))
    return tuple(ParsedOption(texts[at], weights[at], draw(st.none() | TEXTS)) for at in order)


@st.composite
def _accepted(draw: st.DrawFn) -> tuple[ParsedOption, ...]:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=4))
    shares = [Decimal(100), *(Decimal(draw(st.integers(-10000, 10000))) / 100 for _ in texts[1:])]
    return tuple(ParsedOption(text, share, draw(st.none() | TEXTS)) for text, share in zip(texts, shares, strict=True))


FIGURES = st.sampled_from(["12", "-3.5", "12:0.5", "11..13", "*", "1822:2"])


@st.composite
def _figures(draw: st.DrawFn) -> tuple[ParsedOption, ...]:
    said = draw(st.lists(FIGURES, min_size=1, max_size=3))
    return tuple(ParsedOption(Text(each, draw(FORMATS)), Decimal(100), draw(st.none() | TEXTS)) for each in said)


@st.composite
def _pairs(draw: st.DrawFn) -> tuple[ParsedOption, ...]:
    texts = draw(st.lists(TEXTS, min_size=2, max_size=4, unique=True))
    partners = draw(st.lists(FILLED, min_size=len(texts), max_size=len(texts), unique=True))
    pairs = [ParsedOption(text, Decimal(100), match=name) for text, name in zip(texts, partners, strict=True)]
    return (
        *pairs,
        *(
            ParsedOption(Text("", draw(FORMATS)), Decimal(100), match=name)
            for name in draw(st.lists(FILLED, max_size=1))
        ),
    )


@st.composite
def _things(draw: st.DrawFn) -> tuple[ParsedOption, ...]:
    return tuple(
        ParsedOption(text, Decimal(100)) for text in draw(st.lists(TEXTS, min_size=2, max_size=4, unique=True))
    )


@st.composite
def _pieces(draw: st.DrawFn) -> tuple[ParsedOption, ...]:
    chosen = [
        ParsedOption(draw(TEXTS), Decimal(100)),
        *(ParsedOption(draw(TEXTS), Decimal(0)) for _ in range(draw(st.integers(1, 2)))),
    ]
    fixed = [ParsedOption(text, Decimal(0), fixed=True) for text in draw(st.lists(TEXTS, max_size=2))]
    return tuple(draw(st.permutations([*chosen, *fixed])))


@st.composite
def _gapped(draw: st.DrawFn) -> dict[str, Any]:
    """A text with gaps; what stands in them has the format of the text."""
    form = draw(FORMATS)
    plain = FILLED.filter(lambda text: "[[" not in text and "]]" not in text)

    def alike(options: tuple[ParsedOption, ...]) -> tuple[ParsedOption, ...]:
        return tuple(
            replace(
                each,
                text=replace(each.text, format=form),
                feedback=each.feedback and replace(each.feedback, format=form),
            )
            for each in options
        )

    kinds = draw(
        st.lists(
            st.sampled_from([QuestionKind.SINGLE_CHOICE, QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL]),
            min_size=1,
            max_size=3,
        )
    )
    made = {
        QuestionKind.SINGLE_CHOICE: _options(single=True),
        QuestionKind.SHORT_ANSWER: _accepted(),
        QuestionKind.NUMERICAL: _figures(),
    }
    parts = tuple(ParsedQuestion(kind, Text(""), options=alike(draw(made[kind]))) for kind in kinds)
    stem = "".join(f"{draw(plain)}[[{number}]]" for number in range(1, len(parts) + 1))
    unlike = any(len({option.text for option in part.options}) < len(part.options) for part in parts)
    assume(not unlike)
    return {"stem": Text(stem, form), "parts": parts}


OWN_LABELS: dict[QuestionKind, st.SearchStrategy[Any]] = {
    QuestionKind.MULTIPLE_CHOICE: st.sampled_from([(), (("scoring", "all-or-nothing"),)]),
    QuestionKind.SHORT_ANSWER: st.sampled_from([(), (("spelling", "exact"),)]),
    QuestionKind.NUMERICAL: st.sampled_from([(), (("unit", "元; 万元=10000"),), (("unit", "kg; needed"),)]),
    QuestionKind.ORDERING: st.sampled_from([(), (("scoring", "neighbours"),), (("scoring", "all-or-nothing"),)]),
    QuestionKind.ESSAY: st.sampled_from(
        [(), (("words", "100-800"), ("rubric", "4 a: b"), ("rubric", "6 c"), ("markers", "2"), ("bound", "15"))]
    ),
}
OPTIONS: dict[QuestionKind, st.SearchStrategy[Any]] = {
    QuestionKind.SINGLE_CHOICE: _options(single=True),
    QuestionKind.MULTIPLE_CHOICE: _options(single=False),
    QuestionKind.SHORT_ANSWER: _accepted(),
    QuestionKind.NUMERICAL: _figures(),
    QuestionKind.MATCHING: _pairs(),
    QuestionKind.ORDERING: _things(),
    QuestionKind.MARKING: _pieces(),
}
KINDS = [*OPTIONS, QuestionKind.TRUE_FALSE, QuestionKind.ESSAY, QuestionKind.CLOZE, QuestionKind.MATERIAL]


@st.composite
def questions(draw: st.DrawFn, kinds: tuple[QuestionKind, ...] = tuple(KINDS)) -> ParsedQuestion:
    kind = draw(st.sampled_from(kinds))
    truth = kind is QuestionKind.TRUE_FALSE
    tailed = kind not in (QuestionKind.CLOZE, QuestionKind.MATERIAL)
    tail = draw(st.just("") | FILLED) if tailed else ""
    space = draw(st.sampled_from(["", " "])) if tail else ""
    inner: dict[str, Any] = {"stem": Text(draw(FILLED) + space, draw(FORMATS))}
    if kind is QuestionKind.CLOZE:
        inner = draw(_gapped())
    elif kind is QuestionKind.MATERIAL:
        leaves = tuple(each for each in KINDS if each not in (QuestionKind.MATERIAL, QuestionKind.ESSAY))
        inner["parts"] = tuple(draw(st.lists(questions(leaves), min_size=1, max_size=2)))
    made = ParsedQuestion(
        kind=kind,
        title=draw(st.none() | FILLED),
        tail=tail,
        options=draw(OPTIONS[kind]) if kind in OPTIONS else (),
        truth=draw(st.booleans()) if truth else None,
        wrong_feedback=draw(st.none() | TEXTS) if truth else None,
        right_feedback=draw(st.none() | TEXTS) if truth else None,
        explanation=draw(st.none() | TEXTS),
        category=draw(st.none() | LINE),
        section=draw(st.none() | LINE),
        id=draw(st.none() | LINE),
        tags=tuple(draw(st.lists(LINE, max_size=2))),
        labels=draw(OWN_LABELS.get(kind, st.just(()))),
        **inner,
    )
    # The parts of a material stand in its category.
    return (
        replace(made, parts=tuple(replace(part, category=made.category) for part in made.parts))
        if inner.get("parts") and kind is QuestionKind.MATERIAL
        else made
    )


@settings(max_examples=25)
@given(questions())
def test_a_question_written_and_read_again_is_the_same(question: ParsedQuestion) -> None:
    file = parse_gift(render_gift(question))

    assert file.refused == ()
    assert file.questions == (question,)


@settings(max_examples=10)
@given(st.lists(questions(), max_size=3))
def test_a_file_of_questions_written_and_read_again_is_the_same(several: list[ParsedQuestion]) -> None:
    assert parse_gift(render_gift_file(several)).questions == tuple(several)


@settings(max_examples=25)
@given(questions())
def test_a_question_survives_its_storage(question: ParsedQuestion) -> None:
    asked = question_of(question)

    assert question_from(json.loads(json.dumps(question_data(asked)))) == asked


SIGNS = ["{", "}", "=", "~", "#", "####", "%", "%50%", "\\", "::", "->", "//", "T", "a", "｛", " ", "[html]"]
LINES = ["\n", "\n\n", "\r", "\ufeff", "\x00", "\u2028", "\x85", "$CATEGORY:", "// section: x\n"]
GIFT_LIKE = st.lists(st.sampled_from(SIGNS + LINES), max_size=40).map("".join)


@given(st.one_of(GIFT_LIKE, st.text()))
def test_no_text_breaks_the_reading_and_no_line_of_it_is_lost(text: str) -> None:
    file = parse_gift(text, file="any.gift")

    for line in _telling_lines(text):
        assert any(line in source for source in _sources(file))


@given(GIFT_LIKE)
def test_whatever_was_understood_can_be_written_and_read_again(text: str) -> None:
    for question in parse_gift(text).questions:
        assert parse_gift(render_gift(question)).questions == (question,)


@given(GIFT_LIKE)
def test_every_problem_names_a_line_of_the_file(text: str) -> None:
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    assert all(1 <= problem.line <= lines and str(problem) for problem in parse_gift(text).problems)


def _sources(file: ParsedQuiz) -> list[str]:
    return [question.source for question in file.questions] + [problem.source for problem in file.problems]


def _telling_lines(text: str) -> list[str]:
    """The lines that are neither blank, nor comments, nor categories, as the reading sees them."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in clean if sign not in DROPPED)
    return [line for line in kept.split("\n") if line.strip() and not line.strip().startswith(("//", "$CATEGORY:"))]


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x07", "\u202e{=\u202e ~x}", "{" * 50, "}" * 50, "\\" * 51 + "{", "😀{=😀 ~😁}", "#" * 9]
)
def test_some_naughty_texts_are_read_calmly(text: str) -> None:
    parse_gift(text)


def test_every_naughty_string_comes_back_unchanged_or_is_refused() -> None:
    strings = json.loads((real_data("naughty-strings") / "blns.json").read_text("utf-8"))
    for string in strings:
        parse_gift(string)
        content = string.strip()
        if not content or content == "no" or set(content) & set(DROPPED):
            continue
        options = (ParsedOption(Text(content), Decimal(100)), ParsedOption(Text("no"), Decimal(0)))
        question = ParsedQuestion(QuestionKind.SINGLE_CHOICE, Text(content), title=content, options=options)

        assert parse_gift(render_gift(question)).questions == (question,)


@pytest.mark.parametrize(
    "block",
    [
        "::Q::Which?{\n=a#yes\n~b#no\n~c\n}\n\n",
        "Which?{=a ~b\n\n",
        "Which?{=a\n~b\n",
        "a}\n\n",
        "// section: x\n\n",
        "{\n\nx\n\n",
        "          \\",
        "#\n",
    ],
)
def test_a_file_of_100_000_lines_takes_time_in_proportion(block: str) -> None:
    def seconds(lines: int) -> float:
        text = block * (lines // max(1, block.count("\n")))
        begin = time.process_time()
        parse_gift(text)
        return time.process_time() - begin

    # The least of several runs: whatever else the machine does can only add to it. A long one evens itself out.
    small, large = min(seconds(10_000) for _ in range(3)), seconds(100_000)

    assert large < max(30 * small, 0.5)
    assert large < 10
