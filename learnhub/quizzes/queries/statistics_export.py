"""The figures of a check as a workbook: the test, the questions, the options."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from learnhub.platform.i18n import gettext as _
from learnhub.platform.templating import show_moment
from learnhub.quizzes.queries.statistics import StatisticsPage

_FIGURES = ("facility", "sd", "index", "low", "high", "efficiency", "weight")


def workbook(page: StatisticsPage) -> bytes:
    """The workbook as bytes; figures are numbers, one that does not exist is an empty cell."""
    import xlsxwriter

    packed = io.BytesIO()
    # Words of questions are never taken for formulas or addresses.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(packed, options) as book:
        bold = book.add_format({"bold": True})
        sheets = ((_("Test"), _test(page)), (_("Questions"), _questions(page)), (_("Options"), _options(page)))
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 40)
            sheet.set_column(1, 20, 14)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row, None if number else bold)
    return packed.getvalue()


def _test(page: StatisticsPage) -> Iterable[Sequence[Any]]:
    figures = page.figures
    test, interval = figures["test"], figures["consistency"] or {"low": None, "high": None}
    yield _("Figure"), _("Value")
    yield _("Check"), page.about.title
    yield _("Course"), page.about.course_title
    yield _("Worked out"), show_moment(page.computed_at) if page.computed_at else ""
    yield _("People"), figures["people"]
    yield _("Questions in an attempt"), figures["length"]
    yield _("Mean"), test["mean"]
    yield _("Median"), test["median"]
    yield _("Standard deviation"), test["sd"]
    yield _("Skewness"), test["skewness"]
    yield _("Kurtosis"), test["kurtosis"]
    yield _("Internal consistency (percent)"), test["internal_consistency"]
    yield _("Internal consistency, lower end"), interval["low"]
    yield _("Internal consistency, upper end"), interval["high"]
    yield _("Error ratio (percent)"), test["error_ratio"]
    yield _("Standard error"), test["standard_error"]
    yield _("Passed (share)"), figures["passed"]
    yield _("Near the pass mark (share)"), figures["near"]


def _questions(page: StatisticsPage) -> Iterable[Sequence[Any]]:
    yield (
        _("Question"), _("Version"), _("People"), _("Facility"), _("Standard deviation"), _("Discrimination index"),
        _("lower end"), _("upper end"), _("Discriminative efficiency"), _("Effective weight"),
        _("Not answered (share)"), _("Seconds, median"), _("Right changed to wrong"), _("Wrong changed to right"),
        _("Findings"),
    )  # fmt: skip
    for each in page.questions:
        interval, pace = each["interval"] or {}, each["pace"] or {}
        figures = {**each, **interval}
        yield (
            each["label"], each["number"], each["people"], *(figures.get(name) for name in _FIGURES),
            each["unanswered"], (pace.get("seconds") or [None, None])[1], pace.get("right_to_wrong"),
            pace.get("wrong_to_right"), len(each["flags"]),
        )  # fmt: skip


def _options(page: StatisticsPage) -> Iterable[Sequence[Any]]:
    yield (
        _("Question"), _("Version"), _("Option"), _("Text"), _("Key"), _("Chosen by"), _("Share"),
        _("Mean of the other questions (percent)"), _("Correlation"),
    )  # fmt: skip
    truths = {"true": _("True"), "false": _("False")}
    for each in page.questions:
        for option in each["options"]:
            yield (
                each["label"], each["number"], option["letter"], option["label"] or truths.get(option["value"], ""),
                _("yes") if option["right"] else "", option["count"], option["share"], option["rest"],
                option["correlation"],
            )  # fmt: skip
