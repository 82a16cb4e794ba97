import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.kinds import MessageType
from gateway.domain.purposes import PAIRS, Basis, Purpose, implied


def test_every_message_of_the_chain_has_pairs_and_no_message_of_a_gateway() -> None:
    assert {kind for kind in CATALOGUE if not kind.startswith("TEC")} == set(PAIRS)
    assert all(PAIRS.values())


@pytest.mark.parametrize("kind", sorted(PAIRS))
def test_a_pair_stands_once_and_the_first_is_what_the_type_implies(kind: MessageType) -> None:
    assert len(set(PAIRS[kind])) == len(PAIRS[kind])
    assert implied(kind) == PAIRS[kind][0]
    # Neither is what a message rests on when it says nothing.
    assert PAIRS[kind][0][1] not in {Basis.TOESTEMMING, Basis.VITAAL_BELANG}


def test_what_gateways_tell_each_other_implies_nothing() -> None:
    assert implied(MessageType.TEC_02) == (None, None)


def test_no_purpose_is_without_a_message() -> None:
    assert {purpose for pairs in PAIRS.values() for purpose, _ in pairs} == set(Purpose)
    # What chapter 5 names and no message rests on: investigating and using a BSN are no disclosure.
    assert set(Basis) - {basis for pairs in PAIRS.values() for _, basis in pairs} == {Basis.WMO_411_2_B, Basis.WMO_529}
