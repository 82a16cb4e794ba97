import io
import zipfile
from typing import Final

import pytest

from adapters.evidence import container
from adapters.evidence.container import pack, unpack
from gateway.errors import TamperedError

MEMBERS: Final = {"b/twee.xml": b"<x/>" * 10, "a.json": b"{}", "leeg": b""}
PACKED: Final = pack(MEMBERS)


def test_files_come_back_as_they_were_packed() -> None:
    assert unpack(PACKED) == MEMBERS
    assert unpack(pack({})) == {}


def test_any_program_that_reads_zip_can_read_it() -> None:
    with zipfile.ZipFile(io.BytesIO(PACKED)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == MEMBERS
        assert archive.namelist() == sorted(MEMBERS)


def test_the_same_files_make_the_same_octets_in_whatever_order_they_come() -> None:
    assert pack(dict(reversed(MEMBERS.items()))) == PACKED


def test_every_single_bit_counts() -> None:
    for place in range(len(PACKED)):
        for bit in range(8):
            spoiled = bytearray(PACKED)
            spoiled[place] ^= 1 << bit
            with pytest.raises(TamperedError):
                unpack(bytes(spoiled))


def test_cut_short_at_any_octet_it_is_no_bundle() -> None:
    for length in range(len(PACKED)):
        with pytest.raises(TamperedError):
            unpack(PACKED[:length])


@pytest.mark.parametrize(("before", "behind"), [(b"", b"x"), (b"x", b""), (b"PK\x03\x04", b""), (b"", PACKED)], ids=str)
def test_anything_before_or_behind_makes_it_no_bundle(before: bytes, behind: bytes) -> None:
    with pytest.raises(TamperedError):
        unpack(before + PACKED + behind)


def test_a_zip_of_another_program_is_no_bundle() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in MEMBERS.items():
            archive.writestr(name, octets)
    with pytest.raises(TamperedError):
        unpack(made.getvalue())


def test_a_name_that_is_not_plain_is_refused() -> None:
    with pytest.raises(TamperedError):
        unpack(PACKED.replace(b"leeg", b"le\xe9g"))


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(TamperedError):
        unpack(pack({"aaaa": b"1", "aaab": b"2"}).replace(b"aaab", b"aaaa"))


def test_what_is_too_large_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_BYTES", len(PACKED) - 1)
    with pytest.raises(TamperedError):
        unpack(PACKED)


def test_more_files_than_a_zip_can_count_make_no_bundle() -> None:
    head = b"PK\x03\x04\x14" + bytes(7) + b"\x21" + bytes(13) + b"\x05" + bytes(3)
    with pytest.raises(TamperedError):
        unpack(b"".join(head + b"%05d" % number for number in range(65_536)))
