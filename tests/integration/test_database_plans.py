"""How SQLite goes about our statements: what a row costs does not grow with what was stored before it."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

import pytest

import adapters.database
from adapters.database.migration import migrate
from adapters.database.statements import Statement

# The newest rows first, each found by its number; how much a kind of work waits is counted now and then.
_IN_ORDER: Final = {
    "messages._RECENT",
    "evidence._LAST",
    "evidence._NEWEST",
    "evidence._NEWEST_OF_ALL",
    "checkpoints._LAST",
}
# Once, when the clock of the machine was put back: all that waits.
_WHOLE: Final = {"outbox._HASTEN"}
_GROUPED: Final = {"outbox._COUNT", "evidence._FAILING"}
_UNIQUE_ONLY: Final = {"ix_submissions_reference"}


def statements() -> Iterator[tuple[str, Statement]]:
    """Yield every statement of the store by its name."""
    for module in iter_modules(adapters.database.__path__):
        for name, value in vars(import_module(f"adapters.database.{module.name}")).items():
            if isinstance(value, Statement):
                yield f"{module.name}.{name}", value


@pytest.fixture
def plans(tmp_path: Path) -> Iterator[tuple[Mapping[str, str], sqlite3.Connection]]:
    """Return the plan of each statement, made before SQLite knows any value; and the connection."""
    migrate(tmp_path / "store.sqlite3")
    with closing(sqlite3.connect(tmp_path / "store.sqlite3")) as connection:
        yield {name: _plan_of(statement, connection) for name, statement in statements()}, connection


def _plan_of(statement: Statement, connection: sqlite3.Connection) -> str:
    steps = connection.execute(f"EXPLAIN QUERY PLAN {statement.sql}", [None] * statement.sql.count("?"))
    return "; ".join(step for *_, step in steps)


def test_nothing_is_read_but_what_an_index_leads_to(plans: tuple[Mapping[str, str], sqlite3.Connection]) -> None:
    scanning = {name for name, plan in plans[0].items() if "SCAN" in plan.replace("SCAN lanes", "")}
    assert scanning - {name for name in scanning if "USING INDEX" in plans[0][name]} == _IN_ORDER | _WHOLE
    sorting = {name for name, plan in plans[0].items() if "TEMP B-TREE" in plan}
    assert sorting == _GROUPED


def test_every_index_serves_a_statement(plans: tuple[Mapping[str, str], sqlite3.Connection]) -> None:
    found = plans[1].execute("SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix%'").fetchall()
    together = " ".join(plans[0].values())
    assert {name for (name,) in found if name not in together} == _UNIQUE_ONLY


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("messages._FIND_OUTBOUND", "ix_messages_outbound"),
        ("messages._WAITING", "ix_messages_waiting"),
        ("messages._WAITING_SHIPMENTS", "ix_messages_waiting"),
        ("parked._WAITING", "ix_parked_expires_at"),
        ("evidence._FAILING", "ix_evidence_failures"),
    ],
)
def test_a_condition_written_out_finds_its_partial_index(
    name: str, index: str, plans: tuple[Mapping[str, str], sqlite3.Connection]
) -> None:
    assert f"USING INDEX {index}" in plans[0][name]
