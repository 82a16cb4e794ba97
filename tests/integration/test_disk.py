"""Files on a real disk: whole or not at all."""

from pathlib import Path

import pytest

from adapters.system import disk
from tests.kit.full_disk import no_room


def test_a_file_that_was_not_written_to_its_end_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "nieuw"
    with pytest.raises(OSError, match="No space"), no_room():
        disk.write(file, b"half")
    assert list(tmp_path.iterdir()) == []


def test_the_old_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "register"
    disk.write(file, b"oud")
    with pytest.raises(OSError, match="No space"), no_room():
        disk.write(file, b"nieuw")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("register", b"oud")]
    with disk.whole(file) as opened:
        opened.write(b"nieuw")
        assert file.read_bytes() == b"oud"
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("register", b"nieuw")]
