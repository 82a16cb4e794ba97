import gc
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.keys.spool import CHUNK_BYTES, FileSpools, Spooled
from gateway.domain.octets import LARGE_BYTES, Octets, Span, read, whole
from gateway.errors import StorageUnavailableError, TamperedError

ROOMY = 1 << 30


def _spooled(folder: Path, octets: bytes, piece: int = 10_000, limit: int = ROOMY) -> Spooled:
    spool = FileSpools(folder, limit).new()
    for start in range(0, len(octets), piece):
        spool.write(octets[start : start + piece])
    return spool.finish()


def _pieces(count: int, size: int) -> Iterator[bytes]:
    return (bytes([number % 256]) * size for number in range(count))


@pytest.mark.parametrize("size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])
def test_what_is_written_is_read_as_often_as_one_likes(tmp_path: Path, size: int) -> None:
    octets = os.urandom(size)
    spooled = _spooled(tmp_path, octets)
    assert (spooled.size, whole(spooled), whole(spooled)) == (size, octets, octets)


def test_any_stretch_is_read_without_what_stands_before_it(tmp_path: Path) -> None:
    octets = os.urandom(3 * CHUNK_BYTES + 17)
    spooled = _spooled(tmp_path, octets)
    for start, end in ((0, 5), (CHUNK_BYTES - 2, CHUNK_BYTES + 2), (2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 17), (9, 9)):
        assert read(spooled, start, end) == octets[start:end]
        assert whole(Span(spooled, start, end)) == octets[start:end]


def test_no_folder_lists_it_and_no_disk_shows_it(tmp_path: Path) -> None:
    spooled = _spooled(tmp_path, b"kanarie" * CHUNK_BYTES)
    assert list(tmp_path.iterdir()) == []
    descriptor = spooled._file._descriptor  # noqa: SLF001 - what stands on the disk is the point
    assert b"kanarie" not in os.pread(descriptor, 10 * CHUNK_BYTES, 0)


def test_what_somebody_changed_on_the_disk_is_not_read(tmp_path: Path) -> None:
    spooled = _spooled(tmp_path, bytes(3 * CHUNK_BYTES))
    descriptor = spooled._file._descriptor  # noqa: SLF001 - an attacker with a descriptor
    os.pwrite(descriptor, b"\1", CHUNK_BYTES)
    with pytest.raises(TamperedError):
        whole(spooled)


def test_chunks_do_not_change_places(tmp_path: Path) -> None:
    spooled = _spooled(tmp_path, os.urandom(2 * CHUNK_BYTES))
    descriptor = spooled._file._descriptor  # noqa: SLF001 - an attacker with a descriptor
    os.pwrite(descriptor, os.pread(descriptor, CHUNK_BYTES + 16, CHUNK_BYTES + 16), 0)
    with pytest.raises(TamperedError):
        whole(spooled)


def test_few_octets_are_kept_in_memory_and_many_on_disk(tmp_path: Path) -> None:
    spools = FileSpools(tmp_path, ROOMY)
    assert spools.keep(iter((b"een", b"twee"))) == b"eentwee"
    assert isinstance(spools.keep(iter((bytes(LARGE_BYTES),))), bytes)
    kept = spools.keep(_pieces(40, 100_000))
    assert isinstance(kept, Spooled)
    assert whole(kept) == b"".join(_pieces(40, 100_000))


def test_pieces_that_break_off_leave_nothing(tmp_path: Path) -> None:
    spools = FileSpools(tmp_path, ROOMY)

    def broken() -> Iterator[bytes]:
        yield from _pieces(40, 100_000)
        raise TamperedError("half")

    descriptors = _open_files()
    with pytest.raises(TamperedError):
        spools.keep(broken())
    gc.collect()
    assert _open_files() == descriptors


def test_together_they_never_take_more_than_the_limit(tmp_path: Path) -> None:
    spools = FileSpools(tmp_path, 5_000_000)
    first = spools.keep(_pieces(40, 100_000))
    with pytest.raises(StorageUnavailableError):
        spools.keep(_pieces(40, 100_000))
    del first
    gc.collect()
    assert _size(spools.keep(_pieces(40, 100_000))) == 4_000_000


class Collecting(int):
    """A number of octets at which the collector of rubbish runs when it is added up."""

    def __radd__(self, other: int) -> int:
        gc.collect()
        return int(other) + int(self)


def test_rubbish_that_is_collected_while_somebody_takes_is_given_back_and_stops_nobody(tmp_path: Path) -> None:
    spools = FileSpools(tmp_path, 200_000)
    spool = spools.new()
    spool.write(bytes(150_000))
    rubbish: list[object] = [spool]
    rubbish.append(rubbish)
    del rubbish, spool
    taking = threading.Thread(target=spools.take, args=(Collecting(10_000),), daemon=True)
    taking.start()
    taking.join(20)
    assert not taking.is_alive()
    spools.take(190_000)


def test_a_full_disk_is_said_to_be_one() -> None:
    # Every write to this device finds it full.
    spools = FileSpools(Path("/dev"), ROOMY)
    spool = spools.new() if os.access("/dev", os.W_OK) else None
    if spool is None:
        pytest.skip("no device that is always full can be opened by this user")
    descriptor = spool._file._descriptor  # noqa: SLF001 - nothing else makes a disk full at once
    full = os.open("/dev/full", os.O_RDWR)
    os.dup2(full, descriptor)
    os.close(full)
    with pytest.raises(StorageUnavailableError):
        spool.write(bytes(CHUNK_BYTES))


def test_a_folder_that_is_gone_is_a_store_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailableError):
        FileSpools(tmp_path / "weg", ROOMY).new()


def test_several_threads_read_at_once(tmp_path: Path) -> None:
    octets = os.urandom(20 * CHUNK_BYTES)
    spooled, found = _spooled(tmp_path, octets), list[bytes]()
    threads = [threading.Thread(target=lambda: found.append(whole(spooled))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [octets] * 4


def _size(octets: Octets) -> int:
    return len(whole(octets))


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
