"""The table of shapes."""

import re

from gateway.wire.ebms2.cpa.grammar import GRAMMAR, Kind


def test_every_element_in_a_model_has_a_shape_of_its_own() -> None:
    named = {name for shape in GRAMMAR.values() for name in re.findall(r"ds:\w+|[A-Za-z]+", shape.model)}
    ours = {name for name in named if not name.startswith("ds:")} - {"other"}
    assert ours == GRAMMAR.keys() - {"CollaborationProtocolAgreement"}


def test_required_attributes_are_known_attributes() -> None:
    assert all(shape.required <= shape.attributes.keys() for shape in GRAMMAR.values())


def test_a_model_counts_its_children() -> None:
    children = GRAMMAR["DocExchange"].children
    assert children.fullmatch("")
    assert children.fullmatch("ebXMLSenderBinding ebXMLReceiverBinding ")
    assert not children.fullmatch("ebXMLReceiverBinding ebXMLSenderBinding ")
    assert GRAMMAR["CompositeList"].children.fullmatch("Composite Encapsulation Composite ")
    assert not GRAMMAR["Signature"].children.fullmatch("ds:Signature " * 4)


def test_kinds_fit_what_the_schema_allows() -> None:
    assert re.fullmatch(Kind.DURATION, "-P1Y2M3DT4H5M6.7S")
    assert not re.fullmatch(Kind.DURATION, "P")
    assert not re.fullmatch(Kind.DURATION, "P1DT")
    assert re.fullmatch(Kind.DATE_TIME, "2026-01-01T00:00:00")
    assert not re.fullmatch(Kind.NAME, "1a")
    assert not re.fullmatch(Kind.TEXT, "")
