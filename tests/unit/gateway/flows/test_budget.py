"""A partner may make us decrypt in vain twenty times an hour; then nothing of it is decrypted for a while (D14)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from gateway.domain.agreement import LegacyDecryption, SignatureMethod
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.domain.octets import whole
from gateway.errors import DecryptionHeldError
from gateway.flows.budget import FAILURES, WINDOW, list_held
from gateway.wire.stages import Sealed, WrappedKey
from tests.kit.legacy_parts import exception
from tests.kit.wire_keys import wire_key
from tests.kit.world import BUURREGIO, POLITIE, VEILIG_THUIS, Side, World
from tests.kit.world_doors import KeySigner

ACTION: Final = "vtMeldingDi01"
SECOND: Final = timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    return World()


async def _letter(world: World) -> Sealed:
    """Return octets of the police that open and prove themselves, whatever their content is."""
    return await world.side(POLITIE).seal(VEILIG_THUIS, ACTION, b"<inhoud/>")


def _spoiled(sealed: Sealed) -> Sealed:
    """Change an octet at the end of the content: the tag no longer fits."""
    place = whole(sealed.body).rindex(b"</xenc:CipherValue>") - 8
    other = b"A" if whole(sealed.body)[place : place + 1] != b"A" else b"B"
    return replace(sealed, body=whole(sealed.body)[:place] + other + whole(sealed.body)[place + 1 :])


async def _send(world: World, sealed: Sealed) -> None:
    await world.carry(POLITIE, sealed.content_type, sealed.body, VEILIG_THUIS.oin)


async def _fail(world: World, times: int) -> None:
    for _ in range(times):
        await _send(world, _spoiled(await _letter(world)))


def _failures(side: Side) -> list[EvidenceEntry]:
    return side.evidence(EvidenceType.DECRYPTION_FAILED)


async def test_what_is_decrypted_in_vain_is_counted_before_it_is_refused(world: World) -> None:
    await _fail(world, 1)
    kinds = [entry.type for entry in world.side(VEILIG_THUIS).evidence()]
    assert kinds == [EvidenceType.DECRYPTION_FAILED, EvidenceType.SECURITY_REFUSED]
    [entry] = _failures(world.side(VEILIG_THUIS))
    assert (entry.actor, entry.facts) == (str(POLITIE.oin), ())


async def test_what_opens_is_not_counted(world: World) -> None:
    await _send(world, await _letter(world))
    assert _failures(world.side(VEILIG_THUIS)) == []


async def test_what_is_refused_before_a_key_is_used_is_not_counted(world: World) -> None:
    sealed = await _letter(world)
    other = whole(sealed.body).replace(b"xmlenc11#aes256-gcm", b"xmlenc11#aes128-gcm")
    await _send(world, replace(sealed, body=other))
    assert _failures(world.side(VEILIG_THUIS)) == []
    assert len(world.side(VEILIG_THUIS).evidence(EvidenceType.SECURITY_REFUSED)) == 1


@dataclass(slots=True)
class CountingSigner:
    """The keys of an organisation; tells how often one of them was used to open something."""

    keys: KeySigner
    unwraps: int = 0

    async def sign(self, octets: bytes, method: SignatureMethod, certificate: bytes) -> bytes:
        return await self.keys.sign(octets, method, certificate)

    async def attest(self, octets: bytes) -> bytes:
        return await self.keys.attest(octets)

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        self.unwraps += 1
        return await self.keys.unwrap(wrapped)


async def test_no_key_of_ours_is_used_for_who_did_not_sign(world: World) -> None:
    side = world.side(VEILIG_THUIS)
    signer = CountingSigner(KeySigner(VEILIG_THUIS.name))
    side.ports = replace(side.ports, signer=signer)
    sealed = _spoiled(await _letter(world))
    await _send(world, sealed)
    assert (signer.unwraps, len(_failures(side))) == (1, 1)
    octets = whole(sealed.body)
    place = octets.index(b"<ds:SignatureValue>") + 40
    unsigned = octets[:place] + (b"A" if octets[place : place + 1] != b"A" else b"B") + octets[place + 1 :]
    await _send(world, replace(sealed, body=unsigned))
    assert (signer.unwraps, len(_failures(side))) == (1, 1)
    assert len(side.evidence(EvidenceType.SECURITY_REFUSED)) == 2


async def test_after_twenty_failures_nothing_is_decrypted_and_nothing_is_lost(world: World) -> None:
    await _fail(world, FAILURES - 1)
    good = await _letter(world)
    await _send(world, good)
    await _fail(world, 1)
    for sealed in (await _letter(world), _spoiled(await _letter(world))):
        # Good and bad look the same: both are to come again later.
        with pytest.raises(DecryptionHeldError):
            await _send(world, sealed)
    assert len(_failures(world.side(VEILIG_THUIS))) == FAILURES
    world.clock.move(WINDOW + SECOND)
    late = await _letter(world)
    await _send(world, late)
    assert len(_failures(world.side(VEILIG_THUIS))) == FAILURES


async def test_a_hold_outlives_a_restart_for_it_stands_in_the_evidence(world: World) -> None:
    await _fail(world, FAILURES)
    again = replace(world.side(VEILIG_THUIS).ports)
    async with again.unit_of_work() as uow:
        assert await list_held(world.clock.now(), uow) == {POLITIE.oin}


async def test_a_hold_on_one_partner_leaves_the_others_alone() -> None:
    world = World(pairs=((POLITIE, VEILIG_THUIS), (BUURREGIO, VEILIG_THUIS)))
    await _fail(world, FAILURES)
    side = world.side(BUURREGIO)
    action = next(each.action for each in side.agreement_with(VEILIG_THUIS).actions if each.outbound)
    sealed = await side.seal(VEILIG_THUIS, action, b"<inhoud/>")
    await world.carry(BUURREGIO, sealed.content_type, sealed.body, VEILIG_THUIS.oin)
    assert {entry.actor for entry in _failures(world.side(VEILIG_THUIS))} == {str(POLITIE.oin)}


async def test_a_failure_under_an_exception_names_it(world: World) -> None:
    side = world.side(VEILIG_THUIS)
    legacy: LegacyDecryption = exception(wire_key("veilig-thuis-encryption"))
    side.agree(*(replace(each, legacy=legacy) for each in side.agreements))
    await _fail(world, 1)
    [entry] = _failures(side)
    assert entry.facts == (("exception", "legacy-proef"),)
