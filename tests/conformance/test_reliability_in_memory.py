"""Assertions 45, 46, 55, 56 and 60: best effort, which no gateway of this chain sends, and what takes hours."""

import re
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.delivery import DeliveryState
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.vocabulary import Actor, ErrorCode
from tests.kit.conformance import soap_of
from tests.kit.cpa_documents import ONS, document
from tests.kit.cpa_documents import RELIABILITY as AGREED
from tests.kit.world import POLITIE, RELIABILITY, VEILIG_THUIS, World

INC: Final = ErrorCode.INCONSISTENT
REPORT: Final = "01-politiemelding.json"
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
MINUTE: Final = timedelta(minutes=1)


@pytest.mark.parametrize("profile", Profile)
async def test_a045_a_reliable_message_asks_for_a_receipt_and_best_effort_does_not(profile: Profile) -> None:
    police = World(profile).side(POLITIE)
    await police.submit(REPORT)
    await police.work()
    ((_, _, octets),) = police.wire.posted
    message = soap_of(octets)
    asked = list(message.iter("{*}AckRequested"))
    assert [each.get(f"{{{SOAP}}}actor") for each in asked] == [Actor.TO_PARTY_MSH] * profile.reliable
    assert len(list(message.iter("{*}DuplicateElimination"))) == profile.reliable


async def _mismatched(sent_as: Profile, agreed: Profile) -> tuple[DeliveryState, str]:
    """Let the police send a message of one profile where another is agreed; return what became of it, and why."""
    world = World(agreed)
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    police.agree_to(profile=sent_as, reliability=RELIABILITY)
    reference = await police.submit(REPORT)
    await world.settle()
    assert len(vt.waiting()) == (sent_as is agreed)
    record = police.sent(reference)
    return DeliveryState(record.state), record.reason


async def test_a046_best_effort_that_asks_for_a_receipt_gets_inconsistent() -> None:
    assert await _mismatched(Profile.RM, Profile.BE) == (DeliveryState.REFUSED, INC)
    assert await _mismatched(Profile.BE, Profile.BE) == (DeliveryState.DELIVERED, "best-effort")


async def test_a055_a_message_id_is_remembered_for_longer_than_anyone_may_retry() -> None:
    world = World(Profile.RM)
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    await police.submit(REPORT)
    await police.work()
    ((_, content_type, octets),) = police.wire.take()
    await world.carry(POLITIE, content_type, octets, VEILIG_THUIS.oin)
    world.clock.move(RELIABILITY.horizon + MINUTE)
    await world.carry(POLITIE, content_type, octets, VEILIG_THUIS.oin)
    assert len(vt.waiting()) == 1
    assert len(vt.store.tables.inbox) == 1


async def test_a056_without_a_receipt_it_is_sent_retries_times_more_and_then_reported_as_failed() -> None:
    world = World(Profile.RM)
    police = world.side(POLITIE)
    began = world.clock.now()
    reference = await police.submit(REPORT)
    sent: list[timedelta] = []
    while world.clock.now() < began + 2 * RELIABILITY.horizon:
        await police.work()
        sent += [world.clock.now() - began] * len(police.wire.take())
        world.clock.move(MINUTE)
    assert sent == [RELIABILITY.retry_interval * count for count in range(RELIABILITY.retries + 1)]
    assert police.state(reference) is DeliveryState.EXPIRED
    assert police.told(reference) == ["delivery-expired"]


def test_a060_where_a_cpa_is_silent_on_retries_five_days_hold() -> None:
    days = timedelta(days=5)
    silent = re.sub(
        rb"\s*<tns:(ReliableMessaging|PersistDuration)>.*?</tns:\1>", b"", document(Profile.RM), flags=re.DOTALL
    )
    for action in cpa.parse(silent, ONS).actions:
        agreed = action.reliability
        assert agreed.retry_interval * agreed.retries == agreed.persist_duration == days
    assert {action.reliability for action in cpa.parse(document(Profile.RM), ONS).actions} == {AGREED}
