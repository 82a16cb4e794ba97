from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Agreement, Profile, Reliability, SignatureMethod
from gateway.domain.evidence import EvidenceType
from gateway.domain.kinds import Layer
from gateway.domain.message import Direction
from gateway.errors import NoRouteError
from gateway.flows.dispatch import action_of, patience_of, queue_message, sha256, wire_subject
from gateway.formats import interpreter
from gateway.ports import MessageRecord
from gateway.wire.stages import WrappedKey
from tests.kit.store_records import a_message
from tests.kit.world import BEST_EFFORT, POLITIE, RELIABILITY, VEILIG_THUIS, Side, World
from tests.kit.world_doors import KeySigner, facts_of

HOUR: Final = timedelta(hours=1)


def _side(profile: Profile = Profile.RM_E) -> Side:
    return World(profile).side(POLITIE)


async def _queued(side: Side) -> MessageRecord:
    message = side.draft("01-politiemelding.json")
    async with side.ports.unit_of_work() as uow:
        queue_message(message, interpreter.render(message), side.agreements[0], side.ports, uow)
        assert side.store.tables.messages == {}
        await uow.commit()
    return side.sent(message.header.reference)


async def test_everything_a_message_needs_is_in_one_commit() -> None:
    side = _side()
    record = await _queued(side)
    tables = side.store.tables
    assert side.store.commits == 1
    assert (record.direction, record.action, record.state) == (Direction.OUT, "vtMeldingDi01", "queued")
    assert (record.agreement_id, record.agreement_digest) == (
        side.agreements[0].agreement_id,
        side.agreements[0].digest,
    )
    assert tables.payloads[record.content].startswith(b"<?xml")
    assert [layer for _, _, layer in tables.layers] == [Layer.TECHNICAL, Layer.RECEIPT, Layer.BUSINESS]
    assert side.wire.posted == []


async def test_its_work_is_due_at_once_and_ends_when_the_agreed_retries_do() -> None:
    side = _side()
    record = await _queued(side)
    work = side.work_on(record.reference)
    assert work is not None
    at = side.ports.clock.now()
    assert (work.partner, work.attempts, work.due_at) == (VEILIG_THUIS.oin, 0, at)
    assert work.expires_at == at + timedelta(minutes=40)


async def test_its_evidence_says_what_was_submitted_and_under_which_agreement() -> None:
    side = _side()
    record = await _queued(side)
    [entry] = side.evidence(EvidenceType.SUBMITTED)
    assert (entry.subject, entry.actor) == (record.subject, str(POLITIE.oin))
    assert facts_of(entry) == {
        "type": "MSG-01",
        "receiver": str(VEILIG_THUIS.oin),
        "payload-sha256": sha256(side.store.tables.payloads[record.content]),
        "agreement": side.agreements[0].digest,
    }


async def test_without_agreed_retries_there_still_is_time_for_one_try() -> None:
    side = _side(Profile.BE_E)
    work = side.work_on((await _queued(side)).reference)
    assert work is not None
    assert work.expires_at == side.ports.clock.now() + HOUR


@pytest.mark.parametrize(
    ("agreed", "patience"),
    [
        ((RELIABILITY,), timedelta(minutes=40)),
        ((BEST_EFFORT,), HOUR),
        ((BEST_EFFORT, RELIABILITY), timedelta(minutes=40)),
        ((RELIABILITY, replace(RELIABILITY, retries=8)), timedelta(minutes=90)),
    ],
)
def test_patience_is_the_longest_that_was_agreed(agreed: tuple[Reliability, ...], patience: timedelta) -> None:
    assert patience_of(*agreed) == patience


def test_the_action_of_a_message_is_the_outbound_one_of_its_root() -> None:
    agreement = _side().agreements[0]
    action = action_of(a_message(action="vtMeldingDi01"), agreement)
    assert (action.service, action.action, action.outbound) == (interpreter.STUF_SERVICE, "vtMeldingDi01", True)


@pytest.mark.parametrize("root", ["vtTerugkoppelingDi01", "bestaatNiet"])
def test_what_the_agreement_no_longer_carries_has_no_route(root: str) -> None:
    agreement: Agreement = _side().agreements[0]
    with pytest.raises(NoRouteError):
        action_of(a_message(action=root), agreement)


@dataclass(slots=True)
class NotedSigner:
    """The keys of an organisation; keeps which certificates were named."""

    keys: KeySigner
    named: list[bytes] = field(default_factory=list)

    async def sign(self, octets: bytes, method: SignatureMethod, certificate: bytes) -> bytes:
        self.named.append(certificate)
        return await self.keys.sign(octets, method, certificate)

    async def attest(self, octets: bytes) -> bytes:
        return await self.keys.attest(octets)

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        return await self.keys.unwrap(wrapped)


async def test_f47_what_signs_is_told_which_certificate_the_message_names() -> None:
    side = _side()
    signer = NotedSigner(KeySigner(POLITIE.name))
    side.ports = replace(side.ports, signer=signer)
    await side.seal(VEILIG_THUIS, "vtMeldingDi01", b"<inhoud/>")
    assert signer.named == [side.agreement_with(VEILIG_THUIS).own.signing_certificate]


async def test_octets_that_belong_to_no_message_have_a_subject_without_the_partners_words() -> None:
    world = World()
    side = world.side(POLITIE)
    await side.submit("01-politiemelding.json")
    await side.work()
    [(_, content_type, body)] = side.wire.take()
    vt = world.side(VEILIG_THUIS)
    proven = await vt.prove(content_type, body, POLITIE)
    subject = wire_subject(proven.address, vt.agreement_with(POLITIE))
    assert subject == f"wire/{POLITIE.oin}/{sha256(str(proven.address.message_id).encode())}"
