"""The Manifest against the parts: each part named once, nothing named that is not here (E-25, E-26)."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from gateway.wire.ebms2.model import Manifest
from gateway.wire.ebms2.reading import refuse
from gateway.wire.ebms2.vocabulary import CONTENT_ID_SCHEME, ErrorCode, Location
from gateway.wire.stages import Part

# What a Content-ID may hold and a URL too (RFC 3986, 3.3); RFC 2392 escapes the rest.
_AS_IT_STANDS: Final = "!$&'*+/=@"


def compile_manifest(parts: Sequence[Part]) -> Manifest | None:
    """Return the Manifest for these parts; none for no parts."""
    return Manifest(tuple(f"{CONTENT_ID_SCHEME}{part.content_id}" for part in parts)) if parts else None


def check_manifest(manifest: Manifest | None, parts: Sequence[Part]) -> None:
    """Raise HeaderRefusedError unless both are the same set; nothing outside the message is looked at (118 to 120)."""
    named = () if manifest is None else manifest.hrefs
    present = tuple(part.content_id for part in parts)
    # Two forms of a name and no more: case, and escapes that nobody needs, make another one (bad inputs 70, 120).
    forms = {form: content_id for content_id in present for form in _forms_of(content_id)}
    if sorted(forms.get(href, "") for href in named) != sorted(present):
        refuse(ErrorCode.MIME_PROBLEM, Location.MANIFEST)


def _forms_of(content_id: str) -> tuple[str, str]:
    """Return the cid: as RFC 2392 has it, and as the common adapter writes it: with the name as it stands."""
    return f"{CONTENT_ID_SCHEME}{quote(content_id, safe=_AS_IT_STANDS)}", f"{CONTENT_ID_SCHEME}{content_id}"
