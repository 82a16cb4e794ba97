"""Two gateways that carry services for each other unread, one for each profile, and their back offices."""

import contextlib
import json
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Final

from adapters.simulator.certificates import KeyFactory
from adapters.simulator.chain import RELIABILITY, Organisation
from gateway.domain.agreement import AgreementParty, Profile, SyncReply
from gateway.domain.identifiers import AgreementId
from gateway.wire.ebms2.cpa_create import AgreementForm, FormAction, create
from tests.kit.chain import DESCRIPTION, Chain

ACTION: Final = "brengZending"
PROFILES: Final = tuple(Profile)
ALL_PROFILES: Final = f"[books]\nprofiles = {json.dumps(list(PROFILES))}\n"
_BOUNDARY: Final = "grens-van-een-formulier"
_PIECE: Final = 64 * 1024
_SECONDS: Final = 120.0


def service_of(profile: Profile) -> str:
    """Return the service that travels under that profile."""
    return f"Proef:Zendingen:{profile}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One payload as a test hands it in: content, or a file with it."""

    content: bytes | Path = b""
    media_type: str = "application/octet-stream"
    file_name: str | None = None

    @property
    def size(self) -> int:
        """How many octets there are."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.stat().st_size

    def pieces(self) -> Iterator[bytes]:
        """Yield the content, little by little."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as opened:
            while piece := opened.read(_PIECE):
                yield piece


class ShippingChain(Chain):
    """A police and a Veilig Thuis, with a service of each profile beside what they agreed, carried both ways."""

    def __init__(
        self,
        folder: Path,
        description: str = DESCRIPTION,
        more: str = "",
        *,
        key_factory: KeyFactory | None = None,
        sync_reply: SyncReply = SyncReply.NONE,
    ) -> None:
        super().__init__(folder, description, key_factory)
        first, second = self.organisations.values()
        for number, profile in enumerate(PROFILES, start=1):
            # E-28: only where there is something to answer.
            answered = sync_reply if profile.reliable else SyncReply.NONE
            octets = create(replace(_form(folder, first, second, profile, number), sync_reply=answered))
            for one in (first, second):
                (folder / one.name / "agreements" / f"zendingen-{number}.xml").write_bytes(octets)
        for one, other in ((first, second), (second, first)):
            _allow(folder / one.name / "schakel.toml", other, more)

    def desk(self, name: str) -> "Desk":
        """Return the back office of an organisation."""
        return Desk(self.organisations[name].office_port, self.folder / name / "keys")

    def ship(self, profile: Profile, loads: Sequence[Load], sender: str = "politie", key: str = "") -> str:
        """Hand in a shipment that must be accepted; return its reference."""
        receiver = next(name for name in self.organisations if name != sender)
        status, answer = self.desk(sender).ship(self.oin(receiver), service_of(profile), loads, key=key)
        assert status == 202, answer
        return str(answer["reference"])

    def state(self, reference: str, sender: str = "politie") -> str:
        """Return where a shipment stands at its sender."""
        return str(self.desk(sender).look(self.oin(sender), reference)["state"])

    def arrived(self, reference: str, receiver: str = "veiligthuis") -> bool:
        """Tell whether the shipment waits at its receiver."""
        return any(each["reference"] == reference for each in self.desk(receiver).waiting())


class Desk:
    """A back office that ships and unloads; each call is a connection of its own."""

    def __init__(self, port: int, keys: Path) -> None:
        self._port = port
        (root,) = (keys / "office" / "roots").glob("*.pem")
        self._context = ssl.create_default_context(cafile=str(root))
        self._context.load_cert_chain(keys / "office-client.pem", keys / "office-client.key.pem")

    def ship(
        self, receiver: str, service: str, loads: Sequence[Load], *, key: str = "", **order: str
    ) -> tuple[int, dict[str, Any]]:
        """Hand in a shipment, and return what was answered."""
        document = {"receiver": receiver, "service": service, "action": ACTION} | order
        heads = [_head("shipment", "application/json", None) + json.dumps(document).encode()]
        pieces: list[bytes | Load] = [heads[0]]
        for load in loads:
            pieces += [_head("part", load.media_type, load.file_name), load]
        pieces.append(f"\r\n--{_BOUNDARY}--\r\n".encode())
        size = sum(len(each) if isinstance(each, bytes) else each.size for each in pieces)
        return self.post_form(_flow(pieces), size, key or f"sleutel-{datetime.now(UTC).timestamp()}".replace(".", "-"))

    def post_form(self, body: Iterator[bytes] | bytes, size: int, key: str) -> tuple[int, dict[str, Any]]:
        """Post octets as a form, and return what was answered."""
        headers = {
            "Idempotency-Key": key,
            "Content-Type": f'multipart/form-data; boundary="{_BOUNDARY}"',
            "Content-Length": str(size),
        }
        status, octets = self._call("POST", "/v1/shipments", body, headers)
        return status, json.loads(octets) if octets else {}

    def waiting(self) -> list[dict[str, Any]]:
        """List the shipments that wait."""
        return list(self._read("/v1/shipments")["shipments"])

    def look(self, sender: str, reference: str) -> dict[str, Any]:
        """Return where a shipment stands, and what is in it."""
        return self._read(f"/v1/shipments/{sender}/{reference}")

    def part(self, sender: str, reference: str, number: int) -> tuple[dict[str, str], bytes]:
        """Take one payload whole, with the headers of the answer."""
        with self._opened("GET", f"/v1/shipments/{sender}/{reference}/parts/{number}") as answer:
            assert answer.status == 200
            return dict(answer.getheaders()), answer.read()

    def part_pieces(self, sender: str, reference: str, number: int) -> Iterator[bytes]:
        """Take one payload, little by little."""
        with self._opened("GET", f"/v1/shipments/{sender}/{reference}/parts/{number}") as answer:
            assert answer.status == 200
            while piece := answer.read(_PIECE):
                yield piece

    def confirm(self, sender: str, reference: str) -> int:
        """Confirm a shipment."""
        return self._call("POST", f"/v1/shipments/{sender}/{reference}/confirm")[0]

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """Ask for something, and return what was answered."""
        status, octets = self._call("GET", path)
        return status, json.loads(octets)

    def _read(self, path: str) -> dict[str, Any]:
        status, document = self.get(path)
        assert status == 200, document
        return document

    def _call(
        self, method: str, path: str, body: Iterator[bytes] | bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        with self._opened(method, path, body, headers) as answer:
            return answer.status, answer.read()

    @contextlib.contextmanager
    def _opened(
        self, method: str, path: str, body: Iterator[bytes] | bytes | None = None, headers: dict[str, str] | None = None
    ) -> Iterator[Any]:
        connection = HTTPSConnection("localhost", self._port, context=self._context, timeout=_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            yield connection.getresponse()
        except (ConnectionError, HTTPException):
            # Refused before all was read: the answer stands in the connection, unless it is gone already.
            yield connection.getresponse()
        finally:
            connection.close()


def _head(name: str, media_type: str, file_name: str | None) -> bytes:
    start = "" if name == "shipment" else "\r\n"
    file = "" if file_name is None else f'; filename="{file_name}"'
    lines = (f"--{_BOUNDARY}", f'Content-Disposition: form-data; name="{name}"{file}', f"Content-Type: {media_type}")
    return (start + "\r\n".join([*lines, "", ""])).encode()


def _flow(pieces: Sequence[bytes | Load]) -> Iterator[bytes]:
    for each in pieces:
        if isinstance(each, bytes):
            yield each
        else:
            yield from each.pieces()


def _form(folder: Path, first: Organisation, second: Organisation, profile: Profile, number: int) -> AgreementForm:
    now = datetime.now(UTC)
    return AgreementForm(
        agreement_id=AgreementId(f"Zendingen_{first.oin}_{second.oin}_{number}"),
        start=now - timedelta(days=1),
        end=now + timedelta(days=30),
        parties=(_party(folder, first), _party(folder, second)),
        actions=tuple(
            FormAction(service=service_of(profile), action=ACTION, sender=one.party_id) for one in (first, second)
        ),
        profile=profile,
        reliability=RELIABILITY,
    )


def _party(folder: Path, organisation: Organisation) -> AgreementParty:
    keys = folder / organisation.name / "keys"
    tls, signing, encryption = (_der(keys / f"{name}.pem") for name in ("tls", "signing", "encryption"))
    return AgreementParty(
        party_id=organisation.party_id,
        name=organisation.title,
        role=organisation.name.upper(),
        endpoint=organisation.endpoint,
        client_certificate=tls,
        server_certificate=tls,
        signing_certificate=signing,
        encryption_certificate=encryption,
    )


def _der(file: Path) -> bytes:
    pem = file.read_text(encoding="ascii")
    end = "-----END CERTIFICATE-----"
    return ssl.PEM_cert_to_DER_cert(pem[: pem.index(end) + len(end)])


def _allow(settings: Path, partner: Organisation, more: str) -> None:
    lines = [
        line
        for profile in PROFILES
        for line in (
            "[[carried]]",
            f'service = "{service_of(profile)}"',
            f'partners = ["{partner.oin}"]',
            'because = "tests"',
            "",
        )
    ]
    text = settings.read_text(encoding="utf-8").replace("[books]\n", ALL_PROFILES, 1)
    settings.write_text("\n".join([text, *lines, more]), encoding="utf-8")
