"""The organisations that the peer plays, each with an agreement of its own: one for each way of exchanging."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, PrivateKey, make_keys, rsa_3072
from adapters.simulator.chain import DOMAIN, PARTNER_PATH
from gateway.domain.agreement import AgreementParty, DigestMethod, Profile, Reliability, SyncReply
from gateway.domain.identifiers import AgreementId, Oin, PartyId
from gateway.domain.party import PartyKind
from gateway.formats import interpreter
from gateway.formats.stuf_jz import NEWEST
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction, create
from tests.kit.shipments import ACTION

CARRIED: Final = "Proef:Zendingen:1"
PATIENT: Final = Reliability(retries=30, retry_interval=timedelta(seconds=2), persist_duration=timedelta(minutes=10))
# Three attempts and it is over: for what must expire while a test waits.
HASTY: Final = Reliability(retries=2, retry_interval=timedelta(seconds=3), persist_duration=timedelta(minutes=10))
NEVER: Final = Reliability(retries=0, retry_interval=timedelta(0), persist_duration=timedelta(minutes=10))
_POLICE: Final = frozenset({PartyKind("POL")})
_VEILIG_THUIS: Final = frozenset({PartyKind("VT")})
_AES_GCM: Final = b"http://www.w3.org/2009/xmlenc11#aes256-gcm"
_AES_CBC: Final = b"http://www.w3.org/2001/04/xmlenc#aes256-cbc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One police unit; `at_front`: it knows the test's own listener as the address of Veilig Thuis.

    `weak`: it encrypts for us as only an exception allows, and we never send it anything under that agreement.
    """

    name: str
    number: int
    profile: Profile
    reliability: Reliability = PATIENT
    at_front: bool = False
    weak: bool = False
    digest_method: DigestMethod = DigestMethod.SHA256
    sync_reply: SyncReply = SyncReply.NONE
    receipts_signed: bool = True

    @property
    def oin(self) -> Oin:
        """Its identity."""
        return Oin.parse(f"00000099{self.number:08}3000")

    @property
    def party_id(self) -> PartyId:
        """Its identity in the test environment."""
        return PartyId(f"{self.oin}_T")

    @property
    def host(self) -> str:
        """Where it lives."""
        return f"{self.name}.{DOMAIN}"

    @property
    def way(self) -> str:
        """How it exchanges, in the words of the table."""
        return f"{self.profile}, mshSignalsOnly" if self.sync_reply is SyncReply.MSH_SIGNALS_ONLY else str(self.profile)

    @property
    def role(self) -> str:
        """Its role in the agreement."""
        return self.name.upper()


RM: Final = Unit(name="politie-rm", number=1, profile=Profile.RM)
RM_S: Final = Unit(name="politie-rm-s", number=2, profile=Profile.RM_S)
PLAIN_ACK: Final = Unit(name="politie-kale-bevestiging", number=3, profile=Profile.RM_S, receipts_signed=False)
RM_E: Final = Unit(name="politie-rm-e", number=4, profile=Profile.RM_E)
CBC: Final = Unit(name="politie-cbc", number=5, profile=Profile.RM_E, weak=True)
SYNC: Final = Unit(name="politie-sync", number=6, profile=Profile.RM_S, sync_reply=SyncReply.MSH_SIGNALS_ONLY)
BE: Final = Unit(name="politie-be", number=7, profile=Profile.BE, reliability=NEVER)
FRONT_RM: Final = Unit(name="politie-front", number=8, profile=Profile.RM, at_front=True)
FRONT_RM_S: Final = Unit(name="politie-front-s", number=9, profile=Profile.RM_S, at_front=True)
SHA_512: Final = Unit(name="politie-sha-512", number=10, profile=Profile.RM_S, digest_method=DigestMethod.SHA512)
BE_S: Final = Unit(name="politie-be-s", number=11, profile=Profile.BE_S, reliability=NEVER)
BE_E: Final = Unit(name="politie-be-e", number=12, profile=Profile.BE_E, reliability=NEVER)
HASTE: Final = Unit(name="politie-haast", number=13, profile=Profile.RM_S, reliability=HASTY)
UNITS: Final = (RM, RM_S, PLAIN_ACK, RM_E, CBC, SYNC, BE, FRONT_RM, FRONT_RM_S, SHA_512, BE_S, BE_E, HASTE)


def issue(authority: Authority, folder: Path, at: datetime) -> dict[str, Mapping[LeafPurpose, Issued]]:
    """Issue and write the certificates of every unit; they share a key for each purpose, which costs a minute less."""
    keys = dict(zip(LeafPurpose, make_keys(rsa_3072, len(LeafPurpose)), strict=True))
    return {unit.name: _issue(unit, authority, folder, keys, at) for unit in UNITS}


def _issue(
    unit: Unit, authority: Authority, folder: Path, keys: Mapping[LeafPurpose, PrivateKey], at: datetime
) -> Mapping[LeafPurpose, Issued]:
    holder = Holder(oin=unit.oin, organisation=f"Politie {unit.name}", host_names=(unit.host,))
    issued = {purpose: authority.issue(holder, purpose, at, key=key) for purpose, key in keys.items()}
    for purpose, certificate in issued.items():
        kind = "tls" if purpose is LeafPurpose.TLS else "keys"
        write_issued(certificate, folder / unit.name / kind, purpose)
    return issued


def write(unit: Unit, form: AgreementForm) -> bytes:
    """Return the CPA of a unit."""
    octets = create(form)
    return octets.replace(_AES_GCM, _AES_CBC) if unit.weak else octets


def agree(
    unit: Unit, issued: Mapping[LeafPurpose, Issued], own: AgreementParty, port: int, at: datetime
) -> AgreementForm:
    """Return what we agreed with the unit, where the peer listens on that port.

    That is every message of the chain between the two, and a service that is carried unread, both ways.
    """
    partner = AgreementParty(
        party_id=unit.party_id,
        name=unit.name,
        role=unit.role,
        endpoint=f"https://{unit.host}:{port}{PARTNER_PATH}",
        client_certificate=issued[LeafPurpose.TLS].der,
        server_certificate=issued[LeafPurpose.TLS].der,
        signing_certificate=issued[LeafPurpose.SIGNING].der,
        encryption_certificate=issued[LeafPurpose.ENCRYPTION].der,
    )
    return AgreementForm(
        agreement_id=agreement_id(unit, own),
        start=at - timedelta(days=1),
        end=at + timedelta(days=60),
        parties=(partner, own),
        actions=(
            *_actions(_POLICE, _VEILIG_THUIS, unit.party_id),
            *(() if unit.weak else _actions(_VEILIG_THUIS, _POLICE, own.party_id)),
        ),
        profile=unit.profile,
        reliability=unit.reliability,
        digest_method=unit.digest_method,
        sync_reply=unit.sync_reply,
        receipts_signed=unit.receipts_signed,
    )


def agreement_id(unit: Unit, own: AgreementParty) -> AgreementId:
    """Return how the agreement is called."""
    return AgreementId(f"Proef_{unit.oin}_{own.party_id.oin}_1")


def _actions(senders: frozenset[PartyKind], receivers: frozenset[PartyKind], sender: PartyId) -> tuple[FormAction, ...]:
    ways = interpreter.actions_between(senders, receivers, NEWEST)
    of_the_chain = (FormAction(service=way.service, action=way.action, sender=sender) for way in ways)
    return (*of_the_chain, FormAction(service=CARRIED, action=ACTION, sender=sender))
