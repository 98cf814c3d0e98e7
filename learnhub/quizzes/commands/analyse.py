"""`flask quizzes analyse`: the statistics of a table of marks."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from learnhub.quizzes.commands.group import PROBLEMS_SHOWN, UNUSABLE, cli
from learnhub.quizzes.rules.marks_file import MarksFile, read_marks
from learnhub.quizzes.rules.parsed import Problem
from learnhub.quizzes.rules.statistics import QuizStatistics, analyse


@cli.command("analyse", with_appcontext=False)
@click.argument("marks", metavar="MARKS.csv", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def analyse_marks(marks: Path, *, as_json: bool) -> None:
    """Item and test statistics of a table of marks: the maximum marks in the first row, then a row for each attempt."""
    table = _read(marks)
    if table.problems:
        for problem in table.problems[:PROBLEMS_SHOWN]:
            click.echo(str(problem), err=True)
        if len(table.problems) > PROBLEMS_SHOWN:
            click.echo(f"… and {len(table.problems) - PROBLEMS_SHOWN} more", err=True)
        sys.exit(UNUSABLE)
    statistics = analyse(table.maximum, table.attempts)
    click.echo(json.dumps(asdict(statistics), allow_nan=False) if as_json else _as_text(statistics))


def _read(path: Path) -> MarksFile:
    name = str(path)
    try:
        return read_marks(path.read_bytes().decode("utf-8-sig"), file=name)
    except OSError as error:
        params = {"reason": error.strerror or "unreadable"}
        problem = Problem(name, 1, "The file cannot be read (%(reason)s).", "Name a CSV file.", params)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = Problem(name, line, "The file is not written in UTF-8.", "Save it as CSV in UTF-8.")
    return MarksFile(problems=(problem,))


def _as_text(statistics: QuizStatistics) -> str:
    lines = ["item  facility        sd        DI        DE        EW"]
    for number, item in enumerate(statistics.items, start=1):
        lines.append(f"{number:>4}" + "".join(_figure(value) for value in asdict(item).values()))
    lines.append("")
    for name, value in asdict(statistics.test).items():
        lines.append(f"{name.replace('_', ' '):<21}{value if isinstance(value, int) else _figure(value).strip()}")
    return "\n".join(lines)


def _figure(value: float | None) -> str:
    return f"{'–' if value is None else format(value, '.4f'):>10}"
