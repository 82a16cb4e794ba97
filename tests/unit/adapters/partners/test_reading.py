import pytest

from adapters.partners.reading import oin_of, records_of, words_of
from gateway.domain.identifiers import Oin
from gateway.domain.party import PartyKind


@pytest.mark.parametrize("value", ["VT", None, {"VT": 1}, ["VT", "vt"], ["VT", 1], [["VT"]]])
def test_a_list_with_anything_but_known_words_has_none(value: object) -> None:
    assert words_of(value, PartyKind) == frozenset()


def test_known_words_are_read() -> None:
    assert words_of(["VT", str(PartyKind.POLITIE), "VT"], PartyKind) == {PartyKind.VT, PartyKind.POLITIE}


@pytest.mark.parametrize("value", [None, 99000000003000, "00000099000000003000_T", "x"])
def test_what_is_no_oin_is_none(value: object) -> None:
    assert oin_of(value) is None


def test_an_oin_is_read() -> None:
    assert oin_of("00000099000000003000") == Oin("00000099000000003000")


@pytest.mark.parametrize("value", [None, {"n": 1}, [{"n": 1}, 2], [{"n": 1}, {}]])
def test_one_record_that_is_wrong_makes_all_of_them_wrong(value: object) -> None:
    assert records_of(value, lambda entry: entry.get("n")) is None


def test_records_are_read_in_their_order() -> None:
    assert records_of([{"n": 2}, {"n": 1}], lambda entry: entry.get("n")) == (2, 1)
    assert records_of([], lambda entry: entry.get("n")) == ()
