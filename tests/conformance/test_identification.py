"""Assertions 124 and 125: which numbers are OINs, and where a test OIN has no business."""

import pytest

from adapters.config import load
from gateway.domain.identifiers import Oin, PartyId
from gateway.errors import ConfigError, InvalidIdentifierError
from tests.kit.corpus import Bench
from tests.kit.cpa_documents import ANDER, ONS, rules, spoiled

# Main numbers of eight and of nine positions (OIN 3.0.1, 6.1), for every prefix that is given out.
_PREFIXES = ("00000001", "00000002", "00000003", "00000004", "00000006", "00000007", "00000008", "00000009")


@pytest.mark.parametrize("prefix", [*_PREFIXES, "00000010", "00000011", "00000099"])
def test_a124_the_suffix_takes_what_the_main_number_leaves_of_twenty_positions(prefix: str) -> None:
    for main in ("12345678", "123456789", "12AB"):
        padded = main.ljust(8, "0")
        whole = f"{prefix}{padded}{'0' * (12 - len(padded))}"
        assert len(str(Oin.parse(whole))) == 20
        for wrong in (whole[:-1], f"{whole}0", f"{whole[:-1]} ", whole.replace("0000", "000", 1)):
            assert not Oin.fits(wrong)
    # Neither main number is longer than nine, so the last three positions are zeros.
    if prefix != "00000002":
        assert not Oin.fits(f"{prefix}123456789012")


@pytest.mark.parametrize("prefix", ["00000000", "00000012", "00000098", "00000100", "10000003", "0000000A"])
def test_a125_an_unknown_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidIdentifierError):
        Oin.parse(f"{prefix}123456780000")
    assert not PartyId.fits(f"{prefix}123456780000_T")


def test_a125_a_test_oin_is_refused_in_production(bench: Bench) -> None:
    settings = bench.home / "schakel.toml"
    text = settings.read_text(encoding="utf-8")
    assert load(settings).organisation.party_id == bench.partner.other.party_id
    production = bench.home.with_name("productie.toml")
    own = str(bench.partner.other.oin)
    production.write_text(text.replace(f'"{own}_T"', f'"{own}"').replace('"keys', f'"{bench.home}/keys'))
    with pytest.raises(ConfigError, match="00000099"):
        load(production)
    production.unlink()
    # Nor does an agreement of production have one.
    bare = ((f"{ONS}", f"{ONS.oin}"), (f"{ANDER}", f"{ANDER.oin}"))
    assert rules(spoiled(*bare, count=99), PartyId(str(ONS.oin))) == {"environment"}
    assert rules(spoiled()) == set()
