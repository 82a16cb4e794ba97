import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.formats.stuf_jz.families import FAMILIES


@pytest.mark.parametrize("root", FAMILIES)
def test_a_family_is_named_after_its_root_element_and_its_row_of_the_catalogue_names_it(root: str) -> None:
    family = FAMILIES[root]
    assert family.shape.name.partition(":")[2] == root
    assert CATALOGUE[family.type].stuf is not None
