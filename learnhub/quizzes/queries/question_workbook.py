"""Questions as a workbook: the template to fill in, with lists and help, and the bank given out in the same columns."""

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from learnhub.platform.i18n import gettext as _
from learnhub.platform.i18n import html_lang
from learnhub.quizzes.rules.bank import Level, TagKind, tags_of
from learnhub.quizzes.rules.parsed import ParsedQuestion
from learnhub.quizzes.rules.questions import QuestionKind
from learnhub.quizzes.rules.sheet import HEADS, KINDS, fits_a_row, neutral, row_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS = 2000
WIDTHS: Mapping[str, int] = {"stem": 50, "explanation": 40, "clauses": 24, "section": 20, "category": 20, "topics": 20}
OPTIONS: Mapping[str, object] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
LEVELS: Mapping[Level, tuple[str, str]] = {
    Level.EASY: ("易", "easy"),
    Level.MEDIUM: ("中", "medium"),
    Level.HARD: ("难", "hard"),
}
TRUTHS: Mapping[str, tuple[str, str]] = {"true": ("对", "true"), "false": ("错", "false")}


def template() -> bytes:
    """An empty table with three examples, lists to choose from, and a sheet that explains each column."""
    chinese = _is_chinese()
    return _book(_examples(chinese), chinese=chinese, lists=True)


def table(questions: Sequence[ParsedQuestion]) -> bytes:
    """Questions in the columns of the template; what no row can hold stands there by its text, its type named."""
    chinese = _is_chinese()
    return _book([_row(parsed, chinese=chinese) for parsed in questions], chinese=chinese, lists=False)


def _row(parsed: ParsedQuestion, *, chinese: bool) -> dict[str, str]:
    tags = tags_of(parsed.tags)
    named: dict[TagKind, list[str]] = {kind: [] for kind in TagKind}
    for tag in tags:
        named[tag.kind].append(tag.name)
    level = named[TagKind.LEVEL]
    cells = row_of(
        parsed,
        {
            "category": parsed.category or "",
            "topics": ", ".join(named[TagKind.TOPIC]),
            "clauses": "; ".join(named[TagKind.CLAUSE]),
            "level": LEVELS[Level(level[0])][not chinese] if level else "",
            "id": parsed.id or "",
        },
    )
    if fits_a_row(parsed):
        kind = QuestionKind(str(parsed.kind))
        cells["kind"] = _spelling(KINDS[kind], chinese=chinese)
        if kind is QuestionKind.TRUE_FALSE:
            cells["answer"] = TRUTHS[cells["answer"]][not chinese]
    return cells


def _book(rows: Sequence[Mapping[str, str]], *, chinese: bool, lists: bool) -> bytes:
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, dict(OPTIONS)) as book:
        sheet = book.add_worksheet("题目" if chinese else "Questions")
        bold = book.add_format({"bold": True, "bg_color": "#F3EEE4", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for place, name in enumerate(HEADS):
            sheet.set_column(place, place, WIDTHS.get(name, 14), wrapped)
            sheet.write_string(0, place, _head(name, chinese=chinese), bold)
        for number, cells in enumerate(rows, start=1):
            for place, name in enumerate(HEADS):
                if cells.get(name):
                    sheet.write_string(number, place, neutral(cells[name])[:32_767], wrapped)
        sheet.freeze_panes(1, 0)
        if lists:
            _offer(sheet, chinese=chinese)
            _explain(book, chinese=chinese)
    return packed.getvalue()


def _offer(sheet: "Worksheet", *, chinese: bool) -> None:
    """Lists to choose from for the type and the level; other words are refused by the import, not by the table."""
    places = list(HEADS)
    choices = {
        "kind": [_spelling(spellings, chinese=chinese) for spellings in KINDS.values()],
        "level": [words[not chinese] for words in LEVELS.values()],
    }
    for name, source in choices.items():
        place = places.index(name)
        rule: dict[str, Any] = {"validate": "list", "source": source, "error_type": "warning"}
        rule |= {"input_title": _head(name, chinese=chinese), "input_message": _("Choose from the list.")}
        sheet.data_validation(1, place, ROWS, place, rule)


def _explain(book: "Workbook", *, chinese: bool) -> None:
    help_sheet = book.add_worksheet("说明" if chinese else "Help")
    help_sheet.set_column(0, 0, 20)
    help_sheet.set_column(1, 1, 90, book.add_format({"text_wrap": True, "valign": "top"}))
    for number, (name, words) in enumerate(_words().items()):
        help_sheet.write_string(number, 0, _head(name, chinese=chinese))
        help_sheet.write_string(number, 1, words)


def _words() -> dict[str, str]:
    return {
        "kind": _("The type of the question; choose it from the list."),
        "stem": _("The text of the question. Needed."),
        "A": _("The options, one a column, up to eight. Of a matching question each is a pair: left = right."),
        "answer": _(
            "The letters of the right options, such as B or AC; true or false; accepted words parted by |; "
            "or a figure with its tolerance, such as 90±2."
        ),
        "explanation": _("Shown to everybody once the answer may be known."),
        "section": _("The heading of the lesson that the question is about."),
        "category": _("The folder in the bank; a slash between folders that stand in each other."),
        "topics": _("Topics, parted by commas."),
        "clauses": _("The clauses of regulations on which it rests, parted by semicolons."),
        "level": _("How hard it is; choose it from the list."),
        "name": _("A short name for authors; learners do not see it."),
        "id": _("Leave it empty for a new question. With the id of an exported one, that question is changed."),
    }


def _examples(chinese: bool) -> list[dict[str, str]]:
    kinds = {kind: _spelling(spellings, chinese=chinese) for kind, spellings in KINDS.items()}
    if chinese:
        return [
            {"kind": kinds[QuestionKind.SINGLE_CHOICE], "stem": "请示应当遵守哪一条？（示例，导入前请删除）",
             "A": "一文一事", "B": "一文多事", "C": "同时主送多个上级机关", "answer": "A",
             "explanation": "请示应当一文一事。", "topics": "公文", "level": "易"},
            {"kind": kinds[QuestionKind.MULTIPLE_CHOICE], "stem": "哪些文种可以向上行文？（示例，导入前请删除）",
             "A": "请示", "B": "报告", "C": "批复", "answer": "AB", "level": "中"},
            {"kind": kinds[QuestionKind.TRUE_FALSE], "stem": "批复可以主动作出。（示例，导入前请删除）",
             "answer": "错"},
        ]  # fmt: skip
    return [
        {"kind": kinds[QuestionKind.SINGLE_CHOICE], "stem": "Which is the best opening? (Example: delete it.)",
         "A": "The request itself", "B": "The history", "C": "A greeting", "answer": "A",
         "explanation": "Readers look for the request first.", "topics": "letters", "level": "easy"},
        {"kind": kinds[QuestionKind.MULTIPLE_CHOICE], "stem": "Which two are even? (Example: delete it.)",
         "A": "2", "B": "3", "C": "4", "answer": "AC", "level": "medium"},
        {"kind": kinds[QuestionKind.TRUE_FALSE], "stem": "Water is wet. (Example: delete it.)", "answer": "true"},
    ]  # fmt: skip


def _head(name: str, *, chinese: bool) -> str:
    said = _spelling(HEADS[name], chinese=chinese)
    return said if chinese else said[:1].upper() + said[1:]


def _spelling(spellings: Sequence[str], *, chinese: bool) -> str:
    """The first spelling in the language of the reader; the import understands all of them."""
    return next(each for each in spellings if each.isascii() is not chinese)


def _is_chinese() -> bool:
    return html_lang().startswith("zh")
