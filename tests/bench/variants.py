"""What is measured: exchanges of several sizes, keys and ways of answering, each on a chain of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.simulator.certificates import PrivateKey
from gateway.domain.agreement import SyncReply
from tests.kit.shipments import ShippingChain

SENDER: Final = "politie"
RECEIVER: Final = "veiligthuis"
_EXPONENT: Final = 65537
_OWN_KEYS: Final = 3072
_TESTING: Final = "[testing]\n"
_KB: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One column of the measurement; `of_the_chain` is a message with rules and formats, handed in at the office door.

    All others are shipments: the exchange as the issue defines it, begun inside the sender.
    """

    name: str
    bits: int = _OWN_KEYS
    payload_octets: int = 10 * _KB
    sync_reply: SyncReply = SyncReply.NONE
    of_the_chain: bool = False
    asked: float | None = None

    def chain(self, folder: Path) -> ShippingChain:
        """Lay out two gateways for it; the larger keys are what a gateway starts with by itself."""
        chain = ShippingChain(folder, key_factory=partial(_make_key, self.bits), sync_reply=self.sync_reply)
        if self.bits < _OWN_KEYS:
            for name in chain.organisations:
                settings = folder / name / "schakel.toml"
                text = settings.read_text(encoding="utf-8")
                allowed = f"{_TESTING}allow_2048_bit_own_keys_for_tests = true\n"
                settings.write_text(text.replace(_TESTING, allowed), encoding="utf-8")
        return chain


VARIANTS: Final[Sequence[Variant]] = (
    Variant(name="10 KB", asked=0.60),
    Variant(name="10 KB, RSA-2048", bits=2048, asked=0.40),
    Variant(name="10 KB, answered at once", sync_reply=SyncReply.MSH_SIGNALS_ONLY),
    Variant(name="2 KB", payload_octets=2 * _KB),
    Variant(name="1 MB", payload_octets=_KB * _KB),
    Variant(name="10 KB message of the chain", of_the_chain=True),
)


def _make_key(bits: int) -> PrivateKey:
    return rsa.generate_private_key(_EXPONENT, bits)
