"""Documents that are not of the shape CPPA 2.0 prescribes."""

import pytest

from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.findings import Findings, errors_of
from gateway.wire.ebms2.cpa.shape import check_shape
from tests.kit.cpa_documents import document, rules_of, spoiled


def _mistakes(octets: bytes) -> tuple[str, ...]:
    findings = Findings()
    check_shape(xml.parse(octets, comments_allowed=True), findings)
    return errors_of(findings.all)


def test_a_good_document_has_the_shape() -> None:
    assert _mistakes(document()) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("<tns:Start>", "<tns:Comment>x</tns:Comment><tns:Start>", "moet in deze volgorde bevatten: Status Start End"),
        ("<tns:PartyRef xlink", "<tns:PartyRaf xlink", "PartyInfo moet"),
        ("<tns:CanSend>", "<tns:CanSend>text", "CanSend mag geen tekst bevatten"),
        ("<tns:CanSend>", "<tns:CanSend><!-- said -->text", "CanSend mag geen tekst bevatten"),
        ("<tns:Retries>8", "<tns:Retries>eight", "Retries moet een geheel getal bevatten"),
        ("<tns:Retries>8", "<tns:Retries><!-- -->8", "Retries moet een geheel getal bevatten, en niets anders"),
        ("<tns:Retries>8", "<tns:Retries><tns:Retries/>8", "Retries moet geen elementen bevatten"),
        ("Id tns:type", "Id type", "een attribuut dat CPPA 2.0 niet kent"),
        ("Id tns:type", "Id tns:kind", "een attribuut dat CPPA 2.0 niet kent"),
        ("Id tns:type", "Id xml:kind", "een attribuut dat CPPA 2.0 niet kent"),
        (' tns:partyName="', ' tns:partyNome="', "mist het attribuut partyName"),
        ('isConfidential="transient-and-persistent"', 'isConfidential="very"', "isConfidential van"),
        ('tns:id="A_action_1"', 'tns:id="1"', "moet een naam van letters"),
        ("MessageOrderSemantics>NotGuaranteed", "MessageOrderSemantics>Perhaps", "een van Guaranteed, NotGuaranteed"),
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
