"""The JDK's own XML signature as a second pair of eyes: it verifies what we sign, and we verify what it signs.

One program takes the whole table (witness/Witness.java); each row is a test. It is given the certificate and never
looks into KeyInfo, and it digests the parts itself.
"""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives import serialization

from gateway.domain.agreement import SignatureMethod
from gateway.domain.octets import whole
from gateway.errors import SecurityRefusedError
from gateway.wire.ebms2 import signature, xml
from gateway.wire.ebms2.signature import Algorithms
from gateway.wire.stages import Part
from tests.kit.algorithms import SIGNATURES, signature_name
from tests.kit.signed_messages import AGREED, ENVELOPE, PARTS, SOAP, append_reference, signed
from tests.kit.wire_keys import SIGNATURE_HASHES, wire_key

SIGNER: Final = wire_key("afzender")
OTHER: Final = wire_key("ander")
_PROGRAM: Final = Path(__file__).parent / "witness" / "Witness.java"
_SECONDS: Final = 120.0
# What the JDK's parser hands on is its own: it writes the octets of an empty element as it likes.
_UNSIGNED: Final = ENVELOPE.encode()
_LATER: Final = '<eb:Anders eb:id="a" soap:actor="{actor}">iets</eb:Anders></soap:Header>'


def _spoiled(part: Part) -> Part:
    return replace(part, content=whole(part.content)[:-1] + b"?")


LIES: Final[Mapping[str, tuple[bytes, tuple[Part, ...], bytes]]] = {
    "an octet of the header": (
        signed(SIGNER).replace(b"voorbeeld_1", b"voorbeeld_2"),
        PARTS,
        SIGNER.certificate,
    ),
    "an octet of a part": (signed(SIGNER), (PARTS[0], _spoiled(PARTS[1])), SIGNER.certificate),
    "the key of another": (signed(SIGNER), PARTS, OTHER.certificate),
    "a signature value of another algorithm": (
        signed(SIGNER, algorithm=SIGNATURE_HASHES[SignatureMethod.RSA_SHA512]),
        PARTS,
        SIGNER.certificate,
    ),
}


class Table:
    """The folders of every row, and what the one run of the program said of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._orders: dict[str, str] = {}
        self.answers: dict[str, str] = {}

    def verify(self, name: str, soap: bytes, parts: tuple[Part, ...], certificate: bytes) -> None:
        """Have a message verified with that certificate."""
        folder = self._case(name, soap, parts)
        (folder / "certificate.der").write_bytes(certificate)
        self._orders[name] = f"verify\t{folder}"

    def sign(self, name: str, soap: bytes, parts: tuple[Part, ...], algorithms: Algorithms) -> None:
        """Have a message signed."""
        folder = self._case(name, soap, parts)
        key = SIGNER.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "key.der").write_bytes(key)
        uris = (algorithms.canonicalization, algorithms.signature_method, algorithms.digest_method)
        self._orders[name] = "\t".join(("sign", str(folder), *uris))

    def run(self, java: Path) -> None:
        """Have it all done."""
        orders = "".join(f"{order}\n" for order in self._orders.values())
        done = subprocess.run(
            [java, _PROGRAM], input=orders, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
        assert done.returncode == 0, done.stderr
        self.answers = dict(zip(self._orders, done.stdout.splitlines(), strict=True))

    def signed(self, name: str) -> bytes:
        """Return what the program signed."""
        assert self.answers[name] == "signed"
        return (self._folder / name / "signed.xml").read_bytes()

    def _case(self, name: str, soap: bytes, parts: tuple[Part, ...]) -> Path:
        folder = self._folder / name
        folder.mkdir()
        (folder / "soap.xml").write_bytes(soap)
        lines = []
        for number, part in enumerate(parts):
            (folder / f"part-{number}").write_bytes(whole(part.content))
            lines.append(f"{part.content_id}\tpart-{number}\n")
        (folder / "parts.txt").write_text("".join(lines), encoding="utf-8")
        return folder


@pytest.fixture(scope="module")
def jdk(needs_tool: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Table:
    needs_tool("javac")
    table = Table(tmp_path_factory.mktemp("jdk"))
    for row in SIGNATURES:
        name = signature_name(row)
        table.verify(f"ours {name}", signed(SIGNER, algorithms=row), PARTS, SIGNER.certificate)
        table.sign(f"theirs {name}", _UNSIGNED, PARTS, row)
        table.sign(f"theirs without parts {name}", _UNSIGNED, (), row)
    for name, (soap, parts, certificate) in LIES.items():
        table.verify(name, soap, parts, certificate)
    for actor in ("urn:oasis:names:tc:ebxml-msg:actor:nextMSH", "http://schemas.xmlsoap.org/soap/actor/next"):
        later = _LATER.format(actor=actor).encode()
        injected = signed(SIGNER).replace(b"</soap:Header>", later)
        table.verify(actor.rpartition("/")[2], injected, PARTS, SIGNER.certificate)
    table.verify("an acknowledgement", _acknowledgement(), (), SIGNER.certificate)
    table.run(needs_tool("java"))
    return table


def _acknowledgement() -> bytes:
    references = signature.verify(signed(OTHER), PARTS, OTHER.certificate, AGREED).references
    root = xml.parse(ENVELOPE.encode())
    for reference in references:
        append_reference(root[0][0], reference, AGREED.canonicalization)
    draft = signature.draft(root, (), AGREED)
    return signature.place(draft, SIGNER.sign(draft.signing_input), SIGNER.certificate)


@pytest.mark.parametrize("row", SIGNATURES, ids=signature_name)
def test_the_jdk_verifies_what_we_sign(jdk: Table, row: Algorithms) -> None:
    assert jdk.answers[f"ours {signature_name(row)}"] == "true"


@pytest.mark.parametrize("lie", LIES)
def test_the_jdk_is_not_fooled(jdk: Table, lie: str) -> None:
    assert jdk.answers[lie] == "false"


@pytest.mark.parametrize("actor", ["urn:oasis:names:tc:ebxml-msg:actor:nextMSH", "next"])
def test_the_jdk_leaves_out_what_we_leave_out(jdk: Table, actor: str) -> None:
    assert jdk.answers[actor] == "true"


def test_the_jdk_verifies_a_signed_acknowledgement(jdk: Table) -> None:
    assert jdk.answers["an acknowledgement"] == "true"


@pytest.mark.parametrize("parts", [PARTS, ()], ids=["with parts", "without parts"])
@pytest.mark.parametrize("row", SIGNATURES, ids=signature_name)
def test_we_verify_what_the_jdk_signs(jdk: Table, row: Algorithms, parts: tuple[Part, ...]) -> None:
    name = "theirs" if parts else "theirs without parts"
    soap = jdk.signed(f"{name} {signature_name(row)}")
    verified = signature.verify(soap, parts, SIGNER.certificate, row)
    assert [reference.uri for reference in verified.references] == ["", *(f"cid:{part.content_id}" for part in parts)]
    assert f"{{{SOAP}}}Envelope" == xml.parse(verified.octets).tag


@pytest.mark.parametrize("row", SIGNATURES, ids=signature_name)
def test_what_the_jdk_signed_can_be_spoiled(jdk: Table, row: Algorithms) -> None:
    soap = jdk.signed(f"theirs {signature_name(row)}")
    for wrong, parts in (
        (soap.replace(b"voorbeeld_1", b"voorbeeld_2"), PARTS),
        (soap, (_spoiled(PARTS[0]), PARTS[1])),
    ):
        with pytest.raises(SecurityRefusedError):
            signature.verify(wrong, parts, SIGNER.certificate, row)
