"""What two parties agreed: services, security, reliability, validity (CPA 2.0, as Digikoppeling narrows it)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from gateway.domain.identifiers import AgreementId, Oin, PartyId
from gateway.domain.party import HubMandate, HubUse


class Profile(StrEnum):
    """Digikoppeling ebMS2 profiles (EB 2.3)."""

    BE = "osb-be"
    RM = "osb-rm"
    BE_S = "osb-be-s"
    RM_S = "osb-rm-s"
    BE_E = "osb-be-e"
    RM_E = "osb-rm-e"

    @property
    def reliable(self) -> bool:
        """Acknowledged, retried and without duplicates."""
        return self in {Profile.RM, Profile.RM_S, Profile.RM_E}

    @property
    def signed(self) -> bool:
        """Encryption always implies signature (E-01)."""
        return self not in {Profile.BE, Profile.RM}

    @property
    def encrypted(self) -> bool:
        """Payload parts travel as xenc:EncryptedData."""
        return self in {Profile.BE_E, Profile.RM_E}


class Canonicalization(StrEnum):
    """The two forms in use (E-63); the value is the algorithm's URI."""

    INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"


class DigestMethod(StrEnum):
    """Digests (SIGN003, E-64); the value is the algorithm's URI."""

    SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
    SHA384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
    SHA512 = "http://www.w3.org/2001/04/xmlenc#sha512"


class SignatureMethod(StrEnum):
    """Signatures (SIGN004, E-64); the value is the algorithm's URI."""

    RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    RSA_SHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
    RSA_SHA512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"


class ContentCipher(StrEnum):
    """Content encryption (ENC003); the value is the algorithm's URI."""

    AES128_GCM = "http://www.w3.org/2009/xmlenc11#aes128-gcm"
    AES256_GCM = "http://www.w3.org/2009/xmlenc11#aes256-gcm"


class KeyTransport(StrEnum):
    """Key transport (ENC004, E-74); the value is the algorithm's URI."""

    RSA_OAEP_MGF1P = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
    RSA_OAEP = "http://www.w3.org/2009/xmlenc11#rsa-oaep"


class LegacyCipher(StrEnum):
    """What only an exception lets us open, and nothing lets us emit (ENC003, E-78); the value is the URI."""

    AES128_CBC = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    AES256_CBC = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
    TRIPLEDES_CBC = "http://www.w3.org/2001/04/xmlenc#tripledes-cbc"


class LegacyTransport(StrEnum):
    """The key transport that only an exception lets us unwrap (ENC004, E-78); the value is the URI."""

    RSA_1_5 = "http://www.w3.org/2001/04/xmlenc#rsa-1_5"


AnyCipher: TypeAlias = ContentCipher | LegacyCipher
AnyTransport: TypeAlias = KeyTransport | LegacyTransport


class SyncReply(StrEnum):
    """Where the answer of the message handler goes (EB 2.5); the value is syncReplyMode of the CPA."""

    NONE = "none"
    MSH_SIGNALS_ONLY = "mshSignalsOnly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """Retries as agreed; zero retries with BE profiles (E-46, E-47)."""

    retries: int
    retry_interval: timedelta
    persist_duration: timedelta

    @property
    def horizon(self) -> timedelta:
        """How long the sender may still try: (1 + Retries) x RetryInterval (E-45)."""
        return self.retry_interval * (self.retries + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementParty:
    """One of the two parties: identity, role, endpoint and certificates (DER).

    `party_type` is the type of the PartyId: some keep another scheme for a while (E-29).
    While one certificate replaces another, the older ones that still prove stand in `other_*`; `mandates` name who may
    act for the party.
    """

    party_id: PartyId
    name: str
    role: str
    endpoint: str
    client_certificate: bytes
    server_certificate: bytes
    signing_certificate: bytes
    encryption_certificate: bytes
    other_client_certificates: tuple[bytes, ...] = ()
    other_signing_certificates: tuple[bytes, ...] = ()
    mandates: tuple[HubMandate, ...] = ()
    party_type: str = "urn:osb:oin"

    @property
    def client_certificates(self) -> tuple[bytes, ...]:
        """Every certificate with which the party may open a connection now, the newest first."""
        return (self.client_certificate, *self.other_client_certificates)

    @property
    def signing_certificates(self) -> tuple[bytes, ...]:
        """Every certificate with which the party may have signed now, the newest first."""
        return (self.signing_certificate, *self.other_signing_certificates)

    def is_held_by(self, holder: Oin, use: HubUse, at: datetime) -> bool:
        """Tell whether a certificate of that organisation speaks for the party: its own, or by mandate (D10, E-32)."""
        return holder == self.party_id.oin or self.mandate_of(holder, use, at) is not None

    def mandate_of(self, holder: Oin, use: HubUse, at: datetime) -> HubMandate | None:
        """Return the mandate under which a certificate of that organisation speaks for the party then, if any."""
        return next((each for each in self.mandates if each.covers(holder, use, at)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One service and action, in one direction, with its profile and what the channel agreed.

    `ack_signature_requested` matters only where the profile signs (E-68).
    """

    service: str
    service_type: str | None
    action: str
    outbound: bool
    profile: Profile
    reliability: Reliability
    canonicalization: Canonicalization = Canonicalization.INCLUSIVE
    digest_method: DigestMethod = DigestMethod.SHA256
    signature_method: SignatureMethod = SignatureMethod.RSA_SHA256
    cipher: ContentCipher = ContentCipher.AES256_GCM
    key_transport: KeyTransport = KeyTransport.RSA_OAEP_MGF1P
    sync_reply: SyncReply = SyncReply.NONE
    ack_signature_requested: bool = True

    @property
    def receipt_signed(self) -> bool:
        """Whether the acknowledgement of this action must be signed."""
        return self.profile.signed and self.ack_signature_requested


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyDecryption:
    """An exception: until then one partner may encrypt for us in a weaker way, to a key pair of its own (D12, E-78).

    `key_id` names that key pair and `certificate` (DER) certifies it; no other key of ours ever opens a legacy message.
    """

    partner: Oin
    key_id: str
    certificate: bytes
    ciphers: frozenset[LegacyCipher]
    transports: frozenset[LegacyTransport]
    until: datetime

    def in_force(self, at: datetime) -> bool:
        """Tell whether the exception still holds at that moment."""
        return at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A CPA seen from our side: `own` is us, whichever PartyInfo came first; `digest` names this version of it.

    `client_pinned` asks for the very client certificate that was agreed (E-87).
    `legacy` stands only in an agreement that gives the partner the certificate of the exception to encrypt to.
    """

    agreement_id: AgreementId
    digest: str
    own: AgreementParty
    partner: AgreementParty
    actions: tuple[Action, ...]
    start: datetime
    end: datetime
    legacy: LegacyDecryption | None = None
    client_pinned: bool = False

    def legacy_at(self, at: datetime) -> LegacyDecryption | None:
        """Return the exception that holds at that moment, if any."""
        return self.legacy if self.legacy is not None and self.legacy.in_force(at) else None

    def in_force(self, at: datetime) -> bool:
        """Tell whether the agreement holds at that moment."""
        return self.start <= at <= self.end

    def find_action(self, service: str, action: str, *, outbound: bool) -> Action | None:
        """Return what was agreed for a service and action in one direction, if anything."""
        for candidate in self.actions:
            if (candidate.service, candidate.action, candidate.outbound) == (service, action, outbound):
                return candidate
        return None
