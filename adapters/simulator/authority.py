"""A test authority in the shape of PKIoverheid: root, domain, issuing CA, leaves and a revocation list per level."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from adapters.simulator.authority_levels import CRL_LIFETIME, Level, is_pss, revoked_on
from adapters.simulator.certificates import (
    AS_IT_SHOULD,
    Holder,
    Issued,
    KeyFactory,
    LeafPurpose,
    PrivateKey,
    UnsafeShape,
    leaf_builder,
    make_keys,
    p_256,
    rsa_3072,
)

_PRIVATE_MODE: Final = 0o600


class Authority:
    """A hierarchy from root to issuing CA; the last level issues."""

    def __init__(self, levels: Sequence[Level], *, key_factory: KeyFactory) -> None:
        """Take the levels, root first, and how leaf keys are made."""
        self.levels = tuple(levels)
        self._key_factory = key_factory

    @classmethod
    def found(
        cls, at: datetime, *, name: str = "Schakel", key_factory: KeyFactory = rsa_3072, pss: bool = False
    ) -> Self:
        """Found root, domain and issuing CA as they stand in PKIoverheid (S-06)."""
        root_key, domain_key, issuing_key = make_keys(key_factory, 3)
        root = Level.root(f"TRIAL {name} Root - Private", at, root_key, pss=pss)
        domain = root.subordinate(f"TRIAL {name} Domain Private Services CA", at, domain_key, path_length=1)
        issuing = domain.subordinate(f"TRIAL {name} TSP Private Services CA", at, issuing_key, path_length=0)
        return cls((root, domain, issuing), key_factory=key_factory)

    @classmethod
    def found_office(cls, organisation: str, at: datetime, *, key_factory: KeyFactory = p_256) -> Self:
        """Found the small authority of one organisation, for the client certificates of its back office."""
        return cls((Level.root(f"{organisation} Kantoor CA", at, key_factory()),), key_factory=key_factory)

    def beside(self, name: str, at: datetime) -> "Authority":
        """Return a second issuing CA under the same domain: another provider of certificates."""
        issuing = self.levels[-2].subordinate(name, at, self._key_factory(), path_length=0)
        return Authority((*self.levels[:-1], issuing), key_factory=self._key_factory)

    @property
    def root(self) -> x509.Certificate:
        """The certificate all trust starts from."""
        return self.levels[0].issued.certificate

    @property
    def intermediates(self) -> tuple[x509.Certificate, ...]:
        """The certificates between the root and a leaf, the issuing one first."""
        return self.levels[-1].chain_below

    def issue(
        self,
        holder: Holder,
        purpose: LeafPurpose,
        at: datetime,
        *,
        key: PrivateKey | None = None,
        unsafe_shape: UnsafeShape = AS_IT_SHOULD,
    ) -> Issued:
        """Issue one certificate; without a key a new one is made."""
        builder = leaf_builder(holder, purpose, unsafe_shape)
        return self.levels[-1].issue(builder, key or self._key_factory(), at, unsafe_shape)

    def issue_all(self, holders: Sequence[Holder], at: datetime) -> dict[str, dict[LeafPurpose, Issued]]:
        """Issue a certificate for every purpose to each holder, by OIN; the keys are made side by side."""
        keys = iter(make_keys(self._key_factory, len(holders) * len(LeafPurpose)))
        return {
            str(holder.oin): {purpose: self.issue(holder, purpose, at, key=next(keys)) for purpose in LeafPurpose}
            for holder in holders
        }

    def revoke(self, certificate: x509.Certificate, at: datetime) -> None:
        """Revoke a leaf or an authority, on the list of whoever issued it."""
        (issuer,) = (level for level in self.levels if level.issued.certificate.subject == certificate.issuer)
        issuer.revoke(certificate.serial_number, at)

    def crls(self, at: datetime, lifetime: timedelta = CRL_LIFETIME) -> dict[str, bytes]:
        """Return the revocation list of every level (DER), by the name of the level."""
        return {level.name: level.crl(at, lifetime) for level in self.levels}

    def write_trust(self, folder: Path, at: datetime, lifetime: timedelta = CRL_LIFETIME) -> None:
        """Write what others need to trust us: roots, intermediates and fresh revocation lists."""
        for level in self.levels:
            kind = "roots" if level.issued.certificate == self.root else "intermediates"
            _write(folder / kind / f"{level.name}.pem", _pem(level.issued.certificate))
        for name, crl in self.crls(at, lifetime).items():
            _write(folder / "crls" / f"{name}.crl", crl)

    def save(self, folder: Path, at: datetime) -> None:
        """Write the whole authority, private keys with mode 0600, so that `load` takes up its work."""
        for place, level in enumerate(self.levels):
            _write(folder / f"{place}-{level.name}.pem", _pem(level.issued.certificate))
            _write(folder / f"{place}-{level.name}.key.pem", level.issued.key_pem, mode=_PRIVATE_MODE)
            _write(folder / f"{place}-{level.name}.crl", level.crl(at))

    @classmethod
    def load(cls, folder: Path, *, key_factory: KeyFactory = rsa_3072) -> Self:
        """Take up the work of an authority that was saved, with everything it revoked."""
        levels: list[Level] = []
        for key_file in sorted(folder.glob("*.key.pem")):
            levels.append(_read_level(key_file, levels[-1].chain_below if levels else ()))
        return cls(levels, key_factory=key_factory)


def write_issued(issued: Issued, folder: Path, stem: str) -> None:
    """Write `stem.pem` (the certificate and its chain) and `stem.key.pem` (mode 0600)."""
    _write(folder / f"{stem}.pem", issued.chain_pem)
    _write(folder / f"{stem}.key.pem", issued.key_pem, mode=_PRIVATE_MODE)


def _read_level(key_file: Path, chain: tuple[x509.Certificate, ...]) -> Level:
    key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise TypeError(key_file.name)
    stem = key_file.name.removesuffix(".key.pem")
    certificate = x509.load_pem_x509_certificate((key_file.parent / f"{stem}.pem").read_bytes())
    revoked = revoked_on((key_file.parent / f"{stem}.crl").read_bytes())
    return Level(Issued(certificate, key, chain), pss=is_pss(certificate), revoked=revoked)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, content: bytes, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_bytes(content)
