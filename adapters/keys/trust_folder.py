"""Reads the trust folder of an environment: roots, intermediates, revocation lists and the local deny list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from adapters.keys.path_validation import PathJudge, chained
from adapters.keys.revocation import (
    LARGEST_CRL_BYTES,
    CrlFault,
    CrlGrace,
    CrlStanding,
    DenyList,
    HeldCrl,
    admit,
    authority_identifier,
    newest,
    standings,
)
from gateway.errors import CertificateRefusedError, ConfigError
from gateway.wire.certificate import is_sound_authority, read_certificate
from gateway.wire.trust import TrustPolicy

ROOTS: Final = "roots"
INTERMEDIATES: Final = "intermediates"
CRLS: Final = "crls"
DENY_LIST: Final = "denied.txt"
_CERTIFICATE_SUFFIXES: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_CRL_SUFFIXES: Final = frozenset({".crl", ".pem", ".der"})
_PEM: Final = b"-----BEGIN "


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustReport:
    """What one reading found: lists refused, authorities no root issued, and how each revocation list stands."""

    refused: tuple[tuple[str, CrlFault], ...]
    unknown_authorities: tuple[str, ...]
    standings: tuple[CrlStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustSnapshot:
    """One reading of the folder; it is replaced as a whole, so no proof ever mixes two."""

    version: int
    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    crls: tuple[HeldCrl, ...]
    denied: DenyList
    judge: PathJudge

    @property
    def contents(self) -> tuple[object, ...]:
        """What was read: of two readings with the same contents the first stands."""
        return self.roots, self.intermediates, self.crls, self.denied

    @property
    def authorities(self) -> tuple[x509.Certificate, ...]:
        """Everybody who may issue certificates and lists: roots, and what stands below them."""
        return (*self.roots, *self.intermediates)

    def standings(self, at: datetime) -> tuple[CrlStanding, ...]:
        """Tell how the revocations of each authority stand at that moment."""
        authorities = dict.fromkeys(authority_identifier(one) for one in self.authorities)
        return standings(tuple(authorities), self.crls, at)


def read_trust(
    folder: Path, policy: TrustPolicy, grace: CrlGrace, at: datetime, before: TrustSnapshot | None = None
) -> tuple[TrustSnapshot, TrustReport]:
    """Read everything, or raise ConfigError; the lists of the reading before compete with those in the folder."""
    denied = _read_deny_list(folder / DENY_LIST)
    every_root = _read_certificates(folder / ROOTS)
    if not every_root or not all(is_sound_authority(root) for root in every_root):
        mistake = f"the trust folder needs authorities in {ROOTS}/, with strong keys, and nothing else there"
        raise ConfigError(mistake)
    roots = _without(every_root, denied)
    candidates = _without(_read_certificates(folder / INTERMEDIATES), denied)
    intermediates = chained(roots, candidates)
    crls, refused = _read_crls(folder / CRLS, (*roots, *intermediates), grace, at)
    if before is not None:
        offered = (admit(crl.der, (*roots, *intermediates), grace, at) for crl in before.crls)
        crls = newest((*crls, *(crl for crl in offered if isinstance(crl, HeldCrl))))
    if before is not None and (roots, intermediates, crls, denied) == before.contents:
        # Nothing changed, so what was proven stands; each proof knows until when.
        return before, _report(before, candidates, refused, at)
    snapshot = TrustSnapshot(
        version=before.version + 1 if before else 1,
        roots=roots,
        intermediates=intermediates,
        crls=crls,
        denied=denied,
        judge=PathJudge(roots, intermediates, crls, policy.policies),
    )
    return snapshot, _report(snapshot, candidates, refused, at)


def _report(
    snapshot: TrustSnapshot,
    candidates: tuple[x509.Certificate, ...],
    refused: tuple[tuple[str, CrlFault], ...],
    at: datetime,
) -> TrustReport:
    unknown = tuple(_fingerprint(one) for one in candidates if one not in snapshot.intermediates)
    return TrustReport(refused=refused, unknown_authorities=unknown, standings=snapshot.standings(at))


def _read_crls(
    folder: Path, authorities: tuple[x509.Certificate, ...], grace: CrlGrace, at: datetime
) -> tuple[tuple[HeldCrl, ...], tuple[tuple[str, CrlFault], ...]]:
    good: list[HeldCrl] = []
    refused: list[tuple[str, CrlFault]] = []
    for file in _files(folder, _CRL_SUFFIXES):
        octets = _read_crl(file)
        answer = octets if isinstance(octets, CrlFault) else admit(octets, authorities, grace, at)
        if isinstance(answer, HeldCrl):
            good.append(answer)
        else:
            refused.append((file.name, answer))
    return newest(good), tuple(refused)


def _read_crl(file: Path) -> bytes | CrlFault:
    try:
        # Base64 and line ends make a PEM file a third and a bit larger than the list in it.
        if file.stat().st_size > LARGEST_CRL_BYTES * 3 // 2:
            return CrlFault.TOO_LARGE
        octets = file.read_bytes()
        if octets.startswith(_PEM):
            return x509.load_pem_x509_crl(octets).public_bytes(serialization.Encoding.DER)
    except (OSError, ValueError):
        return CrlFault.UNREADABLE
    else:
        return octets


def _read_certificates(folder: Path) -> tuple[x509.Certificate, ...]:
    return tuple(
        certificate for file in _files(folder, _CERTIFICATE_SUFFIXES) for certificate in _certificates_in(file)
    )


def _certificates_in(file: Path) -> Iterator[x509.Certificate]:
    try:
        octets = file.read_bytes()
        found = (
            x509.load_pem_x509_certificates(octets)
            if octets.startswith(_PEM)
            else [x509.load_der_x509_certificate(octets)]
        )
        for certificate in found:
            yield read_certificate(certificate.public_bytes(serialization.Encoding.DER))
    except (OSError, ValueError, CertificateRefusedError) as error:
        mistake = f"{file.parent.name}/{file.name} in the trust folder is not a readable certificate"
        raise ConfigError(mistake) from error


def _read_deny_list(file: Path) -> DenyList:
    try:
        return DenyList.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        return DenyList()
    except (OSError, UnicodeDecodeError) as error:
        mistake = f"{file.name} in the trust folder cannot be read"
        raise ConfigError(mistake) from error


def _files(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.suffix.lower() in suffixes and file.is_file())
    except FileNotFoundError:
        return []
    except OSError as error:
        mistake = f"{folder.name}/ in the trust folder cannot be read"
        raise ConfigError(mistake) from error


def _without(certificates: Iterable[x509.Certificate], denied: DenyList) -> tuple[x509.Certificate, ...]:
    return tuple(
        one
        for one in certificates
        if _fingerprint(one) not in denied.fingerprints and one.serial_number not in denied.serial_numbers
    )


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
