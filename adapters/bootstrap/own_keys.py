"""Our own keys, as the settings and the folder of keys name them."""

from concurrent.futures import Executor
from pathlib import Path

from adapters.config import Settings
from adapters.keys.exceptions import key_file
from adapters.keys.key_files import OWN_RSA_BITS, OWN_RSA_BITS_FOR_TESTS, KeyFile, KeyPurpose
from adapters.keys.signer import FileKeys
from adapters.system import disk


class KeyFolder:
    """The keys of the gateway in their files."""

    def __init__(self, settings: Settings, executor: Executor) -> None:
        """Take where they are, and who works with them."""
        self._settings = settings
        self._executor = executor
        self.seen: tuple[disk.Stamp, ...] = ()

    def stamp(self) -> tuple[disk.Stamp, ...]:
        """Return what changes when a file does."""
        files = _key_files(self._settings)
        certificates = (spec.certificate for spec in files if spec.certificate is not None)
        return tuple(disk.stamp_of(file) for file in (*(spec.file for spec in files), *certificates))

    def read(self) -> FileKeys:
        """Read every key, or raise ConfigError with every mistake; `seen` is what `stamp` said just before."""
        self.seen = self.stamp()
        return FileKeys.load(_key_files(self._settings), self._executor, rsa_bits=own_rsa_bits(self._settings))


def own_rsa_bits(settings: Settings) -> int:
    """Return how long our own RSA keys must be at least."""
    return OWN_RSA_BITS_FOR_TESTS if settings.testing.allow_2048_bit_own_keys_for_tests else OWN_RSA_BITS


def _key_files(settings: Settings) -> list[KeyFile]:
    """Name the keys as they stand in the folder; several key-encryption keys, the newest name first."""
    folder = settings.keys.folder
    pairs = [
        _pair(purpose, folder / f"{purpose}.key.pem")
        for purpose in (KeyPurpose.TLS, KeyPurpose.SIGNING, KeyPurpose.ENCRYPTION, KeyPurpose.EVIDENCE)
    ]
    # While partners go over to a new certificate, some still know us by the old one, and encrypt to it.
    beside = [
        _pair(purpose, file)
        for purpose in (KeyPurpose.SIGNING, KeyPurpose.ENCRYPTION)
        for file in sorted(folder.glob(f"{purpose}-*.key.pem"))
    ]
    keks = sorted(folder.glob("kek-*.key"), reverse=True)
    return [
        *pairs,
        *beside,
        *(KeyFile(key_id=file.stem, purpose=KeyPurpose.KEK, file=file) for file in keks),
        *(key_file(each.name, folder) for each in settings.legacy),
    ]


def _pair(purpose: KeyPurpose, file: Path) -> KeyFile:
    key_id = file.name.removesuffix(".key.pem")
    return KeyFile(key_id=key_id, purpose=purpose, file=file, certificate=file.with_name(f"{key_id}.pem"))
