"""One message between two real gateways, taken from their stores, and what others say of it.

The witnesses: the schemas that OASIS, W3C and VNG published, and Debian's xmlsec1, which verifies the signatures with
the agreed certificates (never with the key in the message) and decrypts with the receiver's private key.
"""

import asyncio
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from adapters.bootstrap import open_house
from adapters.config import load
from gateway.domain.evidence import EvidenceType
from gateway.domain.identifiers import Oin, PayloadId, ReferenceNumber
from gateway.domain.message import Direction
from gateway.domain.octets import whole
from gateway.flows.parcel import unpack
from gateway.wire.ebms2 import mime
from gateway.wire.stages import Part
from tests.kit.chain import Chain, eventually

PAYLOADS: Final = {
    "vtMeldingDi01": "resolved/vt/jz0100_msg_vtberichten_resolved2025.xsd",
    "Bv01Bericht": "resolved/jz/jz0100_msg_jzberichten_resolved2025.xsd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A message as it left, as it arrived, and its acknowledgement, each from the store of whoever had it."""

    action: str
    sender: str
    receiver: str
    content: bytes
    content_type: str
    body: bytes
    soap: bytes
    acknowledgement: bytes
    received_soap: bytes
    received_content: bytes
    receipt: bytes

    @property
    def parts(self) -> tuple[Part, ...]:
        """The payload parts as they travelled."""
        return mime.split(self.content_type, self.body)[1]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two gateways that stand still, and what passed between them."""

    chain: Chain
    captured: tuple[Captured, ...]

    def key_file(self, name: str, file: str) -> Path:
        """Return a file with a key or certificate of an organisation."""
        return self.chain.folder / name / "keys" / file


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Exchange:
    chain = Chain(tmp_path_factory.mktemp("keten"))
    try:
        chain.start_all()
        report = chain.submit(chain.report())
        eventually("both receipts", lambda: all(chain.layers(report).get(layer) for layer in "TR"))
        receipt = _receipt_of(chain, report)
        eventually("the receipt for the receipt", lambda: _is_delivered(chain, receipt))
    finally:
        chain.stop_all()
    return Exchange(
        chain,
        (_capture(chain, report, "politie", "veiligthuis"), _capture(chain, receipt, "veiligthuis", "politie")),
    )


def _receipt_of(chain: Chain, report: str) -> str:
    """Return the reference of the functional receipt (TEC-02) that Veilig Thuis sent by itself."""
    found: list[str] = []

    def look() -> bool:
        found.extend(item["reference"] for item in chain.offices["veiligthuis"].recent() if item["direction"] == "out")
        return bool(found)

    eventually("a functional receipt", look)
    return found[0]


def _is_delivered(chain: Chain, reference: str) -> bool:
    return str(chain.offices["veiligthuis"].follow(chain.oin("veiligthuis"), reference)["state"]) == "delivered"


def _capture(chain: Chain, reference: str, sender: str, receiver: str) -> Captured:
    out = asyncio.run(_read(chain, sender, Direction.OUT, sender, reference))
    back = asyncio.run(_read(chain, receiver, Direction.IN, sender, reference))
    content_type, body = unpack(out["wire"])
    return Captured(
        action=out["action"].decode(),
        sender=sender,
        receiver=receiver,
        content=out["content"],
        content_type=content_type,
        body=whole(body),
        soap=out["soap"],
        acknowledgement=out[f"{EvidenceType.RECEIPT_RECEIVED}/soap"],
        received_soap=back[f"{EvidenceType.RECEIVED}/soap"],
        received_content=back["content"],
        receipt=whole(unpack(back[f"{EvidenceType.RECEIVED}/receipt"])[1]),
    )


async def _read(chain: Chain, name: str, direction: Direction, sender: str, reference: str) -> dict[str, bytes]:
    """Return everything that a gateway kept about a message, by what it is."""
    async with open_house(load(chain.folder / name / "schakel.toml")) as house, house.ports.unit_of_work() as uow:
        record = await uow.messages.find(direction, ReferenceNumber(reference), Oin(chain.oin(sender)))
        assert record is not None
        kept = {"action": record.action.encode(), "content": whole(await uow.payloads.open(record.content))}
        for field, payload in (("wire", record.wire), ("soap", record.soap)):
            if payload is not None:
                kept[field] = whole(await uow.payloads.open(payload))
        for chained in await uow.evidence.list_of(record.subject):
            for fact, value in chained.entry.facts:
                if fact.endswith("-payload"):
                    place = f"{chained.entry.type}/{fact.removesuffix('-payload')}"
                    kept[place] = whole(await uow.payloads.open(PayloadId(value)))
        return kept


# --- what travelled is what both kept ---


def test_both_sides_kept_the_same_octets(exchange: Exchange) -> None:
    for captured in exchange.captured:
        soap, _ = mime.split(captured.content_type, captured.body)
        assert soap == captured.soap == captured.received_soap
        assert captured.content == captured.received_content
        assert captured.acknowledgement == captured.receipt


def test_no_octet_of_a_payload_travelled_in_clear(exchange: Exchange) -> None:
    for captured in exchange.captured:
        assert captured.content[60:120] not in captured.body


# --- the schemas ---


@pytest.mark.parametrize("schema", ["envelope.xsd", "msg-header-2_0.xsd"])
def test_every_envelope_is_valid_by_the_published_schemas(exchange: Exchange, standards: Path, schema: str) -> None:
    published = etree.XMLSchema(file=standards / "ebms2" / schema)
    for captured in exchange.captured:
        for soap in (captured.soap, captured.acknowledgement):
            published.assertValid(etree.fromstring(soap))


def test_every_encrypted_part_is_valid_by_the_published_schema(exchange: Exchange, standards: Path) -> None:
    published = etree.XMLSchema(file=standards / "ebms2" / "xenc-schema.xsd")
    for captured in exchange.captured:
        (part,) = captured.parts
        published.assertValid(etree.fromstring(whole(part.content)))


def test_every_payload_is_valid_by_the_official_schema(exchange: Exchange, standards: Path) -> None:
    assert [captured.action for captured in exchange.captured] == list(PAYLOADS)
    for captured in exchange.captured:
        official = etree.XMLSchema(file=standards / "stuf-jeugdzorg-1.0.9" / PAYLOADS[captured.action])
        official.assertValid(etree.fromstring(captured.content))


# --- xmlsec1 ---


@dataclass(frozen=True, slots=True)
class Witness:
    """The program, and a folder for what it reads."""

    program: Path
    folder: Path

    def verifies(self, soap: bytes, certificate: Path, parts: tuple[Part, ...] = ()) -> bool:
        """Tell whether it verifies the octets with that certificate and those parts, and with no other key."""
        options = ["--enabled-key-data", "key-name", "--pubkey-cert-pem", str(certificate)]
        for number, part in enumerate(parts):
            options += [f"--url-map:cid:{part.content_id}", self._file(f"part-{number}", whole(part.content))]
        return self._run("--verify", *options, self._file("soap.xml", soap)).returncode == 0

    def decrypts(self, part: Part, private_key: Path) -> bytes | None:
        """Return what it decrypts with that key, or nothing."""
        done = self._run("--decrypt", "--privkey-pem", str(private_key), self._file("part.xml", whole(part.content)))
        return done.stdout if done.returncode == 0 else None

    def _file(self, name: str, octets: bytes) -> str:
        (self.folder / name).write_bytes(octets)
        return name

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([self.program, *arguments], cwd=self.folder, capture_output=True, check=False, timeout=30)


@pytest.fixture
def witness(needs_tool: Callable[[str], Path], tmp_path: Path) -> Witness:
    return Witness(needs_tool("xmlsec1"), tmp_path)


def _plain(captured: Captured) -> tuple[Part, ...]:
    """Return the parts as their sender signed them: before encryption (ebms2.md 6)."""
    return tuple(
        Part(content_id=part.content_id, media_type=part.media_type, content=captured.content)
        for part in captured.parts
    )


def test_the_witness_verifies_every_message_with_its_parts(exchange: Exchange, witness: Witness) -> None:
    for captured in exchange.captured:
        certificate = exchange.key_file(captured.sender, "signing.pem")
        assert witness.verifies(captured.soap, certificate, _plain(captured))
        assert not witness.verifies(captured.soap, certificate)
        assert not witness.verifies(captured.soap, certificate, captured.parts)
        assert not witness.verifies(
            captured.soap, exchange.key_file(captured.receiver, "signing.pem"), _plain(captured)
        )


def test_the_witness_verifies_every_acknowledgement(exchange: Exchange, witness: Witness) -> None:
    for captured in exchange.captured:
        certificate = exchange.key_file(captured.receiver, "signing.pem")
        assert witness.verifies(captured.acknowledgement, certificate)
        assert not witness.verifies(captured.acknowledgement, exchange.key_file(captured.sender, "signing.pem"))
        assert not witness.verifies(captured.acknowledgement.replace(b"2.0", b"2.1", 1), certificate)


def test_an_acknowledgement_returns_what_the_witness_verified(exchange: Exchange) -> None:
    for captured in exchange.captured:
        signed, returned = (
            [(each.get("URI"), each.findtext("{*}DigestValue")) for each in etree.fromstring(soap).iterfind(path)]
            for soap, path in (
                (captured.soap, ".//{*}SignedInfo/{*}Reference"),
                (captured.acknowledgement, ".//{*}Acknowledgment/{*}Reference"),
            )
        )
        assert len(signed) == 2
        assert returned == signed


def test_the_witness_decrypts_every_payload_with_the_receivers_key(exchange: Exchange, witness: Witness) -> None:
    for captured in exchange.captured:
        (part,) = captured.parts
        assert witness.decrypts(part, exchange.key_file(captured.receiver, "encryption.key.pem")) == captured.content
        assert witness.decrypts(part, exchange.key_file(captured.sender, "encryption.key.pem")) is None
