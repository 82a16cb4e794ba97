"""Arguments that are identifiers."""

import click
import pytest

from adapters.cli.answers import IdentifierType
from gateway.domain.identifiers import Oin, PartyId


def test_an_argument_becomes_the_identifier_it_is() -> None:
    oin = IdentifierType(Oin).convert("00000099000000003000", None, None)
    assert oin == Oin("00000099000000003000")


@pytest.mark.parametrize("text", ["", "0", "00000099000000003000_T", "x" * 20])
def test_another_text_is_wrong_use_and_is_not_repeated(text: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        IdentifierType(Oin).convert(text, None, None)
    assert refused.value.message == "not a valid Oin"


def test_help_calls_the_argument_by_its_kind() -> None:
    assert IdentifierType(PartyId).name == "PartyId"
