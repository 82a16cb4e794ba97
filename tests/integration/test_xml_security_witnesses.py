"""The program xmlsec1 (Debian) as a second pair of eyes: it verifies what we sign, decrypts what we encrypt, and back.

Its options carry the proof. `--url-map:cid:...` gives it the parts, so it digests them itself: without one it fails.
`--enabled-key-data key-name` keeps it from the key in the message: with another certificate it fails.
"""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from gateway.domain.agreement import (
    AnyCipher,
    AnyTransport,
    ContentCipher,
    KeyTransport,
    LegacyCipher,
    LegacyTransport,
)
from gateway.domain.octets import whole
from gateway.wire.ebms2 import encryption, signature, xml
from gateway.wire.ebms2.key_material import to_base64
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.stages import Part
from tests.kit.algorithms import ENCRYPTIONS, LEGACY_ENCRYPTIONS, SIGNATURES, encryption_name, signature_name
from tests.kit.encrypted_parts import PLAIN, TRANSPORT, encrypted, sealed_of, with_sealed
from tests.kit.legacy_parts import exception, weakly_encrypted
from tests.kit.signed_messages import AGREED, DS, ENVELOPE, NEXT, PARTS, append_reference, find, signed
from tests.kit.wire_keys import WireKey, wire_key

SIGNER: Final = wire_key("afzender")
RECEIVER: Final = wire_key("ontvanger")
OTHER: Final = wire_key("ander")
EXCEPTION: Final = exception(RECEIVER)
# With it, the program would take the content for an element and parse it.
ELEMENT: Final = b' Type="http://www.w3.org/2001/04/xmlenc#Element"'
# What xmlsec1 1.2 (Debian 12) knows: it lacks xmlenc11#rsa-oaep, which python-xmlsec witnesses beside it.
TRANSPORTS: Final = (KeyTransport.RSA_OAEP_MGF1P, LegacyTransport.RSA_1_5)
SESSION_KEYS: Final[Mapping[AnyCipher, str]] = {
    ContentCipher.AES128_GCM: "aes-128",
    ContentCipher.AES256_GCM: "aes-256",
    LegacyCipher.AES128_CBC: "aes-128",
    LegacyCipher.AES256_CBC: "aes-256",
    LegacyCipher.TRIPLEDES_CBC: "des-192",
}
OPENED: Final = [pair for pair in (*ENCRYPTIONS, *LEGACY_ENCRYPTIONS) if pair[1] in TRANSPORTS]


@dataclass(frozen=True, slots=True)
class Witness:
    """The program, and a folder for what it reads."""

    program: Path
    folder: Path

    def verifies(self, soap: bytes, parts: tuple[Part, ...] = PARTS, key: WireKey = SIGNER) -> bool:
        """Tell whether it verifies the message with that key and those parts."""
        certificate = self._file("certificate.pem", key.certificate_pem)
        options = ["--enabled-key-data", "key-name", "--pubkey-cert-pem", certificate, *self._parts(parts)]
        return self._run("--verify", *options, self._file("soap.xml", soap)).returncode == 0

    def sign(self, soap: bytes, parts: tuple[Part, ...] = PARTS) -> bytes:
        """Return the message with its signature filled in by the program."""
        options = ["--privkey-pem", self._file("private.pem", SIGNER.private_pem), *self._parts(parts)]
        done = self._run("--sign", *options, self._file("template.xml", soap))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def decrypts(self, document: bytes, key: WireKey = RECEIVER) -> bytes | None:
        """Return what it decrypts, or None."""
        private = self._file("private.pem", key.private_pem)
        done = self._run("--decrypt", "--privkey-pem", private, self._file("encrypted.xml", document))
        return done.stdout if done.returncode == 0 else None

    def encrypt(self, template: bytes, content: bytes, session_key: str) -> bytes:
        """Return the template with content and session key encrypted by the program."""
        options = ["--pubkey-cert-pem", self._file("certificate.pem", RECEIVER.certificate_pem)]
        options += ["--session-key", session_key, "--binary-data", self._file("content", content)]
        done = self._run("--encrypt", *options, self._file("template.xml", template))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _parts(self, parts: tuple[Part, ...]) -> list[str]:
        options: list[str] = []
        for index, part in enumerate(parts):
            options += [f"--url-map:cid:{part.content_id}", self._file(f"part-{index}", whole(part.content))]
        return options

    def _file(self, name: str, octets: bytes) -> str:
        (self.folder / name).write_bytes(octets)
        return name

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, check=False, timeout=30)


@pytest.fixture
def witness(needs_tool: Callable[[str], Path], tmp_path: Path) -> Witness:
    return Witness(needs_tool("xmlsec1"), tmp_path)


# --- signatures ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithms", SIGNATURES, ids=signature_name)
def test_the_witness_verifies_what_we_sign(witness: Witness, algorithms: Algorithms) -> None:
    assert witness.verifies(signed(SIGNER, algorithms=algorithms))


def _spoiled(part: Part) -> Part:
    return replace(part, content=whole(part.content)[:-1] + b"?")


LIES: Final[Mapping[str, Callable[[Witness], bool]]] = {
    "an octet of the header": lambda w: w.verifies(signed(SIGNER).replace(b"voorbeeld_1", b"voorbeeld_2")),
    "an octet of the body": lambda w: w.verifies(signed(SIGNER).replace(b'"simple"', b'"Simple"')),
    "an octet of the first part": lambda w: w.verifies(signed(SIGNER), (_spoiled(PARTS[0]), PARTS[1])),
    "an octet of the last part": lambda w: w.verifies(signed(SIGNER), (PARTS[0], _spoiled(PARTS[1]))),
    "a part it does not have": lambda w: w.verifies(signed(SIGNER), PARTS[:1]),
    "the key of another": lambda w: w.verifies(signed(SIGNER), key=OTHER),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_the_witness_is_not_fooled(witness: Witness, lie: Callable[[Witness], bool]) -> None:
    assert not lie(witness)


def test_the_witness_leaves_out_what_we_leave_out(witness: Witness) -> None:
    block = f'<eb:Anders eb:id="a" soap:actor="{NEXT}">iets</eb:Anders>'
    injected = signed(SIGNER).replace(b"</soap:Header>", block.encode() + b"</soap:Header>")
    assert witness.verifies(injected)
    assert signature.verify(injected, PARTS, SIGNER.certificate, AGREED).octets.count(b"eb:Anders") == 0


def test_the_witness_counts_inherited_attributes_as_we_do(witness: Witness) -> None:
    envelope = ENVELOPE.replace("<soap:Header>", '<soap:Header xml:lang="nl" xml:space="preserve">')
    for algorithms in SIGNATURES:
        assert witness.verifies(signed(SIGNER, envelope=envelope, algorithms=algorithms))


def test_the_witness_verifies_a_signed_acknowledgement(witness: Witness) -> None:
    references = signature.verify(signed(OTHER), PARTS, OTHER.certificate, AGREED).references
    root = xml.parse(ENVELOPE.encode())
    for reference in references:
        append_reference(root[0][0], reference, AGREED.canonicalization)
    draft = signature.draft(root, (), AGREED)
    soap = signature.place(draft, SIGNER.sign(draft.signing_input), SIGNER.certificate)
    assert witness.verifies(soap, ())
    digest = to_base64(references[1].digest).encode()
    assert not witness.verifies(soap.replace(digest, b"A" + digest[1:]), ())


TEMPLATES: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "as we write it": lambda soap: soap,
    "no prefix": lambda soap: soap.replace(b"<ds:", b"<").replace(b"</ds:", b"</").replace(b"xmlns:ds=", b"xmlns="),
}


@pytest.mark.parametrize("algorithms", SIGNATURES, ids=signature_name)
@pytest.mark.parametrize("written", TEMPLATES.values(), ids=TEMPLATES)
def test_we_verify_what_the_witness_signs(
    witness: Witness, algorithms: Algorithms, written: Callable[[bytes], bytes]
) -> None:
    root = etree.fromstring(signed(OTHER, algorithms=algorithms))
    find(root, "KeyInfo").clear()
    for element in [find(root, "SignatureValue"), *root.iter(f"{{{DS}}}DigestValue")]:
        element.text = None
    etree.indent(find(root, "SignedInfo"), "\t")
    soap = witness.sign(written(etree.tostring(root)))
    assert len(signature.verify(soap, PARTS, SIGNER.certificate, algorithms).references) == 3


# --- encryption ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cipher", ContentCipher)
@pytest.mark.parametrize("content", [b"x", PLAIN.content, bytes(range(256)) * 1000], ids=["octet", "short", "long"])
def test_the_witness_decrypts_what_we_encrypt(witness: Witness, cipher: ContentCipher, content: bytes) -> None:
    part = encrypted(RECEIVER, replace(PLAIN, content=content), cipher)
    assert witness.decrypts(whole(part.content)) == content


def test_the_witness_refuses_what_was_tampered_with(witness: Witness) -> None:
    part = encrypted(RECEIVER)
    sealed = sealed_of(part)
    for position in (0, 12, len(sealed) - 1):
        spoiled = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        assert witness.decrypts(whole(with_sealed(part, spoiled).content)) is None


def test_the_witness_decrypts_with_no_other_key(witness: Witness) -> None:
    assert witness.decrypts(whole(encrypted(RECEIVER).content), OTHER) is None


def test_the_witness_does_not_know_the_newer_oaep(witness: Witness) -> None:
    # Why rsa-oaep-mgf1p with SHA-1 is what we send unless something else is agreed: this line has nothing better.
    assert witness.decrypts(whole(encrypted(RECEIVER, transport=KeyTransport.RSA_OAEP).content)) is None
    newer_digest = whole(encrypted(RECEIVER).content).replace(b"2000/09/xmldsig#sha1", b"2001/04/xmlenc#sha256")
    assert witness.decrypts(newer_digest) is None


@pytest.mark.parametrize(("cipher", "transport"), OPENED, ids=encryption_name)
@pytest.mark.parametrize("content", [b"x", PLAIN.content, bytes(15), bytes(16)], ids=["octet", "short", "15", "16"])
def test_we_decrypt_what_the_witness_encrypts(
    witness: Witness, cipher: AnyCipher, transport: AnyTransport, content: bytes
) -> None:
    plain, agreed = replace(PLAIN, content=content), _agreed(cipher)
    document = witness.encrypt(_template(cipher, transport), content, SESSION_KEYS[cipher])
    part = replace(plain, media_type="application/xml", content=document)
    key = RECEIVER.unwrap(encryption.wrapped_key(part, agreed, TRANSPORT, EXCEPTION))
    assert encryption.decrypt(part, key, agreed, EXCEPTION) == plain


@pytest.mark.parametrize(("cipher", "transport"), OPENED, ids=encryption_name)
def test_the_witness_decrypts_what_the_kit_encrypts(
    witness: Witness, cipher: AnyCipher, transport: AnyTransport
) -> None:
    # So what our own tests call a message of a partner that can do no better, is one.
    document = whole(weakly_encrypted(RECEIVER, cipher, transport).content)
    assert witness.decrypts(document.replace(ELEMENT, b"")) == whole(PLAIN.content)


def _agreed(cipher: AnyCipher) -> ContentCipher:
    return cipher if isinstance(cipher, ContentCipher) else ContentCipher.AES256_GCM


def _template(cipher: AnyCipher, transport: AnyTransport) -> bytes:
    """Return a document of that form for the program to fill in."""
    root = etree.fromstring(whole(weakly_encrypted(OTHER, cipher, transport).content))
    for value in root.iter("{*}CipherValue"):
        value.text = None
    return etree.tostring(root)
