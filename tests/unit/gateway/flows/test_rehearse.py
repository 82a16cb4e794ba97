from dataclasses import replace
from datetime import date, timedelta

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.domain.region import Change, Region
from gateway.flows.rehearse import rehearse
from gateway.formats import office
from gateway.policy import NATIONAL
from tests.kit.policy_cases import CHILD, DIRECT_HANDOVER, MOTHER, message
from tests.kit.store_records import a_parked_message
from tests.kit.world import GEMEENTE, POLITIE, VEILIG_THUIS, Side, World

# R043: the family was not told yet, so the message waits.
NOT_TOLD = replace(DIRECT_HANDOVER, betrokkenen=(replace(MOTHER, informering=None), CHILD))
HANDED_IN = message(MessageType.MSG_34, NOT_TOLD, VEILIG_THUIS, GEMEENTE)
WITHOUT_R043 = Region(
    name="Voorbeeldregio",
    valid_from=date(2026, 1, 1),
    author="Voorbeeld",
    source="voorbeeld",
    agreements=frozenset({"S001"}),
    changes=(Change(rule="R043", on=False, author="Voorbeeld", source="voorbeeld"),),
)


async def _park(side: Side, handed_in: Message, *, kept: bool = True) -> None:
    header, at = handed_in.header, side.ports.clock.now()
    async with side.ports.unit_of_work() as uow:
        record = a_parked_message(reference=header.reference, conversation=header.conversation, parked_at=at)
        if kept:
            uow.parked.record(record)
            uow.payloads.put(record.content, office.render(handed_in))
        subject = f"out/{header.sender}/{header.reference}"
        uow.evidence.append(EvidenceEntry(type=EvidenceType.POLICY_DECIDED, at=at, subject=subject, actor="kantoor"))
        await uow.commit()


async def test_a_decision_that_the_proposal_would_change_is_shown_with_the_rules() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt, HANDED_IN)
    found = await rehearse(WITHOUT_R043, 10, vt.ports)
    assert (found.judged, found.gone) == (1, 0)
    [changed] = found.changed
    assert changed.reference == HANDED_IN.header.reference
    assert "R043:hold" in changed.gone
    assert changed.come == ()


async def test_the_same_rules_change_nothing_and_nothing_is_written() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt, HANDED_IN)
    commits = vt.store.commits
    found = await rehearse(NATIONAL, 10, vt.ports)
    assert (found.judged, found.changed) == (1, ())
    assert vt.store.commits == commits


async def test_what_is_no_longer_there_is_counted() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt, HANDED_IN, kept=False)
    found = await rehearse(WITHOUT_R043, 10, vt.ports)
    assert (found.judged, found.gone, found.changed) == (0, 1, ())


async def test_a_message_that_was_judged_twice_is_judged_again_once() -> None:
    vt = World().side(VEILIG_THUIS)
    await _park(vt, HANDED_IN)
    await _park(vt, HANDED_IN, kept=False)
    assert (await rehearse(NATIONAL, 10, vt.ports)).judged == 1


async def test_only_so_many_decisions_are_looked_at() -> None:
    world = World()
    police = world.side(POLITIE)
    for _ in range(3):
        await police.submit("01-politiemelding.json")
        world.clock.move(timedelta(minutes=1))
    assert (await rehearse(NATIONAL, 2, police.ports)).judged == 2
    assert (await rehearse(NATIONAL, 9, police.ports)).judged == 3
