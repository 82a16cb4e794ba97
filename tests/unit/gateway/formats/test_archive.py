import stat
import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from gateway.errors import BundleRefusedError
from gateway.formats.archive import ArchiveLimits, read_archive, safe_name, shown

LIMITS = ArchiveLimits(archive_octets=100_000, member_octets=70_000, total_octets=80_000, members=4, ratio=100)


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    octets = BytesIO()
    with zipfile.ZipFile(octets, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return octets.getvalue()


def mistakes(octets: bytes) -> tuple[str, ...]:
    with pytest.raises(BundleRefusedError) as refused:
        read_archive(octets, LIMITS)
    return refused.value.mistakes


def linked(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name)
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


def test_members_come_by_name_with_slashes_and_folders_are_none() -> None:
    octets = packed(("a\\b\\c.xsd", b"1"), ("a/", b""), ("d.txt", b"2"))
    assert read_archive(octets, LIMITS) == {"a/b/c.xsd": b"1", "d.txt": b"2"}


def test_what_is_not_wanted_is_not_unpacked() -> None:
    octets = packed(("a.xsd", b"1"), ("b.pdf", bytes(90_000)))
    assert read_archive(octets, LIMITS, lambda name: name.endswith(".xsd")) == {"a.xsd": b"1"}


@pytest.mark.parametrize(
    "name", ["../a", "a/../b", "/a", "\\a", "C:\\a", "a//b", "./a", "..\\..\\a", "a\x1fb", "a/..", ""]
)
def test_zip_slip_a_name_that_leads_out_is_refused(name: str) -> None:
    assert safe_name(name) is None
    if name:
        assert mistakes(packed((name, b"x"))) == ("member 1: its name leads out of the archive",)


def test_a_link_is_refused() -> None:
    assert mistakes(packed((linked("a.xsd"), b"/etc/passwd"))) == ("a.xsd: is a link or a device",)


def test_zip_bomb_a_member_that_swells_is_refused_before_it_is_unpacked() -> None:
    told = mistakes(packed(("a", bytes(69_000))))
    assert told == ("a: unpacks to more than 100 times its size",)


def test_zip_bomb_members_that_are_large_together_are_refused() -> None:
    told = mistakes(packed(*((f"{number}", bytes(40_000)) for number in range(3))))
    assert told == ("the members together are larger than 80000 octets",)


def test_a_member_that_is_too_large_is_refused() -> None:
    assert mistakes(packed(("a", bytes(range(250)) * 300)))[0] == "a: is larger than 70000 octets"


def test_zip_bomb_a_size_that_lies_is_not_believed() -> None:
    octets = bytearray(packed(("a", b"x" * 5000)))
    place = octets.index(b"PK\x01\x02")
    octets[place + 24 : place + 28] = struct.pack("<I", 10)
    assert mistakes(bytes(octets)) == ("the archive is damaged, or no zip file",)


def test_a_size_that_lies_together_with_its_check_is_not_believed_either() -> None:
    octets = bytearray(packed(("a", b"x" * 5000), method=zipfile.ZIP_STORED))
    place = octets.index(b"PK\x01\x02")
    octets[place + 24 : place + 28] = struct.pack("<I", 6000)
    octets[place + 16 : place + 20] = struct.pack("<I", zlib.crc32(b"x" * 5000))
    assert mistakes(bytes(octets)) in {
        ("a: is not as large as the archive says",),
        ("the archive is damaged, or no zip file",),
    }


def test_two_members_of_one_name_are_refused_whatever_their_case() -> None:
    assert mistakes(packed(("a/B.xsd", b"1"), ("A\\b.xsd", b"2"))) == ("two members have the same name",)


def test_too_many_members_are_refused() -> None:
    told = mistakes(packed(*((f"{number}", b"") for number in range(5))))
    assert told == ("the archive has more than 4 members",)


def test_an_archive_that_is_too_large_is_not_opened() -> None:
    assert mistakes(bytes(100_001)) == ("the archive is larger than 100000 octets",)


def test_other_ways_of_packing_are_refused() -> None:
    told = mistakes(packed(("a", b"x"), method=zipfile.ZIP_BZIP2))
    assert told == ("a: is packed in a way that is not read here",)


def test_an_encrypted_member_is_refused() -> None:
    octets = bytearray(packed(("a", b"x")))
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    assert mistakes(bytes(octets)) == ("a: is encrypted",)


def test_every_half_of_an_archive_is_refused() -> None:
    octets = packed(("a.xsd", b"<x/>" * 20), ("b.xsd", b"<y/>" * 20))
    for length in range(len(octets)):
        assert mistakes(octets[:length]) == ("the archive is damaged, or no zip file",)


def test_a_name_that_is_not_plain_is_not_repeated() -> None:
    assert shown("a/b (1).xsd", 1) == "a/b (1).xsd"
    assert shown("kanarie\x1b[2J", 7) == "member 7"
