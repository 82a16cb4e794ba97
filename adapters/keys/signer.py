"""Private keys behind a door: what goes in is octets, what comes out is a signature or a content key."""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache, partial
from hashlib import sha256
from types import MappingProxyType
from typing import Final, ParamSpec, Self, TypeAlias, TypeVar

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from adapters.keys.key_encryption import KeyEncryption
from adapters.keys.key_files import OWN_RSA_BITS, KeyFile, KeyPurpose, PrivateKey, public_octets, read_keys
from gateway.domain.agreement import AnyCipher, ContentCipher, LegacyCipher, LegacyTransport, SignatureMethod
from gateway.wire.certificate import read_certificate
from gateway.wire.stages import WrappedKey

SigningKey: TypeAlias = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_T = TypeVar("_T")
_P = ParamSpec("_P")

# OAEP asks no collision resistance of its digest, and rsa-oaep-mgf1p always masks with SHA-1 (E-74).
_SHA1: Final = hashes.SHA1()  # noqa: S303 - for OAEP alone, which E-74 names it for; nothing is signed with it
# xmlenc 1.1, 5.5.2: the digest by ds:DigestMethod, the mask by xenc11:MGF or by its digest.
_DIGESTS: Final[Mapping[str, hashes.HashAlgorithm]] = {
    "http://www.w3.org/2000/09/xmldsig#sha1": _SHA1,
    "http://www.w3.org/2001/04/xmlenc#sha256": hashes.SHA256(),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": hashes.SHA384(),
    "http://www.w3.org/2001/04/xmlenc#sha512": hashes.SHA512(),
}
_MASKS: Final[Mapping[str, hashes.HashAlgorithm]] = {
    **_DIGESTS,
    "http://www.w3.org/2009/xmlenc11#mgf1sha1": _SHA1,
    "http://www.w3.org/2009/xmlenc11#mgf1sha256": hashes.SHA256(),
    "http://www.w3.org/2009/xmlenc11#mgf1sha384": hashes.SHA384(),
    "http://www.w3.org/2009/xmlenc11#mgf1sha512": hashes.SHA512(),
}
_KEY_BYTES: Final[Mapping[AnyCipher, int]] = {
    ContentCipher.AES128_GCM: 16,
    ContentCipher.AES256_GCM: 32,
    LegacyCipher.AES128_CBC: 16,
    LegacyCipher.AES256_CBC: 32,
    LegacyCipher.TRIPLEDES_CBC: 24,
}
_SIGNATURE_HASHES: Final[Mapping[SignatureMethod, hashes.HashAlgorithm]] = {
    SignatureMethod.RSA_SHA256: hashes.SHA256(),
    SignatureMethod.RSA_SHA384: hashes.SHA384(),
    SignatureMethod.RSA_SHA512: hashes.SHA512(),
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HeldKeys:
    """The keys to sign messages and to decrypt with at one moment, under their public half (SubjectPublicKeyInfo, DER).

    They are exchanged as a whole: who began with them ends with them. The first to sign with is the current one.
    """

    signing: Mapping[bytes, rsa.RSAPrivateKey]
    decryption: Mapping[bytes, rsa.RSAPrivateKey]

    @classmethod
    def of(cls, signing: Iterable[rsa.RSAPrivateKey], decryption: Iterable[rsa.RSAPrivateKey]) -> Self:
        """Take at least one of each; several stand side by side while one replaces another."""
        return cls(
            signing={public_octets(key): key for key in signing},
            decryption={public_octets(key): key for key in decryption},
        )

    @property
    def publics(self) -> frozenset[tuple[str, str]]:
        """What signs messages and decrypts: the use, and the SHA-256 (hex) of the public key."""
        uses = ((KeyPurpose.SIGNING, self.signing), (KeyPurpose.ENCRYPTION, self.decryption))
        return frozenset((str(use), sha256(public).hexdigest()) for use, keys in uses for public in keys)

    def has(self, use: KeyPurpose, certificate: bytes) -> bool:
        """Tell whether the key of a certificate (DER) is here to sign messages with, or to decrypt with."""
        return _certified(certificate) in (self.signing if use is KeyPurpose.SIGNING else self.decryption)

    def signer(self, certificate: bytes) -> rsa.RSAPrivateKey:
        """Return the key to sign with: the one that belongs to the certificate (DER), else the current one."""
        return self.signing.get(_certified(certificate)) or next(iter(self.signing.values()))


class FileKeys:
    """The private keys of a gateway, read from files: the Signer of the ports."""

    def __init__(
        self,
        held: HeldKeys,
        evidence: SigningKey,
        key_encryption: KeyEncryption,
        executor: Executor,
        exceptions: Mapping[str, rsa.RSAPrivateKey] = MappingProxyType({}),
    ) -> None:
        """Take the keys; whatever is put in the place of `held` signs messages and decrypts from then on.

        Those of `exceptions`, by their name, open only what asks for them by that name, and nothing else does (D12).
        """
        self.held = held
        self.key_encryption = key_encryption
        self._evidence = evidence
        self._executor = executor
        self._exceptions = dict(exceptions)

    @classmethod
    def load(cls, files: Sequence[KeyFile], executor: Executor, *, rsa_bits: int = OWN_RSA_BITS) -> Self:
        """Read every key, or raise ConfigError with every mistake; of each purpose the first key is the current one."""
        keys, keks = read_keys(files, rsa_bits)
        signing, decryption = (
            [key for _, key in _rsa_keys(keys, purpose)] for purpose in (KeyPurpose.SIGNING, KeyPurpose.ENCRYPTION)
        )
        return cls(
            HeldKeys.of(signing, decryption),
            _evidence_key(keys),
            KeyEncryption(keks, current=next(iter(keks))),
            executor,
            {spec.key_id: key for spec, key in _rsa_keys(keys, KeyPurpose.LEGACY)},
        )

    def __repr__(self) -> str:
        return "FileKeys(***)"

    def serves(self, public: bytes) -> bool:
        """Tell whether a key, by its public half (DER), signs messages or decrypts, be it for an exception (D12)."""
        exceptions = map(public_octets, self._exceptions.values())
        return public in self.held.signing or public in self.held.decryption or public in exceptions

    async def sign(self, octets: bytes, method: SignatureMethod, certificate: bytes) -> bytes:
        """Return the RSASSA-PKCS1-v1_5 signature by the key of that certificate (DER), else by the current one."""
        return await self._run(_sign, self.held.signer(certificate), octets, _SIGNATURE_HASHES[method])

    async def attest(self, octets: bytes) -> bytes:
        """Return the signature of the evidence key: RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519 where it is one."""
        return await self._run(_sign, self._evidence, octets, _SIGNATURE_HASHES[SignatureMethod.RSA_SHA256])

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        """Return the content keys; one that cannot be unwrapped is random, and nothing tells which (D13)."""
        openers = [self._openers(one) for one in wrapped]
        return tuple([await self._run(_unwrap, keys, one) for keys, one in zip(openers, wrapped, strict=True)])

    def _openers(self, wrapped: WrappedKey) -> tuple[rsa.RSAPrivateKey, ...]:
        """Return the keys that may unwrap it (D12)."""
        if wrapped.exception is None:
            return tuple(self.held.decryption.values())
        key = self._exceptions.get(wrapped.exception)
        return () if key is None else (key,)

    async def _run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        # performance.md 1: RSA lets other threads run, so two threads sign nearly twice as fast as one.
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))


@lru_cache(maxsize=256)
def _certified(certificate: bytes) -> bytes:
    """Return the public key (SubjectPublicKeyInfo, DER) that a certificate is about."""
    key = read_certificate(certificate).public_key()
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _sign(key: SigningKey, octets: bytes, digest: hashes.HashAlgorithm) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(octets)
    return key.sign(octets, padding.PKCS1v15(), digest)


def _unwrap(keys: Sequence[rsa.RSAPrivateKey], wrapped: WrappedKey) -> bytes:
    """Try every key and make the random one in every case, so that time tells as little as the answer (D13)."""
    length = _KEY_BYTES[wrapped.cipher]
    answer = secrets.token_bytes(length)
    for key in keys:
        content_key = _decrypt(key, wrapped)
        if len(content_key) == length:
            answer = content_key
    return answer


def _decrypt(key: rsa.RSAPrivateKey, wrapped: WrappedKey) -> bytes:
    scheme = _padding(wrapped)
    if scheme is None:
        return b""
    try:
        # Under RSA 1.5 a wrong block fails in no way that shows: the library returns octets of its own making that the
        # block and the key determine (implicit rejection), and the content then opens to nothing anybody signed.
        return key.decrypt(wrapped.wrapped, scheme)
    except ValueError:
        return b""


def _padding(wrapped: WrappedKey) -> padding.AsymmetricPadding | None:
    if isinstance(wrapped.transport, LegacyTransport):
        # A key of ours that answers for both endangers what OAEP protects, so only an exception's own key may (D12).
        return None if wrapped.exception is None else padding.PKCS1v15()
    digest, mask = _DIGESTS.get(wrapped.oaep_digest), _MASKS.get(wrapped.mgf_digest)
    return None if digest is None or mask is None else padding.OAEP(padding.MGF1(mask), digest, label=None)


def _rsa_keys(
    keys: Sequence[tuple[KeyFile, PrivateKey]], purpose: KeyPurpose
) -> Iterator[tuple[KeyFile, rsa.RSAPrivateKey]]:
    return ((spec, key) for spec, key in keys if spec.purpose is purpose and isinstance(key, rsa.RSAPrivateKey))


def _evidence_key(keys: Sequence[tuple[KeyFile, PrivateKey]]) -> SigningKey:
    return next(key for spec, key in keys if spec.purpose is KeyPurpose.EVIDENCE and isinstance(key, SigningKey))
