"""Whatever two parties agreed to sign, digest, canonicalise and encrypt with, a message and its receipt settle."""

import pytest

from gateway.domain.agreement import ContentCipher, KeyTransport
from gateway.domain.delivery import DeliveryState
from gateway.wire.ebms2.signature import Algorithms
from tests.kit.algorithms import ENCRYPTIONS, SIGNATURES, encryption_name, signature_name
from tests.kit.world import POLITIE, Side, World

REPORT = "01-politiemelding.json"


async def _delivered(world: World) -> Side:
    police = world.side(POLITIE)
    reference = await police.submit(REPORT)
    await world.settle()
    assert police.state(reference) is DeliveryState.DELIVERED
    return police


@pytest.mark.parametrize("agreed", SIGNATURES, ids=signature_name)
async def test_a_message_settles_under_every_signature(agreed: Algorithms) -> None:
    world = World()
    for side in world.sides.values():
        side.agree_to(
            canonicalization=agreed.canonicalization,
            digest_method=agreed.digest_method,
            signature_method=agreed.signature_method,
        )
    police = await _delivered(world)
    soaps = [octets for octets in police.store.tables.payloads.values() if octets.startswith(b"<soap:Envelope")]
    assert soaps
    for algorithm in (agreed.canonicalization, agreed.digest_method, agreed.signature_method):
        assert all(f'Algorithm="{algorithm}"'.encode() in soap for soap in soaps)


@pytest.mark.parametrize(("cipher", "transport"), ENCRYPTIONS, ids=encryption_name)
async def test_a_message_settles_under_every_encryption(cipher: ContentCipher, transport: KeyTransport) -> None:
    world = World()
    for side in world.sides.values():
        side.agree_to(cipher=cipher, key_transport=transport)
    await _delivered(world)
