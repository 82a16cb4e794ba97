"""What a certificate says."""

from datetime import timedelta
from typing import Final

import pytest

from adapters.simulator.certificates import LeafPurpose, UnsafeShape
from gateway.wire.ebms2.cpa.facts import CertificateFacts, facts_of
from tests.kit.cpa_documents import ANDER, AT, ONS, certificate

ROOTS: Final = frozenset({"0" * 64})
NONE: Final[frozenset[str]] = frozenset()
US: Final = str(ONS.oin)
THEM: Final = str(ANDER.oin)


def facts(roots: frozenset[str], serial_numbers: tuple[str, ...], *identifiers: str) -> CertificateFacts:
    """Return the facts of a certificate of ours with these OINs in it."""
    named = tuple(f"OI:NL-{each}" for each in identifiers)
    shape = UnsafeShape(serial_numbers=serial_numbers, organization_identifiers=named)
    found = facts_of(certificate(ONS, LeafPurpose.SIGNING, shape), roots)
    assert found is not None
    return found


def test_it_says_whose_it_is_and_how_long_it_lasts() -> None:
    octets = certificate(ONS, LeafPurpose.SIGNING, UnsafeShape(not_after=AT + timedelta(days=30)))
    found = facts_of(octets, NONE)
    assert found is not None
    assert (found.oin, found.days_left(AT)) == (US, 30)
    assert found.days_left(AT + timedelta(days=40)) == -10
    assert len(found.fingerprint) == 64
    assert int(found.serial_number, 16) > 0
    assert found.valid_from < AT


def test_what_was_not_agreed_has_no_facts() -> None:
    assert facts_of(b"", ROOTS) is None


@pytest.mark.parametrize(
    ("roots", "serial_numbers", "identifiers", "oin", "holder"),
    [
        (NONE, (US,), (), US, f"OIN {US}"),
        (NONE, (), (), "", "geen OIN dat telt"),
        (NONE, (), (US,), "", f"geen OIN dat telt; {US} staat in organizationIdentifier"),
        (ROOTS, (), (US,), US, f"OIN {US} (in organizationIdentifier)"),
        (ROOTS, (US,), (US,), US, f"OIN {US} (ook in organizationIdentifier)"),
        (NONE, (US,), (US,), US, f"OIN {US} (ook in organizationIdentifier)"),
        (ROOTS, (US,), (THEM,), US, f"OIN {US}; maar {THEM} staat in organizationIdentifier"),
        (NONE, (US,), (THEM,), US, f"OIN {US}; maar {THEM} staat in organizationIdentifier"),
        (ROOTS, (), (US, THEM), "", "geen OIN dat telt"),
        (ROOTS, (US,), (US, THEM), "", f"geen OIN dat telt; {US} staat in serialNumber"),
        (NONE, (US,), (US, THEM), US, f"OIN {US}"),
    ],
)
def test_s05_it_says_where_an_oin_stands_and_which_counts(
    roots: frozenset[str], serial_numbers: tuple[str, ...], identifiers: tuple[str, ...], oin: str, holder: str
) -> None:
    found = facts(roots, serial_numbers, *identifiers)
    assert (found.oin, found.holder) == (oin, holder)
    one_each = (serial_numbers or ("",), identifiers if len(identifiers) == 1 else ("",))
    assert (found.serial_number_oin, found.organization_identifier_oin) == (one_each[0][0], one_each[1][0])
