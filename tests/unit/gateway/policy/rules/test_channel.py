"""Chapter 3.10: the way that a message takes."""

from dataclasses import replace

import pytest

from gateway.domain.content import Content
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.policy import Effect, Facts
from gateway.policy.house import Channel, House
from gateway.policy.rules.channel import RULES
from gateway.policy.verdicts import Hold
from tests.kit.policy_cases import (
    LOCAL_FIELD,
    MOTHER,
    POLICE,
    VT,
    arriving,
    effects,
    elements,
    facts,
    handover,
    judge,
    party,
)


def _at(house: House, bsn: str | None = "999990019") -> Facts:
    return replace(handover(Content(betrokkenen=(replace(MOTHER, bsn=bsn),))), house=house)


@pytest.mark.parametrize("number", ["R131", "R135", "R137", "R140", "R147", "R149"])
def test_what_nobody_tells_here_is_kept_elsewhere(number: str) -> None:
    assert judge(RULES, number, handover()) == ()


# R131


def test_r131_a_partner_with_an_agreement_and_keys_passes_and_another_is_refused() -> None:
    assert judge(RULES, "R131", _at(House(agreed=True))) == ()
    assert effects(judge(RULES, "R131", _at(House(agreed=False)))) == [Effect.DENY]
    assert effects(judge(RULES, "R131", arriving(_at(House(agreed=False))))) == [Effect.DENY]


# R135


@pytest.mark.parametrize("environment", ["", "_T", "_OTA"])
def test_r135_two_of_the_same_environment_pass(environment: str) -> None:
    asked = _at(House(own_environment=environment, partner_environment=environment))
    assert judge(RULES, "R135", asked) == ()


@pytest.mark.parametrize(("own", "other"), [("", "_T"), ("_T", ""), ("_T", "_O")])
def test_r135_a_test_party_in_production_or_the_other_way_round_is_refused(own: str, other: str) -> None:
    asked = _at(House(own_environment=own, partner_environment=other))
    assert effects(judge(RULES, "R135", asked)) == [Effect.DENY]


def test_r135_a_bsn_that_may_be_somebodys_is_refused_outside_production() -> None:
    test = House(own_environment="_T", partner_environment="_T")
    verdicts = judge(RULES, "R135", _at(test, "123456782"))
    assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"betrokkenen[0].bsn"})
    assert judge(RULES, "R135", _at(test, None)) == ()
    assert judge(RULES, "R135", _at(House(own_environment="", partner_environment=""), "123456782")) == ()


# R137


def test_r137_a_channel_that_is_down_holds_and_a_call_passes() -> None:
    (verdict,) = judge(RULES, "R137", _at(House(channel=Channel.CHAIN, channel_up=False)))
    assert isinstance(verdict, Hold)
    assert judge(RULES, "R137", _at(House(channel=Channel.CHAIN, channel_up=True))) == ()
    assert judge(RULES, "R137", _at(House(channel=Channel.TELEPHONE))) == ()


@pytest.mark.parametrize("channel", [Channel.MAIL, Channel.FAX, Channel.SMS])
def test_r137_content_never_goes_by_plain_mail_fax_or_sms(channel: Channel) -> None:
    assert effects(judge(RULES, "R137", _at(House(channel=channel, channel_up=False)))) == [Effect.DENY]


# R140


@pytest.mark.parametrize(
    "house",
    [
        House(sealed=True, relayed=True),
        House(sealed=False, relayed=False),
        House(sealed=False),
        House(sealed=False, relayed=True, relay_named=True),
    ],
)
def test_r140_sealed_or_read_by_nobody_without_a_role_passes(house: House) -> None:
    assert judge(RULES, "R140", _at(house)) == ()


@pytest.mark.parametrize("named", [False, None])
def test_r140_cleartext_in_a_relay_that_stands_nowhere_is_refused(*, named: bool | None) -> None:
    house = House(sealed=False, relayed=True, relay_named=named)
    assert effects(judge(RULES, "R140", _at(house))) == [Effect.DENY]


# R147 and R149


def test_r147_a_version_that_the_receiver_reads_passes_and_another_is_refused() -> None:
    assert judge(RULES, "R147", _at(House(version_supported=True))) == ()
    assert effects(judge(RULES, "R147", _at(House(version_supported=False)))) == [Effect.DENY]


def test_r149_a_host_in_the_netherlands_passes_and_a_foreign_relay_is_refused() -> None:
    assert judge(RULES, "R149", _at(House(inside_eea=True))) == ()
    assert effects(judge(RULES, "R149", _at(House(inside_eea=False)))) == [Effect.DENY]


# R148


def test_r148_feedback_of_vt_passes() -> None:
    assert judge(RULES, "R148", facts(MessageType.MSG_08, Content(), VT, POLICE)) == ()
    # To the wrong receiver: R002 says so.
    assert judge(RULES, "R148", facts(MessageType.MSG_08, Content(), VT, LOCAL_FIELD)) == ()
    assert judge(RULES, "R148", replace(facts(MessageType.MSG_08, Content(), VT, POLICE), sender=None)) == ()


def test_r148_a_municipality_that_sends_a_police_report_is_refused() -> None:
    asked = facts(MessageType.MSG_01, Content(), party(PartyKind.GEMEENTE), VT)
    for each in (asked, arriving(asked)):
        verdicts = judge(RULES, "R148", each)
        assert (effects(verdicts), elements(verdicts)) == ([Effect.DENY], {"header.type", "header.sender"})
