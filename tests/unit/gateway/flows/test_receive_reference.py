from typing import Final

from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import MessageId
from gateway.formats import interpreter
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Outgoing, Part
from tests.kit.world import ALL_PAIRS, BUURREGIO, POLITIE, VEILIG_THUIS, World
from tests.kit.world_doors import facts_of

REPORT: Final = "01-politiemelding.json"
ACTION: Final = "vtMeldingDi01"


async def _send(world: World, refers_to: MessageId) -> int:
    """Let the police send a report that refers to a message; return how many messages Veilig Thuis has of it."""
    police, vt = world.side(POLITIE), world.side(VEILIG_THUIS)
    before = len(vt.store.tables.inbox)
    content = interpreter.render(police.draft(REPORT)).octets
    outgoing = Outgoing(
        message_id=police.ports.randomness.new_message_id(),
        conversation_id=police.ports.randomness.new_conversation(),
        service=next(each.service for each in police.agreement_with(VEILIG_THUIS).actions if each.action == ACTION),
        action=ACTION,
        parts=(Part(content_id="deel@politie", media_type="application/xml", content=content),),
        refers_to=refers_to,
    )
    agreement = police.agreement_with(VEILIG_THUIS)
    sealed = await police.finish(ebms2.compose(outgoing, agreement, police.ports.clock.now()))
    await world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
    return len(vt.store.tables.inbox) - before


async def test_a_message_may_refer_to_one_that_it_follows_or_answers() -> None:
    world = World()
    assert await _send(world, MessageId("eerste@elders.schakel.test")) == 0
    await world.side(POLITIE).submit(REPORT)
    await world.settle()
    vt = world.side(VEILIG_THUIS)
    ((_, theirs),) = vt.store.tables.inbox
    assert await _send(world, theirs) == 1
    reference = await vt.submit("05-terugkoppeling-politie.json", crossReference=str(vt.waiting()[0]))
    assert await _send(world, vt.sent(reference).message_id) == 1


async def test_127_what_nobody_knows_and_what_belongs_to_another_look_the_same() -> None:
    world = World(pairs=ALL_PAIRS)
    vt = world.side(VEILIG_THUIS)
    reference = await vt.submit("10-informatieverzoek.json")
    await vt.work()
    assert vt.sent(reference).receiver == BUURREGIO.oin
    for unknown in (MessageId("nooit@elders.schakel.test"), vt.sent(reference).message_id):
        assert await _send(world, unknown) == 0
        facts = facts_of(vt.evidence(EvidenceType.SECURITY_REFUSED)[-1])
        assert facts["code"] == "header-refused"
