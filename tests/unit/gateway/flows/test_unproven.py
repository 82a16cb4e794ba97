"""An unsigned MessageError in a signed agreement is recorded where an operator looks, and that is all (number 223)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId, ReferenceNumber
from gateway.domain.octets import whole
from gateway.errors import UnprovenRefusalError
from gateway.flows.ask import ask
from gateway.flows.receive import receive
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, ErrorItem, Sealed
from tests.kit.world import POLITIE, VEILIG_THUIS, World, received
from tests.kit.world_doors import facts_of


class Sent:
    """A report of the police that is under way, and what Veilig Thuis says of it without a signature."""

    def __init__(self) -> None:
        self.world = World()
        self.police, self.vt = self.world.side(POLITIE), self.world.side(VEILIG_THUIS)

    async def post(self) -> "Sent":
        """Hand in the report and make one attempt."""
        self.reference: ReferenceNumber = await self.police.submit("01-politiemelding.json")
        await self.police.work()
        [(_, self.content_type, self.body)] = self.police.wire.take()
        return self

    def refusal(self, code: str = "SecurityFailure", about: MessageId | None = None) -> Sealed:
        """Return an unsigned MessageError with that code."""
        agreement = self.vt.agreement_with(POLITIE)
        unsigned = replace(agreement, actions=tuple(replace(one, profile=Profile.RM) for one in agreement.actions))
        at, message_id = self.world.clock.now(), self.vt.ports.randomness.new_message_id()
        envelope = ebms2.parse(received(self.content_type, self.body, POLITIE, at))
        if about is not None:
            envelope = replace(envelope, address=replace(envelope.address, message_id=about))
        error = ErrorItem(code=code, location="", severity="Error")
        return ebms2.seal(ebms2.compose_refusal(envelope, unsigned, error, message_id, at), None, ())

    async def carry(self, sealed: Sealed) -> str | None:
        """Deliver it; return what the door is told."""
        at = self.world.clock.now()
        taken = await receive(received(sealed.content_type, sealed.body, VEILIG_THUIS, at), self.police.ports)
        return taken.refusal.said if isinstance(taken.refusal, UnprovenRefusalError) else None


@pytest.fixture
async def sent() -> Sent:
    return await Sent().post()


async def test_what_it_says_stands_beside_the_message_and_changes_nothing(sent: Sent) -> None:
    refusal = sent.refusal()
    assert await sent.carry(refusal) == "SecurityFailure"
    record = sent.police.sent(sent.reference)
    [entry] = sent.police.evidence(EvidenceType.REFUSAL_UNPROVEN, record.subject)
    facts = facts_of(entry)
    assert (facts["said"], facts["reason"], entry.actor) == (
        "SecurityFailure",
        "signature-missing",
        str(VEILIG_THUIS.oin),
    )
    assert sent.police.state(sent.reference) == "awaiting-receipt"
    assert sent.police.work_on(sent.reference) is not None
    assert sent.police.told(sent.reference) == []


async def test_it_is_recorded_once_and_told_each_time(sent: Sent) -> None:
    for code in ("SecurityFailure", "Inconsistent", "SecurityFailure"):
        assert await sent.carry(sent.refusal(code)) == code
    assert len(sent.police.evidence(EvidenceType.REFUSAL_UNPROVEN)) == 1


async def test_a_code_that_is_no_code_is_not_repeated(sent: Sent) -> None:
    assert await sent.carry(sent.refusal("Jan Jansen, Dorpsstraat 4")) == "onbekend"


async def test_a_refusal_of_what_we_never_sent_is_nobodys_business(sent: Sent) -> None:
    assert await sent.carry(sent.refusal(about=MessageId.parse("verzonnen@voorbeeld.example"))) is None
    assert sent.police.evidence(EvidenceType.REFUSAL_UNPROVEN) == []
    assert len(sent.police.evidence(EvidenceType.SECURITY_REFUSED)) == 1


async def test_one_that_comes_back_to_a_question_is_recorded_beside_the_message_all_the_same(sent: Sent) -> None:
    refusal = sent.refusal()

    async def at_once(*_: object) -> Answer:
        return Answer(content_type=refusal.content_type, body=whole(refusal.body))

    await ask(None, sent.police.agreement_with(VEILIG_THUIS), timedelta(seconds=30), sent.police.ports)
    sent.police.wire.answer = at_once
    assert await sent.police.work() == ["answer-refused"]
    assert len(sent.police.evidence(EvidenceType.REFUSAL_UNPROVEN)) == 1


async def test_a_refusal_under_another_agreement_is_not_of_this_message(sent: Sent) -> None:
    [agreement] = sent.police.agreements
    tables = sent.police.store.tables
    key, record = next(iter(tables.messages.items()))
    other = type(agreement.agreement_id).parse("Keten_anders_1")
    tables.messages[key] = replace(record, agreement_id=other)
    assert await sent.carry(sent.refusal()) is None
    assert sent.police.evidence(EvidenceType.REFUSAL_UNPROVEN) == []
