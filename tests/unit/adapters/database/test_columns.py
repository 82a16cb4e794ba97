from datetime import UTC, datetime, timedelta, timezone
from typing import Final

import pytest
from sqlalchemy.dialects import sqlite

from adapters.database.columns import Chosen, Moment, Named
from gateway.domain.identifiers import Oin
from gateway.domain.message import Direction
from tests.kit.store_records import AT, POLICE

SQLITE: Final = sqlite.dialect()


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(TypeError):
        Moment().process_bind_param(AT.replace(tzinfo=None), SQLITE)


def test_a_moment_is_kept_in_utc() -> None:
    elsewhere = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    kept = Moment().process_bind_param(elsewhere, SQLITE)
    assert kept == elsewhere
    assert kept is not None
    assert kept.tzinfo is UTC


def test_a_moment_comes_back_aware() -> None:
    assert Moment().process_result_value(AT.replace(tzinfo=None), SQLITE) == AT


def test_an_identifier_is_kept_as_its_text() -> None:
    assert Named(Oin).process_bind_param(POLICE, SQLITE) == str(POLICE)
    assert Named(Oin).process_result_value(str(POLICE), SQLITE) == POLICE


def test_a_choice_is_kept_as_its_value() -> None:
    assert Chosen(Direction).process_bind_param(Direction.OUT, SQLITE) == "out"
    assert Chosen(Direction).process_result_value("out", SQLITE) is Direction.OUT


def test_what_is_absent_stays_absent() -> None:
    for column in (Moment(), Named(Oin), Chosen(Direction)):
        assert column.process_bind_param(None, SQLITE) is None
        assert column.process_result_value(None, SQLITE) is None
