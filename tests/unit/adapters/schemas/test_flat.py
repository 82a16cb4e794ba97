from lxml import etree

from adapters.schemas.documents import XML_NAMESPACE, XSD, read_documents
from adapters.schemas.families import find_families
from adapters.schemas.flat import flatten
from tests.kit.schema_bundles import JZ, message, schema

OTHER = "urn:voorbeeld"


def drawn(octets: bytes) -> list[tuple[str, str | None]]:
    """Return what a schema draws in: kind and place."""
    nodes = etree.fromstring(octets).iterchildren(f"{XSD}import", f"{XSD}include")
    return [(etree.QName(node).localname, node.get("schemaLocation")) for node in nodes]


def test_imports_side_by_side_become_one_loader_of_the_namespace() -> None:
    imports = "".join(f'<xs:import namespace="{OTHER}" schemaLocation="deel\\{name}.xsd"/>' for name in "ab")
    texts = {"jz.xsd": schema(imports, message())}
    texts |= {f"deel/{name}.xsd": schema(namespace=OTHER, version="") for name in "ab"}
    documents = read_documents({name: text.encode() for name, text in texts.items()})
    (family,) = find_families(documents, JZ, frozenset({"vtMeldingDi01"}))
    first, files = flatten(family, documents, JZ)
    (entry,) = [place for _, place in drawn(files[first])]
    assert entry is not None
    ((_, loader), (_, again)) = drawn(files[entry])
    assert loader == again
    assert loader is not None
    assert [kind for kind, _ in drawn(files[loader])] == ["include", "include"]
    assert all("/" not in name for name in files)


def test_the_xml_namespace_has_a_schema_of_our_own() -> None:
    drawing = f'<xs:import namespace="{XML_NAMESPACE}" schemaLocation="http://www.w3.org/2001/xml.xsd"/>'
    documents = read_documents({"jz.xsd": schema(drawing, message()).encode()})
    (family,) = find_families(documents, JZ, frozenset({"vtMeldingDi01"}))
    first, files = flatten(family, documents, JZ)
    (entry,) = [place for _, place in drawn(files[first])]
    assert entry is not None
    assert drawn(files[entry]) == [("import", "namespace-xml.xsd")]
    assert b'targetNamespace="http://www.w3.org/XML/1998/namespace"' in files["namespace-xml.xsd"]
