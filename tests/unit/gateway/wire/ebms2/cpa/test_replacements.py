"""What may replace a part of an agreement."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from adapters.simulator.certificates import LeafPurpose, UnsafeShape, p_256
from gateway.domain.agreement import Agreement
from gateway.domain.replacement import Ending, Overlay, Replacement, Side, Use
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import ANDER, AT, END, HOSTS, ONS, VREEMD, certificate, document

DAY = timedelta(days=1)


@cache
def agreed() -> Agreement:
    return cpa.parse(document(), ONS)


def rules(*parts: Replacement, ending: Ending | None = None, holders: cpa.Holders = cpa.NOBODY) -> set[str]:
    overlay = Overlay(replacements=parts, endings=() if ending is None else (ending,))
    return {each.rule for each in cpa.check_overlay(agreed(), overlay, holders)}


def part(use: Use, octets: bytes = b"", *, side: Side = Side.PARTNER, **changes: object) -> Replacement:
    made = Replacement(side=side, use=use, valid_from=AT, certificate=octets)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of many types


@pytest.mark.parametrize(
    ("use", "purpose"),
    [
        (Use.CLIENT, LeafPurpose.TLS),
        (Use.SERVER, LeafPurpose.TLS),
        (Use.SIGNING, LeafPurpose.SIGNING),
        (Use.ENCRYPTION, LeafPurpose.ENCRYPTION),
    ],
)
def test_a_certificate_of_the_party_will_do(use: Use, purpose: LeafPurpose) -> None:
    assert rules(part(use, certificate(ANDER, purpose))) == set()
    assert rules(part(use, certificate(ONS, purpose), side=Side.OWN)) == set()
    assert rules(part(use, certificate(ONS, purpose))) == {"certificate-oin"}


def test_that_of_a_hub_with_a_mandate_will_do() -> None:
    hub = part(Use.CLIENT, certificate(VREEMD, LeafPurpose.TLS))
    assert rules(hub) == {"certificate-oin"}
    assert rules(hub, holders=cpa.Holders(mandated=frozenset({(VREEMD.oin, ANDER.oin)}))) == set()


def test_what_is_no_certificate_will_not_do() -> None:
    assert rules(part(Use.SIGNING, b"nothing")) == {"certificate"}
    curve = certificate(ANDER, LeafPurpose.SIGNING, UnsafeShape(public_key=p_256().public_key()))
    assert rules(part(Use.SIGNING, curve)) == {"certificate"}


def test_it_is_valid_when_it_begins_to_count() -> None:
    short = certificate(ANDER, LeafPurpose.SIGNING, UnsafeShape(not_after=AT - DAY))
    assert rules(part(Use.SIGNING, short)) == {"certificate-period"}
    assert rules(part(Use.SIGNING, short, valid_from=AT - 2 * DAY)) == set()


def test_the_overlap_does_not_end_before_it_begins() -> None:
    octets = certificate(ANDER, LeafPurpose.SIGNING)
    assert rules(part(Use.SIGNING, octets, old_until=AT - DAY)) == {"certificate-period"}
    assert rules(part(Use.SIGNING, octets, old_until=AT)) == set()


def test_the_host_of_the_endpoint_stands_in_the_certificate_that_counts_then() -> None:
    here, elsewhere = f"https://{HOSTS[ANDER]}/nieuw", "https://elders.schakel.test/ebms"
    assert rules(part(Use.ENDPOINT, endpoint=here)) == set()
    assert rules(part(Use.ENDPOINT, endpoint=elsewhere)) == {"endpoint-name"}
    assert rules(part(Use.ENDPOINT, endpoint="http://politie.schakel.test/")) == {"endpoint"}
    assert rules(part(Use.ENDPOINT, endpoint="https://politie.schakel.test:99999/")) == {"endpoint"}


def test_an_agreement_does_not_end_later_than_was_agreed() -> None:
    assert rules(ending=Ending(at=END + DAY, reason="x")) == {"period"}
    assert rules(ending=Ending(at=END - DAY, reason="x")) == set()
