"""Statements on a table in memory: our own types go in, and come out."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import pytest
from sqlalchemy import (
    JSON,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from adapters.database.columns import Chosen, Moment, Named
from adapters.database.statements import Connection, Statement
from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction
from tests.kit.store_records import AT, COUNCIL, POLICE

TABLE: Final = Table(
    "things",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("direction", Chosen(Direction)),
    Column("party", Named(Oin)),
    Column("at", Moment),
    Column("facts", JSON),
    Column("octets", LargeBinary),
)
FIRST: Final = {
    "direction": Direction.IN,
    "party": POLICE,
    "at": AT,
    "facts": [["a", "é"]],
    "octets": b"\x00\xff",
}
SECOND: Final = {**FIRST, "direction": Direction.OUT, "party": COUNCIL, "at": None}
INSERT: Final = Statement(insert(TABLE), columns=FIRST)
ALL: Final = Statement(select(TABLE).order_by(TABLE.c.number))


@pytest.fixture
def connection() -> Iterator[Connection]:
    """Return a database with two rows."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute("CREATE TABLE things (number INTEGER PRIMARY KEY, direction, party, at, facts, octets)")
        INSERT.run_each(made, [FIRST, SECOND])
        yield made


def test_what_goes_in_comes_out(connection: Connection) -> None:
    assert ALL.rows(connection) == [{"number": 1, **FIRST}, {"number": 2, **SECOND}]


def test_each_of_none_is_nothing(connection: Connection) -> None:
    INSERT.run_each(connection, [])
    assert len(ALL.rows(connection)) == 2


def test_parameters_are_of_our_types_too(connection: Connection) -> None:
    find = Statement(select(TABLE.c.number).where(TABLE.c.party == bindparam("party"), TABLE.c.at == bindparam("at")))
    assert find.row(connection, {"party": POLICE, "at": AT}) == {"number": 1}
    assert find.row(connection, {"party": COUNCIL, "at": AT}) is None


def test_what_a_statement_says_itself_need_not_be_given(connection: Connection) -> None:
    outbound = Statement(select(TABLE.c.party).where(TABLE.c.direction == Direction.OUT).limit(5))
    assert outbound.rows(connection) == [{"party": COUNCIL}]


def test_a_change_tells_how_many_rows_it_found(connection: Connection) -> None:
    move = Statement(update(TABLE).where(TABLE.c.party == bindparam("its_party")).values(at=bindparam("new_at")))
    assert move.run(connection, {"its_party": COUNCIL, "new_at": AT}) == 1
    assert move.run(connection, {"its_party": Oin("00000099000000090000"), "new_at": AT}) == 0
    assert Statement(delete(TABLE)).run(connection) == 2


def test_a_result_has_the_name_that_was_given_to_it(connection: Connection) -> None:
    assert Statement(select(func.max(TABLE.c.number).label("most"))).row(connection) == {"most": 2}


def test_a_parameter_that_was_forgotten_is_a_mistake_of_ours(connection: Connection) -> None:
    with pytest.raises(KeyError):
        INSERT.run(connection, {"direction": Direction.IN})
