"""Private keys in files: read once, refused when others may read them, never shared between purposes (D12)."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from adapters.keys.key_files import OWN_RSA_BITS_FOR_TESTS, KeyFile, KeyPurpose, public_octets, read_keys, write_secret
from adapters.keys.sealing import new_data_key
from adapters.keys.signer import FileKeys
from adapters.simulator.authority import write_issued
from adapters.simulator.certificates import LeafPurpose, PrivateKey, make_keys, private_pem, rsa_3072
from gateway.domain.agreement import SignatureMethod
from gateway.errors import ConfigError
from tests.kit.authority import POLITIE, certified, pooled_keys


@pytest.fixture
def executor() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


@cache
def make_own_keys() -> tuple[PrivateKey, ...]:
    return tuple(make_keys(rsa_3072, 5))


@pytest.fixture
def files(tmp_path: Path) -> list[KeyFile]:
    """Write one key of each purpose; none of them is the key of a shared certificate."""
    own = make_own_keys()
    specs = [KeyFile(key_id=purpose, purpose=purpose, file=tmp_path / f"{purpose}.key.pem") for purpose in KeyPurpose]
    for number, spec in enumerate(specs):
        if spec.purpose is KeyPurpose.KEK:
            write_secret(spec.file, new_data_key().hex().encode() + b"\n")
        else:
            write_secret(spec.file, private_pem(own[number]))
    return specs


def _only(files: list[KeyFile], purpose: KeyPurpose) -> KeyFile:
    return next(spec for spec in files if spec.purpose is purpose)


def _mistakes(files: list[KeyFile]) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as refused:
        read_keys(files)
    return refused.value.mistakes


def _rewrite(file: Path, octets: bytes) -> None:
    file.unlink()
    write_secret(file, octets)


async def test_keys_are_loaded_and_serve_their_purpose(files: list[KeyFile], executor: Executor) -> None:
    keys = FileKeys.load(files, executor)
    anybody = certified(POLITIE, LeafPurpose.SIGNING).der
    signed = await keys.sign(b"octets", SignatureMethod.RSA_SHA256, anybody)
    for purpose, signature in ((KeyPurpose.SIGNING, signed), (KeyPurpose.EVIDENCE, await keys.attest(b"octets"))):
        key = serialization.load_pem_private_key(_only(files, purpose).file.read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        key.public_key().verify(signature, b"octets", padding.PKCS1v15(), hashes.SHA256())
    data_key = new_data_key()
    assert keys.key_encryption.unseal_key(keys.key_encryption.seal_key(data_key)) == data_key


def test_the_first_key_encryption_key_is_the_current_one(files: list[KeyFile], executor: Executor) -> None:
    kek = _only(files, KeyPurpose.KEK)
    newer = replace(kek, key_id="kek-2027", file=kek.file.with_name("newer"))
    write_secret(newer.file, new_data_key().hex().encode())
    keys = FileKeys.load([newer, *files], executor)
    assert keys.key_encryption.seal_key(new_data_key()).kek_id == "kek-2027"


def test_a_secret_is_written_for_us_alone_and_never_over_another(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    write_secret(file, b"one")
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_secret(file, b"two")


@pytest.mark.parametrize("mode", [0o604, 0o606, 0o660, 0o601, 0o644])
def test_a_key_that_others_may_read_stops_the_house(files: list[KeyFile], mode: int) -> None:
    signing = _only(files, KeyPurpose.SIGNING)
    signing.file.chmod(mode)
    assert _mistakes(files) == ("key signing: signing.key.pem can be read by others: set its mode to 0600",)


def test_a_mounted_secret_may_be_read_by_its_group(files: list[KeyFile]) -> None:
    _only(files, KeyPurpose.SIGNING).file.chmod(0o440)
    read_keys(files)


def test_every_mistake_is_told_at_once(files: list[KeyFile]) -> None:
    _rewrite(_only(files, KeyPurpose.SIGNING).file, b"nonsense")
    _rewrite(_only(files, KeyPurpose.KEK).file, b"nonsense")
    _only(files, KeyPurpose.ENCRYPTION).file.unlink()
    without = [spec for spec in files if spec.purpose is not KeyPurpose.EVIDENCE]
    assert _mistakes([*without, without[0]]) == (
        "no key is configured for evidence",
        "key tls is configured twice",
        "key signing: signing.key.pem is not an unencrypted private key in PEM",
        "key encryption: encryption.key.pem cannot be read",
        "key kek: kek.key.pem is not hexadecimal",
    )


def test_a_short_key_encryption_key_is_refused(files: list[KeyFile]) -> None:
    _rewrite(_only(files, KeyPurpose.KEK).file, b"00" * 16)
    assert _mistakes(files) == ("key kek: kek.key.pem is not 32 octets long",)


def test_one_key_for_two_purposes_is_refused(files: list[KeyFile]) -> None:
    octets = _only(files, KeyPurpose.SIGNING).file.read_bytes()
    _rewrite(_only(files, KeyPurpose.ENCRYPTION).file, octets)
    assert _mistakes(files) == ("key encryption: encryption.key.pem is the same key as signing; each needs its own",)


def test_a_key_protected_by_a_password_is_refused(files: list[KeyFile]) -> None:
    protected = pooled_keys()[5].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"word")
    )
    _rewrite(_only(files, KeyPurpose.SIGNING).file, protected)
    assert "not an unencrypted private key" in _mistakes(files)[0]


@pytest.mark.parametrize(
    ("purpose", "key"),
    [
        (KeyPurpose.SIGNING, rsa.generate_private_key(65537, 2048)),
        (KeyPurpose.SIGNING, ec.generate_private_key(ec.SECP256R1())),
        (KeyPurpose.ENCRYPTION, ed25519.Ed25519PrivateKey.generate()),
        (KeyPurpose.EVIDENCE, ec.generate_private_key(ec.SECP256R1())),
    ],
)
def test_a_key_that_does_not_fit_its_purpose_is_refused(
    files: list[KeyFile], purpose: KeyPurpose, key: rsa.RSAPrivateKey
) -> None:
    _rewrite(_only(files, purpose).file, private_pem(key))
    assert f"is not a key for {purpose}" in _mistakes(files)[0]


SHORTER = rsa.generate_private_key(65537, 2048)


def test_a_shorter_key_serves_a_measurement_and_nothing_else(files: list[KeyFile]) -> None:
    _rewrite(_only(files, KeyPurpose.SIGNING).file, private_pem(SHORTER))
    assert _mistakes(files) == ("key signing: signing.key.pem is not a key for signing (RSA of at least 3072 bits)",)
    read_keys(files, OWN_RSA_BITS_FOR_TESTS)


def test_an_exception_has_a_key_of_its_own(files: list[KeyFile], executor: Executor) -> None:
    legacy, encryption = _only(files, KeyPurpose.LEGACY), _only(files, KeyPurpose.ENCRYPTION)
    FileKeys.load(files, executor)
    _rewrite(legacy.file, encryption.file.read_bytes())
    assert _mistakes(files) == ("key legacy: legacy.key.pem is the same key as encryption; each needs its own",)


@pytest.mark.parametrize(
    ("purpose", "key"),
    [
        (KeyPurpose.TLS, ec.generate_private_key(ec.SECP256R1())),
        (KeyPurpose.EVIDENCE, ed25519.Ed25519PrivateKey.generate()),
    ],
)
def test_a_curve_serves_tls_and_evidence(files: list[KeyFile], purpose: KeyPurpose, key: rsa.RSAPrivateKey) -> None:
    _rewrite(_only(files, purpose).file, private_pem(key))
    read_keys(files)


def test_a_key_belongs_to_its_certificate(files: list[KeyFile], tmp_path: Path) -> None:
    issued = certified(POLITIE, LeafPurpose.SIGNING)
    write_issued(issued, tmp_path, "politie")
    signing = _only(files, KeyPurpose.SIGNING)
    others = [spec for spec in files if spec is not signing]
    paired = replace(signing, file=tmp_path / "politie.key.pem", certificate=tmp_path / "politie.pem")
    unpaired = replace(signing, certificate=tmp_path / "politie.pem")
    assert paired in [spec for spec, _ in read_keys([paired, *others])[0]]
    assert _mistakes([unpaired, *others]) == ("key signing: signing.key.pem does not belong to its certificate",)
    missing = replace(signing, certificate=tmp_path / "gone.pem")
    assert _mistakes([missing, *others]) == ("key signing: signing.key.pem has no readable certificate",)


def test_a_folder_is_no_key(files: list[KeyFile], tmp_path: Path) -> None:
    signing = _only(files, KeyPurpose.SIGNING)
    others = [spec for spec in files if spec is not signing]
    assert "cannot be read" in _mistakes([replace(signing, file=tmp_path), *others])[0]
    (tmp_path / "large").write_bytes(b"0" * 100_000)
    assert "is not a file that can hold a key" in _mistakes([replace(signing, file=tmp_path / "large"), *others])[0]


def test_keys_that_sign_or_decrypt_are_known_by_their_public_half_and_others_are_not(
    files: list[KeyFile], executor: Executor
) -> None:
    keys = FileKeys.load(files, executor)
    serving = {spec.purpose for spec, key in read_keys(files)[0] if keys.serves(public_octets(key))}
    assert serving == {KeyPurpose.SIGNING, KeyPurpose.ENCRYPTION, KeyPurpose.LEGACY}
