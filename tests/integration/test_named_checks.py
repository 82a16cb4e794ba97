"""What a schema cannot say: every named check refuses one document and lets its neighbour pass, as they arrive."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from adapters.schemas import SchemaBook
from gateway.domain.agreement import Agreement
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ConversationId, MessageId, Oin
from gateway.domain.message import Direction
from gateway.domain.party import Party
from gateway.flows.arrive import Arrival, record_arrival
from gateway.formats import interpreter
from gateway.policy import Effect
from gateway.policy.book import RULES_ON_ARRIVAL
from gateway.wire.stages import Address, EnvelopeKind, Part, Proven
from tests.kit.books import FakeParties
from tests.kit.named_checks import CHECKS, NEIGHBOUR, NamedCheck, Setting
from tests.kit.store_records import a_message
from tests.kit.stuf_messages import EARLIER, POLICE, VT
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import FakeReferences, facts_of

# A minute after the documents were made.
AT: Final = datetime(2026, 3, 2, 9, 16, tzinfo=UTC)
BOOK: Final = SchemaBook.ours()


class Desk:
    """The gateway at which a document arrives, with the parties, records and lists of a setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.world = World()
        self.world.clock.set(AT)
        self.side: Side = self.world.side(VEILIG_THUIS)
        parties = FakeParties(
            Party(oin=VT, name="ontvanger", kinds=frozenset({setting.receiver})),
            Party(oin=POLICE, name="afzender", kinds=frozenset({setting.sender})),
            Party(oin=Oin(NEIGHBOUR), name="buur", kinds=frozenset({setting.sender})),
        )
        self.side.ports = replace(
            self.side.ports, parties=parties, schemas=BOOK, references=FakeReferences(setting.references)
        )
        self.agreement = self._agreement()
        self.side.agree(self.agreement)

    def _agreement(self) -> Agreement:
        """Return an agreement in which everything may travel both ways: what may not is for the rules to say."""
        agreed = self.side.agreement_with(POLITIE)
        model = agreed.actions[0]
        ways = {way for kind in CATALOGUE for way in interpreter.ways_of(kind)}
        actions = tuple(
            replace(model, service=way.service, action=way.action, outbound=outbound)
            for way in sorted(ways, key=str)
            for outbound in (True, False)
        )
        return replace(agreed, actions=actions, start=AT - timedelta(days=1))

    async def arrive(self, action: str, octets: bytes) -> None:
        """Let a document arrive whose sender the transport has proven."""
        async with self.side.ports.unit_of_work() as uow:
            if self.setting.earlier is not None:
                earlier = a_message(reference=EARLIER, receiver=POLICE, type=self.setting.earlier, recorded_at=AT)
                uow.messages.record(earlier)
            await uow.commit()
        for number in range(1 + self.setting.used_before):
            async with self.side.ports.unit_of_work() as uow:
                await record_arrival(self._arrival(action, octets, number), self.side.ports, uow)
                await uow.commit()

    def _arrival(self, action: str, octets: bytes, number: int) -> Arrival:
        address = Address(
            kind=EnvelopeKind.MESSAGE,
            agreement_id=self.agreement.agreement_id,
            message_id=MessageId(f"bericht-{number}@afzender.example"),
            conversation_id=ConversationId("gesprek-1"),
            sender=self.agreement.partner.party_id,
            receiver=self.agreement.own.party_id,
            service=interpreter.service_of(action),
            service_type=None,
            action=action,
            timestamp=AT,
            time_to_live=None,
            refers_to=None,
        )
        part = Part(content_id="deel-1", media_type="application/xml", content=octets)
        return Arrival(
            proven=Proven(address=address, soap=b"<soap/>", parts=(part,)), agreement=self.agreement, answer=None
        )

    def refusal(self) -> tuple[str, tuple[str, ...]] | None:
        """Return the fault and the rules of the last document, or None when it was taken in."""
        facts = facts_of(self.side.evidence(EvidenceType.RECEIVED)[-1])
        if "refused" not in facts:
            return None
        return facts["refused"], tuple(place.partition(" ")[0] for place in facts["places"].split("; "))

    def fault(self) -> tuple[str, tuple[str, ...]] | None:
        """Return code and places of the functional fault that waits for the sender, if there is one."""
        tables = self.side.store.tables
        sent = [record for record in tables.messages.values() if record.direction is Direction.OUT]
        for record in (each for each in sent if each.type == "TEC-04"):
            said = interpreter.reread(record.action, tables.payloads[record.content]).content.fout
            assert said is not None
            return said.code, said.plaatsen
        return None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_the_document_that_passes_arrives(check: NamedCheck) -> None:
    desk = Desk(check.setting)
    await desk.arrive(check.action, check.good)
    assert desk.refusal() is None
    assert desk.fault() is None


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
async def test_the_document_that_fails_is_refused_by_that_rule_alone_and_its_sender_is_told(check: NamedCheck) -> None:
    assert BOOK.validate(interpreter.service_of(check.action), check.action, check.bad) == (), "the schema is content"
    desk = Desk(check.otherwise or check.setting)
    await desk.arrive(check.action, check.bad)
    assert desk.refusal() == (check.fault, (check.rule, *check.besides))
    said = desk.fault()
    assert said is not None
    code, (place, *others) = said
    assert (code, len(others)) == (check.fault, len(check.besides))
    assert place.startswith(f"{check.rule} (")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_document_and_its_neighbour_differ_in_one_thing(check: NamedCheck) -> None:
    assert (check.change is None) is not (check.otherwise is None)
    assert (check.good == check.bad) is (check.change is None)


# Not about what a document says but about the house and its channel: each has its value in the unit tests of its file.
ELSEWHERE: Final = frozenset({"R131", "R135", "R140", "R147", "R148", "R149"})


def test_every_rule_that_tells_a_partner_a_fault_code_is_in_the_table() -> None:
    told = {(rule.number, str(rule.fault)) for rule in RULES_ON_ARRIVAL if rule.fault is not None}
    assert {(number, fault) for number, fault in told if number not in ELSEWHERE} == {
        (check.rule, check.fault) for check in CHECKS
    }
    assert {number for number, _ in told} >= ELSEWHERE
    assert all(Effect.DENY not in rule.effects for rule in RULES_ON_ARRIVAL if rule.fault is None)
