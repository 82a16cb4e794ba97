"""Group B (29 to 51): client certificates that prove nothing, each with the one fault it is named for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import lcm, prod
from pathlib import Path
from typing import Any, Final

from asn1crypto import core, pem
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

from adapters.simulator.authority import Authority
from adapters.simulator.authority_levels import Level
from adapters.simulator.certificates import Holder, Issued, LeafPurpose, PrivateKey, UnsafeShape, leaf_builder, p_256
from tests.kit.authority import rewritten, with_serial_number_text

DAY: Final = timedelta(days=1)
_ANY, _CODE = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, ExtendedKeyUsageOID.CODE_SIGNING
CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
_WEAK: Final = {"sha1_rsa": hashes.SHA1, "md5_rsa": hashes.MD5}
_LARGE_PRIMES: Final = 8


def now() -> datetime:
    """Return this moment: OpenSSL has no other clock than that of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client shows: certificates (DER), its own first, and its key (PEM)."""

    chain: tuple[bytes, ...]
    key_pem: bytes

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Return the files of chain and key."""
        chain, key = folder / "shown.pem", folder / "shown.key.pem"
        chain.write_bytes(b"".join(pem.armor("CERTIFICATE", each) for each in self.chain))
        key.write_bytes(self.key_pem)
        return chain, key


@dataclass(frozen=True, slots=True)
class Forge:
    """The authority of the chain, whom it knows, and one key: making another takes time."""

    authority: Authority
    holder: Holder
    key: rsa.RSAPrivateKey

    @property
    def issuer(self) -> rsa.RSAPrivateKey:
        """The key with which the authority signs."""
        key = self.authority.levels[-1].issued.key
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def issue(self, holder: Holder | None = None, *, key: PrivateKey | None = None, **shape: Any) -> Issued:  # noqa: ANN401 - fields have many types
        """Issue a TLS certificate of any shape."""
        return self.authority.issue(
            holder or self.holder, LeafPurpose.TLS, now(), key=key or self.key, unsafe_shape=UnsafeShape(**shape)
        )

    def below(self, *levels: Level) -> Issued:
        """Issue a proper certificate under other levels."""
        return Authority(levels, key_factory=p_256).issue(self.holder, LeafPurpose.TLS, now(), key=self.key)

    def rewritten(self, change: Callable[[Any], None]) -> Shown:  # Any: asn1crypto ships no types
        """Issue what no builder makes."""
        issued = self.issue()
        return replace(shown(issued), chain=(rewritten(issued, self.issuer, change), *chain_of(issued)))


def chain_of(issued: Issued) -> tuple[bytes, ...]:
    """Return what stands above a certificate, as it travels."""
    return tuple(Issued(each, issued.key).der for each in issued.chain)


def shown(issued: Issued) -> Shown:
    """Return an issued certificate with its chain."""
    return Shown((issued.der, *chain_of(issued)), issued.key_pem)


def _shaped(**shape: Any) -> Callable[[Forge], Shown]:  # noqa: ANN401 - fields have many types
    return lambda forge: shown(forge.issue(**shape))


def _self_signed(forge: Forge) -> Shown:
    return shown(Level.root("politie.schakel.test", now(), forge.key).issued)


def _of_another(name: str) -> Callable[[Forge], Shown]:
    """Return what another authority issues, with other keys and under any name, the right one too."""
    return lambda forge: shown(
        Authority.found(now(), key_factory=p_256, name=name).issue(forge.holder, LeafPurpose.TLS, now(), key=forge.key)
    )


def _by_a_leaf(forge: Forge) -> Shown:
    leaf = forge.issue()
    forged = Level(leaf, pss=False).issue(leaf_builder(forge.holder, LeafPurpose.TLS), forge.key, now(), UnsafeShape())
    return Shown((forged.der, leaf.der, *chain_of(leaf)), forged.key_pem)


def _without_intermediates(forge: Forge) -> Shown:
    return shown(replace(forge.issue(), chain=()))


def _a_hundred_kilobytes(forge: Forge) -> Shown:
    issued = forge.issue()
    return shown(replace(issued, chain=issued.chain * 60))


def _loop(forge: Forge) -> Shown:
    """Two authorities of one name that vouch for each other, in as many ways as fit."""
    keys = [p_256() for _ in range(6)]
    roots = [Level.root("Lus", now(), key) for key in keys[:2]]
    loop = [root.subordinate("Lus", now(), key, path_length=None) for root in roots for key in keys]
    issued = forge.below(roots[0], loop[0])
    return Shown((issued.der, *(each.issued.der for each in loop)), issued.key_pem)


def _six_deep(forge: Forge) -> Shown:
    levels = [forge.authority.levels[0]]
    for depth in range(1, 6):
        levels.append(levels[-1].subordinate(f"TRIAL Diep {depth}", now(), p_256(), path_length=None))
    return shown(forge.below(*levels))


def _beyond_the_path_length(forge: Forge) -> Shown:
    deeper = forge.authority.levels[-1].subordinate("TRIAL Te Diep CA", now(), p_256(), path_length=0)
    return shown(forge.below(*forge.authority.levels, deeper))


def _outside_the_permitted_names(forge: Forge) -> Shown:
    limits = x509.NameConstraints([x509.DNSName("elders.test")], None)
    above = forge.authority.levels[:2]
    narrow = above[-1].subordinate("TRIAL Smal CA", now(), p_256(), path_length=0, unsafe_extension=limits)
    return shown(forge.below(*above, narrow))


def _weakly_signed(der: bytes, signer: rsa.RSAPrivateKey, name: str) -> bytes:
    """Return a certificate signed anew, over a digest that no longer counts."""
    certificate = asn1_x509.Certificate.load(der)
    certificate["signature_algorithm"]["algorithm"] = name
    certificate["tbs_certificate"]["signature"]["algorithm"] = name
    octets = certificate["tbs_certificate"].dump(force=True)
    certificate["signature_value"] = signer.sign(octets, padding.PKCS1v15(), _WEAK[name]())
    return bytes(certificate.dump(force=True))


def _leaf_over(name: str) -> Callable[[Forge], Shown]:
    def make(forge: Forge) -> Shown:
        issued = forge.issue()
        return replace(shown(issued), chain=(_weakly_signed(issued.der, forge.issuer, name), *chain_of(issued)))

    return make


def _intermediate_over_sha_1(forge: Forge) -> Shown:
    above = forge.authority.levels[1]
    signer = above.issued.key
    assert isinstance(signer, rsa.RSAPrivateKey)
    weak = above.subordinate("TRIAL Zwak CA", now(), p_256(), path_length=0)
    issued = forge.below(*forge.authority.levels[:2], weak)
    return Shown((issued.der, _weakly_signed(weak.issued.der, signer, "sha1_rsa"), above.issued.der), issued.key_pem)


def _rsa(primes: list[int], exponent: int) -> Callable[[Forge], Shown]:
    """Return what shows an RSA key that no library makes, and can sign with it."""

    def make(forge: Forge) -> Shown:
        p, q = prod(primes[::2]), prod(primes[1::2])
        private = pow(exponent, -1, lcm(*(prime - 1 for prime in primes)))
        numbers = asn1_keys.RSAPublicKey({"modulus": p * q, "public_exponent": exponent})

        def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
            tbs["subject_public_key_info"] = asn1_keys.PublicKeyInfo.wrap(numbers, "rsa")

        key = asn1_keys.RSAPrivateKey(
            {
                "version": "two-prime",
                "modulus": p * q,
                "public_exponent": exponent,
                "private_exponent": private,
                "prime1": p,
                "prime2": q,
                "exponent1": private % lcm(*(prime - 1 for prime in primes[::2])),
                "exponent2": private % lcm(*(prime - 1 for prime in primes[1::2])),
                "coefficient": pow(q, -1, p),
            }
        )
        return replace(forge.rewritten(change), key_pem=bytes(pem.armor("RSA PRIVATE KEY", key.dump())))

    return make


def _primes(count: int) -> list[int]:
    keys = [rsa.generate_private_key(65537, 2048).private_numbers() for _ in range(count // 2)]
    return [prime for key in keys for prime in (key.p, key.q)]


def _modulus_of_16384_bits(forge: Forge) -> Shown:
    return _rsa(_primes(2 * _LARGE_PRIMES), 65537)(forge)


def _exponent_1(forge: Forge) -> Shown:
    return _rsa(_primes(2), 1)(forge)


def _serial(number: int) -> Callable[[Forge], Shown]:
    def change(tbs: Any) -> None:  # noqa: ANN401 - asn1crypto ships no types
        tbs["serial_number"] = core.Integer(number)

    return lambda forge: forge.rewritten(change)


def _oin(text: str) -> Callable[[Forge], Shown]:
    def make(forge: Forge) -> Shown:
        issued = forge.issue()
        return replace(shown(issued), chain=(with_serial_number_text(issued, forge.issuer, text), *chain_of(issued)))

    return make


def _two_oins(forge: Forge) -> Shown:
    return shown(forge.issue(serial_numbers=(str(forge.holder.oin), "00000099000000006000")))


def _oin_in_the_common_name(forge: Forge) -> Shown:
    return shown(forge.issue(serial_numbers=(), common_name=str(forge.holder.oin)))


def _keyed(make: Callable[[], PrivateKey]) -> Callable[[Forge], Shown]:
    return lambda forge: shown(forge.issue(key=make()))


_UNKNOWN: Final = x509.UnrecognizedExtension(ObjectIdentifier("2.999.1"), b"\x05\x00")
CERTIFICATES: Final[dict[str, Callable[[Forge], Shown]]] = {
    "29-expired": lambda forge: shown(forge.issue(not_before=now() - 3 * DAY, not_after=now() - DAY)),
    "30-not-yet-valid": lambda forge: shown(forge.issue(not_before=now() + DAY)),
    "31-self-signed": _self_signed,
    "32-of-another-authority": _of_another("Openbaar"),
    "32-root-of-the-same-name": _of_another("Schakel"),
    "33-of-production": _of_another("Staat der Nederlanden"),
    "38-server-only": _shaped(extended_key_usages=(SERVER,)),
    "38-code-signing-only": _shaped(extended_key_usages=(_CODE,)),
    "39-no-usage": _shaped(extended_key_usages=()),
    "40-any-usage": _shaped(extended_key_usages=(_ANY,)),
    "40-any-usage-beside": _shaped(extended_key_usages=(_ANY, CLIENT)),
    "41-issued-by-a-leaf": _by_a_leaf,
    "42-missing-intermediate": _without_intermediates,
    "42-a-hundred-kilobytes": _a_hundred_kilobytes,
    "42-loop": _loop,
    "42-six-deep": _six_deep,
    "43-path-length": _beyond_the_path_length,
    "43-permitted-names": _outside_the_permitted_names,
    "43-no-policy": _shaped(policies=()),
    "43-other-policy": _shaped(policies=(ObjectIdentifier("2.999.2"),)),
    "43-unknown-critical-extension": _shaped(extension=_UNKNOWN),
    "44-leaf-over-sha-1": _leaf_over("sha1_rsa"),
    "44-leaf-over-md5": _leaf_over("md5_rsa"),
    "44-intermediate-over-sha-1": _intermediate_over_sha_1,
    "44-rsa-1024": _keyed(lambda: rsa.generate_private_key(65537, 1024)),  # noqa: S505 - what is refused
    "45-exponent-1": _exponent_1,
    "45-exponent-3": _keyed(lambda: rsa.generate_private_key(3, 2048)),
    "45-modulus-of-16384-bits": _modulus_of_16384_bits,
    "45-p-192": _keyed(lambda: ec.generate_private_key(ec.SECP192R1())),
    "46-serial-zero": _serial(0),
    "46-serial-negative": _serial(-5),
    "46-serial-of-21-octets": _serial(1 << 160),
    "48-oin-in-the-common-name": _oin_in_the_common_name,
    "49-two-oins": _two_oins,
    "51-nineteen-digits": _oin("0000009900000000300"),
    "51-twenty-one-digits": _oin("000000990000000030000"),
    "51-trailing-space": _oin("00000099000000003000 "),
    "51-full-width-digits": _oin("０００００００００００００００００００２"),  # noqa: RUF001 - the attack itself
    "51-nul": _oin("0000009900000000300\0"),
}
