"""`flask quizzes analyse` as a person or a program meets it; it needs neither application nor database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from learnhub.quizzes.commands import cli
from tests.quizzes.test_rules_statistics import FIXTURE, ITEMS, TEST

ITEM_KEYS = ["facility", "sd", "discrimination_index", "discriminative_efficiency", "effective_weight"]
TEST_KEYS = [
    "attempts",
    "mean",
    "median",
    "sd",
    "skewness",
    "kurtosis",
    "internal_consistency",
    "error_ratio",
    "standard_error",
]


def analyse(marks: Path, *options: str) -> Result:
    return CliRunner().invoke(cli, ["analyse", str(marks), *options])


@pytest.fixture
def marks(tmp_path: Path) -> Path:
    return tmp_path / "marks.csv"


def test_a_program_gets_one_document(marks: Path) -> None:
    marks.write_text(FIXTURE, "utf-8")

    answer = analyse(marks, "--json")

    document = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert [list(item) for item in document["items"]] == [ITEM_KEYS] * 5
    assert list(document["test"]) == TEST_KEYS
    assert list(document["items"][3].values()) == pytest.approx(ITEMS[3], abs=1e-6)
    assert list(document["test"].values()) == pytest.approx(TEST, abs=1e-6)


def test_a_figure_that_does_not_exist_is_null(marks: Path) -> None:
    marks.write_text("1\n1\n", "utf-8")

    assert json.loads(analyse(marks, "--json").stdout)["test"]["sd"] is None


def test_a_person_gets_a_table(marks: Path) -> None:
    marks.write_text(FIXTURE, "utf-8-sig")

    answer = analyse(marks)

    assert answer.exit_code == 0
    assert "46.0825" in answer.stdout
    assert "internal consistency 70.6326" in answer.stdout


def test_a_row_that_cannot_be_used_is_named_and_ends_with_status_2(marks: Path) -> None:
    marks.write_text("1,1\n1,1\n1,x\n", "utf-8")

    answer = analyse(marks, "--json")

    assert (answer.exit_code, answer.stdout) == (2, "")
    assert f"{marks}:3: “x” in column 2 is not a mark." in answer.stderr


def test_many_bad_rows_are_not_all_listed(marks: Path) -> None:
    marks.write_text("1,1\n" + "1\n" * 50, "utf-8")

    answer = analyse(marks)

    assert len(answer.stderr.splitlines()) == 21
    assert "and 30 more" in answer.stderr


def test_a_file_that_is_absent_a_folder_or_in_another_encoding_is_unusable(marks: Path, tmp_path: Path) -> None:
    absent, folder = analyse(marks), analyse(tmp_path)
    marks.write_bytes("1,1\n得分,1\n".encode("gb18030"))
    other = analyse(marks)

    assert [answer.exit_code for answer in (absent, folder, other)] == [2, 2, 2]
    assert "cannot be read" in absent.stderr
    assert "cannot be read" in folder.stderr
    assert f"{marks}:2: The file is not written in UTF-8." in other.stderr
