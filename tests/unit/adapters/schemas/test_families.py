import pytest

from adapters.schemas.documents import read_documents
from adapters.schemas.families import Family, find_families
from gateway.errors import BundleRefusedError
from tests.kit.schema_bundles import JZ, message, schema

KNOWN = frozenset({"vtMeldingDi01", "vtoDi01"})
TYPE = '<xs:simpleType name="{}"><xs:restriction base="xs:string"/></xs:simpleType>'


def families(**files: str) -> tuple[Family, ...]:
    return find_families(read_documents({f"{name}.xsd": text.encode() for name, text in files.items()}), JZ, KNOWN)


def test_schemas_that_agree_are_read_together() -> None:
    found = families(vt=schema(message(), TYPE.format("a")), vto=schema(message("vtoDi01"), TYPE.format("b")))
    assert found == (Family(frozenset({"vt.xsd", "vto.xsd"}), KNOWN),)


def test_schemas_that_declare_the_same_thing_are_read_apart() -> None:
    found = families(vt=schema(message(), TYPE.format("a")), vto=schema(message("vtoDi01"), TYPE.format("a")))
    assert [family.roots for family in found] == [{"vtMeldingDi01"}, {"vtoDi01"}]


def test_a_family_has_what_its_schemas_draw_in_and_nothing_else() -> None:
    include = '<xs:include schemaLocation="deel.xsd"/>'
    found = families(vt=schema(include, message()), deel=schema(TYPE.format("a")), los=schema(TYPE.format("b")))
    assert found == (Family(frozenset({"vt.xsd", "deel.xsd"}), frozenset({"vtMeldingDi01"})),)


def test_schemas_that_draw_each_other_in_are_a_family() -> None:
    include = '<xs:include schemaLocation="{}.xsd"/>'
    found = families(vt=schema(include.format("deel"), message()), deel=schema(include.format("vt"), TYPE.format("a")))
    assert [family.paths for family in found] == [{"vt.xsd", "deel.xsd"}]


def test_without_a_message_of_ours_there_is_no_family() -> None:
    with pytest.raises(BundleRefusedError, match="declares no message"):
        families(vt=schema(message("iets")))
