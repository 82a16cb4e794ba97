"""Makes the bundle of one message: its entries with their proofs, the exact octets, the certificates; no payload."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from adapters.evidence.contents import (
    EVIDENCE_CERTIFICATE,
    ISSUER,
    OWN_CERTIFICATE,
    PARTNER_CERTIFICATE,
    SOAP,
    About,
    Bundle,
    Proved,
    signer_of,
)
from adapters.evidence.kept import PLACES
from adapters.evidence.trust import public_digest, read_chain, require_head
from gateway.domain.agreement import Agreement
from gateway.domain.chain import Checkpoint, require_digest, require_included
from gateway.domain.evidence import ChainedEntry
from gateway.domain.identifiers import Oin, PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.errors import ConfigError, NotFoundError, PartnerError, TamperedError
from gateway.flows.note_keys import note_keys
from gateway.flows.parcel import unpack
from gateway.ports import Clock, MessageRecord, Ports, Signer, UnitOfWork
from gateway.wire.ebms2.kept import read_kept

_KIND: Final = "message"
_EVIDENCE: Final = "evidence"
# Our own answer is kept as it travels, with its content type; everything else as bare SOAP.
_PARCELS: Final = frozenset({"receipt"})


class Chain(Protocol):
    """Signs heads of the chain of evidence, and proves its entries under them."""

    async def checkpoint(self) -> Checkpoint | None:
        """Return a signed head over everything committed so far; None while there is nothing."""
        ...

    async def prove(self, sequence: int, checkpoint: Checkpoint) -> tuple[bytes, ...]:
        """Return the path from that entry to the root of the checkpoint."""
        ...


class Store(Protocol):
    """What keeps the chain."""

    def checkpoints(self, signer: Signer, clock: Clock) -> Chain:
        """Return what signs and proves."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the store holds about one message."""

    subject: str
    record: MessageRecord | None
    entries: tuple[ChainedEntry, ...]
    soap: dict[str, bytes]


class Exporter:
    """Makes bundles."""

    def __init__(self, store: Store, ports: Ports, certificates: bytes) -> None:
        """Take the evidence certificate (PEM), those between it and its root behind it."""
        self._ports = ports
        self._chain = store.checkpoints(ports.signer, ports.clock)
        self._certificates = read_chain(certificates)

    async def export(self, direction: Direction, reference: ReferenceNumber, sender: Oin) -> bytes:
        """Return the bundle of one message, the same while nothing happens; raise NotFoundError or TamperedError."""
        found = await self._find(direction, reference, sender)
        head = await self._head()
        entries = [await self._proved(each, head) for each in found.entries]
        bundle = Bundle(
            about=_about(found, str(self._ports.parties.own.oin)),
            entries=tuple(entries),
            checkpoint=head,
            files={**found.soap, **self._own_files(), **self._party_files(found)},
        )
        return bundle.write()

    async def _head(self) -> Checkpoint:
        head = await self._chain.checkpoint()
        if head is None:
            raise NotFoundError(_KIND)
        try:
            require_head(head, self._certificates[:1])
        except TamperedError:
            # Our evidence pair was replaced and nothing came since; over that many entries there is a head already.
            await note_keys(frozenset(), frozenset({(_EVIDENCE, public_digest(self._certificates[0]))}), self._ports)
            head = await self._chain.checkpoint() or head
            require_head(head, self._certificates[:1])
        return head

    async def _proved(self, chained: ChainedEntry, head: Checkpoint) -> Proved:
        path = await self._chain.prove(chained.sequence, head)
        require_digest(chained)
        require_included(chained, path, head)
        return Proved(chained=chained, path=path)

    async def _find(self, direction: Direction, reference: ReferenceNumber, sender: Oin) -> _Found:
        subject = f"{direction}/{sender}/{reference}"
        async with self._ports.unit_of_work() as uow:
            entries = tuple(await uow.evidence.list_of(subject))
            if not entries:
                raise NotFoundError(_KIND)
            return _Found(
                subject=subject,
                record=await uow.messages.find(direction, reference, sender),
                entries=entries,
                soap=await _soap_files(entries, uow),
            )

    def _own_files(self) -> dict[str, bytes]:
        leaf, *issuers = self._certificates
        return {EVIDENCE_CERTIFICATE: leaf, **{ISSUER.format(number): each for number, each in enumerate(issuers)}}

    def _party_files(self, found: _Found) -> dict[str, bytes]:
        """Return the signing certificates of the very version of the agreement under which the message went (F57).

        Where one replaced another meanwhile, the one that its octets were signed with: all of them, or some.
        """
        record = found.record
        if record is None:
            return {}
        agreed = self._agreed(record, found.entries)
        certificates = {
            OWN_CERTIFICATE: [one for each in agreed for one in each.own.signing_certificates],
            PARTNER_CERTIFICATE: [one for each in agreed for one in each.partner.signing_certificates],
        }
        return {
            name: certificate
            for place, any_of in certificates.items()
            if any(any_of)
            for name, certificate in _signers(tuple(dict.fromkeys(any_of)), place, found)
        }

    def _agreed(self, record: MessageRecord, entries: Iterable[ChainedEntry]) -> Sequence[Agreement]:
        """Return that version as it was when anything happened; behind it others, that a copy came under."""
        moments = dict.fromkeys((record.recorded_at, self._ports.clock.now(), *(each.entry.at for each in entries)))
        named = [value for each in entries for name, value in each.entry.facts if name == "agreement"]
        versions = [
            self._ports.agreements.find_version(record.agreement_id, digest, at)
            for digest in dict.fromkeys((record.agreement_digest, *named))
            for at in moments
        ]
        agreed = [each for each in versions if each is not None]
        return agreed if agreed and agreed[0].digest == record.agreement_digest else ()


def _signers(certificates: Sequence[bytes], place: str, found: _Found) -> Iterator[tuple[str, bytes]]:
    """Yield what everything of that signer verifies with, else the first; then what octets by themselves were."""
    signed = {
        signer_of(file): found.soap[file]
        for chained in found.entries
        for (kind, part), where in PLACES.items()
        if where.signer == place and kind is chained.entry.type
        if (file := SOAP.format(chained.sequence, part)) in found.soap
    }
    first = _signer_of(certificates, signed.values()) or certificates[0]
    yield place, first
    for name, soap in signed.items():
        own = _signer_of((first, *certificates), (soap,))
        if own is not None and own != first:
            yield name, own


def _signer_of(certificates: Sequence[bytes], signed: Collection[bytes]) -> bytes | None:
    return next((each for each in certificates if _signed_all(each, signed)), None)


def _signed_all(certificate: bytes, signed: Iterable[bytes]) -> bool:
    try:
        for soap in signed:
            read_kept(soap, certificate)
    except PartnerError:
        return False
    return True


async def _soap_files(entries: Iterable[ChainedEntry], uow: UnitOfWork) -> dict[str, bytes]:
    """Return the octets that entries name and that were not purged, nor erased with the key they were sealed under."""
    files = {}
    for chained in entries:
        facts = dict(chained.entry.facts)
        for kind, name in PLACES:
            payload = facts.get(f"{name}-payload")
            if kind is not chained.entry.type or payload is None:
                continue
            try:
                octets = whole(await uow.payloads.open(PayloadId.parse(payload)))
            except (ConfigError, NotFoundError):
                continue
            files[SOAP.format(chained.sequence, name)] = whole(unpack(octets)[1]) if name in _PARCELS else octets
    return files


def _about(found: _Found, own: str) -> About:
    record = found.record
    if record is None:
        return About(subject=found.subject, receiver=own if found.subject.startswith(f"{Direction.IN}/") else "")
    return About(
        subject=found.subject,
        receiver=str(record.receiver),
        message_id=str(record.message_id),
        agreement_id=str(record.agreement_id),
        agreement_digest=record.agreement_digest,
    )
