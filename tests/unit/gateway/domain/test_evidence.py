from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from typing import Final

import pytest

from gateway.domain.evidence import ENTRY_VERSION, ChainedEntry, EvidenceEntry, EvidenceType

ENTRY: Final = EvidenceEntry(
    type=EvidenceType.SUBMITTED,
    at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    subject="out/00000099000000001000/ref-1",
    actor="00000099000000001000",
)


def test_an_entry_may_have_no_facts() -> None:
    assert ENTRY.facts == ()


def test_an_entry_in_its_place_never_changes() -> None:
    chained = ChainedEntry(sequence=1, entry=ENTRY, previous="0" * 64, digest="1" * 64)
    with pytest.raises(FrozenInstanceError):
        chained.sequence = 2  # type: ignore[misc]  # what mypy forbids must not work either


def test_a_verifier_of_today_knows_the_first_version() -> None:
    assert ENTRY_VERSION == 1
