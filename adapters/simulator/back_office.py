"""A back office as its builder would write one: the REST API over mutual TLS, with nothing but the standard library."""

import json
import ssl
from dataclasses import dataclass
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from adapters.system.randomness import SystemRandomness
from gateway.errors import NotInTimeError

_TIMEOUT_SECONDS: Final = 20.0
_OK: Final = 200
_NO_CONTENT: Final = 204
_ACCEPTED: Final = 202
_UNAVAILABLE: Final = 503
_DOOR: Final = "an answer of the back office door"
_CLIENT: Final = "kantoor.test"
# Who hands in and records, when a message or a case asks who.
AUTHOR: Final = ("m-17", "behandelaar")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the gateway would not take, in its own words: the rules that forbid it, or the mistakes in it."""

    status: int
    title: str
    rules: tuple[str, ...]
    explanations: tuple[str, ...]


class BackOffice:
    """One organisation's back office; each call is a connection of its own."""

    def __init__(self, port: int, keys: Path) -> None:
        """Take the port of the office door, and the folder with the client certificate."""
        self._port = port
        (root,) = (keys / "office" / "roots").glob("*.pem")
        self._context = ssl.create_default_context(cafile=str(root))
        self._context.load_cert_chain(keys / "office-client.pem", keys / "office-client.key.pem")

    def submit(self, message: dict[str, Any], key: str = "") -> str | Refusal:
        """Hand in a message; return its reference, or why it was refused.

        Who got no answer hands it in again under the same key: it is accepted once.
        """
        headers = {
            "Idempotency-Key": key or str(SystemRandomness(_CLIENT).new_payload_id()),
            "Content-Type": "application/json",
        }
        status, body = self._call("POST", "/v1/messages", json.dumps(message).encode(), headers)
        if status == _ACCEPTED:
            return str(body["reference"])
        if status == _UNAVAILABLE:
            raise NotInTimeError(_DOOR)
        return _refusal(status, body)

    def waiting(self) -> list[dict[str, Any]]:
        """List what waits for us."""
        return list(self._read("/v1/waiting")["messages"])

    def recent(self) -> list[dict[str, Any]]:
        """List the newest messages, in and out."""
        return list(self._read("/v1/messages")["messages"])

    def follow(self, sender: str, reference: str) -> dict[str, Any]:
        """Return how a message stands."""
        return self._read(_place(sender, reference))

    def collect(self, sender: str, reference: str) -> dict[str, Any]:
        """Take a message, keep it, and confirm that."""
        taken, message = self._call("POST", f"{_place(sender, reference)}/take")
        if taken != _OK:
            raise NotInTimeError(_DOOR)
        confirmed, _ = self._call("POST", f"{_place(sender, reference)}/confirm")
        if confirmed != _NO_CONTENT:
            raise NotInTimeError(_DOOR)
        return message

    def record(self, conversation: str, fact: str, about: str = "") -> None:
        """Record that a fact holds of a case, or of somebody or something in it."""
        body = json.dumps({"fact": fact, "holds": True} | ({"about": about} if about else {})).encode()
        status, _ = self._call("POST", f"/v1/cases/{quote(conversation, safe='')}/facts", body, acting(*AUTHOR))
        if status != _OK:
            raise NotInTimeError(_DOOR)

    def bundle(self, sender: str, reference: str) -> bytes:
        """Fetch the evidence bundle of a message."""
        return self._octets("GET", f"{_place(sender, reference)}/evidence")[1]

    def _read(self, path: str) -> dict[str, Any]:
        status, body = self._call("GET", path)
        if status != _OK:
            raise NotInTimeError(_DOOR)
        return body

    def _call(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        status, octets = self._octets(method, path, body, headers)
        return status, json.loads(octets) if octets else {}

    def _octets(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = HTTPSConnection("localhost", self._port, context=self._context, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise NotInTimeError(_DOOR) from error
        finally:
            connection.close()


def acting(employee: str, role: str) -> dict[str, str]:
    """Return the headers of a call in JSON that an employee makes."""
    return {"Content-Type": "application/json", "Schakel-Employee": employee, "Schakel-Role": role}


def _place(sender: str, reference: str) -> str:
    """Return where a message stands; a reference that a partner chose may hold a slash."""
    return f"/v1/messages/{sender}/{quote(reference, safe='')}"


def _refusal(status: int, body: dict[str, Any]) -> Refusal:
    title = str(body.get("title", ""))
    rules = body.get("rules", ())
    explanations = [str(rule["explanation"]) for rule in rules] or [title, *map(str, body.get("mistakes", ()))]
    return Refusal(status, title, tuple(str(rule["rule"]) for rule in rules), tuple(explanations))
