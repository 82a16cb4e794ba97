"""The published sample agreements: refused for what is wrong with them, accepted once that is repaired."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from gateway.domain.agreement import ContentCipher, Profile
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import ANDER, ONS, mistakes, party, rules_of

# Their PartyIds are no OINs: prefix 00000000 does not exist (OIN 3.0.1, 6.1).
OINS: Final = (("00000000000000000000", str(ANDER)), ("00000000000000000001", str(ONS)))
PLAIN: Final = ("http://localhost", "https://localhost")
WEAK: Final = (
    ("http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmlenc#sha256"),
    ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"),
    ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", ContentCipher.AES256_GCM),
)
TLS: Final = ('tns:version="3.0">SSL<', 'tns:version="1.2">TLS<')
# E-68: both ask for unsigned receipts of signed messages.
_RELIABLE: Final = 'ackRequested="always" tns:actor="urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH" tns:'
RECEIPTS: Final = (f'{_RELIABLE}ackSignatureRequested="never"', f'{_RELIABLE}ackSignatureRequested="always"')
ALL: Final = (
    "cpaStubEBF.rm.http.unsigned",
    "cpaStubEBF.rm.http.signed-sha256",
    "cpaStubEBF.rm.https.signed.ackSigned",
    "cpaStubEBF.rm.https.signed.encrypted",
)


def _sample(standards: Path, name: str, *changes: tuple[str, str]) -> bytes:
    text = (standards / "ebms2" / f"{name}.xml").read_text(encoding="utf-8")
    for old, new in (*OINS, *changes):
        text = text.replace(old, new)
    return text.encode()


def _certified(octets: bytes) -> bytes:
    """Return the sample with certificates of our own parties: its own name no organisation."""
    text = octets.decode()
    first, second = text.split("</tns:PartyInfo>")[:2]
    for info, owner in ((first, ANDER), (second, ONS)):
        ours = party(owner)
        changed = info.replace("https://localhost:8888", "https://politie.schakel.test")
        changed = changed.replace("https://localhost:8088", "https://veiligthuis.schakel.test")
        for use, der in (
            ("SigningCert", ours.signing_certificate),
            ("EncryptionCert", ours.encryption_certificate),
            ("ServerCert", ours.server_certificate),
            ("ClientCert", ours.client_certificate),
        ):
            changed = _with_certificate(changed, use, der)
        text = text.replace(info, changed)
    return text.encode()


def _with_certificate(text: str, use: str, der: bytes) -> str:
    pattern = rf'(tns:certId="\w+_{use}">.*?<X509Certificate>)[^<]*'
    return re.sub(pattern, lambda match: match[1] + b64encode(der).decode(), text, count=1, flags=re.DOTALL)


@pytest.mark.parametrize("name", ALL)
def test_their_own_party_ids_are_refused(name: str, standards: Path) -> None:
    octets = (standards / "ebms2" / f"{name}.xml").read_bytes()
    assert {"own-party", "party-id"} <= rules_of(mistakes(octets))


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_wrong_with_their_structure(name: str, standards: Path) -> None:
    schema = etree.XMLSchema(etree.parse(standards / "ebms2" / "cpp-cpa-2_0.xsd"))
    octets = _sample(standards, name)
    schema.assertValid(etree.fromstring(octets))
    assert not {"xml", "structure", "reference", "pairing", "two-parties"} & rules_of(mistakes(octets))


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        (ALL[0], {"endpoint", "transport"}),
        (ALL[1], {"endpoint", "transport", "certificate-oin"}),
        (ALL[2], {"transport", "signature-algorithm", "default-channel", "certificate-oin"}),
        (
            ALL[3],
            {"transport", "signature-algorithm", "default-channel", "certificate-oin", "encryption-algorithm"},
        ),
    ],
)
def test_each_is_refused_for_exactly_what_is_wrong_with_it(name: str, broken: set[str], standards: Path) -> None:
    assert rules_of(mistakes(_sample(standards, name))) == broken


@pytest.mark.parametrize(
    ("name", "warned"),
    [
        (ALL[0], set()),
        (ALL[1], {"signed-receipt", "certificate-period"}),
        (ALL[2], {"certificate-period", "persist-duration", "endpoint"}),
        (ALL[3], {"signed-receipt", "certificate-period", "endpoint", "encryption-algorithm"}),
    ],
)
def test_each_is_warned_of_for_exactly_what_should_be_known(name: str, warned: set[str], standards: Path) -> None:
    found = cpa.inspect(_sample(standards, name), ONS).findings
    assert {each.rule for each in found if each.severity is cpa.Severity.WARNING} == warned


@pytest.mark.parametrize(("name", "profile"), [(ALL[2], Profile.RM_S), (ALL[3], Profile.RM_E)])
def test_repaired_it_is_accepted_by_both(name: str, profile: Profile, standards: Path) -> None:
    octets = _certified(_sample(standards, name, PLAIN, *WEAK, TLS, RECEIPTS))
    agreement = cpa.parse(octets, ONS)
    assert {action.profile for action in agreement.actions} == {profile}
    assert {(action.action, action.outbound) for action in agreement.actions} == {
        ("aanleveren", True),
        ("bevestigAfleveren", True),
        ("afleveren", False),
        ("bevestigAanleveren", False),
    }
    assert cpa.parse(octets, ANDER).own == agreement.partner


def test_on_an_https_endpoint_the_plain_ones_still_lack_tls(standards: Path) -> None:
    unsigned, signed = _sample(standards, ALL[0], PLAIN), _sample(standards, ALL[1], PLAIN, RECEIPTS)
    assert rules_of(mistakes(_certified(unsigned))) == rules_of(mistakes(_certified(signed))) == {"transport"}
