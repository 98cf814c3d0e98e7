"""`flask quizzes convert`: what question files hold, and the same questions in another format."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from learnhub.quizzes.commands.group import INCOMPLETE, PROBLEMS_SHOWN, UNUSABLE, cli
from learnhub.quizzes.rules.formats import LARGEST, Format, ReadFile, Written, account, read_file, write
from learnhub.quizzes.rules.parsed import ParsedQuiz, Problem


@cli.command("convert", with_appcontext=False)
@click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--to", "target", type=click.Choice([Format.GIFT.value, Format.MOODLE_XML.value]), help="Write the questions so."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def convert(paths: tuple[Path, ...], *, target: str | None, as_json: bool) -> None:
    """Say what question files hold, with the lines of what is not understood, and write them in another format.

    Reads GIFT, Moodle XML, Aiken, QTI items and Chinese test papers; of a folder, every file. Exit status 1 when a
    question or file was refused, 2 when nothing was understood at all.
    """
    files = [_read_questions(path) for path in _files(paths)]
    written = write(files, Format(target)) if target else None
    if as_json:
        click.echo(json.dumps(_report(files, written), ensure_ascii=False))
    else:
        _tell(files, written)
    counts = [account(file) for file in files]
    if not any(each.read + each.drafts for each in counts):
        sys.exit(UNUSABLE)
    if any(each.refused for each in counts):
        sys.exit(INCOMPLETE)


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file())
        else:
            yield path


def _read_questions(path: Path) -> ReadFile:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except OSError as error:
        params = {"reason": error.strerror or "unreadable"}
        problem = Problem(str(path), 1, "The file cannot be read (%(reason)s).", "Name a question file.", params)
        return ReadFile(str(path), None, "", ParsedQuiz((), (problem,)))
    return read_file(data, path.name, shown_as=str(path))


def _report(files: list[ReadFile], written: Written | None) -> dict[str, Any]:
    accounts = [account(file) for file in files]
    document: dict[str, Any] = {
        "files": [_file_report(file) for file in files],
        "summary": {
            "files": len(files),
            "outcomes": dict(Counter(each.outcome for each in accounts)),
            "questions": {
                "read": sum(each.read for each in accounts),
                "drafts": sum(each.drafts for each in accounts),
                "refused": sum(each.refused for each in accounts),
            },
        },
    }
    if written is not None:
        document["written"] = written.text
        document["not_written"] = [_problem_report(problem) for problem in written.problems]
    return document


def _file_report(file: ReadFile) -> dict[str, Any]:
    return {
        "file": file.name,
        "format": file.format,
        "encoding": file.encoding,
        **asdict(account(file)),
        "kinds": dict(Counter(str(question.kind) for question in file.quiz.questions)),
        "questions": [
            {"line": each.line, "kind": each.kind, "title": each.title, "usable": each.usable, "tags": each.tags}
            for each in file.quiz.questions
        ],
        "problems": [_problem_report(problem) for problem in file.quiz.problems],
    }


def _problem_report(problem: Problem) -> dict[str, Any]:
    return {
        "line": problem.line,
        "severity": problem.severity,
        "what": problem.what % problem.params,
        "what_to_do": problem.what_to_do % problem.params,
    }


def _tell(files: list[ReadFile], written: Written | None) -> None:
    """With `--to` the converted text alone on stdout; without it the lines about the files."""
    for file in files:
        done = account(file)
        form = f"{file.format or 'unknown'}, {file.encoding or 'no text'}"
        figures = f"{done.read} read, {done.drafts} kept as drafts, {done.refused} refused"
        click.echo(f"{file.name}: {done.outcome} ({form}): {figures}", err=written is not None)
        for problem in file.quiz.problems[:PROBLEMS_SHOWN]:
            click.echo(f"  {problem.severity}: {problem}", err=True)
        if len(file.quiz.problems) > PROBLEMS_SHOWN:
            click.echo(f"  … and {len(file.quiz.problems) - PROBLEMS_SHOWN} more", err=True)
    if written is not None:
        for problem in written.problems:
            click.echo(f"  {problem.severity}: {problem}", err=True)
        click.echo(written.text, nl=False)
