"""Names inside a CPA."""

import pytest

from gateway.wire.ebms2 import xml
from gateway.wire.ebms2.cpa.findings import Findings, errors_of
from gateway.wire.ebms2.cpa.references import check_references
from tests.kit.cpa_documents import document, spoiled


def _mistakes(octets: bytes) -> tuple[str, ...]:
    findings = Findings()
    check_references(xml.parse(octets, comments_allowed=True), findings)
    return errors_of(findings.all)


def test_every_name_of_a_good_document_is_found() -> None:
    assert _mistakes(document()) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'defaultMshChannelId="A_signal"',
            'defaultMshChannelId="nowhere"',
            "PartyInfo verwijst naar een Del",
        ),
        (
            'defaultMshChannelId="A_signal"',
            'defaultMshChannelId="B_signal"',
            "PartyInfo verwijst naar een Del",
        ),
        ('PackageId="package_signal"', 'PackageId="A_signal"', "PartyInfo verwijst naar een Packaging"),
        ("ChannelId>A_action<", "ChannelId>A_transport<", "ChannelId verwijst naar een DeliveryChannel"),
        (
            'transportId="A_transport" tns:doc',
            'transportId="B_transport" tns:doc',
            "DeliveryChannel verwijst naar een",
        ),
        ('SigningCertificateRef tns:certId="A_signing"', 'SigningCertificateRef tns:certId="B_signing"', "SigningCert"),
        (
            'idref="part_soap"',
            'idref="part_wash"',
            "een SimplePart of Encapsulation of Composite of Packaging",
        ),
        ('channelId="A_action"', 'channelId="A_signal"', "een naam die vaker in het document staat"),
        ('certId="A_client"', 'certId="B_client"', "een naam die vaker in het document staat"),
    ],
)
def test_a_name_that_leads_nowhere_or_to_another_party_is_told(old: str, new: str, told: str) -> None:
    sentences = _mistakes(spoiled((old, new)))
    assert any(told in sentence for sentence in sentences), sentences


def test_a_name_that_is_not_given_is_told_elsewhere() -> None:
    assert _mistakes(spoiled(("<tns:ChannelId>A_action<", "<tns:ChannelId><"), (" tns:id=", " tns:od="))) == ()
