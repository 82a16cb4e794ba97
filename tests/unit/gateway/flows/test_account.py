from typing import Final

from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.kinds import MessageType
from gateway.errors import ConfigError, TamperedError
from gateway.flows.account import give_account
from tests.kit.clock import NOON
from tests.kit.world import POLITIE, VEILIG_THUIS, World

NO_PROCESSING: Final = (
    EvidenceType.SECURITY_REFUSED,
    EvidenceType.DECRYPTION_RESUMED,
    EvidenceType.KEYS_CHANGED,
    EvidenceType.CLOCK_PUT_BACK,
)


async def test_every_step_is_told_with_its_message_and_whose_data_it_held() -> None:
    police = World().side(POLITIE)
    draft = police.draft("01-politiemelding.json")
    await police.hand_in(draft)
    account = await give_account(0, 100, police.ports)
    assert [step.chained.entry.type for step in account.steps] == ["policy-decided", "submitted"]
    assert {step.type for step in account.steps} == {MessageType.MSG_01}
    bsns = tuple(person.bsn for person in draft.content.betrokkenen if person.bsn)
    assert account.steps[0].persons == bsns
    assert bsns
    assert bsns[0] not in repr(account)


async def test_the_other_side_gives_its_own_account() -> None:
    world = World()
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    await police.submit("01-politiemelding.json")
    await police.work()
    await world.carry_all(POLITIE)
    account = await give_account(0, 100, vt.ports)
    [received] = [step for step in account.steps if step.chained.entry.type is EvidenceType.RECEIVED]
    assert received.type is MessageType.MSG_01
    assert received.persons


async def test_it_goes_on_where_it_ended_and_leaves_out_what_is_of_transport_alone() -> None:
    police = World().side(POLITIE)
    await police.submit("01-politiemelding.json")
    async with police.ports.unit_of_work() as uow:
        for kind in (*NO_PROCESSING, EvidenceType.CASE_RECORDED):
            uow.evidence.append(EvidenceEntry(type=kind, at=NOON, subject="case/x", actor="kantoor"))
        await uow.commit()
    first = await give_account(0, 1, police.ports)
    assert first.last == 1
    rest = await give_account(first.last, 100, police.ports)
    assert [step.chained.entry.type for step in rest.steps] == ["submitted", "case-recorded"]
    assert (rest.steps[-1].type, rest.steps[-1].persons) == (None, ())
    last = 3 + len(NO_PROCESSING)
    assert rest.last == last
    assert (await give_account(last, 100, police.ports)).last == last


async def test_content_that_cannot_be_read_stops_no_account_and_is_counted() -> None:
    police = World().side(POLITIE)
    for _ in range(2):
        await police.submit("01-politiemelding.json")
    content = [each.content for each in police.store.tables.messages.values()]
    police.store.locked = {content[0]: TamperedError("payload"), content[1]: ConfigError("a key is destroyed")}
    account = await give_account(0, 100, police.ports)
    assert [(step.type, step.persons) for step in account.steps] == [(MessageType.MSG_01, ())] * 4
    assert account.unreadable == (1,)
