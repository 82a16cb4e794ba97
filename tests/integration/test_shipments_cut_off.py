"""A large shipment is cut off: by a kill at any step, by a disk that is full; nothing is half, lost or doubled."""

import os
import re
import threading
import time
from collections.abc import Iterator
from typing import Final

import pytest

from gateway.domain.agreement import Profile
from tests.kit.chain import eventually
from tests.kit.shipments import Load, ShippingChain, service_of

pytestmark = pytest.mark.faults
SENDER: Final = "politie"
RECEIVER: Final = "veiligthuis"
CONTENT: Final = os.urandom(12 * 1024 * 1024)
SHORT_LEASE: Final = "[relay]\nlease_seconds = 5\n"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShippingChain]:
    """Two gateways that ship to each other."""
    chain = ShippingChain(tmp_path_factory.mktemp("afgebroken"), more=SHORT_LEASE)
    try:
        chain.start_all()
        yield chain
    finally:
        chain.stop_all()


@pytest.fixture
def chain(shared: ShippingChain) -> Iterator[ShippingChain]:
    """The same two gateways, both running and none of them about to die."""
    yield shared
    for name, process in shared.processes.items():
        if not process.is_running():
            shared.start(name)


def _restart(chain: ShippingChain, name: str, failpoint: str = "") -> None:
    """Stop a gateway in good order, and start it so that it dies at a step, if one is given."""
    assert chain.processes[name].stop() == 0
    chain.start(name, **({"SCHAKEL_FAILPOINTS": f"{failpoint}:kill:1"} if failpoint else {}))


def _ends_well(chain: ShippingChain, reference: str) -> None:
    eventually("the shipment is delivered", lambda: chain.state(reference) == "delivered", 90.0)
    desk, sender = chain.desk(RECEIVER), chain.oin(SENDER)
    assert [each["reference"] for each in desk.waiting()] == [reference]
    assert desk.part(sender, reference, 1)[1] == CONTENT
    assert desk.confirm(sender, reference) == 204
    events = desk.get("/v1/events")[1]["events"]
    assert [each["type"] for each in events if each["reference"] == reference] == ["shipment-waiting"]


@pytest.mark.parametrize(
    ("victim", "step"),
    [
        (SENDER, "out.10-sealed"),
        (SENDER, "out.12-attempt-noted"),
        (SENDER, "out.14-posted"),
        (RECEIVER, "in.04-body-complete"),
        (RECEIVER, "in.11-proven"),
        (RECEIVER, "in.19-before-commit"),
        (RECEIVER, "in.21-committed"),
    ],
)
def test_a_gateway_that_is_killed_on_the_way_finishes_the_shipment_later(
    chain: ShippingChain, victim: str, step: str
) -> None:
    _restart(chain, victim, step)
    reference = chain.ship(Profile.RM_E, [Load(content=CONTENT)])
    eventually("it is killed", lambda: not chain.processes[victim].is_running())
    chain.start(victim)
    _ends_well(chain, reference)


@pytest.mark.parametrize("victim", [SENDER, RECEIVER])
def test_a_gateway_that_is_killed_while_octets_flow_finishes_the_shipment_later(
    chain: ShippingChain, victim: str
) -> None:
    reference = chain.ship(Profile.RM_E, [Load(content=CONTENT)])
    # Anywhere between the sealing and the commit of the other side.
    time.sleep(0.4)
    chain.processes[victim].kill()
    chain.start(victim)
    _ends_well(chain, reference)


def test_a_shipment_that_is_handed_in_again_after_a_kill_is_one_shipment(chain: ShippingChain) -> None:
    _restart(chain, SENDER, "out.06-committed")
    load, key = [Load(content=CONTENT)], "sleutel-na-een-klap"
    dying = threading.Thread(target=_ship_and_forget, args=(chain, load, key))
    dying.start()
    eventually("it is killed", lambda: not chain.processes[SENDER].is_running())
    dying.join()
    chain.start(SENDER)
    _ends_well(chain, chain.ship(Profile.RM_E, load, key=key))


def test_a_folder_lists_nothing_of_what_was_under_way(chain: ShippingChain) -> None:
    _restart(chain, SENDER, "out.10-sealed")
    before = {file.name for file in (chain.folder / SENDER).iterdir()}
    reference = chain.ship(Profile.RM_E, [Load(content=CONTENT)])
    eventually("it is killed", lambda: not chain.processes[SENDER].is_running())
    assert {file.name for file in (chain.folder / SENDER).iterdir()} - {"gateway.db-wal", "gateway.db-shm"} <= before
    chain.start(SENDER)
    _ends_well(chain, reference)


@pytest.mark.parametrize("full", [SENDER, RECEIVER])
def test_a_disk_without_room_is_said_clearly_and_loses_nothing(chain: ShippingChain, full: str) -> None:
    settings = chain.folder / full / "schakel.toml"
    roomy = settings.read_text(encoding="utf-8")
    settings.write_text(roomy + "\n[limits]\nspool_octets = 1048576\n", encoding="utf-8")
    _restart(chain, full)
    load, key = [Load(content=CONTENT)], f"sleutel-volle-schijf-{full}"
    if full == SENDER:
        status, problem = chain.desk(SENDER).ship(chain.oin(RECEIVER), service_of(Profile.RM_E), load, key=key)
        assert (status, problem["type"]) == (503, "urn:nl:schakel:problem:storage-unavailable")
    else:
        reference = chain.ship(Profile.RM_E, load, key=key)
        log = chain.folder / SENDER / "gateway.log"
        eventually("its partner says 503", lambda: "http-503" in log.read_text(encoding="utf-8"))
        assert chain.state(reference) == "awaiting-receipt"
    assert chain.desk(RECEIVER).waiting() == []
    settings.write_text(roomy, encoding="utf-8")
    _restart(chain, full)
    _ends_well(chain, chain.ship(Profile.RM_E, load, key=key))


def _ship_and_forget(chain: ShippingChain, load: list[Load], key: str) -> None:
    try:
        chain.ship(Profile.RM_E, load, key=key)
    except (OSError, AssertionError):
        # Its gateway died before it answered.
        return
    except Exception as error:  # noqa: BLE001 - whatever the library says of a connection that is gone
        assert re.search("Remote|Response|Status", type(error).__name__), error  # noqa: PT017 - the one thing to know
