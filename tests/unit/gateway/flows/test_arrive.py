import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId, ReferenceNumber
from gateway.domain.message import Direction, Message
from gateway.domain.party import Party
from gateway.domain.references import ReferenceLists, Role
from gateway.flows.dispatch import sha256
from gateway.formats import interpreter
from gateway.formats.interpreter import KETEN_SERVICE, STUF_SERVICE
from gateway.formats.stuf_jz.roles import ROLES
from gateway.ports import MessageRecord, WorkKind
from tests.kit.world import BUURREGIO, GEMEENTE, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import FakeReferences, facts_of

REPORT: Final = "01-politiemelding.json"
ACTION: Final = "vtMeldingDi01"
OLDER: Final = "VNG:Jeugdzorg:1:0:7"


class Report:
    """A report as the police would write it, and what becomes of it at Veilig Thuis."""

    def __init__(self, profile: Profile = Profile.RM_E) -> None:
        self.world = World(profile)
        self.police: Side = self.world.side(POLITIE)
        self.vt: Side = self.world.side(VEILIG_THUIS)
        self.message: Message = self.police.draft(REPORT)
        self.octets = interpreter.render(self.message).octets

    @property
    def reference(self) -> ReferenceNumber:
        return self.message.header.reference

    async def arrive(self, *contents: bytes, action: str = ACTION, message_id: MessageId | None = None) -> None:
        """Let payloads arrive, sealed past every rule of the police."""
        sealed = await self.police.seal(VEILIG_THUIS, action, *contents, message_id=message_id)
        await self.world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)

    def agree_on(self, *services: str) -> None:
        """Let both sides have agreed on these versions."""
        self.police.agree_on(VEILIG_THUIS, *services)
        self.vt.agree_on(POLITIE, *services)

    def replies(self) -> list[MessageRecord]:
        """Return what the gateway answered on its own account."""
        return [record for record in self.vt.store.tables.messages.values() if record.direction is Direction.OUT]

    def fault(self) -> Message:
        """Return the one functional fault that was queued; the back office saw nothing, and the transport was told."""
        [record] = self.replies()
        assert record.type == "TEC-04"
        assert self.vt.waiting() == []
        assert self.vt.store.tables.events == []
        self.acknowledged()
        return interpreter.reread(record.action, self.vt.store.tables.payloads[record.content])

    def acknowledged(self) -> None:
        """Make sure that the transport receipt was queued."""
        kinds = [work.kind for work in self.vt.store.tables.outbox.values()]
        assert kinds.count(WorkKind.SEND_SIGNAL) == 1
        assert len(self.vt.store.tables.inbox) == 1

    def refused(self) -> tuple[str, str]:
        """Return what the evidence says of the refusal."""
        [entry] = self.vt.evidence(EvidenceType.RECEIVED)
        facts = facts_of(entry)
        return facts["refused"], facts["places"]


@pytest.fixture
def report() -> Report:
    return Report()


async def test_what_arrived_waits_for_the_back_office_with_the_words_of_its_sender(report: Report) -> None:
    await report.arrive(report.octets)
    record = report.vt.got(report.reference, POLITIE)
    assert record is not None
    assert (record.type, record.action, record.state) == ("MSG-01", ACTION, "waiting")
    assert (record.sender, record.receiver) == (POLITIE.oin, VEILIG_THUIS.oin)
    assert record.agreement_id == report.vt.agreement_with(POLITIE).agreement_id
    assert record.recorded_at == report.world.clock.now()
    assert report.vt.store.tables.payloads[record.content] == report.octets
    assert report.vt.told(report.reference) == ["message-waiting"]


async def test_r135_outside_production_only_test_numbers_are_taken_in(report: Report) -> None:
    for side in (report.police, report.vt):
        side.agree_in("_T", "_T")
    await report.arrive(report.octets)
    assert report.vt.waiting() == [report.reference]


async def test_r135_outside_production_the_number_of_somebody_is_refused(report: Report) -> None:
    for side in (report.police, report.vt):
        side.agree_in("_T", "_T")
    await report.arrive(report.octets.replace(b"999990019", b"123456782"))
    code, places = report.refused()
    assert (code, places.partition(" ")[0]) == ("StUF052", "R135")


async def test_the_evidence_holds_digests_of_envelope_parts_and_receipt(report: Report) -> None:
    await report.arrive(report.octets)
    [entry] = report.vt.evidence(EvidenceType.RECEIVED)
    facts = facts_of(entry)
    payloads = {str(name): octets for name, octets in report.vt.store.tables.payloads.items()}
    assert (entry.subject, entry.actor) == (f"in/{POLITIE.oin}/{report.reference}", str(POLITIE.oin))
    assert list(facts) == [
        "agreement",
        "soap-sha256",
        "soap-payload",
        "part-1-sha256",
        "receipt-sha256",
        "receipt-payload",
    ]
    assert facts["soap-sha256"] == sha256(payloads[facts["soap-payload"]])
    assert facts["part-1-sha256"] == sha256(report.octets)
    assert payloads[facts["receipt-payload"]].endswith(b"</soap:Envelope>")


async def test_where_no_receipt_was_agreed_the_evidence_names_none() -> None:
    report = Report(Profile.BE_S)
    await report.arrive(report.octets)
    [entry] = report.vt.evidence(EvidenceType.RECEIVED)
    assert "receipt-sha256" not in facts_of(entry)


async def test_e35_the_conversation_is_that_of_the_envelope_also_for_the_functional_receipt(report: Report) -> None:
    await report.arrive(report.octets)
    record = report.vt.got(report.reference, POLITIE)
    [receipt] = report.replies()
    assert record is not None
    assert receipt.type == "TEC-02"
    assert receipt.conversation == record.conversation
    assert str(record.conversation) != str(report.reference)


async def test_a_functional_receipt_completes_its_layer_and_is_not_for_the_back_office(report: Report) -> None:
    reference = await report.police.submit(REPORT)
    await report.world.settle()
    [receipt] = report.replies()
    got = report.police.got(receipt.reference, VEILIG_THUIS)
    assert got is not None
    assert got.state == "confirmed"
    assert report.police.layers(reference) == "TR"
    assert report.police.waiting() == []
    assert "message-waiting" not in report.police.told(receipt.reference)
    assert len(report.police.store.tables.messages) == 2


async def test_a_message_that_confirms_by_itself_gets_no_functional_receipt(report: Report) -> None:
    town = report.world.side(GEMEENTE)
    handover = await report.vt.submit("02-directe-overdracht.json")
    await report.world.settle()
    answer = await town.submit("03-ontvangstbevestiging.json", crossReference=str(handover))
    await report.world.settle()
    assert report.vt.waiting() == [answer]
    assert report.vt.layers(handover) == "TR"
    assert report.replies() == [report.vt.sent(handover)]


async def test_what_does_not_fit_its_schema_is_answered_with_its_places(report: Report) -> None:
    report.vt.schemas.places = ("line 3 object", "line 9 melding")
    await report.arrive(report.octets)
    fault = report.fault()
    assert fault.content.fout is not None
    assert (fault.content.fout.code, fault.content.fout.plaatsen) == ("StUF055", ("line 3 object", "line 9 melding"))
    assert fault.header.cross_reference == report.reference
    assert report.refused() == ("StUF055", "line 3 object; line 9 melding")


async def test_of_what_was_refused_only_the_envelope_is_kept(report: Report) -> None:
    report.vt.schemas.places = ("line 3 object",)
    await report.arrive(report.octets)
    [record] = report.replies()
    kept = report.vt.store.tables.payloads
    assert b"hulpgeroep" in report.octets
    assert all(b"hulpgeroep" not in octets for octets in kept.values())
    assert record.content in kept


@pytest.mark.parametrize("count", [0, 2])
async def test_a_message_is_one_payload(report: Report, count: int) -> None:
    await report.arrive(*[report.octets] * count)
    assert report.refused() == ("StUF055", "number of payloads")
    assert report.fault().content.fout is not None


async def test_another_document_than_its_action_says_is_refused(report: Report) -> None:
    await report.arrive(report.octets, action="Bv01Bericht")
    assert report.refused()[0] == "StUF055"


async def test_the_same_action_under_another_service_is_refused(report: Report) -> None:
    for side, other in ((report.police, VEILIG_THUIS), (report.vt, POLITIE)):
        agreement = side.agreement_with(other)
        side.agree(
            replace(agreement, actions=tuple(replace(each, service=KETEN_SERVICE) for each in agreement.actions))
        )
    await report.arrive(report.octets)
    assert report.refused() == ("StUF028", "service")
    # The answer travels under the service of what it is about.
    assert [record.action for record in report.replies()] == ["functioneleFout"]
    report.acknowledged()


@pytest.mark.parametrize(
    ("wrong", "right", "refusal"),
    [
        (GEMEENTE, POLITIE, ("StUF052", "R002 (", "R134 (Afzender is wie het certificaat zegt)", "R148 (")),
        (BUURREGIO, POLITIE, ("StUF013", "H1A (De afzender is bekend): header.sender")),
        (GEMEENTE, VEILIG_THUIS, ("StUF010", "H1O (De ontvanger is bekend): header.receiver")),
    ],
)
async def test_d10_the_addresses_in_the_payload_must_be_those_of_the_agreement(
    report: Report, wrong: Party, right: Party, refusal: tuple[str, ...]
) -> None:
    octets = report.octets.replace(str(right.oin).encode(), str(wrong.oin).encode(), 1)
    await report.arrive(octets)
    code, *places = refusal
    refused, told = report.refused()
    assert refused == code
    assert all(place in told for place in places)
    assert told.count("; ") == len(places) - 1
    fault = report.fault()
    assert fault.header.receiver == POLITIE.oin


async def test_every_rule_that_refuses_on_arrival_is_told_with_the_code_that_stuf_numbers_first(report: Report) -> None:
    octets = report.octets.replace(b"999990019", b"123456789")
    await report.arrive(re.sub(rb"(tijdstipBericht>)\d{4}", rb"\g<1>2019", octets))
    fault = report.fault().content.fout
    assert fault is not None
    assert fault.code == "StUF019"
    assert [place.partition(" ")[0] for place in fault.plaatsen] == ["R016", "R152"]
    assert "betrokkenen[0].bsn" in fault.plaatsen[0]
    assert report.refused() == ("StUF019", "; ".join(fault.plaatsen))


async def test_r023_a_year_of_birth_that_stands_for_unknown_is_refused_as_any_day_to_come(report: Report) -> None:
    octets = re.sub(rb"(geboortedatum[^>]*>)\d{8}", rb"\g<1>99991231", report.octets)
    await report.arrive(octets.replace(b"rol>kind<", b"rol>jeugdige<"))
    code, places = report.refused()
    assert (code, places.partition(" ")[0]) == ("StUF055", "R023")


async def test_the_lists_of_the_day_count_on_arrival(report: Report) -> None:
    ended = ReferenceLists(
        version="1", roles=tuple(Role(code="1", text=role, valid_until=date(2020, 1, 1)) for role in ROLES)
    )
    report.vt.ports = replace(report.vt.ports, references=FakeReferences(ended))
    await report.arrive(report.octets)
    code, places = report.refused()
    assert (code, places.partition(" ")[0]) == ("StUF055", "R026")


async def test_r152_a_message_may_arrive_as_late_as_its_sender_may_go_on_sending(report: Report) -> None:
    report.world.clock.move(timedelta(days=1, minutes=30))
    await report.arrive(report.octets)
    assert report.vt.waiting() == [report.reference]


async def test_stuf016_a_reference_that_its_sender_used_before_is_refused(report: Report) -> None:
    await report.arrive(report.octets)
    first = report.vt.got(report.reference, POLITIE)
    await report.arrive(report.octets.replace(b"hulpgeroep", b"gelach"))
    _, refused = report.vt.evidence(EvidenceType.RECEIVED)
    facts = facts_of(refused)
    assert facts["refused"] == "StUF016"
    assert facts["places"] == "R141 (Een referentienummer is van één bericht): header.reference"
    assert [reply.type for reply in report.replies()] == ["TEC-02", "TEC-04"]
    assert report.vt.got(report.reference, POLITIE) == first
    assert len(report.vt.waiting()) == 1


async def test_222_the_same_report_under_a_new_reference_is_another_message(report: Report) -> None:
    await report.arrive(report.octets)
    other = report.police.ports.randomness.new_reference()
    await report.arrive(report.octets.replace(str(report.reference).encode(), str(other).encode()))
    assert report.vt.waiting() == [report.reference, other]


async def test_a_refused_message_can_be_repaired_under_the_same_reference(report: Report) -> None:
    report.vt.schemas.places = ("line 3 object",)
    await report.arrive(report.octets)
    report.vt.schemas.places = ()
    await report.arrive(report.octets)
    assert report.vt.waiting() == [report.reference]


async def test_a_copy_of_a_refused_message_gets_the_same_receipt_and_no_second_fault(report: Report) -> None:
    report.vt.schemas.places = ("line 3 object",)
    reference = await report.police.submit(REPORT)
    await report.police.work()
    [(_, content_type, body)] = report.police.wire.take()
    for _ in range(2):
        await report.world.carry(POLITIE, content_type, body, VEILIG_THUIS.oin)
    assert len(report.replies()) == 1
    assert len(report.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1
    report.vt.schemas.places = ()
    await report.world.settle()
    assert report.police.state(reference) == "delivered"
    assert report.police.layers(reference) == "Tr"
    assert "refused-by-partner" in report.police.told(reference)


async def test_a_fault_about_an_unreadable_document_names_the_message_by_its_message_id(report: Report) -> None:
    await report.arrive(b"<kapot", message_id=MessageId("0d1c9f44-6d3e@politie.schakel.test"))
    assert report.fault().header.cross_reference == ReferenceNumber("0d1c9f44-6d3e")


async def test_a_message_id_that_could_be_no_reference_is_named_by_a_digest(report: Report) -> None:
    await report.arrive(b"<kapot/>", message_id=MessageId("wat+'een#naam@politie.schakel.test"))
    named = report.fault().header.cross_reference
    assert named == ReferenceNumber(sha256(b"wat+'een#naam")[:40])
    assert named == ReferenceNumber.parse(str(named))


async def test_a_long_message_id_is_cut_to_what_a_reference_can_hold(report: Report) -> None:
    await report.arrive(b"<kapot/>", message_id=MessageId(f"{'a' * 60}@politie.schakel.test"))
    assert report.fault().header.cross_reference == ReferenceNumber("a" * 40)


async def test_a_functional_receipt_that_is_refused_is_not_answered_with_a_fault(report: Report) -> None:
    await report.arrive(b"<kapot/>", action="Bv01Bericht")
    assert report.refused()[0] == "StUF055"
    assert report.replies() == []
    report.acknowledged()


@pytest.mark.parametrize("service", [OLDER, STUF_SERVICE])
async def test_a_message_is_judged_and_answered_in_the_version_it_came_in(service: str, report: Report) -> None:
    report.agree_on(OLDER, STUF_SERVICE)
    report.police.agree_on(VEILIG_THUIS, service)
    await report.arrive(report.octets)
    record = report.vt.got(report.reference, POLITIE)
    assert record is not None
    assert record.service == service
    assert report.vt.schemas.asked == [(service, ACTION)]
    assert [(reply.service, reply.action) for reply in report.replies()] == [(service, "Bv01Bericht")]
    report.world.clock.move(timedelta(seconds=1))
    await report.world.settle()
    assert [reply.state for reply in report.replies()] == ["delivered"]


async def test_r147_a_version_that_we_do_not_speak_is_refused_with_the_nearest_that_we_do(report: Report) -> None:
    report.agree_on("VNG:Jeugdzorg:1:0:6", STUF_SERVICE)
    report.police.agree_on(VEILIG_THUIS, "VNG:Jeugdzorg:1:0:6")
    await report.arrive(report.octets)
    assert report.refused() == ("StUF001", "R147; nearest version 1.0.7")
    fault = report.fault().content.fout
    assert fault is not None
    assert (fault.code, fault.plaatsen) == ("StUF001", ("R147", "nearest version 1.0.7"))


async def test_an_action_that_was_agreed_and_is_no_message_of_ours_is_not_answered_with_a_fault(report: Report) -> None:
    for side, other in ((report.police, VEILIG_THUIS), (report.vt, POLITIE)):
        agreement = side.agreement_with(other)
        strange = replace(agreement.actions[0], service=KETEN_SERVICE, action="vreemd", outbound=side is report.police)
        side.agree(replace(agreement, actions=(*agreement.actions, strange)))
    await report.arrive(report.octets, action="vreemd")
    assert report.refused() == ("StUF055", "root element")
    assert report.replies() == []
    report.acknowledged()


async def test_a_fault_about_a_fault_never_comes(report: Report) -> None:
    report.vt.schemas.places = ("line 3 object",)
    report.police.schemas.places = ("line 1 Fo01Bericht",)
    await report.arrive(report.octets)
    report.world.clock.move(timedelta(seconds=1))
    await report.world.settle()
    assert len(report.replies()) == 1
    assert report.replies()[0].state == "delivered"
    assert report.police.store.tables.messages == {}
