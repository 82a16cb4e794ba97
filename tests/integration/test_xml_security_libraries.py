"""Two general libraries beside our closed profile: where all agree, and each place where we refuse what they accept.

python-xmlsec brings libxmlsec1 1.3 and a canonicalisation of its own; signxml shares lxml's. Neither reads a request.
"""

import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
import xmlsec
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.exceptions import InvalidDigest
from signxml.verifier import SignatureConfiguration, XMLVerifier

from gateway.domain.agreement import (
    AnyCipher,
    AnyTransport,
    Canonicalization,
    ContentCipher,
    DigestMethod,
    KeyTransport,
    LegacyCipher,
    SignatureMethod,
)
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.strict_xml import Element
from gateway.wire.ebms2 import encryption, signature
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.ebms2.signature_shape import xpath_text
from gateway.wire.stages import Part
from tests.kit.algorithms import ENCRYPTIONS, LEGACY_ENCRYPTIONS, SIGNATURES, encryption_name, signature_name
from tests.kit.encrypted_parts import PLAIN, XENC, encrypted, sealed_of, with_content, with_sealed
from tests.kit.legacy_parts import exception, weakly_encrypted
from tests.kit.signed_messages import AGREED, DS, EB, ENVELOPE, NEXT, NEXT_MSH, PARTS, SOAP, Change, find, signed
from tests.kit.wire_keys import WireKey, wire_key

NewKey = Callable[[], xmlsec.Key]

SIGNER: Final = wire_key("afzender")
RECEIVER: Final = wire_key("ontvanger")
EXCEPTION: Final = exception(RECEIVER)
PEM: Final = xmlsec.constants.KeyDataFormatPem
CERT_PEM: Final = xmlsec.constants.KeyDataFormatCertPem
FOUND: dict[str, bytes] = {}


class Cid:
    """Gives the library our parts by their cid: address and nothing else; to raise here would end the process."""

    def match(self, _uri: bytes) -> bool:
        return True

    def open(self, uri: bytes) -> io.BytesIO | None:
        content = FOUND.get(uri.decode(errors="replace"))
        return None if content is None else io.BytesIO(content)

    def read(self, file: io.BytesIO | None, buffer: memoryview) -> int:
        return -1 if file is None else file.readinto(buffer)

    def close(self, _file: io.BytesIO | None) -> None:
        return None


@pytest.fixture(scope="module", autouse=True)
def _cid_callbacks() -> None:
    cid = Cid()
    xmlsec.cleanup_callbacks()
    xmlsec.register_callbacks(cid.match, cid.open, cid.read, cid.close)


def library_verifies(soap: bytes, parts: tuple[Part, ...] = PARTS, key: WireKey = SIGNER) -> bool:
    """Tell whether python-xmlsec verifies the first signature it finds."""
    FOUND.clear()
    FOUND.update({f"cid:{part.content_id}": whole(part.content) for part in parts})
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(key.certificate_pem, CERT_PEM)
    try:
        context.verify(find(etree.fromstring(soap), "Signature"))
    except xmlsec.Error:
        return False
    return True


def library_signed(soap: bytes, change: Change, parts: tuple[Part, ...] = PARTS) -> bytes:
    """Return the message changed, and then digested and signed by python-xmlsec, whatever it says."""
    FOUND.clear()
    FOUND.update({f"cid:{part.content_id}": whole(part.content) for part in parts})
    root = etree.fromstring(soap)
    change(root)
    for element in [find(root, "SignatureValue"), *root.iter(f"{{{DS}}}DigestValue")]:
        element.text = None
    find(root, "KeyInfo").clear()
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(SIGNER.private_pem, PEM)
    context.sign(find(root, "Signature"))
    return etree.tostring(root)


def we_verify(soap: bytes, parts: tuple[Part, ...] = PARTS, algorithms: Algorithms = AGREED) -> bool:
    """Tell whether our own profile verifies the message."""
    try:
        signature.verify(soap, parts, SIGNER.certificate, algorithms)
    except SecurityRefusedError:
        return False
    return True


# --- where all agree -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agreed", SIGNATURES, ids=signature_name)
def test_we_verify_what_the_library_signs_and_it_what_we_sign(agreed: Algorithms) -> None:
    ours = signed(SIGNER, algorithms=agreed)
    assert library_verifies(ours)
    assert we_verify(library_signed(ours, lambda _: None), algorithms=agreed)
    assert not library_verifies(ours, (PARTS[1], PARTS[0])[:1])


BLANKS: Final = st.sampled_from(["", " ", "\n", "\n    ", "\t\t"])
TEXTS: Final = st.sampled_from(["", "a", " b ", "&amp;", "&lt;", "&#13;", "\u00e9\u20ac", "<![CDATA[<&]]>", "\r\n"])
EXTRA: Final = st.sampled_from(
    [
        "",
        ' xmlns:x="urn:x"',
        ' xml:lang="nl"',
        ' xml:space="preserve" xml:lang="en"',
        ' xmlns:soapx="urn:y" soapx:b="&#10;"',
    ]
)
ACTORS: Final = st.sampled_from([NEXT, NEXT_MSH, f" {NEXT}", "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH"])
PREFIXES: Final = st.sampled_from(["soap:", "SOAP-ENV:", "s:", ""])


@st.composite
def envelopes(draw: st.DrawFn) -> str:
    """Draw envelopes whose prefixes, declarations, white space and next-hop blocks vary."""
    soap = draw(PREFIXES)
    declared = f' xmlns{":" if soap else ""}{soap.rstrip(":")}="{SOAP}" xmlns:act="{SOAP}"'
    blocks = "".join(
        f'{draw(BLANKS)}<eb:B{draw(EXTRA)} act:actor="{draw(ACTORS)}">{draw(TEXTS)}<eb:C act:actor="{NEXT}"/></eb:B>'
        for _ in range(draw(st.integers(0, 3)))
    )
    inner = f'<d xmlns="urn:d"{draw(EXTRA)}><e xmlns="">{draw(TEXTS)}</e>{blocks}</d>'
    return (
        f'<{soap}Envelope{declared} xmlns:eb="{EB}"{draw(EXTRA)}>{draw(BLANKS)}<{soap}Header{draw(EXTRA)}>{blocks}'
        f"<eb:M{draw(EXTRA)}>{draw(TEXTS)}{blocks}</eb:M>{draw(BLANKS)}</{soap}Header>{draw(BLANKS)}"
        f"<{soap}Body>{inner}</{soap}Body>{draw(BLANKS)}</{soap}Envelope>"
    )


@settings(max_examples=150)
@given(envelopes(), st.sampled_from(Canonicalization), st.sampled_from(["ds:", ""]))
def test_both_canonicalise_every_layout_alike(envelope: str, canonicalization: Canonicalization, prefix: str) -> None:
    agreed = Algorithms(canonicalization=canonicalization)
    ours = signed(SIGNER, envelope=envelope, algorithms=agreed)
    assert library_verifies(ours)
    assert we_verify(ours, algorithms=agreed)
    if not prefix:
        ours = ours.replace(b"<ds:", b"<").replace(b"</ds:", b"</").replace(b"xmlns:ds=", b"xmlns=")
    assert we_verify(library_signed(ours, lambda _: None), algorithms=agreed)


# --- what a general library accepts and we do not --------------------------------------------------------------------


def _set(name: str, attribute: str, value: str, position: int = 0) -> Change:
    return lambda root: find(root, name, position).set(attribute, value)


def _without_body(root: Element) -> None:
    find(root, "XPath").text = f"{xpath_text('soap')} and not(ancestor-or-self::soap:Body)"


def _only_parts(root: Element) -> None:
    find(root, "SignedInfo").remove(find(root, "Reference"))


def _fewer_transforms(root: Element) -> None:
    find(root, "Transforms").remove(find(root, "Transform", 1))


def _into_the_body(root: Element) -> None:
    root[1].append(find(root, "Signature"))


def _object(root: Element) -> None:
    etree.SubElement(find(root, "Signature"), f"{{{DS}}}Object").text = "iets"


def _parameters(root: Element) -> None:
    method = find(root, "CanonicalizationMethod")
    method.set("Algorithm", Canonicalization.EXCLUSIVE)
    etree.SubElement(method, f"{{{Canonicalization.EXCLUSIVE}}}InclusiveNamespaces", PrefixList="soap")


# A general engine does what the message asks; for us the message may only agree (D5, D6).
WIDER: Final[Mapping[str, Change]] = {
    "138 it finds a signature anywhere": _into_the_body,
    "139 it never asks whether the envelope is covered": _only_parts,
    "147 it allows objects": _object,
    "148 it ignores an Id nobody refers to": lambda root: find(root, "DigestMethod").set("Id", "a"),
    "151 it runs any XPath": _without_body,
    "158 it still does SHA-1 signatures": _set("SignatureMethod", "Algorithm", f"{DS}rsa-sha1"),
    "158 it still does SHA-1 digests": _set("DigestMethod", "Algorithm", f"{DS}sha1"),
    "159 it does not know what was agreed": _set("SignatureMethod", "Algorithm", SignatureMethod.RSA_SHA512),
    "159 it does not know which digest": _set("DigestMethod", "Algorithm", DigestMethod.SHA512, 1),
    "161 it allows comments": _set("Transform", "Algorithm", f"{Canonicalization.INCLUSIVE}#WithComments", 2),
    "161 it needs no XPath": _fewer_transforms,
    "161 it takes parameters of canonicalisation": _parameters,
}


@pytest.mark.parametrize("change", WIDER.values(), ids=WIDER)
def test_the_library_signs_and_verifies_what_we_refuse(change: Change) -> None:
    message = library_signed(signed(SIGNER), change)
    assert library_verifies(message)
    assert not we_verify(message)


def test_141_the_library_does_not_see_a_part_that_nobody_signed() -> None:
    parts = (*PARTS, replace(PARTS[0], content_id="drie@voorbeeld.example"))
    assert library_verifies(signed(SIGNER), parts)
    assert not we_verify(signed(SIGNER), parts)


def test_137_the_library_looks_at_the_first_signature_only() -> None:
    root = etree.fromstring(signed(SIGNER))
    root[0].append(etree.fromstring(etree.tostring(find(root, "Signature"))))
    find(root, "SignatureValue", 1).text = "AAAA"
    message = library_signed(etree.tostring(root), lambda _: None)
    assert library_verifies(message)
    assert not we_verify(message)


def test_151_a_changed_body_verifies_in_the_library_when_the_expression_leaves_it_out() -> None:
    message = library_signed(signed(SIGNER), _without_body).replace(b'"simple"', b'"vervalst"')
    assert library_verifies(message)
    assert not we_verify(message)


def test_150_both_verify_what_is_injected_for_the_next_hop_and_only_we_drop_it() -> None:
    block = f'<eb:MessageHeader soap:actor="{NEXT}">vals</eb:MessageHeader>'.encode()
    message = signed(SIGNER).replace(b"<soap:Header>", b"<soap:Header>" + block)
    assert library_verifies(message)
    assert b"vals" not in signature.verify(message, PARTS, SIGNER.certificate, AGREED).octets


def _signxml(soap: bytes) -> list[bytes]:
    contents = {f"cid:{part.content_id}": part.content for part in PARTS}
    results = XMLVerifier().verify(
        soap,
        x509_cert=SIGNER.certificate_pem.decode(),
        uri_resolver=contents.get,
        expect_config=SignatureConfiguration(expect_references=3, location=f"./{{{SOAP}}}Header/"),
    )
    assert isinstance(results, list)
    return [result.signed_data for result in results]


@pytest.mark.parametrize("canonicalization", Canonicalization)
def test_signxml_reads_the_same_octets_where_nothing_is_for_the_next_hop(canonicalization: Canonicalization) -> None:
    agreed = Algorithms(canonicalization=canonicalization)
    message = signed(SIGNER, envelope=ENVELOPE.replace(NEXT, "urn:example:iemand"), algorithms=agreed)
    octets = signature.verify(message, PARTS, SIGNER.certificate, agreed).octets
    assert _signxml(message) == [octets, *(part.content for part in PARTS)]


def test_signxml_skips_the_expression_without_a_word() -> None:
    # So it digests the block for the next hop too, and refuses what is right (stack.md 2.1).
    with pytest.raises(InvalidDigest):
        _signxml(signed(SIGNER))


# --- encryption ------------------------------------------------------------------------------------------------------


def library_decrypts(part: Part, key: WireKey = RECEIVER) -> bytes | None:
    """Return what python-xmlsec decrypts, or None."""
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(key.private_pem, PEM))
    root = etree.fromstring(whole(part.content))
    root.attrib.pop("Type", None)  # with Type it replaces nodes and returns no octets
    try:
        content: object = xmlsec.EncryptionContext(manager).decrypt(root)
    except xmlsec.Error:
        return None
    assert isinstance(content, bytes)
    return content


def library_encrypted(part: Part, change: Change, session: NewKey, template: Part | None = None) -> Part:
    """Return the part encrypted by python-xmlsec in the shape of ours, or of the template, changed."""
    root = etree.fromstring(whole((template or encrypted(RECEIVER, part)).content))
    root.attrib.pop("Type", None)
    change(root)
    for value in root.iter(f"{{{XENC}}}CipherValue"):
        value.text = None
    manager = xmlsec.KeysManager()
    manager.add_key(xmlsec.Key.from_memory(RECEIVER.certificate_pem, CERT_PEM))
    context = xmlsec.EncryptionContext(manager)
    context.key = session()
    document = etree.tostring(context.encrypt_binary(root, whole(part.content)))
    return replace(part, media_type="application/xml", content=document)


def _aes(bits: int) -> NewKey:
    return lambda: xmlsec.Key.generate(xmlsec.constants.KeyDataAes, bits, xmlsec.constants.KeyDataTypeSession)


def _triple_des() -> xmlsec.Key:
    return xmlsec.Key.generate(xmlsec.constants.KeyDataDes, 192, xmlsec.constants.KeyDataTypeSession)


def _methods(cipher: str, transport: str) -> Change:
    def change(root: Element) -> None:
        content, key = root.iter(f"{{{XENC}}}EncryptionMethod")
        content.set("Algorithm", cipher)
        key.set("Algorithm", transport)
        if transport == f"{XENC}rsa-1_5":
            key.remove(key[0])

    return change


@pytest.mark.parametrize("transport", KeyTransport)
@pytest.mark.parametrize("cipher", ContentCipher)
@pytest.mark.parametrize("content", [b"", PLAIN.content, bytes(range(256)) * 4000], ids=["empty", "short", "long"])
def test_the_library_decrypts_what_we_encrypt(cipher: ContentCipher, transport: KeyTransport, content: bytes) -> None:
    assert library_decrypts(encrypted(RECEIVER, with_content(PLAIN, content), cipher, transport)) == content


def test_the_library_refuses_what_was_tampered_with() -> None:
    part = encrypted(RECEIVER)
    sealed = sealed_of(part)
    assert library_decrypts(with_sealed(part, sealed[:-1] + bytes([sealed[-1] ^ 1]))) is None
    assert library_decrypts(part, SIGNER) is None


@pytest.mark.parametrize(("cipher", "transport"), [*ENCRYPTIONS, *LEGACY_ENCRYPTIONS], ids=encryption_name)
def test_we_decrypt_what_the_library_encrypts(cipher: AnyCipher, transport: AnyTransport) -> None:
    agreed = cipher if isinstance(cipher, ContentCipher) else ContentCipher.AES256_GCM
    by = transport if isinstance(transport, KeyTransport) else KeyTransport.RSA_OAEP_MGF1P
    session = _triple_des if cipher is LegacyCipher.TRIPLEDES_CBC else _aes(8 * encryption.KEY_BYTES[cipher])
    template = weakly_encrypted(RECEIVER, cipher, transport)
    part = library_encrypted(PLAIN, lambda _: None, session, template)
    key = RECEIVER.unwrap(encryption.wrapped_key(part, agreed, by, EXCEPTION))
    assert encryption.decrypt(part, key, agreed, EXCEPTION) == PLAIN


WEAKER: Final[Mapping[str, tuple[str, str, NewKey]]] = {
    "167 RSA of PKCS#1 v1.5": (
        ContentCipher.AES256_GCM,
        f"{XENC}rsa-1_5",
        _aes(256),
    ),
    "169 AES-CBC": (f"{XENC}aes256-cbc", KeyTransport.RSA_OAEP_MGF1P, _aes(256)),
    "170 3DES": (f"{XENC}tripledes-cbc", KeyTransport.RSA_OAEP_MGF1P, _triple_des),
}


@pytest.mark.parametrize(("cipher", "transport", "session"), WEAKER.values(), ids=WEAKER)
def test_the_library_decrypts_what_we_never_unwrap(cipher: str, transport: str, session: NewKey) -> None:
    part = library_encrypted(PLAIN, _methods(cipher, transport), session)
    assert library_decrypts(part) == PLAIN.content
    for agreed in KeyTransport:
        with pytest.raises(SecurityRefusedError):
            encryption.wrapped_key(part, ContentCipher.AES256_GCM, agreed)


# --- the published schemas -------------------------------------------------------------------------------------------


def test_what_we_write_conforms_to_the_published_schemas(standards: Path) -> None:
    folder = standards / "ebms2"
    for transport in KeyTransport:
        document = etree.fromstring(whole(encrypted(RECEIVER, transport=transport).content))
        etree.XMLSchema(file=folder / "xenc-schema-11.xsd").assertValid(document)
    signature_element = find(etree.fromstring(signed(SIGNER)), "Signature")
    etree.XMLSchema(file=folder / "xmldsig-core-schema.xsd").assertValid(
        etree.fromstring(etree.tostring(signature_element, with_tail=False))
    )
