"""The pair: our gateway as a process of its own, and the peer as a dozen police units over against it, on loopback."""

import contextlib
import hashlib
import json
import sqlite3
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Self

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.back_office import BackOffice
from adapters.simulator.certificates import Holder, Issued, LeafPurpose
from adapters.simulator.chain import PARTNER_PATH, Organisation, lay_out
from adapters.simulator.processes import GatewayProcess, free_ports
from gateway.domain.agreement import AgreementParty, SyncReply
from gateway.domain.identifiers import Oin
from gateway.domain.party import PartyKind
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import AgreementForm
from tests.interop.contents import agreement_name
from tests.interop.front import Front
from tests.interop.java_peer import JavaPeer, PeerUnit, write_properties
from tests.interop.units import CARRIED, CBC, UNITS, Unit, agree, issue, write
from tests.kit.correspondent import Correspondent
from tests.kit.shipments import ACTION, ALL_PROFILES, Desk, Load

_NAME: Final = "veiligthuis"
_OIN: Final = "00000099000000001000"
EXCEPTION: Final = "proef"
_EXCEPTION: Final = """
[[legacy]]
name = "{name}"
partner = "{oin}"
until = {until}
ciphers = ["aes256-cbc"]
transports = ["rsa-1_5"]
reason = "the library that the peer runs can do no better"
"""
_CARRIED: Final = """
[[carried]]
service = "{service}"
partners = {partners}
because = "tests"
"""

Change = Callable[[AgreementForm], AgreementForm]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the peer needs to run."""

    class_path: str
    java: Path


class Pair:
    """Both sides, running from `with` to its end."""

    def __init__(self, folder: Path, program: Program) -> None:
        """Lay out keys, trust and agreements for both sides."""
        self.at = datetime.now(UTC)
        self._program = program
        *doors, self.front_port = free_ports(4 + len(UNITS))
        self.peer_ports = dict(zip(UNITS, doors[3:], strict=True))
        self.own = Organisation(
            name=_NAME,
            title="Veilig Thuis Voorbeeldregio",
            oin=Oin.parse(_OIN),
            kinds=frozenset({PartyKind("VT")}),
            partner_port=doors[0],
            office_port=doors[1],
            operations_port=doors[2],
        )
        self.home, self.peer_home = folder / _NAME, folder / "peer"
        lay_out(folder, (self.own,), self.at)
        authority = Authority.load(folder / "pki" / "authority")
        self._issue_weak_key(authority)
        self.issued = issue(authority, self.peer_home, self.at)
        self.forms = {unit: self._agree(unit, self.issued[unit.name]) for unit in UNITS}
        self.agreements = {unit: write(unit, form) for unit, form in self.forms.items()}
        self.gateway = GatewayProcess(self.home, self.own.operations_port)
        self._write_gateway()
        self._write_peer(authority)
        self._running = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            stack.callback(self._stop)
            self.gateway.start()
            self.front = stack.enter_context(contextlib.closing(Front(self.front_port, self._front_context())))
            self._peer = stack.enter_context(JavaPeer(self.peer_home, self._program.class_path, self._program.java))
            for unit, octets in self.agreements.items():
                self.peer(unit).agree(octets)
            self.gateway.wait_until_ready()
            self._running = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @cached_property
    def desk(self) -> Desk:
        """Our back office where it ships and unloads."""
        return Desk(self.own.office_port, self.home / "keys")

    @cached_property
    def office(self) -> BackOffice:
        """Our back office."""
        return BackOffice(self.own.office_port, self.home / "keys")

    def peer(self, unit: Unit) -> PeerUnit:
        """Return the other side of an agreement."""
        return PeerUnit(self._peer, unit.name)

    def wire(self, unit: Unit) -> Correspondent:
        """Return what speaks to a unit with our keys and our wire room, past the running gateway."""
        agreement = cpa.parse(self.agreements[unit], self.own.party_id)
        action = next(each for each in agreement.actions if each.action == ACTION and each.outbound)
        return Correspondent(self.own, self.home, agreement, action, self.peer_ports[unit])

    def ship(self, unit: Unit, loads: Sequence[Load]) -> str:
        """Hand in a shipment for a unit that must be accepted; return its reference."""
        status, answer = self.desk.ship(str(unit.oin), CARRIED, loads)
        assert status == HTTPStatus.ACCEPTED, answer
        return str(answer["reference"])

    def message_id(self, reference: str) -> str:
        """Return the MessageId of a shipment of ours."""
        return f"{reference}@{self.own.host}"

    def look(self, reference: str) -> dict[str, Any]:
        """Return how a message of ours stands."""
        return self.office.follow(str(self.own.oin), reference)

    def noted(self, reference: str) -> list[str]:
        """Return the types of the evidence about a message of ours, in their order."""
        return [str(line["type"]) for line in self.look(reference)["evidence"]]

    def told(self, reference: str) -> dict[str, str]:
        """Return what our back office was told about a message: event and Dutch explanation."""
        return {each["type"]: each["explanation"] for each in self._events() if each["reference"] == reference}

    def _events(self, after: int = 0) -> Iterator[dict[str, Any]]:
        page = self.desk.get(f"/v1/events?after={after}")[1]["events"]
        yield from page
        if page:
            yield from self._events(page[-1]["number"])

    def refused_from(self, unit: Unit, message_id: str) -> bool:
        """Tell whether our evidence says that a message of a unit was refused."""
        subject = f"wire/{unit.oin}/{hashlib.sha256(message_id.encode()).hexdigest()}"
        query = "SELECT count(*) FROM evidence WHERE subject = ? AND type = 'security-refused'"
        with contextlib.closing(sqlite3.connect(f"file:{self.home / 'gateway.db'}?mode=ro", uri=True)) as store:
            return bool(store.execute(query, (subject,)).fetchone()[0])

    def outcomes(self, unit: Unit) -> list[str]:
        """Return how each piece of work for a unit ended, as the log of our gateway says."""
        lines = (self.home / "gateway.log").read_text(encoding="utf-8").splitlines()
        found = (json.loads(line) for line in lines if line.startswith("{"))
        return [line["outcome"] for line in found if _is_work(line, unit)]

    def restart(self, failpoint: str = "") -> None:
        """Start the gateway again after it was stopped; with a failpoint, it ends there."""
        environment = {"SCHAKEL_FAILPOINTS": failpoint} if failpoint else {}
        self.gateway = GatewayProcess(self.home, self.own.operations_port, environment)
        self.gateway.start()
        self.gateway.wait_until_ready()

    def _stop(self) -> None:
        self.gateway.stop()

    @contextlib.contextmanager
    def differing(self, unit: Unit, change: Change) -> Iterator[None]:
        """Let the peer have another copy of the agreement than we do."""
        self._replace(unit, write(unit, change(self.forms[unit])))
        try:
            yield
        finally:
            self._replace(unit, self.agreements[unit])

    def _replace(self, unit: Unit, cpa: bytes) -> None:
        """Let the peer have that copy: twice, for what a message of that moment read of the one before it may keep."""
        for _ in range(2):
            self.peer(unit).agree(cpa)

    @contextlib.contextmanager
    def unknown(self, unit: Unit) -> Iterator[None]:
        """Let the peer not have the agreement."""
        self.peer(unit).forget(agreement_name(unit, self.own))
        try:
            yield
        finally:
            self.peer(unit).agree(self.agreements[unit])

    def _issue_weak_key(self, authority: Authority) -> None:
        """The exception has a key pair of its own (D12)."""
        holder = Holder(oin=self.own.oin, organisation=self.own.title, host_names=(self.own.host,))
        issued = authority.issue(holder, LeafPurpose.ENCRYPTION, self.at)
        write_issued(issued, self.home / "keys", f"legacy-{EXCEPTION}")

    def _agree(self, unit: Unit, issued: Mapping[LeafPurpose, Issued]) -> AgreementForm:
        port = self.front_port if unit.at_front else self.own.partner_port
        own = self._own_party(port, f"legacy-{EXCEPTION}" if unit.weak else "encryption")
        return agree(unit, issued, own, self.peer_ports[unit], self.at)

    def _own_party(self, port: int, encryption: str) -> AgreementParty:
        return AgreementParty(
            party_id=self.own.party_id,
            name=self.own.title,
            role=_NAME.upper(),
            endpoint=f"https://{self.own.host}:{port}{PARTNER_PATH}",
            client_certificate=self._der("tls"),
            server_certificate=self._der("tls"),
            signing_certificate=self._der("signing"),
            encryption_certificate=self._der(encryption),
        )

    def _der(self, stem: str) -> bytes:
        pem = (self.home / "keys" / f"{stem}.pem").read_text(encoding="ascii")
        end = "-----END CERTIFICATE-----"
        return ssl.PEM_cert_to_DER_cert(pem[: pem.index(end) + len(end)])

    def _front_context(self) -> ssl.SSLContext:
        (root,) = (self.home / "trust" / "roots").glob("*.pem")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(root))
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_cert_chain(self.home / "keys" / "tls.pem", self.home / "keys" / "tls.key.pem")
        return context

    def _write_gateway(self) -> None:
        agreements = self.home / "agreements"
        agreements.mkdir(exist_ok=True)
        for unit, octets in self.agreements.items():
            if not unit.at_front:
                (agreements / f"{unit.name}.xml").write_bytes(octets)
        settings = self.home / "schakel.toml"
        until = (self.at + timedelta(days=30)).date()
        addresses = "".join(f'"{unit.host}" = "127.0.0.1"\n' for unit in UNITS)
        head, table, rest = settings.read_text(encoding="utf-8").partition("[books.addresses]\n")
        exception = _EXCEPTION.format(name=EXCEPTION, oin=CBC.oin, until=until)
        carried = _CARRIED.format(service=CARRIED, partners=json.dumps([str(unit.oin) for unit in UNITS]))
        text = (head + table + addresses + rest + exception + carried).replace("[books]\n", ALL_PROFILES, 1)
        settings.write_text(text, encoding="utf-8")
        with (self.home / "parties.toml").open("a", encoding="utf-8") as parties:
            for unit in UNITS:
                parties.write(f'[[party]]\noin = "{unit.oin}"\nname = {json.dumps(unit.name)}\nkinds = ["POL"]\n\n')

    def _write_peer(self, authority: Authority) -> None:
        """The peer asks of whoever issued a certificate, so it trusts every level by itself (ebms2.md 8, row 32)."""
        for unit in UNITS:
            trust = self.peer_home / unit.name / "trust"
            trust.mkdir()
            for level in authority.levels:
                (trust / f"{level.name}.pem").write_bytes(level.issued.chain_pem)
            # It would compare a certificate with the answers it gets too, where there is none.
            compares = unit.sync_reply is SyncReply.NONE
            write_properties(self.peer_home / unit.name, self.peer_ports[unit], compares_certificates=compares)
        names = " ".join([self.own.host, *(unit.host for unit in UNITS)])
        (self.peer_home / "hosts").write_text(f"127.0.0.1 {names}\n", encoding="ascii")


def _is_work(line: dict[str, Any], unit: Unit) -> bool:
    return line.get("event") == "work_done" and line.get("partner") == str(unit.oin)
