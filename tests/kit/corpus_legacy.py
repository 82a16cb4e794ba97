"""Group G (167, 170, 175, 176) where an exception lets the police encrypt weakly, to a key pair of its own (D12)."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.simulator.authority import Authority
from adapters.simulator.certificates import Holder, Issued, LeafPurpose
from gateway.domain.agreement import AnyCipher, AnyTransport, ContentCipher, KeyTransport, LegacyCipher, LegacyTransport
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.stages import Part
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_agreements import add_agreement
from tests.kit.correspondent import Letter
from tests.kit.encrypted_parts import with_content
from tests.kit.legacy_parts import document, padded, sealed, wrapped
from tests.kit.posting import Posting
from tests.kit.wire_keys import KEY_BYTES, WireKey

NAME: Final = "Keten_uitzondering"
_DAY: Final = timedelta(days=1)
CBC, RSA_1_5 = LegacyCipher.AES256_CBC, LegacyTransport.RSA_1_5
R = Refusal
# What stands in CipherValue of key and of content, for the key of the exception.
Octets = Callable[[WireKey, bytes], tuple[bytes, bytes]]


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


def add_exception(bench: Bench) -> None:
    """Give the police a certificate of its own to encrypt to, and until next month the right to do so weakly."""
    at = datetime.now(UTC).replace(microsecond=0)
    own = bench.partner.other
    holder = Holder(oin=own.oin, organisation=own.title, host_names=(own.host,))
    authority = Authority.load(bench.folder / "pki" / "authority")
    issued = authority.issue(holder, LeafPurpose.ENCRYPTION, at, key=_key())
    _write(bench, issued)
    party = replace(bench.partner.agreement.partner, encryption_certificate=issued.der)
    add_agreement(bench, NAME, at - _DAY, at + 60 * _DAY, gateway=party)
    with (bench.home / "schakel.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            f"""
[[legacy]]
name = "proef"
partner = "{bench.partner.own.oin}"
until = {at + 30 * _DAY:%Y-%m-%d}
ciphers = ["aes256-cbc", "tripledes-cbc"]
transports = ["rsa-1_5"]
reason = "Een fictief besluit."
"""
        )


def _write(bench: Bench, issued: Issued) -> None:
    keys = bench.home / "keys"
    (keys / "legacy-proef.pem").write_bytes(issued.chain_pem)
    key = keys / "legacy-proef.key.pem"
    key.touch(mode=0o600)
    key.write_bytes(issued.key_pem)


def recipient(bench: Bench) -> WireKey:
    """Return the key pair of the exception."""
    return WireKey(_key(), bench.agreed[NAME].agreement.partner.encryption_certificate)


def _made(bench: Bench, letter: Letter, parts: Callable[[Part], Part]) -> Posting:
    """Return a message under the exception, rightly signed, around parts that are encrypted somehow."""
    sender = bench.agreed[NAME]
    return sender.pack(sender.sign(letter), tuple(parts(part) for part in letter.parts), letter.message_id)


def _posting(octets: Octets, cipher: AnyCipher, transport: AnyTransport) -> Callable[[Bench], Posting]:
    def make(bench: Bench) -> Posting:
        def encrypted(part: Part) -> Part:
            return with_content(part, document(cipher, transport, *octets(recipient(bench), whole(part.content))))

        return _made(bench, bench.agreed[NAME].letter(), encrypted)

    return make


def _as_agreed(cipher: AnyCipher, transport: AnyTransport) -> Octets:
    def octets(key: WireKey, content: bytes) -> tuple[bytes, bytes]:
        content_key = os.urandom(KEY_BYTES[cipher])
        return wrapped(transport, key, content_key), sealed(cipher, content_key, content)

    return octets


def _ending_in(value: int) -> Octets:
    """175: whole blocks whose last octet, the length of the padding, is that one."""

    def octets(key: WireKey, content: bytes) -> tuple[bytes, bytes]:
        content_key = os.urandom(KEY_BYTES[CBC])
        blocks = padded(CBC, content)[:-1] + bytes([value])
        # The padding of these contents is as long as it is; the same once more says nothing.
        assert value != padded(CBC, content)[-1]
        return wrapped(RSA_1_5, key, content_key), sealed(CBC, content_key, b"", blocks=blocks)

    return octets


def _block(make: Callable[[int, bytes], bytes]) -> Octets:
    """176: what unwraps to a block that no honest encoder makes, around the very key of the content."""

    def octets(key: WireKey, content: bytes) -> tuple[bytes, bytes]:
        content_key = os.urandom(KEY_BYTES[CBC])
        numbers, size = key.private.public_key().public_numbers(), key.private.key_size // 8
        block = pow(int.from_bytes(make(size, content_key)), numbers.e, numbers.n).to_bytes(size)
        return block, sealed(CBC, content_key, content)

    return octets


def _filled(kind: bytes, first: bytes = b"\x00") -> Callable[[int, bytes], bytes]:
    return lambda size, key: first + kind + b"\x5a" * (size - 3 - len(key)) + b"\x00" + key


_PAIRS: Final[dict[str, tuple[AnyCipher, AnyTransport]]] = {
    "167-rsa-1.5-by-exception": (ContentCipher.AES256_GCM, RSA_1_5),
    "169-aes-cbc-by-exception": (CBC, KeyTransport.RSA_OAEP_MGF1P),
    "170-triple-des-by-exception": (LegacyCipher.TRIPLEDES_CBC, RSA_1_5),
    "175-aes-cbc-by-exception": (CBC, RSA_1_5),
}
# In force for this partner and these algorithms, and for no others.
_BEYOND: Final[dict[str, tuple[AnyCipher, AnyTransport]]] = {
    "169-aes-cbc-beyond-the-exception": (LegacyCipher.AES128_CBC, RSA_1_5),
}
_SPOILED: Final[dict[str, tuple[Octets, Refusal]]] = {
    **{f"175-padding-of-{value}": (_ending_in(value), R.SIGNATURE_DIGEST) for value in (0, 17, 32, 255)},
    "176-block-of-type-1-by-exception": (_block(_filled(b"\x01")), R.SIGNATURE_DIGEST),
    "176-first-octet-not-zero-by-exception": (_block(_filled(b"\x02", b"\x01")), R.SIGNATURE_DIGEST),
    "176-no-separator-by-exception": (_block(lambda size, _: b"\x00\x02" + b"\x5a" * (size - 2)), R.SIGNATURE_DIGEST),
}


CASES: Final[dict[str, Case]] = {
    **{
        number: Case(make=_posting(_as_agreed(*pair), *pair), outcome=Outcome.ACCEPTED)
        for number, pair in _PAIRS.items()
    },
    **{
        number: Case(
            make=_posting(_as_agreed(*pair), *pair),
            outcome=Outcome.REFUSED,
            error=SecurityRefusedError(R.ENCRYPTION_ALGORITHM),
        )
        for number, pair in _BEYOND.items()
    },
    **{
        number: Case(make=_posting(octets, CBC, RSA_1_5), outcome=Outcome.REFUSED, error=SecurityRefusedError(reason))
        for number, (octets, reason) in _SPOILED.items()
    },
}
