"""One message each way with real signatures, its evidence as the flows write it, and the bundle of it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from types import SimpleNamespace
from typing import Final, Protocol, cast

from cryptography.hazmat.primitives import serialization

from adapters.evidence.bundle import Chain, Exporter, Store
from adapters.evidence.contents import Bundle, Proved
from adapters.simulator.authority import Authority
from adapters.simulator.certificates import Holder, LeafPurpose, p_256
from gateway.domain.agreement import Agreement, AgreementParty, Profile
from gateway.domain.chain import Checkpoint, chain, leaf_of, signing_input
from gateway.domain.delivery import DeliveryState
from gateway.domain.evidence import ChainedEntry, EvidenceEntry, EvidenceType
from gateway.domain.identifiers import AgreementId, Oin, PartyId, PayloadId
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.domain.tree import path_to, root_of
from gateway.flows.parcel import pack
from gateway.ports import Clock, MessageRecord, Ports, Signer
from gateway.ports.store import UnitOfWork
from gateway.wire.ebms2 import endpoint
from gateway.wire.stages import Outgoing, Part, Sealed
from tests.kit.clock import FakeClock
from tests.kit.ebms2_messages import (
    AT,
    MESSAGE_ID,
    OTHER_ID,
    OUTBOUND,
    PART,
    THEY,
    WE,
    as_they_see_it,
    make_agreement,
    outgoing,
    received,
    sealed_by,
)
from tests.kit.store import FakeStore
from tests.kit.store_doors import ToySigner
from tests.kit.store_records import a_message, an_entry, an_inbound_message
from tests.kit.wire_keys import wire_key


@cache
def authority() -> Authority:
    """Return the authority that both organisations have their certificates from."""
    return Authority.found(AT - timedelta(days=10), key_factory=p_256)


@cache
def certificate(party: PartyId, key: str) -> bytes:
    """Return a certificate (DER) of that authority for a key of the kit."""
    holder = Holder(oin=party.oin, organisation=f"Organisatie {key}", host_names=())
    issued = authority().issue(holder, LeafPurpose.SIGNING, AT - timedelta(days=1), key=wire_key(key).private)
    return issued.der


@cache
def evidence_chain(owner: Oin = WE.oin, key: str = "evidence") -> bytes:
    """Return the evidence certificate of an organisation and those above it (PEM), as a gateway keeps them."""
    holder = Holder(oin=owner, organisation="Organisatie wij", host_names=())
    private = wire_key(key).private
    return authority().issue(holder, LeafPurpose.SIGNING, AT - timedelta(days=1), key=private).chain_pem


def roots() -> tuple[bytes, ...]:
    """Return what a checker trusts."""
    return (authority().root.public_bytes(serialization.Encoding.DER),)


def agreed(profile: Profile) -> Agreement:
    """Return our view of the agreement, with certificates that prove who is who."""
    agreement = make_agreement(profile, signed_with_keys=True)
    return replace(
        agreement, own=_certified(agreement.own, WE, "wij"), partner=_certified(agreement.partner, THEY, "zij")
    )


def _certified(party: AgreementParty, party_id: PartyId, key: str) -> AgreementParty:
    return replace(party, signing_certificate=certificate(party_id, key))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and its receipt, as octets."""

    sent: Sealed
    receipt: Sealed


def exchanged(agreement: Agreement, direction: Direction, part: Part = PART, *, theirs: str = "zij") -> Exchange:
    """Return a message with that content and its receipt, either way; `theirs` is the key that the partner has."""
    we, they = agreement, as_they_see_it(agreement)
    if direction is Direction.IN:
        return _exchanged((theirs, they), ("wij", we), outgoing(part))
    return _exchanged(("wij", we), (theirs, they), replace(outgoing(part), action=OUTBOUND))


def _exchanged(sender: tuple[str, Agreement], receiver: tuple[str, Agreement], message: Outgoing) -> Exchange:
    sent = sealed_by(sender[0], endpoint.compose(message, sender[1], AT))
    covered = endpoint.verify(endpoint.parse(received(sent, sender[1].own.party_id.oin)), receiver[1], AT)
    keys = tuple(wire_key(receiver[0]).unwrap(each) for each in endpoint.wrapped_keys(covered, receiver[1], AT))
    proven = endpoint.prove(covered, receiver[1], keys, AT)
    return Exchange(sent, sealed_by(receiver[0], endpoint.compose_receipt(proven, receiver[1], OTHER_ID, AT)))


class MemoryChain:
    """Signs heads over the chain of a fake store."""

    def __init__(self, store: FakeStore, signer: Signer, clock: Clock) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock

    async def checkpoint(self) -> Checkpoint | None:
        leaves = self._leaves()
        if not leaves:
            return None
        root, at = root_of(leaves).hex(), self._clock.now()
        signature = await self._signer.attest(signing_input(len(leaves), root, at))
        return Checkpoint(size=len(leaves), root=root, at=at, signature=signature)

    async def prove(self, sequence: int, checkpoint: Checkpoint) -> tuple[bytes, ...]:
        return path_to(sequence - 1, self._leaves()[: checkpoint.size])

    def _leaves(self) -> list[bytes]:
        return [leaf_of(each) for each in self._store.tables.evidence]


class MemoryStore(FakeStore):
    """A fake store that also keeps the chain."""

    def checkpoints(self, signer: Signer, clock: Clock) -> Chain:
        """Return what signs and proves."""
        return MemoryChain(self, signer, clock)


class Keeps(Protocol):
    """A store, fake or real."""

    def unit_of_work(self) -> UnitOfWork:
        """Return a fresh unit of work."""
        ...


class KeepsChain(Keeps, Store, Protocol):
    """A store that also keeps the chain."""


@dataclass(frozen=True, slots=True)
class OneAgreement:
    """A book with one agreement."""

    agreement: Agreement | None

    def find_version(self, agreement_id: AgreementId, digest: str, at: datetime) -> Agreement | None:
        """Return it, for its own digest."""
        return self.agreement if self.agreement is not None and self.agreement.digest == digest else None


def exporter(store: KeepsChain, agreement: Agreement | None, *, key: str = "evidence") -> Exporter:
    """Return what makes bundles from a store, with that key for the evidence."""
    ports = SimpleNamespace(
        unit_of_work=store.unit_of_work,
        signer=ToySigner(key),
        clock=FakeClock(AT),
        agreements=OneAgreement(agreement),
        parties=SimpleNamespace(own=SimpleNamespace(oin=WE.oin)),
    )
    # The exporter asks for no other ports.
    return Exporter(store, cast("Ports", ports), evidence_chain(key=key))


def digest(octets: bytes) -> str:
    """Return SHA-256 in hex."""
    return sha256(octets).hexdigest()


def record_of(agreement: Agreement, direction: Direction) -> MessageRecord:
    """Return the record of the message of an exchange."""
    changes = {
        "agreement_id": agreement.agreement_id,
        "agreement_digest": agreement.digest,
        "message_id": MESSAGE_ID,
        "recorded_at": AT,
    }
    if direction is Direction.IN:
        return an_inbound_message(sender=THEY.oin, receiver=WE.oin, **changes)
    return a_message(sender=WE.oin, receiver=THEY.oin, state=DeliveryState.DELIVERED, **changes)


async def record(store: Keeps, record: MessageRecord, exchange: Exchange, *, receipt: bool = True) -> None:
    """Write a message, its octets and its evidence as the flows do, between entries about something else."""
    note = _note_in if record.direction is Direction.IN else _note_out
    async with store.unit_of_work() as uow:
        uow.messages.record(record)
        uow.evidence.append(an_entry(subject="out/iets/anders"))
        note(uow, record, exchange, receipt=receipt)
        uow.evidence.append(an_entry(subject="out/iets/anders"))
        await uow.commit()


def _note_out(uow: UnitOfWork, record: MessageRecord, exchange: Exchange, *, receipt: bool) -> None:
    own, partner = str(record.sender), str(record.receiver)
    agreement, payload = ("agreement", record.agreement_digest), ("payload-sha256", digest(whole(PART.content)))
    sealed = (("message-id", str(record.message_id)), *_kept(uow, "soap", exchange.sent.soap))
    _append(uow, EvidenceType.SUBMITTED, record, own, (payload, agreement))
    _append(uow, EvidenceType.SEALED, record, own, (agreement, *sealed))
    _append(uow, EvidenceType.ATTEMPTED, record, own, (("attempt", "1"),))
    if receipt:
        _append(uow, EvidenceType.RECEIPT_RECEIVED, record, partner, _kept(uow, "soap", exchange.receipt.soap))


def _note_in(uow: UnitOfWork, record: MessageRecord, exchange: Exchange, *, receipt: bool) -> None:
    facts = [("agreement", record.agreement_digest), *_kept(uow, "soap", exchange.sent.soap)]
    facts.append(("part-1-sha256", digest(whole(PART.content))))
    if receipt:
        answer = exchange.receipt
        facts += _kept(uow, "receipt", answer.soap, whole(pack(answer.content_type, answer.body)))
    _append(uow, EvidenceType.RECEIVED, record, str(record.sender), facts)
    _append(uow, EvidenceType.TAKEN, record, "back-office/zaaksysteem", ())


def _kept(uow: UnitOfWork, name: str, soap: bytes, stored: bytes | None = None) -> tuple[tuple[str, str], ...]:
    payload = PayloadId.parse(f"{name}-{secrets.token_hex(8)}")
    uow.payloads.put(payload, soap if stored is None else stored)
    return (f"{name}-sha256", digest(soap)), (f"{name}-payload", str(payload))


def _append(
    uow: UnitOfWork, kind: EvidenceType, record: MessageRecord, actor: str, facts: Sequence[tuple[str, str]]
) -> None:
    uow.evidence.append(EvidenceEntry(type=kind, at=AT, subject=record.subject, actor=actor, facts=tuple(facts)))


async def bundle_of(direction: Direction, profile: Profile = Profile.RM_S, *, receipt: bool = True) -> bytes:
    """Return the bundle of a message with its receipt."""
    agreement, store = agreed(profile), MemoryStore()
    message = record_of(agreement, direction)
    await record(store, message, exchanged(agreement, direction), receipt=receipt)
    return await exporter(store, agreement).export(direction, message.reference, message.sender)


def rechained(bundle: Bundle, change: Callable[[EvidenceEntry], EvidenceEntry]) -> Bundle:
    """Return the bundle as its own organisation could forge it: a new chain, and a head signed anew."""
    made: list[ChainedEntry] = []
    for proved in bundle.entries:
        made.append(chain(change(proved.chained.entry), made[-1] if made else None))
    leaves = [leaf_of(each) for each in made]
    root = root_of(leaves).hex()
    signature = wire_key("evidence").sign(signing_input(len(made), root, bundle.checkpoint.at))
    files = {_moved(name, bundle, made): octets for name, octets in bundle.files.items()}
    return Bundle(
        about=bundle.about,
        entries=tuple(Proved(chained=each, path=path_to(number, leaves)) for number, each in enumerate(made)),
        checkpoint=replace(bundle.checkpoint, size=len(made), root=root, signature=signature),
        files=files,
    )


def _moved(name: str, bundle: Bundle, made: list[ChainedEntry]) -> str:
    for proved, chained in zip(bundle.entries, made, strict=True):
        name = name.replace(f"{proved.chained.sequence:012}-", f"@{chained.sequence:012}-")
    return name.replace("@", "")


NOBODY: Final = Oin.parse("00000099000000090000")
