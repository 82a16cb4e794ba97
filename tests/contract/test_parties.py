"""What Parties promises: the register read from a file and the one in memory."""

from pathlib import Path

import pytest

from adapters.partners.book import PartyRegister
from gateway.domain.party import Party, PartyKind
from gateway.ports import Parties
from tests.kit.books import FakeParties
from tests.kit.cpa_documents import ANDER, ONS, VREEMD

OWN = Party(oin=ONS.oin, name="Veilig Thuis Proefstreek", kinds=frozenset({PartyKind.VT}))
OTHER = Party(oin=ANDER.oin, name="Gemeente Voorbeelddam", kinds=frozenset({PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD}))
TEXT = f"""
[[party]]
oin = "{OTHER.oin}"
name = "Gemeente Voorbeelddam"
kinds = ["GEM", "LV"]

[[party]]
oin = "{OWN.oin}"
name = "Veilig Thuis Proefstreek"
kinds = ["VT"]
"""


@pytest.fixture(params=["file", "memory"])
def parties(request: pytest.FixtureRequest, tmp_path: Path) -> Parties:
    if request.param == "memory":
        return FakeParties(OWN, OTHER)
    (tmp_path / "parties.toml").write_text(TEXT)
    return PartyRegister(tmp_path / "parties.toml", ONS.oin)


def test_our_own_organisation_is_known(parties: Parties) -> None:
    assert parties.own == OWN
    assert parties.find(OWN.oin) == OWN


def test_another_organisation_is_found_by_its_oin(parties: Parties) -> None:
    assert parties.find(OTHER.oin) == OTHER


def test_a_stranger_is_not_found(parties: Parties) -> None:
    assert parties.find(VREEMD.oin) is None
