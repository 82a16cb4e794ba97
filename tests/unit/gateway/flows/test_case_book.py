import pytest

from gateway.domain.case import CaseFact
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import ConversationId
from gateway.errors import NotAMessageError, RoleNotHeldError
from gateway.flows.case_book import RecordFact, list_facts, record_fact
from tests.kit.parking import AUTHOR, ROLES, staffed
from tests.kit.world import VEILIG_THUIS, Side, World
from tests.kit.world_doors import facts_of

CASE = ConversationId("zaak-1")


@pytest.fixture
def side() -> Side:
    return staffed(World().side(VEILIG_THUIS))


def _fact(*, holds: bool = True, about: str = "") -> RecordFact:
    return RecordFact(
        client="kantoor", conversation=CASE, by=AUTHOR, fact=CaseFact.INFORMING_DELEGATED, holds=holds, about=about
    )


async def test_facts_come_back_in_the_order_they_were_recorded(side: Side) -> None:
    first = await record_fact(_fact(about="kind-1"), side.ports)
    second = await record_fact(_fact(holds=False, about="kind-1"), side.ports)
    assert await list_facts(CASE, side.ports) == [first, second]
    assert await list_facts(ConversationId("zaak-2"), side.ports) == []
    assert (first.by, first.at) == (AUTHOR.id, side.ports.clock.now())


async def test_each_entry_is_evidence(side: Side) -> None:
    await record_fact(_fact(about="kind-1"), side.ports)
    [entry] = side.evidence(EvidenceType.CASE_RECORDED)
    assert (entry.subject, entry.actor) == ("case/zaak-1", "kantoor")
    assert facts_of(entry) == {
        "fact": "informeren-overgelaten",
        "holds": "true",
        "about": "kind-1",
        "by": "m-17",
        "role": "behandelaar",
    }


async def test_only_staff_records(side: Side) -> None:
    del side.staff.roles[AUTHOR.id]
    assert AUTHOR.id in ROLES
    with pytest.raises(RoleNotHeldError):
        await record_fact(_fact(), side.ports)
    assert side.store.tables.cases == []


@pytest.mark.parametrize("about", ["Sam Voorbeeld", "Teststraat 1", "x" * 65, "één"])
async def test_what_can_be_no_identifier_is_refused_without_repeating_it(side: Side, about: str) -> None:
    with pytest.raises(NotAMessageError) as caught:
        await record_fact(_fact(about=about), side.ports)
    assert about not in str(caught.value)
    assert (side.store.tables.cases, side.evidence()) == ([], [])


@pytest.mark.parametrize("about", ["999990019", "9999.90.019", "kind-999990019", "BSN:999990019", "bsn999990019"])
async def test_a_bsn_is_refused_without_repeating_it(side: Side, about: str) -> None:
    with pytest.raises(NotAMessageError) as caught:
        await record_fact(_fact(about=about), side.ports)
    assert caught.value.mistakes == ("about: could be a BSN: name the person by the kenmerk in the message",)
    assert (side.store.tables.cases, side.evidence()) == ([], [])


@pytest.mark.parametrize("about", ["999990018", "00000099000000003000", "CASUS-20260302-0001", "1-a999990019bc"])
async def test_other_digits_are_recorded(side: Side, about: str) -> None:
    assert (await record_fact(_fact(about=about), side.ports)).about == about
