from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime, TypeDecorator
from sqlalchemy.dialects import sqlite

from adapters.database.columns import Chosen, Moment, Named
from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction
from tests.kit.store_records import AT, POLICE

SQLITE: Final = sqlite.dialect()


def keep(column: TypeDecorator[Any], value: object) -> object:
    """Return what the driver gets."""
    write = column.bind_processor(SQLITE)
    assert write is not None
    return write(value)


def bring_back(column: TypeDecorator[Any], kept: object) -> object:
    """Return what comes of what the driver gives."""
    read = column.result_processor(SQLITE, None)
    assert read is not None
    return read(kept)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        keep(Moment(), AT.replace(tzinfo=None))


def test_a_moment_is_kept_in_utc_as_the_engine_writes_it() -> None:
    elsewhere = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert keep(Moment(), elsewhere) == "2026-07-01 10:00:00.000000"


@given(st.timedeltas(timedelta(days=-700_000), timedelta(days=2_900_000)), st.timezones())
def test_a_moment_comes_back_aware_and_was_written_as_sqlalchemy_would(since: timedelta, zone: tzinfo) -> None:
    at = (AT + since).astimezone(zone)
    kept = keep(Moment(), at)
    assert bring_back(Moment(), kept) == at.astimezone(UTC)
    theirs = DateTime().dialect_impl(SQLITE).bind_processor(SQLITE)
    assert theirs is not None
    assert kept == theirs(at.astimezone(UTC))


@pytest.mark.parametrize("kept", ["", "2026-07-01 10:00:00+02:00", "x"])
def test_a_moment_that_was_not_written_here_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        bring_back(Moment(), kept)


def test_an_identifier_is_kept_as_its_text() -> None:
    assert keep(Named(Oin), POLICE) == str(POLICE)
    assert bring_back(Named(Oin), str(POLICE)) == POLICE


def test_a_choice_is_kept_as_its_value() -> None:
    assert keep(Chosen(Direction), Direction.OUT) == "out"
    assert type(keep(Chosen(Direction), Direction.OUT)) is str
    assert bring_back(Chosen(Direction), "out") is Direction.OUT


def test_what_is_no_choice_is_refused() -> None:
    with pytest.raises(ValueError, match="closed list"):
        bring_back(Chosen(Direction), "sideways")


def test_what_is_absent_stays_absent() -> None:
    for column in (Moment(), Named(Oin), Chosen(Direction)):
        assert keep(column, None) is None
        assert bring_back(column, None) is None
