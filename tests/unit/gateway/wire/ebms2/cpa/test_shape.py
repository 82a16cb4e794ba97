"""Documents that are not of the shape CPPA 2.0 prescribes."""

import pytest

from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.findings import Findings
from gateway.wire.ebms2.cpa.shape import check_shape
from tests.kit.cpa_documents import document, rules_of, spoiled


def _mistakes(octets: bytes) -> tuple[str, ...]:
    findings = Findings()
    check_shape(xml.parse(octets, comments_allowed=True), findings)
    return tuple(findings._mistakes)  # noqa: SLF001 - read without raising


def test_a_good_document_has_the_shape() -> None:
    assert _mistakes(document()) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<tns:Start>", "<tns:Comment>x</tns:Comment><tns:Start>", "must hold in this order: Status Start End"),
        ("<tns:PartyRef xlink", "<tns:PartyRaf xlink", "PartyInfo must hold"),
        ("<tns:CanSend>", "<tns:CanSend>text", "CanSend must not hold text"),
        ("<tns:CanSend>", "<tns:CanSend><!-- said -->text", "CanSend must not hold text"),
        ("<tns:Retries>8", "<tns:Retries>eight", "Retries must hold a whole number"),
        ("<tns:Retries>8", "<tns:Retries><!-- -->8", "Retries must hold a whole number, and nothing else"),
        ("<tns:Retries>8", "<tns:Retries><tns:Retries/>8", "Retries must hold no elements"),
        ("Id tns:type", "Id type", "an attribute that CPPA 2.0 does not know"),
        ("Id tns:type", "Id tns:kind", "an attribute that CPPA 2.0 does not know"),
        ("Id tns:type", "Id xml:kind", "an attribute that CPPA 2.0 does not know"),
        (' tns:partyName="', ' tns:partyNome="', "must have the attribute partyName"),
        ('isConfidential="transient-and-persistent"', 'isConfidential="very"', "isConfidential of"),
        ('tns:id="A_action_1"', 'tns:id="1"', "must be a name of letters"),
        ("MessageOrderSemantics>NotGuaranteed", "MessageOrderSemantics>Perhaps", "one of Guaranteed, NotGuaranteed"),
        ('"transient-and-persistent"', '" transient-and-persistent "', ""),
    ],
)
def test_what_the_schema_does_not_allow_is_told(old: str, new: str, told: str) -> None:
    sentences = _mistakes(spoiled((old, new)))
    assert rules_of(sentences) == ({"structure"} if told else set())
    assert not told or any(told in sentence for sentence in sentences), sentences


def test_another_document_is_told_from_an_agreement() -> None:
    assert rules_of(_mistakes(b"<a/>")) == {"structure"}


def test_where_the_schema_is_to_be_found_may_be_said() -> None:
    octets = spoiled(
        (" xmlns:ds=", ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" xmlns:ds=')
    )
    assert _mistakes(octets) == ()


def test_what_an_unknown_namespace_holds_is_not_looked_at() -> None:
    octets = spoiled(
        ("</tns:ChannelId>", '</tns:ChannelId><o:extra xmlns:o="urn:other"><tns:Unheard xmlns:tns="urn:x"/></o:extra>')
    )
    assert _mistakes(octets) == ()


def test_an_unknown_element_of_the_agreement_is_told_at_its_parent() -> None:
    assert len(_mistakes(spoiled(("<tns:Start>", "<tns:Unheard/><tns:Start>")))) == 1
