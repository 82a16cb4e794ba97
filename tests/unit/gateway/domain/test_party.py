from gateway.domain.identifiers import Oin
from gateway.domain.party import Party, PartyKind


def test_an_organisation_can_be_of_several_kinds_at_once() -> None:
    town = Party(
        oin=Oin("00000099000000004000"),
        name="Gemeente Voorbeeldstad",
        kinds=frozenset({PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD}),
    )
    assert town.kinds == {"GEM", "LV"}


def test_every_kind_has_a_short_name_of_its_own() -> None:
    assert len({kind.value.casefold() for kind in PartyKind}) == len(PartyKind)
