"""A partner hands us octets over a connection of its own with another certificate, or of a hub."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gateway.domain.agreement import Agreement
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubMandate, HubUse
from gateway.errors import UnknownAgreementError
from gateway.flows.receive import receive
from gateway.wire.stages import Received
from tests.kit.handover import OLD, Handover
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS

# --- the certificate of the connection --------------------------------------------------------------------------------


def pinned(handover: Handover, agreement: Agreement) -> None:
    handover.vt.agree(replace(agreement, client_pinned=True))


async def test_a089_another_client_certificate_of_the_same_organisation_is_refused() -> None:
    handover = await Handover().post()
    agreement = handover.vt.agreement_with(POLITIE)
    pinned(handover, agreement)
    with pytest.raises(UnknownAgreementError):
        await receive(replace(handover.octets(), client_certificate=b"another"), handover.vt.ports)
    assert not handover.vt.store.tables.messages
    agreed = agreement.partner.client_certificate
    await receive(replace(handover.octets(), client_certificate=agreed), handover.vt.ports)
    assert handover.accepted()


async def test_while_they_overlap_both_client_certificates_open_the_door() -> None:
    handover = await Handover().post()
    handover.change(other_client_certificates=(b"old",))
    pinned(handover, handover.vt.agreement_with(POLITIE))
    await receive(replace(handover.octets(), client_certificate=b"old"), handover.vt.ports)
    assert handover.accepted()


async def test_without_strict_mode_any_certificate_of_the_organisation_will_do() -> None:
    handover = await Handover().post()
    await receive(replace(handover.octets(), client_certificate=b"another"), handover.vt.ports)
    assert handover.accepted()


# --- hubs -------------------------------------------------------------------------------------------------------------

HUB: Oin = GEMEENTE.oin


def mandate(*uses: HubUse, until: date = date(2100, 1, 1)) -> HubMandate:
    return HubMandate(
        holder=HUB, principal=POLITIE.oin, uses=frozenset(uses), valid_from=date(2020, 1, 1), valid_until=until
    )


def through_hub(handover: Handover) -> Received:
    return replace(handover.octets(), partner=HUB)


async def test_a_hub_with_a_mandate_brings_what_a_partner_behind_it_sent() -> None:
    handover = await Handover().post()
    handover.change(mandates=(mandate(HubUse.TLS),))
    await receive(through_hub(handover), handover.vt.ports)
    assert handover.accepted()
    [key] = handover.vt.store.tables.inbox
    assert key[0] == POLITIE.oin


async def test_the_same_through_the_hub_and_directly_is_one_message() -> None:
    handover = await Handover().post()
    handover.change(mandates=(mandate(HubUse.TLS),))
    await receive(through_hub(handover), handover.vt.ports)
    await receive(handover.octets(), handover.vt.ports)
    assert handover.accepted()
    assert len(handover.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1


@pytest.mark.parametrize(
    "mandates",
    [
        (),
        (mandate(HubUse.SIGNING, HubUse.ENCRYPTION),),
        (mandate(HubUse.TLS, until=date(2020, 6, 1)),),
        (replace(mandate(HubUse.TLS), holder=VEILIG_THUIS.oin),),
    ],
    ids=["none", "for something else", "over", "of another"],
)
async def test_a034_without_a_mandate_that_holds_a_hub_brings_nothing(mandates: tuple[HubMandate, ...]) -> None:
    handover = await Handover().post()
    handover.change(mandates=mandates)
    with pytest.raises(UnknownAgreementError):
        await receive(through_hub(handover), handover.vt.ports)
    assert not handover.vt.store.tables.messages


@pytest.mark.parametrize(("uses", "accepted"), [((HubUse.TLS,), False), ((HubUse.TLS, HubUse.SIGNING), True)])
async def test_a_hub_signs_only_where_its_mandate_says_so(
    uses: tuple[HubUse, ...],
    accepted: bool,  # noqa: FBT001 - what the test expects
) -> None:
    handover = await Handover().post()
    handover.world.trust.holders[OLD] = HUB
    handover.change(mandates=(mandate(*uses),))
    await receive(through_hub(handover), handover.vt.ports)
    assert handover.accepted() is accepted
    assert accepted or handover.refusal() == ("security-refused", "signing-certificate")


async def test_a_message_keeps_its_time_whoever_brings_it() -> None:
    handover = await Handover().post()
    handover.change(mandates=(mandate(HubUse.TLS),))
    await receive(through_hub(handover), handover.vt.ports)
    handover.world.clock.move(timedelta(days=20))
    await receive(through_hub(handover), handover.vt.ports)
    assert len(handover.vt.evidence(EvidenceType.DUPLICATE_RECEIVED)) == 1
