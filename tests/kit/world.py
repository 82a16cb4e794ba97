"""Gateways in memory, joined by a wire that a test holds: real rooms, real signatures, fake doors."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from gateway.domain.agreement import Action, Agreement, AgreementParty, Profile, Reliability
from gateway.domain.delivery import DeliveryState, ReceptionState
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.identifiers import AgreementId, MessageId, Oin, PartyId, ReferenceNumber
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction, Message
from gateway.domain.octets import Octets
from gateway.domain.party import Party, PartyKind
from gateway.flows.ask import send_question
from gateway.flows.deliver import deliver, send_signal
from gateway.flows.dispatch import sign
from gateway.flows.receive import receive
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats import interpreter, office
from gateway.ports import LayerRecord, MessageRecord, Ports, Work, WorkKind
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, Outgoing, Part, Proven, Received, Sealed
from tests.kit.books import FakeAgreements, FakeCarried, FakeParties, FakeStaff
from tests.kit.clock import NOON, FakeClock
from tests.kit.randomness import FakeRandomness
from tests.kit.steps import RecordedSteps
from tests.kit.store_doors import InlineWorkbench
from tests.kit.streams import MemorySpools
from tests.kit.wire_keys import wire_key
from tests.kit.world_doors import BusyStore, FakeReferences, FakeRegions, FakeSchemas, HolderTrust, KeySigner, Wire

POLITIE: Final = Party(oin=Oin("00000099000000003000"), name="politie", kinds=frozenset({PartyKind.POLITIE}))
VEILIG_THUIS: Final = Party(oin=Oin("00000099000000001000"), name="veiligthuis", kinds=frozenset({PartyKind.VT}))
GEMEENTE: Final = Party(
    oin=Oin("00000099000000004000"),
    name="gemeente",
    kinds=frozenset({PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD}),
)
BUURREGIO: Final = Party(oin=Oin("00000099000000002000"), name="buurregio", kinds=frozenset({PartyKind.VT}))
RELIABILITY: Final = Reliability(retries=3, retry_interval=timedelta(minutes=10), persist_duration=timedelta(hours=1))
# As the agreements say it that ask for no receipts (E-42).
BEST_EFFORT: Final = Reliability(retries=0, retry_interval=timedelta(), persist_duration=timedelta())
Pairs = tuple[tuple[Party, Party], ...]
PAIRS: Final[Pairs] = ((POLITIE, VEILIG_THUIS), (VEILIG_THUIS, GEMEENTE))
ALL_PAIRS: Final[Pairs] = (*PAIRS, (VEILIG_THUIS, BUURREGIO))
_DAY: Final = Path(__file__).parents[2] / "deploy" / "day"
_LEASE: Final = timedelta(minutes=1)


class Side:
    """One gateway: its ports, and what a back office and a relay would do."""

    def __init__(self, party: Party, world: "World") -> None:
        self.party = party
        self.store = BusyStore()
        self.wire = Wire()
        self.steps = RecordedSteps()
        self.schemas = FakeSchemas()
        self.staff = FakeStaff()
        self.carried = FakeCarried()
        self.agreements = [
            _seen_by(party, agreement) for agreement in world.agreements if party.oin in _oins(agreement)
        ]
        self.ports = Ports(
            unit_of_work=self.store.unit_of_work,
            clock=world.clock,
            randomness=FakeRandomness(f"{party.name}.schakel.test", seed=party.name),
            signer=KeySigner(party.name),
            trust=world.trust,
            workbench=InlineWorkbench(),
            channel=self.wire,
            spools=MemorySpools(),
            agreements=FakeAgreements(self.agreements),
            carried=self.carried,
            parties=FakeParties(party, *(other for other in world.parties if other != party)),
            references=FakeReferences(),
            regions=FakeRegions(),
            staff=self.staff,
            schemas=self.schemas,
            steps=self.steps,
        )

    def agree(self, *agreements: Agreement) -> None:
        """Put other agreements in the book."""
        self.agreements = list(agreements)
        self.ports = replace(self.ports, agreements=FakeAgreements(self.agreements))

    def agree_in(self, own: str, partner: str) -> None:
        """Let every agreement name these environments, as suffixes of the two PartyIds."""
        self.agree(
            *(
                replace(each, own=_in_environment(each.own, own), partner=_in_environment(each.partner, partner))
                for each in self.agreements
            )
        )

    def agree_to(self, **changes: Any) -> None:  # noqa: ANN401 - fields of every type
        """Let every action of every agreement have these fields."""
        self.agree(
            *(
                replace(each, actions=tuple(replace(action, **changes) for action in each.actions))
                for each in self.agreements
            )
        )

    def agree_on(self, partner: Party, *services: str) -> None:
        """Let every action of StUF-Jeugdzorg travel under each of these services, and under no other version."""
        agreement = self.agreement_with(partner)
        own = [each for each in agreement.actions if each.service == interpreter.KETEN_SERVICE]
        stuf = {(each.action, each.outbound): each for each in agreement.actions if each not in own}
        versions = [replace(each, service=service) for service in services for each in stuf.values()]
        others = (each for each in self.agreements if each != agreement)
        self.agree(*others, replace(agreement, actions=(*own, *versions)))

    def at_step(self, step: str, act: Callable[[], object]) -> None:
        """Let something happen the first time that a flow reaches a step."""
        acts = [act]

        def once() -> None:
            if acts:
                acts.pop()()

        self.steps = RecordedSteps({step: once})
        self.ports = replace(self.ports, steps=self.steps)

    async def submit(self, file: str, key: str | None = None, **changes: str) -> ReferenceNumber:
        """Hand in a message of the shipped day, each under a key of its own."""
        return await self.hand_in(self.draft(file, **changes), key)

    async def hand_in(self, message: Message, key: str | None = None, digest: str = "digest") -> ReferenceNumber:
        """Hand in a message as our back office does."""
        command = SubmitMessage(
            client="kantoor", key=key or str(message.header.reference), digest=digest, message=message
        )
        return (await submit_message(command, self.ports)).reference

    def draft(self, file: str, **changes: str) -> Message:
        """Return a message of the shipped day as our back office would have handed it in."""
        document = json.loads((_DAY / file).read_text(encoding="utf-8")) | changes
        document = {name: value for name, value in document.items() if not str(value).startswith("@")}
        ports = self.ports
        return office.parse(json.dumps(document).encode()).complete(
            sender=self.party.oin,
            at=ports.clock.now(),
            reference=ports.randomness.new_reference(),
            conversation=ports.randomness.new_conversation(),
        )

    async def work(self) -> list[str]:
        """Do everything that is due, once, and return the outcomes."""
        async with self.ports.unit_of_work() as uow:
            claimed = await uow.outbox.claim(self.ports.clock.now(), _LEASE, in_hand=(), per_partner=100, limit=100)
        return [await self.attempt(work) for work in claimed]

    async def attempt(self, work: Work) -> str:
        """Make one attempt."""
        flows = {WorkKind.DELIVER: deliver, WorkKind.SEND_SIGNAL: send_signal, WorkKind.ASK: send_question}
        return await flows[work.kind](work, self.ports)

    async def seal(
        self, receiver: Party, action: str, *contents: Octets, message_id: MessageId | None = None
    ) -> Sealed:
        """Sign and encrypt whatever payloads, past every rule of ours, under the first service that has the action."""
        ports, agreement = self.ports, self.agreement_with(receiver)
        outgoing = Outgoing(
            message_id=message_id or ports.randomness.new_message_id(),
            conversation_id=ports.randomness.new_conversation(),
            service=next(each.service for each in agreement.actions if (each.action, each.outbound) == (action, True)),
            action=action,
            parts=tuple(
                Part(content_id=f"deel-{number}@{self.party.name}", media_type="application/xml", content=content)
                for number, content in enumerate(contents)
            ),
        )
        return await self.finish(ebms2.compose(outgoing, agreement, ports.clock.now()))

    async def finish(self, draft: ebms2.Draft) -> Sealed:
        """Do for a draft what our doors do."""
        signature = await sign(draft, self.ports)
        keys = self.ports.randomness.content_keys(draft.content_keys_wanted, draft.key_length)
        return ebms2.seal(draft, signature, keys)

    async def prove(self, content_type: str, body: Octets, sender: Party) -> Proven:
        """Return what octets of a partner prove."""
        agreement, at = self.agreement_with(sender), self.ports.clock.now()
        covered = ebms2.verify(ebms2.parse(received(content_type, body, sender, at)), agreement, at)
        keys = await self.ports.signer.unwrap(ebms2.wrapped_keys(covered, agreement, at))
        return ebms2.prove(covered, agreement, keys, at)

    def agreement_with(self, partner: Party) -> Agreement:
        """Return our agreement with a partner."""
        return next(each for each in self.agreements if each.partner.party_id.oin == partner.oin)

    def work_on(self, subject: object, kind: WorkKind = WorkKind.DELIVER) -> Work | None:
        """Return the work on a message, if there still is any."""
        return self.store.tables.outbox.get((kind, str(subject)))

    def sent(self, reference: ReferenceNumber) -> MessageRecord:
        """Return a message of ours."""
        return self.store.tables.messages[Direction.OUT, reference, self.party.oin]

    def got(self, reference: ReferenceNumber, sender: Party) -> MessageRecord | None:
        """Return a message of theirs, if we have it."""
        return self.store.tables.messages.get((Direction.IN, reference, sender.oin))

    def waiting(self) -> list[ReferenceNumber]:
        """Return what waits for the back office."""
        return [
            record.reference for record in self.store.tables.messages.values() if record.state is ReceptionState.WAITING
        ]

    def state(self, reference: ReferenceNumber) -> DeliveryState | ReceptionState:
        """Return where a message of ours stands."""
        return self.sent(reference).state

    def layers(self, reference: ReferenceNumber) -> str:
        """Return the layers of a message of ours that arrived, in their order; a refused one in lower case."""
        found = {record.layer: record for record in self._layers(reference) if record.completed_at is not None}
        letters = (str(layer).lower() if found[layer].refused else str(layer) for layer in Layer if layer in found)
        return "".join(letters)

    def _layers(self, reference: ReferenceNumber) -> Iterable[LayerRecord]:
        return (
            record
            for (direction, about, _), record in self.store.tables.layers.items()
            if (direction, about) == (Direction.OUT, reference)
        )

    def evidence(self, kind: EvidenceType | None = None, subject: str | None = None) -> list[EvidenceEntry]:
        """Return the entries of a kind and about a subject, in order."""
        entries = (chained.entry for chained in self.store.tables.evidence)
        return [entry for entry in entries if kind in {None, entry.type} and subject in {None, entry.subject}]

    def told(self, reference: ReferenceNumber) -> list[str]:
        """Return the events that our back office was told about a message, in order."""
        return [event.type for event in self.store.tables.events if event.reference == reference]


class World:
    """Police, Veilig Thuis and a municipality, or whoever else has agreements."""

    def __init__(self, profile: Profile = Profile.RM_E, pairs: Pairs = PAIRS) -> None:
        self.clock = FakeClock()
        self.trust = HolderTrust()
        self.parties = tuple(dict.fromkeys(party for pair in pairs for party in pair))
        self.agreements = [self._agree(first, second, profile) for first, second in pairs]
        self.sides = {party.oin: Side(party, self) for party in self.parties}

    def side(self, party: Party) -> Side:
        """Return the gateway of an organisation."""
        return self.sides[party.oin]

    async def carry(self, sender: Party, content_type: str, body: Octets, receiver: Oin) -> Answer | None:
        """Deliver octets to a gateway, as coming from that organisation, and return what it answers at once."""
        taken = await receive(received(content_type, body, sender, self.clock.now()), self.sides[receiver].ports)
        return taken.answer

    async def carry_all(self, sender: Party) -> int:
        """Deliver everything that an organisation posted, and tell how much that was."""
        posted = self.side(sender).wire.take()
        for receiver, content_type, body in posted:
            await self.carry(sender, content_type, body, receiver)
        return len(posted)

    async def settle(self) -> None:
        """Let everything that is due happen, until nothing is."""
        moved = 1
        while moved:
            moved = 0
            for side in self.sides.values():
                await side.work()
                moved += await self.carry_all(side.party)

    def _agree(self, first: Party, second: Party, profile: Profile) -> Agreement:
        return Agreement(
            agreement_id=AgreementId(f"Keten_{first.oin}_{second.oin}_1"),
            digest="0" * 64,
            own=self._agreement_party(first, profile),
            partner=self._agreement_party(second, profile),
            actions=(
                *_actions(first, second, profile, outbound=True),
                *_actions(second, first, profile, outbound=False),
            ),
            start=NOON - timedelta(days=1),
            end=NOON + timedelta(days=30),
        )

    def _agreement_party(self, party: Party, profile: Profile) -> AgreementParty:
        # An agreement names the certificates that its profile needs, and no others.
        needed = {"tls": True, "signing": profile.signed, "encryption": profile.encrypted}
        certificates = {
            name: wire_key(f"{party.name}-{name}").certificate if wanted else b"" for name, wanted in needed.items()
        }
        self.trust.holders |= {certificate: party.oin for certificate in certificates.values() if certificate}
        return AgreementParty(
            party_id=PartyId(str(party.oin)),
            name=party.name,
            role=party.name.upper(),
            endpoint=f"https://{party.name}.schakel.test/ebms",
            client_certificate=certificates["tls"],
            server_certificate=certificates["tls"],
            signing_certificate=certificates["signing"],
            encryption_certificate=certificates["encryption"],
        )


def _actions(sender: Party, receiver: Party, profile: Profile, *, outbound: bool) -> tuple[Action, ...]:
    return tuple(
        Action(
            service=way.service,
            service_type="urn:osb:services",
            action=way.action,
            outbound=outbound,
            profile=profile,
            reliability=RELIABILITY if profile.reliable else BEST_EFFORT,
        )
        for way in interpreter.actions_between(sender.kinds, receiver.kinds)
    )


def received(content_type: str, body: Octets, sender: Party, at: datetime) -> Received:
    return Received(body=body, content_type=content_type, soap_action='"ebXML"', partner=sender.oin, at=at)


def _in_environment(party: AgreementParty, suffix: str) -> AgreementParty:
    return replace(party, party_id=PartyId(f"{party.party_id.oin}{suffix}"))


def _oins(agreement: Agreement) -> set[Oin]:
    return {agreement.own.party_id.oin, agreement.partner.party_id.oin}


def _seen_by(party: Party, agreement: Agreement) -> Agreement:
    """Return the agreement as that party sees it."""
    if agreement.own.party_id.oin == party.oin:
        return agreement
    actions = tuple(replace(action, outbound=not action.outbound) for action in agreement.actions)
    return replace(agreement, own=agreement.partner, partner=agreement.own, actions=actions)
