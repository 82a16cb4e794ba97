"""The table as a whole: complete, consistent, and about elements that exist."""

from dataclasses import MISSING, fields
from typing import Any

import pytest

from gateway.domain.catalogue import CATALOGUE, CatalogueEntry
from gateway.domain.catalogue.entry import reverse
from gateway.domain.content import Content
from gateway.domain.kinds import Layer, MessageType
from gateway.domain.party import PartyKind
from tests.kit.content_samples import is_group, kinds_of, paths_of

M = MessageType
TRAVELLING = [entry for entry in CATALOGUE.values() if entry.travels]


def _listed(entry: CatalogueEntry) -> tuple[str, ...]:
    return entry.elements + entry.strippable + tuple(name for names in entry.one_of for name in names)


def _needed(record: Any, prefix: str, listed: tuple[str, ...]) -> set[str]:  # noqa: ANN401 - any group of the content
    """Return what a group cannot be without, for every group of which a part is listed."""
    found: set[str] = set()
    for field in fields(record):
        kind, many = kinds_of(record)[field.name]
        path = f"{prefix}{field.name}{'[]' if many else ''}"
        named = any(name.startswith(f"{path}.") for name in listed)
        whole = f"{prefix}{field.name}" in listed
        if prefix and field.default is MISSING and not named:
            found.add(f"{prefix}{field.name}")
        if named and not whole and is_group(kind):
            found |= _needed(kind, f"{path}.", listed)
    return found


def test_every_message_type_has_exactly_one_row() -> None:
    assert set(CATALOGUE) == set(MessageType)
    assert all(kind is entry.type for kind, entry in CATALOGUE.items())
    with pytest.raises(TypeError):
        CATALOGUE[M.MSG_01] = CATALOGUE[M.MSG_02]  # type: ignore[index]  # the mapping must refuse what mypy refuses


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.type)
def test_every_path_of_a_row_exists_in_content(entry: CatalogueEntry) -> None:
    unknown = set(_listed(entry)) - paths_of()
    assert not unknown


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.type)
def test_what_a_listed_group_cannot_be_without_is_listed_too(entry: CatalogueEntry) -> None:
    lists = entry.elements
    lacking = {path for path in _needed(Content, "", lists) if path not in lists}
    assert not lacking


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.type)
def test_a_choice_is_among_what_a_row_allows(entry: CatalogueEntry) -> None:
    for name in (name for names in entry.one_of for name in names):
        assert any(name == path or name.startswith((f"{path}.", f"{path}[")) for path in entry.elements), name


def test_no_row_lists_an_element_twice_or_both_forbids_and_allows_it() -> None:
    for entry in CATALOGUE.values():
        assert len(set(entry.optional)) == len(entry.optional), entry.type
        assert not set(entry.strippable) & set(entry.elements), entry.type
        assert all(name in {path.partition("[")[0] for path in entry.elements} for name in entry.single), entry.type


def test_what_completes_a_layer_fulfils_it_and_the_other_way_round() -> None:
    said = {
        (kind, entry.type, layer)
        for entry in CATALOGUE.values()
        for layer, kinds in (
            (Layer.RECEIPT, {entry.receipt_by, *entry.receipt_also_by} - {None}),
            (Layer.ACCEPTANCE, entry.accepted_by),
            (Layer.BUSINESS, entry.answered_by),
        )
        for kind in kinds
    }
    heard = {(entry.type, kind, layer) for entry in CATALOGUE.values() for kind, layer in entry.fulfils}
    assert said == heard


def test_fulfilling_follows_from_the_rows() -> None:
    assert (M.MSG_34, Layer.RECEIPT) in CATALOGUE[M.MSG_40].fulfils
    assert (M.MSG_34, Layer.RECEIPT) in CATALOGUE[M.MSG_49].fulfils
    assert (M.MSG_35, Layer.ACCEPTANCE) in CATALOGUE[M.MSG_33].fulfils
    assert (M.MSG_35, Layer.BUSINESS) in CATALOGUE[M.MSG_41].fulfils
    assert (M.MSG_51, Layer.RECEIPT) in CATALOGUE[M.TEC_02].fulfils
    assert CATALOGUE[M.MSG_01].fulfils == ()


def test_a_travelling_message_expects_a_receipt_exactly_when_something_brings_it() -> None:
    for entry in TRAVELLING:
        assert (Layer.RECEIPT in entry.layers) == (entry.receipt_by is not None), entry.type
        assert (Layer.BUSINESS in entry.layers) == bool(entry.answered_by), entry.type
        assert not (entry.answered_by and entry.answered_outside), entry.type


def test_handovers_are_received_by_a_person_and_everything_else_by_the_gateway() -> None:
    by_a_person = {entry.type for entry in TRAVELLING if entry.receipt_by is M.MSG_40}
    assert by_a_person == {M.MSG_34, M.MSG_35, M.MSG_36, M.MSG_37, M.MSG_38, M.MSG_39}
    assert {entry.receipt_by for entry in TRAVELLING} == {M.MSG_40, M.TEC_02, None}


# Routes whose answer, by chapter 2, does not come straight back.
NOT_STRAIGHT_BACK = {
    (M.MSG_06, M.MSG_06B): {(PartyKind.POLITIE, PartyKind.VT)},  # the answer goes to the mayor
    (M.MSG_38, M.MSG_33): {
        (PartyKind.LOKAAL_VELD, PartyKind.ZVH),
        (PartyKind.LOKAAL_VELD, PartyKind.MDA),
    },  # MSG-33 goes to VT only; MSG-11 answers the local field
}


def test_every_answer_can_travel_back_to_who_asked() -> None:
    for entry in TRAVELLING:
        for kind in {entry.receipt_by, *entry.receipt_also_by, *entry.accepted_by, *entry.answered_by} - {None}:
            assert kind is not None
            stuck = reverse(entry.routes) - CATALOGUE[kind].routes
            excused = reverse(NOT_STRAIGHT_BACK.get((entry.type, kind), set()))
            assert stuck <= excused, (entry.type, kind, stuck)


def test_a_travelling_message_has_a_route_and_one_root_of_its_own() -> None:
    roots: list[str] = []
    for entry in CATALOGUE.values():
        names = [name for name in (entry.stuf, entry.root) if name]
        assert bool(names) or not entry.travels, entry.type
        assert bool(entry.routes) or not entry.travels, entry.type
        assert len(names) < 2 or entry.type in {M.TEC_02, M.TEC_04}, entry.type
        roots += names
    assert len(set(roots)) == len(roots)
    assert all(name[0].islower() for name in roots if not name.endswith("Bericht"))


def test_only_what_is_never_written_has_no_elements() -> None:
    for entry in CATALOGUE.values():
        assert bool(entry.elements) == bool(entry.stuf or entry.root), entry.type


def test_only_the_answers_in_the_exchange_itself_are_written_and_never_travel() -> None:
    assert {entry.type for entry in CATALOGUE.values() if entry.stuf and not entry.travels} == {M.TEC_01, M.TEC_03}


def test_every_travelling_message_may_carry_the_case_reference() -> None:
    assert all("zaak" in entry.elements for entry in TRAVELLING)


def test_a_correction_reaches_every_earlier_receiver() -> None:
    for entry in TRAVELLING:
        if entry.type.startswith("MSG-") and entry.type is not M.MSG_64:
            assert entry.routes <= CATALOGUE[M.MSG_63].routes, entry.type


def test_a_request_about_a_file_goes_to_no_one_without_files() -> None:
    for sender, receiver in CATALOGUE[M.MSG_64].routes:
        assert PartyKind.GEMEENTE_BELEID not in {sender, receiver}
        assert PartyKind.BURGER not in {sender, receiver}


def test_a_fault_can_go_back_along_every_route() -> None:
    for entry in TRAVELLING:
        assert reverse(entry.routes) <= CATALOGUE[M.TEC_04].routes, entry.type


def test_every_row_names_its_source_and_a_dutch_name() -> None:
    assert all(entry.source and entry.name for entry in CATALOGUE.values())
    for entry in CATALOGUE.values():
        assert entry.source.startswith("JZ " if entry.type.startswith("JZ-") else "2."), entry.type
