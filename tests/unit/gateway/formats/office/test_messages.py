"""The published JSON Schema of each message takes its sample, and nothing that the catalogue does not have."""

import json
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.kinds import MessageType
from gateway.formats import office
from gateway.formats.office.messages import build, publish
from gateway.formats.samples import sample_message

AT: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
TRAVELS: Final = [kind for kind, row in CATALOGUE.items() if row.travels]
GIVEN: Final = ("sender", "createdAt", "reference", "conversation")


def judge(kind: MessageType) -> Draft202012Validator:
    return Draft202012Validator(build(CATALOGUE[kind]), format_checker=FormatChecker())


def sample(kind: MessageType) -> dict[str, Any]:
    return dict(json.loads(office.render(sample_message(kind, AT))))


@pytest.mark.parametrize("kind", TRAVELS)
def test_a_sample_fits_as_it_is_taken_and_as_it_is_handed_in(kind: MessageType) -> None:
    taken = sample(kind)
    handed_in = {name: value for name, value in taken.items() if name not in GIVEN}
    for document in (taken, handed_in):
        assert [error.json_path for error in judge(kind).iter_errors(document)] == []


@pytest.mark.parametrize("kind", TRAVELS)
def test_a_schema_is_one_and_says_what_it_is_of(kind: MessageType) -> None:
    document = json.loads(publish(CATALOGUE[kind]))
    Draft202012Validator.check_schema(document)
    assert document["$id"] == f"urn:nl:schakel:office:1:{kind}"
    assert document["title"] == f"{kind} {CATALOGUE[kind].name}"
    assert document["version"] == "1.0.0"


@pytest.mark.parametrize("kind", [kind for kind in TRAVELS if CATALOGUE[kind].mandatory])
def test_what_the_catalogue_demands_cannot_be_left_out(kind: MessageType) -> None:
    for path in CATALOGUE[kind].mandatory:
        document = sample(kind)
        remove(document["content"], path.split("."))
        assert not judge(kind).is_valid(document), path


def remove(group: dict[str, Any], steps: list[str]) -> None:
    """Take an element out, of a list in every item."""
    head, *rest = steps
    words = head.removesuffix("[]").split("_")
    label = words[0] + "".join(word.capitalize() for word in words[1:])
    if not rest:
        del group[label]
        return
    inner = group[label]
    for item in inner if isinstance(inner, list) else [inner]:
        remove(item, rest)


@pytest.mark.parametrize("kind", [kind for kind in TRAVELS if CATALOGUE[kind].one_of])
def test_of_each_choice_one_is_needed(kind: MessageType) -> None:
    document = sample(kind)
    for choice in CATALOGUE[kind].one_of:
        remove(document["content"], choice[0].split("."))
    assert not judge(kind).is_valid(document)


@pytest.mark.parametrize("kind", TRAVELS)
def test_what_the_catalogue_does_not_list_has_no_place(kind: MessageType) -> None:
    for name, value in (("statistiek", {"maand": "x"}), ("onbekend", "x")):
        document = sample(kind)
        if name not in document["content"]:
            document["content"][name] = value
            assert not judge(kind).is_valid(document), name
    assert not judge(kind).is_valid(sample(kind) | {"onbekend": "x"})
    assert not judge(kind).is_valid(sample(kind) | {"type": "MSG-00"})


def test_of_a_group_that_is_listed_in_part_the_rest_has_no_place() -> None:
    document = sample(MessageType.MSG_42)
    document["content"]["betrokkenen"][0]["telefoonnummer"] = "0900-0000"
    assert not judge(MessageType.MSG_42).is_valid(document)


def test_a_list_of_one_has_no_second_item() -> None:
    document = sample(MessageType.MSG_13)
    document["content"]["betrokkenen"] *= 2
    assert not judge(MessageType.MSG_13).is_valid(document)


@pytest.mark.parametrize("kind", [kind for kind in TRAVELS if CATALOGUE[kind].refers])
def test_an_answer_names_what_it_answers(kind: MessageType) -> None:
    document = sample(kind)
    del document["crossReference"]
    assert not judge(kind).is_valid(document)


def test_what_a_sender_may_not_know_may_be_empty_and_nothing_else() -> None:
    document = sample(MessageType.MSG_01)
    document["content"]["betrokkenen"][0]["geslachtsnaam"] = ""
    assert judge(MessageType.MSG_01).is_valid(document)
    document["content"]["betrokkenen"][0]["voornamen"] = ""
    assert not judge(MessageType.MSG_01).is_valid(document)
