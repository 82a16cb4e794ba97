from dataclasses import replace
from typing import Final

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.delivery import DeliveryState
from gateway.domain.events import EventType
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.domain.message import Direction
from gateway.errors import ConcurrencyError, ContradictedError
from gateway.flows.dispatch import sha256, wire_subject
from gateway.flows.settle import settle_receipt, settle_refusal
from gateway.wire.stages import EnvelopeKind, ErrorItem, Proven
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

REPORT: Final = "01-politiemelding.json"
FAULT: Final = ErrorItem(code="SecurityFailure", location="//Header/Signature", severity="Error")


class Sent:
    """The police with a report that was sent, and the receipt of Veilig Thuis, proven and not yet settled."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.side: Side = self.world.side(POLITIE)

    async def send(self) -> "Sent":
        """Send the report, and prove what comes back."""
        vt = self.world.side(VEILIG_THUIS)
        self.reference = await self.side.submit(REPORT)
        await self.side.work()
        await self.world.carry_all(POLITIE)
        await vt.work()
        proven = [await self.side.prove(content, body, VEILIG_THUIS) for _, content, body in vt.wire.take()]
        self.receipt = next(each for each in proven if each.address.kind is EnvelopeKind.ACKNOWLEDGMENT)
        return self

    async def settle(self, receipt: Proven | None = None) -> ContradictedError | None:
        """Let the receipt arrive."""
        return await settle_receipt(receipt or self.receipt, self.side.agreement_with(VEILIG_THUIS), self.side.ports)

    async def refuse(self, error: ErrorItem | None = FAULT, about: MessageId | None = None) -> ContradictedError | None:
        """Let a proven MessageError about the report arrive."""
        address = replace(self.receipt.address, kind=EnvelopeKind.MESSAGE_ERROR)
        address = replace(address, refers_to=about or address.refers_to)
        errors = () if error is None else (error,)
        refusal = replace(self.receipt, address=address, acknowledged=(), errors=errors, soap=b"<fout/>")
        return await settle_refusal(refusal, self.side.agreement_with(VEILIG_THUIS), self.side.ports)

    def state(self) -> str:
        """Return where the report stands."""
        return self.side.state(self.reference)

    def change(self, state: DeliveryState) -> None:
        """Put the report in another state behind everybody's back."""
        tables = self.side.store.tables
        key = Direction.OUT, self.reference, POLITIE.oin
        tables.messages = {**tables.messages, key: replace(tables.messages[key], state=state)}

    def contradictions(self) -> list[tuple[str, str]]:
        """Return subject and reason of everything that could not be."""
        entries = self.side.evidence(EvidenceType.CONTRADICTED)
        return [(entry.subject, facts_of(entry)["reason"]) for entry in entries]

    def told_otherwise(self) -> list[str]:
        """Return what the back office was told of signals that contradict an end."""
        events = self.side.store.tables.events
        return [event.explanation for event in events if event.type is EventType.DELIVERY_CONTRADICTED]


@pytest.fixture
async def sent() -> Sent:
    return await Sent().send()


def _subject(sent: Sent) -> str:
    return sent.side.sent(sent.reference).subject


async def test_a_receipt_that_returns_the_digests_proves_delivery(sent: Sent) -> None:
    await sent.settle()
    assert sent.state() == "delivered"
    assert sent.side.work_on(sent.reference) is None
    assert sent.side.layers(sent.reference) == "T"
    assert sent.side.told(sent.reference) == ["layer-completed", "delivered"]
    assert sent.side.steps.names[-3:] == ["ack.01-proven", "ack.02-before-commit", "ack.03-committed"]


async def test_the_exact_octets_of_the_receipt_are_kept_and_chained(sent: Sent) -> None:
    await sent.settle()
    [entry] = sent.side.evidence(EvidenceType.RECEIPT_RECEIVED)
    facts = facts_of(entry)
    assert (entry.subject, entry.actor) == (_subject(sent), str(VEILIG_THUIS.oin))
    assert facts["soap-sha256"] == sha256(sent.receipt.soap)
    kept = {str(name): octets for name, octets in sent.side.store.tables.payloads.items()}
    assert kept[facts["soap-payload"]] == sent.receipt.soap


async def test_133_a_receipt_that_comes_twice_counts_once(sent: Sent) -> None:
    await sent.settle()
    entries = sent.side.evidence()
    await sent.settle()
    assert sent.side.evidence() == entries
    assert sent.side.told(sent.reference).count("delivered") == 1


async def test_132_a_receipt_with_other_digests_proves_nothing(sent: Sent) -> None:
    first, *others = sent.receipt.acknowledged
    forged = replace(sent.receipt, acknowledged=(replace(first, digest=bytes(32)), *others))
    await sent.settle(forged)
    assert sent.state() == "awaiting-receipt"
    assert sent.side.work_on(sent.reference) is not None
    assert sent.contradictions() == [(_subject(sent), "receipt-refused")]
    await sent.settle()
    assert sent.state() == "delivered"


async def test_132_a_receipt_without_digests_proves_nothing(sent: Sent) -> None:
    await sent.settle(replace(sent.receipt, acknowledged=()))
    assert (sent.state(), len(sent.contradictions())) == ("awaiting-receipt", 1)


async def test_224_a_receipt_of_one_message_is_none_for_another(sent: Sent) -> None:
    other = sent.side.sent(await sent.side.submit(REPORT))
    await sent.side.work()
    address = replace(sent.receipt.address, refers_to=other.message_id)
    await sent.settle(replace(sent.receipt, address=address))
    assert sent.side.state(other.reference) == "awaiting-receipt"
    assert sent.contradictions() == [(other.subject, "receipt-refused")]


@pytest.mark.parametrize("about", [None, MessageId("nooit-verstuurd@politie.schakel.test")])
async def test_131_a_receipt_for_nothing_we_sent_is_recorded_and_changes_nothing(
    sent: Sent, about: MessageId | None
) -> None:
    stray = replace(sent.receipt, address=replace(sent.receipt.address, refers_to=about))
    await sent.settle(stray)
    agreement = sent.side.agreement_with(VEILIG_THUIS)
    assert sent.contradictions() == [(wire_subject(stray.address, agreement), "nothing-sent")]
    assert sent.state() == "awaiting-receipt"


async def test_132_a_receipt_under_another_agreement_settles_nothing() -> None:
    sent = await Sent().send()
    vt = sent.world.side(VEILIG_THUIS)
    await settle_receipt(sent.receipt, vt.agreement_with(GEMEENTE), sent.side.ports)
    assert sent.state() == "awaiting-receipt"
    assert [reason for _, reason in sent.contradictions()] == ["nothing-sent"]


async def test_a_receipt_that_overtakes_the_record_of_its_attempt_counts(sent: Sent) -> None:
    sent.change(DeliveryState.SEALED)
    await sent.settle()
    assert sent.state() == "delivered"


async def test_a_receipt_for_what_was_never_sealed_counts_for_nothing(sent: Sent) -> None:
    sent.change(DeliveryState.QUEUED)
    await sent.settle()
    assert (sent.state(), sent.contradictions()) == ("queued", [(_subject(sent), "step-not-allowed")])


async def test_without_kept_digests_a_receipt_of_an_unsigned_message_is_one() -> None:
    sent = await Sent(Profile.RM).send()
    sent.side.store.tables.sent.clear()
    await sent.settle()
    assert sent.state() == "delivered"


@pytest.mark.parametrize("state", [DeliveryState.REFUSED, DeliveryState.FAILED, DeliveryState.EXPIRED])
async def test_224_a_receipt_after_the_end_is_recorded_and_the_end_stands(sent: Sent, state: DeliveryState) -> None:
    # What proved nothing in time does not take the place of what is proven now.
    await sent.settle(replace(sent.receipt, acknowledged=()))
    sent.change(state)
    for times in (1, 2):
        contradicted = await sent.settle()
        assert contradicted is not None
        assert contradicted.reason == "step-not-allowed"
        assert sent.state() == state
        assert sent.contradictions()[1:] == [(_subject(sent), "step-not-allowed")] * times
    assert sent.side.told(sent.reference) == ["delivery-contradicted"]
    assert "bevestigt alsnog" in sent.told_otherwise()[0]


async def test_224_a_receipt_after_the_end_that_proves_nothing_is_no_news(sent: Sent) -> None:
    sent.change(DeliveryState.EXPIRED)
    contradicted = await sent.settle(replace(sent.receipt, acknowledged=()))
    assert contradicted is not None
    assert contradicted.reason == "receipt-refused"
    assert (sent.state(), sent.side.told(sent.reference)) == ("expired", [])


async def test_a_receipt_that_meets_an_attempt_is_settled_after_it(sent: Sent) -> None:
    sent.change(DeliveryState.SEALED)
    sent.side.at_step("ack.02-before-commit", lambda: sent.change(DeliveryState.AWAITING_RECEIPT))
    await sent.settle()
    assert sent.state() == "delivered"
    assert len(sent.side.evidence(EvidenceType.RECEIPT_RECEIVED)) == 1


async def test_a_receipt_that_always_meets_somebody_else_is_given_back(sent: Sent) -> None:
    sent.side.store.losses = 32
    with pytest.raises(ConcurrencyError):
        await sent.settle()
    assert sent.state() == "awaiting-receipt"


async def test_a_refusal_that_meets_somebody_else_is_settled_after_them(sent: Sent) -> None:
    sent.side.store.losses = 31
    await sent.refuse()
    assert sent.state() == "refused"
    assert len(sent.side.evidence(EvidenceType.REFUSAL_RECEIVED)) == 1


async def test_a_refusal_that_always_meets_somebody_else_is_given_back(sent: Sent) -> None:
    sent.side.store.losses = 32
    with pytest.raises(ConcurrencyError):
        await sent.refuse()
    assert sent.state() == "awaiting-receipt"


async def test_a_proven_refusal_ends_the_delivery_and_the_back_office_is_told(sent: Sent) -> None:
    await sent.refuse()
    assert sent.state() == "refused"
    assert sent.side.sent(sent.reference).reason == "SecurityFailure"
    assert sent.side.work_on(sent.reference) is None
    event = sent.side.store.tables.events[-1]
    assert (event.type, event.reference) == ("refused-by-partner", sent.reference)
    assert "(SecurityFailure)" in event.explanation
    [entry] = sent.side.evidence(EvidenceType.REFUSAL_RECEIVED)
    assert facts_of(entry)["soap-sha256"] == sha256(b"<fout/>")


async def test_a_refusal_that_comes_twice_counts_once(sent: Sent) -> None:
    await sent.refuse()
    entries = sent.side.evidence()
    await sent.refuse()
    assert sent.side.evidence() == entries


@pytest.mark.parametrize("error", [None, replace(FAULT, code="bel 06-12345678")])
async def test_243_a_refusal_without_a_code_of_a_standard_is_told_without_it(
    sent: Sent, error: ErrorItem | None
) -> None:
    await sent.refuse(error)
    assert sent.side.sent(sent.reference).reason == "onbekend"
    assert "(onbekend)" in sent.side.store.tables.events[-1].explanation


async def test_133_a_refusal_after_delivery_is_recorded_and_delivery_stands(sent: Sent) -> None:
    assert await sent.settle() is None
    for times in (1, 2):
        contradicted = await sent.refuse()
        assert contradicted is not None
        assert sent.state() == "delivered"
        assert sent.contradictions() == [(_subject(sent), "step-not-allowed")] * times
    assert sent.side.told(sent.reference) == ["layer-completed", "delivered", "delivery-contradicted"]
    assert "(SecurityFailure)" in sent.told_otherwise()[0]


async def test_243_a_refusal_after_delivery_is_told_without_a_code_that_is_none(sent: Sent) -> None:
    await sent.settle()
    await sent.refuse(replace(FAULT, code="bel 06-12345678"))
    assert "(onbekend)" in sent.told_otherwise()[0]


@pytest.mark.parametrize("state", [DeliveryState.FAILED, DeliveryState.EXPIRED])
async def test_a_refusal_of_what_failed_anyway_is_no_news(sent: Sent, state: DeliveryState) -> None:
    sent.change(state)
    await sent.refuse()
    assert sent.contradictions() == [(_subject(sent), "step-not-allowed")]
    assert (sent.state(), sent.side.told(sent.reference)) == (state, [])


async def test_a_receipt_and_a_refusal_that_both_come_too_late_are_both_recorded(sent: Sent) -> None:
    sent.change(DeliveryState.EXPIRED)
    await sent.refuse()
    await sent.settle()
    kinds = [facts_of(entry)["signal"] for entry in sent.side.evidence(EvidenceType.CONTRADICTED)]
    assert kinds == [EnvelopeKind.MESSAGE_ERROR, EnvelopeKind.ACKNOWLEDGMENT]
    assert sent.side.told(sent.reference) == ["delivery-contradicted"]


async def test_133_a_receipt_after_a_refusal_is_recorded_and_the_refusal_stands(sent: Sent) -> None:
    assert await sent.refuse() is None
    await sent.settle()
    assert sent.state() == "refused"
    assert sent.contradictions() == [(_subject(sent), "step-not-allowed")]


async def test_a_refusal_of_nothing_we_sent_is_recorded_and_changes_nothing(sent: Sent) -> None:
    await sent.refuse(about=MessageId("nooit-verstuurd@politie.schakel.test"))
    [(subject, reason)] = sent.contradictions()
    assert subject.startswith(f"wire/{VEILIG_THUIS.oin}/")
    assert (reason, sent.state()) == ("nothing-sent", "awaiting-receipt")
