"""Our errors as HTTP answers: problem details (RFC 9457) with a constant type per class, and no input."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from aiohttp import web

from gateway.errors import (
    AuthorUnknownError,
    InvalidDateError,
    InvalidIdentifierError,
    JustificationTooThinError,
    KeyReusedError,
    NoRouteError,
    NotAMessageError,
    NotAuthorisedError,
    NotFoundError,
    ParkedEndedError,
    PolicyRefusedError,
    RoleNotHeldError,
    RoleNotWantedError,
    RouteGuardError,
    SamePersonError,
    SchakelError,
    StepNotAllowedError,
    StepNotWantedError,
    StepRefusedError,
    StepTakenBeforeError,
    StepWithoutEffectError,
    TamperedError,
    TransientError,
    VersionNotAgreedError,
)

MEDIA_TYPE: Final = "application/problem+json"
API_VERSION: Final = "1.0.0"
# API Design Rules 2.2.1, transport/security-headers; and the version in every answer (version-header).
HEADERS: Final = {
    "API-Version": API_VERSION,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TYPE: Final = "urn:nl:schakel:problem:"
_PAUSE_SECONDS: Final = "5"
# More than anybody repairs in one go; a hostile document can have a million.
_MOST_MISTAKES: Final = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """What a class of errors looks like from outside; titles are Dutch, for the people behind the back office."""

    status: HTTPStatus
    title: str


# Total over everything a back office can cause; a test holds it against the tree of errors.
PROBLEMS: Final[Mapping[type[SchakelError], Problem]] = {
    NotAMessageError: Problem(HTTPStatus.BAD_REQUEST, "Dit is geen bericht dat wij kennen"),
    InvalidIdentifierError: Problem(HTTPStatus.BAD_REQUEST, "Een kenmerk heeft niet de juiste vorm"),
    InvalidDateError: Problem(HTTPStatus.BAD_REQUEST, "Een datum heeft niet de juiste vorm"),
    PolicyRefusedError: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Dit bericht mag zo niet worden verstuurd"),
    NoRouteError: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Met deze ontvanger is dit bericht niet afgesproken"),
    VersionNotAgreedError: Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "De versie die met deze ontvanger is afgesproken kent dit bericht niet"
    ),
    RouteGuardError: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "De adressen van dit bericht spreken elkaar tegen"),
    KeyReusedError: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Deze Idempotency-Key hoort bij een ander bericht"),
    StepNotAllowedError: Problem(HTTPStatus.CONFLICT, "Deze stap kan nu niet"),
    ParkedEndedError: Problem(HTTPStatus.CONFLICT, "Dit bericht wacht nergens meer op"),
    StepNotWantedError: Problem(HTTPStatus.CONFLICT, "Op deze stap wacht dit bericht niet"),
    StepTakenBeforeError: Problem(HTTPStatus.CONFLICT, "Deze stap is al gezet"),
    StepWithoutEffectError: Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Deze stap geeft de regel niet wat zij vraagt"),
    JustificationTooThinError: Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY, "De motivering is te kort of zegt niets eigens"
    ),
    RoleNotHeldError: Problem(HTTPStatus.FORBIDDEN, "Deze medewerker heeft deze rol vandaag niet"),
    RoleNotWantedError: Problem(HTTPStatus.FORBIDDEN, "Deze stap is aan een ander"),
    SamePersonError: Problem(HTTPStatus.FORBIDDEN, "De auteur kan niet de tweede persoon zijn"),
    AuthorUnknownError: Problem(HTTPStatus.FORBIDDEN, "Zonder bekende auteur is er geen tweede persoon"),
    StepRefusedError: Problem(HTTPStatus.CONFLICT, "Deze stap wordt zo niet gezet"),
    NotFoundError: Problem(HTTPStatus.NOT_FOUND, "Dit bestaat hier niet"),
    NotAuthorisedError: Problem(HTTPStatus.FORBIDDEN, "U mag dit niet"),
    TamperedError: Problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "Bewaarde gegevens kloppen niet; de beheerder moet kijken"
    ),
    TransientError: Problem(HTTPStatus.SERVICE_UNAVAILABLE, "Even niet beschikbaar; probeer het zo opnieuw"),
}
BUG: Final = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Er ging bij ons iets mis")

# What the door itself says before any message is read.
_REFUSALS: Final[Mapping[HTTPStatus, tuple[str, str]]] = {
    HTTPStatus.BAD_REQUEST: ("Dit verzoek heeft niet de juiste vorm", "the request is not well formed"),
    HTTPStatus.FORBIDDEN: ("U mag dit niet", "not authorised"),
    HTTPStatus.NOT_FOUND: ("Dit bestaat hier niet", "no such resource"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("Dit kan hier niet", "the resource does not know this method"),
    HTTPStatus.NOT_ACCEPTABLE: ("Dit antwoord kunnen wij niet geven", "no acceptable media type"),
    HTTPStatus.REQUEST_TIMEOUT: ("Het verzoek kwam te langzaam", "the request came too slowly"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("Het verzoek is te groot", "the body is too large"),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("Dit soort inhoud nemen wij niet aan", "the media type is not supported"),
    HTTPStatus.EXPECTATION_FAILED: ("Deze verwachting kennen wij niet", "the expectation cannot be met"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: ("De kop van het verzoek is te groot", "the header is too large"),
    HTTPStatus.SERVICE_UNAVAILABLE: ("Even niet beschikbaar; probeer het zo opnieuw", "try again later"),
}


def problem_of(error: SchakelError) -> Problem:
    """Return how the error looks; the nearest class decides, and what a back office cannot cause is a bug of ours."""
    return next((PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS), BUG)


def problem_response(error: SchakelError) -> web.Response:
    """Return the answer; a policy refusal carries its rules with one Dutch sentence each."""
    problem = problem_of(error)
    more: dict[str, object] = {}
    if isinstance(error, PolicyRefusedError):
        more["rules"] = [
            {"rule": rule, "explanation": explanation}
            for rule, explanation in zip(error.rules, error.explanations, strict=True)
        ]
    if isinstance(error, NotAMessageError):
        more["mistakes"] = list(error.mistakes[:_MOST_MISTAKES])
    return _response(problem, error.code, _detail(error, problem), more)


def refuse(status: HTTPStatus) -> web.Response:
    """Return the answer of the door itself, and close: what follows on the connection cannot be trusted."""
    title, detail = _REFUSALS.get(status, (BUG.title, "unexpected error"))
    response = _response(Problem(status, title), f"http-{status.value}", detail, {})
    response.force_close()
    return response


def _detail(error: SchakelError, problem: Problem) -> str:
    if isinstance(error, PolicyRefusedError):
        return " ".join(error.explanations)
    if isinstance(error, NotAMessageError):
        return f"{len(error.mistakes)} mistake(s)"
    return str(error) if problem is not BUG else "unexpected error"


def _response(problem: Problem, code: str, detail: str, more: Mapping[str, object]) -> web.Response:
    document = {"type": _TYPE + code, "title": problem.title, "status": problem.status.value, "detail": detail, **more}
    headers = dict(HEADERS)
    if problem.status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = _PAUSE_SECONDS
    body = json.dumps(document, ensure_ascii=False).encode()
    return web.Response(status=problem.status, body=body, content_type=MEDIA_TYPE, headers=headers)
