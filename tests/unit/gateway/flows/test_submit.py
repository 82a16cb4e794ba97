from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.effect import Effect
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import AgreementId, Oin, PartyId, ReferenceNumber
from gateway.domain.kinds import MessageType
from gateway.domain.party import HubMandate, HubUse
from gateway.errors import (
    KeyReusedError,
    NoRouteError,
    NotAMessageError,
    PolicyRefusedError,
    RouteGuardError,
    VersionNotAgreedError,
)
from gateway.flows.route import Addresses
from gateway.flows.submit import SubmitMessage, submit_message
from gateway.formats.interpreter import STUF_SERVICE
from gateway.formats.samples import sample_message
from gateway.ports import SubmissionRecord, UnitOfWork
from gateway.wire.trust import Purpose
from tests.kit.parking import HOLDS, asking, hand_in
from tests.kit.policy_cases import DIRECT_HANDOVER, REFERENCE, message
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import at_once, facts_of

REPORT = "01-politiemelding.json"
OLDER = "VNG:Jeugdzorg:1:0:7"
FORBIDDEN = "13-verboden-overdracht.json"


@pytest.fixture
def police() -> Side:
    return World().side(POLITIE)


class Racing:
    """A store in which the very same call is done by somebody else as soon as its key was looked for."""

    def __init__(self, side: Side, command: SubmitMessage) -> None:
        self._side = side
        self._command = command
        self.done = False

    def unit_of_work(self) -> UnitOfWork:
        """Return a unit of work; of the first the other call is done behind its first question."""
        uow = self._side.ports.unit_of_work()
        if not self.done:
            uow.submissions = self
        return uow

    async def find(self, client: str, key: str) -> SubmissionRecord | None:
        """Return what is there, and then let the other call be done."""
        found = await self._side.ports.unit_of_work().submissions.find(client, key)
        self.done = True
        await submit_message(self._command, self._side.ports)
        return found

    def record(self, submission: SubmissionRecord) -> None:
        """Nothing is recorded any more."""
        raise AssertionError(submission)


def _nothing_left(side: Side) -> None:
    tables = side.store.tables
    assert (tables.messages, tables.outbox, tables.payloads, tables.layers) == ({}, {}, {}, {})
    assert tables.submissions == {}
    assert side.wire.posted == []


async def test_an_accepted_message_is_durable_when_its_reference_is_returned(police: Side) -> None:
    message = police.draft(REPORT)
    assert await police.hand_in(message) == message.header.reference
    assert police.state(message.header.reference) == "queued"
    assert police.work_on(message.header.reference) is not None
    assert police.store.commits == 1
    assert police.steps.names == ["out.05-before-commit", "out.06-committed"]
    assert [entry.type for entry in police.evidence()] == ["policy-decided", "submitted"]


async def test_the_decision_is_evidence_with_the_rules_that_spoke(police: Side) -> None:
    reference = await police.submit(REPORT)
    [entry] = police.evidence(EvidenceType.POLICY_DECIDED)
    assert (entry.subject, entry.actor) == (f"out/{POLITIE.oin}/{reference}", "kantoor")
    facts = facts_of(entry)
    assert facts["verdict"] == "passes"
    rules = facts["rules"].split(",")
    assert "R002" in rules
    assert len(set(rules)) == len(rules)
    assert len(facts["rule-set"]) == 64


async def test_213_the_same_call_again_has_the_same_answer_and_no_effect(police: Side) -> None:
    first = await police.hand_in(police.draft(REPORT), "key-1")
    assert await police.hand_in(police.draft(REPORT), "key-1") == first
    assert len(police.store.tables.messages) == 1
    assert police.store.commits == 1


async def test_213_a_key_used_with_another_body_is_refused(police: Side) -> None:
    await police.hand_in(police.draft(REPORT), "key-1")
    with pytest.raises(KeyReusedError):
        await police.hand_in(police.draft(REPORT), "key-1", digest="anders")
    assert len(police.store.tables.messages) == 1


async def test_keys_of_two_back_offices_are_not_each_others(police: Side) -> None:
    for client in ("kantoor", "tweede-kantoor"):
        command = SubmitMessage(client=client, key="key-1", digest="digest", message=police.draft(REPORT))
        await submit_message(command, police.ports)
    assert len(police.store.tables.messages) == 2


async def test_of_two_same_calls_at_once_one_has_effect_and_both_have_its_answer(police: Side) -> None:
    inner: list[ReferenceNumber] = []
    racing = police.hand_in(police.draft(REPORT), "key-1")
    police.at_step("out.05-before-commit", lambda: inner.append(at_once(racing)))
    assert await police.hand_in(police.draft(REPORT), "key-1") == inner[0]
    assert next(iter(police.store.tables.messages))[1] == inner[0]
    assert len(police.store.tables.messages) == 1
    assert len(police.evidence(EvidenceType.SUBMITTED)) == 1


async def test_of_two_bodies_under_one_key_at_once_one_is_refused(police: Side) -> None:
    racing = police.hand_in(police.draft(REPORT), "key-1", digest="anders")
    police.at_step("out.05-before-commit", lambda: at_once(racing))
    with pytest.raises(KeyReusedError):
        await police.hand_in(police.draft(REPORT), "key-1")
    assert len(police.store.tables.messages) == 1


async def test_a_reference_used_before_is_refused_also_under_a_new_key(police: Side) -> None:
    message = police.draft(REPORT)
    await police.hand_in(message, "key-1")
    first = police.sent(message.header.reference)
    with pytest.raises(NotAMessageError) as caught:
        await police.hand_in(message, "key-2")
    assert caught.value.mistakes == ("reference: used before",)
    assert police.sent(message.header.reference) == first


async def test_a_reference_that_waits_is_no_reference_for_another_message(monkeypatch: pytest.MonkeyPatch) -> None:
    vt = World().side(VEILIG_THUIS)
    for first, second in ((HOLDS,), ()), ((), (HOLDS,)):
        reference = f"ref-{len(first)}"
        monkeypatch.setattr("gateway.policy.gate.RULES", asking(*first))
        await hand_in(vt, key=f"{reference}-1", reference=reference)
        before = vt.store.tables
        monkeypatch.setattr("gateway.policy.gate.RULES", asking(*second))
        with pytest.raises(NotAMessageError):
            await hand_in(vt, key=f"{reference}-2", reference=reference)
        assert vt.store.tables == before


@pytest.mark.parametrize("parked", [False, True])
async def test_what_is_refused_under_the_reference_of_another_message_stays_out_of_its_evidence(
    monkeypatch: pytest.MonkeyPatch, *, parked: bool
) -> None:
    """Another office writes nothing beside a message, in what can be followed of it, or in the log of processing."""
    vt = World().side(VEILIG_THUIS)
    with monkeypatch.context() as patched:
        patched.setattr("gateway.policy.gate.RULES", asking(*((HOLDS,) if parked else ())))
        reference = (await hand_in(vt)).reference
    before = vt.store.tables
    forbidden = vt.draft(FORBIDDEN)
    message = replace(forbidden, header=replace(forbidden.header, reference=reference))
    for _ in range(2):
        with pytest.raises(NotAMessageError) as caught:
            await submit_message(SubmitMessage(client="ander", key="sleutel-2", digest="x", message=message), vt.ports)
        assert caught.value.mistakes == ("reference: used before",)
    assert vt.store.tables == before


async def test_the_same_call_that_loses_while_it_is_taken_in_has_the_answer_of_the_first(police: Side) -> None:
    """Between looking for the key and for the reference the first may be done."""
    message, ports = police.draft(REPORT), police.ports
    command = SubmitMessage(client="kantoor", key="sleutel-1", digest="x", message=message)
    racing = Racing(police, command)
    found = await submit_message(command, replace(ports, unit_of_work=racing.unit_of_work))
    assert found.reference == message.header.reference
    assert racing.done
    assert police.store.commits == 1


async def test_of_one_reference_under_two_keys_at_once_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    vt = World().side(VEILIG_THUIS)
    monkeypatch.setattr("gateway.policy.gate.RULES", asking(HOLDS))

    def race() -> None:
        monkeypatch.setattr("gateway.policy.gate.RULES", asking())
        at_once(hand_in(vt, key="sleutel-2", reference="ref-1"))

    vt.at_step("out.05-before-commit", race)
    with pytest.raises(NotAMessageError):
        await hand_in(vt, reference="ref-1")
    assert (len(vt.store.tables.messages), vt.store.tables.parked) == (1, {})


def _handover(vt: Side, number: int) -> SubmitMessage:
    """Return one of several handovers of one case to one receiver."""
    whole = message(MessageType.MSG_34, DIRECT_HANDOVER, VEILIG_THUIS, GEMEENTE)
    reference = ReferenceNumber(f"{REFERENCE}"[:-1] + f"{number}")
    header = replace(whole.header, created_at=vt.ports.clock.now(), reference=reference)
    return SubmitMessage(client="kantoor", key=f"{number}", digest="d", message=replace(whole, header=header))


async def test_r064_of_two_handovers_at_once_one_leaves_and_the_other_is_asked_about() -> None:
    vt = World().side(VEILIG_THUIS)
    vt.at_step("out.05-before-commit", lambda: at_once(submit_message(_handover(vt, 1), vt.ports)))
    second = (await submit_message(_handover(vt, 2), vt.ports)).parked
    assert second is not None
    assert [(step.rule, step.effect) for step in second.wanted] == [("R064", Effect.HOLD)]
    assert [str(record.reference)[-1] for record in vt.store.tables.messages.values()] == ["1"]
    assert [facts_of(entry)["verdict"] for entry in vt.evidence(EvidenceType.POLICY_DECIDED)] == ["passes", "waits"]


async def test_a_refusal_is_said_of_what_was_recorded_meanwhile_too() -> None:
    world = World()
    vt = world.side(VEILIG_THUIS)
    refused = vt.draft(FORBIDDEN, conversation="gesprek-1")
    vt.store.losses = 1
    with pytest.raises(PolicyRefusedError):
        await vt.hand_in(refused)
    assert len(vt.evidence(EvidenceType.POLICY_DECIDED)) == 1


async def test_what_is_said_of_one_case_never_waits_for_another() -> None:
    vt = World().side(VEILIG_THUIS)
    other = replace(_handover(vt, 1), message=vt.draft("02-directe-overdracht.json", conversation="andere-zaak"))
    vt.at_step("out.05-before-commit", lambda: at_once(submit_message(other, vt.ports)))
    assert (await submit_message(_handover(vt, 2), vt.ports)).parked is None
    assert len(vt.evidence(EvidenceType.POLICY_DECIDED)) == 2


async def test_what_a_rule_forbids_leaves_only_evidence() -> None:
    vt = World().side(VEILIG_THUIS)
    with pytest.raises(PolicyRefusedError) as caught:
        await vt.submit(FORBIDDEN)
    assert len(caught.value.rules) == len(caught.value.explanations) > 0
    _nothing_left(vt)
    [entry] = vt.evidence()
    facts = facts_of(entry)
    assert (entry.type, facts["verdict"]) == ("policy-decided", "refused")
    assert set(facts["rules"].split(",")) == set(caught.value.rules)


async def test_the_key_of_a_refused_message_is_still_free() -> None:
    vt = World().side(VEILIG_THUIS)
    with pytest.raises(PolicyRefusedError):
        await vt.submit(FORBIDDEN, "key-1")
    assert vt.state(await vt.submit("02-directe-overdracht.json", "key-1")) == "queued"


async def test_a_receiver_that_nobody_knows_gets_nothing(police: Side) -> None:
    with pytest.raises(PolicyRefusedError):
        await police.submit(REPORT, receiver="00000099000000009000")
    _nothing_left(police)


async def test_without_an_agreement_there_is_no_route_and_the_decision_stays_known(police: Side) -> None:
    police.agree()
    with pytest.raises(NoRouteError):
        await police.submit(REPORT)
    _nothing_left(police)
    assert [entry.type for entry in police.evidence()] == ["policy-decided"]


async def test_an_agreement_that_ended_is_no_route() -> None:
    world = World()
    world.clock.move(timedelta(days=31))
    with pytest.raises(NoRouteError):
        await world.side(POLITIE).submit(REPORT)
    _nothing_left(world.side(POLITIE))


async def test_the_same_action_under_another_service_is_no_route(police: Side) -> None:
    [agreement] = police.agreements
    police.agree(
        replace(agreement, actions=tuple(replace(each, service="iets:anders:1") for each in agreement.actions))
    )
    with pytest.raises(NoRouteError):
        await police.submit(REPORT)


async def test_what_does_not_fit_its_schema_is_refused_with_every_place(police: Side) -> None:
    police.schemas.places = ("line 3 object", "line 9 melding")
    with pytest.raises(NotAMessageError) as caught:
        await police.submit(REPORT)
    assert caught.value.mistakes == ("line 3 object", "line 9 melding")
    _nothing_left(police)


@pytest.mark.parametrize(
    ("agreed", "used"), [((OLDER,), OLDER), ((OLDER, STUF_SERVICE), STUF_SERVICE), ((STUF_SERVICE,), STUF_SERVICE)]
)
async def test_a_message_leaves_in_the_newest_version_that_was_agreed(
    agreed: tuple[str, ...], used: str, police: Side
) -> None:
    police.agree_on(VEILIG_THUIS, *agreed)
    record = police.sent(await police.submit(REPORT))
    assert (record.service, record.action) == (used, "vtMeldingDi01")


async def test_a_message_is_judged_by_the_schema_of_the_version_it_leaves_in(police: Side) -> None:
    police.agree_on(VEILIG_THUIS, OLDER)
    await police.submit(REPORT)
    assert police.schemas.asked == [(OLDER, "vtMeldingDi01")]


async def test_r147_what_the_agreed_version_lacks_is_refused_and_named(police: Side) -> None:
    police.agree_on(VEILIG_THUIS, OLDER)
    bare = police.agreement_with(VEILIG_THUIS)
    police.agree(replace(bare, actions=tuple(each for each in bare.actions if each.action != "meldingGeneriekDi01")))
    generic = sample_message(MessageType.MSG_03, police.ports.clock.now())
    header = replace(generic.header, sender=POLITIE.oin, receiver=VEILIG_THUIS.oin)
    with pytest.raises(VersionNotAgreedError) as caught:
        await police.hand_in(replace(generic, header=header))
    assert str(caught.value) == f"R147: MSG-03 does not travel as {OLDER}; agree on {STUF_SERVICE}"
    _nothing_left(police)
    assert [entry.type for entry in police.evidence()] == ["policy-decided"]


class OneRoute:
    """A book that gives the same agreement whatever is asked: what the guard is there for."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement

    def find(self, agreement_id: AgreementId, at: datetime) -> Agreement | None:
        return self.agreement

    def find_version(self, agreement_id: AgreementId, digest: str, at: datetime) -> Agreement | None:
        return self.agreement

    def find_last(self, agreement_id: AgreementId, partner: Oin, at: datetime) -> Agreement | None:
        return self.agreement

    def find_route(self, receiver: Oin, service: str, action: str, at: datetime) -> Agreement | None:
        return self.agreement

    def services_to(self, receiver: Oin, at: datetime) -> frozenset[str]:
        return frozenset()


async def _guarded(side: Side) -> str:
    with pytest.raises(RouteGuardError) as caught:
        await side.submit(REPORT)
    _nothing_left(side)
    assert [entry.type for entry in side.evidence()] == ["policy-decided"]
    return caught.value.difference


async def test_d22_an_agreement_of_another_sender_stops_the_message(police: Side) -> None:
    [agreement] = police.agreements
    police.agree(replace(agreement, own=replace(agreement.own, party_id=PartyId(str(GEMEENTE.oin)))))
    assert await _guarded(police) == Addresses.SENDER


async def test_d22_an_agreement_with_another_receiver_stops_the_message(police: Side) -> None:
    [agreement] = police.agreements
    other = replace(agreement, partner=replace(agreement.partner, party_id=PartyId(str(GEMEENTE.oin))))
    police.ports = replace(police.ports, agreements=OneRoute(other))
    assert await _guarded(police) == Addresses.RECEIVER


@pytest.mark.parametrize(
    ("purpose", "difference"),
    [(Purpose.ENCRYPTION, Addresses.ENCRYPTION), (Purpose.TLS_SERVER, Addresses.SERVER)],
)
async def test_d22_a_certificate_of_another_holder_stops_the_message(purpose: Purpose, difference: str) -> None:
    world = World()
    police = world.side(POLITIE)
    world.trust.holders[_certificate(police, purpose)] = GEMEENTE.oin
    assert await _guarded(police) == difference


@pytest.mark.parametrize(
    ("purpose", "difference"),
    [(Purpose.ENCRYPTION, Addresses.ENCRYPTION), (Purpose.TLS_SERVER, Addresses.SERVER)],
)
async def test_d22_a_certificate_that_was_revoked_stops_the_message(purpose: Purpose, difference: str) -> None:
    world = World()
    police = world.side(POLITIE)
    world.trust.distrusted.add((_certificate(police, purpose), purpose))
    assert await _guarded(police) == difference


@pytest.mark.parametrize("purpose", [Purpose.ENCRYPTION, Purpose.TLS_SERVER])
async def test_e89_a_certificate_of_a_hub_with_a_mandate_lets_the_message_go(purpose: Purpose) -> None:
    world = World()
    police = world.side(POLITIE)
    [agreement] = police.agreements
    world.trust.holders[_certificate(police, purpose)] = GEMEENTE.oin
    use = HubUse.ENCRYPTION if purpose is Purpose.ENCRYPTION else HubUse.TLS
    mandate = HubMandate(
        holder=GEMEENTE.oin,
        principal=agreement.partner.party_id.oin,
        uses=frozenset({use}),
        valid_from=date(2000, 1, 1),
        valid_until=date(2100, 1, 1),
    )
    police.agree(replace(agreement, partner=replace(agreement.partner, mandates=(mandate,))))
    assert police.state(await police.submit(REPORT)) == "queued"


def _certificate(side: Side, purpose: Purpose) -> bytes:
    partner = side.agreements[0].partner
    return partner.encryption_certificate if purpose is Purpose.ENCRYPTION else partner.server_certificate


@pytest.mark.parametrize("profile", [Profile.BE, Profile.RM, Profile.BE_S, Profile.RM_S])
async def test_where_nothing_is_encrypted_no_certificate_for_it_is_asked(profile: Profile) -> None:
    police = World(profile).side(POLITIE)
    assert police.agreements[0].partner.encryption_certificate == b""
    assert police.state(await police.submit(REPORT)) == "queued"
