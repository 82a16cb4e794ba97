"""What the health page shows: everything that is not as it should be, until it is (D32, bad input 36)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap.heads import Heads
from adapters.bootstrap.watch import LookedAt, Watch
from adapters.keys.trust_store import TrustStore
from adapters.telemetry.logging import Log
from adapters.telemetry.metrics import Metrics
from gateway.domain.chain import tampered
from gateway.domain.evidence import EvidenceEntry, EvidenceType
from gateway.errors import TamperedError
from gateway.flows.budget import FAILURES
from tests.kit.authority import NO_GRACE, STRICT, founded
from tests.kit.legacy_parts import exception
from tests.kit.wire_keys import UNTIL, wire_key
from tests.kit.world import POLITIE, VEILIG_THUIS, Side, World

LEGACY = exception(wire_key("uitzondering"))


class RecordedLog(Log):
    """Keeps what was written."""

    def __init__(self) -> None:
        self.written: list[dict[str, Any]] = []  # Any: what fields hold

    def event(self, name: str, /, **fields: Any) -> None:  # noqa: ANN401 - as above
        self.written.append({"event": name, **fields})


class House:
    """A gateway with what looks after it."""

    def __init__(self, folder: Path) -> None:
        self.world = World()
        self.side: Side = self.world.side(VEILIG_THUIS)
        at = self.world.clock.now()
        founded().write_trust(folder, at)
        self.trust = TrustStore(folder, STRICT, NO_GRACE, at)
        self.log, self.metrics = RecordedLog(), Metrics()

    def watch(self, *, excepted: bool = False, short_keys: bool = False) -> Watch:
        """Return what looks at the house as it is configured."""
        exceptions = (LEGACY,) if excepted else ()
        looked_at = LookedAt(exceptions=exceptions, trust=self.trust, short_keys=short_keys)
        return Watch(looked_at, self.side.ports, self.log, self.metrics)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_house_in_order_has_nothing_to_show(house: House) -> None:
    watch = house.watch()
    await watch.look()
    assert (watch.alarms, house.log.written) == ((), [])
    assert b"schakel_alarms{" not in house.metrics.render()


async def test_an_exception_is_shown_for_as_long_as_it_stands_in_the_settings(house: House) -> None:
    watch = house.watch(excepted=True)
    house.world.clock.set(UNTIL - timedelta(hours=5, minutes=1))
    house.trust.reload(house.world.clock.now())
    await watch.look()
    assert str(watch.alarms[0]) == f"legacy-decryption {LEGACY.partner} 5h"
    assert house.log.written[0] == {
        "event": "alarm_raised",
        "kind": "legacy-decryption",
        "hours_left": 5,
        "partner": str(LEGACY.partner),
    }
    label = f'schakel_alarms{{kind="legacy-decryption",partner="{LEGACY.partner}"}} 1.0'
    assert label.encode() in house.metrics.render()
    house.world.clock.set(UNTIL)
    await watch.look()
    assert str(watch.alarms[0]) == f"legacy-decryption-ended {LEGACY.partner}"


async def test_it_is_told_again_twice_a_day_and_not_each_round(house: House) -> None:
    watch = house.watch(short_keys=True)
    for _ in range(3):
        await watch.look()
    assert [each["kind"] for each in house.log.written] == ["short-own-keys"]
    house.world.clock.move(timedelta(hours=12))
    await watch.look()
    assert [each["kind"] for each in house.log.written].count("short-own-keys") == 2
    # A clock that was a month ahead silences nothing.
    for days in (30, -30):
        house.world.clock.move(timedelta(days=days))
        await watch.look()
    assert [each["kind"] for each in house.log.written].count("short-own-keys") == 4


async def test_a_partner_whose_messages_are_not_decrypted_is_shown_until_the_hour_is_over(house: House) -> None:
    watch = house.watch()
    async with house.side.ports.unit_of_work() as uow:
        for _ in range(FAILURES):
            uow.evidence.append(
                EvidenceEntry(
                    type=EvidenceType.DECRYPTION_FAILED,
                    at=house.world.clock.now(),
                    subject="wire/x",
                    actor=str(POLITIE.oin),
                )
            )
        await uow.commit()
    await watch.look()
    assert [str(each) for each in watch.alarms] == [f"decryption-held {POLITIE.oin}"]
    house.world.clock.move(timedelta(hours=1, seconds=1))
    await watch.look()
    assert watch.alarms == ()
    house.world.clock.move(timedelta(minutes=-2))
    await watch.look()
    assert [each["kind"] for each in house.log.written] == ["decryption-held"] * 2


async def test_36_a_list_past_half_its_life_is_shown_and_a_stale_one_too(house: House) -> None:
    watch = house.watch()
    for days, standing in ((5, "aging"), (30, "stale")):
        house.world.clock.move(timedelta(days=days))
        await watch.look()
        assert {each.kind for each in watch.alarms} == {f"revocation-{standing}"}
        assert all(len(each.about) == 16 for each in watch.alarms)


async def test_s07_a_host_whose_lists_do_not_come_is_shown_until_they_do(house: House) -> None:
    late = ["crl.voorbeeld.test"]
    looked_at = LookedAt(exceptions=(), trust=house.trust, short_keys=False, late_lists=lambda: late)
    watch = Watch(looked_at, house.side.ports, house.log, house.metrics)
    await watch.look()
    assert [str(each) for each in watch.alarms] == ["revocation-not-fetched crl.voorbeeld.test"]
    assert b'schakel_alarms{kind="revocation-not-fetched"' in house.metrics.render()
    late.clear()
    await watch.look()
    assert watch.alarms == ()


class AlteredChain:
    """A chain that is no longer what was signed, until it is put back."""

    altered = True

    async def checkpoint_when_due(self) -> None:
        if self.altered:
            raise tampered(3)


async def test_f52_a_chain_that_was_altered_is_shown_until_a_head_can_be_signed_again(house: House) -> None:
    chain = AlteredChain()
    heads = Heads(chain)
    looked_at = LookedAt(exceptions=(), trust=house.trust, short_keys=False, altered_chain=lambda: heads.refused)
    watch = Watch(looked_at, house.side.ports, house.log, house.metrics)
    with pytest.raises(TamperedError):
        await heads.sign_when_due()
    await watch.look()
    assert [str(each) for each in watch.alarms] == ["evidence-altered"]
    assert house.log.written == [{"event": "alarm_raised", "kind": "evidence-altered", "hours_left": 0}]
    chain.altered = False
    await heads.sign_when_due()
    await watch.look()
    assert watch.alarms == ()
