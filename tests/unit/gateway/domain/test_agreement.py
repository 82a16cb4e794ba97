from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

import pytest

from gateway.domain.agreement import (
    ContentCipher,
    KeyTransport,
    LegacyCipher,
    LegacyDecryption,
    LegacyTransport,
    Profile,
    Reliability,
)
from gateway.domain.identifiers import Oin
from gateway.domain.party import HubMandate, HubUse
from tests.kit.ebms2_messages import AT, INBOUND, OUTBOUND, SERVICE, make_agreement

AGREEMENT: Final = replace(make_agreement(Profile.RM), start=AT, end=AT + timedelta(days=1))
TICK: Final = timedelta(microseconds=1)
PROFILES: Final = {
    Profile.BE: (False, False, False),
    Profile.RM: (True, False, False),
    Profile.BE_S: (False, True, False),
    Profile.RM_S: (True, True, False),
    Profile.BE_E: (False, True, True),
    Profile.RM_E: (True, True, True),
}


@pytest.mark.parametrize(("profile", "promises"), PROFILES.items())
def test_a_profile_says_what_it_promises(profile: Profile, promises: tuple[bool, bool, bool]) -> None:
    assert (profile.reliable, profile.signed, profile.encrypted) == promises


def test_no_profile_is_forgotten() -> None:
    assert set(PROFILES) == set(Profile)


def test_e45_the_sender_may_try_for_the_first_attempt_and_every_retry() -> None:
    agreed = Reliability(retries=8, retry_interval=timedelta(hours=3), persist_duration=timedelta(days=1))
    assert agreed.horizon == timedelta(hours=27)


@pytest.mark.parametrize("at", [AT, AT + timedelta(hours=1), AT + timedelta(days=1)])
def test_an_agreement_holds_from_its_start_to_its_end(at: datetime) -> None:
    assert AGREEMENT.in_force(at)


@pytest.mark.parametrize("at", [AT - TICK, AT + timedelta(days=1) + TICK])
def test_an_agreement_holds_neither_before_its_start_nor_after_its_end(at: datetime) -> None:
    assert not AGREEMENT.in_force(at)


def test_an_action_is_found_by_service_action_and_direction_together() -> None:
    found = AGREEMENT.find_action(SERVICE, INBOUND, outbound=False)
    assert found is not None
    assert (found.action, found.outbound) == (INBOUND, False)
    assert AGREEMENT.find_action(SERVICE, INBOUND, outbound=True) is None
    assert AGREEMENT.find_action(SERVICE, OUTBOUND, outbound=False) is None
    assert AGREEMENT.find_action("andere:dienst", INBOUND, outbound=False) is None
    assert AGREEMENT.find_action(SERVICE, INBOUND.upper(), outbound=False) is None


def test_a_party_has_its_newest_certificate_first_and_the_older_ones_behind_it() -> None:
    party = AGREEMENT.partner
    assert party.client_certificates == (party.client_certificate,)
    assert party.signing_certificates == (party.signing_certificate,)
    both = replace(party, other_client_certificates=(b"a", b"b"), other_signing_certificates=(b"c",))
    assert both.client_certificates == (party.client_certificate, b"a", b"b")
    assert both.signing_certificates == (party.signing_certificate, b"c")


def test_a_party_is_held_by_itself_and_by_whom_a_mandate_names() -> None:
    party, hub = AGREEMENT.partner, Oin("00000099000000007000")
    assert party.is_held_by(party.party_id.oin, HubUse.SIGNING, AT)
    assert not party.is_held_by(hub, HubUse.TLS, AT)
    mandate = HubMandate(
        holder=hub,
        principal=party.party_id.oin,
        uses=frozenset({HubUse.TLS}),
        valid_from=date(2000, 1, 1),
        valid_until=date(2100, 1, 1),
    )
    behind = replace(party, mandates=(mandate,))
    assert behind.is_held_by(hub, HubUse.TLS, AT)
    assert not behind.is_held_by(hub, HubUse.SIGNING, AT)
    assert not behind.is_held_by(Oin("00000099000000008000"), HubUse.TLS, AT)


LEGACY: Final = LegacyDecryption(
    partner=Oin("00000099000000020000"),
    key_id="legacy-politie",
    certificate=b"",
    ciphers=frozenset({LegacyCipher.AES256_CBC}),
    transports=frozenset(),
    until=AT,
)


def test_an_exception_counts_until_its_moment_and_not_at_it() -> None:
    assert LEGACY.in_force(AT - TICK)
    assert not LEGACY.in_force(AT)


def test_an_agreement_has_an_exception_only_while_that_holds() -> None:
    agreement = replace(AGREEMENT, legacy=LEGACY)
    assert agreement.legacy_at(AT - TICK) == LEGACY
    assert agreement.legacy_at(AT) is None
    assert AGREEMENT.legacy_at(AT - TICK) is None


def test_what_only_an_exception_opens_can_never_be_agreed_on_to_send() -> None:
    assert {*LegacyCipher}.isdisjoint(ContentCipher)
    assert {*LegacyTransport}.isdisjoint(KeyTransport)
