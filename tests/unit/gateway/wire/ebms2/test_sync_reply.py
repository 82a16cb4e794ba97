from dataclasses import replace
from typing import Final

import pytest
from lxml import etree

from gateway.domain.agreement import Agreement, Profile, SyncReply
from gateway.errors import HeaderRefusedError
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.model import SoapMessage
from gateway.wire.ebms2.render import render_message
from gateway.wire.ebms2.sync_reply import answers_at_once, check_sync_reply
from gateway.wire.ebms2.vocabulary import EB, SOAP, Actor
from gateway.wire.stages import EnvelopeKind
from tests.kit.ebms2_messages import make_agreement, make_header

ALONE: Final = make_agreement(Profile.RM)
AT_ONCE: Final = replace(
    ALONE,
    actions=tuple(
        replace(action, sync_reply=SyncReply.NONE if action.outbound else SyncReply.MSH_SIGNALS_ONLY)
        for action in ALONE.actions
    ),
)
QUESTIONS: Final = (EnvelopeKind.PING, EnvelopeKind.STATUS_REQUEST)
ANSWERS: Final = tuple(kind for kind in EnvelopeKind if kind not in {*QUESTIONS, EnvelopeKind.MESSAGE})


def asked(kind: EnvelopeKind, *, sync_reply: bool) -> SoapMessage:
    return SoapMessage(header=make_header(kind), sync_reply=sync_reply)


@pytest.mark.parametrize("kind", [EnvelopeKind.MESSAGE, *QUESTIONS])
def test_the_agreement_alone_says_over_which_connection_the_answer_goes(kind: EnvelopeKind) -> None:
    address = to_address(make_header(kind))
    assert answers_at_once(address, AT_ONCE)
    assert not answers_at_once(address, ALONE)


def test_what_we_send_says_nothing_about_how_we_answer() -> None:
    turned = replace(AT_ONCE, actions=tuple(replace(each, outbound=not each.outbound) for each in AT_ONCE.actions))
    assert not answers_at_once(to_address(make_header(EnvelopeKind.PING)), turned)


def test_a_message_that_was_never_agreed_is_answered_over_the_default_channel() -> None:
    address = replace(to_address(make_header()), action="onbekend")
    assert answers_at_once(address, AT_ONCE)
    assert not answers_at_once(address, ALONE)


@pytest.mark.parametrize(
    ("kind", "agreement", "sync_reply"),
    [
        (EnvelopeKind.MESSAGE, AT_ONCE, True),
        (EnvelopeKind.MESSAGE, ALONE, False),
        *((kind, AT_ONCE, given) for kind in QUESTIONS for given in (True, False)),
        *((kind, ALONE, False) for kind in QUESTIONS),
        *((kind, agreement, False) for kind in ANSWERS for agreement in (ALONE, AT_ONCE)),
    ],
)
def test_the_element_stands_where_it_was_agreed(
    kind: EnvelopeKind,
    agreement: Agreement,
    sync_reply: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    check_sync_reply(asked(kind, sync_reply=sync_reply), to_address(make_header(kind)), agreement)


@pytest.mark.parametrize(
    ("kind", "agreement", "sync_reply"),
    [
        (EnvelopeKind.MESSAGE, AT_ONCE, False),
        (EnvelopeKind.MESSAGE, ALONE, True),
        *((kind, ALONE, True) for kind in QUESTIONS),
        *((kind, agreement, True) for kind in ANSWERS for agreement in (ALONE, AT_ONCE)),
    ],
)
def test_the_element_is_refused_where_the_agreement_says_otherwise(
    kind: EnvelopeKind,
    agreement: Agreement,
    sync_reply: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with pytest.raises(HeaderRefusedError, match="Inconsistent at //Header/SyncReply"):
        check_sync_reply(asked(kind, sync_reply=sync_reply), to_address(make_header(kind)), agreement)


def test_the_element_is_written_as_the_schema_demands() -> None:
    root = render_message(asked(EnvelopeKind.MESSAGE, sync_reply=True))
    element = root.find(f"{{{SOAP}}}Header/{{{EB}}}SyncReply")
    assert element is not None
    assert dict(element.attrib) == {
        f"{{{EB}}}version": "2.0",
        f"{{{SOAP}}}mustUnderstand": "1",
        f"{{{SOAP}}}actor": Actor.NEXT,
    }
    assert etree.tostring(element).count(b"SyncReply") == 1
