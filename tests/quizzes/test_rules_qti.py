"""QTI items: choices are read, other interactions kept, files that are no items refused by name."""

from decimal import Decimal
from pathlib import Path

import pytest

from learnhub.quizzes.rules.parsed import LaterKind, ParsedQuestion, Severity
from learnhub.quizzes.rules.qti import parse_qti
from learnhub.quizzes.rules.questions import QuestionKind, Text, TextFormat
from tests.real_data import real_data

RIGHT = "<correctResponse><value>B</value></correctResponse>"
BOTH = "<correctResponse><value>A</value><value>B</value></correctResponse>"
MAPPING = """<mapping defaultValue="-1"><mapEntry mapKey="A" mappedValue="1"/>
<mapEntry mapKey="B" mappedValue="3"/></mapping>"""
CHOICE = """<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Which <b>one</b>?</prompt>
<simpleChoice identifier="A">one<feedbackInline identifier="A" outcomeIdentifier="F">No.</feedbackInline></simpleChoice>
<simpleChoice identifier="B">two &amp; a half</simpleChoice><simpleChoice identifier="C"><i>three</i></simpleChoice>
</choiceInteraction>"""


def item(declared: str = RIGHT, body: str = CHOICE, *, cardinality: str = "single", rule: str = "match_correct") -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Numbers" adaptive="false">
<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="identifier">{declared}</responseDeclaration>
<itemBody><p>Read.</p><div>{body}</div><rubricBlock view="scorer">secret</rubricBlock></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{rule}"/>
</assessmentItem>"""


def weights(question: ParsedQuestion) -> list[Decimal]:
    return [option.weight for option in question.options]


def test_a_single_choice_is_read_with_prompt_and_feedback() -> None:
    file = parse_qti(item())

    (question,) = file.questions
    assert file.problems == ()
    assert (question.kind, question.id, question.title) == (QuestionKind.SINGLE_CHOICE, "i1", "Numbers")
    assert question.stem == Text("<p>Read.</p><div><p>Which <b>one</b>?</p></div>", TextFormat.HTML)
    assert [option.text.content for option in question.options] == ["one", "two &amp; a half", "<i>three</i>"]
    assert question.options[0].feedback == Text("No.", TextFormat.HTML)
    assert weights(question) == [0, 100, 0]


@pytest.mark.parametrize(
    ("declared", "cardinality", "rule", "expected"),
    [
        (BOTH, "multiple", "match_correct", [50, 50, -100]),
        (BOTH + MAPPING, "multiple", "map_response", [25, 75, -25]),
        (BOTH + MAPPING, "multiple", "match_correct", [50, 50, -100]),
        (RIGHT + MAPPING, "single", "map_response", [Decimal("33.33333"), 100, Decimal("-33.33333")]),
        (MAPPING, "single", "match_correct", [Decimal("33.33333"), 100, Decimal("-33.33333")]),
    ],
)
def test_what_each_choice_is_worth(declared: str, cardinality: str, rule: str, expected: list[Decimal]) -> None:
    (question,) = parse_qti(item(declared, cardinality=cardinality, rule=rule)).usable

    assert weights(question) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (item(""), LaterKind.SURVEY),
        (item("", body="<textEntryInteraction responseIdentifier='R'/>"), LaterKind.SURVEY),
        (item(body="<orderInteraction responseIdentifier='R'/>"), LaterKind.OTHER),
        (item(body="<hotspotInteraction responseIdentifier='R'/>"), LaterKind.PICTURE),
        (item(body="<customInteraction responseIdentifier='R'/>"), LaterKind.OTHER),
        (item(body=CHOICE + "<extendedTextInteraction responseIdentifier='R'/>"), LaterKind.SEVERAL),
        (item(body="<p>only words</p>"), QuestionKind.DESCRIPTION),
        (item().replace("<itemBody>", "<templateDeclaration/><itemBody>"), LaterKind.CALCULATED),
        (item(cardinality="ordered"), LaterKind.OTHER),
    ],
)
def test_everything_else_is_kept_as_a_draft_with_its_source(text: str, kind: QuestionKind | LaterKind) -> None:
    file = parse_qti(text)

    (question,) = file.questions
    assert (question.kind, question.line) == (kind, 2)
    assert question.source == text.partition("\n")[2]
    assert [problem.severity for problem in file.problems] == [Severity.LATER]
    assert str(file.problems[0])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<assessmentTest/>", "is a test"),
        ("<manifest/>", "table of contents"),
        ("<x/>", "no question file"),
        (item()[:200], "breaks off"),
        ('<!DOCTYPE a [<!ENTITY e "x">]><assessmentItem/>', "declares an entity"),
        (item("<correctResponse><value>Z</value></correctResponse>"), "No answer is marked as right"),
    ],
)
def test_what_holds_no_usable_item_is_refused_by_name(text: str, what: str) -> None:
    file = parse_qti(text)

    assert file.questions == ()
    assert what in str(file.problems[0])


def test_pictures_and_rules_of_its_own_are_noted() -> None:
    text = item(body='<p><img src="sign.png" alt="x"/></p>' + CHOICE).replace(
        "</itemBody>", "</itemBody><modalFeedback>m</modalFeedback>"
    )

    file = parse_qti(text)

    assert [problem.severity for problem in file.problems] == [Severity.NOTE] * 2
    assert [dict(problem.params) for problem in file.problems] == [{"parts": "modalFeedback"}, {"names": "sign.png"}]


def test_an_item_of_version_3_says_the_same() -> None:
    folder = real_data("qti") / "citolab-upgrader" / "upgrader"
    for old in sorted(folder.glob("*CHOICE*.qti2.xml")):
        new = old.with_name(old.name.replace(".qti2.", ".qti3."))
        (before,), (after,) = (parse_qti(path.read_text("utf-8")).questions for path in (old, new))

        assert (before.kind, weights(before)) == (after.kind, weights(after))
        assert [option.text.content.split() for option in before.options] == [
            option.text.content.split() for option in after.options
        ]


def read(path: Path) -> str:
    file = parse_qti(path.read_text("utf-8"))
    return str(file.questions[0].kind) if file.questions else "refused"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("2_1/choice.xml", "single_choice"),
        ("2_2/choice_multiple_rtl.xml", "multiple_choice"),
        ("2_1/likert.xml", "survey"),
        ("2_2/match.xml", "matching"),
        ("2_1/template.xml", "calculated"),
        ("2_0/upload.xml", "upload"),
    ],
)
def test_real_items(name: str, kind: str) -> None:
    assert read(real_data("qti") / "ims" / "items" / name) == kind
