"""The doors of a gateway in memory: who vouches for a certificate, who holds keys, and a wire that a test holds."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gateway.domain.agreement import Agreement, SignatureMethod
from gateway.domain.evidence import EvidenceEntry
from gateway.domain.identifiers import Oin
from gateway.domain.octets import Octets, whole
from gateway.domain.references import NO_REFERENCES, ReferenceLists
from gateway.domain.region import NATIONAL, Region
from gateway.errors import CertificateRefusedError, ConcurrencyError, SchakelError
from gateway.wire.stages import Answer, WrappedKey
from gateway.wire.trust import Purpose
from tests.kit.store import FakeStore, Write
from tests.kit.wire_keys import SIGNATURE_HASHES, wire_key

Result = TypeVar("Result")


def at_once(flow: Coroutine[Any, Any, Result]) -> Result:
    """Run a flow to its end inside another, which stands still meanwhile: nothing in memory ever waits."""
    try:
        flow.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    flow.close()
    raise AssertionError(flow)


def facts_of(entry: EvidenceEntry) -> Mapping[str, str]:
    """Return the facts of an entry by name."""
    return dict(entry.facts)


class HolderTrust:
    """Proves that a certificate belongs to whom the world made it for, as long as nobody distrusts it."""

    def __init__(self) -> None:
        self.holders: dict[bytes, Oin] = {}
        self.distrusted: set[tuple[bytes, Purpose]] = set()

    async def prove(self, certificate: bytes, purpose: Purpose, at: object) -> Oin:
        del at
        if certificate not in self.holders or (certificate, purpose) in self.distrusted:
            raise CertificateRefusedError("revoked")
        return self.holders[certificate]


@dataclass(frozen=True, slots=True)
class KeySigner:
    """The keys of one organisation."""

    name: str

    async def sign(self, octets: bytes, method: SignatureMethod, certificate: bytes) -> bytes:
        return wire_key(f"{self.name}-signing").sign(octets, SIGNATURE_HASHES[method])

    async def attest(self, octets: bytes) -> bytes:
        return wire_key(f"{self.name}-evidence").sign(octets)

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        return tuple(wire_key(f"{self.name}-encryption").unwrap(each) for each in wrapped)


class BusyStore(FakeStore):
    """A store in which somebody else gets there first, as often as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.losses = 0
        self.loss: SchakelError = ConcurrencyError("messages")

    def apply(self, writes: Sequence[Write]) -> None:
        """Do all writes, or none."""
        if self.losses:
            self.losses -= 1
            raise self.loss
        super().apply(writes)


@dataclass(slots=True)
class Wire:
    """What one side posted and nobody has delivered yet; `failure` is raised instead, and `answer` given, when set."""

    posted: list[tuple[Oin, str, bytes]] = field(default_factory=list)
    failure: SchakelError | None = None
    meanwhile: Callable[[], None] = lambda: None
    answer: Callable[[str, bytes], Coroutine[Any, Any, Answer | None]] | None = None

    async def post(self, agreement: Agreement, content_type: str, body: Octets) -> Answer | None:
        if self.failure is not None:
            raise self.failure
        octets = whole(body)
        self.posted.append((agreement.partner.party_id.oin, content_type, octets))
        self.meanwhile()
        return None if self.answer is None else await self.answer(content_type, octets)

    def take(self) -> list[tuple[Oin, str, bytes]]:
        """Return what was posted, and forget it."""
        posted, self.posted = self.posted, []
        return posted


class FakeReferences:
    """Holds the lists it is given."""

    def __init__(self, lists: ReferenceLists = NO_REFERENCES) -> None:
        self.lists = lists

    def current(self) -> ReferenceLists:
        return self.lists


class FakeRegions:
    """Holds the region it is given."""

    def __init__(self, region: Region = NATIONAL) -> None:
        self.region = region

    def in_force(self, at: object) -> Region:
        del at
        return self.region


class FakeSchemas:
    """Finds every document fitting, unless a test says otherwise."""

    def __init__(self) -> None:
        self.places: tuple[str, ...] = ()
        self.asked: list[tuple[str, str]] = []

    def validate(self, service: str, action: str, octets: bytes) -> tuple[str, ...]:
        del octets
        self.asked.append((service, action))
        return self.places
