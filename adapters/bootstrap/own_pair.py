"""Our own TLS pair, as it was accepted last (ADR 0022)."""

from collections.abc import Callable

from adapters.http.tls import TlsFiles, TlsPair, server_context
from adapters.keys.key_files import KeyFile, KeyPurpose, private_octets, public_octets, read_private_key
from adapters.system import disk
from gateway.errors import ConfigError


def read_chain(files: TlsFiles) -> bytes:
    """Return what the file of certificates says, or raise ConfigError."""
    try:
        return files.chain.read_bytes()
    except OSError as error:
        mistake = f"the TLS certificate {files.chain.name} cannot be read"
        raise ConfigError(mistake) from error


class OwnPair:
    """What doors and lanes show partners; what its files say meanwhile is shown to nobody before it is accepted too."""

    def __init__(self, files: TlsFiles, rsa_bits: int, serves: Callable[[bytes], bool]) -> None:
        """Accept what the files say now, or raise ConfigError.

        An RSA key has at least so many bits, and no key `serves` another purpose, by its public half (D12).
        """
        self._files = files
        self._rsa_bits = rsa_bits
        self._serves = serves
        # As it was just before the pair was read: what changed since, the first round sees.
        self.seen = self.stamp()
        self.accepted = self._read()

    def stamp(self) -> tuple[disk.Stamp, ...]:
        """Return what changes when a file does."""
        return disk.stamp_of(self._files.chain), disk.stamp_of(self._files.key)

    def accept(self, roots_pem: str) -> None:
        """Accept what the files say now; on ConfigError the pair of before stays."""
        pair = self._read()
        # The TLS library looks at more than we do, at the rest of the chain for one.
        server_context(pair, roots_pem, lambda _: None)
        self.accepted = pair

    def _read(self) -> TlsPair:
        spec = KeyFile(
            key_id=KeyPurpose.TLS, purpose=KeyPurpose.TLS, file=self._files.key, certificate=self._files.chain
        )
        chain = read_chain(self._files)
        key = read_private_key(spec, self._rsa_bits)
        if self._serves(public_octets(key)):
            mistake = f"key {spec.key_id}: {spec.file.name} signs messages or decrypts too; each purpose needs its own"
            raise ConfigError(mistake)
        # The key that was judged, not what its file may say by then.
        return TlsPair(files=self._files, chain=chain, key=private_octets(key))
