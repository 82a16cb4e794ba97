"""What changed between two agreements."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from adapters.simulator.certificates import LeafPurpose
from gateway.domain.agreement import (
    Action,
    Agreement,
    Canonicalization,
    ContentCipher,
    DigestMethod,
    KeyTransport,
    Profile,
    Reliability,
    SignatureMethod,
    SyncReply,
)
from gateway.domain.identifiers import AgreementId
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa.difference import Weight, differences, told
from tests.kit.cpa_documents import ANDER, END, ONS, START, VREEMD, certificate, document

DAY = timedelta(days=1)


@cache
def agreed() -> Agreement:
    return cpa.parse(document(), ONS)


def changed(**changes: object) -> list[tuple[str, str]]:
    """Return what is told when this changes in the agreement."""
    after = replace(agreed(), **changes)  # type: ignore[arg-type]  # fields of many types
    return [(each.weight, each.text) for each in differences(agreed(), after, frozenset())]


def acted(**changes: object) -> list[tuple[str, str]]:
    """Return what is told when this changes in its first action."""
    first, *others = agreed().actions
    return changed(actions=(replace(first, **changes), *others))  # type: ignore[arg-type]  # fields of many types


def test_nothing_changed() -> None:
    assert changed() == changed(digest="0" * 64) == []


@pytest.mark.parametrize(
    ("changes", "weight", "text"),
    [
        ({"profile": Profile.RM_S}, Weight.SECURITY, "NIET MEER versleuteld"),
        ({"profile": Profile.RM}, Weight.SECURITY, "NIET MEER versleuteld, NIET MEER ondertekend"),
        ({"profile": Profile.BE_E}, Weight.SECURITY, "NIET MEER met ontvangstbevestiging"),
        ({"ack_signature_requested": False}, Weight.SECURITY, "de ontvangstbevestiging wordt NIET MEER ondertekend"),
        ({"digest_method": DigestMethod.SHA512}, Weight.SECURITY, "digest wordt sha512 (was sha256)"),
        ({"signature_method": SignatureMethod.RSA_SHA512}, Weight.SECURITY, "handtekening wordt rsa-sha512"),
        ({"cipher": ContentCipher.AES128_GCM}, Weight.SECURITY, "versleuteling wordt aes128-gcm (was aes256-gcm)"),
        ({"key_transport": KeyTransport.RSA_OAEP}, Weight.SECURITY, "sleuteltransport wordt rsa-oaep"),
        ({"canonicalization": Canonicalization.EXCLUSIVE}, Weight.SECURITY, "(was REC-xml-c14n-20010315)"),
        ({"service_type": "urn:ander"}, Weight.ACTIONS, "het type van de service wordt urn:ander"),
        ({"sync_reply": SyncReply.MSH_SIGNALS_ONLY}, Weight.RELIABILITY, "komt direct terug"),
    ],
)
def test_each_term_of_an_action_is_told(changes: dict[str, object], weight: Weight, text: str) -> None:
    ((found, sentence),) = acted(**changes)
    assert found is weight
    assert sentence.startswith("wij zenden ")
    assert text in sentence


def test_what_comes_back_is_told_as_well() -> None:
    first, *others = agreed().actions
    before = replace(
        agreed(),
        actions=(
            replace(first, ack_signature_requested=False, sync_reply=SyncReply.MSH_SIGNALS_ONLY, profile=Profile.RM_S),
            *others,
        ),
    )
    texts = [
        each.text for each in differences(before, replace(agreed(), actions=(_plain(first), *others)), frozenset())
    ]
    assert any("de ontvangstbevestiging wordt ondertekend" in text for text in texts)
    assert any("komt apart" in text for text in texts)
    texts = [each.text for each in differences(before, agreed(), frozenset())]
    assert any("voortaan versleuteld" in text for text in texts)


def _plain(action: Action) -> Action:
    return replace(action, profile=Profile.RM_S)


def test_a_profile_of_the_same_strength_has_no_effects() -> None:
    assert "NIET" not in acted(profile=Profile.RM_E, service_type="x")[0][1]


def test_actions_come_and_go() -> None:
    first, *others = agreed().actions
    assert changed(actions=tuple(others)) == [(Weight.ACTIONS, f"wij zenden {first.service} {first.action} vervalt")]
    new = replace(first, action="nieuw", outbound=False)
    ((weight, text),) = changed(actions=(first, *others, new))
    assert (weight, text.startswith("de partner zendt ")) == (Weight.ACTIONS, True)
    assert text.endswith("nieuw komt erbij, met profiel osb-rm-e")


def test_parties_endpoints_and_certificates_are_told() -> None:
    partner = replace(agreed().partner, name="Ander", role="ROL", party_id=VREEMD, endpoint="https://a.schakel.test/")
    assert [weight for weight, _ in changed(partner=partner)] == [Weight.PARTIES] * 3 + [Weight.REACH]
    typed = replace(agreed().partner, party_type="urn:cv:oin")
    assert changed(partner=typed) == [
        (Weight.PARTIES, "de partner: type van de PartyId wordt urn:cv:oin (was urn:osb:oin)")
    ]
    other = certificate(ANDER, LeafPurpose.SIGNING)
    ((weight, text),) = changed(partner=replace(agreed().partner, signing_certificate=other))
    assert weight is Weight.SECURITY
    assert text.startswith("de partner: ondertekencertificaat wordt sha256 ")
    assert "(was sha256 " in text
    ((_, text),) = changed(own=replace(agreed().own, signing_certificate=b""))
    assert text == "wij: ondertekencertificaat vervalt"
    without = replace(agreed(), own=replace(agreed().own, signing_certificate=b""))
    assert differences(without, agreed(), frozenset())[0].text.endswith("(was er niet)")


def test_the_id_and_the_period_are_told() -> None:
    assert changed(agreement_id=AgreementId("x")) == [
        (Weight.PARTIES, f"het CPAId wordt x (was {agreed().agreement_id})")
    ]
    found = changed(start=START + DAY, end=END + DAY)
    assert [weight for weight, _ in found] == [Weight.PERIOD] * 2
    assert "eindigt op 2027-11-02 00:00 UTC (was 2027-11-01 00:00 UTC)" in found[1][1]


def test_what_touches_security_comes_first() -> None:
    partner = replace(agreed().partner, endpoint="https://a.schakel.test/", encryption_certificate=b"")
    weights = [weight for weight, _ in changed(end=END + DAY, partner=partner, actions=agreed().actions[1:])]
    assert weights == [Weight.SECURITY, Weight.REACH, Weight.ACTIONS, Weight.PERIOD]


def test_retrying_is_told_in_the_largest_unit_that_fits() -> None:
    def said(seconds: int) -> str:
        span = timedelta(seconds=seconds)
        return told(Reliability(retries=2, retry_interval=span, persist_duration=timedelta(days=1)))

    assert said(86400) == "2 keer, om de 1 dag, bewaard 1 dag"
    assert "om de 3 uur," in said(3 * 3600)
    assert "om de 90 minuten," in said(90 * 60)
    assert "om de 90 seconden," in said(90)
    assert told(Reliability(retries=0, retry_interval=DAY, persist_duration=DAY)) == "niet"
    ((weight, text),) = acted(reliability=Reliability(retries=1, retry_interval=DAY, persist_duration=2 * DAY))
    assert weight is Weight.RELIABILITY
    assert "herhalen wordt 1 keer, om de 1 dag, bewaard 2 dagen (was 8 keer, om de 3 uur" in text
