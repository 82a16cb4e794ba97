"""Group F (138, 162, 163, 166): whole signatures by somebody else, of another time, place or message."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from adapters.simulator.authority import Authority
from adapters.simulator.certificates import AS_IT_SHOULD, Holder, LeafPurpose, UnsafeShape
from gateway.domain.identifiers import AgreementId
from gateway.errors import CertificateRefusedError, HeaderRefusedError, PartnerError, SecurityRefusedError
from gateway.wire.ebms2 import render
from gateway.wire.ebms2.key_material import Refusal, to_base64
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.trust import Distrust
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.corpus_agreements import add_agreement
from tests.kit.corpus_signatures import Make, packed, parent_of, refused
from tests.kit.correspondent import Letter
from tests.kit.posting import Posting
from tests.kit.signed_messages import EB, changed, find, resigned
from tests.kit.wire_keys import WireKey, wire_key

R = Refusal
DAY: Final = timedelta(days=1)
_MONTH: Final = timedelta(days=30)
OTHER: Final = "Keten_andere_afspraak"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    """An agreement that names a signing certificate which should sign nothing, and why."""

    purpose: LeafPurpose = LeafPurpose.SIGNING
    shape: UnsafeShape = AS_IT_SHOULD
    revoked: bool = False
    reason: str


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


_SIGNERS: Final[dict[str, _Signer]] = {
    "162-expired-yesterday": _Signer(
        shape=UnsafeShape(not_before=_now() - 9 * _MONTH, not_after=_now() - DAY), reason=Distrust.EXPIRED
    ),
    "162-revoked": _Signer(revoked=True, reason=Distrust.REVOKED),
    "163-certificate-for-tls-only": _Signer(purpose=LeafPurpose.TLS, reason=Distrust.WRONG_USAGE),
    "163-certificate-without-digital-signature": _Signer(purpose=LeafPurpose.ENCRYPTION, reason=Distrust.WRONG_USAGE),
}


def add_agreements(bench: Bench) -> None:
    """Put an agreement for each signer into the gateway's book, and one that is in order beside that of the chain."""
    authority = Authority.load(bench.folder / "pki" / "authority")
    own = bench.partner.own
    holder = Holder(oin=own.oin, organisation=own.title, host_names=(own.host,))
    for name, signer in _SIGNERS.items():
        issued = authority.issue(
            holder, signer.purpose, _now(), key=wire_key("verkeerde").private, unsafe_shape=signer.shape
        )
        if signer.revoked:
            authority.revoke(issued.certificate, _now())
        _agree(bench, name, issued.der)
    authority.write_trust(bench.home / "trust", _now())
    _agree(bench, OTHER, bench.partner.signing.certificate)


def _agree(bench: Bench, name: str, certificate: bytes) -> None:
    police = replace(bench.partner.agreement.own, signing_certificate=certificate)
    add_agreement(bench, name, _now() - _MONTH, _now() + _MONTH, police=police)


def _month_old(bench: Bench, name: str) -> Letter:
    """A letter of last month, when everything was still as it should be."""
    letter = bench.partner.letter()
    sent = _now() - _MONTH + 2 * DAY
    return letter.with_header(agreement_id=AgreementId(name), timestamp=sent, time_to_live=_now() + DAY)


def _signer(name: str, reason: str) -> Case:
    def make(bench: Bench) -> Posting:
        letter = _month_old(bench, name)
        root = render.render_message(letter.message)
        return packed(bench, letter, bench.partner.sign_element(root, letter.parts, wire_key("verkeerde")))

    return Case(make=make, outcome=Outcome.REFUSED, error=CertificateRefusedError(reason))


def _tls_key(bench: Bench) -> WireKey:
    private = serialization.load_pem_private_key((bench.partner.keys / "tls.key.pem").read_bytes(), None)
    assert isinstance(private, rsa.RSAPrivateKey)
    certificate = x509.load_pem_x509_certificate((bench.partner.keys / "tls.pem").read_bytes())
    return WireKey(private, certificate.public_bytes(serialization.Encoding.DER))


_KEYS: Final[dict[str, Callable[[Bench], WireKey]]] = {
    "163-key-of-the-neighbour": lambda bench: bench.neighbour.signing,
    "163-key-of-an-attacker": lambda _: wire_key("aanvaller"),
    "163-own-key-for-tls": _tls_key,
}


def _by_another(key: Callable[[Bench], WireKey], *, value_only: bool = False) -> Make:
    """Return what signs anew with a key that is not the agreed one, and says so in KeyInfo."""

    def make(bench: Bench, _: Letter, soap: bytes) -> bytes:
        signer = key(bench)

        def change(root: etree._Element) -> None:
            _say_whose(root, signer)
            if value_only:
                parent_of(find(root, "X509Data")).remove(find(root, "X509Data"))

        return resigned(soap, signer, change)

    return make


def _say_whose(root: etree._Element, signer: WireKey) -> None:
    numbers = signer.private.public_key().public_numbers()
    find(root, "Modulus").text = to_base64(numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8))
    find(root, "X509Certificate").text = to_base64(signer.certificate)


def _lifted(bench: Bench) -> Posting:
    """A valid signature of one message under the header of another."""
    letter, other = bench.partner.letter(), etree.fromstring(bench.partner.sign(bench.partner.letter()))
    soap = changed(
        bench.partner.sign(letter), lambda root: root[0].replace(find(root, "Signature"), find(other, "Signature"))
    )
    return packed(bench, letter, soap)


def _moved(name: str, text: Callable[[Bench], str]) -> Callable[[Bench], Posting]:
    """A message signed for one agreement or receiver, and then brought to another."""

    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        soap = changed(
            bench.partner.sign(letter),
            lambda root: setattr(list(root.iter(f"{{{EB}}}{name}"))[-1], "text", text(bench)),
        )
        return packed(bench, letter, soap)

    return make


def _signed_in_an_attachment(bench: Bench) -> Posting:
    """138: the signature stands in a part, where a reader who looks everywhere would find it."""
    letter = bench.partner.letter()
    root = etree.fromstring(bench.partner.sign(letter))
    signature = find(root, "Signature")
    attached = replace(letter.parts[0], content_id="tweede@x.example", content=etree.tostring(signature))
    parent_of(signature).remove(signature)
    return packed(bench, replace(letter, parts=(*letter.parts, attached)), etree.tostring(root))


def _case(make: Callable[[Bench], Posting], error: PartnerError) -> Case:
    return Case(make=make, outcome=Outcome.REFUSED, error=error)


CASES: Final[dict[str, Case]] = {
    "138-signature-in-an-attachment": _case(_signed_in_an_attachment, SecurityRefusedError(R.SIGNATURE_MISSING)),
    **{number: _signer(number, signer.reason) for number, signer in _SIGNERS.items()},
    **{number: refused(_by_another(key), R.SIGNATURE_VALUE) for number, key in _KEYS.items()},
    "163-key-value-only": refused(_by_another(lambda _: wire_key("aanvaller"), value_only=True), R.SIGNATURE_VALUE),
    "166-signature-of-another-message": _case(_lifted, SecurityRefusedError(R.SIGNATURE_REFERENCES)),
    "166-another-conversation": _case(
        _moved("ConversationId", lambda _: "een-ander"), SecurityRefusedError(R.SIGNATURE_DIGEST)
    ),
    "166-another-agreement": _case(_moved("CPAId", lambda _: OTHER), SecurityRefusedError(R.SIGNATURE_DIGEST)),
    "166-another-environment": _case(
        _moved("PartyId", lambda bench: str(bench.partner.other.oin)),
        HeaderRefusedError(ErrorCode.VALUE_NOT_RECOGNIZED, Location.TO_PARTY),
    ),
}
