"""What a signature covers, and the bad inputs 140 to 150 and 163 to 166: the shape is right, the octets are not."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from lxml import etree

from gateway.domain.agreement import Canonicalization, DigestMethod, SignatureMethod
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError, XmlRefusedError
from gateway.wire.ebms2 import signature, xml
from gateway.wire.ebms2.key_material import Refusal, to_base64
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.render import render_message
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.stages import Part, ReferenceDigest
from tests.kit.ebms2_kinds import MESSAGES
from tests.kit.signed_messages import (
    AGREED,
    DS,
    EB,
    ENVELOPE,
    NEXT,
    NEXT_MSH,
    PARTS,
    SOAP,
    Change,
    append_reference,
    changed,
    find,
    resigned,
    signed,
)
from tests.kit.wire_keys import elliptic_certificate, wire_key

Element = etree._Element  # noqa: SLF001 - lxml has no public name for its elements

KEY = wire_key("afzender")
OTHER = wire_key("ander")
HASHES: dict[SignatureMethod, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]] = {
    SignatureMethod.RSA_SHA256: hashes.SHA256,
    SignatureMethod.RSA_SHA384: hashes.SHA384,
    SignatureMethod.RSA_SHA512: hashes.SHA512,
}
ALL_ALGORITHMS = [
    Algorithms(canonicalization=canonicalization, digest_method=digest, signature_method=method)
    for canonicalization, digest, method in product(Canonicalization, DigestMethod, SignatureMethod)
]


def _refusal(
    soap: bytes, parts: tuple[Part, ...] = PARTS, certificate: bytes = KEY.certificate, agreed: Algorithms = AGREED
) -> str:
    with pytest.raises(SecurityRefusedError) as caught:
        signature.verify(soap, parts, certificate, agreed)
    return caught.value.reason


def _octets(soap: bytes) -> bytes:
    return signature.verify(soap, PARTS, KEY.certificate, AGREED).octets


def _digest(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(content)
    return digest.finalize()


# --- what is covered -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithms", ALL_ALGORITHMS, ids=str)
def test_what_is_signed_is_verified_with_every_agreed_algorithm(algorithms: Algorithms) -> None:
    message = signed(KEY, algorithms=algorithms, algorithm=HASHES[algorithms.signature_method])
    verified = signature.verify(message, PARTS, KEY.certificate, algorithms)
    assert {reference.algorithm for reference in verified.references} == {algorithms.digest_method}


def test_the_octets_are_the_canonical_envelope_without_signature_and_without_what_is_for_the_next_hop() -> None:
    without = ENVELOPE.replace(
        f'<eb:SyncReply eb:version="2.0" soap:mustUnderstand="1" soap:actor="{NEXT}"/>', ""
    ).encode()
    assert _octets(signed(KEY)) == etree.tostring(etree.fromstring(without), method="c14n")


def test_the_white_space_around_what_is_left_out_stays() -> None:
    # lxml takes the text behind an element along when it removes the element (ebms2.md 5.2, step 3).
    for before, after in product(("", " ", "\n  "), repeat=2):
        block = f'<eb:SyncReply eb:version="2.0" soap:actor="{NEXT_MSH}"><eb:X soap:actor="{NEXT}"/> </eb:SyncReply>'
        for start in ("<soap:Header>", "</eb:MessageHeader>"):
            envelope = ENVELOPE.replace(start, start + before + block + after)
            expected = ENVELOPE.replace(start, start + before + after)
            assert _octets(signed(KEY, envelope=envelope)) == _octets(signed(KEY, envelope=expected))


def test_the_references_are_the_envelope_and_every_part_in_order() -> None:
    message = signed(KEY)
    verified = signature.verify(message, PARTS, KEY.certificate, AGREED)
    contents = [("", verified.octets), *((f"cid:{part.content_id}", whole(part.content)) for part in PARTS)]
    assert verified.references == tuple(
        ReferenceDigest(uri=uri, algorithm=DigestMethod.SHA256, digest=_digest(content)) for uri, content in contents
    )
    assert signature.draft(xml.parse(ENVELOPE.encode()), PARTS, AGREED).references == verified.references


def test_a_message_without_parts_is_signed_too() -> None:
    verified = signature.verify(signed(KEY, parts=()), (), KEY.certificate, AGREED)
    assert [reference.uri for reference in verified.references] == [""]


def test_parts_may_be_named_in_their_escaped_form() -> None:
    parts = tuple(replace(part, content_id=part.content_id.replace("@", "%40")) for part in PARTS)
    message = signed(KEY, parts)
    assert signature.verify(message, parts, KEY.certificate, AGREED).references
    assert signature.verify(message, PARTS, KEY.certificate, AGREED).references


def test_an_escaped_name_does_not_stand_for_a_part_that_has_its_own_reference() -> None:
    escaped = replace(PARTS[0], content_id="een%40voorbeeld.example")
    message = signed(KEY, (PARTS[0], escaped))
    assert signature.verify(message, (PARTS[0], escaped), KEY.certificate, AGREED).references
    assert _refusal(message, (PARTS[0], PARTS[0])) == Refusal.SIGNATURE_REFERENCES


@pytest.mark.parametrize("canonicalization", Canonicalization)
def test_xml_attributes_of_the_envelope_do_not_disturb(canonicalization: Canonicalization) -> None:
    agreed = Algorithms(canonicalization=canonicalization)
    envelope = ENVELOPE.replace("<soap:Header>", '<soap:Header xml:lang="en">').replace(
        "<soap:Envelope ", '<soap:Envelope xml:lang="nl" xml:space="preserve" '
    )
    message = signed(KEY, envelope=envelope, algorithms=agreed)
    assert signature.verify(message, PARTS, KEY.certificate, agreed).references
    assert b"SignedInfo>" in message  # what it inherits is only for the canonical form


def test_an_inherited_attribute_is_signed() -> None:
    draft = signature.draft(
        xml.parse(ENVELOPE.replace("<soap:Header>", '<soap:Header xml:lang="en">').encode()), (), AGREED
    )
    assert draft.signing_input.partition(b">")[0].endswith(b' xml:lang="en"')


def test_a_default_namespace_for_soap_gets_a_prefix_in_the_expression() -> None:
    envelope = f'<Envelope xmlns="{SOAP}"><Header/><Body/></Envelope>'
    message = signed(KEY, envelope=envelope)
    assert re.search(b'<ds:Signature [^>]*xmlns:soap="', message) is not None
    assert signature.verify(message, PARTS, KEY.certificate, AGREED).octets == (
        f'<Envelope xmlns="{SOAP}"><Header></Header><Body></Body></Envelope>'.encode()
    )


def test_a_signature_in_the_default_namespace_is_canonical_too() -> None:
    # lxml, asked to canonicalise SignedInfo in its place, writes xmlns="" on its grandchildren.
    bare = signed(KEY).replace(b"<ds:", b"<").replace(b"</ds:", b"</").replace(b"xmlns:ds=", b"xmlns=")
    whole = etree.tostring(etree.fromstring(bare), method="c14n")
    start, end = whole.index(b"<SignedInfo>"), whole.index(b"</Signature>")
    scope = f'xmlns="{DS}" xmlns:eb="{EB}" xmlns:soap="{SOAP}" xmlns:xlink="http://www.w3.org/1999/xlink"'
    expected = whole[start:end].replace(b"<SignedInfo>", f"<SignedInfo {scope}>".encode())
    expected = expected[: expected.index(b"</SignedInfo>") + len(b"</SignedInfo>")]
    root = etree.fromstring(bare)
    find(root, "SignatureValue").text = to_base64(KEY.sign(expected))
    assert signature.verify(etree.tostring(root), PARTS, KEY.certificate, AGREED).references


def test_the_signature_is_the_last_block_and_shows_the_certificate_and_its_key() -> None:
    root = xml.parse(signed(KEY))
    last = root[0][-1]
    numbers = KEY.private.public_key().public_numbers()
    assert last is find(root, "Signature")
    assert [child.tag for child in last] == [f"{{{DS}}}{n}" for n in ("SignedInfo", "SignatureValue", "KeyInfo")]
    assert find(root, "X509Certificate").text == to_base64(KEY.certificate)
    assert find(root, "Modulus").text == to_base64(numbers.n.to_bytes(256))
    assert find(root, "Exponent").text == "AQAB"


@pytest.mark.parametrize("canonicalization", Canonicalization)
@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_the_octets_to_sign_are_the_canonical_form_of_what_travels(
    message: SoapMessage, canonicalization: Canonicalization
) -> None:
    parts = (*PARTS, replace(PARTS[0], content_id="een&'twee=/%20{}|^`~#$*+?!@voorbeeld.example"))
    draft = signature.draft(render_message(message), parts, Algorithms(canonicalization=canonicalization))
    placed = etree.fromstring(signature.place(draft, b"x", KEY.certificate))
    exclusive = canonicalization is Canonicalization.EXCLUSIVE
    assert draft.signing_input == etree.tostring(find(placed, "SignedInfo"), method="c14n", exclusive=exclusive)


def test_a_signature_placed_again_replaces_the_first() -> None:
    draft = signature.draft(xml.parse(ENVELOPE.encode()), PARTS, AGREED)
    signature.place(draft, OTHER.sign(b"x"), OTHER.certificate)
    message = signature.place(draft, KEY.sign(draft.signing_input), KEY.certificate)
    assert signature.verify(message, PARTS, KEY.certificate, AGREED).references
    assert message == signature.place(draft, KEY.sign(draft.signing_input), KEY.certificate)


def test_a_reference_of_the_message_returns_in_the_acknowledgement_with_the_same_value() -> None:
    references = signature.draft(xml.parse(ENVELOPE.encode()), PARTS, AGREED).references
    root = xml.parse(ENVELOPE.encode())
    for reference in references:
        append_reference(root[0][0], reference, Canonicalization.EXCLUSIVE)
    message = signature.draft(root, (), AGREED)
    soap = signature.place(message, KEY.sign(message.signing_input), KEY.certificate)
    copied = xml.parse(signature.verify(soap, (), KEY.certificate, AGREED).octets)
    assert [element.get("URI") for element in copied.iter(f"{{{DS}}}Reference")] == ["", *_uris()]
    assert find(copied, "Transform", 2).get("Algorithm") == Canonicalization.EXCLUSIVE
    assert find(copied, "XPath").text == find(xml.parse(soap), "XPath").text


def _uris() -> list[str]:
    return [f"cid:{part.content_id}" for part in PARTS]


# --- what is refused -------------------------------------------------------------------------------------------------


def _first_character(name: str, replacement: str) -> Change:
    def change(root: Element) -> None:
        element = next(root.iter(f"{{*}}{name}"))
        element.text = replacement + (element.text or "")[1:]

    return change


def _second_header_block(root: Element) -> None:
    root[0].insert(0, etree.fromstring(f'<eb:MessageHeader xmlns:eb="{EB}" eb:version="2.0"/>'))


def _forged_block_around(root: Element) -> None:
    original = root[0][0]
    forged = etree.fromstring(f'<eb:MessageHeader xmlns:eb="{EB}" eb:version="2.0"/>')
    root[0].replace(original, forged)
    forged.append(original)


def _forged_body(root: Element) -> None:
    root.insert(1, etree.Element(f"{{{SOAP}}}Body"))


def _extension(root: Element) -> None:
    original = root[1]
    root.replace(original, etree.Element(f"{{{SOAP}}}Body"))
    etree.SubElement(root[1], "{urn:example:uitbreiding}alles").append(original)


def _look_alike(root: Element) -> None:
    etree.SubElement(root[0], "{urn:example:lijkt-op-ebms}MessageHeader")


def _reversed_signature(root: Element) -> None:
    find(root, "SignatureValue").text = to_base64(bytes(256))


def _digest_of(content: bytes) -> Change:
    def change(root: Element) -> None:
        find(root, "DigestValue").text = to_base64(_digest(content))

    return change


VALUE = Refusal.SIGNATURE_VALUE
DIGEST = Refusal.SIGNATURE_DIGEST
CHANGES: list[tuple[str, Change, Refusal]] = [
    ("144 a forged header block in front", _second_header_block, DIGEST),
    ("144 a forged block around the signed one", _forged_block_around, DIGEST),
    ("144 a forged body in front", _forged_body, DIGEST),
    ("146 the original body under an extension", _extension, DIGEST),
    ("149 a look-alike beside the original", _look_alike, DIGEST),
    ("164 digest changed", _first_character("DigestValue", "0"), VALUE),
    ("164 digest of nothing", _digest_of(b""), VALUE),
    ("163 signature of zeros", _reversed_signature, VALUE),
    ("163 signature cut short", lambda root: setattr(find(root, "SignatureValue"), "text", "AAAA"), VALUE),
    ("163 signature empty", lambda root: setattr(find(root, "SignatureValue"), "text", None), VALUE),
    ("166 another agreement", _first_character("CPAId", "V"), DIGEST),
    ("166 another conversation", _first_character("ConversationId", "G"), DIGEST),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CHANGES], ids=[case[0] for case in CHANGES])
def test_what_changes_on_the_way_is_refused(change: Change, expected: Refusal) -> None:
    assert _refusal(changed(signed(KEY), change)) == expected


def test_164_a_signed_digest_of_nothing_is_refused() -> None:
    assert _refusal(resigned(signed(KEY), KEY, _digest_of(b""))) == DIGEST


@pytest.mark.parametrize("actor", [NEXT, NEXT_MSH])
def test_164_an_envelope_that_leaves_itself_out_proves_nothing(actor: str) -> None:
    def leave_out(root: Element) -> None:
        root.set(f"{{{SOAP}}}actor", actor)
        _digest_of(b"")(root)

    assert _refusal(resigned(signed(KEY), KEY, leave_out)) == Refusal.CANONICAL_FORM


def test_164_what_cannot_be_canonicalised_is_never_signed() -> None:
    relative = etree.fromstring(ENVELOPE.replace("<eb:Manifest ", '<eb:Manifest xmlns:r="relatief" '))
    with pytest.raises(SecurityRefusedError) as caught:
        signature.draft(relative, (), AGREED)
    assert caught.value.reason == Refusal.CANONICAL_FORM


@pytest.mark.parametrize("envelope", ["<a/>", f'<s:Envelope xmlns:s="{SOAP}"/>'])
def test_what_is_no_envelope_is_never_signed(envelope: str) -> None:
    with pytest.raises(SecurityRefusedError):
        signature.draft(xml.parse(envelope.encode()), (), AGREED)


@pytest.mark.parametrize("actor", [NEXT, NEXT_MSH])
@pytest.mark.parametrize("place", ["Header", "MessageHeader", "Body", "CPAId", "Signature"])
def test_150_a_block_injected_for_the_next_hop_never_reaches_the_reader(actor: str, place: str) -> None:
    # The transform that ebMS prescribes leaves it unsigned, so it verifies; but it is not in what we hand on (D9).
    def inject(root: Element) -> None:
        target = next(root.iter(f"{{*}}{place}"))
        etree.SubElement(target, f"{{{EB}}}Ingevoegd", {f"{{{SOAP}}}actor": actor}).text = "vals"

    message = changed(signed(KEY), inject)
    assert b"Ingevoegd" in message
    if place == "Signature":
        assert _refusal(message) == Refusal.SIGNATURE_SHAPE
    else:
        assert _octets(message) == _octets(signed(KEY))


@pytest.mark.parametrize("place", ["Header", "MessageHeader", "Body", "AckRequested"])
def test_150_marking_a_signed_block_for_the_next_hop_is_noticed(place: str) -> None:
    def mark(root: Element) -> None:
        next(root.iter(f"{{*}}{place}")).set(f"{{{SOAP}}}actor", NEXT)

    assert _refusal(changed(signed(KEY), mark)) == DIGEST


def test_150_unmarking_a_block_for_the_next_hop_is_noticed() -> None:
    assert _refusal(signed(KEY).replace(NEXT.encode() + b'"/>', b'urn:x"/>')) == DIGEST


@pytest.mark.parametrize("index", range(len(PARTS)))
def test_140_every_octet_of_every_part_is_covered(index: int) -> None:
    message = signed(KEY)
    content = whole(PARTS[index].content)
    for position in range(0, len(content), 7):
        spoiled = content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :]
        parts = [*PARTS]
        parts[index] = replace(PARTS[index], content=spoiled)
        assert _refusal(message, tuple(parts)) == DIGEST


PART_SETS: dict[str, Callable[[], tuple[Part, ...]]] = {
    "140 a part is missing": lambda: PARTS[:1],
    "141 a part too many": lambda: (*PARTS, replace(PARTS[0], content_id="drie")),
    "142 another name": lambda: (PARTS[0], replace(PARTS[1], content_id="drie")),
    "142 one name twice": lambda: (PARTS[0], PARTS[0]),
}


@pytest.mark.parametrize("parts", PART_SETS.values(), ids=PART_SETS)
def test_the_parts_are_those_of_the_references(parts: Callable[[], tuple[Part, ...]]) -> None:
    assert _refusal(signed(KEY), parts()) == Refusal.SIGNATURE_REFERENCES


def test_142_parts_that_change_places_are_refused() -> None:
    one, two = PARTS
    swapped = (replace(one, content=two.content), replace(two, content=one.content))
    assert _refusal(signed(KEY), swapped) == DIGEST
    assert signature.verify(signed(KEY), (two, one), KEY.certificate, AGREED).references


def test_163_only_the_certificate_of_the_agreement_counts() -> None:
    # KeyInfo shows the key that signed, and it does not help.
    assert _refusal(signed(OTHER)) == VALUE
    assert _refusal(signed(KEY), certificate=OTHER.certificate) == VALUE


def test_163_a_foreign_key_info_does_not_harm_either() -> None:
    def foreign(root: Element) -> None:
        find(root, "X509Certificate").text = to_base64(OTHER.certificate)

    assert signature.verify(changed(signed(KEY), foreign), PARTS, KEY.certificate, AGREED).references


@pytest.mark.parametrize(
    "certificate", [elliptic_certificate(), wire_key("klein", 1024).certificate, b"", b"0\x00"], ids=range(4)
)
def test_163_a_key_we_do_not_trust_with_anything_is_refused(certificate: bytes) -> None:
    assert _refusal(signed(KEY), certificate=certificate) == Refusal.KEY


def test_163_a_signature_with_pss_or_another_hash_is_refused() -> None:
    for scheme, algorithm in [
        (padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
        (padding.PKCS1v15(), hashes.SHA512()),
    ]:
        draft = signature.draft(xml.parse(ENVELOPE.encode()), PARTS, AGREED)
        value = KEY.private.sign(draft.signing_input, scheme, algorithm)
        assert _refusal(signature.place(draft, value, KEY.certificate)) == VALUE


def test_166_a_signature_lifted_from_another_message_is_refused() -> None:
    other = signed(KEY, envelope=ENVELOPE.replace("gesprek-1", "gesprek-2"))
    start, end = other.index(b"<ds:Signature "), other.index(b"</ds:Signature>")
    own = signed(KEY)
    lifted = own[: own.index(b"<ds:Signature ")] + other[start:end] + own[own.index(b"</ds:Signature>") :]
    assert _refusal(lifted) == DIGEST


def test_a_larger_key_works_as_well() -> None:
    large = wire_key("groot", 3072)
    assert signature.verify(signed(large), PARTS, large.certificate, AGREED).references


def test_what_is_not_xml_is_refused_as_such() -> None:
    with pytest.raises(XmlRefusedError):
        signature.verify(b"<a", (), KEY.certificate, AGREED)


def test_the_costly_work_comes_after_the_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """G8: without the key nobody makes us digest a part or canonicalise the envelope."""

    def never(*_arguments: object) -> None:
        pytest.fail("digested before the signature was verified")

    messages = [signed(OTHER), changed(signed(KEY), _first_character("DigestValue", "0"))]
    monkeypatch.setattr(signature, "_digested", never)
    monkeypatch.setattr(signature, "_covered", never)
    for message in messages:
        assert _refusal(message) == VALUE
