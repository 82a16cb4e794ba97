"""A zip file as names and octets, for whoever reads one of somebody else: nothing in it costs more than allowed."""

import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from gateway.errors import BundleRefusedError

# Names that may be repeated in a mistake; any other member goes by its number.
_PLAIN: Final = re.compile(r"[A-Za-z0-9_\-. ()\[\]/]{1,200}", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
# What the library raises over octets that are no archive, or one of a kind that it cannot read.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,  # a newer version of the format, or a method that it does not know
    RuntimeError,  # an encrypted member
)
_UNIX: Final = 16  # the upper half of the external attributes is the mode
# A small member may be all spaces; the ratio counts from here.
_RATIO_FROM_OCTETS: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """What an archive may cost: of itself, of each member and of all members together."""

    archive_octets: int
    member_octets: int
    total_octets: int
    members: int
    ratio: int


def read_archive(
    octets: bytes, limits: ArchiveLimits, wanted: Callable[[str], bool] = lambda _: True
) -> Mapping[str, bytes]:
    """Return the wanted members by name, with slashes whatever the maker used; the names of all are checked.

    Raises BundleRefusedError with every mistake that the list of members shows, or else the first in their octets.
    """
    if len(octets) > limits.archive_octets:
        mistake = f"the archive is larger than {limits.archive_octets} octets"
        raise BundleRefusedError(mistake)
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            members = _members(archive, limits)
            chosen = {name: member for name, member in members.items() if wanted(name)}
            _check_sizes(chosen, limits)
            return {name: _read(archive, member, name, limits) for name, member in chosen.items()}
    except _DAMAGE:
        # `from None`: the library's own text quotes names.
        mistake = "the archive is damaged, or no zip file"
        raise BundleRefusedError(mistake) from None


def safe_name(raw: str) -> str | None:
    """Return a name within a bundle, with slashes; None when it could lead out of it."""
    name = raw.replace("\\", "/")
    parts = name.removesuffix("/").split("/")
    if name.startswith("/") or ":" in name or _CONTROL.search(name) or any(part in {"", ".", ".."} for part in parts):
        return None
    return name


def shown(name: str, number: int) -> str:
    """Return what a mistake calls a member: its name when that is plain, or its number."""
    return name if _PLAIN.fullmatch(name) else f"member {number}"


def _members(archive: zipfile.ZipFile, limits: ArchiveLimits) -> Mapping[str, zipfile.ZipInfo]:
    listed = archive.infolist()
    if len(listed) > limits.members:
        mistake = f"the archive has more than {limits.members} members"
        raise BundleRefusedError(mistake)
    mistakes = [mistake for number, member in enumerate(listed, 1) for mistake in _mistakes(member, number)]
    named = {safe_name(member.filename) or "": member for member in listed if not _is_folder(member)}
    if len({name.casefold() for name in named}) < sum(not _is_folder(member) for member in listed):
        mistakes.append("two members have the same name")
    if mistakes:
        raise BundleRefusedError(*mistakes)
    return named


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.replace("\\", "/").endswith("/")


def _mistakes(member: zipfile.ZipInfo, number: int) -> Iterator[str]:
    name = shown(member.filename, number)
    mode = stat.S_IFMT(member.external_attr >> _UNIX)
    if safe_name(member.filename) is None:
        yield f"member {number}: its name leads out of the archive"
    if mode not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield f"{name}: is a link or a device"
    if member.flag_bits & _ENCRYPTED:
        yield f"{name}: is encrypted"
    if member.compress_type not in _METHODS:
        yield f"{name}: is packed in a way that is not read here"


def _check_sizes(chosen: Mapping[str, zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    numbered = enumerate(chosen.items(), 1)
    mistakes = [each for number, (name, member) in numbered for each in _sizes(shown(name, number), member, limits)]
    if sum(member.file_size for member in chosen.values()) > limits.total_octets:
        mistakes.append(f"the members together are larger than {limits.total_octets} octets")
    if mistakes:
        raise BundleRefusedError(*mistakes)


def _sizes(name: str, member: zipfile.ZipInfo, limits: ArchiveLimits) -> Iterator[str]:
    if member.file_size > limits.member_octets:
        yield f"{name}: is larger than {limits.member_octets} octets"
    if member.file_size > max(_RATIO_FROM_OCTETS, member.compress_size * limits.ratio):
        yield f"{name}: unpacks to more than {limits.ratio} times its size"


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, limits: ArchiveLimits) -> bytes:
    """Never read more than the list of members said: what it said was checked."""
    with archive.open(member) as opened:
        octets = opened.read(limits.member_octets + 1)
    if len(octets) != member.file_size:
        mistake = f"{name}: is not as large as the archive says"
        raise BundleRefusedError(mistake)
    return octets
