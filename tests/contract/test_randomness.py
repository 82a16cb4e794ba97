"""What Randomness promises: the real one and the fake."""

from collections.abc import Callable
from uuid import UUID

import pytest

from adapters.system.randomness import SystemRandomness
from gateway.ports import Randomness
from tests.kit.randomness import FakeRandomness

DOMAIN = "veiligthuis.schakel.test"
MakeRandomness = Callable[[str], Randomness]


@pytest.fixture(params=[SystemRandomness, FakeRandomness])
def randomness(request: pytest.FixtureRequest) -> Randomness:
    maker: MakeRandomness = request.param
    return maker(DOMAIN)


def test_a_reference_is_a_uuid_of_version_4(randomness: Randomness) -> None:
    assert UUID(str(randomness.new_reference())).version == 4


def test_a_message_id_is_a_uuid_at_our_domain(randomness: Randomness) -> None:
    local, _, domain = str(randomness.new_message_id()).partition("@")
    assert UUID(local).version == 4
    assert domain == DOMAIN


def test_nothing_comes_twice(randomness: Randomness) -> None:
    drawn = [
        str(identifier)
        for _ in range(200)
        for identifier in (
            randomness.new_reference(),
            randomness.new_message_id(),
            randomness.new_conversation(),
            randomness.new_payload_id(),
        )
    ]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("length", [16, 32])
def test_every_part_has_a_key_and_a_nonce_of_its_own(randomness: Randomness, length: int) -> None:
    keys = randomness.content_keys(50, length)
    assert len(keys) == 50
    assert {len(each.key) for each in keys} == {length}
    assert {len(each.nonce) for each in keys} == {12}
    assert len({each.key for each in keys}) == len({each.nonce for each in keys}) == 50


def test_a_fraction_is_never_one(randomness: Randomness) -> None:
    assert all(0 <= randomness.fraction() < 1 for _ in range(100))


def test_no_parts_need_no_keys(randomness: Randomness) -> None:
    assert randomness.content_keys(0, 32) == ()


def test_the_fake_is_the_same_in_every_run_and_another_with_another_seed() -> None:
    first, again, other = FakeRandomness(), FakeRandomness(), FakeRandomness(seed="other")
    assert first.new_reference() == again.new_reference() != other.new_reference()
