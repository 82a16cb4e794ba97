from pathlib import Path

import pytest

from adapters.system.index import read_index
from gateway.errors import ConfigError


def test_an_index_names_what_was_installed_in_order(tmp_path: Path) -> None:
    file = tmp_path / "index.json"
    assert read_index(file, str, "onleesbaar") == ()
    file.write_text('{"releases": ["1.0.7", "1.0.9"]}', encoding="ascii")
    assert read_index(file, str, "onleesbaar") == ("1.0.7", "1.0.9")


@pytest.mark.parametrize(
    "octets", [b"", b"{", b"[]", b"{}", b'{"releases": 1}', b'{"releases": ["x"]}', b"[" * 100_000]
)
def test_an_index_that_is_not_as_it_was_written_is_none(tmp_path: Path, octets: bytes) -> None:
    file = tmp_path / "index.json"
    file.write_bytes(octets)
    assert read_index(file, int, "onleesbaar") is None


def test_an_index_that_cannot_be_opened_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        read_index(tmp_path, str, "onleesbaar")
    assert refused.value.mistakes == ("onleesbaar",)
