from dataclasses import replace

import pytest

from gateway.errors import HeaderRefusedError
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.model import PartyElement, TypedValue
from gateway.wire.ebms2.vocabulary import ErrorCode, Location
from gateway.wire.stages import Address, EnvelopeKind
from tests.kit.ebms2_messages import (
    AGREEMENT_ID,
    AT,
    CONVERSATION,
    INBOUND,
    MESSAGE_ID,
    SERVICE,
    SERVICE_TYPE,
    THEY,
    WE,
    make_header,
)


def test_an_address_says_who_sends_what_to_whom() -> None:
    header = make_header()
    assert to_address(header) == Address(
        kind=EnvelopeKind.MESSAGE,
        agreement_id=AGREEMENT_ID,
        message_id=MESSAGE_ID,
        conversation_id=CONVERSATION,
        sender=THEY,
        receiver=WE,
        service=SERVICE,
        service_type=SERVICE_TYPE,
        action=INBOUND,
        timestamp=AT,
        time_to_live=header.time_to_live,
        refers_to=None,
    )


@pytest.mark.parametrize("kind", [kind for kind in EnvelopeKind if kind is not EnvelopeKind.MESSAGE])
def test_a_signal_is_told_by_its_service_and_action(kind: EnvelopeKind) -> None:
    assert to_address(make_header(kind)).kind is kind


@pytest.mark.parametrize("action", ["message", "pong", "Acknowledgement"])
def test_an_unknown_signal_is_refused(action: str) -> None:
    with pytest.raises(HeaderRefusedError) as caught:
        to_address(replace(make_header(EnvelopeKind.PING), action=action))
    assert caught.value.location == Location.ACTION


def test_the_name_of_a_signal_means_nothing_in_a_service_of_ours() -> None:
    assert to_address(replace(make_header(), action="Ping")).kind is EnvelopeKind.MESSAGE


@pytest.mark.parametrize("text", ["", "00000099", f"{THEY}_X", f" {THEY}", str(THEY).replace("9", "\uff19")])
def test_126_a_party_id_is_an_oin(text: str) -> None:
    with pytest.raises(HeaderRefusedError) as caught:
        to_address(replace(make_header(), receiver=PartyElement((TypedValue(text),))))
    assert (caught.value.ebms_code, caught.value.location) == (ErrorCode.VALUE_NOT_RECOGNIZED, Location.TO_PARTY)
