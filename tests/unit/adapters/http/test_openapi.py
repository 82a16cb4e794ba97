"""The published description: current, valid, and by the technical API Design Rules 2.2.1 (digikoppeling.md 3.5)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from openapi_spec_validator import validate

from adapters.http.office_operations import OPERATIONS
from adapters.http.openapi import BASE, DOCUMENT
from adapters.http.problems import API_VERSION, HEADERS

FILE: Final = Path(__file__).resolve().parents[4] / "schemas" / "office" / "openapi.json"
_KEBAB: Final = re.compile(
    r"^(/|(/_[a-z0-9]+|/(([a-z0-9\-]+|{[^}]+})(/([a-z0-9\-\.]+|{[^}]+}))*)(/_[a-z]+)?)/?)$", re.ASCII
)
_CAMEL: Final = re.compile(r"^\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*$", re.ASCII)
_SEMANTIC: Final = re.compile(r"^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$", re.ASCII)
_A_DATE: Final = re.compile(r"(?i)(datum|date)$|Date$")
_DESCRIBED: Final = [operation for operation in OPERATIONS if operation.path != f"{BASE}/openapi.json"]
_PROBLEM_MEMBERS: Final = {"status", "title", "detail"}

Json = dict[str, Any]  # Any: JSON


def _operations() -> Iterator[tuple[str, str, Json]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def _answers() -> Iterator[tuple[str, str, Json]]:
    for _, _, operation in _operations():
        for status, answer in operation["responses"].items():
            yield operation["operationId"], status, _resolved(answer)


def _resolved(item: Json) -> Json:
    if "$ref" not in item:
        return item
    found: Any = DOCUMENT
    for name in item["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    assert isinstance(found, dict)
    return found


def _properties() -> Iterator[tuple[str, str, Json]]:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        for part in (schema, *schema.get("allOf", ())):
            for label, found in part.get("properties", {}).items():
                yield name, label, found


def test_the_document_is_valid_openapi() -> None:
    validate(DOCUMENT)


def test_every_operation_is_described_and_nothing_else() -> None:
    described = {(method.upper(), f"{BASE}{path}") for path, method, _ in _operations()}
    assert described == {(operation.method, operation.path) for operation in _DESCRIBED}


@pytest.mark.parametrize("operation", _DESCRIBED, ids=lambda operation: operation.name)
def test_an_operation_answers_in_the_media_type_that_is_described(operation: Any) -> None:  # noqa: ANN401 - an Operation
    described = DOCUMENT["paths"][operation.path.removeprefix(BASE)][operation.method.lower()]
    success = next(answer for status, answer in described["responses"].items() if status.startswith("2"))
    assert set(success.get("content", {operation.media_type})) == {operation.media_type}
    assert ("requestBody" in described) is (operation.takes_body or operation.takes_form)


# --- API Design Rules ------------------------------------------------------------------------------------------------


def test_adr_doc_openapi_the_version_is_3() -> None:
    assert re.fullmatch(r"3(\.\d+){1,2}", DOCUMENT["openapi"])


def test_adr_doc_openapi_contact_somebody_can_be_asked() -> None:
    assert all(DOCUMENT["info"]["contact"].get(name) for name in ("name", "email", "url"))


def test_adr_semver_the_version_is_semantic_and_the_one_that_is_sent() -> None:
    assert _SEMANTIC.fullmatch(DOCUMENT["info"]["version"])
    assert DOCUMENT["info"]["version"] == API_VERSION == HEADERS["API-Version"]


def test_adr_uri_version_servers_use_https_and_the_major_version() -> None:
    major = API_VERSION.partition(".")[0]
    assert DOCUMENT["servers"]
    for server in DOCUMENT["servers"]:
        assert re.fullmatch(rf"https://[^/]+/v{major}", server["url"])


def test_adr_publish_openapi_the_document_stands_under_the_base_path() -> None:
    assert (f"{BASE}/openapi.json", "GET") in {(operation.path, operation.method) for operation in OPERATIONS}


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_adr_path_segments_are_kebab_case_without_a_slash_at_the_end(path: str) -> None:
    assert _KEBAB.fullmatch(path)
    assert not path.endswith("/")


@pytest.mark.parametrize(("path", "method"), [found[:2] for found in _operations()])
def test_adr_query_keys_are_camel_case(path: str, method: str) -> None:
    parameters = DOCUMENT["paths"][path][method].get("parameters", [])
    assert all(_CAMEL.fullmatch(each["name"]) for each in parameters if each["in"] in {"query", "path"})


def test_property_names_are_camel_case() -> None:
    assert not [f"{name}.{label}" for name, label, _ in _properties() if not _CAMEL.fullmatch(label)]


@pytest.mark.parametrize(("name", "label", "schema"), [found for found in _properties() if _A_DATE.search(found[1])])
def test_adr_date_time_format_a_date_is_a_date(name: str, label: str, schema: Json) -> None:
    """A date of which only year or month is known has a pattern: RFC 3339 knows no such date, the chain does."""
    assert schema.get("format") == "date" or schema.get("pattern") == r"^\d{4}(-\d{2}(-\d{2})?)?$"


def test_adr_date_time_no_local_times_are_used() -> None:
    formats = {found.get("format") for _, _, found in _properties()}
    assert formats <= {None, "date", "date-time", "uri"}


@pytest.mark.parametrize(("path", "method", "operation"), list(_operations()))
def test_adr_methods_have_a_name_a_tag_and_a_summary_of_their_own(path: str, method: str, operation: Json) -> None:
    assert method in {"get", "post", "put", "patch", "delete"}
    names = [each["operationId"] for _, _, each in _operations()]
    assert names.count(operation["operationId"]) == 1
    assert operation["summary"]
    tags = [tag["name"] for tag in DOCUMENT["tags"]]
    assert len(set(tags)) == len(tags)
    assert operation["tags"]
    assert set(operation["tags"]) <= set(tags)


@pytest.mark.parametrize(("path", "method", "operation"), list(_operations()))
def test_adr_invalid_input_is_answered_400(path: str, method: str, operation: Json) -> None:
    if operation.get("parameters") or operation.get("requestBody"):
        assert "400" in operation["responses"]


@pytest.mark.parametrize(("name", "status", "answer"), list(_answers()))
def test_adr_version_header_and_problem_details_are_in_every_answer(name: str, status: str, answer: Json) -> None:
    assert "API-Version" in answer["headers"]
    if status[0] in "45":
        (content,) = answer["content"].items()
        assert content[0] == "application/problem+json"
        schema = _resolved(content[1]["schema"])
        assert set(schema["required"]) >= _PROBLEM_MEMBERS
        assert set(schema["properties"]) >= _PROBLEM_MEMBERS


def test_adr_transport_security_headers_are_those_of_the_rule() -> None:
    assert HEADERS["Cache-Control"] == "no-store"
    assert HEADERS["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert HEADERS["Strict-Transport-Security"].startswith("max-age=")
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["X-Frame-Options"] == "DENY"


def test_adr_no_sensitive_uris_no_path_or_query_carries_content() -> None:
    names = {each["name"] for _, _, operation in _operations() for each in operation.get("parameters", [])}
    employee = {"Schakel-Employee", "Schakel-Role"}
    assert names == {"sender", "reference", "conversation", "number", "after", "Idempotency-Key", *employee}


def test_the_document_refers_to_nothing_outside_itself() -> None:
    references = re.findall(r'"\$ref": "([^"]+)"', json.dumps(DOCUMENT))
    assert references
    for reference in references:
        assert _resolved({"$ref": reference})
