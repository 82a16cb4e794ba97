from dataclasses import FrozenInstanceError

import pytest

from gateway.domain.catalogue.entry import IDENTITY, CatalogueEntry, reverse, routes
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from tests.kit.content_samples import paths_of

ROW = CatalogueEntry(
    type=MessageType.MSG_40, name="Ontvangst", source="2.4", mandatory=("ontvangst",), optional=("zaak",)
)


def test_a_row_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        ROW.name = "Anders"  # type: ignore[misc]  # what mypy forbids must not work either


def test_the_elements_of_a_row_are_what_it_must_and_may_hold() -> None:
    assert ROW.elements == ("ontvangst", "zaak")


def test_routes_are_every_pair_of_sender_and_receiver() -> None:
    pairs = routes({PartyKind.VT}, {PartyKind.GI, PartyKind.RAAD})
    assert pairs == {(PartyKind.VT, PartyKind.GI), (PartyKind.VT, PartyKind.RAAD)}


def test_the_way_back_turns_sender_and_receiver_around() -> None:
    assert reverse({(PartyKind.VT, PartyKind.GI)}) == {(PartyKind.GI, PartyKind.VT)}


def test_identity_names_elements_that_exist() -> None:
    assert set(IDENTITY) <= paths_of()
