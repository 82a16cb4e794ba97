"""A report of the police on its way to Veilig Thuis, which tests of receiving let arrive as it is or otherwise."""

from typing import Final

from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.domain.octets import whole
from gateway.flows.parcel import unpack
from gateway.ports import WorkKind
from gateway.wire.stages import Sealed
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

REPORT: Final = "01-politiemelding.json"
ACTION: Final = "vtMeldingDi01"


class Meeting:
    """The police with a report that was posted, and Veilig Thuis that has not received it yet."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.police: Side = self.world.side(POLITIE)
        self.vt: Side = self.world.side(VEILIG_THUIS)

    async def post(self) -> "Meeting":
        """Hand in the report and make one attempt."""
        self.reference = await self.police.submit(REPORT)
        await self.police.work()
        [(_, self.content_type, self.body)] = self.police.wire.take()
        return self

    async def receive(self, sealed: Sealed | None = None) -> None:
        """Let octets of the police arrive; those of the report unless others are given."""
        content_type, body = (sealed.content_type, sealed.body) if sealed else (self.content_type, self.body)
        await self.world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)

    async def forge(self, content: bytes | None = None, message_id: MessageId | None = None) -> Sealed:
        """Seal a payload, that of the report unless another is given, past every rule of the police."""
        record = self.police.sent(self.reference)
        octets = content or self.police.store.tables.payloads[record.content]
        return await self.police.seal(VEILIG_THUIS, ACTION, octets, message_id=message_id)

    def signals(self) -> list[bytes]:
        """Return the octets of our signals that wait for the police."""
        tables = self.vt.store.tables
        waiting = (work.subject for work in tables.outbox.values() if work.kind is WorkKind.SEND_SIGNAL)
        octets = {str(name): payload for name, payload in tables.payloads.items()}
        return [whole(unpack(octets[subject])[1]) for subject in waiting]

    def refusal(self) -> tuple[str, str]:
        """Return the code and reason of the one refusal that is evidence; nothing else was kept of it."""
        [entry] = self.vt.evidence(EvidenceType.SECURITY_REFUSED)
        assert entry.subject.startswith(f"wire/{POLITIE.oin}/")
        facts = facts_of(entry)
        assert len(facts["soap-sha256"]) == 64
        return facts["code"], facts["reason"]

    def nothing_kept(self) -> bool:
        """Tell whether nothing of any message was stored."""
        tables = self.vt.store.tables
        return not (tables.messages or tables.inbox or tables.events)
