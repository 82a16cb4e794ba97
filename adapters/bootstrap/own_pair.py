"""Our own TLS pair, as it was accepted last (ADR 0022)."""

from adapters.http.tls import TlsFiles, TlsPair, server_context
from adapters.keys.key_files import KeyFile, KeyPurpose, Stamp, private_octets, read_private_key, stamp_of
from gateway.errors import ConfigError


class OwnPair:
    """What doors and lanes show partners; what its files say meanwhile is shown to nobody before it is accepted too."""

    def __init__(self, files: TlsFiles, rsa_bits: int) -> None:
        """Accept what the files say now, with RSA keys of at least so many bits; raise ConfigError otherwise."""
        self._files = files
        self._rsa_bits = rsa_bits
        # As it was just before the pair was read: what changed since, the first round sees.
        self.seen = self.stamp()
        self.accepted = self._read()

    def stamp(self) -> Stamp:
        """Return what changes when a file does."""
        return (stamp_of(self._files.chain), stamp_of(self._files.key))

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
        try:
            chain = self._files.chain.read_bytes()
        except OSError as error:
            mistake = f"the TLS certificate {self._files.chain.name} cannot be read"
            raise ConfigError(mistake) from error
        # The key that was judged, not what its file may say by then.
        key = private_octets(read_private_key(spec, self._rsa_bits))
        return TlsPair(files=self._files, chain=chain, key=key)
