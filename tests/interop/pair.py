"""The pair: our gateway as a process of its own, and the peer as nine police units over against it, on loopback."""

import contextlib
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Final, Self

from adapters.simulator.authority import Authority, write_issued
from adapters.simulator.back_office import BackOffice
from adapters.simulator.certificates import Holder, Issued, LeafPurpose
from adapters.simulator.chain import PARTNER_PATH, Organisation, lay_out
from adapters.simulator.processes import GatewayProcess, free_ports
from gateway.domain.agreement import AgreementParty, SyncReply
from gateway.domain.identifiers import Oin
from gateway.domain.party import PartyKind
from gateway.wire.ebms2.cpa.values import write_moment
from tests.interop.front import Front
from tests.interop.java_peer import JavaPeer, PeerUnit, write_properties
from tests.interop.units import CBC, UNITS, Unit, agreement, issue
from tests.interop.wire import Wire

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
        self.agreements = {unit: self._agreement(unit, self.issued[unit.name]) for unit in UNITS}
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
    def office(self) -> BackOffice:
        """Our back office."""
        return BackOffice(self.own.office_port, self.home / "keys")

    def peer(self, unit: Unit) -> PeerUnit:
        """Return the other side of an agreement."""
        return PeerUnit(self._peer, unit.name)

    def wire(self, unit: Unit) -> Wire:
        """Return what speaks to a unit with our keys and our wire room, past the running gateway."""
        return Wire(self.agreements[unit], self.own, self.home, self.peer_ports[unit])

    def restart(self, failpoint: str = "") -> None:
        """Start the gateway again after it was stopped; with a failpoint, it ends there."""
        environment = {"SCHAKEL_FAILPOINTS": failpoint} if failpoint else {}
        self.gateway = GatewayProcess(self.home, self.own.operations_port, environment)
        self.gateway.start()
        self.gateway.wait_until_ready()

    def _stop(self) -> None:
        self.gateway.stop()

    @contextlib.contextmanager
    def not_yet_agreed(self, unit: Unit) -> Iterator[None]:
        """Let the peer have a copy of the agreement that starts tomorrow."""
        octets = self.agreements[unit]
        start, tomorrow = (write_moment(self.at + timedelta(days=days)).encode() for days in (-1, 1))
        assert octets.count(start) == 1
        self.peer(unit).agree(octets.replace(start, tomorrow))
        try:
            yield
        finally:
            self.peer(unit).agree(octets)

    def _issue_weak_key(self, authority: Authority) -> None:
        """The exception has a key pair of its own (D12)."""
        holder = Holder(oin=self.own.oin, organisation=self.own.title, host_names=(self.own.host,))
        issued = authority.issue(holder, LeafPurpose.ENCRYPTION, self.at)
        write_issued(issued, self.home / "keys", f"legacy-{EXCEPTION}")

    def _agreement(self, unit: Unit, issued: Mapping[LeafPurpose, Issued]) -> bytes:
        port = self.front_port if unit.at_front else self.own.partner_port
        own = self._own_party(port, f"legacy-{EXCEPTION}" if unit.weak else "encryption")
        return agreement(unit, issued, own, self.peer_ports[unit], self.at)

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
        settings.write_text(head + table + addresses + rest + exception, encoding="utf-8")
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
