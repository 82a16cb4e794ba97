"""Doors other than the store: clock, chance, keys, trust, partners, and the books of agreements, parties and lists."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Final, ParamSpec, Protocol, TypeVar

from gateway.domain.agreement import Agreement, SignatureMethod
from gateway.domain.employees import EmployeeId, StaffRole
from gateway.domain.identifiers import AgreementId, ConversationId, MessageId, Oin, PayloadId, ReferenceNumber
from gateway.domain.octets import Octets
from gateway.domain.party import Party
from gateway.domain.references import ReferenceLists
from gateway.domain.region import Region
from gateway.wire.stages import Answer, ContentKey, WrappedKey
from gateway.wire.trust import Purpose

P = ParamSpec("P")
R = TypeVar("R")


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""
        ...


class Randomness(Protocol):
    """The only source of what nobody can guess."""

    def new_reference(self) -> ReferenceNumber:
        """Return a UUID version 4 as reference number (R143)."""
        ...

    def new_message_id(self) -> MessageId:
        """Return `UUID@domain of our endpoint` (E-36)."""
        ...

    def new_conversation(self) -> ConversationId:
        """Return a fresh conversation."""
        ...

    def new_payload_id(self) -> PayloadId:
        """Return a fresh name for stored bytes."""
        ...

    def fraction(self) -> float:
        """Return a number from [0, 1), for pauses that must not all be the same."""
        ...

    def content_keys(self, count: int, length_bytes: int) -> tuple[ContentKey, ...]:
        """Return that many fresh keys with nonces, one for each part."""
        ...


class Signer(Protocol):
    """Holds the private keys; they never come out."""

    async def sign(self, octets: bytes, method: SignatureMethod, certificate: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature of a message, by the key of the certificate (DER) that it names.

        While one signing key replaces another both are here; where none belongs to the certificate, the current signs.
        """
        ...

    async def attest(self, octets: bytes) -> bytes:
        """Return the signature of the evidence key, which signs nothing else: RSA with SHA-256, or Ed25519."""
        ...

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        """Return the content keys; one that fails comes back random, so that only what comes after decides (D13).

        A key that names an exception is unwrapped by the key pair of that exception alone.
        """
        ...


class Trust(Protocol):
    """Certificate paths and revocation, at a given moment."""

    async def prove(self, certificate: bytes, purpose: Purpose, at: datetime) -> Oin:
        """Return the OIN that the certificate (DER) proves for that purpose, or raise CertificateRefusedError."""
        ...


# What is as heavy as can be, or of which nobody knows how heavy it is.
HEAVY: Final = 2**62


class Workbench(Protocol):
    """A small pool for heavy pure work."""

    async def run(self, octets: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return what the pure function returns, which goes through so many octets: many of them off the event loop."""
        ...


class Spool(Protocol):
    """Takes octets in pieces, one thread at a time."""

    def write(self, piece: bytes) -> None:
        """Take the next piece; raise StorageUnavailableError when there is no room."""
        ...

    def finish(self) -> Octets:
        """Return what was written."""
        ...


class Spools(Protocol):
    """Room for large octets while they are handled: sealed, without a name, and gone when nobody holds them (D2)."""

    def new(self) -> Spool:
        """Return an empty spool; raise StorageUnavailableError."""
        ...

    def keep(self, pieces: Iterable[bytes]) -> Octets:
        """Return the octets to be read again: in memory while they are few; raise StorageUnavailableError.

        Whatever breaks the pieces off comes out as it is, and nothing is kept then.
        """
        ...


class PartnerChannel(Protocol):
    """Carries octets to a partner."""

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> Answer | None:
        """Return when the partner's server took it (any 2xx), with what it said in return, if anything.

        Raises PartnerUnreachableError or PartnerRejectedError.
        """
        ...


class Staff(Protocol):
    """The staff book: which employee has which roles when."""

    @property
    def kept(self) -> bool:
        """Whether there is a staff book here at all."""
        ...

    def roles_of(self, employee: EmployeeId, on: date) -> frozenset[StaffRole]:
        """Return the roles of the employee on that day; none for whom the book does not know."""
        ...


class Agreements(Protocol):
    """The agreements in our book; another version under the same id keeps its own digest (F57)."""

    def find(self, agreement_id: AgreementId, at: datetime) -> Agreement | None:
        """Return the agreement in force at that moment."""
        ...

    def find_version(self, agreement_id: AgreementId, digest: str, at: datetime) -> Agreement | None:
        """Return the very version a message started with, in force or not, with what replaces parts of it then."""
        ...

    def find_last(self, agreement_id: AgreementId, partner: Oin, at: datetime) -> Agreement | None:
        """Return the version with that partner that is in force at that moment, else the one that was so last."""
        ...

    def find_route(self, receiver: Oin, service: str, action: str, at: datetime) -> Agreement | None:
        """Return the agreement in force under which we may send that action of that service to that organisation."""
        ...

    def services_to(self, receiver: Oin, at: datetime) -> frozenset[str]:
        """Return the services under which we may send anything at all to that organisation."""
        ...


class CarriedServices(Protocol):
    """Which services are carried for which partner without being read, as the administrator answers for."""

    def carries(self, partner: Oin, service: str) -> bool:
        """Tell whether the settings name that service for that partner."""
        ...


class Parties(Protocol):
    """The register of organisations."""

    @property
    def own(self) -> Party:
        """The organisation this gateway belongs to."""
        ...

    def find(self, oin: Oin) -> Party | None:
        """Return the organisation, if it is known."""
        ...


class References(Protocol):
    """The reference lists of the chain that an administrator installed."""

    def current(self) -> ReferenceLists:
        """Return the release in use; NO_REFERENCES when none was installed."""
        ...


class Regions(Protocol):
    """What our own region agreed, version by version."""

    def in_force(self, at: datetime) -> Region:
        """Return the version that holds on that day."""
        ...


class Schemas(Protocol):
    """The schemas of the formats: ours, and an official bundle beside them once it is installed."""

    def validate(self, service: str, action: str, octets: bytes) -> tuple[str, ...]:
        """Return the places (line and element, no values) where a message differs from its schema; () if none.

        The service says which version of the format it is; nothing in the document does.
        """
        ...


class Steps(Protocol):
    """Named persistence steps, so that a test can kill the process at each of them; does nothing otherwise."""

    def reached(self, step: str) -> None:
        """Note that the step was reached."""
        ...
