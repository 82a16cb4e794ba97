"""The back office door (REST): who calls, in which media type, errors as problems; its operations stand beside it."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Final

from aiohttp import web

from adapters.http.intake import Intake, in_time
from adapters.http.limits import Limits, Speed
from adapters.http.office_desk import ANYTHING, Call, ExportEvidence, Office, Operation
from adapters.http.office_operations import OPERATIONS
from adapters.http.problems import problem_response, refuse
from adapters.http.routes import Route
from adapters.http.server import Door, channel_of
from adapters.http.shipment_forms import FORM
from adapters.http.tls_names import common_name
from adapters.http.watching import EventLog, Meter
from gateway.domain.octets import Octets, size_of
from gateway.errors import SchakelError, TransientError
from gateway.ports import Ports

# R144: attachments of 25 MB together, as base64, and what is said beside them.
_LIMIT_OCTETS: Final = 40 * 1024 * 1024
# A shipment with a payload of 100 MB, and room beside it; the settings say otherwise.
_FORM_OCTETS: Final = 150 * 1024 * 1024
_JSON_TYPE: Final = re.compile(r'application/json(?: *; *charset="?utf-8"?)?', re.ASCII | re.IGNORECASE)
# Another method than the request line says would be another operation than was found (bad input 212).
_OVERRIDES: Final = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


@dataclass(slots=True, kw_only=True)
class OfficeDoor:
    """What the operations need; who may come in is decided by the TLS context of the door (its own client CA)."""

    ports: Ports
    log: EventLog
    metrics: Meter
    ring: Callable[[], None]
    export_evidence: ExportEvidence
    limit_octets: int = _LIMIT_OCTETS
    form_octets: int = _FORM_OCTETS
    speed: Speed = field(default_factory=Speed)
    limits: Limits = field(default_factory=Limits)
    _intake: Intake = field(init=False)
    _form_intake: Intake = field(init=False)
    _office: Office = field(init=False)

    def __post_init__(self) -> None:
        """Make what reads the bodies, and what the operations get."""
        self._intake = Intake(limit_octets=self.limit_octets, speed=self.speed, limits=self.limits)
        self._form_intake = Intake(limit_octets=self.form_octets, speed=self.speed, limits=self.limits)
        self._office = Office(ports=self.ports, ring=self.ring, export_evidence=self.export_evidence)

    def door(self) -> Door:
        """Return the listener with all operations; start it with the TLS context that trusts our office authority."""
        routes = tuple(
            Route(method=operation.method, path=operation.path, handler=partial(self._handle, operation))
            for operation in OPERATIONS
        )
        return Door(name="office", routes=routes, log=self.log, refusal=refuse, speed=self.speed, limits=self.limits)

    async def _handle(
        self, operation: Operation, request: web.BaseRequest, values: Mapping[str, str]
    ) -> web.StreamResponse:
        """Do what is asked, and turn every error of ours into a problem."""
        outcome = "bug"
        try:
            response = await self._answer(operation, request, values)
            outcome = "ok"
        except web.HTTPException as answer:
            outcome = f"http-{answer.status}"
            raise
        except SchakelError as error:
            outcome = error.code
            response = self._problem(error)
        finally:
            self.log.event("office_request_handled", operation=operation.name, outcome=outcome)
            self.metrics.office_request(operation.name, outcome)
        return response

    async def _answer(self, operation: Operation, request: web.BaseRequest, values: Mapping[str, str]) -> web.Response:
        _check_negotiation(operation, request)
        client = common_name(channel_of(request.transport))
        async with self._call(operation, request) as (body, octets):
            call = Call(client=client, request=request, values=values, body=body, octets=octets)
            seconds = self.speed.work_seconds_on(size_of(octets))
            return await in_time(operation.work(self._office, call), seconds)

    @asynccontextmanager
    async def _call(self, operation: Operation, request: web.BaseRequest) -> AsyncIterator[tuple[bytes, Octets]]:
        if operation.takes_form:
            async with self._form(request) as octets:
                yield b"", octets
        elif operation.takes_body:
            async with self._body(request) as body:
                yield body, b""
        else:
            yield b"", b""

    @asynccontextmanager
    async def _form(self, request: web.BaseRequest) -> AsyncIterator[Octets]:
        if not request.headers.get("Content-Type", "").lower().startswith(FORM):
            raise web.HTTPUnsupportedMediaType
        async with self._form_intake.octets(request, self.ports.spools) as octets:
            yield octets

    @asynccontextmanager
    async def _body(self, request: web.BaseRequest) -> AsyncIterator[bytes]:
        if not _JSON_TYPE.fullmatch(request.headers.get("Content-Type", "")):
            raise web.HTTPUnsupportedMediaType
        async with self._intake.body(request) as body:
            yield body

    def _problem(self, error: SchakelError) -> web.Response:
        response = problem_response(error)
        if isinstance(error, TransientError):
            self.log.failed("store_unavailable", error, door="office")
        elif response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.failed("unexpected_error", error, door="office")
        return response


def _check_negotiation(operation: Operation, request: web.BaseRequest) -> None:
    """Refuse what asks for another method, or for an answer that we do not give (API Design Rules, 2.11.3)."""
    if any(name in request.headers for name in _OVERRIDES):
        raise web.HTTPBadRequest
    wanted = ",".join(request.headers.getall("Accept", [])) or "*/*"
    kinds = {kind.partition(";")[0].strip().lower() for kind in wanted.split(",")}
    if operation.media_type != ANYTHING and not kinds & {"*/*", "application/*", operation.media_type}:
        raise web.HTTPNotAcceptable
