from datetime import UTC, date, datetime

import pytest

from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.party import HubMandate, HubUse, Mandate, Party, PartyKind

PRINCIPAL = Oin("00000099000000009000")
MANDATE = Mandate(
    principal=PRINCIPAL,
    types=frozenset({MessageType.MSG_57}),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 1, 31),
)


def test_an_organisation_can_be_of_several_kinds_at_once() -> None:
    town = Party(
        oin=Oin("00000099000000004000"),
        name="Gemeente Voorbeeldstad",
        kinds=frozenset({PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD}),
    )
    assert town.kinds == {"GEM", "LV"}


def test_every_kind_has_a_short_name_of_its_own() -> None:
    assert len({kind.value.casefold() for kind in PartyKind}) == len(PartyKind)


@pytest.mark.parametrize(
    ("day", "covered"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 1, 31), True),
        (date(2026, 2, 1), False),
    ],
)
def test_a_mandate_covers_its_messages_on_its_first_day_and_its_last(day: date, *, covered: bool) -> None:
    assert MANDATE.covers(PRINCIPAL, MessageType.MSG_57, day) is covered
    assert not MANDATE.covers(PRINCIPAL, MessageType.MSG_35, day)
    assert not MANDATE.covers(Oin("00000099000000008000"), MessageType.MSG_57, day)


HUB = Oin("00000099000000007000")
HUB_MANDATE = HubMandate(
    holder=HUB,
    principal=PRINCIPAL,
    uses=frozenset({HubUse.TLS}),
    valid_from=date(2026, 7, 1),
    valid_until=date(2026, 7, 31),
)


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        (datetime(2026, 6, 30, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 31, 21, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 31, 22, 0, tzinfo=UTC), False),
    ],
)
def test_a_hub_mandate_covers_its_days_in_legal_time(at: datetime, *, covered: bool) -> None:
    assert HUB_MANDATE.covers(HUB, HubUse.TLS, at) is covered


@pytest.mark.parametrize(("holder", "use"), [(PRINCIPAL, HubUse.TLS), (HUB, HubUse.SIGNING), (HUB, HubUse.ENCRYPTION)])
def test_a_hub_mandate_covers_nobody_else_and_nothing_else(holder: Oin, use: HubUse) -> None:
    assert not HUB_MANDATE.covers(holder, use, datetime(2026, 7, 15, tzinfo=UTC))
