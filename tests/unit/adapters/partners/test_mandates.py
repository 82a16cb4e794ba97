from datetime import UTC, date, datetime

import pytest

from adapters.partners.mandates import read_hub_mandates, read_mandates
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.party import HubMandate, HubUse, Mandate

PRINCIPAL = Oin("00000099000000009000")
GOOD: dict[str, object] = {
    "principal": str(PRINCIPAL),
    "types": ["MSG-57", "MSG-58"],
    "valid_from": date(2026, 1, 1),
    "valid_until": date(2026, 12, 31),
}


def test_a_mandate_says_for_whom_with_what_and_when() -> None:
    assert read_mandates([GOOD]) == (
        Mandate(
            principal=PRINCIPAL,
            types=frozenset({MessageType.MSG_57, MessageType.MSG_58}),
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
        ),
    )
    assert read_mandates([]) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"principal": 5},
        {"principal": "geen oin"},
        {"types": []},
        {"types": "MSG-57"},
        {"types": ["MSG-99"]},
        {"types": [5]},
        {"valid_from": "2026-01-01"},
        {"valid_until": datetime(2026, 12, 31, 1, tzinfo=UTC)},
        {"valid_until": date(2025, 12, 31)},
        {"meer": True},
    ],
    ids=str,
)
def test_one_mistake_spoils_all_mandates_of_a_party(wrong: dict[str, object]) -> None:
    assert read_mandates([GOOD, GOOD | wrong]) is None


@pytest.mark.parametrize("wrong", ["", {}, None, [5]])
def test_what_is_no_list_of_mandates_is_none(wrong: object) -> None:
    assert read_mandates(wrong) is None


HUB = Oin("00000099000000007000")
GOOD_HUB: dict[str, object] = {
    "principal": str(PRINCIPAL),
    "uses": ["tls", "signing"],
    "valid_from": date(2026, 1, 1),
    "valid_until": date(2026, 12, 31),
}


def test_a_hub_mandate_says_for_whom_for_what_and_when() -> None:
    assert read_hub_mandates([GOOD_HUB], HUB) == (
        HubMandate(
            holder=HUB,
            principal=PRINCIPAL,
            uses=frozenset({HubUse.TLS, HubUse.SIGNING}),
            valid_from=date(2026, 1, 1),
            valid_until=date(2026, 12, 31),
        ),
    )
    assert read_hub_mandates([], HUB) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"principal": 5},
        {"uses": []},
        {"uses": "tls"},
        {"uses": ["all"]},
        {"uses": [5]},
        {"valid_from": "2026-01-01"},
        {"valid_until": date(2025, 12, 31)},
        {"types": ["MSG-57"]},
    ],
)
def test_a_hub_mandate_that_is_not_whole_is_none(wrong: dict[str, object]) -> None:
    assert read_hub_mandates([GOOD_HUB, GOOD_HUB | wrong], HUB) is None


@pytest.mark.parametrize("value", ["tls", [5], None])
def test_what_is_no_list_of_hub_mandates_is_none(value: object) -> None:
    assert read_hub_mandates(value, HUB) is None
