"""Signatures go out, content keys come out, private keys do not (D12, D13, bad inputs 167 to 180)."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from adapters.keys.key_encryption import KeyEncryption
from adapters.keys.key_files import KeyPurpose
from adapters.keys.sealing import new_data_key
from adapters.keys.signer import FileKeys, HeldKeys
from adapters.simulator.certificates import LeafPurpose
from gateway.domain.agreement import (
    AnyCipher,
    ContentCipher,
    KeyTransport,
    LegacyCipher,
    LegacyTransport,
    SignatureMethod,
)
from gateway.ports import Signer
from gateway.wire.stages import WrappedKey
from tests.kit.authority import AT, POLITIE, founded, pooled_keys

SHA1 = "http://www.w3.org/2000/09/xmldsig#sha1"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
MGF1_SHA256 = "http://www.w3.org/2009/xmlenc11#mgf1sha256"
CONTENT_KEY = bytes(range(32))


def _rsa(number: int) -> rsa.RSAPrivateKey:
    key = pooled_keys()[number]
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


SIGNING, ENCRYPTION, OLDER, EXCEPTION, NEWER = _rsa(0), _rsa(1), _rsa(2), _rsa(3), _rsa(4)
EVIDENCE = ed25519.Ed25519PrivateKey.generate()


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@pytest.fixture
def keys(executor: Executor) -> FileKeys:
    held = HeldKeys.of([SIGNING, NEWER], [ENCRYPTION, OLDER])
    wrapping = KeyEncryption({"kek": new_data_key()}, "kek")
    return FileKeys(held, EVIDENCE, wrapping, executor, {"politie": EXCEPTION})


def _wrapped(
    octets: bytes,
    *,
    cipher: ContentCipher = ContentCipher.AES256_GCM,
    digest: str = SHA1,
    mask: str = SHA1,
) -> WrappedKey:
    return WrappedKey(
        content_id="part-1",
        cipher=cipher,
        transport=KeyTransport.RSA_OAEP_MGF1P,
        oaep_digest=digest,
        mgf_digest=mask,
        wrapped=octets,
    )


def _oaep(
    key: rsa.RSAPrivateKey, content_key: bytes = CONTENT_KEY, digest: hashes.HashAlgorithm | None = None
) -> bytes:
    chosen = digest or hashes.SHA1()  # noqa: S303 - what rsa-oaep-mgf1p says
    return key.public_key().encrypt(content_key, padding.OAEP(padding.MGF1(chosen), chosen, None))


def test_file_keys_are_the_signer_of_the_ports(keys: FileKeys) -> None:
    port: Signer = keys
    assert port is keys


@pytest.mark.parametrize(
    ("method", "digest"),
    [
        (SignatureMethod.RSA_SHA256, hashes.SHA256()),
        (SignatureMethod.RSA_SHA384, hashes.SHA384()),
        (SignatureMethod.RSA_SHA512, hashes.SHA512()),
    ],
)
async def test_a_signature_is_by_the_method_agreed(
    keys: FileKeys, method: SignatureMethod, digest: hashes.HashAlgorithm
) -> None:
    signature = await keys.sign(b"octets", method, _certificate(SIGNING))
    SIGNING.public_key().verify(signature, b"octets", padding.PKCS1v15(), digest)


async def test_an_evidence_key_on_a_curve_signs_as_it_can(keys: FileKeys) -> None:
    EVIDENCE.public_key().verify(await keys.attest(b"head"), b"head")


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    return founded().issue(POLITIE, LeafPurpose.SIGNING, AT, key=key).der


async def _signed_by(keys: FileKeys, key: rsa.RSAPrivateKey, certificate: bytes) -> bool:
    """Tell whether that key signed; such a signature leaves nothing to chance."""
    signature = await keys.sign(b"octets", SignatureMethod.RSA_SHA256, certificate)
    return signature == key.sign(b"octets", padding.PKCS1v15(), hashes.SHA256())


async def test_f47_the_key_that_belongs_to_the_certificate_of_the_message_signs_it(keys: FileKeys) -> None:
    assert await _signed_by(keys, NEWER, _certificate(NEWER))
    assert await _signed_by(keys, SIGNING, _certificate(SIGNING))


async def test_where_no_key_belongs_to_it_the_current_one_signs(keys: FileKeys) -> None:
    assert await _signed_by(keys, SIGNING, _certificate(ENCRYPTION))


@pytest.mark.parametrize(
    ("digest", "mask", "algorithm"),
    [(SHA1, SHA1, None), (SHA256, MGF1_SHA256, hashes.SHA256()), (SHA256, SHA256, hashes.SHA256())],
)
async def test_a_content_key_comes_out(
    keys: FileKeys, digest: str, mask: str, algorithm: hashes.HashAlgorithm | None
) -> None:
    wrapped = _wrapped(_oaep(ENCRYPTION, digest=algorithm), digest=digest, mask=mask)
    assert await keys.unwrap([wrapped]) == (CONTENT_KEY,)


async def test_the_older_of_two_keys_still_opens(keys: FileKeys) -> None:
    wrapped = _wrapped(_oaep(OLDER, CONTENT_KEY[:16]), cipher=ContentCipher.AES128_GCM)
    assert await keys.unwrap([wrapped]) == (CONTENT_KEY[:16],)


def _hostile() -> Iterator[object]:
    good = _oaep(ENCRYPTION)
    pkcs1 = ENCRYPTION.public_key().encrypt(CONTENT_KEY, padding.PKCS1v15())
    yield pytest.param(_wrapped(pkcs1), id="167-pkcs1-v1_5")
    yield pytest.param(_wrapped(good, digest=SHA256), id="168-other-digest")
    yield pytest.param(_wrapped(good, mask=MGF1_SHA256), id="168-other-mask")
    yield pytest.param(_wrapped(good, digest="urn:unknown"), id="168-unknown-digest")
    yield pytest.param(_wrapped(good, mask="urn:unknown"), id="168-unknown-mask")
    yield pytest.param(_wrapped(_oaep(SIGNING)), id="172-for-another-key")
    yield pytest.param(_wrapped(bytes([good[0] ^ 1]) + good[1:]), id="178-first-octet")
    yield pytest.param(_wrapped(good[:-1] + bytes([good[-1] ^ 1])), id="178-last-octet")
    for length in (0, 15, 17, 24, 33):
        yield pytest.param(_wrapped(_oaep(ENCRYPTION, bytes(length))), id=f"179-key-of-{length}")
    for length in (0, 1, 27, 383, 385):
        yield pytest.param(_wrapped(bytes(length)), id=f"180-ciphertext-of-{length}")
    yield pytest.param(_wrapped(b"\xff" * 384), id="larger-than-the-modulus")


@pytest.mark.parametrize("wrapped", list(_hostile()))
async def test_what_cannot_be_unwrapped_is_a_random_key_of_the_right_length(
    keys: FileKeys, wrapped: WrappedKey
) -> None:
    first, second = [(await keys.unwrap([wrapped]))[0] for _ in range(2)]
    assert len(first) == len(second) == 32
    assert first != second
    assert CONTENT_KEY not in {first, second}


def _by_exception(octets: bytes, cipher: AnyCipher, exception: str | None = "politie") -> WrappedKey:
    return WrappedKey(
        content_id="part-1",
        cipher=cipher,
        transport=LegacyTransport.RSA_1_5,
        oaep_digest="",
        mgf_digest="",
        wrapped=octets,
        exception=exception,
    )


def _pkcs1(key: rsa.RSAPrivateKey, content_key: bytes = CONTENT_KEY) -> bytes:
    return key.public_key().encrypt(content_key, padding.PKCS1v15())


@pytest.mark.parametrize(
    ("cipher", "length"),
    [
        (LegacyCipher.AES128_CBC, 16),
        (LegacyCipher.AES256_CBC, 32),
        (LegacyCipher.TRIPLEDES_CBC, 24),
        (ContentCipher.AES256_GCM, 32),
    ],
)
async def test_an_exception_opens_what_its_own_key_protects(keys: FileKeys, cipher: AnyCipher, length: int) -> None:
    wrapped = _by_exception(_pkcs1(EXCEPTION, CONTENT_KEY[:length]), cipher)
    assert await keys.unwrap([wrapped]) == (CONTENT_KEY[:length],)


async def test_an_exception_opens_oaep_with_its_own_key_too(keys: FileKeys) -> None:
    assert await keys.unwrap([replace(_wrapped(_oaep(EXCEPTION)), exception="politie")]) == (CONTENT_KEY,)


@pytest.mark.parametrize("key", [ENCRYPTION, OLDER], ids=["current", "older"])
async def test_no_normal_key_opens_rsa_1_5_whatever_is_asked(keys: FileKeys, key: rsa.RSAPrivateKey) -> None:
    for exception in ("politie", "onbekend", None):
        wrapped = _by_exception(_pkcs1(key), LegacyCipher.AES256_CBC, exception)
        assert CONTENT_KEY not in await keys.unwrap([wrapped])


async def test_the_key_of_an_exception_opens_nothing_else(keys: FileKeys) -> None:
    for wrapped in (_wrapped(_oaep(EXCEPTION)), _by_exception(_pkcs1(EXCEPTION), LegacyCipher.AES256_CBC, None)):
        assert CONTENT_KEY not in await keys.unwrap([wrapped])


def _blocks() -> Iterator[object]:
    """Yield encoded messages (RFC 8017, 7.2.2) of which each is wrong in one way, and one that is right."""
    size = EXCEPTION.key_size // 8
    filling = b"\x01" * (size - 3 - 32)
    yield pytest.param(b"\x00\x02" + filling + b"\x00" + CONTENT_KEY, True, id="right")
    yield pytest.param(b"\x00\x01" + filling + b"\x00" + CONTENT_KEY, False, id="block type 1")
    yield pytest.param(b"\x01\x02" + filling + b"\x00" + CONTENT_KEY, False, id="first octet not zero")
    yield pytest.param(b"\x00\x02" + filling + b"\x01" + CONTENT_KEY, False, id="no end of filling")
    yield pytest.param(
        b"\x00\x02" + b"\x01" * 7 + b"\x00" + b"\x01" * (size - 43) + b"\x00" + CONTENT_KEY, False, id="short"
    )
    yield pytest.param(b"\x00\x02" + filling + b"\x01\x00" + CONTENT_KEY[1:], False, id="a key of 31")
    yield pytest.param(b"\x00\x02" + filling[1:] + b"\x00\x00" + CONTENT_KEY, False, id="a key of 33")


@pytest.mark.parametrize(("block", "right"), list(_blocks()))
async def test_176_a_wrong_block_gives_a_key_of_the_right_length_and_never_says_so(
    keys: FileKeys, block: bytes, *, right: bool
) -> None:
    numbers = EXCEPTION.public_key().public_numbers()
    octets = pow(int.from_bytes(block), numbers.e, numbers.n).to_bytes(EXCEPTION.key_size // 8)
    (unwrapped,) = await keys.unwrap([_by_exception(octets, LegacyCipher.AES256_CBC)])
    assert len(unwrapped) == 32
    assert (unwrapped == CONTENT_KEY) is right


async def test_176_the_library_rejects_a_wrong_block_implicitly() -> None:
    # Where it did not, `decrypt` would raise, and a difference in time would tell good blocks from bad ones.
    block = (1).to_bytes(EXCEPTION.key_size // 8)
    first, second = (EXCEPTION.decrypt(block, padding.PKCS1v15()) for _ in range(2))
    assert first == second


# --- other keys take over ---------------------------------------------------------------------------------------------


NEXT = HeldKeys.of([NEWER], [OLDER])


async def test_f47_what_takes_over_signs_and_opens_from_then_on(keys: FileKeys) -> None:
    keys.held = NEXT
    assert await _signed_by(keys, NEWER, _certificate(SIGNING))
    assert await keys.unwrap([_wrapped(_oaep(OLDER))]) == (CONTENT_KEY,)
    assert await keys.unwrap([_wrapped(_oaep(ENCRYPTION))]) != (CONTENT_KEY,)


async def test_what_runs_ends_with_the_keys_it_began_with(keys: FileKeys) -> None:
    wrapped = [_wrapped(_oaep(ENCRYPTION)) for _ in range(3)]
    opening = asyncio.ensure_future(keys.unwrap(wrapped))
    await asyncio.sleep(0)
    keys.held = NEXT
    assert await opening == (CONTENT_KEY,) * 3


def test_what_is_held_is_known_by_the_public_half(keys: FileKeys) -> None:
    held = keys.held
    assert held.has(KeyPurpose.SIGNING, _certificate(NEWER))
    assert held.has(KeyPurpose.ENCRYPTION, _certificate(OLDER))
    # One key, one purpose (D12); an exception's opens nothing else.
    assert not held.has(KeyPurpose.SIGNING, _certificate(OLDER))
    assert not held.has(KeyPurpose.ENCRYPTION, _certificate(EXCEPTION))
    assert sorted(use for use, _ in held.publics) == ["encryption", "encryption", "signing", "signing"]
    assert held.publics != NEXT.publics


def test_keys_are_never_shown(keys: FileKeys) -> None:
    assert "Key" not in repr(keys.held).replace("HeldKeys", "")
    assert repr(keys) == "FileKeys(***)"
    assert "***" in str(keys)
