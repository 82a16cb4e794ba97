import hashlib
import json
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.evidence.container import pack, unpack
from adapters.evidence.contents import CHECKPOINT, ENTRIES, MANIFEST, About, Bundle, Proved, read
from gateway.domain.chain import Checkpoint, canonical_json, chain
from gateway.errors import TamperedError
from tests.kit.store_records import AT, an_entry

ENTRY: Final = chain(an_entry(subject="out/0/r", facts=(("a", "é"), ("a", "\ud800"))), None)
BUNDLE: Final = Bundle(
    about=About(subject="out/0/r/s", receiver="1"),
    entries=(Proved(chained=ENTRY, path=(b"\x01" * 32,)),),
    checkpoint=Checkpoint(size=2, root="ab" * 32, at=AT, signature=b"handtekening"),
    files={"certificates/evidence.der": b"x", "soap/000000000001-soap.xml": b"<soap/>"},
)


def members() -> dict[str, bytes]:
    """Return the files of the bundle."""
    return unpack(BUNDLE.write())


def repacked(name: str, octets: bytes) -> bytes:
    """Return the bundle with another file in it, packed by somebody who also changes the manifest."""
    changed = {**members(), name: octets}
    if name != MANIFEST:
        manifest = json.loads(changed[MANIFEST])
        manifest["files"][name] = hashlib.sha256(octets).hexdigest()
        changed[MANIFEST] = canonical_json(manifest)
    return pack(changed)


def with_changed(name: str, **changes: Any) -> bytes:  # noqa: ANN401 - whatever JSON can hold
    """Return the bundle with other values in one file."""
    values = json.loads(members()[name])
    (values[0] if isinstance(values, list) else values).update(changes)
    return repacked(name, canonical_json(values))


def test_a_bundle_comes_back_as_it_was_written() -> None:
    assert read(BUNDLE.write()) == BUNDLE


def test_a_bundle_says_who_sent_and_whose_evidence_it_is() -> None:
    assert (BUNDLE.about.sender, BUNDLE.about.owner) == ("0", "0")
    inbound = replace(BUNDLE.about, subject="in/7/r")
    assert (inbound.sender, inbound.owner) == ("7", "1")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (ENTRIES, {"sequence": 0}),
        (ENTRIES, {"sequence": "1"}),
        (ENTRIES, {"sequence": 1.0}),
        (ENTRIES, {"sequence": True}),
        (ENTRIES, {"at": "2026-03-02T09:00:00"}),
        (ENTRIES, {"at": "2026-03-02T10:00:00.123456+01:00"}),
        (ENTRIES, {"at": "0001-01-01T00:00:00.000000+23:59"}),
        (ENTRIES, {"at": None}),
        (ENTRIES, {"type": "no-type"}),
        (ENTRIES, {"facts": [["a"]]}),
        (ENTRIES, {"facts": [["a", 1]]}),
        (ENTRIES, {"facts": 3}),
        (ENTRIES, {"digest": "AB" * 32}),
        (ENTRIES, {"previous": "ab"}),
        (ENTRIES, {"path": ["ab"]}),
        (ENTRIES, {"path": ["ab" * 32] * 100}),
        (ENTRIES, {"version": 2}),
        (ENTRIES, {"extra": 1}),
        (CHECKPOINT, {"size": -1}),
        (CHECKPOINT, {"root": "x"}),
        (CHECKPOINT, {"signature": "!"}),
        (CHECKPOINT, {"at": "gisteren"}),
        (CHECKPOINT, {"extra": 1}),
        (MANIFEST, {"version": 2}),
        (MANIFEST, {"files": {}}),
        (MANIFEST, {"about": {}}),
        (MANIFEST, {"about": {"subject": "zonder schuine strepen"}}),
        (MANIFEST, {"extra": 1}),
    ],
    ids=str,
)
def test_what_is_not_as_a_bundle_says_it_is_refused(name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(TamperedError):
        read(with_changed(name, **changes))


@pytest.mark.parametrize("subject", ["x", "out/1", "weg/1/2", ""])
def test_a_subject_that_names_no_message_is_refused(subject: str) -> None:
    about = {**json.loads(members()[MANIFEST])["about"], "subject": subject}
    with pytest.raises(TamperedError):
        read(with_changed(MANIFEST, about=about))


@pytest.mark.parametrize("name", [MANIFEST, ENTRIES, CHECKPOINT])
def test_json_written_in_another_way_is_refused(name: str) -> None:
    """No second form: spaces, another order, a repeated name, another text for the same value."""
    plain = members()[name]
    for other in (plain + b"\n", b" " + plain, plain.replace(b":", b": ", 1), b"[" * 100_000, b"", b"\xff", b"[[]]"):
        with pytest.raises(TamperedError):
            read(repacked(name, other))


@pytest.mark.parametrize("name", [MANIFEST, ENTRIES, CHECKPOINT, "soap/000000000001-soap.xml"])
def test_a_file_that_is_missing_is_missed(name: str) -> None:
    with pytest.raises(TamperedError):
        read(pack({other: octets for other, octets in members().items() if other != name}))


@pytest.mark.parametrize("name", ["extra.txt", "soap/1-soap.xml", "soap/000000000001-other.xml", "../uit"])
def test_a_file_that_nobody_looks_at_is_refused(name: str) -> None:
    with pytest.raises(TamperedError):
        read(repacked(name, b"x"))


@given(st.binary(max_size=300))
def test_hostile_octets_are_refused_and_nothing_else(octets: bytes) -> None:
    with pytest.raises(TamperedError):
        read(octets)


@given(
    st.sampled_from([MANIFEST, ENTRIES, CHECKPOINT]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_hostile_json_is_refused_and_nothing_else(name: str, values: object) -> None:
    assume((name, values) != (ENTRIES, []))
    with pytest.raises(TamperedError):
        read(repacked(name, canonical_json(values)))
