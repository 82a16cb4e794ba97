"""Which environment a root belongs to: the tests of PKIoverheid have roots of their own (S-01)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from gateway.errors import ConfigError

# As PKIoverheid names them: TRIAL PKIoverheid ..., and Staat der Nederlanden ... in production.
_TRIAL: Final = "TRIAL"
_PRODUCTION: Final = "Staat der Nederlanden"


def require_environment(roots: Sequence[x509.Certificate], *, production: bool) -> None:
    """Raise ConfigError for every root of the other environment; one that names neither is the operator's own choice.

    A certificate of the wrong environment then finds no root at all: it fails in the handshake.
    """
    wrong = [name for root in roots for name in _names(root) if name.startswith(_TRIAL if production else _PRODUCTION)]
    if wrong:
        here, there = ("production", "a test environment") if production else ("a test environment", "production")
        raise ConfigError(*(f"trust folder: the root {name} is of {there}, and we are {here}" for name in wrong))


def _names(root: x509.Certificate) -> Iterator[str]:
    found: Iterable[x509.NameAttribute[str | bytes]] = root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return (str(attribute.value) for attribute in found)
