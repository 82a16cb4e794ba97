"""What the caller knows of the way a message takes."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.identifiers import PartyId
from gateway.policy.house import PRODUCTION, UNKNOWN_HOUSE, Channel, House, environment_of, house_of
from tests.kit.ebms2_messages import AT, make_agreement

OIN = "00000099000000001000"
AGREEMENT = replace(make_agreement(Profile.RM), start=AT, end=AT + timedelta(days=1))
ACTION = AGREEMENT.actions[0]
OURS = environment_of(AGREEMENT.own.party_id)
THEIRS = environment_of(AGREEMENT.partner.party_id)


def test_of_what_nobody_told_nothing_is_known() -> None:
    assert all(getattr(UNKNOWN_HOUSE, field.name) is None for field in fields(House))


@pytest.mark.parametrize(("party", "environment"), [(OIN, PRODUCTION), (f"{OIN}_T", "_T"), (f"{OIN}_OTA", "_OTA")])
def test_what_follows_the_oin_is_the_environment(party: str, environment: str) -> None:
    assert environment_of(PartyId(party)) == environment


def test_an_agreement_says_how_its_messages_travel() -> None:
    house = house_of(AGREEMENT, ACTION, AT)
    assert (house.own_environment, house.partner_environment) == (OURS, THEIRS)
    assert (house.agreed, house.channel) == (True, Channel.CHAIN)
    assert house.version_supported
    assert house_of(AGREEMENT, ACTION, AGREEMENT.end + timedelta(seconds=1)).agreed is False


@pytest.mark.parametrize(("profile", "sealed"), [(Profile.RM_E, True), (Profile.RM_S, False), (Profile.BE, False)])
def test_only_some_profiles_seal_for_the_receiver(profile: Profile, *, sealed: bool) -> None:
    assert house_of(AGREEMENT, replace(ACTION, profile=profile), AT).sealed is sealed
