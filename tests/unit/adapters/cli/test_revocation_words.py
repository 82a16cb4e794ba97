"""Every address is said, with why it is not opened where that is so."""

import pytest

from adapters.cli.revocation_words import source_document, source_lines
from adapters.keys.distribution import AddressFault, CrlSource, CrlSources, RefusedAddress

LIST = "http://crl.voorbeeld.test/a.crl"


@pytest.mark.parametrize("fault", AddressFault)
def test_an_address_that_is_not_opened_is_said_with_the_reason(fault: AddressFault) -> None:
    sources = CrlSources(
        fetched=(CrlSource(address=LIST, authorities=frozenset()),),
        refused=(RefusedAddress(address="ldap://crl.voorbeeld.test/cn=a", fault=fault),),
    )
    first, second = source_lines(30, sources)
    assert first == f"revocation list, fetched every 30 minutes: {LIST}"
    assert second.startswith("revocation list, not fetched, ")
    assert second.endswith(": ldap://crl.voorbeeld.test/cn=a")
    assert source_document(30, sources) == {
        "everyMinutes": 30,
        "addresses": [LIST],
        "refused": [{"address": "ldap://crl.voorbeeld.test/cn=a", "reason": fault}],
    }
