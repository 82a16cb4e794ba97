"""A call of the back office has one effect: the key finds what it led to, whoever was first."""

from dataclasses import dataclass

import pytest

from gateway.domain.identifiers import ReferenceNumber
from gateway.errors import AlreadyRecordedError, KeyReusedError
from gateway.flows.once import once
from gateway.ports import SubmissionRecord, UnitOfWork
from tests.kit.world import POLITIE, Side, World
from tests.kit.world_doors import at_once

FIRST = ReferenceNumber("eerste")
SECOND = ReferenceNumber("tweede")


@dataclass(frozen=True)
class Call:
    """A call under a key."""

    client: str = "kantoor"
    key: str = "sleutel-1"
    digest: str = "inhoud"


@pytest.fixture
def police() -> Side:
    return World().side(POLITIE)


async def _made(call: Call, reference: ReferenceNumber, side: Side) -> tuple[str, ReferenceNumber]:
    """Make a call that leads to that reference, and tell whether it was taken in or found."""

    async def take_in(_: UnitOfWork) -> tuple[ReferenceNumber, tuple[str, ReferenceNumber]]:
        return reference, ("taken in", reference)

    async def again(earlier: ReferenceNumber, _: UnitOfWork) -> tuple[str, ReferenceNumber]:
        return "found", earlier

    return await once(call, take_in, again, side.ports)


async def test_the_same_call_again_finds_what_the_first_led_to(police: Side) -> None:
    assert await _made(Call(), FIRST, police) == ("taken in", FIRST)
    assert await _made(Call(), SECOND, police) == ("found", FIRST)
    assert police.store.commits == 1


async def test_a_key_that_was_used_for_something_else_is_refused(police: Side) -> None:
    await _made(Call(), FIRST, police)
    with pytest.raises(KeyReusedError):
        await _made(Call(digest="anders"), SECOND, police)


async def test_a_key_belongs_to_its_client(police: Side) -> None:
    await _made(Call(), FIRST, police)
    assert await _made(Call(client="tweede-kantoor"), SECOND, police) == ("taken in", SECOND)


async def test_of_two_at_once_the_one_that_loses_finds_what_the_other_led_to(police: Side) -> None:
    racing = _made(Call(), FIRST, police)
    police.at_step("out.05-before-commit", lambda: at_once(racing))
    assert await _made(Call(), SECOND, police) == ("found", FIRST)


async def test_what_the_key_does_not_explain_is_told_as_it_is(police: Side) -> None:
    await _made(Call(), FIRST, police)
    with pytest.raises(AlreadyRecordedError):
        await _made(Call(key="sleutel-2"), FIRST, police)


async def test_what_is_remembered_is_the_call_and_its_reference(police: Side) -> None:
    await _made(Call(), FIRST, police)
    async with police.ports.unit_of_work() as uow:
        found = await uow.submissions.find("kantoor", "sleutel-1")
    assert found == SubmissionRecord(client="kantoor", key="sleutel-1", digest="inhoud", reference=FIRST)
