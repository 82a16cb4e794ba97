"""Assertions 64 to 82: what a signature and an encrypted payload prove, at a running gateway over mutual TLS."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Final

import pytest
from cryptography.hazmat.primitives import hashes
from lxml import etree

from gateway.domain.agreement import Canonicalization, DigestMethod, SignatureMethod
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2 import render, signature, xml
from gateway.wire.ebms2.key_material import Refusal
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.stages import ReferenceDigest
from tests.kit import corpus_wrapping
from tests.kit.conformance import (
    Exchange,
    Make,
    accepted,
    enclosed,
    insecure,
    resigned_as,
    resoaped,
    unanswered,
    with_part,
)
from tests.kit.conformance_terms import EXCLUSIVE, PLAIN, SIGNED, Terms, spoken, under
from tests.kit.corpus import Bench, Case, Outcome
from tests.kit.posting import Posting
from tests.kit.signed_messages import DS, PARTS, changed, find, signed
from tests.kit.wire_keys import WireKey, wire_key

R = Refusal
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_XMLENC: Final = "http://www.w3.org/2001/04/xmlenc#"


def _without_signature(root: etree._Element) -> None:
    root[0].remove(find(root, "Signature"))


def _under(bench: Bench, terms: Terms) -> Posting:
    return spoken(under(bench, terms))


def _named(name: str, value: str) -> Callable[[etree._Element], None]:
    return lambda root: find(root, name).set("Algorithm", value)


# --- what must be signed, and how ---


def test_a064_an_unsigned_message_under_s_or_e_gets_security_failure(bench: Bench) -> None:
    for terms in (SIGNED, None):
        unsigned = resoaped(lambda soap: changed(soap, _without_signature), terms)
        insecure(bench, unsigned, R.SIGNATURE_MISSING)
    for terms in (SIGNED, PLAIN):
        accepted(bench, partial(_under, terms=terms))


@pytest.mark.parametrize(
    "make",
    [
        resigned_as(_named("DigestMethod", f"{DS}sha1")),
        resigned_as(_named("SignatureMethod", f"{DS}rsa-sha1"), hashes.SHA1),
        resigned_as(_named("SignatureMethod", f"{_MORE}rsa-md5"), hashes.MD5),
    ],
    ids=["digest", "rsa-sha1", "rsa-md5"],
)
def test_a065_sha_1_as_digest_or_in_the_signature_gets_security_failure(bench: Bench, make: Make) -> None:
    insecure(bench, make, R.SIGNATURE_ALGORITHM)
    bench.check_good()


def test_a066_another_signature_algorithm_than_agreed_gets_security_failure(bench: Bench) -> None:
    for name, algorithm in (("rsa-sha384", hashes.SHA384), ("rsa-sha512", hashes.SHA512)):
        insecure(bench, resigned_as(_named("SignatureMethod", f"{_MORE}{name}"), algorithm), R.SIGNATURE_ALGORITHM)
    insecure(bench, resigned_as(_named("DigestMethod", DigestMethod.SHA512)), R.SIGNATURE_ALGORITHM)
    bench.check_good()


@pytest.mark.parametrize(
    ("method", "digest", "algorithm"),
    [
        (SignatureMethod.RSA_SHA384, DigestMethod.SHA384, hashes.SHA384),
        (SignatureMethod.RSA_SHA512, DigestMethod.SHA512, hashes.SHA512),
    ],
)
def test_a066_a_stronger_algorithm_verifies_where_it_is_agreed(
    method: SignatureMethod, digest: DigestMethod, algorithm: type[hashes.HashAlgorithm]
) -> None:
    key, agreed = wire_key("zij"), Algorithms(digest_method=digest, signature_method=method)
    soap = signed(key, algorithms=agreed, algorithm=algorithm)
    assert signature.verify(soap, PARTS, key.certificate, agreed).references
    with pytest.raises(SecurityRefusedError):
        signature.verify(soap, PARTS, key.certificate, Algorithms())


def _same(posting: Posting, _: Bench) -> Posting:
    return posting


def _canonicalizations(octets: bytes) -> set[str]:
    pattern = rb'<ds:CanonicalizationMethod Algorithm="([^"]+)"'
    return {match.decode() for match in re.findall(pattern, octets)}


def test_a067_both_canonicalisations_verify_and_we_write_the_agreed_one(bench: Bench, exchanged: Exchange) -> None:
    for terms, written in product((EXCLUSIVE, Terms()), Canonicalization):
        partner = under(bench, terms)
        partner.action = replace(partner.action, canonicalization=written)
        posting = spoken(partner)
        assert _canonicalizations(posting.body) == {written}
        accepted(bench, partial(_same, posting))
        receipt = bench.partner.mailbox.wait_for_signal(posting.message_id)
        assert _canonicalizations(receipt.body) == {terms.canonicalization}
    assert _canonicalizations(exchanged.feedback.body) == {Canonicalization.INCLUSIVE}


@pytest.mark.parametrize("prefix", ["soapenv", "SOAP-ENV", "s"])
def test_a068_any_prefix_for_soap_in_the_xpath_verifies(bench: Bench, prefix: str) -> None:
    def make(bench: Bench) -> Posting:
        letter = bench.partner.letter()
        text = render.to_octets(render.render_message(letter.message)).decode()
        text = text.replace("soap:", f"{prefix}:").replace("xmlns:soap=", f"xmlns:{prefix}=")
        soap = bench.partner.sign_element(xml.parse(text.encode()), letter.parts)
        assert f"[@{prefix}:actor=".encode() in soap
        return enclosed(bench.partner, letter, soap)

    accepted(bench, make)


# --- what the signature covers ---


def test_a069_one_octet_of_the_payload_changed_gets_security_failure(bench: Bench) -> None:
    def make(bench: Bench, terms: Terms, position: int) -> Posting:
        partner = under(bench, terms)
        letter = partner.letter()
        content = bytearray(whole(letter.parts[0].content))
        content[position] ^= 1
        spoiled = replace(letter, parts=(replace(letter.parts[0], content=bytes(content)),))
        return enclosed(partner, spoiled, partner.sign(letter))

    for terms, position in product((SIGNED, Terms()), (0, 1000, -1)):
        insecure(bench, partial(make, terms=terms, position=position), R.SIGNATURE_DIGEST)
    bench.check_good()


def test_a070_a_payload_that_the_signature_does_not_name_is_refused(bench: Bench) -> None:
    def make(bench: Bench) -> Posting:
        partner = under(bench, SIGNED)
        letter = partner.letter()
        (part,) = letter.parts
        named = with_part(letter, part.content_id, f"cid:{part.content_id}", "cid:tweede@x.example")
        both = replace(named, parts=(part, replace(part, content_id="tweede@x.example")))
        return enclosed(partner, both, partner.sign(named))

    insecure(bench, make, R.SIGNATURE_REFERENCES)
    bench.check_good()


@pytest.mark.parametrize("case", corpus_wrapping.CASES.values(), ids=corpus_wrapping.CASES)
def test_a071_a_signature_moved_to_wrap_something_else_is_refused(bench: Bench, case: Case) -> None:
    assert case.outcome in {Outcome.REFUSED, Outcome.FAULT}
    bench.check(case)


def test_a072_a_second_signature_is_refused(bench: Bench) -> None:
    def doubled(root: etree._Element, position: int) -> None:
        root[0].insert(position, etree.fromstring(etree.tostring(find(root, "Signature"), with_tail=False)))

    for position in (0, 99):
        insecure(bench, resigned_as(partial(doubled, position=position)), R.SIGNATURE_PLACE)
    bench.check_good()


def _one_more(root: etree._Element) -> None:
    find(root, "Transforms").append(etree.fromstring(etree.tostring(find(root, "Transform"), with_tail=False)))


def _swapped(root: etree._Element) -> None:
    transforms = find(root, "Transforms")
    transforms.insert(0, transforms[-1])


def _on_a_part(root: etree._Element) -> None:
    transforms = etree.fromstring(etree.tostring(find(root, "Transforms"), with_tail=False))
    find(root, "Reference", 1).insert(0, transforms)


@pytest.mark.parametrize(
    ("change", "reason"),
    [(_one_more, R.SIGNATURE_SHAPE), (_swapped, R.SIGNATURE_ALGORITHM), (_on_a_part, R.SIGNATURE_SHAPE)],
)
def test_a073_transforms_too_many_or_out_of_order_are_refused(
    bench: Bench, change: Callable[[etree._Element], None], reason: Refusal
) -> None:
    insecure(bench, resigned_as(change), reason)
    bench.check_good()


def test_a074_a_sound_signature_by_another_certificate_is_refused(bench: Bench) -> None:
    def make(bench: Bench, key: WireKey) -> Posting:
        partner = under(bench, SIGNED)
        letter = partner.letter()
        return enclosed(partner, letter, partner.sign_element(render.render_message(letter.message), letter.parts, key))

    # That of the neighbour, from the same authority; and one of nobody.
    for key in (bench.neighbour.signing, wire_key("aanvaller")):
        insecure(bench, partial(make, key=key), R.SIGNATURE_VALUE)
    accepted(bench, partial(make, key=bench.partner.signing))


# --- signed receipts ---


def _returning(receipt: SoapMessage, references: tuple[ReferenceDigest, ...]) -> SoapMessage:
    assert receipt.acknowledgment is not None
    return replace(receipt, acknowledgment=replace(receipt.acknowledgment, references=references))


def test_a075_a_signed_receipt_returns_the_references_and_with_another_digest_settles_nothing(bench: Bench) -> None:
    # That ours returns what was signed, every accepted message of these tests checks.
    bench.check_good()
    with unanswered(bench) as flight:
        held = flight.arrived.proven.references
        assert len(held) == 2
        for wrong in ((), held[:1], (held[0], replace(held[1], digest=bytes(32))), (*held, held[1])):
            flight.answer(_returning(flight.receipt, wrong), bench.partner.signing)
            assert flight.state == "awaiting-receipt"
        flight.answer(flight.receipt, bench.partner.signing)
        assert flight.state == "delivered"


def test_a076_an_unsigned_receipt_where_a_signed_one_is_due_settles_nothing(bench: Bench) -> None:
    with unanswered(bench) as flight:
        for key in (None, bench.neighbour.signing):
            flight.answer(flight.receipt, key)
            assert flight.state == "awaiting-receipt"
        flight.answer(flight.receipt, bench.partner.signing)
        assert flight.state == "delivered"
