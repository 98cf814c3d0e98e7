"""Prints what becomes of every real question file: `python -m tests.quizzes.real_files [--all]`.

One line for each file that is not simply read (with `--all` for every one): outcome, questions read, kept and refused,
and the first reason; then the totals by format and outcome.
"""

import sys
from collections import Counter
from pathlib import Path

from learnhub.quizzes.rules.formats import account, read_file
from tests.real_data import real_data

FOLDERS = ("gift", "moodle-xml", "aiken", "qti")


def line_of(folder: Path, path: Path) -> tuple[str, str]:
    """The outcome of one file, and the line that says so."""
    read = read_file(path.read_bytes(), path.name)
    done = account(read)
    kinds = ", ".join(sorted({str(question.kind) for question in read.quiz.questions}))
    reason = next((problem.what % problem.params for problem in read.quiz.problems), "")
    figures = f"{done.read} read, {done.drafts} drafts, {done.refused} refused"
    return done.outcome, f"{done.outcome:8} {folder.name}/{path.relative_to(folder)}: {figures} ({kinds}) {reason}"


def main() -> None:
    totals: Counter[tuple[str, str]] = Counter()
    for name in FOLDERS:
        folder = real_data(name)
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            outcome, line = line_of(folder, path)
            totals[name, outcome] += 1
            if outcome != "read" or "--all" in sys.argv:
                print(line)
    for (name, outcome), count in sorted(totals.items()):
        print(f"{name:12} {outcome:8} {count:4}")
    print(f"{'in all':12} {'':8} {sum(totals.values()):4}")


if __name__ == "__main__":
    main()
