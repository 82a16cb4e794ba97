"""A release as it comes: a zip or a folder, read whole into memory, within limits, and nothing but its schemas kept."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from gateway.errors import BundleRefusedError
from gateway.formats.archive import ArchiveLimits, read_archive, safe_name, shown

# The normative release has 51 schemas of 2 MB together; ten times that is no longer one. Documents may stand beside.
_LIMITS: Final = ArchiveLimits(
    archive_octets=64 * 1024 * 1024,
    member_octets=4 * 1024 * 1024,
    total_octets=32 * 1024 * 1024,
    members=1000,
    ratio=100,
)
_SCHEMA: Final = ".xsd"


def read_bundle(place: Path) -> Mapping[str, bytes]:
    """Return every schema by its path within the release; raise BundleRefusedError with every mistake."""
    found = _read_folder(place) if place.is_dir() else read_archive(_read_file(place), _LIMITS, _is_schema)
    if not found:
        mistake = "there is no schema (.xsd) in it"
        raise BundleRefusedError(mistake)
    return _without_common_folder(found)


def _is_schema(name: str) -> bool:
    return name.casefold().endswith(_SCHEMA)


def _read_file(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_LIMITS.archive_octets + 1)


def _read_folder(folder: Path) -> Mapping[str, bytes]:
    paths = sorted(_walk(folder))
    named = {path.relative_to(folder).as_posix(): path for path in paths}
    mistakes = [
        mistake for number, (name, path) in enumerate(named.items(), 1) for mistake in _mistakes(name, path, number)
    ]
    if len({(safe_name(name) or "").casefold() for name in named}) < len(named):
        mistakes.append("two files have the same name")
    if mistakes:
        raise BundleRefusedError(*mistakes)
    schemas = {safe_name(name) or "": path for name, path in named.items() if _is_schema(name)}
    if sum(path.stat().st_size for path in schemas.values()) > _LIMITS.total_octets:
        mistake = f"the schemas together are larger than {_LIMITS.total_octets} octets"
        raise BundleRefusedError(mistake)
    return {name: path.read_bytes() for name, path in schemas.items()}


def _walk(folder: Path) -> Iterator[Path]:
    """Yield whatever is no folder, links among them; no link is followed."""
    waiting, seen = [folder], 0
    while waiting:
        for path in waiting.pop().iterdir():
            seen += 1
            if seen > _LIMITS.members:
                mistake = f"the folder holds more than {_LIMITS.members} files and folders"
                raise BundleRefusedError(mistake)
            if path.is_dir() and not path.is_symlink():
                waiting.append(path)
            else:
                yield path


def _mistakes(name: str, path: Path, number: int) -> Iterator[str]:
    if safe_name(name) is None:
        yield f"file {number}: its name leads out of the folder"
    elif path.is_symlink() or not path.is_file():
        yield f"{shown(name, number)}: is a link or a device"
    elif _is_schema(name) and path.stat().st_size > _LIMITS.member_octets:
        yield f"{shown(name, number)}: is larger than {_LIMITS.member_octets} octets"


def _without_common_folder(found: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """A zip often holds one folder with everything in it: the same release must have the same digest without it."""
    tops = {name.split("/")[0] for name in found}
    if len(tops) > 1 or not all("/" in name for name in found):
        return found
    return _without_common_folder({name.partition("/")[2]: octets for name, octets in found.items()})
