from dataclasses import replace
from typing import Final

import pytest

from adapters.evidence.bundle import Chain
from adapters.evidence.contents import OWN_CERTIFICATE, PARTNER_CERTIFICATE, read
from adapters.evidence.report import Claim, Outcome
from adapters.evidence.trust import read_chain
from adapters.evidence.verify import verify
from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.errors import ConfigError, NotFoundError
from gateway.ports import Clock, Signer
from tests.kit.ebms2_messages import PART, THEY, WE
from tests.kit.evidence import (
    NOBODY,
    MemoryChain,
    MemoryStore,
    agreed,
    bundle_of,
    certificate,
    exchanged,
    exporter,
    record,
    record_of,
    roots,
)
from tests.kit.store import FakeStore
from tests.kit.store_records import an_entry

REFERENCE: Final = ReferenceNumber.parse("geweigerd-1")


async def test_a_bundle_holds_the_entries_octets_and_certificates_of_its_message_alone() -> None:
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message, exchange = record_of(agreement, Direction.OUT), exchanged(agreement, Direction.OUT)
    await record(store, message, exchange)
    bundle = read(await exporter(store, agreement).export(Direction.OUT, message.reference, message.sender))
    assert [proved.chained.sequence for proved in bundle.entries] == [2, 3, 4, 5]
    assert {proved.chained.entry.subject for proved in bundle.entries} == {message.subject}
    assert bundle.checkpoint.size == 6
    assert bundle.about.message_id == str(message.message_id)
    assert bundle.about.agreement_digest == agreement.digest
    assert bundle.files["soap/000000000003-soap.xml"] == exchange.sent.soap
    assert bundle.files["soap/000000000005-soap.xml"] == exchange.receipt.soap
    assert bundle.files[OWN_CERTIFICATE] == certificate(WE, "wij")
    assert bundle.files[PARTNER_CERTIFICATE] == certificate(THEY, "zij")


async def test_of_an_inbound_message_the_bundle_holds_our_own_receipt() -> None:
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message, exchange = record_of(agreement, Direction.IN), exchanged(agreement, Direction.IN)
    await record(store, message, exchange)
    bundle = read(await exporter(store, agreement).export(Direction.IN, message.reference, message.sender))
    assert bundle.files["soap/000000000002-soap.xml"] == exchange.sent.soap
    assert bundle.files["soap/000000000002-receipt.xml"] == exchange.receipt.soap


@pytest.mark.parametrize("profile", [Profile.RM, Profile.RM_S, Profile.RM_E])
async def test_no_payload_is_in_a_bundle(profile: Profile) -> None:
    for direction in Direction:
        octets = await bundle_of(direction, profile)
        assert whole(PART.content) not in octets
        assert b"melding.xml" not in octets


async def test_the_same_message_makes_the_same_bundle() -> None:
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message = record_of(agreement, Direction.OUT)
    await record(store, message, exchanged(agreement, Direction.OUT))
    bundles = {
        await exporter(store, agreement).export(Direction.OUT, message.reference, message.sender) for _ in range(2)
    }
    assert len(bundles) == 1


async def test_a_message_that_policy_refused_has_a_bundle_of_its_refusal() -> None:
    """Why something was refused is to be proved as well; there is no message then, and no octets."""
    store = MemoryStore()
    async with store.unit_of_work() as uow:
        uow.evidence.append(an_entry(type=EvidenceType.POLICY_DECIDED, subject=f"out/{WE.oin}/{REFERENCE}"))
        await uow.commit()
    octets = await exporter(store, None).export(Direction.OUT, REFERENCE, WE.oin)
    report = verify(octets, roots())
    assert report.passed
    holding = {check.claim for check in report.checks if check.outcome is Outcome.HOLDS}
    assert holding == {Claim.CONTAINER, Claim.ENTRIES, Claim.PLACES, Claim.HEAD, Claim.MANDATE, Claim.CERTIFICATES}


async def test_what_was_refused_on_arrival_is_still_our_evidence() -> None:
    """There is no record that names its receiver; that is us, and the head must be ours."""
    store = MemoryStore()
    async with store.unit_of_work() as uow:
        uow.evidence.append(an_entry(type=EvidenceType.RECEIVED, subject=f"in/{THEY.oin}/{REFERENCE}"))
        await uow.commit()
    octets = await exporter(store, None).export(Direction.IN, REFERENCE, THEY.oin)
    assert read(octets).about.receiver == str(WE.oin)
    found = {check.claim: check.outcome for check in verify(octets, roots()).checks}
    assert found[Claim.HEAD] is Outcome.HOLDS


async def test_octets_that_were_purged_are_left_out_and_said_to_be() -> None:
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message = record_of(agreement, Direction.OUT)
    await record(store, message, exchanged(agreement, Direction.OUT))
    store.tables.payloads.clear()
    octets = await exporter(store, agreement).export(Direction.OUT, message.reference, message.sender)
    assert not [name for name in read(octets).files if name.startswith("soap/")]
    found = {check.claim: check.outcome for check in verify(octets, roots()).checks}
    assert found[Claim.OCTETS] is Outcome.OPEN
    assert found[Claim.PLACES] is Outcome.HOLDS


async def test_certificates_come_from_the_very_version_of_the_agreement_or_not_at_all() -> None:
    """F57: another version of the agreement may have other certificates."""
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message = record_of(agreement, Direction.OUT)
    await record(store, message, exchanged(agreement, Direction.OUT))
    for known in (None, replace(agreement, digest="2" * 64)):
        octets = await exporter(store, known).export(Direction.OUT, message.reference, message.sender)
        assert OWN_CERTIFICATE not in read(octets).files
        assert verify(octets, roots()).passed


@pytest.mark.parametrize("direction", Direction)
async def test_where_certificates_overlap_the_bundle_has_those_that_signed(direction: Direction) -> None:
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message = record_of(agreement, direction)
    await record(store, message, exchanged(agreement, direction))
    own, partner = agreement.own, agreement.partner
    newer = replace(
        agreement,
        own=replace(
            own, signing_certificate=certificate(WE, "later"), other_signing_certificates=(own.signing_certificate,)
        ),
        partner=replace(
            partner,
            signing_certificate=certificate(THEY, "straks"),
            other_signing_certificates=(partner.signing_certificate,),
        ),
    )
    octets = await exporter(store, newer).export(direction, message.reference, message.sender)
    bundle = read(octets)
    assert bundle.files[OWN_CERTIFICATE] == own.signing_certificate
    assert bundle.files[PARTNER_CERTIFICATE] == partner.signing_certificate
    assert verify(octets, roots()).passed


async def test_a_copy_that_came_before_the_partner_had_a_new_certificate_keeps_its_own() -> None:
    """A copy was refused for its content; the good one under the same reference was signed with a newer key."""
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    former = agreement.partner.signing_certificate
    partner = replace(
        agreement.partner, signing_certificate=certificate(THEY, "straks"), other_signing_certificates=(former,)
    )
    newer = replace(agreement, partner=partner)
    message = record_of(newer, Direction.IN)
    await record(store, message, exchanged(agreement, Direction.IN))
    store.tables.messages.clear()
    await record(store, message, exchanged(newer, Direction.IN, theirs="straks"))
    octets = await exporter(store, newer).export(Direction.IN, message.reference, message.sender)
    files = read(octets).files
    assert files[PARTNER_CERTIFICATE] == partner.signing_certificate
    assert files[first := "certificates/signers/000000000002-soap.der"] == former
    assert [name for name in files if name.startswith("certificates/signers/")] == [first]
    assert OWN_CERTIFICATE in files
    assert verify(octets, roots()).passed


async def test_a_certificate_that_proves_nothing_has_no_place_in_a_bundle() -> None:
    bundle = read(await bundle_of(Direction.OUT))
    stray = {"certificates/signers/000000000009-soap.der": certificate(THEY, "zij")}
    checks = verify(replace(bundle, files={**bundle.files, **stray}).write()).checks
    assert {check.claim for check in checks if not check.passed} == {Claim.OCTETS}


async def test_what_we_know_nothing_about_has_no_bundle() -> None:
    agreement, store = agreed(Profile.RM_S), MemoryStore()
    message = record_of(agreement, Direction.OUT)
    await record(store, message, exchanged(agreement, Direction.OUT))
    makes = exporter(store, agreement)
    for direction, reference, sender in (
        (Direction.IN, message.reference, message.sender),
        (Direction.OUT, REFERENCE, message.sender),
        (Direction.OUT, message.reference, NOBODY),
    ):
        with pytest.raises(NotFoundError):
            await makes.export(direction, reference, sender)


class Beheaded(MemoryStore):
    """A store whose chain has no head, though it has entries."""

    def checkpoints(self, signer: Signer, clock: Clock) -> Chain:
        return MemoryChain(FakeStore(), signer, clock)


async def test_without_a_head_there_is_no_bundle() -> None:
    store = Beheaded()
    async with store.unit_of_work() as uow:
        uow.evidence.append(an_entry(subject=f"out/{WE.oin}/{REFERENCE}"))
        await uow.commit()
    with pytest.raises(NotFoundError):
        await exporter(store, None).export(Direction.OUT, REFERENCE, WE.oin)


def test_an_evidence_certificate_that_is_none_keeps_the_house_closed() -> None:
    with pytest.raises(ConfigError):
        read_chain(b"geen certificaat")
