"""The versions of StUF-Jeugdzorg that partners use side by side; nothing in a document says which one it is.

The ebMS service says it (E-38), as each agreement has it. What both versions have, their published schemas describe
by the same grammar (a test compares them), so one converter serves both; what differs is which messages there are.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from gateway.formats.stuf_jz.families import FAMILIES


class Version(StrEnum):
    """A release of the standard, the newest first."""

    V1_0_9 = "1.0.9"
    V1_0_7 = "1.0.7"


NEWEST: Final = next(iter(Version))
PREFIX: Final = "VNG:Jeugdzorg:"
_RELEASE: Final = re.compile(rf"{PREFIX}(\d{{1,4}}):(\d{{1,4}}):(\d{{1,4}})", re.ASCII)
_OF_SERVICE: Final[Mapping[str, Version]] = MappingProxyType(
    {PREFIX + version.replace(".", ":"): version for version in Version}
)
# vv came with release 1.0.8 of 17 October 2024, gm with 1.0.9 of 7 March 2025 (change notes of the schemas).
_NOT_IN_1_0_7: Final = frozenset(
    {"vcobDi01", "ucobDi01", "vciDi01", "uciDi01", "meldingGeneriekDi01", "uitkomstMeldingGeneriekDi01"}
)


def service_of(version: Version) -> str:
    """Return the ebMS service under which messages of that version travel."""
    return PREFIX + version.replace(".", ":")


def version_of(service: str) -> Version | None:
    """Return the version that travels under a service, if we speak it."""
    return _OF_SERVICE.get(service)


def carries(version: Version, root: str) -> bool:
    """Tell whether that version has the message."""
    return root in FAMILIES and (version is not Version.V1_0_7 or root not in _NOT_IN_1_0_7)


def versions_of(root: str) -> tuple[Version, ...]:
    """Return every version that has the message, the newest first."""
    return tuple(version for version in Version if carries(version, root))


def nearest(service: str, root: str) -> Version | None:
    """Return the version of ours to use in place of a service of this standard that cannot carry the message (R147).

    That is the oldest of those not older than what was used, or else the newest.
    """
    used = _RELEASE.fullmatch(service)
    if used is None:
        return None
    later = [version for version in versions_of(root) if _number(version) >= tuple(map(int, used.groups()))]
    return next(reversed(later), None) or next(iter(versions_of(root)), None)


def _number(version: Version) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
