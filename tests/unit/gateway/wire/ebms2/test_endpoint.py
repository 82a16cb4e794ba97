"""The face of the room, as a flow uses it: one message and its receipt, both ways, in every profile."""

import pytest

from gateway.domain.agreement import Profile
from gateway.wire.ebms2 import endpoint
from tests.kit.ebms2_messages import (
    AT,
    OTHER_ID,
    PART,
    THEY,
    WE,
    as_they_see_it,
    make_agreement,
    outgoing,
    received,
    sealed_by,
)
from tests.kit.wire_keys import wire_key


def test_the_face_is_what_the_flows_were_promised() -> None:
    assert {name for name in vars(endpoint) if not name.startswith("_")} == set(endpoint.__all__)


@pytest.mark.parametrize("profile", [profile for profile in Profile if profile.reliable])
def test_a_message_and_its_receipt_travel_both_ways(profile: Profile) -> None:
    we = make_agreement(profile, signed_with_keys=True)
    they = as_they_see_it(we)
    sent = sealed_by("zij", endpoint.compose(outgoing(), they, AT))

    envelope = endpoint.parse(received(sent))
    assert endpoint.check_header(envelope, we, THEY.oin, AT) == we.actions[0]
    covered = endpoint.verify(envelope, we, AT)
    keys = tuple(wire_key("wij").unwrap(wrapped) for wrapped in endpoint.wrapped_keys(covered, we))
    proven = endpoint.prove(covered, we, keys, AT)
    assert proven.parts == (PART,)
    answer = sealed_by("wij", endpoint.compose_receipt(proven, we, OTHER_ID, AT))

    returned = endpoint.parse(received(answer, WE.oin))
    assert endpoint.check_header(returned, they, WE.oin, AT) is None
    endpoint.check_receipt(endpoint.prove(endpoint.verify(returned, they, AT), they, (), AT), sent.references)
