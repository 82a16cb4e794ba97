"""What Randomness promises: the real one and the fake."""

import time
from collections.abc import Callable
from uuid import RFC_4122, UUID

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


def test_names_of_payloads_are_uuids_whose_order_is_that_of_their_milliseconds() -> None:
    """The fake need not: what is stored together stands together on the disk."""
    before = time.time_ns() // 1_000_000
    drawn = [SystemRandomness(DOMAIN).new_payload_id() for _ in range(50)]
    after = time.time_ns() // 1_000_000
    made = [UUID(str(name)) for name in drawn]
    assert {(each.version, each.variant) for each in made} == {(7, RFC_4122)}
    moments = [each.int >> 80 for each in made]
    assert moments == sorted(moments)
    assert before <= moments[0] <= moments[-1] <= after
    assert len({each.int & (1 << 62) - 1 for each in made}) == 50


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
