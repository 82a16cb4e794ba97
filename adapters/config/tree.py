"""The tree of settings: which there are, what each may be, and what it is when nobody says."""

import ipaddress
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from adapters.config.kinds import (
    CrlAddress,
    ExistingFile,
    ExistingFolder,
    ExistingPlace,
    FileInFolder,
    Fingerprint,
    Host,
    HostName,
    HttpProxy,
    KeyWord,
    LegacyCipherName,
    LegacyTransportName,
    ObjectIdentifier,
    OwnPartyId,
    PartnerOin,
    Port,
    SecretFile,
    Text,
    Uri,
    UrlPath,
)
from gateway.domain.agreement import Profile
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.formats.interpreter import is_of_the_chain


class _Section(BaseModel):
    """Nothing unknown, nothing changeable, nothing converted, and no input in the words of a mistake."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, hide_input_in_errors=True, arbitrary_types_allowed=True
    )


class Organisation(_Section):
    """Who we are."""

    party_id: OwnPartyId
    name: Text
    kinds: Annotated[frozenset[PartyKind], Field(min_length=1)]


class PartnerDoorSettings(_Section):
    """Where partners come in, and the domain in our MessageIds."""

    host: Host
    port: Port
    path: UrlPath = "/ebms"
    domain: HostName


class OfficeDoorSettings(_Section):
    """Where back offices come in: those with a certificate of our own office authority."""

    host: Host
    port: Port
    client_authority: ExistingFolder
    certificate: ExistingFile
    key: ExistingFile


class OperationsDoorSettings(_Section):
    """Where operators look; without TLS, so on this machine only unless somebody answers for more."""

    host: Host = "127.0.0.1"
    port: Port
    allow_remote_operations: bool = False

    @model_validator(mode="after")
    def _stays_on_this_machine(self) -> Self:
        if not ipaddress.ip_address(self.host).is_loopback and not self.allow_remote_operations:
            message = "host must be a loopback address, for this door has no TLS; or set allow_remote_operations = true"
            raise ValueError(message)
        return self


class Storage(_Section):
    """The database file, the folder for what is installed, and the one for large payloads while they are handled.

    Both stand beside the database when nothing is said.
    """

    database: FileInFolder
    folder: ExistingFolder | None = None
    spool: ExistingFolder | None = None


class Keys(_Section):
    """The folder with `tls`, `signing`, `encryption`, `evidence` (`.pem`, `.key.pem`) and key-encryption keys."""

    folder: ExistingFolder


class LegacySettings(_Section):
    """An exception for a partner that cannot encrypt as agreed: for receiving only, with a key pair of its own (D12).

    Up to, not including, `until` (UTC); the pair is `legacy-NAME.pem` and `legacy-NAME.key.pem` in the folder of keys.
    `reason` says who decided it and why; it is shown to nobody but who reads the file.
    """

    name: KeyWord
    partner: PartnerOin
    until: date
    ciphers: frozenset[LegacyCipherName] = frozenset()
    transports: frozenset[LegacyTransportName] = frozenset()
    reason: Text


class Trust(_Section):
    """Whom we trust, and how long a revocation list may be late; what widens trust has no default.

    Lists are fetched every `crl_fetch_minutes`, at most four hours (S-07), and never by itself when that is 0. Twice
    an hour leaves room for one failure within the hour of G19. `crl_sources` stand beside what certificates name.
    """

    folder: ExistingFolder
    crl_grace_hours: Annotated[int, Field(ge=0, le=72)]
    crl_fetch_minutes: Annotated[int, Field(ge=0, le=240)] = 30
    crl_sources: frozenset[CrlAddress] = frozenset()
    crl_proxy: HttpProxy | None = None
    policies: frozenset[ObjectIdentifier]
    tls_usage_required: bool = True
    tls_certificate_may_sign: bool = False
    organization_identifier_roots: frozenset[Fingerprint] = frozenset()


class Books(_Section):
    """Agreements, parties and staff, and addresses of hosts that no name server knows.

    Without a staff book nobody can take a step that a rule asks of a role. `profiles` are those that agreements may
    have: best effort, which loses messages without a word, only where it is named.
    """

    agreements: ExistingFolder
    profiles: frozenset[Profile] = frozenset(profile for profile in Profile if profile.reliable)
    parties: ExistingFile
    staff: ExistingFile | None = None
    addresses: dict[HostName, Host] = Field(default_factory=dict)


class CarriedSettings(_Section):
    """A service that is carried for these partners without being read; `because` says who decided that, and why."""

    service: Text
    partners: Annotated[frozenset[PartnerOin], Field(min_length=1)]
    because: Text

    @model_validator(mode="after")
    def _is_not_of_the_chain(self) -> Self:
        if is_of_the_chain(self.service, ""):
            message = "service belongs to the chain, whose messages are never carried unread: remove it here"
            raise ValueError(message)
        return self


class PolicySettings(_Section):
    """What our region agreed: a region file, or a folder with one for each version."""

    region: ExistingPlace


class Limits(_Section):
    """What one request may bring, and how much of the disk all large payloads together may take while they are handled.

    A payload of 100 MB is 137 MB of XML when it is encrypted.
    """

    body_octets: Annotated[int, Field(ge=1024, le=1024 * 1024 * 1024)] = 150 * 1024 * 1024
    spool_octets: Annotated[int, Field(ge=1024 * 1024)] = 4 * 1024 * 1024 * 1024


class RelaySettings(_Section):
    """How much the relay does at once, how long it holds a row, and how often it looks for work by itself."""

    lanes: Annotated[int, Field(ge=1, le=1024)] = 64
    lanes_per_partner: Annotated[int, Field(ge=1, le=256)] = 16
    lease_seconds: Annotated[int, Field(ge=5, le=3600)] = 60
    poll_milliseconds: Annotated[int, Field(ge=10, le=60_000)] = 250


class LogSettings(_Section):
    """The key that hides what partners named; with one, the same name has the same hash after a restart too."""

    hash_key: SecretFile | None = None


class LogbookSettings(_Section):
    """The log of processing: its folder, what the register of processing activities calls ours, the key of pseudonyms.

    `activities` names another activity for some types of message.
    """

    folder: ExistingFolder
    activity: Uri
    activities: dict[MessageType, Uri] = Field(default_factory=dict)
    pseudonym_key: SecretFile


class Testing(_Section):
    """Only for tests: a process that kills itself at a named step, or has keys that are too short."""

    allow_2048_bit_own_keys_for_tests: bool = False
    allow_failpoints_for_tests: bool = False
    failpoints: str = ""
    crumbs: FileInFolder | None = None

    @model_validator(mode="after")
    def _are_for_tests(self) -> Self:
        if (self.failpoints or self.crumbs) and not self.allow_failpoints_for_tests:
            message = "failpoints and crumbs need allow_failpoints_for_tests = true; never set that in production"
            raise ValueError(message)
        return self


class Settings(_Section):
    """The whole tree."""

    organisation: Organisation
    partner_door: PartnerDoorSettings
    office_door: OfficeDoorSettings
    operations_door: OperationsDoorSettings
    storage: Storage
    keys: Keys
    trust: Trust
    books: Books
    policy: PolicySettings
    carried: tuple[CarriedSettings, ...] = ()
    limits: Limits = Limits()
    relay: RelaySettings = RelaySettings()
    log: LogSettings = LogSettings()
    logbook: LogbookSettings | None = None
    legacy: tuple[LegacySettings, ...] = ()
    testing: Testing = Testing()

    @model_validator(mode="after")
    def _are_safe_in_production(self) -> Self:
        # E-30: only in production a PartyId has no suffix.
        production = self.organisation.party_id.text == self.organisation.party_id.oin.text
        if production and self.testing.allow_2048_bit_own_keys_for_tests:
            message = "testing.allow_2048_bit_own_keys_for_tests is refused in production: make keys of 3072 bits"
            raise ValueError(message)
        return self

    @property
    def data_folder(self) -> Path:
        """Where installed schemas and reference lists stand."""
        return self.storage.folder or self.storage.database.parent

    @property
    def spool_folder(self) -> Path:
        """Where large payloads are while they are handled; nothing of them is ever listed there."""
        return self.storage.spool or self.storage.database.parent

    @property
    def crl_interval(self) -> timedelta:
        """How often revocation lists are fetched; zero is never."""
        return timedelta(minutes=self.trust.crl_fetch_minutes)

    @property
    def crl_grace(self) -> timedelta:
        """How long after its next update a revocation list still counts."""
        return timedelta(hours=self.trust.crl_grace_hours)
