"""Named steps."""

import threading
import time

import pytest

from adapters.system import steps
from adapters.system.steps import Failpoint, Failpoints, Fault
from gateway.errors import ConfigError, StorageUnavailableError
from gateway.ports import Steps


def test_in_production_a_step_does_nothing() -> None:
    silent: Steps = Failpoints.parse("")
    silent.reached("in.07-parsed")


def test_a_failpoint_is_read_from_its_text() -> None:
    assert Failpoint.parse("in.19-before-commit:kill:3") == Failpoint("in.19-before-commit", Fault.KILL, 3)


@pytest.mark.parametrize("text", ["in.07", "in.07:kill", "in.07:kill:0", "in.07:explode:1", "IN:kill:1", "a:kill:1:2"])
def test_another_text_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        Failpoints.parse(text)
    assert text not in str(refusal.value)


def test_only_the_hit_that_was_asked_for_raises() -> None:
    points = Failpoints.parse("in.07-parsed:raise:2,out.06:raise:1")
    points.reached("in.07-parsed")
    with pytest.raises(StorageUnavailableError):
        points.reached("in.07-parsed")
    points.reached("in.07-parsed")
    with pytest.raises(StorageUnavailableError):
        points.reached("out.06")


def test_without_points_nothing_happens() -> None:
    points = Failpoints.parse("")
    points.reached("in.07-parsed")
    points.close()


def test_a_hang_lasts_as_long_as_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "_HANG_SECONDS", 0.05)
    points, began = Failpoints.parse("in.07:hang:1"), time.monotonic()
    points.reached("in.07")
    assert time.monotonic() - began >= 0.05


def test_hits_of_several_threads_are_each_counted_once() -> None:
    points = Failpoints.parse("in.07:raise:400")
    raised: list[int] = []

    def hit() -> None:
        for _ in range(100):
            try:
                points.reached("in.07")
            except StorageUnavailableError:
                raised.append(1)

    threads = [threading.Thread(target=hit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == [1]
