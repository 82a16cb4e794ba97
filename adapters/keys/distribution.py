"""Where revocation lists are published: what trusted certificates name, and the settings; nobody else has a say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from cryptography import x509

from adapters.keys.path_validation import issued_by
from adapters.keys.revocation import authority_identifier

# A certificate of PKIoverheid names one; whoever names more than this does not help us find a list.
_MOST_NAMED: Final = 8
# Names with a last label of letters, so that no form of an IP address passes for one; no password, fragment or space.
_ADDRESS: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9])"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?)",
    re.ASCII | re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"https?:", re.IGNORECASE)
_SHOWN: Final = re.compile(r"[!-~]{1,300}", re.ASCII)
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}


class AddressFault(StrEnum):
    """Why an address in a certificate is never opened, unless the settings name it themselves."""

    SCHEME = "scheme"
    FORM = "form"
    PORT = "port"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlSource:
    """An address where a list is published, and whose: the keys of its authorities, or of any of ours when empty."""

    address: str
    authorities: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedAddress:
    """An address that a trusted certificate names and that is not opened; what cannot be shown is empty."""

    address: str
    fault: AddressFault


@dataclass(frozen=True, slots=True, kw_only=True)
class CrlSources:
    """Everything that is named, in a fixed order."""

    fetched: tuple[CrlSource, ...]
    refused: tuple[RefusedAddress, ...]


def find_sources(
    named: Iterable[str], authorities: Sequence[x509.Certificate], certificates: Iterable[x509.Certificate]
) -> CrlSources:
    """Return the addresses of the settings, and those in certificates that one of the authorities really issued.

    Full names of distribution points only (RFC 5280, 4.2.1.13), and no points for some reasons or of another issuer.
    """
    found: dict[str, set[str]] = {address: set() for address in named}
    refused: dict[str, AddressFault] = {}
    for certificate in certificates:
        issuers = _issuers(certificate, authorities)
        for text in _points(certificate) if issuers else ():
            address, fault = _read(text)
            if fault is None or address in found:
                found.setdefault(address, set()).update(issuers)
            else:
                refused[address if _SHOWN.fullmatch(address) else ""] = fault
    return CrlSources(
        fetched=tuple(CrlSource(address=one, authorities=frozenset(found[one])) for one in sorted(found)),
        refused=tuple(RefusedAddress(address=one, fault=refused[one]) for one in sorted(refused)),
    )


def _issuers(certificate: x509.Certificate, authorities: Sequence[x509.Certificate]) -> frozenset[str]:
    """Return the keys of all authorities of the issuer's name, if one of them signed: a renewed key signs lists too."""
    same_name = [authority for authority in authorities if authority.subject == certificate.issuer]
    really = any(issued_by(certificate, authority) for authority in same_name)
    return frozenset(authority_identifier(authority) for authority in same_name) if really else frozenset()


def _points(certificate: x509.Certificate) -> Iterator[str]:
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except x509.ExtensionNotFound:
        return
    whole = (point.full_name or () for point in points if point.reasons is None and point.crl_issuer is None)
    names = (name for full_name in whole for name in full_name if isinstance(name, x509.UniformResourceIdentifier))
    yield from (name.value for name in islice(names, _MOST_NAMED))


def _read(text: str) -> tuple[str, AddressFault | None]:
    """Return the address in its one form, and what is wrong with it."""
    if not _SCHEME.match(text):
        return text, AddressFault.SCHEME
    matched = _ADDRESS.fullmatch(text)
    if matched is None:
        return text, AddressFault.FORM
    scheme, host, path = matched["scheme"].lower(), matched["host"].lower(), matched["path"] or "/"
    if matched["port"] in {None, _DEFAULT_PORTS[scheme]}:
        return f"{scheme}://{host}{path}", None
    return f"{scheme}://{host}:{matched['port']}{path}", AddressFault.PORT
