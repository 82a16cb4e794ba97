"""What a certificate says."""

from datetime import timedelta

from adapters.simulator.certificates import LeafPurpose, UnsafeShape
from gateway.wire.ebms2.cpa.facts import facts_of
from tests.kit.cpa_documents import AT, ONS, certificate


def test_it_says_whose_it_is_and_how_long_it_lasts() -> None:
    octets = certificate(ONS, LeafPurpose.SIGNING, UnsafeShape(not_after=AT + timedelta(days=30)))
    facts = facts_of(octets)
    assert facts is not None
    assert (facts.oin, facts.days_left(AT)) == (str(ONS.oin), 30)
    assert facts.days_left(AT + timedelta(days=40)) == -10
    assert len(facts.fingerprint) == 64
    assert int(facts.serial_number, 16) > 0
    assert facts.valid_from < AT


def test_one_without_organisation_says_so() -> None:
    facts = facts_of(certificate(ONS, LeafPurpose.SIGNING, UnsafeShape(serial_numbers=())))
    assert facts is not None
    assert facts.oin == ""


def test_what_was_not_agreed_has_no_facts() -> None:
    assert facts_of(b"") is None
