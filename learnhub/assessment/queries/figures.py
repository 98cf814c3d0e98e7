"""The figures of a summary as a page shows them, read from the document of a snapshot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from learnhub.assessment import rules
from learnhub.credits.rules import Form
from learnhub.kernel.hours import ZERO, show
from learnhub.platform.i18n import gettext, html_lang


@dataclass(frozen=True, slots=True)
class HoursLine:
    """Class-hours of one form in the quarter."""

    id: str
    form: str
    hours: Decimal
    pending: Decimal
    days: Decimal | None


@dataclass(frozen=True, slots=True)
class DueLine:
    """One requirement: due against done on the day of the figures."""

    id: str
    name: str
    metric: str
    due_total: Decimal
    expected: Decimal
    done: Decimal
    due_this_quarter: Decimal
    state: str
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class StudyLine:
    """A lesson or course, completed or open; `lesson_id` leads to the lesson and its evidence."""

    id: str
    kind: str
    title: str
    on: date | None
    declared: bool
    lesson_id: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class QuizLine:
    """The best score of a quiz in percent."""

    id: str
    title: str
    percent: Decimal
    passed: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article that was released in the quarter."""

    id: str
    article_id: int
    title: str
    on: date
    hidden: bool


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """Class-hours of an earlier quarter that were entered after its summary was handed in."""

    id: str
    title: str
    form: str
    hours: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a summary says in numbers; never minutes, log-ins or ranks."""

    as_of: date
    head_hash: str
    total: Decimal
    hours: list[HoursLine]
    due: list[DueLine]
    completed: list[StudyLine]
    quizzes: list[QuizLine]
    articles: list[ArticleLine]
    open: list[StudyLine]
    adjustments: list[AdjustmentLine]
    choices: list[tuple[str, str]]


def figures_of(document: Mapping[str, Any], hidden: Collection[str], *, all_lines: bool) -> Figures:
    """The figures of a document; `all_lines` shows the author also what was left out."""

    def shown(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [line for line in lines if all_lines or line["id"] not in hidden]

    hours = [_hours(line) for line in document["hours"]]
    return Figures(
        as_of=date.fromisoformat(document["as_of"]),
        head_hash=document["head_hash"],
        total=sum((line.hours for line in hours), ZERO),
        hours=hours,
        due=[_due(line, document["rule_names"]) for line in document["due"]],
        completed=[_study(line, document["lessons"], hidden) for line in shown(document["completed"])],
        quizzes=[_quiz(line, hidden) for line in shown(document["quizzes"])],
        articles=[
            ArticleLine(
                line["id"], line["ident"], line["title"], date.fromisoformat(line["released_on"]), line["id"] in hidden
            )
            for line in shown(document.get("articles", []))
        ],
        open=[_open(line, document["lessons"]) for line in document["open"]],
        adjustments=[_adjustment(line) for line in document["adjustments"]],
        choices=[(line["id"], in_words(line)) for line in contestable(document)],
    )


def contestable(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every line of a document in the order of the page, with all that its words need."""
    names = document["rule_names"]
    return [
        {**line, "names": names[line["rule_key"]]} if part == "due" else line
        for part in rules.PARTS
        for line in document.get(part, ())
    ]


def in_words(line: Mapping[str, Any]) -> str:
    """One line of the figures in the reader's language, as a choice or beside an objection."""
    kind = line["id"].partition(":")[0]
    if kind == "hours":
        return str(gettext("%(form)s: %(hours)s class-hours", form=_form(line["form"]), hours=_short(line["hours"])))
    if kind == "due":
        done, due = _short(line["done"]), _short(line["due_total"])
        return str(gettext("%(rule)s: %(done)s of %(due)s", rule=line["names"][_lang()], done=done, due=due))
    if kind == "quiz":
        score = _short(line["best_percent"])
        return str(gettext("Quiz “%(title)s”: best score %(percent)s %%", title=line["title"], percent=score))
    if kind == "adjustment":
        title = line["title"] or _form(line["form"])
        return str(gettext("Late entry “%(title)s”: %(hours)s class-hours", title=title, hours=_short(line["hours"])))
    if kind == "article":
        return str(gettext("Article “%(title)s”, released", title=line["title"]))
    if kind in ("lesson", "course"):
        return str(gettext("“%(title)s”, completed", title=line["title"]))
    return str(gettext("“%(title)s”, begun and not completed", title=line["title"]))


def _short(amount: str) -> str:
    return show(Decimal(amount))


def hideable(document: Mapping[str, Any], wanted: Collection[str]) -> list[str]:
    """Which of the wanted lines exist and may be left out."""
    return [line for line in rules.line_ids(document) if line in wanted and rules.may_hide(line)]


def _hours(line: Mapping[str, Any]) -> HoursLine:
    days = line["days"]
    return HoursLine(
        line["id"],
        _form(line["form"]),
        Decimal(line["hours"]),
        Decimal(line["pending"]),
        None if days is None else Decimal(days),
    )


def _due(line: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> DueLine:
    return DueLine(
        id=line["id"],
        name=names[line["rule_key"]][_lang()],
        metric=line["metric"],
        due_total=Decimal(line["due_total"]),
        expected=Decimal(line["expected"]),
        done=Decimal(line["done"]),
        due_this_quarter=Decimal(line["due_this_quarter"]),
        state=line["state"],
        from_on=date.fromisoformat(line["from_on"]),
        until_on=date.fromisoformat(line["until_on"]),
    )


def _study(line: Mapping[str, Any], lessons: Mapping[str, int], hidden: Collection[str]) -> StudyLine:
    return StudyLine(
        id=line["id"],
        kind=line["kind"],
        title=line["title"],
        on=date.fromisoformat(line["completed_on"]),
        declared=line["declared"],
        lesson_id=lessons.get(line["id"]),
        hidden=line["id"] in hidden,
    )


def _open(line: Mapping[str, Any], lessons: Mapping[str, int]) -> StudyLine:
    due_on = line["due_on"]
    lesson_id = lessons.get(f"{line['kind']}:{line['ident']}")
    day = date.fromisoformat(due_on) if due_on else None
    return StudyLine(line["id"], line["kind"], line["title"], day, False, lesson_id, False)


def _quiz(line: Mapping[str, Any], hidden: Collection[str]) -> QuizLine:
    return QuizLine(line["id"], line["title"], Decimal(line["best_percent"]), line["passed"], line["id"] in hidden)


def _adjustment(line: Mapping[str, Any]) -> AdjustmentLine:
    day = date.fromisoformat(line["earned_on"])
    return AdjustmentLine(line["id"], line["title"], _form(line["form"]), Decimal(line["hours"]), day)


def _form(key: str) -> str:
    form = Form(key)
    return form.zh if _lang() == "zh" else form.en


def _lang() -> str:
    return "zh" if html_lang() == "zh-CN" else "en"
