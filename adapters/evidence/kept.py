"""The SOAP octets in a bundle: which entry each belongs to, who should have signed it, and what it then says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from adapters.evidence.contents import OWN_CERTIFICATE, PARTNER_CERTIFICATE, SOAP, Bundle, signer_of
from gateway.domain.evidence import ChainedEntry, EvidenceType
from gateway.errors import PartnerError
from gateway.wire.ebms2.kept import Kept, read_kept


class Role(StrEnum):
    """What the octets are to the message that the bundle is about."""

    MESSAGE = "message"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a fact of an entry stands for: whose octets they are, and what they are."""

    role: Role
    signer: str


# Of which entries the exact octets are kept, and under which name: `<name>-payload` and `<name>-sha256` are facts.
PLACES: Final[Mapping[tuple[EvidenceType, str], Place]] = MappingProxyType(
    {
        (EvidenceType.SEALED, "soap"): Place(role=Role.MESSAGE, signer=OWN_CERTIFICATE),
        (EvidenceType.RECEIVED, "soap"): Place(role=Role.MESSAGE, signer=PARTNER_CERTIFICATE),
        (EvidenceType.RECEIVED, "receipt"): Place(role=Role.ANSWER, signer=OWN_CERTIFICATE),
        (EvidenceType.RECEIPT_RECEIVED, "soap"): Place(role=Role.ANSWER, signer=PARTNER_CERTIFICATE),
        (EvidenceType.REFUSAL_RECEIVED, "soap"): Place(role=Role.ANSWER, signer=PARTNER_CERTIFICATE),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Octets:
    """Octets that an entry speaks of, with the digest it gives them; `soap` is None when they were not kept.

    `signer` is the certificate to prove them with: one of their own, or that of the place.
    `signed_by` is the OIN of the hub that signed them for the partner, as the entry says, and `mandate` from which day
    until which it might; both are empty where nobody else signed.
    """

    chained: ChainedEntry
    place: Place
    digest: str
    file: str
    soap: bytes | None
    signer: str
    signed_by: str
    mandate: str


def list_octets(bundle: Bundle) -> Iterator[Octets]:
    """Yield everything that the entries say was kept."""
    for proved in bundle.entries:
        entry = proved.chained.entry
        facts = dict(entry.facts)
        for (kind, name), place in PLACES.items():
            if entry.type is kind and f"{name}-sha256" in facts:
                theirs = facts if place.signer == PARTNER_CERTIFICATE else {}
                yield Octets(
                    chained=proved.chained,
                    place=place,
                    digest=facts[f"{name}-sha256"],
                    file=(file := SOAP.format(proved.chained.sequence, name)),
                    soap=bundle.files.get(file),
                    signer=_signer(file, place, bundle),
                    signed_by=theirs.get("signed-by", ""),
                    mandate=theirs.get("mandate", ""),
                )


def _signer(file: str, place: Place, bundle: Bundle) -> str:
    own = signer_of(file)
    return own if own in bundle.files else place.signer


def read_octets(octets: Octets, bundle: Bundle) -> Kept | None:
    """Return what the octets say, proved by their signature if they have one; None when they cannot be checked.

    Raise PartnerError when they are not what their signer signed.
    """
    certificate = bundle.files.get(octets.signer)
    if octets.soap is None or certificate is None:
        return None
    return read_kept(octets.soap, certificate)


def read_all(bundle: Bundle) -> tuple[tuple[Octets, Kept], ...]:
    """Return all that can be read; what cannot is found by the check of signatures."""
    found = []
    for octets in list_octets(bundle):
        try:
            kept = read_octets(octets, bundle)
        except PartnerError:
            continue
        if kept is not None:
            found.append((octets, kept))
    return tuple(found)
