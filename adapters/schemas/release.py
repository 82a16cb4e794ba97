"""A release of official schemas as it is kept: what it is, which messages it judges, and since when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

# The name of the one standard whose releases can be installed, and the namespace of its messages.
STANDARD: Final = "stuf-jeugdzorg"
NAMESPACE: Final = "http://www.stufstandaarden.nl/koppelvlak/jz0100"
_DIGITS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """The file to read, within the folder of the release, and the root elements it judges."""

    file: str
    roots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release: `digest` is that of what came in, `check` that of what was written."""

    version: str
    service: str
    digest: str
    check: str
    judging: tuple[Judging, ...]
    installed_at: datetime

    @property
    def name(self) -> str:
        """The name by which an administrator knows it, and of its folder."""
        return f"{STANDARD}-{self.version}-{self.digest[:_DIGITS]}"

    @property
    def roots(self) -> tuple[str, ...]:
        """Every root element it judges."""
        return tuple(sorted({root for each in self.judging for root in each.roots}))


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the digest of files by name, in whatever order they came."""
    lines = (f"{sha256(octets).hexdigest()}  {name}\n" for name, octets in sorted(files.items()))
    return sha256("".join(lines).encode()).hexdigest()


def write_release(release: Release) -> Mapping[str, object]:
    """Return the release as it stands in the index."""
    return {
        "version": release.version,
        "service": release.service,
        "digest": release.digest,
        "check": release.check,
        "installedAt": release.installed_at.isoformat(),
        "judging": [{"file": each.file, "roots": list(each.roots)} for each in release.judging],
    }


def read_release(document: Mapping[str, Any]) -> Release:  # Any: what JSON holds
    """Return the release that stands there; KeyError, TypeError or ValueError when none does."""
    return Release(
        version=document["version"],
        service=document["service"],
        digest=document["digest"],
        check=document["check"],
        judging=tuple(Judging(file=each["file"], roots=tuple(each["roots"])) for each in document["judging"]),
        installed_at=datetime.fromisoformat(document["installedAt"]),
    )
