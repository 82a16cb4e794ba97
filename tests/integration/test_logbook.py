"""The log of processing on a real disk: complete behind a crash, private, and as one command shows it."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.logbook import Logbook, Register
from adapters.system import disk
from adapters.telemetry.logging import Log
from gateway.errors import TamperedError
from tests.kit.world import POLITIE, Side, World

REGISTER = Register(activity="urn:nld:oin:00000099000000003000:verwerking:melden", activities={}, key=b"k" * 32)


@pytest.fixture
def police() -> Side:
    return World().side(POLITIE)


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.jsonl"))


def _everything_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def _spans(folder: Path) -> Iterator[str]:
    for name in _names(folder):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["span_id"]


async def test_every_step_is_written_once_and_the_next_time_only_what_is_new(police: Side, tmp_path: Path) -> None:
    logbook = Logbook(tmp_path, REGISTER, police.ports, Log())
    assert await logbook.write() == 0
    await police.submit("01-politiemelding.json")
    assert await logbook.write() == 2
    assert await logbook.write() == 2
    await police.submit("01-politiemelding.json")
    assert await logbook.write() == 4
    assert _names(tmp_path) == ["000000000001-000000000002.jsonl", "000000000003-000000000004.jsonl"]
    spans = list(_spans(tmp_path))
    assert len(spans) == len(set(spans)) > 4


async def test_a_crash_before_the_position_loses_nothing(police: Side, tmp_path: Path) -> None:
    await police.submit("01-politiemelding.json")
    await Logbook(tmp_path, REGISTER, police.ports, Log()).write()
    spans = set(_spans(tmp_path))
    (tmp_path / "position").unlink()
    await police.submit("01-politiemelding.json")
    assert await Logbook(tmp_path, REGISTER, police.ports, Log()).write() == 4
    # Written twice is the same record twice, which its span tells.
    assert spans < set(_spans(tmp_path))


async def test_what_a_collector_took_away_is_not_written_again(police: Side, tmp_path: Path) -> None:
    await police.submit("01-politiemelding.json")
    logbook = Logbook(tmp_path, REGISTER, police.ports, Log())
    await logbook.write()
    for name in _names(tmp_path):
        (tmp_path / name).unlink()
    await logbook.write()
    assert _names(tmp_path) == []


async def test_it_writes_at_most_once_a_minute(police: Side, tmp_path: Path) -> None:
    logbook = Logbook(tmp_path, REGISTER, police.ports, Log())
    await logbook.write_when_due()
    await police.submit("01-politiemelding.json")
    assert await logbook.write_when_due() == 0


async def test_a_clock_that_is_put_back_holds_up_nothing(tmp_path: Path) -> None:
    world = World()
    police = world.side(POLITIE)
    logbook = Logbook(tmp_path, REGISTER, police.ports, Log())
    await logbook.write_when_due()
    await police.submit("01-politiemelding.json")
    world.clock.move(timedelta(days=-1))
    assert await logbook.write_when_due() == 2


async def test_two_processes_write_the_log_in_turn(police: Side, tmp_path: Path) -> None:
    """`serve` and `work` share the folder, and with it the names of files that are not whole yet."""
    await police.submit("01-politiemelding.json")
    with disk.alone_if_free(tmp_path, ".writing"):
        assert await Logbook(tmp_path, REGISTER, police.ports, Log()).write() == 0
        assert _names(tmp_path) == []
    assert await Logbook(tmp_path, REGISTER, police.ports, Log()).write() == 2


async def test_no_bsn_reaches_the_disk(police: Side, tmp_path: Path) -> None:
    draft = police.draft("01-politiemelding.json")
    await police.hand_in(draft)
    await Logbook(tmp_path, REGISTER, police.ports, Log()).write()
    octets = _everything_in(tmp_path)
    persons = [person for person in draft.content.betrokkenen if person.bsn]
    assert persons
    for person in persons:
        assert (person.bsn or "").encode() not in octets
        assert (person.geslachtsnaam or "").encode() not in octets


async def test_a_position_that_is_no_number_is_told(police: Side, tmp_path: Path) -> None:
    (tmp_path / "position").write_text("eergisteren", encoding="utf-8")
    with pytest.raises(TamperedError):
        await Logbook(tmp_path, REGISTER, police.ports, Log()).write()


async def test_content_that_cannot_be_read_is_told_once_and_the_log_goes_on(police: Side, tmp_path: Path) -> None:
    await police.submit("01-politiemelding.json")
    police.store.locked = dict.fromkeys(police.store.tables.payloads, TamperedError("payload"))
    stream = io.StringIO()
    logbook = Logbook(tmp_path, REGISTER, police.ports, Log(stream))
    assert [await logbook.write(), await logbook.write()] == [2, 2]
    (told,) = map(json.loads, stream.getvalue().splitlines())
    assert (told["event"], told["sequence"]) == ("content_not_opened", 1)
    await police.submit("01-politiemelding.json")
    assert await logbook.write() == 4
