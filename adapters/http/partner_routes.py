"""The partner door: one route on which ebMS messages come in."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from aiohttp import web

from adapters.http.intake import Intake, in_time
from adapters.http.limits import Limits, Speed
from adapters.http.routes import Route
from adapters.http.server import Door, channel_of
from adapters.http.tls import peer_certificate
from adapters.http.watching import EventLog, Meter
from gateway.domain.identifiers import Oin
from gateway.domain.octets import size_of
from gateway.errors import (
    ContradictedError,
    HeaderRefusedError,
    MimeRefusedError,
    PartnerError,
    ReasonedRefusalError,
    SecurityRefusedError,
    TransientError,
    UnprovenRefusalError,
)
from gateway.flows.receive import Noted, Taken, receive
from gateway.ports import Ports
from gateway.wire.ebms2 import endpoint as ebms2
from gateway.wire.stages import Answer, Received
from gateway.wire.trust import Purpose

# ebMS 2.0, B.2: the quotes are part of the value; some products leave them out (ebms2.md 8, row 1).
_SOAP_ACTIONS: Final = frozenset({'"ebXML"', "ebXML"})
_FAULT_TYPE: Final = "text/xml; charset=UTF-8"
_PAUSE_SECONDS: Final = "5"

Receive = Callable[[Received, Ports], Awaitable[Taken]]


@dataclass(slots=True, kw_only=True)
class PartnerDoor:
    """What the route needs; `ring` says that there may be work for the relay."""

    ports: Ports
    path: str
    limit_octets: int
    log: EventLog
    metrics: Meter
    ring: Callable[[], None]
    speed: Speed = field(default_factory=Speed)
    limits: Limits = field(default_factory=Limits)
    receive: Receive = receive
    _intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        """Make what reads the bodies."""
        self._intake = Intake(limit_octets=self.limit_octets, speed=self.speed, limits=self.limits)

    def door(self) -> Door:
        """Return the listener with the one route; start it with the TLS context that asks for certificates."""
        route = Route(method="POST", path=self.path, handler=self.post)
        return Door(name="partner", routes=(route,), log=self.log, speed=self.speed, limits=self.limits)

    async def post(self, request: web.BaseRequest, _: Mapping[str, str]) -> web.StreamResponse:
        """Answer when everything about these octets is durable, a fault when they could not be identified.

        204, or 200 with the signal that was agreed to go back at once (E-28).
        """
        started = time.monotonic()
        told: dict[str, str] = {}
        try:
            response = await self._answer(request, told)
        except web.HTTPException as answer:
            told["outcome"] = f"http-{answer.status}"
            raise
        finally:
            self._note(told, time.monotonic() - started)
        self.ring()
        return response

    async def _answer(self, request: web.BaseRequest, told: dict[str, str]) -> web.Response:
        try:
            taken = await self._take(request, told)
        except PartnerError as error:
            told.update(_why(error))
            return _fault(error)
        except TransientError as error:
            told["outcome"] = error.code
            self.log.failed("message_not_accepted", error)
            return _later()
        told.update(_outcome(taken))
        return _given(taken.answer)

    async def _take(self, request: web.BaseRequest, told: dict[str, str]) -> Taken:
        certificate = peer_certificate(channel_of(request.transport))
        partner = await self._partner(certificate)
        told["partner"] = str(partner)
        async with self._intake.octets(request, self.ports.spools) as body:
            received = Received(
                body=body,
                content_type=_content_type(request),
                soap_action=_soap_action(request),
                partner=partner,
                at=self.ports.clock.now(),
                client_certificate=certificate,
            )
            return await in_time(self.receive(received, self.ports), self.speed.work_seconds_on(size_of(body)))

    async def _partner(self, certificate: bytes) -> Oin:
        """Return who asks, proven anew: a connection may outlive a revocation (G19)."""
        return await self.ports.trust.prove(certificate, Purpose.TLS_CLIENT, self.ports.clock.now())

    def _note(self, told: dict[str, str], seconds: float) -> None:
        """Write the one line of this request; without an outcome it met a bug, and the door writes that."""
        self.log.event("message_received", **({"outcome": "bug"} | told), duration_ms=round(seconds * 1000))
        self.metrics.message_received(told.get("outcome", "bug"), seconds)


def _known(said: str) -> str:
    """Return a code of the specification, which the log shows; another is only in the evidence."""
    return ebms2.ErrorCode(said) if said in set(ebms2.ErrorCode) else ebms2.ErrorCode.UNKNOWN


def _outcome(taken: Taken) -> dict[str, str]:
    """Return what is told of octets that are durable; what a MessageError answers was not accepted."""
    if taken.refusal is not None:
        return _why(taken.refusal)
    return {"outcome": "duplicate" if taken.again else "accepted"}


def _why(error: PartnerError | Noted) -> dict[str, str]:
    match error:
        case UnprovenRefusalError():
            return {"outcome": error.code, "reason": _known(error.said)}
        case ReasonedRefusalError() | ContradictedError():
            return {"outcome": error.code, "reason": error.reason}
        case HeaderRefusedError():
            return {"outcome": error.code, "reason": _known(error.ebms_code)}
        case _:
            return {"outcome": error.code}


def _given(answer: Answer | None) -> web.Response:
    if answer is None:
        return web.Response(status=HTTPStatus.NO_CONTENT)
    # ebms2.md 1.2: what comes back carries the header that its question had.
    headers = {"Content-Type": answer.content_type, "SOAPAction": ebms2.SOAP_ACTION}
    return web.Response(body=answer.body, headers=headers)


def _content_type(request: web.BaseRequest) -> str:
    values = request.headers.getall("Content-Type", [])
    if len(values) != 1:
        raise MimeRefusedError("content-type")
    return values[0]


def _soap_action(request: web.BaseRequest) -> str:
    """Return the SOAPAction; another one gets the same fault as anything that cannot be identified (bad input 23)."""
    values = request.headers.getall("SOAPAction", [])
    if len(values) != 1 or values[0] not in _SOAP_ACTIONS:
        raise SecurityRefusedError("soap-action")
    return values[0]


def _fault(error: PartnerError) -> web.Response:
    # ebMS 2.0, B.2.3: a fault travels with 500; 4xx would make common products give the message up (ebms2.md 1.2).
    response = web.Response(
        status=HTTPStatus.INTERNAL_SERVER_ERROR, body=ebms2.fault(error), headers={"Content-Type": _FAULT_TYPE}
    )
    response.force_close()
    return response


def _later() -> web.Response:
    return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": _PAUSE_SECONDS})
