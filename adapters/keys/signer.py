"""Private keys behind a door: what goes in is octets, what comes out is a signature or a content key."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import Final, ParamSpec, Self, TypeAlias, TypeVar

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.keys.key_encryption import KeyEncryption
from adapters.keys.key_files import KeyFile, KeyPurpose, PrivateKey, read_keys
from gateway.domain.agreement import ContentCipher
from gateway.errors import ConfigError
from gateway.ports import KeyName
from gateway.wire.stages import WrappedKey

SigningKey: TypeAlias = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
_T = TypeVar("_T")
_P = ParamSpec("_P")

# OAEP asks no collision resistance of its digest, and rsa-oaep-mgf1p always masks with SHA-1 (E-74).
_SHA1: Final = hashes.SHA1()  # noqa: S303 - harmless here, and what partners' adapters use
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
_KEY_BITS: Final = {ContentCipher.AES128_GCM: 128, ContentCipher.AES256_GCM: 256}


class FileKeys:
    """The private keys of a gateway, read once from files: the Signer of the ports."""

    def __init__(
        self,
        signing: Mapping[KeyName, SigningKey],
        decryption: Sequence[rsa.RSAPrivateKey],
        key_encryption: KeyEncryption,
        executor: Executor,
    ) -> None:
        """Take the keys; several decryption keys stand side by side while one replaces another."""
        self.key_encryption = key_encryption
        self._signing = dict(signing)
        self._decryption = tuple(decryption)
        self._executor = executor

    @classmethod
    def load(cls, files: Sequence[KeyFile], executor: Executor) -> Self:
        """Read every key, or raise ConfigError with every mistake; of each purpose the first key is the current one."""
        keys, keks = read_keys(files)
        rsa_keys = [key for spec, key in keys if spec.purpose is KeyPurpose.ENCRYPTION]
        return cls(
            {
                KeyName.SIGNING: _first(keys, KeyPurpose.SIGNING),
                KeyName.EVIDENCE: _first(keys, KeyPurpose.EVIDENCE),
            },
            [key for key in rsa_keys if isinstance(key, rsa.RSAPrivateKey)],
            KeyEncryption(keks, current=next(iter(keks))),
            executor,
        )

    def __repr__(self) -> str:
        return "FileKeys(***)"

    async def sign(self, key: KeyName, octets: bytes) -> bytes:
        """Return the signature: RSASSA-PKCS1-v1_5 with SHA-256, or Ed25519 where the evidence key is one."""
        found = self._signing.get(key)
        if found is None:
            mistake = f"there is no key to sign with under the name {key}"
            raise ConfigError(mistake)
        return await self._run(_sign, found, octets)

    async def unwrap(self, wrapped: Sequence[WrappedKey]) -> tuple[bytes, ...]:
        """Return the content keys; one that cannot be unwrapped is random, and nothing tells which (D13)."""
        return tuple([await self._run(_unwrap, self._decryption, one) for one in wrapped])

    async def _run(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        # performance.md 1: RSA lets other threads run, so two threads sign nearly twice as fast as one.
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))


def _sign(key: SigningKey, octets: bytes) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(octets)
    return key.sign(octets, padding.PKCS1v15(), hashes.SHA256())


def _unwrap(keys: Sequence[rsa.RSAPrivateKey], wrapped: WrappedKey) -> bytes:
    """Try every key and make the random one in every case, so that time tells as little as the answer (D13)."""
    bits = _KEY_BITS[wrapped.cipher]
    answer = AESGCM.generate_key(bits)
    for key in keys:
        content_key = _decrypt(key, wrapped)
        if len(content_key) * 8 == bits:
            answer = content_key
    return answer


def _decrypt(key: rsa.RSAPrivateKey, wrapped: WrappedKey) -> bytes:
    digest, mask = _DIGESTS.get(wrapped.oaep_digest), _MASKS.get(wrapped.mgf_digest)
    if digest is None or mask is None:
        return b""
    try:
        return key.decrypt(wrapped.wrapped, padding.OAEP(padding.MGF1(mask), digest, label=None))
    except ValueError:
        return b""


def _first(keys: Sequence[tuple[KeyFile, PrivateKey]], purpose: KeyPurpose) -> SigningKey:
    key = next(key for spec, key in keys if spec.purpose is purpose)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        mistake = f"the key for {purpose} cannot be on a curve"
        raise ConfigError(mistake)
    return key
