"""How a new agreement fits among those that are installed."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from gateway.domain.agreement import Agreement, Profile
from gateway.domain.identifiers import AgreementId
from gateway.wire.ebms2 import cpa
from gateway.wire.ebms2.cpa_create import create
from tests.kit.cpa_documents import AT, END, ONS, START, VREEMD, document, form

DAY = timedelta(days=1)


@cache
def agreed() -> Agreement:
    return cpa.parse(document(), ONS)


def other(**changes: object) -> Agreement:
    """Return the agreement under another id, with changes."""
    made = replace(agreed(), agreement_id=AgreementId("other"), digest="1" * 64)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of many types


def found(*installed: Agreement, agreement: Agreement | None = None) -> list[tuple[str, str]]:
    return [(each.severity, each.rule) for each in cpa.check_fit(agreement or agreed(), installed, AT)]


def test_the_first_agreement_fits() -> None:
    assert found() == []


def test_what_is_over_is_refused_and_what_begins_later_is_told() -> None:
    assert found(agreement=other(end=AT)) == [("fout", "period")]
    assert found(agreement=other(start=AT + DAY)) == [("waarschuwing", "period")]


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({}, "fout"),
        ({"digest": "1" * 64}, "fout"),
        ({"digest": "1" * 64, "start": START + DAY}, "fout"),
        ({"digest": "1" * 64, "start": START - DAY}, "waarschuwing"),
    ],
    ids=["the same", "same start", "newer", "older"],
)
def test_versions_of_one_agreement_follow_one_another(changes: dict[str, object], severity: str) -> None:
    held = replace(agreed(), **changes)  # type: ignore[arg-type]  # fields of many types
    assert found(held) == [(severity, "installed")]


def test_agreements_about_the_same_are_told_with_the_one_that_counts() -> None:
    assert found(other()) == [("waarschuwing", "overlap")]
    (told,) = cpa.check_fit(agreed(), [other(start=START + DAY)], AT)
    assert "verzonden wordt onder other" in told.text
    (told,) = cpa.check_fit(agreed(), [other(start=START - DAY)], AT)
    assert f"verzonden wordt onder {agreed().agreement_id}" in told.text
    # Where they start together the last by id counts.
    (told,) = cpa.check_fit(agreed(), [other()], AT)
    assert f"verzonden wordt onder {agreed().agreement_id}" in told.text


def test_agreements_that_contradict_one_another_are_told() -> None:
    actions = tuple(replace(each, profile=Profile.RM_S) for each in agreed().actions)
    assert found(other(actions=actions)) == [("waarschuwing", "overlap")] * 2


def test_agreements_about_something_else_are_no_matter() -> None:
    others = [
        other(actions=()),
        other(start=END + DAY, end=END + 2 * DAY),
        other(start=START - 2 * DAY, end=START - DAY),
        cpa.parse(create(form(partner=VREEMD, name="third")), ONS),
    ]
    assert found(*others) == []
