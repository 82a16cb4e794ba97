"""The privacy canaries (reliability-security.md 3.L, 251 to 258): marked personal data through every flow of a chain.

Three real gateways: police, Veilig Thuis and Raad. Every text of a message is a token that stands nowhere else; a token
may come out where the back office of the receiver reads its message, and nowhere else: not in an answer, log, metric or
name, and not in any octet on disk.
"""

import asyncio
import base64
import json
import os
import resource
import secrets
import signal
import socket
import ssl
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.bootstrap import send_again
from adapters.config import load
from adapters.simulator.back_office import BackOffice
from adapters.simulator.chain import PARTNER_PATH, Organisation, lay_out, read_organisations
from adapters.simulator.processes import GatewayProcess, free_ports
from tests.kit.chain import eventually, read_message
from tests.kit.corpus_watch import TokenSearch

ROOT: Final = Path(__file__).parents[2]
NAMES: Final = ("politie", "veiligthuis", "raad")
BSN: Final = "999990019"
# What is no free text: codes, dates, and what other systems look things up by.
CODED: Final = frozenset(
    {"rol", "geslacht", "geboortedatum", "bsn", "postcode", "soort", "mime", "onthulling", "dienst"}
)
_DATES: Final = ("datum", "Op")


def new_token() -> str:
    """Return a text that nothing else has in it; letters only, for a rule looks for numbers of persons in names."""
    return "KanarieInHuis" + "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(7))


class Tokens:
    """Texts that stand nowhere else, each known by where it was planted."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def new(self, place: str) -> str:
        """Return a fresh token."""
        token = new_token()
        self.planted[token] = place
        return token

    def plant(self, value: Any, place: str) -> Any:  # noqa: ANN401 - what JSON holds
        """Return the document with a token for every free text in it."""
        if isinstance(value, dict):
            return {key: self._leaf(key, each, f"{place}.{key}") for key, each in value.items()}
        return [self.plant(each, place) for each in value] if isinstance(value, list) else value

    def _leaf(self, key: str, value: Any, place: str) -> Any:  # noqa: ANN401 - what JSON holds
        if key == "inhoud":
            return base64.b64encode(f"%PDF-1.4 {self.new(place)}".encode()).decode()
        if not isinstance(value, str) or key in CODED or key.startswith("datum") or key.endswith(_DATES):
            return self.plant(value, place)
        return self.new(place)


@dataclass(frozen=True, slots=True)
class Said:
    """One answer of a gateway, and to what."""

    what: str
    octets: bytes


@dataclass(slots=True)
class Chain:
    """Three gateways, what was planted in them, and everything they said that was meant for nobody in particular."""

    folder: Path
    organisations: dict[str, Organisation]
    tokens: Tokens = field(default_factory=Tokens)
    said: list[Said] = field(default_factory=list)
    processes: dict[str, GatewayProcess] = field(default_factory=dict)

    @property
    def temporary(self) -> Path:
        """Where the gateways would put temporary files."""
        return self.folder / "tmp"

    def start(self, *names: str) -> None:
        """Start gateways, and wait until they take messages."""
        for name in names:
            environment = {"TMPDIR": str(self.temporary)}
            process = GatewayProcess(self.folder / name, self.organisations[name].operations_port, environment)
            process.start()
            self.processes[name] = process
        for name in names:
            self.processes[name].wait_until_ready()

    def office(self, name: str) -> BackOffice:
        """Return the back office of an organisation."""
        return BackOffice(self.organisations[name].office_port, self.folder / name / "keys")

    def oin(self, name: str) -> str:
        """Return the OIN of an organisation as text."""
        return str(self.organisations[name].oin)

    def ask(self, name: str, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, Any]]:
        """Ask the back office door, and keep what it says."""
        keys = self.folder / name / "keys"
        (root,) = (keys / "office" / "roots").glob("*.pem")
        context = ssl.create_default_context(cafile=str(root))
        context.load_cert_chain(keys / "office-client.pem", keys / "office-client.key.pem")
        connection = HTTPSConnection("localhost", self.organisations[name].office_port, context=context, timeout=20)
        try:
            connection.request(
                method, path, body or None, {key.replace("_", "-"): text for key, text in headers.items()}
            )
            return self._keep(f"{name} {method} {path.partition('?')[0]}", connection.getresponse())
        finally:
            connection.close()

    def submit(self, name: str, message: dict[str, Any], key: str = "") -> tuple[int, dict[str, Any]]:
        """Hand in a message."""
        headers = {"Idempotency_Key": key or secrets.token_hex(16), "Content_Type": "application/json"}
        return self.ask(name, "POST", "/v1/messages", json.dumps(message, ensure_ascii=False).encode(), **headers)

    def look(self, name: str, path: str) -> str:
        """Ask the operations door, and keep what it says."""
        connection = HTTPConnection("127.0.0.1", self.organisations[name].operations_port, timeout=20)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            octets = answer.read()
            self.said.append(Said(f"{name} {path.partition('?')[0]}", str(answer.headers).encode() + octets))
            return octets.decode()
        finally:
            connection.close()

    def shout(self, name: str, octets: bytes) -> None:
        """Send any octets to the partner door of an organisation, as another of the chain."""
        caller = "raad" if name == "politie" else "politie"
        context = ssl.create_default_context(cafile=str(next((self.folder / caller / "trust" / "roots").glob("*.pem"))))
        context.load_cert_chain(
            self.folder / caller / "keys" / "tls.pem", self.folder / caller / "keys" / "tls.key.pem"
        )
        one = self.organisations[name]
        with (
            socket.create_connection(("127.0.0.1", one.partner_port), 20) as plain,
            context.wrap_socket(plain, server_hostname=one.host) as channel,
        ):
            channel.sendall(octets)
            answer = b"".join(iter(lambda: channel.recv(65_536), b""))
        self.said.append(Said(f"{name} partner door", answer))

    def _keep(self, what: str, answer: HTTPResponse) -> tuple[int, dict[str, Any]]:
        octets = answer.read()
        self.said.append(Said(what, str(answer.headers).encode() + octets))
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.status, json.loads(octets) if is_json else {}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    folder = tmp_path_factory.mktemp("keten")
    parties = tomllib.loads((ROOT / "deploy" / "day" / "dag.toml").read_text(encoding="utf-8"))["partij"]
    # R103: who is the college as well, has nobody to tell of a request.
    parties = [one | ({"soorten": ["VT", "GEM"]} if one["naam"] == "veiligthuis" else {}) for one in parties]
    described = [
        "\n".join(["[[partij]]", *(f"{key} = {json.dumps(value)}" for key, value in one.items())])
        for one in parties
        if one["naam"] in NAMES
    ]
    (folder / "keten.toml").write_text("\n\n".join(described), encoding="utf-8")
    ports = iter(free_ports(3 * len(NAMES)))
    given = {name: (next(ports), next(ports), next(ports)) for name in NAMES}
    organisations = read_organisations(folder / "keten.toml", given)
    lay_out(folder, organisations, datetime.now(UTC))
    chain = Chain(folder, {one.name: one for one in organisations})
    chain.temporary.mkdir()
    try:
        chain.start(*NAMES)
        yield chain
        _look_everywhere(chain)
        for process in chain.processes.values():
            assert process.stop() == 0
        _search(chain)
    finally:
        for process in chain.processes.values():
            process.stop()


def _look_everywhere(chain: Chain) -> None:
    """Ask every gateway everything it tells, and search while the log of writes is still there."""
    for name in NAMES:
        for path in ("/live", "/ready", "/metrics"):
            chain.look(name, path)
        for path in ("/v1/messages", "/v1/waiting", "/v1/events"):
            chain.ask(name, "GET", path)
        for item in chain.office(name).recent():
            for what in ("", "/evidence"):
                chain.ask(name, "GET", f"/v1/messages/{item['sender']}/{item['reference']}{what}")
    _search(chain)


def _search(chain: Chain) -> None:
    search = TokenSearch([*chain.tokens.planted, BSN])
    for name in NAMES:
        assert search.found_below(chain.folder / name) == []
    assert [(each.what, found) for each in chain.said if (found := search.found(each.octets))] == []
    assert list(chain.temporary.iterdir()) == []


def _report(chain: Chain, place: str) -> dict[str, Any]:
    message = read_message("01-politiemelding.json")
    message["content"] = chain.tokens.plant(message["content"], place)
    return message


def _request(chain: Chain, place: str) -> dict[str, Any]:
    message = read_message("12-verzoek-tot-onderzoek.json") | {"conversation": place}
    message["content"] = chain.tokens.plant(message["content"], place)
    return message


def _arrives(chain: Chain, sender: str, receiver: str, reference: str) -> dict[str, Any]:
    """Let the receiver's back office take the message, which is where every token belongs."""
    office = chain.office(receiver)
    eventually("arrival", lambda: any(each["reference"] == reference for each in office.waiting()))
    return office.collect(chain.oin(sender), reference)


def _planted(chain: Chain, place: str) -> list[str]:
    return [token for token, planted in chain.tokens.planted.items() if planted.startswith(place)]


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    token = Tokens().new("ergens")
    hidden: dict[str, bytes] = {
        "plat": token.encode(),
        "utf-16": b"x" + token.encode("utf-16-le"),
        "hex": token.encode().hex().upper().encode(),
        **{f"base64-{offset}": base64.b64encode(bytes(offset) + token.encode() + b"abc") for offset in range(4)},
    }
    for name, octets in hidden.items():
        (tmp_path / name).write_bytes(os.urandom(100) + octets + os.urandom(100))
    (tmp_path / f"{token}.pdf").touch()
    (tmp_path / "schoon").write_bytes(os.urandom(1_000) + token[:-1].encode())
    search = TokenSearch([token, BSN])
    assert len(search.found_below(tmp_path)) == len(hidden) + 1
    assert [name for name, octets in hidden.items() if search.found(octets) != [token]] == []


def test_251_r151_a_report_is_read_by_the_back_office_and_by_nobody_else(chain: Chain) -> None:
    status, answer = chain.submit("politie", _report(chain, "melding"))
    assert status == 202, answer
    taken = json.dumps(_arrives(chain, "politie", "veiligthuis", answer["reference"]), ensure_ascii=False)
    planted = _planted(chain, "melding")
    assert len(planted) > 15
    assert [chain.tokens.planted[token] for token in planted if token not in taken] == []
    assert BSN in taken


def test_252_an_attachment_leaves_neither_its_name_nor_its_content_behind(chain: Chain) -> None:
    status, answer = chain.submit("veiligthuis", _request(chain, "verzoek"))
    assert status == 202, answer
    taken = _arrives(chain, "veiligthuis", "raad", answer["reference"])
    (attachment,) = taken["content"]["bijlagen"]
    assert chain.tokens.planted[attachment["naam"]] == "verzoek.bijlagen.naam"
    assert base64.b64decode(attachment["inhoud"]).decode().split()[1] in chain.tokens.planted


def test_a_message_that_policy_refuses_is_forgotten(chain: Chain) -> None:
    message = read_message("13-verboden-overdracht.json") | {"receiver": chain.oin("raad")}
    message["content"] = chain.tokens.plant(message["content"], "verboden")
    status, answer = chain.submit("veiligthuis", message)
    assert status == 422, answer.get("mistakes")
    assert answer["rules"]


def test_256_what_is_no_message_is_not_repeated(chain: Chain) -> None:
    token = chain.tokens.new("geen-bericht")
    wrong = read_message("01-politiemelding.json")
    wrong["content"]["betrokkenen"][0] |= {"geboortedatum": token, "huisnummer": token, token: token, "rol": token}
    strange = read_message("01-politiemelding.json") | {"type": token, "receiver": token, "reference": f"{token} x"}
    key = {"Idempotency_Key": secrets.token_hex(16)}
    for octets, kind in (
        (f'{{"type": "{token}"'.encode(), "application/json"),
        (f'{{"{token}": 1, "{token}": 2}}'.encode(), "application/json"),
        (token.encode("utf-16"), "application/json"),
        (json.dumps([token] * 10).encode(), "application/json"),
        (json.dumps({"content": {token: {"x": [token]}}}).encode(), "application/json"),
        (json.dumps(wrong).encode(), "application/json"),
        (json.dumps(strange).encode(), "application/json"),
        (token.encode(), f"text/{token}"),
    ):
        status, _ = chain.ask("politie", "POST", "/v1/messages", octets, Content_Type=kind, **key)
        assert status in {400, 415, 422}


def test_256_what_its_schema_refuses_is_not_repeated(chain: Chain) -> None:
    message = _report(chain, "schema")
    message["content"]["betrokkenen"][0]["geslachtsnaam"] = chain.tokens.new("schema") * 20
    status, answer = chain.submit("politie", message)
    assert status == 400
    assert answer["mistakes"]


def test_the_same_key_again_tells_nothing_about_the_first(chain: Chain) -> None:
    key, message = secrets.token_hex(16), _report(chain, "dubbel")
    answers = [chain.submit("politie", message, key), chain.submit("politie", message, key)]
    assert {status for status, _ in answers} == {202}
    assert answers[0][1]["reference"] == answers[1][1]["reference"]
    assert chain.submit("politie", _report(chain, "dubbel"), key)[0] == 422
    reference = answers[0][1]["reference"]
    _arrives(chain, "politie", "veiligthuis", reference)
    asyncio.run(send_again(load(chain.folder / "politie" / "schakel.toml"), reference))
    office = chain.office("veiligthuis")
    eventually(
        "the duplicate to be recognised",
        lambda: any(
            each["type"] == "duplicate-received" for each in office.follow(chain.oin("politie"), reference)["evidence"]
        ),
    )


def test_a_message_that_waits_for_a_partner_waits_sealed(chain: Chain) -> None:
    chain.processes["raad"].kill()
    status, answer = chain.submit("veiligthuis", _request(chain, "wachtend"))
    assert status == 202, answer
    office = chain.office("veiligthuis")
    own = chain.oin("veiligthuis")
    eventually("an attempt", lambda: office.follow(own, answer["reference"])["state"] == "awaiting-receipt")
    assert TokenSearch(_planted(chain, "wachtend")).found_below(chain.folder / "veiligthuis") == []
    chain.start("raad")
    _arrives(chain, "veiligthuis", "raad", answer["reference"])


def test_254_an_address_is_not_repeated(chain: Chain) -> None:
    token = chain.tokens.new("adres")
    for name in NAMES:
        for path in (f"/{token}", f"/metrics?{token}={token}", f"/live/{token}", f"/%2e%2e/{token}"):
            chain.look(name, path)
        for path in (
            f"/v1/{token}",
            f"/v1/messages/{token}/{token}",
            f"/v1/messages/{chain.oin(name)}/{token}",
            f"/v1/events?after={token}",
            f"/v1/waiting?{token}={token}",
        ):
            chain.ask(name, "GET", path, X_Kenmerk=token, Referer=f"https://{token}/", User_Agent=token)
        chain.shout(name, f"POST {PARTNER_PATH}/{token}?{token} HTTP/1.1\r\nHost: {token}\r\n\r\n".encode())


def test_255_a_request_that_nobody_can_read_is_not_repeated(chain: Chain) -> None:
    token = chain.tokens.new("verzoek-kop").encode()
    start = b"POST /ebms HTTP/1.1\r\nHost: x\r\n"
    requests = (
        token + b" / HTTP/1.1\r\n\r\n",
        start + token + b"\r\n\r\n",
        start + b"X: " + token * 600 + b"\r\n\r\n",
        start + b"X: " + token + b"\0\r\n\r\n",
        start + b"Content-Length: " + token + b"\r\n\r\n",
        start + b'SOAPAction: "' + token + b'"\r\nContent-Type: ' + token + b"\r\nContent-Length: 0\r\n\r\n",
        start + b'SOAPAction: "ebXML"\r\nContent-Type: text/xml\r\nContent-Length: 20\r\n\r\n<' + token + b"/>",
        start + b"Transfer-Encoding: chunked\r\n\r\n" + token + b"\r\n",
    )
    # Side by side: a door lingers a moment behind a refusal, so that it is read.
    with ThreadPoolExecutor(len(requests)) as pool:
        for shouted in [pool.submit(chain.shout, "veiligthuis", octets + b"x" * 20) for octets in requests]:
            shouted.result()


def test_253_what_partners_name_stands_in_no_log_and_no_metric(chain: Chain) -> None:
    # An identifier may be looked up, so the store has it; whoever reads logs or metrics does not.
    name = new_token()
    message = _report(chain, "gesprek") | {"conversation": name}
    status, answer = chain.submit("politie", message)
    assert status == 202, answer
    _arrives(chain, "politie", "veiligthuis", answer["reference"])
    for one in NAMES:
        assert name not in chain.look(one, "/metrics")
        assert name not in (chain.folder / one / "gateway.log").read_text(encoding="utf-8")


def test_257_a_crash_leaves_nothing_behind(chain: Chain) -> None:
    # The gateway itself must see to it that there is no dump, wherever it was started from.
    held = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (held[1], held[1]))
    try:
        chain.processes["politie"].stop()
        chain.start("politie")
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, held)
    limits = Path(f"/proc/{chain.processes['politie'].pid}/limits").read_text(encoding="ascii").splitlines()
    (core,) = [line.split()[-3:-1] for line in limits if line.startswith("Max core file size")]
    assert core == ["0", "0"]
    with ThreadPoolExecutor(4) as pool:
        sending = [pool.submit(chain.submit, "politie", _report(chain, "crash")) for _ in range(8)]
        os.kill(chain.processes["politie"].pid, signal.SIGSEGV)
    # It is gone already; this only buries it.
    chain.processes["politie"].kill()
    assert any(each.exception() for each in sending)
    chain.start("politie")


def test_258_a_constraint_that_is_violated_tells_no_value(chain: Chain) -> None:
    reference = str(uuid.uuid4())
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(chain.submit, "politie", _report(chain, "beperking") | {"reference": reference})
            for _ in range(4)
        ]
    statuses = sorted(each.result()[0] for each in asked)
    assert (statuses[0], {status // 100 for status in statuses[1:]}) == (202, {4})
    _arrives(chain, "politie", "veiligthuis", reference)


def test_a_command_says_what_is_wrong_and_not_what_it_read(chain: Chain, tmp_path: Path) -> None:
    token = chain.tokens.new("opdracht")
    wrong = read_message("01-politiemelding.json")
    wrong["content"]["betrokkenen"][0] |= {"geboortedatum": token, token: token}
    (tmp_path / "a.json").write_text(json.dumps(wrong), encoding="utf-8")
    (tmp_path / "b.xml").write_text(f"<{token}>{token}</b>", encoding="utf-8")

    def run(*command: str) -> subprocess.CompletedProcess[bytes]:
        arguments = [sys.executable, "-m", "adapters", *command]
        return subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False, timeout=60)

    with ThreadPoolExecutor(4) as pool:
        running = [
            pool.submit(run, *command, str(tmp_path / name))
            for command in (("validate",), ("policy", "explain"))
            for name in ("a.json", "b.xml")
        ]
    for done in (each.result() for each in running):
        assert done.returncode in {1, 2}
        assert TokenSearch([token]).found(done.stdout + done.stderr) == []
