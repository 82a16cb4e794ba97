"""Our errors as problems (RFC 9457): a total table, constant types, and no input."""

import json
from http import HTTPStatus

import pytest

from adapters.http.problems import BUG, HEADERS, PROBLEMS, problem_of, problem_response, refuse
from gateway import errors
from gateway.errors import (
    CallerError,
    ConcurrencyError,
    NotAMessageError,
    PolicyRefusedError,
    SchakelError,
    StorageUnavailableError,
    TransientError,
    XmlRefusedError,
)

_LEAVES = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, SchakelError) and not kind.__subclasses__()
]


@pytest.mark.parametrize("kind", [kind for kind in _LEAVES if issubclass(kind, CallerError | TransientError)])
def test_everything_a_back_office_can_cause_has_its_problem(kind: type[SchakelError]) -> None:
    assert any(parent in PROBLEMS for parent in kind.__mro__)


@pytest.mark.parametrize("kind", [kind for kind in _LEAVES if not issubclass(kind, CallerError | TransientError)])
def test_everything_else_is_a_bug_here(kind: type[SchakelError]) -> None:
    assert not any(parent in PROBLEMS for parent in kind.__mro__)


def test_every_problem_has_a_title_of_its_own_in_dutch() -> None:
    titles = [problem.title for problem in PROBLEMS.values()]
    assert len(set(titles)) == len(titles)


def _document(error: SchakelError) -> dict[str, object]:
    body = problem_response(error).body
    assert isinstance(body, bytes)
    document = json.loads(body)
    assert isinstance(document, dict)
    return document


def test_a_policy_refusal_carries_each_rule_with_one_dutch_sentence() -> None:
    document = _document(PolicyRefusedError(("R001", "R002"), ("Dit mag niet.", "En dat ook niet.")))
    assert document == {
        "type": "urn:nl:schakel:problem:policy-refused",
        "title": "Dit bericht mag zo niet worden verstuurd",
        "status": 422,
        "detail": "Dit mag niet. En dat ook niet.",
        "rules": [
            {"rule": "R001", "explanation": "Dit mag niet."},
            {"rule": "R002", "explanation": "En dat ook niet."},
        ],
    }


def test_mistakes_are_told_up_to_a_hundred() -> None:
    document = _document(NotAMessageError(tuple(f"plaats {number}" for number in range(1000))))
    assert document["detail"] == "1000 mistake(s)"
    assert document["mistakes"] == [f"plaats {number}" for number in range(100)]


@pytest.mark.parametrize("error", [StorageUnavailableError(), ConcurrencyError("messages")])
def test_what_fails_for_now_says_when_to_ask_again(error: SchakelError) -> None:
    response = problem_response(error)
    assert (response.status, response.headers["Retry-After"]) == (503, "5")


def test_a_bug_says_nothing_of_itself() -> None:
    document = _document(XmlRefusedError("element"))
    assert problem_of(XmlRefusedError("element")) is BUG
    assert document["detail"] == "unexpected error"


@pytest.mark.parametrize("status", [*map(HTTPStatus, (400, 403, 404, 405, 406, 408, 413, 415, 417, 431, 500, 503))])
def test_the_door_refuses_in_the_same_form_and_closes(status: HTTPStatus) -> None:
    response = refuse(status)
    assert isinstance(response.body, bytes)
    document = json.loads(response.body)
    assert document["status"] == response.status == status
    assert document["type"] == f"urn:nl:schakel:problem:http-{status.value}"
    assert document["title"]
    assert document["detail"]
    assert response.keep_alive is False
    assert HEADERS.items() <= response.headers.items()
    assert response.content_type == "application/problem+json"
