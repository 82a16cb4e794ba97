"""Agreements between fictional organisations: forms, the CPAs made from them, and the mistakes in a spoiled one."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.simulator.authority import Authority
from adapters.simulator.certificates import AS_IT_SHOULD, Holder, LeafPurpose, PrivateKey, UnsafeShape
from gateway.domain.agreement import AgreementParty, Profile, Reliability
from gateway.domain.identifiers import AgreementId, PartyId
from gateway.errors import ConfigError
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction, create

AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START: Final = datetime(2026, 11, 1, tzinfo=UTC)
END: Final = datetime(2027, 11, 1, tzinfo=UTC)
ONS: Final = PartyId.parse("00000099000000010000_T")
ANDER: Final = PartyId.parse("00000099000000020000_T")
VREEMD: Final = PartyId.parse("00000099000000030000_T")
HOSTS: Final = {ONS: "veiligthuis.schakel.test", ANDER: "politie.schakel.test", VREEMD: "gemeente.schakel.test"}
NAMES: Final = {ONS: "Veilig Thuis Proefstreek", ANDER: "Politie Proefland", VREEMD: "Gemeente Voorbeelddam"}
SERVICE: Final = "schakel:melding:1:0"
RELIABILITY: Final = Reliability(retries=8, retry_interval=timedelta(hours=3), persist_duration=timedelta(days=2))


@cache
def shared_key() -> PrivateKey:
    """Return the one RSA key of every certificate here: parsing an agreement uses none."""
    return rsa.generate_private_key(65537, 2048)


@cache
def _authority() -> Authority:
    return Authority.found(START - timedelta(days=30), key_factory=shared_key)


def certificate(party_id: PartyId, purpose: LeafPurpose, shape: UnsafeShape = AS_IT_SHOULD) -> bytes:
    """Return a new certificate (DER) of the party."""
    holder = Holder(oin=party_id.oin, organisation=NAMES[party_id], host_names=(HOSTS[party_id],))
    at = START - timedelta(days=20)
    return _authority().issue(holder, purpose, at, key=shared_key(), unsafe_shape=shape).der


@cache
def party(party_id: PartyId) -> AgreementParty:
    """Return the party as an agreement knows it."""
    return AgreementParty(
        party_id=party_id,
        name=NAMES[party_id],
        role="AFNEMER" if party_id == ONS else "DIENST",
        endpoint=f"https://{HOSTS[party_id]}/ebms",
        client_certificate=certificate(party_id, LeafPurpose.TLS),
        server_certificate=certificate(party_id, LeafPurpose.TLS),
        signing_certificate=certificate(party_id, LeafPurpose.SIGNING),
        encryption_certificate=certificate(party_id, LeafPurpose.ENCRYPTION),
    )


@cache
def form(
    profile: Profile = Profile.RM_E, *, partner: PartyId = ANDER, name: str = "schakel_melding_1"
) -> AgreementForm:
    """Return a form with one action each way, and a second service from the partner."""
    return AgreementForm(
        agreement_id=AgreementId.parse(name),
        start=START,
        end=END,
        parties=(party(ONS), party(partner)),
        actions=(
            FormAction(service=SERVICE, action="melden", sender=partner),
            FormAction(service=SERVICE, action="terugkoppelen", sender=ONS),
            FormAction(service="schakel:uitvraag:1:0", action="uitvragen", sender=partner),
        ),
        profile=profile,
        reliability=RELIABILITY,
    )


@cache
def document(profile: Profile = Profile.RM_E) -> bytes:
    """Return the CPA made from the form."""
    return create(form(profile))


def spoiled(*changes: tuple[str, str], profile: Profile = Profile.RM_E, count: int = 1) -> bytes:
    """Return the CPA with texts changed, each in its first places; a text that is not there fails the test."""
    text = document(profile).decode()
    for old, new in changes:
        assert old in text, f"not in the document: {old}"
        text = text.replace(old, new, count)
    return text.encode()


def mistakes(octets: bytes, own: PartyId = ONS) -> tuple[str, ...]:
    """Return the sentences the CPA is refused with; none when it is accepted."""
    try:
        cpa.parse(octets, own)
    except ConfigError as error:
        return error.mistakes
    return ()


def rules(octets: bytes, own: PartyId = ONS) -> set[str]:
    """Return the names of the rules the CPA breaks."""
    return rules_of(mistakes(octets, own))


def rules_of(sentences: Iterable[str]) -> set[str]:
    """Return the names that the sentences begin with."""
    return {str(cpa.Rule(sentence.partition(":")[0])) for sentence in sentences}
