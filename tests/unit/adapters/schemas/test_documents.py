import pytest

from adapters.schemas.documents import XML_NAMESPACE, read_documents
from gateway.errors import BundleRefusedError
from tests.kit.schema_bundles import JZ, message, schema

PATCH = (
    '<xs:annotation><xs:appinfo><s:patch xmlns:s="urn:s">1.0.9</s:patch></xs:appinfo>'
    "<xs:documentation>voor het StUF koppelvlak Jeugdzorg 1.0.7</xs:documentation></xs:annotation>"
)


def mistakes(**files: str) -> tuple[str, ...]:
    with pytest.raises(BundleRefusedError) as refused:
        read_documents({f"{name}.xsd": text.encode() for name, text in files.items()})
    return refused.value.mistakes


def test_a_document_tells_what_it_declares_and_draws_in() -> None:
    include = '<xs:include schemaLocation="..\\deel\\een.xsd"/>'
    files = {"a/jz.xsd": schema(include, message()).encode(), "deel/EEN.xsd": schema().encode()}
    document = read_documents(files)["a/jz.xsd"]
    assert document.namespace == JZ
    assert document.elements == {"vtMeldingDi01"}
    assert [drawn.path for drawn in document.drawn] == ["deel/EEN.xsd"]
    assert document.versions == {"1.0.9"}


@pytest.mark.parametrize(
    ("note", "versions"),
    [(PATCH, {"1.0.9"}), (PATCH.replace("1.0.9", "n.v.t."), {"1.0.7"}), (PATCH.replace("1.0.", ""), set())],
    ids=["patch", "words", "neither"],
)
def test_the_patch_tells_the_version_before_the_words_do(note: str, versions: set[str]) -> None:
    document = read_documents({"jz.xsd": schema(note, version="").encode()})["jz.xsd"]
    assert document.versions == versions


def test_the_schema_of_the_xml_namespace_is_not_read() -> None:
    drawing = f'<xs:import namespace="{XML_NAMESPACE}" schemaLocation="xml.xsd"/>'
    style = '<?xml-stylesheet href="../xsd.xsl"?>'
    files = {"jz.xsd": schema(drawing).encode(), "xml.xsd": (style + schema(namespace=XML_NAMESPACE)).encode()}
    assert set(read_documents(files)) == {"jz.xsd"}


def test_what_draws_in_a_schema_that_cannot_be_read_is_told_too() -> None:
    drawing = f'<xs:import namespace="{XML_NAMESPACE}" schemaLocation="x.xsd"/><xs:include schemaLocation="x.xsd"/>'
    assert mistakes(jz=schema(drawing), x="<x") == ("jz.xsd: line 1: draws in x.xsd, which cannot be read as a schema",)


def test_a_schema_of_a_newer_kind_is_refused() -> None:
    told = mistakes(jz=schema('<xs:override schemaLocation="x.xsd"/>'))
    assert told == ("jz.xsd: uses override, which is not read here",)


def test_an_include_of_nothing_is_refused() -> None:
    assert mistakes(jz=schema("<xs:include/>")) == ("jz.xsd: line 1: includes nothing",)


@pytest.mark.parametrize("times", ["1001", "99999999", "-1", "veel"])
def test_a_particle_that_would_be_written_out_too_often_is_refused(times: str) -> None:
    told = mistakes(jz=schema(message().replace("unbounded", times)))
    assert told == ("jz.xsd: asks for something more than 1000 times",)
