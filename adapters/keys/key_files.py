"""Reads private keys from files that nobody else may read, and writes them so."""

import os
import stat
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from gateway.errors import ConfigError

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

KEK_BYTES: Final = 32
# The group may read (a secret mounted for a service account); it may not write, and others may nothing.
_FORBIDDEN_MODE: Final = stat.S_IWGRP | stat.S_IXGRP | stat.S_IRWXO
_LARGEST_BYTES: Final = 64 * 1024
# digikoppeling.md 5.4: our own keys, whatever we still accept from others.
OWN_RSA_BITS: Final = 3072
# For measuring beside partners whose keys are still this short, and never in production.
OWN_RSA_BITS_FOR_TESTS: Final = 2048


class KeyPurpose(StrEnum):
    """One key per purpose (D12): none serves two. LEGACY opens what one partner's exception lets it send."""

    TLS = "tls"
    SIGNING = "signing"
    ENCRYPTION = "encryption"
    LEGACY = "legacy"
    EVIDENCE = "evidence"
    KEK = "kek"


# The TLS pair is accepted by itself (ADR 0022); naming its key here has it held against the others.
_NEEDED: Final = (KeyPurpose.SIGNING, KeyPurpose.ENCRYPTION, KeyPurpose.EVIDENCE, KeyPurpose.KEK)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """Where a key is, and the certificate that goes with it; the identifier is ours and says nothing of the key."""

    key_id: str
    purpose: KeyPurpose
    file: Path
    certificate: Path | None = None


def read_keys(
    files: Sequence[KeyFile], rsa_bits: int = OWN_RSA_BITS
) -> tuple[list[tuple[KeyFile, PrivateKey]], dict[str, bytes]]:
    """Return the private keys and, by identifier, the key-encryption keys; raise ConfigError with every mistake."""
    keys: list[tuple[KeyFile, PrivateKey]] = []
    keks: dict[str, bytes] = {}
    mistakes = [f"no key is configured for {purpose}" for purpose in _NEEDED if not _has(files, purpose)]
    mistakes += [f"key {key_id} is configured twice" for key_id, count in _counted(files) if count > 1]
    for spec in files:
        try:
            if spec.purpose is KeyPurpose.KEK:
                keks[spec.key_id] = read_kek(spec)
            else:
                keys.append((spec, read_private_key(spec, rsa_bits)))
        except ConfigError as error:
            mistakes += error.mistakes
    mistakes += _shared(keys)
    if mistakes:
        raise ConfigError(*mistakes)
    return keys, keks


def read_private_key(spec: KeyFile, rsa_bits: int = OWN_RSA_BITS) -> PrivateKey:
    """Read a PKCS#8 key that fits its purpose and its certificate, or raise ConfigError."""
    octets = read_secret(spec)
    try:
        key = serialization.load_pem_private_key(octets, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _mistake(spec, "is not an unencrypted private key in PEM") from error
    if not isinstance(key, PrivateKey) or not _fits(key, spec.purpose, rsa_bits):
        raise _mistake(spec, f"is not a key for {spec.purpose} (RSA of at least {rsa_bits} bits)")
    if spec.certificate is not None:
        _require_pair(spec, key, spec.certificate)
    return key


def read_kek(spec: KeyFile) -> bytes:
    """Read a key-encryption key: 64 hexadecimal digits, or raise ConfigError."""
    try:
        key = bytes.fromhex(read_secret(spec).decode("ascii").strip())
    except ValueError as error:
        raise _mistake(spec, "is not hexadecimal") from error
    if len(key) != KEK_BYTES:
        raise _mistake(spec, f"is not {KEK_BYTES} octets long")
    return key


def write_secret(file: Path, octets: bytes) -> None:
    """Write a new file that only we may read; one that exists is never overwritten."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(octets)


def _has(files: Sequence[KeyFile], purpose: KeyPurpose) -> bool:
    return any(spec.purpose is purpose for spec in files)


def _counted(files: Sequence[KeyFile]) -> Iterable[tuple[str, int]]:
    return Counter(spec.key_id for spec in files).items()


def _shared(keys: Sequence[tuple[KeyFile, PrivateKey]]) -> list[str]:
    """One key for two purposes lets the weaker use of it endanger the stronger (D12)."""
    holders: dict[bytes, str] = {}
    mistakes: list[str] = []
    for spec, key in keys:
        holder = holders.setdefault(public_octets(key), spec.key_id)
        if holder != spec.key_id:
            mistakes.append(f"key {spec.key_id}: {spec.file.name} is the same key as {holder}; each needs its own")
    return mistakes


def public_octets(key: PrivateKey) -> bytes:
    """Return the public half (SubjectPublicKeyInfo, DER), by which a key is known."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def private_octets(key: PrivateKey) -> bytes:
    """Return the private half (PKCS#8, PEM), for a library that signs with it itself; it is kept in memory only."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _fits(key: PrivateKey, purpose: KeyPurpose, rsa_bits: int) -> bool:
    match key:
        case rsa.RSAPrivateKey():
            return key.key_size >= rsa_bits
        case ec.EllipticCurvePrivateKey():
            return purpose is KeyPurpose.TLS
        case ed25519.Ed25519PrivateKey():
            return purpose is KeyPurpose.EVIDENCE


def _require_pair(spec: KeyFile, key: PrivateKey, file: Path) -> None:
    try:
        certified = x509.load_pem_x509_certificates(file.read_bytes())[0].public_key()
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise _mistake(spec, "has no readable certificate") from error
    if certified != key.public_key():
        raise _mistake(spec, "does not belong to its certificate")


def read_secret(spec: KeyFile) -> bytes:
    """Return what a file of a key says; raise ConfigError when others may read it too."""
    try:
        with spec.file.open("rb") as opened:
            # Of what was opened, not of the name: between two looks a name may come to mean another file.
            state = os.fstat(opened.fileno())
            if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST_BYTES:
                raise _mistake(spec, "is not a file that can hold a key")
            if state.st_mode & _FORBIDDEN_MODE:
                raise _mistake(spec, "can be read by others: set its mode to 0600")
            return opened.read()
    except OSError as error:
        raise _mistake(spec, "cannot be read") from error


def _mistake(spec: KeyFile, words: str) -> ConfigError:
    return ConfigError(f"key {spec.key_id}: {spec.file.name} {words}")
