"""Two gateways in memory, joined by a wire that a test holds: real rooms, real signatures, fake doors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

from gateway.domain.agreement import Action, Agreement, AgreementParty, Profile, Reliability
from gateway.domain.identifiers import AgreementId, Oin, PartyId, ReferenceNumber
from gateway.domain.message import Message
from gateway.domain.party import Party, PartyKind
from gateway.errors import CertificateRefusedError, SchakelError
from gateway.flows.deliver import deliver, send_signal
from gateway.flows.receive import receive
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats import interpreter, office
from gateway.ports import KeyName, Ports, Work, WorkKind
from gateway.wire.stages import Received, WrappedKey
from gateway.wire.trust import Purpose
from tests.kit.books import FakeAgreements, FakeParties
from tests.kit.clock import NOON, FakeClock
from tests.kit.randomness import FakeRandomness
from tests.kit.steps import RecordedSteps
from tests.kit.store import FakeStore
from tests.kit.store_doors import InlineWorkbench
from tests.kit.wire_keys import wire_key

POLITIE: Final = Party(oin=Oin("00000099000000003000"), name="politie", kinds=frozenset({PartyKind.POLITIE}))
VEILIG_THUIS: Final = Party(oin=Oin("00000099000000001000"), name="veiligthuis", kinds=frozenset({PartyKind.VT}))
GEMEENTE: Final = Party(
    oin=Oin("00000099000000004000"),
    name="gemeente",
    kinds=frozenset({PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD}),
)
RELIABILITY: Final = Reliability(retries=3, retry_interval=timedelta(minutes=10), persist_duration=timedelta(hours=1))
_DAY: Final = Path(__file__).parents[2] / "deploy" / "day"
_PAIRS: Final = ((POLITIE, VEILIG_THUIS), (VEILIG_THUIS, GEMEENTE))


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

    async def sign(self, key: KeyName, octets: bytes) -> bytes:
        return wire_key(f"{self.name}-{key}").sign(octets)

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        return tuple(wire_key(f"{self.name}-encryption").unwrap(each) for each in wrapped)


@dataclass(slots=True)
class Wire:
    """What one side posted and nobody has delivered yet; `failure` is raised instead, when set."""

    posted: list[tuple[Oin, str, bytes]] = field(default_factory=list)
    failure: SchakelError | None = None

    async def post(self, agreement: Agreement, content_type: str, body: bytes) -> None:
        if self.failure is not None:
            raise self.failure
        self.posted.append((agreement.partner.party_id.oin, content_type, body))


class FakeSchemas:
    """Finds every document fitting, unless a test says otherwise."""

    def __init__(self) -> None:
        self.places: tuple[str, ...] = ()

    def validate(self, root: str, octets: bytes) -> tuple[str, ...]:
        del root, octets
        return self.places


class Side:
    """One gateway: its ports, and what a back office and a relay would do."""

    def __init__(self, party: Party, world: "World") -> None:
        self.party = party
        self.store = FakeStore()
        self.wire = Wire()
        self.steps = RecordedSteps()
        self.schemas = FakeSchemas()
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
            agreements=FakeAgreements(self.agreements),
            parties=FakeParties(party, *(other for other in (POLITIE, VEILIG_THUIS, GEMEENTE) if other != party)),
            schemas=self.schemas,
            steps=self.steps,
        )

    async def submit(self, file: str, key: str = "key-0001", **changes: str) -> ReferenceNumber:
        """Hand in a message of the shipped day."""
        return await submit_message(
            SubmitMessage(client="kantoor", key=key, digest=file, message=self.draft(file, **changes)), self.ports
        )

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
        outcomes: list[str] = []
        async with self.ports.unit_of_work() as uow:
            claimed = await uow.outbox.claim(
                self.ports.clock.now(), timedelta(minutes=1), full=frozenset(), per_partner=100, limit=100
            )
        for work in claimed:
            outcomes.append(await self.attempt(work))
        return outcomes

    async def attempt(self, work: Work) -> str:
        """Make one attempt."""
        flow = deliver if work.kind is WorkKind.DELIVER else send_signal
        return await flow(work, self.ports)


class World:
    """Police, Veilig Thuis and a municipality."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.clock = FakeClock()
        self.trust = HolderTrust()
        self.agreements = [self._agree(first, second, profile) for first, second in _PAIRS]
        self.sides = {party.oin: Side(party, self) for party in (POLITIE, VEILIG_THUIS, GEMEENTE)}

    def side(self, party: Party) -> Side:
        """Return the gateway of an organisation."""
        return self.sides[party.oin]

    async def carry(self, sender: Party, content_type: str, body: bytes, receiver: Oin) -> None:
        """Deliver octets to a gateway, as coming from that organisation."""
        received = Received(
            body=body, content_type=content_type, soap_action='"ebXML"', partner=sender.oin, at=self.clock.now()
        )
        await receive(received, self.sides[receiver].ports)

    async def settle(self) -> None:
        """Let everything that is due happen, until nothing is."""
        moved = True
        while moved:
            moved = False
            for side in self.sides.values():
                await side.work()
                posted, side.wire.posted = side.wire.posted, []
                for receiver, content_type, body in posted:
                    moved = True
                    await self.carry(side.party, content_type, body, receiver)

    def _agree(self, first: Party, second: Party, profile: Profile) -> Agreement:
        return Agreement(
            agreement_id=AgreementId(f"Keten_{first.oin}_{second.oin}_1"),
            digest="0" * 64,
            own=self._agreement_party(first),
            partner=self._agreement_party(second),
            actions=(
                *_actions(first, second, profile, outbound=True),
                *_actions(second, first, profile, outbound=False),
            ),
            start=NOON - timedelta(days=1),
            end=NOON + timedelta(days=30),
        )

    def _agreement_party(self, party: Party) -> AgreementParty:
        certificates = {name: wire_key(f"{party.name}-{name}").certificate for name in ("tls", "signing", "encryption")}
        self.trust.holders |= dict.fromkeys(certificates.values(), party.oin)
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
            service=interpreter.service_of(root),
            service_type="urn:osb:services",
            action=root,
            outbound=outbound,
            profile=profile,
            reliability=RELIABILITY,
        )
        for root in interpreter.actions_between(sender.kinds, receiver.kinds)
    )


def _oins(agreement: Agreement) -> set[Oin]:
    return {agreement.own.party_id.oin, agreement.partner.party_id.oin}


def _seen_by(party: Party, agreement: Agreement) -> Agreement:
    """Return the agreement as that party sees it."""
    if agreement.own.party_id.oin == party.oin:
        return agreement
    actions = tuple(replace(action, outbound=not action.outbound) for action in agreement.actions)
    return replace(agreement, own=agreement.partner, partner=agreement.own, actions=actions)
