"""How the rows of a roster are read: which column means what, and what a cell says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from learnhub.kernel import text
from learnhub.people.rules import ranks
from learnhub.people.rules.addresses import email_address

HEADER_ROWS = 10
LONGEST_CELL = 200

TOO_LONG = "This cell holds %(count)s characters; at most %(most)s fit."
NO_NAME = "The name is missing."
NO_UNIT = "The unit is missing."
BAD_DATE = "“%(value)s” is not a date. Write 2021-03-05 or 2021-03."
UNCLEAR_MONTH = "“%(value)s” may be January or October. Write 2021-01 or 2021-10."
BAD_FLAG = "“%(value)s” is neither yes nor no."
BAD_USERNAME = "A user name has no spaces and at most 64 characters."
UNKNOWN_RANK = "The rank “%(value)s” is not known; the person is taken without a rank."
UNKNOWN_LEVEL = "The level “%(value)s” is not known; the person is taken without it."
BAD_EMAIL = "“%(value)s” is no e-mail address; the person is taken without it."
TWICE_IN_HEADER = "This column stands twice; the first one is used."


class Field(StrEnum):
    """What a column of a roster may hold."""

    NAME = "name"
    UNIT = "unit"
    POST = "post"
    RANK = "rank"
    LEVEL = "level"
    STAFF_NUMBER = "staff_number"
    PHONE = "phone"
    EMAIL = "email"
    USERNAME = "username"
    LEADING_MEMBER = "leading_member"
    KEY_POST = "key_post"
    POST_FROM = "post_from"
    RANK_FROM = "rank_from"
    UNIT_FROM = "unit_from"


_HEADERS = {
    Field.NAME: "姓名 名字 人员姓名 干部姓名 name fullname",
    Field.UNIT: "单位 所在单位 工作单位 单位名称 部门 所在部门 单位及部门 单位部门 科室 unit department organisation",
    Field.POST: "职务 现任职务 职位 岗位 单位及职务 担任职务 post position jobtitle title",
    Field.RANK: "职级 现任职级 现职级 职级名称 rank grade",
    Field.LEVEL: "职务层次 领导职务层次 职务级别 级别 行政级别 level postlevel",
    Field.STAFF_NUMBER: "工号 人员编号 干部编号 员工号 员工编号 职工号 staffnumber staffno employeeid employeenumber",
    Field.PHONE: "手机 手机号 手机号码 电话 联系电话 联系方式 移动电话 phone mobile telephone",
    Field.EMAIL: "邮箱 电子邮箱 电子邮件 邮箱地址 邮件地址 email mail emailaddress",
    Field.USERNAME: "用户名 账号 帐号 登录名 登录账号 username account login",
    Field.LEADING_MEMBER: "领导成员 是否领导成员 班子成员 领导班子成员 是否班子成员 leadingmember",
    Field.KEY_POST: "关键岗位 是否关键岗位 重点岗位 keypost",
    Field.POST_FROM: "任职时间 任职日期 任现职时间 任现职务时间 现任职务时间 inpostsince postfrom postsince",
    Field.RANK_FROM: "任级时间 任现职级时间 职级时间 晋升职级时间 任职级时间 rankfrom ranksince",
    Field.UNIT_FROM: "调入时间 到单位时间 到岗时间 入职时间 进入单位时间 unitfrom unitsince joinedon",
}
_TAKEN_WITHOUT = (UNKNOWN_RANK, UNKNOWN_LEVEL, BAD_EMAIL)
_FIELD_OF = {word: field for field, words in _HEADERS.items() for word in words.split()}
_IGNORED = re.compile(r"[\s*＊:：_\-]+|[(（\[【].*?[)）\]】]")
_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})?\s*日?)?(?:\s+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?\s*"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_YES = {"是", "√", "✓", "✔", "有", "1", "y", "yes", "true", "t", "对"}
_NO = {"否", "×", "✗", "无", "0", "n", "no", "false", "f", "非", "-", "—"}
_LEVELS = {
    "county_chief": "县处级正职 正处级 正县级 正县处级 正处 正县 county_chief",
    "county_deputy": "县处级副职 副处级 副县级 副县处级 副处 副县 county_deputy",
    "township_chief": "乡科级正职 正科级 正乡科级 正科 township_chief",
    "township_deputy": "乡科级副职 副科级 副乡科级 副科 township_deputy",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: its number as the spreadsheet shows it, the column's head, and a message."""

    row: int
    column: str
    what: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the table begins, and which column (counted from 0) holds what under which head."""

    row: int
    columns: dict[Field, int]
    labels: dict[Field, str]


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of a roster; None stands for a cell that is empty or absent and changes nothing."""

    row: int
    name: str
    unit: str | None = None
    post: str | None = None
    rank: str | None = None
    level: str | None = None
    staff_number: str | None = None
    phone: str | None = None
    email: str | None = None
    username: str | None = None
    leading_member: bool | None = None
    key_post: bool | None = None
    post_from: date | None = None
    rank_from: date | None = None
    unit_from: date | None = None


class _Unreadable(Exception):
    """A cell that cannot be read, with the message and its parameters."""

    def __init__(self, what: str, **params: Any) -> None:
        super().__init__(what)
        self.what, self.params = what, params


def find_header(rows: Sequence[Sequence[Any]]) -> tuple[Header, list[Problem]] | None:
    """The row of heads among the first ten; it names at least the name and one column more. None when there is none."""
    best: Header | None = None
    for index, cells in enumerate(rows[:HEADER_ROWS]):
        columns: dict[Field, int] = {}
        for place, cell in enumerate(cells):
            found = _FIELD_OF.get(_folded(cell))
            if found is not None:
                columns.setdefault(found, place)
        if Field.NAME in columns and len(columns) > 1 and (best is None or len(columns) > len(best.columns)):
            labels = {one: cell_text(cells[place]) for one, place in columns.items()}
            best = Header(index, columns, labels)
    return None if best is None else (best, _repeated_heads(best, rows[best.row]))


def _repeated_heads(header: Header, cells: Sequence[Any]) -> list[Problem]:
    return [
        Problem(header.row + 1, cell_text(cell), TWICE_IN_HEADER)
        for place, cell in enumerate(cells)
        if (found := _FIELD_OF.get(_folded(cell))) is not None and header.columns[found] != place
    ]


def read_row(cells: Sequence[Any], number: int, header: Header) -> tuple[RosterRow | None, list[Problem]]:
    """A person, or None when the row is empty or cannot be used; with what is wrong with it.

    An unknown rank or level or a wrong e-mail address leaves that fact to be supplied; any other unreadable cell
    refuses the row.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    refused = False
    for one, place in header.columns.items():
        cell = cells[place] if place < len(cells) else None
        try:
            values[one.value] = _READERS.get(one, _plain)(cell)
        except _Unreadable as error:
            problems.append(Problem(number, header.labels[one], error.what, error.params))
            refused = refused or error.what not in _TAKEN_WITHOUT
    if not refused and not any(value is not None for value in values.values()):
        return None, problems
    if not refused and not values.get("name"):
        return None, [Problem(number, header.labels[Field.NAME], NO_NAME), *problems]
    if refused:
        return None, problems
    return _level_out_of_rank(RosterRow(row=number, **values), problems, header)


def _level_out_of_rank(row: RosterRow, problems: list[Problem], header: Header) -> tuple[RosterRow, list[Problem]]:
    """Many offices write the level of a leading post (正科级) into the column of ranks."""
    if row.rank is None or row.rank in ranks.TITLES:
        return row, problems
    fields = {name: getattr(row, name) for name in RosterRow.__dataclass_fields__} | {"rank": None}
    level = _LEVEL_OF.get(row.rank)
    if level is None:
        problem = Problem(row.row, header.labels[Field.RANK], UNKNOWN_RANK, {"value": row.rank})
        return RosterRow(**fields), [*problems, problem]
    return RosterRow(**(fields | {"level": row.level or level})), problems


def cell_text(cell: Any) -> str:
    """What a cell says, on one line: a whole number without its point, a day as 2021-03-05."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return text.one_line(str(cell))


def _folded(cell: Any) -> str:
    return _IGNORED.sub("", cell_text(cell)).lower()


def _plain(cell: Any) -> str | None:
    said = cell_text(cell)
    if len(said) > LONGEST_CELL:
        raise _Unreadable(TOO_LONG, count=len(said), most=LONGEST_CELL)
    return said or None


def _name(cell: Any) -> str | None:
    said = _plain(cell)
    if said is None:
        return None
    if len(said) > 100:
        raise _Unreadable(TOO_LONG, count=len(said), most=100)
    # Names of two characters are often spread with a space, to stand below names of three.
    return "".join(said.split()) if all(c.isspace() or "\u3400" <= c <= "\u9fff" for c in said) else said


def _short(cell: Any) -> str | None:
    said = _plain(cell)
    if said is not None and len(said) > 64:
        raise _Unreadable(TOO_LONG, count=len(said), most=64)
    return said


def _phone(cell: Any) -> str | None:
    said = _plain(cell)
    if said is not None and len(said) > 32:
        raise _Unreadable(TOO_LONG, count=len(said), most=32)
    return said


def _email(cell: Any) -> str | None:
    said = _plain(cell)
    found = email_address(said) if said else None
    if said and found is None:
        raise _Unreadable(BAD_EMAIL, value=text.shorten(said, 40))
    return found


def _username(cell: Any) -> str | None:
    said = _plain(cell)
    if said is not None and (len(said) > 64 or any(c.isspace() for c in said)):
        raise _Unreadable(BAD_USERNAME)
    return said and said.casefold()


def _rank(cell: Any) -> str | None:
    said = _plain(cell)
    return said and (ranks.rank_key(said) or said)


def _level(cell: Any) -> str | None:
    said = _plain(cell)
    if said is None or said in _NO:
        return None
    if said not in _LEVEL_OF:
        raise _Unreadable(UNKNOWN_LEVEL, value=said)
    return _LEVEL_OF[said]


def _flag(cell: Any) -> bool | None:
    said = cell_text(cell).lower()
    if not said:
        return None
    if said not in _YES | _NO:
        raise _Unreadable(BAD_FLAG, value=text.shorten(said, 40))
    return said in _YES


def _day(cell: Any) -> date | None:
    said = cell_text(cell)
    if not said:
        return None
    if isinstance(cell, float) and not cell.is_integer():
        # 2021.1 in a cell of numbers is all that is left of 2021.10, or was meant as January.
        if said.endswith(".1"):
            raise _Unreadable(UNCLEAR_MONTH, value=said)
        said = f"{cell:.2f}"
    match = _DATE.fullmatch(said) or _COMPACT.fullmatch(said)
    if match is None:
        raise _Unreadable(BAD_DATE, value=text.shorten(said, 40))
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        raise _Unreadable(BAD_DATE, value=text.shorten(said, 40)) from None


_READERS = {
    Field.NAME: _name,
    Field.STAFF_NUMBER: _short,
    Field.PHONE: _phone,
    Field.EMAIL: _email,
    Field.USERNAME: _username,
    Field.RANK: _rank,
    Field.LEVEL: _level,
    Field.LEADING_MEMBER: _flag,
    Field.KEY_POST: _flag,
    Field.POST_FROM: _day,
    Field.RANK_FROM: _day,
    Field.UNIT_FROM: _day,
}
