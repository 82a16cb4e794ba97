"""Every algorithm we claim, as tables: each witness goes through the same ones."""

from itertools import product
from typing import Final

from gateway.domain.agreement import (
    Canonicalization,
    ContentCipher,
    DigestMethod,
    KeyTransport,
    LegacyCipher,
    LegacyTransport,
    SignatureMethod,
)
from gateway.wire.ebms2.signature import Algorithms

# What we sign and verify (E-63, E-64).
SIGNATURES: Final = tuple(
    Algorithms(canonicalization=canonicalization, digest_method=digest, signature_method=method)
    for canonicalization, digest, method in product(Canonicalization, DigestMethod, SignatureMethod)
)
# What we emit and open (E-73, E-74).
ENCRYPTIONS: Final = tuple(product(ContentCipher, KeyTransport))
# What we open under an exception, and never emit (E-78): everything that has at least one weak half.
LEGACY_ENCRYPTIONS: Final = tuple(
    (cipher, transport)
    for cipher, transport in product((*ContentCipher, *LegacyCipher), (*KeyTransport, *LegacyTransport))
    if isinstance(cipher, LegacyCipher) or isinstance(transport, LegacyTransport)
)


def signature_name(algorithms: Algorithms) -> str:
    """Return a name for one row, for a test or a table."""
    halves = (algorithms.canonicalization, algorithms.digest_method, algorithms.signature_method)
    return " ".join(half.name.lower() for half in halves)


def encryption_name(value: ContentCipher | KeyTransport | LegacyCipher | LegacyTransport) -> str:
    """Return a name for one half of a row."""
    return value.name.lower()
