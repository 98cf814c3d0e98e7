"""Prepared statements give what the ordinary way gives: the same rows, types, errors, and the same transaction."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from learnhub.platform import prepared
from learnhub.platform.db import Base, enum_type, fetch, session, write, write_all


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Sample(Base):
    __tablename__ = "test_prepared"
    __table_args__ = {"info": {"test": True}}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)
    colour: Mapped[Colour] = mapped_column(enum_type(Colour))
    hours: Mapped[Decimal]
    seen_at: Mapped[datetime | None]
    on: Mapped[date | None]
    is_good: Mapped[bool]
    body: Mapped[dict[str, Any]]


Base.metadata.remove(Sample.__table__)
TABLE = Sample.__table__
ROWS = [
    {
        "id": number, "name": f"名{number}", "colour": Colour.RED if number % 2 else Colour.BLUE,
        "hours": Decimal(number) / 4, "seen_at": datetime(2026, 11, number, 8, 30, tzinfo=UTC) if number > 1 else None,
        "on": date(2026, 1, number), "is_good": number != 2, "body": {"words": ["甲", number]},
    }
    for number in range(1, 5)
]  # fmt: skip
ALL = sa.select(TABLE).order_by(TABLE.c.id)
SOME = (
    sa.select(TABLE.c.name, TABLE.c.hours, sa.literal("constant").label("word"), sa.func.count().over().label("n"))
    .where(TABLE.c.id.in_(sa.bindparam("ids", expanding=True)), TABLE.c.is_good == sa.bindparam("good"))
    .where(TABLE.c.colour.in_([Colour.RED, Colour.BLUE]))
    .order_by(TABLE.c.id)
    .limit(sa.bindparam("most"))
)
ADD = sa.insert(TABLE).values({column.name: sa.bindparam(column.name) for column in TABLE.columns})
# Too small for its absolute value on SQLite, out of range on PostgreSQL.
BROKEN = sa.case((TABLE.c.id == 3, sa.literal_column("-9223372036854775807 - 1")), else_=TABLE.c.id)
RENAME = sa.update(TABLE).where(TABLE.c.id == sa.bindparam("which")).values(name=sa.bindparam("to"))


@pytest.fixture(autouse=True)
def table(session: Session) -> None:
    TABLE.create(session.connection())
    write(ADD, **ROWS[0])
    write_all(ADD, ROWS[1:])


def test_every_type_comes_back_as_the_ordinary_way_gives_it(session: Session) -> None:
    plain = session.execute(ALL).all()

    assert [tuple(row) for row in fetch(ALL)] == [tuple(row) for row in plain]
    assert fetch(ALL)[0].colour is Colour.RED
    assert fetch(ALL)[1].seen_at == datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("ids", [[1], [1, 2, 4], [], list(range(1, 90))])
def test_a_list_of_any_length_is_taken(session: Session, ids: list[int]) -> None:
    given = {"ids": ids, "good": True, "most": 3}

    found = fetch(SOME, **given)

    assert [tuple(row) for row in found] == [tuple(row) for row in session.execute(SOME, given)]
    assert [row.name for row in found] == [f"名{number}" for number in (1, 3, 4) if number in ids]


def test_a_write_says_how_many_rows_it_touched() -> None:
    assert write(RENAME, which=2, to="二") == 1
    assert write(RENAME, which=99, to="无") == 0
    assert fetch(ALL)[1].name == "二"


def test_a_value_that_is_missing_or_misspelt_writes_nothing() -> None:
    with pytest.raises(KeyError):
        write(RENAME, which=2)
    with pytest.raises(KeyError):
        fetch(SOME, id=[1], good=True, most=1)

    assert fetch(ALL)[1].name == "名2"


def test_a_default_that_a_caller_replaces_is_replaced() -> None:
    chosen = sa.select(TABLE.c.name).where(TABLE.c.id == sa.bindparam("which", value=1))

    assert [fetch(chosen)[0].name, fetch(chosen, which=2)[0].name] == ["名1", "名2"]


def test_an_error_while_rows_are_read_is_said_as_sqlalchemy_says_it(session: Session) -> None:
    third = sa.select((sa.literal(1) / sa.func.nullif(TABLE.c.id, 0)).label("part"), sa.func.abs(BROKEN).label("b"))

    with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
        fetch(third.order_by(TABLE.c.id))

    assert len(fetch(ALL)) == 4


def test_what_the_session_is_about_to_write_is_seen(session: Session) -> None:
    session.add(Sample(**{**ROWS[0], "id": 9, "name": "新"}))

    assert [row.name for row in fetch(ALL)][-1] == "新"


def test_a_broken_rule_of_the_database_is_said_as_sqlalchemy_says_it(session: Session) -> None:
    with pytest.raises(sa.exc.IntegrityError, match=r"(?i)unique"), session.begin_nested():
        write(RENAME, which=2, to="名1")

    assert fetch(ALL)[1].name == "名2"


def test_what_is_rolled_back_is_gone(session: Session) -> None:
    inner = session.begin_nested()
    write(RENAME, which=2, to="二")
    inner.rollback()

    assert fetch(ALL)[1].name == "名2"


def test_a_statement_is_compiled_once_for_each_length_of_its_list() -> None:
    for _ in range(3):
        fetch(SOME, ids=[1, 2], good=True, most=1)

    dialect = session().connection().dialect
    assert prepared._prepare(SOME, dialect, (("ids", 2),)) is prepared._prepare(SOME, dialect, (("ids", 2),))
    assert prepared._prepare(SOME, dialect, (("ids", 2),)) is not None
