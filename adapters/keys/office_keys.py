"""What the office door shows, and whom it trusts: our own office authority, and nobody else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from adapters.keys.key_files import KeyFile, KeyPurpose, read_secret
from gateway.errors import ConfigError

_PLACE: Final = "office_door.client_authority"


def read_office_key(file: Path) -> bytes:
    """Return the private key of the office door as it stands there; raise ConfigError when others may read it."""
    return read_secret(KeyFile(key_id="office", purpose=KeyPurpose.TLS, file=file))


def read_office_roots(folder: Path) -> str:
    """Return the roots in a folder, in PEM; raise ConfigError for every file that holds none, or when none does."""
    roots: list[str] = []
    mistakes: list[str] = []
    for file in sorted(folder.glob("*.pem")):
        try:
            roots += _roots_in(file)
        except (OSError, ValueError):
            mistakes.append(f"{_PLACE}: {file.name} is not a readable certificate (PEM)")
    if not roots and not mistakes:
        mistakes = [f"{_PLACE}: holds no root: put there the roots of your own office authority (*.pem)"]
    if mistakes:
        raise ConfigError(*mistakes)
    return "".join(roots)


def _roots_in(file: Path) -> Iterator[str]:
    # Only what was read: words beside a certificate may be in any script, and the TLS library takes none but ASCII.
    for certificate in x509.load_pem_x509_certificates(file.read_bytes()):
        yield certificate.public_bytes(Encoding.PEM).decode("ascii")
