from dataclasses import replace
from typing import Final

import pytest

from gateway.domain.content import Acceptatie, Besluit, Content, Fout
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ConversationId, ReferenceNumber
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.message import Header, Message
from gateway.domain.party import Party
from gateway.flows.layers import complete_layer, complete_layers, quotable
from gateway.tracking import Completion, LayerState
from tests.kit.world import BUURREGIO, GEMEENTE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

AFTER_SERVICE: Final = "06-overdracht-na-dienst.json"
ANSWER: Final = ReferenceNumber("ref-antwoord")
REFUSED: Final = Content(acceptatie=Acceptatie(besluit=Besluit.GEWEIGERD))
ACCEPTED: Final = Content(acceptatie=Acceptatie(besluit=Besluit.AANVAARD))


class Handover:
    """Veilig Thuis that handed over after a service, and waits for the four layers."""

    def __init__(self, side: Side, reference: ReferenceNumber) -> None:
        self.side = side
        self.reference = reference

    async def hear(
        self,
        kind: MessageType,
        content: Content | None = None,
        sender: Party = GEMEENTE,
        about: ReferenceNumber | None = None,
    ) -> str:
        """Let a message arrive about it, and return the layers that have come in."""
        header = Header(
            reference=ANSWER,
            type=kind,
            sender=sender.oin,
            receiver=VEILIG_THUIS.oin,
            conversation=ConversationId("gesprek-1"),
            created_at=self.side.ports.clock.now(),
            cross_reference=about or self.reference,
        )
        await self._arrive(Message(header=header, content=content or Content()))
        return self.side.layers(self.reference)

    async def hear_of_nothing(self) -> None:
        """Let a message arrive that refers to nothing."""
        message = self.side.draft(AFTER_SERVICE)
        await self._arrive(replace(message, header=replace(message.header, cross_reference=None)))

    async def _arrive(self, message: Message) -> None:
        async with self.side.ports.unit_of_work() as uow:
            await complete_layers(message, self.side.ports, uow)
            await uow.commit()


@pytest.fixture
async def handover() -> Handover:
    side = World().side(VEILIG_THUIS)
    return Handover(side, await side.submit(AFTER_SERVICE))


async def test_each_layer_is_completed_by_its_own_message(handover: Handover) -> None:
    assert await handover.hear(MessageType.MSG_40) == "R"
    assert await handover.hear(MessageType.MSG_33, ACCEPTED) == "RC"
    assert await handover.hear(MessageType.MSG_41) == "RCB"
    assert handover.side.told(handover.reference) == ["layer-completed"] * 3


async def test_r062_no_layer_counts_as_another(handover: Handover) -> None:
    assert await handover.hear(MessageType.MSG_41) == "B"


@pytest.mark.parametrize("kind", [MessageType.MSG_28, MessageType.MSG_08, MessageType.TEC_02])
async def test_a_message_that_answers_something_else_completes_nothing(handover: Handover, kind: MessageType) -> None:
    assert await handover.hear(kind) == ""
    assert handover.side.evidence(EvidenceType.LAYER_COMPLETED) == []


async def test_127_only_the_organisation_that_got_a_message_can_answer_it(handover: Handover) -> None:
    assert await handover.hear(MessageType.MSG_40, sender=BUURREGIO) == ""
    assert handover.side.told(handover.reference) == []


async def test_127_an_answer_to_what_was_never_sent_completes_nothing(handover: Handover) -> None:
    assert await handover.hear(MessageType.MSG_40, about=ReferenceNumber("ref-onbekend")) == ""


async def test_a_message_that_refers_to_nothing_completes_nothing(handover: Handover) -> None:
    await handover.hear_of_nothing()
    assert handover.side.layers(handover.reference) == ""


async def test_a_refusal_to_take_over_is_an_answer_too(handover: Handover) -> None:
    assert await handover.hear(MessageType.MSG_33, REFUSED) == "c"
    assert "geweigerd" in handover.side.store.tables.events[-1].explanation


async def test_the_first_arrival_of_a_layer_stands(handover: Handover) -> None:
    await handover.hear(MessageType.MSG_33, REFUSED)
    assert await handover.hear(MessageType.MSG_33, ACCEPTED) == "c"
    assert len(handover.side.evidence(EvidenceType.LAYER_COMPLETED)) == 1


async def test_evidence_says_which_layer_by_which_message_of_whom(handover: Handover) -> None:
    await handover.hear(MessageType.MSG_40)
    [entry] = handover.side.evidence(EvidenceType.LAYER_COMPLETED)
    assert (entry.subject, entry.actor) == (handover.side.sent(handover.reference).subject, str(GEMEENTE.oin))
    assert facts_of(entry) == {"layer": "R", "state": "complete", "by": str(ANSWER)}


async def test_a_functional_fault_refuses_receipt_and_the_back_office_is_told(handover: Handover) -> None:
    fault = Content(fout=Fout(code="StUF055", omschrijving="fout"))
    assert await handover.hear(MessageType.TEC_04, fault) == "r"
    assert handover.side.told(handover.reference) == ["layer-completed", "refused-by-partner"]
    assert "fout StUF055" in handover.side.store.tables.events[-1].explanation


@pytest.mark.parametrize(
    "content",
    [
        Content(),
        Content(fout=Fout(code="<b>bel 06</b>", omschrijving="x")),
        Content(fout=Fout(code="", omschrijving="")),
    ],
)
async def test_243_what_a_partner_writes_in_place_of_a_code_is_not_repeated(
    handover: Handover, content: Content
) -> None:
    await handover.hear(MessageType.TEC_04, content)
    assert "(fout onbekend)" in handover.side.store.tables.events[-1].explanation


@pytest.mark.parametrize(("code", "said"), [("StUF055", "StUF055"), ("Inconsistent", "Inconsistent")])
def test_a_code_of_a_standard_is_repeated(code: str, said: str) -> None:
    assert quotable(code) == said


@pytest.mark.parametrize("code", ["", "x" * 41, "a b", "a\n", "é", "\u202e"])
def test_what_is_no_code_of_a_standard_is_not_repeated(code: str) -> None:
    assert quotable(code) == "onbekend"


async def test_a_layer_that_was_not_expected_is_not_recorded() -> None:
    side = World().side(VEILIG_THUIS)
    record = side.sent(await side.submit("02-directe-overdracht.json"))
    async with side.ports.unit_of_work() as uow:
        await complete_layer(record, Completion(Layer.ACCEPTANCE, LayerState.COMPLETE), "x", side.ports, uow)
        await uow.commit()
    assert side.layers(record.reference) == ""
