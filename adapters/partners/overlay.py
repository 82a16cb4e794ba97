"""The file beside an agreement: what a CPA cannot say, what replaces a part of it, and that it ends early."""

import binascii
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from adapters.partners.reading import read_toml, records_of
from gateway.domain.agreement import Canonicalization, KeyTransport
from gateway.domain.replacement import Ending, Overlay, Replacement, Side, Use
from gateway.errors import ConfigError

CANONICALIZATIONS: Final = {"inclusive": Canonicalization.INCLUSIVE, "exclusive": Canonicalization.EXCLUSIVE}
KEY_TRANSPORTS: Final = {"rsa-oaep-mgf1p": KeyTransport.RSA_OAEP_MGF1P, "rsa-oaep": KeyTransport.RSA_OAEP}
# E-87: any client certificate of the organisation that our trust proves, or the very one that was agreed.
CLIENT_CERTIFICATES: Final = {"any": False, "agreed": True}
# What a CPA cannot say (E-63, E-78, E-87), by the words of the file; the first of each is what holds when nobody says.
HABITS: Final[Mapping[str, Mapping[str, object]]] = {
    "canonicalization": CANONICALIZATIONS,
    "key_transport": KEY_TRANSPORTS,
    "client_certificate": CLIENT_CERTIFICATES,
}
_RECORDS: Final = ("replacement", "ending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside an agreement: the habits that were named, by their words, and the records."""

    habits: Mapping[str, str]
    overlay: Overlay


NOTHING_BESIDE: Final = Beside(habits={}, overlay=Overlay())


def read_beside(file: Path) -> Beside:
    """Return what stands in the file, or nothing where there is none; raise ConfigError."""
    if not file.is_file():
        return NOTHING_BESIDE
    document = read_toml(file)
    records = {name: document.pop(name, []) for name in _RECORDS}
    if any(not isinstance(value, str) or value not in HABITS.get(key, {}) for key, value in document.items()):
        known = " and ".join(f"{name} ({' or '.join(values)})" for name, values in HABITS.items())
        mistake = f"{file.name} beside it holds something else than {known}, [[replacement]] and [[ending]]"
        raise ConfigError(mistake)
    replacements = records_of(records["replacement"], _replacement)
    endings = records_of(records["ending"], _ending)
    if replacements is None or endings is None:
        mistake = f"{file.name} beside it has a [[replacement]] or [[ending]] that is not as `schakel cpa` writes them"
        raise ConfigError(mistake)
    return Beside(habits=document, overlay=Overlay(replacements=replacements, endings=endings))


def written_replacement(replacement: Replacement, recorded_at: datetime) -> str:
    """Return the replacement as the file holds it."""
    lines = ["[[replacement]]", f'side = "{replacement.side}"', f'use = "{replacement.use}"']
    lines.append(f"valid_from = {_moment(replacement.valid_from)}")
    if replacement.old_until is not None:
        lines.append(f"old_until = {_moment(replacement.old_until)}")
    if replacement.use is Use.ENDPOINT:
        lines.append(f"endpoint = {json.dumps(replacement.endpoint)}")
    else:
        lines.append(f'certificate = """\n{ssl.DER_cert_to_PEM_cert(replacement.certificate)}"""')
    return "\n".join([*lines, f"recorded_at = {_moment(recorded_at)}", ""])


def written_ending(ending: Ending, recorded_at: datetime) -> str:
    """Return the early end as the file holds it."""
    reason = json.dumps(ending.reason, ensure_ascii=False)
    return f"[[ending]]\nat = {_moment(ending.at)}\nreason = {reason}\nrecorded_at = {_moment(recorded_at)}\n"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def _replacement(entry: dict[str, Any]) -> Replacement | None:
    side, use = entry.get("side"), entry.get("use")
    wanted = "endpoint" if use == Use.ENDPOINT else "certificate"
    needed = {"side", "use", "valid_from", wanted}
    known = needed | {"old_until", "recorded_at"}
    if side not in set(Side) or use not in set(Use) or not needed <= entry.keys() <= known:
        return None
    valid_from, old_until = _aware(entry["valid_from"]), _aware(entry.get("old_until"))
    if valid_from is None or not isinstance(entry[wanted], str) or ("old_until" in entry and old_until is None):
        return None
    certificate = b"" if use == Use.ENDPOINT else read_pem(entry[wanted])
    if certificate is None:
        return None
    return Replacement(
        side=Side(side),
        use=Use(use),
        valid_from=valid_from,
        endpoint=entry[wanted] if use == Use.ENDPOINT else "",
        certificate=certificate,
        old_until=old_until,
    )


def _ending(entry: dict[str, Any]) -> Ending | None:
    at, reason = _aware(entry.get("at")), entry.get("reason")
    if not {"at", "reason"} <= entry.keys() <= {"at", "reason", "recorded_at"} or at is None:
        return None
    return Ending(at=at, reason=reason) if isinstance(reason, str) and reason else None


def _aware(value: object) -> datetime | None:
    """Return a moment in UTC; one without offset means something else on every machine."""
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo is not None else None


def read_pem(text: str) -> bytes | None:
    """Return the octets (DER) of a certificate in PEM; whether they are one is judged elsewhere."""
    try:
        return ssl.PEM_cert_to_DER_cert(text.strip())
    except (ValueError, binascii.Error):
        return None
