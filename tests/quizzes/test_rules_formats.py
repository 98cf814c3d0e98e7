"""Recognising formats and encodings, and the command that says what files hold and rewrites them."""

import ast
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

import learnhub
from learnhub.quizzes.commands import cli
from learnhub.quizzes.rules import formats
from learnhub.quizzes.rules.formats import Format, account, decode, read_file, recognise
from learnhub.quizzes.rules.gift import parse_gift
from learnhub.quizzes.rules.moodle_xml import parse_moodle_xml
from tests.quizzes.test_rules_aiken import GOOD
from tests.quizzes.test_rules_moodle_xml import CHOICE, TRUTH, quiz
from tests.quizzes.test_rules_plain_text import PAPER
from tests.quizzes.test_rules_qti import item
from tests.real_data import real_data

GIFT = "::问::哪一个？{=甲 ~乙}\n\nSay.{}\n"


@pytest.mark.parametrize(
    ("codec", "mark", "said"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("utf-16-le", b"\xff\xfe", "UTF-16"),
        ("utf-16-be", b"\xfe\xff", "UTF-16"),
        ("utf-16-le", b"", "UTF-16"),
        ("utf-16-be", b"", "UTF-16"),
        ("gb18030", b"", "GB18030"),
        ("gbk", b"", "GB18030"),
    ],
)
@pytest.mark.parametrize(("text", "count"), [(PAPER, 6), (GIFT, 2), (quiz(TRUTH.replace("So?", "对吗？")), 1)])
def test_every_encoding_gives_the_same_questions(codec: str, mark: bytes, said: str, text: str, count: int) -> None:
    read = read_file(mark + text.encode(codec), "q")

    assert read.encoding == said
    assert len(read.quiz.questions) == count


def test_what_an_xml_declaration_names_is_believed_where_it_is_no_utf_8() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><quiz>' + TRUTH.replace("So?", "Où ?") + "</quiz>"

    read = read_file(text.encode("iso-8859-1"), "q.xml")

    assert (read.encoding, read.quiz.questions[0].stem.content) == ("ISO-8859-1", "Où ?")


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", b"\xff\xfe\x00", b"A\n\xff\xff", b"\x00" * 9]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    read = read_file(data, "q.txt")

    assert (read.format, account(read).outcome) == (None, "refused")
    assert "no text" in str(read.quiz.problems[0])


def test_the_line_of_a_byte_that_fits_no_encoding_is_named() -> None:
    assert decode(b"a\nb\n\xff\xff").line == 3


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (GIFT, "q.txt", Format.GIFT),
        ("Only words.", "q.gift", Format.GIFT),
        (GOOD, "q.txt", Format.AIKEN),
        (PAPER, "试卷.txt", Format.PLAIN_TEXT),
        ("1．问？\nA．甲\nB．乙\n", "q.txt", Format.PLAIN_TEXT),
        (quiz(CHOICE), "q", Format.MOODLE_XML),
        ("<!-- <quiz> --><assessmentItem/>", "q.xml", Format.QTI),
        (item(), "q", Format.QTI),
        ("Only words.", "q.txt", None),
        ('{"a": {}}', "q.json", None),
        ("", "q.txt", None),
    ],
)
def test_a_format_is_recognised(text: str, name: str, expected: Format | None) -> None:
    assert recognise(text, name) is expected


def test_a_file_beyond_the_limit_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST", 10)

    assert "larger than" in str(read_file(GIFT.encode(), "q.gift").quiz.problems[0])


def test_a_file_without_a_question_says_so() -> None:
    assert "no question in the file" in str(read_file(b"<quiz/>", "q.xml").quiz.problems[0])


def convert(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["convert", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.gift").write_text(GIFT, "utf-8")
    (tmp_path / "b.xml").write_text(quiz(CHOICE, '<question type="coderunner"><questiontext/></question>'), "utf-8")
    (tmp_path / "c.txt").write_bytes(PAPER.encode("gb18030"))
    (tmp_path / "d.bin").write_bytes(b"\x00\x01\x02")
    return tmp_path


def test_a_program_gets_every_file_of_a_folder_accounted_for(folder: Path) -> None:
    answer = convert(folder, "--json")

    document = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert [(file["format"], file["outcome"], file["encoding"]) for file in document["files"]] == [
        ("gift", "read", "UTF-8"),
        ("moodle-xml", "partly", "UTF-8"),
        ("plain-text", "read", "GB18030"),
        (None, "refused", ""),
    ]
    assert document["summary"] == {
        "files": 4,
        "outcomes": {"read": 2, "partly": 1, "refused": 1},
        "questions": {"read": 9, "drafts": 1, "refused": 1},
    }
    assert all({"line", "severity", "what", "what_to_do"} == set(p) for f in document["files"] for p in f["problems"])


def test_everything_goes_into_one_gift_file_and_nothing_is_lost(folder: Path) -> None:
    answer = convert(folder / "a.gift", folder / "b.xml", folder / "c.txt", "--to", "gift")

    assert answer.exit_code == 0
    assert len(parse_gift(answer.stdout).usable) == 9
    assert '// <question type="coderunner">' in answer.stdout
    assert "说说你的看法。{" in answer.stdout
    assert "these are left out: fork.png" in answer.stderr


def test_everything_goes_into_one_moodle_xml(folder: Path) -> None:
    answer = convert(folder, "--to", "moodle-xml", "--json")

    written = json.loads(answer.stdout)["written"]
    file = parse_moodle_xml(written)
    assert (len(file.usable), len(file.questions)) == (9, 10)
    assert "coderunner" in written


def test_a_person_reads_lines_and_problems(folder: Path) -> None:
    answer = convert(folder / "c.txt")

    assert answer.exit_code == 0
    assert "c.txt: read (plain-text, GB18030): 6 read, 0 kept as drafts, 0 refused" in answer.stdout
    assert "This programming question is kept" in convert(folder / "b.xml").stderr


def test_a_file_that_is_absent_ends_with_status_2(tmp_path: Path) -> None:
    answer = convert(tmp_path / "absent.gift")

    assert answer.exit_code == 2
    assert "cannot be read" in answer.stderr


OUTCOMES = {
    "gift": {"read": 5, "refused": 2},
    "moodle-xml": {"read": 8, "partly": 2, "draft": 5, "refused": 1},
    "aiken": {"read": 1, "refused": 1},
    "qti": {"read": 128, "draft": 106, "refused": 156},
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_real_file_is_accounted_for(name: str) -> None:
    document = json.loads(convert(real_data(name), "--json").stdout)

    assert dict(Counter(file["outcome"] for file in document["files"])) == OUTCOMES[name]
    assert all(file["problems"] for file in document["files"] if file["outcome"] != "read")
    assert len(document["files"]) == sum(1 for path in real_data(name).rglob("*") if path.is_file())


READERS = ["drafts", "xml_tree", "moodle_xml", "aiken", "plain_text", "qti", "formats"]


def sentences(module: str) -> set[str]:
    """Whole sentences in the code of a module, its docstrings left out."""
    path = Path(formats.__file__).with_name(f"{module}.py")
    tree = ast.parse(path.read_text("utf-8"))
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
        if re.fullmatch(r"[A-Z“].* .*[.]", node.value)
    }


@pytest.mark.parametrize("module", READERS)
def test_everything_that_the_readers_tell_is_said_in_chinese(module: str) -> None:
    chinese = {}
    for part in (Path(learnhub.__file__).parent / "translations" / "parts").glob("quiz*.po"):
        with part.open("rb") as lines:
            chinese |= {str(message.id): str(message.string) for message in read_po(lines) if message.id}

    found = sentences(module)

    assert len(found) >= 7
    assert {sentence for sentence in found if not chinese.get(sentence)} == set()
