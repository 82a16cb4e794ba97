"""Whose signature counts while one certificate replaces another."""

import pytest

from gateway.flows.receive import receive
from gateway.wire.trust import Purpose
from tests.kit.handover import NEW, OLD, Handover
from tests.kit.world import POLITIE


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
