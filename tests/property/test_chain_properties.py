"""Chains and trees of any shape; the tree is computed a second time here, straight from RFC 6962, 2.1."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.domain.chain import (
    Checkpoint,
    canonical,
    canonical_json,
    chain,
    leaf_of,
    require_chain,
    require_included,
    written_moment,
)
from gateway.domain.evidence import ChainedEntry, EvidenceEntry, EvidenceType
from gateway.domain.tree import path_to, root_by_path, root_of
from gateway.errors import TamperedError

TEXT: Final = st.text(max_size=12)
ENTRIES: Final = st.builds(
    EvidenceEntry,
    type=st.sampled_from(EvidenceType),
    at=st.datetimes(timezones=st.just(UTC)),
    subject=TEXT,
    actor=TEXT,
    facts=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
)
AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
LEAVES: Final = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=70)


@st.composite
def chains(draw: st.DrawFn, least: int = 1) -> list[ChainedEntry]:
    """Make a whole chain."""
    made: list[ChainedEntry] = []
    for entry in draw(st.lists(ENTRIES, min_size=least, max_size=12)):
        made.append(chain(entry, made[-1] if made else None))
    return made


def reference_root(leaves: Sequence[bytes]) -> bytes:
    """Compute MTH as the standard defines it."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    halves = reference_root(leaves[:split]) + reference_root(leaves[split:])
    return hashlib.sha256(b"\x01" + halves).digest()


@given(chains())
def test_a_whole_chain_is_whole(entries: list[ChainedEntry]) -> None:
    assert require_chain(entries) == entries[-1]


@given(chains(least=2), st.data())
def test_an_entry_taken_out_is_found_at_its_place(entries: list[ChainedEntry], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(entries) - 2))
    with pytest.raises(TamperedError) as caught:
        require_chain(entries[:gone] + entries[gone + 1 :])
    assert caught.value.what == f"evidence entry {gone + 1}"


@given(chains(least=2), st.data())
def test_two_entries_swapped_are_found_at_the_first(entries: list[ChainedEntry], data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True)))
    entries[first], entries[second] = entries[second], entries[first]
    with pytest.raises(TamperedError) as caught:
        require_chain(entries)
    assert caught.value.what == f"evidence entry {first + 1}"


@given(chains(), ENTRIES, st.data())
def test_an_entry_replaced_is_found_at_its_place(
    entries: list[ChainedEntry], other: EvidenceEntry, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    assume(canonical(other, 1, "") != canonical(entries[place].entry, 1, ""))
    entries[place] = replace(entries[place], entry=other)
    with pytest.raises(TamperedError) as caught:
        require_chain(entries)
    assert caught.value.what == f"evidence entry {place + 1}"


@given(ENTRIES, st.integers(0), TEXT)
def test_the_canonical_form_is_the_one_json_of_its_values(entry: EvidenceEntry, sequence: int, previous: str) -> None:
    values = {
        "actor": entry.actor,
        "at": written_moment(entry.at),
        "facts": entry.facts,
        "previous": previous,
        "sequence": sequence,
        "subject": entry.subject,
        "type": entry.type,
    }
    assert canonical(entry, sequence, previous) == b"\x01" + canonical_json(values)


@given(ENTRIES, ENTRIES)
def test_two_entries_have_one_canonical_form_only_when_they_are_one(one: EvidenceEntry, other: EvidenceEntry) -> None:
    assert (canonical(one, 1, "") == canonical(other, 1, "")) == (one == other)


@given(LEAVES)
def test_the_root_is_that_of_a_second_implementation(leaves: list[bytes]) -> None:
    assert root_of(leaves) == reference_root(leaves)


@given(LEAVES, st.data())
def test_every_leaf_is_proved_by_its_path(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = path_to(index, leaves)
    assert root_by_path(index, len(leaves), leaves[index], path) == reference_root(leaves)
    assert len(path) <= (len(leaves) - 1).bit_length()


@given(LEAVES, st.data())
def test_a_path_with_one_bit_changed_proves_nothing(leaves: list[bytes], data: st.DataObject) -> None:
    assume(len(leaves) > 1)
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = list(path_to(index, leaves))
    step = data.draw(st.integers(0, len(path) - 1))
    octets = bytearray(path[step])
    octets[data.draw(st.integers(0, 31))] ^= 1 << data.draw(st.integers(0, 7))
    path[step] = bytes(octets)
    assert root_by_path(index, len(leaves), leaves[index], path) != reference_root(leaves)


@given(chains(least=2), st.data())
def test_an_entry_is_included_in_its_own_place_and_no_other(entries: list[ChainedEntry], data: st.DataObject) -> None:
    leaves = [leaf_of(each) for each in entries]
    head = Checkpoint(size=len(entries), root=reference_root(leaves).hex(), at=AT, signature=b"")
    here, there = data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True))
    require_included(entries[here], path_to(here, leaves), head)
    moved = replace(entries[here], sequence=entries[there].sequence)
    for path in (path_to(here, leaves), path_to(there, leaves)):
        with pytest.raises(TamperedError):
            require_included(moved, path, head)
