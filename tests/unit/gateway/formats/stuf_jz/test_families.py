import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Bevestiging, Content, Fout
from gateway.domain.kinds import MessageType
from gateway.formats.stuf_jz.families import FAMILIES


@pytest.mark.parametrize("root", FAMILIES)
def test_a_family_is_named_after_its_root_element_and_its_row_of_the_catalogue_names_it(root: str) -> None:
    family = FAMILIES[root]
    assert family.shape.name.partition(":")[2] == root
    assert CATALOGUE[family.type].stuf is not None


def test_of_a_type_with_several_roots_each_carries_other_contents() -> None:
    contents = [
        Content(bevestiging=Bevestiging(kop_gecontroleerd=True)),
        Content(bevestiging=Bevestiging(kop_gecontroleerd=False)),
        Content(fout=Fout(code="StUF055", omschrijving="x")),
        Content(fout=Fout(code="StUF055", omschrijving="x", synchroon=True)),
        Content(),
    ]
    for kind in MessageType:
        families = [family for family in FAMILIES.values() if family.type is kind]
        for content in contents:
            assert not families or sum(family.carries(content) for family in families) == 1


def test_only_receipts_and_faults_are_answers() -> None:
    assert {root for root, family in FAMILIES.items() if family.answers} == {
        root for root in FAMILIES if root.endswith("Bericht")
    }
