"""Whose signature counts while one certificate replaces another."""

from datetime import date
from typing import Final

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.evidence import EvidenceType
from gateway.domain.party import HubMandate, HubUse
from gateway.flows.receive import receive
from gateway.flows.signers import with_proven_signers
from gateway.wire.trust import Purpose
from tests.kit.handover import NEW, OLD, Handover
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, World, received


def overlapping(handover: Handover) -> None:
    handover.change(signing_certificate=NEW, other_signing_certificates=(OLD,))


@pytest.mark.parametrize("signer", [POLITIE.name, "nieuwe-politie"])
async def test_while_they_overlap_old_and_new_both_prove(signer: str) -> None:
    handover = await Handover().post(signer=signer)
    overlapping(handover)
    await receive(handover.octets(), handover.vt.ports)
    assert handover.accepted()


async def test_after_the_overlap_only_the_new_one_proves() -> None:
    handover = await Handover().post()
    handover.change(signing_certificate=NEW)
    await receive(handover.octets(), handover.vt.ports)
    assert handover.refusal() == ("security-refused", "signature-value")


@pytest.mark.parametrize(("revoked", "accepted"), [(OLD, False), (NEW, True)])
async def test_one_that_was_revoked_proves_nothing_and_does_not_stand_in_the_way(
    revoked: bytes,
    accepted: bool,  # noqa: FBT001 - what the test expects
) -> None:
    handover = await Handover().post()
    overlapping(handover)
    handover.world.trust.distrusted.add((revoked, Purpose.SIGNING))
    await receive(handover.octets(), handover.vt.ports)
    assert handover.accepted() is accepted
    assert accepted or handover.refusal() == ("security-refused", "signature-value")


async def test_with_both_revoked_nothing_is_proven() -> None:
    handover = await Handover().post()
    overlapping(handover)
    handover.world.trust.distrusted |= {(OLD, Purpose.SIGNING), (NEW, Purpose.SIGNING)}
    await receive(handover.octets(), handover.vt.ports)
    assert handover.refusal() == ("certificate-refused", "revoked")


async def test_where_none_of_them_proves_anything_the_message_is_refused() -> None:
    handover = await Handover().post()
    overlapping(handover)
    handover.world.trust.distrusted |= {(each, Purpose.SIGNING) for each in (OLD, NEW)}
    await receive(handover.octets(), handover.vt.ports)
    assert not handover.accepted()
    assert handover.refusal()[0] == "certificate-refused"


async def test_a_certificate_of_somebody_else_proves_nothing_without_a_mandate() -> None:
    handover = await Handover().post()
    handover.world.trust.holders[OLD] = GEMEENTE.oin
    await receive(handover.octets(), handover.vt.ports)
    assert handover.refusal() == ("security-refused", "signing-certificate")


async def test_where_nothing_is_signed_no_certificate_is_asked_for() -> None:
    world = World(Profile.RM)
    side = world.side(POLITIE)
    agreement, at = side.agreement_with(VEILIG_THUIS), world.clock.now()
    assert await with_proven_signers(None, agreement, received("", b"", VEILIG_THUIS, at), side.ports) == (
        agreement,
        {},
    )


# --- hubs -------------------------------------------------------------------------------------------------------------

MANDATE: Final = HubMandate(
    holder=GEMEENTE.oin,
    principal=POLITIE.oin,
    uses=frozenset({HubUse.SIGNING}),
    valid_from=date(2026, 1, 1),
    valid_until=date(2026, 12, 31),
)


@pytest.mark.parametrize(("signer", "said"), [(POLITIE.name, True), ("nieuwe-politie", False)])
async def test_of_a_hub_that_signed_the_evidence_says_who_it_is_and_how_long_it_may(
    signer: str,
    said: bool,  # noqa: FBT001 - what the test expects
) -> None:
    """While the partner takes its signing over from a hub, each message says by whom it was signed."""
    handover = await Handover().post(signer=signer)
    handover.world.trust.holders[OLD] = GEMEENTE.oin
    overlapping(handover)
    handover.change(mandates=(MANDATE,))
    await receive(handover.octets(), handover.vt.ports)
    [entry] = handover.vt.evidence(EvidenceType.RECEIVED)
    named = {name: value for name, value in entry.facts if name in {"signed-by", "mandate"}}
    assert named == ({"signed-by": str(GEMEENTE.oin), "mandate": "2026-01-01/2026-12-31"} if said else {})
