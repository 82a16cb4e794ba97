"""Data keys at rest: each wrapped under a key-encryption key that can be replaced without touching the data (D19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from gateway.errors import ConfigError, TamperedError

_SEPARATOR: Final = b":"
_WHAT: Final = "data key"


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A wrapped data key, and the identifier of the key that unwraps it."""

    kek_id: str
    wrapped: bytes

    def octets(self) -> bytes:
        """Return one value to store."""
        return self.kek_id.encode("ascii") + _SEPARATOR + self.wrapped

    @classmethod
    def parse(cls, octets: bytes) -> Self:
        """Read what `octets` wrote, or raise TamperedError."""
        kek_id, separator, wrapped = octets.partition(_SEPARATOR)
        if not separator or not kek_id.isascii():
            raise TamperedError(_WHAT)
        return cls(kek_id.decode("ascii"), wrapped)


class KeyEncryption:
    """Wraps data keys under the current key and unwraps them under any it holds (AES key wrap, RFC 3394).

    Key wrap needs no nonce, so no count of wrapped keys is ever too many, and PKCS#11 knows it as well.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        """Take the keys by identifier; new data keys are wrapped under the current one."""
        if current not in keys:
            mistake = f"the current key-encryption key {current} is not among the keys"
            raise ConfigError(mistake)
        self._keys = dict(keys)
        self._current = current

    def __repr__(self) -> str:
        return "KeyEncryption(***)"

    def seal_key(self, data_key: bytes) -> SealedKey:
        """Wrap a data key under the current key."""
        return SealedKey(self._current, aes_key_wrap(self._keys[self._current], data_key))

    def unseal_key(self, sealed: SealedKey) -> bytes:
        """Return the data key; raise TamperedError when it was altered, ConfigError when its key is not here."""
        key = self._keys.get(sealed.kek_id)
        if key is None:
            mistake = f"key-encryption key {sealed.kek_id} is not configured, and data is sealed under it"
            raise ConfigError(mistake)
        try:
            return aes_key_unwrap(key, sealed.wrapped)
        except (InvalidUnwrap, ValueError) as error:
            raise TamperedError(_WHAT) from error

    def reseal_key(self, sealed: SealedKey) -> SealedKey:
        """Wrap a data key anew under the current key: rotation touches no data."""
        return self.seal_key(self.unseal_key(sealed))
