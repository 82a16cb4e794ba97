"""The Manifest against the parts: each part named once, nothing named that is not here (E-25, E-26)."""

from collections.abc import Sequence

from gateway.wire.ebms2.model import Manifest
from gateway.wire.ebms2.reading import refuse
from gateway.wire.ebms2.vocabulary import CONTENT_ID_SCHEME, ErrorCode, Location
from gateway.wire.stages import Part


def compile_manifest(parts: Sequence[Part]) -> Manifest | None:
    """Return the Manifest for these parts; none for no parts."""
    return Manifest(tuple(f"{CONTENT_ID_SCHEME}{part.content_id}" for part in parts)) if parts else None


def check_manifest(manifest: Manifest | None, parts: Sequence[Part]) -> None:
    """Raise HeaderRefusedError unless both are the same set; nothing outside the message is looked at (118 to 120)."""
    # Compared as they stand: case and percent signs make another name (bad input 70).
    named = () if manifest is None else manifest.hrefs
    present = () if not parts else tuple(f"{CONTENT_ID_SCHEME}{part.content_id}" for part in parts)
    if sorted(named) != sorted(present):
        refuse(ErrorCode.MIME_PROBLEM, Location.MANIFEST)
