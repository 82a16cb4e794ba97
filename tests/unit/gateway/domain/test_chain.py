import hashlib
import json
from dataclasses import replace
from datetime import timedelta, timezone
from typing import Any, Final

import pytest

from gateway.domain.chain import (
    GENESIS,
    Checkpoint,
    canonical,
    chain,
    leaf_of,
    require_chain,
    require_digest,
    require_included,
    signing_input,
)
from gateway.domain.evidence import ChainedEntry, EvidenceType
from gateway.domain.tree import path_to, root_of
from gateway.errors import TamperedError
from tests.kit.store_records import AT, an_entry


def chained(count: int) -> list[ChainedEntry]:
    """Return a chain of that many entries."""
    entries: list[ChainedEntry] = []
    for number in range(count):
        entries.append(chain(an_entry(subject=f"out/x/{number}"), entries[-1] if entries else None))
    return entries


CHAIN: Final = chained(5)


def test_the_canonical_form_is_a_version_and_json_with_sorted_names() -> None:
    entry = an_entry(facts=(("b", "é"), ("a", "1")), subject="s", actor="a")
    assert canonical(entry, 7, "00") == (
        b'\x01{"actor":"a","at":"2026-03-02T09:00:00.123456+00:00","facts":[["b","\\u00e9"],["a","1"]],'
        b'"previous":"00","sequence":7,"subject":"s","type":"submitted"}'
    )


def test_the_canonical_form_does_not_depend_on_the_zone_a_moment_is_told_in() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert canonical(an_entry(at=elsewhere), 1, GENESIS) == canonical(an_entry(), 1, GENESIS)


def test_a_digest_is_sha_256_over_the_canonical_form() -> None:
    first = CHAIN[0]
    assert first.digest == hashlib.sha256(canonical(first.entry, 1, GENESIS)).hexdigest()


def test_every_entry_names_the_digest_of_the_one_before_it() -> None:
    assert [each.sequence for each in CHAIN] == [1, 2, 3, 4, 5]
    assert [each.previous for each in CHAIN] == [GENESIS, *(each.digest for each in CHAIN[:-1])]


def test_a_whole_chain_leads_to_its_last_entry() -> None:
    assert require_chain(CHAIN) == CHAIN[-1]
    assert require_chain(CHAIN[2:], after=CHAIN[1]) == CHAIN[-1]
    assert require_chain([]) is None
    assert require_chain([], after=CHAIN[1]) == CHAIN[1]


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        (CHAIN[1:], 1),
        ([CHAIN[0], *CHAIN[2:]], 2),
        ([CHAIN[0], CHAIN[2], CHAIN[1], *CHAIN[3:]], 2),
        ([*CHAIN[:3], CHAIN[2], *CHAIN[3:]], 4),
        ([*CHAIN[:4], replace(CHAIN[4], digest="0" * 64)], 5),
        ([CHAIN[0], replace(CHAIN[1], previous="0" * 64), *CHAIN[2:]], 2),
    ],
    ids=["first gone", "one gone", "two swapped", "one twice", "other digest", "other predecessor"],
)
def test_a_broken_chain_is_named_by_its_first_bad_place(entries: list[ChainedEntry], place: int) -> None:
    with pytest.raises(TamperedError) as caught:
        require_chain(entries)
    assert caught.value.what == f"evidence entry {place}"


@pytest.mark.parametrize(
    "change",
    [
        {"type": EvidenceType.SEALED},
        {"at": AT + timedelta(microseconds=1)},
        {"subject": "out/x/9"},
        {"actor": "iemand anders"},
        {"facts": ()},
        {"facts": (("agreement", "a" * 64), ("soap-sha256", "b" * 64))},
    ],
)
def test_an_entry_that_was_changed_is_found(change: dict[str, Any]) -> None:
    changed = replace(CHAIN[2], entry=replace(CHAIN[2].entry, **change))
    with pytest.raises(TamperedError):
        require_digest(changed)


def test_a_chain_made_anew_behind_a_change_no_longer_fits_what_came_after() -> None:
    forged = chain(an_entry(subject="anders"), CHAIN[1])
    require_digest(forged)
    with pytest.raises(TamperedError) as caught:
        require_chain([*CHAIN[:2], forged, *CHAIN[3:]])
    assert caught.value.what == "evidence entry 4"


def test_what_is_signed_for_a_head_says_what_it_is() -> None:
    octets = signing_input(3, "ab", AT)
    assert octets[0] == 1
    assert json.loads(octets[1:]) == ["schakel-evidence-head", 3, "ab", "2026-03-02T09:00:00.123456+00:00"]


def test_an_entry_is_included_at_its_own_place_only() -> None:
    leaves = [leaf_of(each) for each in CHAIN]
    head = Checkpoint(size=5, root=root_of(leaves).hex(), at=AT, signature=b"")
    for index, each in enumerate(CHAIN):
        require_included(each, path_to(index, leaves), head)
    with pytest.raises(TamperedError) as caught:
        require_included(replace(CHAIN[2], sequence=2), path_to(2, leaves), head)
    assert caught.value.what == "evidence entry 2"


def test_an_entry_is_not_included_under_another_head() -> None:
    leaves = [leaf_of(each) for each in CHAIN]
    head = Checkpoint(size=5, root="0" * 64, at=AT, signature=b"")
    with pytest.raises(TamperedError):
        require_included(CHAIN[0], path_to(0, leaves), head)
