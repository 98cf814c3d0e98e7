"""What the reading of a GIFT file understands, and what it says about what it does not."""

from decimal import Decimal

import pytest

from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.parsed import ParsedQuestion, Severity, question_of
from learnhub.quizzes.rules.questions import BLANK, ChoiceQuestion, QuestionKind, TextFormat, TrueFalseQuestion


def only(text: str) -> ParsedQuestion:
    """The one question of a text; a refusal shows as the assertion's message."""
    file = parse_gift(text)
    assert len(file.questions) == 1, [str(problem) for problem in file.problems]
    return file.questions[0]


def refusal(text: str) -> str:
    """What the one refused question of a text is told."""
    (problem,) = parse_gift(text, file="check.gift").refused
    return str(problem)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Which form answers a request?{=A reply ~A notice}", QuestionKind.SINGLE_CHOICE),
        ("Which two?{~%50%A ~%50%B ~%-100%C}", QuestionKind.MULTIPLE_CHOICE),
        ("Which two?{=%50%A =%50%B ~%-100%C}", QuestionKind.MULTIPLE_CHOICE),
        ("A notice may carry a request.{FALSE}", QuestionKind.TRUE_FALSE),
        ("A notice may carry a request.{ f }", QuestionKind.TRUE_FALSE),
        ("A reply answers a request.{T}", QuestionKind.TRUE_FALSE),
        ("A reply answers a request.{true}", QuestionKind.TRUE_FALSE),
        ("How is it called?{=reply =answer}", QuestionKind.SHORT_ANSWER),
        ("How is it called?{=reply}", QuestionKind.SHORT_ANSWER),
        ("How many days?{#15}", QuestionKind.NUMERICAL),
        ("How many days?{#=15:0 =%50%15:2}", QuestionKind.NUMERICAL),
        ("Match.{=one -> 1 =two -> 2 =three -> 3}", QuestionKind.MATCHING),
        ("Describe your last report.{}", QuestionKind.ESSAY),
        ("Describe your last report.{####Think of the reader.}", QuestionKind.ESSAY),
        ("The following questions are on chapter two.", QuestionKind.DESCRIPTION),
    ],
)
def test_the_type_of_a_question_follows_from_its_answers(text: str, kind: QuestionKind) -> None:
    assert only(text).kind is kind


def test_a_single_choice_keeps_text_weights_and_feedback() -> None:
    question = only("::Forms:: Which?{\n  =A reply#Right, it answers.\n  ~%25%A notice # Not quite.\n  ~A plan\n}")

    assert question.title == "Forms"
    assert question.text.content == "Which?"
    assert [(option.text.content, option.weight) for option in question.options] == [
        ("A reply", Decimal(100)),
        ("A notice", Decimal(25)),
        ("A plan", Decimal(0)),
    ]
    assert [option.feedback and option.feedback.content for option in question.options] == [
        "Right, it answers.",
        "Not quite.",
        None,
    ]


@pytest.mark.parametrize(
    ("answers", "truth", "wrong", "right"),
    [
        ("T", True, None, None),
        ("FALSE#It may not.", False, "It may not.", None),
        ("FALSE#It may not.#Yes, it may not.", False, "It may not.", "Yes, it may not."),
        ("TRUE##Well read.", True, None, "Well read."),
    ],
)
def test_a_true_false_question_answers_wrong_first_and_right_second(
    answers: str, truth: bool, wrong: str | None, right: str | None
) -> None:
    question = only("A notice may carry a request.{" + answers + "}")

    assert question.truth is truth
    assert (question.wrong_feedback and question.wrong_feedback.content) == wrong
    assert (question.right_feedback and question.right_feedback.content) == right


def test_general_feedback_ends_the_answers_and_may_hold_signs() -> None:
    question = only("Which?{=a#yes ~b####See section 2: x = y ~ z}")

    assert question.explanation is not None
    assert question.explanation.content == "See section 2: x = y ~ z"
    assert [option.text.content for option in question.options] == ["a", "b"]


def test_an_answer_in_the_middle_leaves_a_blank_in_the_text() -> None:
    question = only("机关向上级请示应当 {=一文一事 ~一文多事} ，不得夹带。")

    assert question.text.content == f"机关向上级请示应当 {BLANK} ，不得夹带。"
    assert question.usable


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"2 \= 1 + 1", "2 = 1 + 1"),
        (r"\~ \# \{ \} \:", "~ # { } :"),
        (r"one\ntwo", "one\ntwo"),
        (r"C\:\\Temp", r"C:\Temp"),
        (r"a \x b", r"a \x b"),
        (r"end \\", "end \\"),
    ],
)
def test_escapes_stand_for_the_character_itself(written: str, meant: str) -> None:
    question = only(f"{written}{{={written} ~no}}")

    assert question.text.content == meant
    assert question.options[0].text.content == meant


@pytest.mark.parametrize("form", list(TextFormat))
def test_a_format_holds_for_the_whole_question_unless_an_answer_names_its_own(form: TextFormat) -> None:
    question = only(f"[{form}]Which?{{=a#fine ~[html]b####all}}")

    assert question.stem.format is form
    assert question.options[0].text.format is form
    assert question.options[1].text.format is TextFormat.HTML
    assert question.explanation is not None
    assert question.explanation.format is form


def test_wrapped_lines_are_joined_as_each_script_wants_it() -> None:
    english = only("Which document\nanswers a request?{=a\n  reply ~b}")
    chinese = only("答复下级机关请示事项，\n适用哪一文种？{=批\n复 ~通知}")
    markdown = only("[markdown]Which?\n\n".strip() + "\n- one\n- two{=a ~b}")

    assert english.text.content == "Which document answers a request?"
    assert english.options[0].text.content == "a reply"
    assert chinese.text.content == "答复下级机关请示事项，适用哪一文种？"
    assert chinese.options[0].text.content == "批复"
    assert markdown.text.content == "Which?\n- one\n- two"


def test_comments_are_no_part_of_a_question_wherever_they_stand() -> None:
    question = only("// by the author\nWhich\n// really?\none?{\n// the key\n=a\n~b\n}")

    assert question.text.content == "Which one?"
    assert [option.text.content for option in question.options] == ["a", "b"]
    assert question.line == 2


def test_categories_hold_until_the_next_one() -> None:
    file = parse_gift("$CATEGORY: one\n\nA?{T}\n\n$CATEGORY: two/three\nB?{T}\n\nC?{F}\n\n$CATEGORY:\n\nD?{T}")

    assert [question.category for question in file.questions] == ["one", "two/three", "two/three", None]
    assert file.problems == ()


def test_marks_in_comments_give_a_question_its_id_and_tags() -> None:
    question = only("// question: 7 [id:F-07] [tag:letters] [tag:clause \\] 5]\nWhich?{=a ~b}")

    assert question.id == "F-07"
    assert question.tags == ("letters", "clause ] 5")


def test_a_section_comment_in_a_question_binds_only_that_question() -> None:
    file = parse_gift("// section: Kinds of documents\nA?{T}\n\nB?{T}\n\n// 小节：行文规则\nC?{T}")

    assert [question.section for question in file.questions] == ["Kinds of documents", None, "行文规则"]


def test_a_section_comment_on_its_own_binds_what_follows() -> None:
    file = parse_gift("// section: One\n\nA?{T}\n\n// section: Two\nB?{T}\n\nC?{T}\n\n// section:\n\nD?{T}")

    assert [question.section for question in file.questions] == ["One", "Two", "One", None]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(end: str) -> None:
    text = "\ufeff::A::Which?{\n=a\n~b\n}\n\u3000\nB?{T}"

    file = parse_gift(text.replace("\n", end))

    assert [question.text.content for question in file.questions] == ["Which?", "B?"]
    assert [question.line for question in file.questions] == [1, 6]
    assert file.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("A?{=a ~b", 1, "not closed with }"),
        ("A?\n{=a ~b", 2, "not closed with }"),
        ("A? =a ~b}", 1, "closes nothing"),
        ("A?{=a {b} ~c}", 1, "second {"),
        ("A?{=a ~b} and {=c ~d}", 1, "one set of answers"),
        ("A?{=a ~b}\nB?{T}", 2, "one set of answers"),
        ("A?{~a ~b}", 1, "No answer is marked as right"),
        ("A?{~%50%a ~%40%b}", 1, "add up to 90"),
        ("A?{~%60%a ~%60%b}", 1, "add up to 120"),
        ("A?{\n=a\n~%150%b}", 3, "outside"),
        ("A?{\n=a\n~%5O%b}", 3, "“5O” is not a number"),
        ("A?{\n=a\n~％50％b}", 3, "“50” is not a number"),
        ("A?{=a ~}", 1, "empty"),
        ("A?{=a\n~a}", 2, "“a” stands here twice"),
        ("A?{~%100%a}", 1, "only one answer"),
        ("A?{yes}", 1, "do not begin with a sign"),
        ("A?{＝a ～b}", 1, "do not begin with a sign"),
        ("A?｛=a ~b｝", 1, "full-width braces"),
        ("::Name only::{=a ~b}", 1, "no text"),
        ("::Name? Which?{=a ~b}", 1, "name of this question is not closed"),
    ],
)
def test_a_refusal_names_the_line_and_what_is_wrong(text: str, line: int, says: str) -> None:
    told = refusal("// first\n\n" + text)

    assert told.startswith(f"check.gift:{line + 2}: ")
    assert says in told


def test_an_error_in_line_40_does_not_cost_the_other_questions() -> None:
    good = "\n\n".join(f"Question {number}?{{=yes ~no}}" for number in range(20))
    broken = "Broken?{=yes ~no"

    file = parse_gift(f"{good}\n{broken}\n\n{good}", file="check.gift")

    # Without a blank line the broken one takes its neighbour with it: no reader could tell them apart.
    assert len(file.questions) == 39
    (problem,) = file.problems
    assert (problem.file, problem.line) == ("check.gift", 40)
    assert broken in problem.source


def test_a_blank_line_inside_the_answers_is_one_problem_that_keeps_everything() -> None:
    file = parse_gift("A?{\n=a\n\n~b\n\n~c\n}\n\nB?{T}")

    (problem,) = file.problems
    assert [question.text.content for question in file.questions] == ["B?"]
    assert problem.line == 1
    assert problem.source == "A?{\n=a\n\n~b\n\n~c\n}"


def test_an_unclosed_question_does_not_swallow_the_next_one() -> None:
    file = parse_gift("A?{=a ~b\n\nA remark.\n\nB?{T}")

    assert [question.kind for question in file.questions] == [QuestionKind.DESCRIPTION, QuestionKind.TRUE_FALSE]
    assert len(file.refused) == 1


def test_a_type_that_cannot_be_asked_yet_is_kept_with_its_source() -> None:
    source = "// about dates\n::When:: In this year much happened."

    file = parse_gift("A?{T}\n\n" + source)

    (problem,) = file.problems
    assert problem.severity is Severity.LATER
    assert (problem.line, problem.source) == (4, source)
    assert file.questions[1].source == source
    assert [question.text.content for question in file.usable] == ["A?"]
    assert file.refused == ()


def test_matching_pairs_and_short_answers_are_understood() -> None:
    pairs = only("Match.{=Canada -> Ottawa =Italy->Rome = -> Oslo}")
    short = only("Which?{=reply =%50%repli#Nearly}")

    assert [(option.text.content, option.match) for option in pairs.options] == [
        ("Canada", "Ottawa"),
        ("Italy", "Rome"),
        ("", "Oslo"),
    ]
    assert [option.weight for option in short.options] == [Decimal(100), Decimal(50)]


def test_an_author_hears_when_ticking_everything_earns_the_whole_mark() -> None:
    generous = parse_gift("Which?{~%50%a ~%50%b ~c}")
    strict = parse_gift("Which?{~%50%a ~%50%b ~%-100%c}")

    assert [problem.severity for problem in generous.problems] == [Severity.NOTE]
    assert "~%-50%" in str(generous.problems[0])
    assert generous.questions[0].usable
    assert strict.problems == ()


def test_an_author_hears_when_a_single_choice_has_two_right_answers() -> None:
    file = parse_gift("Which?{=a =b ~c}")

    assert file.questions[0].kind is QuestionKind.SINGLE_CHOICE
    assert [problem.severity for problem in file.problems] == [Severity.NOTE]
    assert "2 different ones are right" in str(file.problems[0])


@pytest.mark.parametrize("weights", [("33.33",) * 3, ("33.3333333",) * 3, ("16.666",) * 6, ("12.5",) * 8])
def test_thirds_and_sixths_count_as_the_whole_mark(weights: tuple[str, ...]) -> None:
    answers = " ".join(f"~%{weight}%a{number}" for number, weight in enumerate(weights))

    assert only(f"Which?{{{answers} ~%-100%no}}").kind is QuestionKind.MULTIPLE_CHOICE


def test_a_question_of_a_file_becomes_one_that_can_be_asked() -> None:
    choice = question_of(only("// section: Two\nWhich of {=these ~those} fits?"))
    truth = question_of(only("So it is.{T#no#yes####because}"))

    assert isinstance(choice, ChoiceQuestion)
    assert choice.stem.content == "Which of _____ fits?"
    assert choice.section == "Two"
    assert [option.key for option in choice.choices] == ["1", "2"]
    assert isinstance(truth, TrueFalseQuestion)
    assert truth.explanation is not None
    assert truth.explanation.content == "because"


def test_a_type_for_later_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="description"):
        question_of(only("Only words."))


def test_messages_without_parameters_hold_no_percent_sign() -> None:
    """A translated message is only filled in where it has parameters, so a doubled sign would be shown."""
    problems = parse_gift("A?{~a ~b}\n\nB?{=a ~%5O%b}\n\nC?{~%20%a ~b}\n\nD?{=a ~%150%b}\n\nE?{~%100%a ~b}").problems

    assert [problem for problem in problems if "%%" in problem.what + problem.what_to_do] == []
    assert len(problems) == 5
