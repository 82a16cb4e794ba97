"""What replaces parts of an agreement, moment by moment."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from gateway.domain.agreement import Agreement
from gateway.domain.replacement import Ending, Overlay, Replacement, Side, Use, Version, apply
from gateway.wire.ebms2 import cpa
from tests.kit.cpa_documents import AT, END, ONS, START, document

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@cache
def agreed() -> Agreement:
    return cpa.parse(document(), ONS)


def new(use: Use, name: bytes, days: int = 0, *, side: Side = Side.PARTNER, old: int | None = None) -> Replacement:
    until = None if old is None else AT + old * DAY
    return Replacement(side=side, use=use, valid_from=AT + days * DAY, certificate=name, old_until=until)


def version(*replacements: Replacement) -> Version:
    return Version(base=agreed(), overlay=Overlay(replacements=replacements))


def test_without_records_the_agreement_is_as_it_was_agreed() -> None:
    assert Version(base=agreed()).at(AT) == agreed()


def test_a_replacement_counts_from_its_moment_on() -> None:
    held = version(new(Use.ENCRYPTION, b"new"))
    assert held.at(AT - SECOND).partner.encryption_certificate == agreed().partner.encryption_certificate
    assert held.at(AT).partner.encryption_certificate == b"new"
    assert held.at(AT).own == agreed().own


def test_the_newest_is_used_and_the_older_ones_still_prove_while_they_overlap() -> None:
    held = version(new(Use.SIGNING, b"second", 1, old=5), new(Use.SIGNING, b"third", 3))
    old = agreed().partner.signing_certificate
    assert [held.at(AT + days * DAY).partner.signing_certificates for days in (0, 1, 3, 4)] == [
        (old,),
        (b"second", old),
        (b"third", b"second", old),
        (b"third", b"second", old),
    ]
    assert held.at(AT + 5 * DAY).partner.signing_certificates == (b"third", b"second")


def test_the_order_is_that_of_their_moments_not_of_the_record() -> None:
    held = version(new(Use.CLIENT, b"later", 2), new(Use.CLIENT, b"sooner", 1))
    assert held.at(AT + 2 * DAY).partner.client_certificates[:2] == (b"later", b"sooner")


def test_what_was_not_agreed_at_all_never_proves_anything() -> None:
    base = replace(agreed(), partner=replace(agreed().partner, signing_certificate=b""))
    found = apply(base, Overlay(replacements=(new(Use.SIGNING, b"new"),)), AT)
    assert found.partner.signing_certificates == (b"new",)


def test_the_same_certificate_again_stands_once() -> None:
    held = version(new(Use.SIGNING, b"new"), new(Use.SIGNING, b"new", 1))
    assert held.at(AT + DAY).partner.signing_certificates == (b"new", agreed().partner.signing_certificate)


@pytest.mark.parametrize("side", Side)
def test_an_endpoint_is_replaced_on_either_side(side: Side) -> None:
    change = Replacement(side=side, use=Use.ENDPOINT, valid_from=AT, endpoint="https://nieuw.schakel.test/")
    found = apply(agreed(), Overlay(replacements=(change,)), AT)
    party, other = (found.own, found.partner) if side is Side.OWN else (found.partner, found.own)
    assert party.endpoint == "https://nieuw.schakel.test/"
    assert other.endpoint != party.endpoint


def test_a_server_certificate_is_simply_replaced() -> None:
    assert version(new(Use.SERVER, b"new")).at(AT).partner.server_certificate == b"new"


def test_the_last_end_that_was_recorded_counts_and_none_is_later_than_agreed() -> None:
    ends = (Ending(at=AT + DAY, reason="a"), Ending(at=AT + 2 * DAY, reason="b"))
    assert apply(agreed(), Overlay(endings=ends), AT).end == AT + 2 * DAY
    assert apply(agreed(), Overlay(endings=(Ending(at=END + DAY, reason="a"),)), AT).end == END
    assert not apply(agreed(), Overlay(endings=(Ending(at=START - DAY, reason="a"),)), AT).in_force(AT)
    assert Overlay().ending is None


def test_while_nothing_changes_it_is_the_same_object() -> None:
    held = version(new(Use.SIGNING, b"new", 1, old=2))
    moments = [AT, AT + SECOND, AT + DAY, AT + DAY + SECOND, AT + 2 * DAY, AT + 9 * DAY]
    found = [id(held.at(moment)) for moment in moments]
    assert len(set(found)) == 3
    assert found[0] == found[1]
    assert found[2] == found[3]
    assert found[4] == found[5]


def test_what_is_still_to_change_is_known_by_its_moments() -> None:
    held = version(new(Use.SIGNING, b"second", 3, old=5), new(Use.ENCRYPTION, b"new", 1), new(Use.SERVER, b"new", 3))
    assert held.changes_after(AT) == (AT + DAY, AT + 3 * DAY, AT + 5 * DAY)
    assert held.changes_after(AT + DAY) == (AT + 3 * DAY, AT + 5 * DAY)
    assert held.changes_after(AT + 5 * DAY) == Version(base=agreed()).changes_after(AT) == ()
