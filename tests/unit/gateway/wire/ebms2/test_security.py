from dataclasses import replace

import pytest

from gateway.domain.agreement import Profile
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.security import find_inbound_action, find_signal_action, find_signing_action
from gateway.wire.stages import EnvelopeKind
from tests.kit.ebms2_messages import make_agreement, make_header

UNSIGNED = make_agreement(Profile.RM)
SIGNED = make_agreement(Profile.RM, Profile.RM_S)


def test_a_business_message_has_the_action_that_the_partner_may_send() -> None:
    assert find_inbound_action(to_address(make_header()), UNSIGNED) == UNSIGNED.actions[0]


def test_a_signal_has_no_action_of_its_own() -> None:
    assert find_inbound_action(to_address(make_header(EnvelopeKind.PING)), UNSIGNED) is None


@pytest.mark.parametrize("kind", [EnvelopeKind.ACKNOWLEDGMENT, EnvelopeKind.MESSAGE_ERROR])
def test_signals_are_signed_where_anything_of_the_agreement_is(kind: EnvelopeKind) -> None:
    found = find_signal_action(kind, SIGNED, about_outbound=SIGNED.actions[2].outbound)
    assert found == SIGNED.actions[2]
    assert find_signal_action(kind, UNSIGNED, about_outbound=True) is None


@pytest.mark.parametrize("about_outbound", [True, False])
def test_an_acknowledgement_goes_unsigned_where_no_signature_was_asked_for(about_outbound: bool) -> None:  # noqa: FBT001 - a parameter of the test
    actions = tuple(
        replace(action, ack_signature_requested=action.outbound is not about_outbound) for action in SIGNED.actions
    )
    agreement = replace(SIGNED, actions=actions)
    assert find_signal_action(EnvelopeKind.ACKNOWLEDGMENT, agreement, about_outbound=about_outbound) is None
    assert find_signal_action(EnvelopeKind.MESSAGE_ERROR, agreement, about_outbound=about_outbound) is not None


@pytest.mark.parametrize(
    "kind", [EnvelopeKind.PING, EnvelopeKind.PONG, EnvelopeKind.STATUS_REQUEST, EnvelopeKind.STATUS_RESPONSE]
)
def test_ping_and_status_are_never_signed(kind: EnvelopeKind) -> None:
    assert find_signal_action(kind, SIGNED, about_outbound=True) is None


def test_a_question_shares_the_signature_of_the_agreement_where_there_is_one() -> None:
    assert find_signing_action(SIGNED) == SIGNED.actions[2]
    assert find_signing_action(UNSIGNED) is None
