"""Group E of the bad inputs, each under its own number, as far as a header and its agreement decide."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest

from gateway.domain.agreement import Profile
from gateway.domain.identifiers import AgreementId, Oin, PartyId
from gateway.domain.party import HubMandate, HubUse
from gateway.errors import HeaderRefusedError, SecurityRefusedError
from gateway.wire.ebms2.addressing import to_address
from gateway.wire.ebms2.header_rules import (
    CLOCK_SKEW,
    IdentityRefusal,
    check_identity,
    check_rules,
    refuse_reference,
)
from gateway.wire.ebms2.model import (
    Acknowledgment,
    AckRequested,
    ErrorList,
    Manifest,
    PartyElement,
    SoapMessage,
    StatusRequest,
    StatusResponse,
    TypedValue,
)
from gateway.wire.ebms2.vocabulary import PARTY_TYPE, Actor, ErrorCode, Location, MessageStatus, Severity
from gateway.wire.stages import Address, EnvelopeKind, ErrorItem
from tests.kit.ebms2_messages import (
    AT,
    INBOUND,
    MESSAGE_ID,
    OTHER_ID,
    SERVICE,
    SERVICE_TYPE,
    STRANGER,
    THEY,
    WE,
    make_acknowledgment,
    make_agreement,
    make_header,
    make_message,
)

VNR: Final = ErrorCode.VALUE_NOT_RECOGNIZED
INC: Final = ErrorCode.INCONSISTENT
NS: Final = ErrorCode.NOT_SUPPORTED
TTL: Final = ErrorCode.TIME_TO_LIVE_EXPIRED
L = Location
RM: Final = make_agreement(Profile.RM)
SECOND: Final = timedelta(seconds=1)

Check = Callable[[], object]


def _header(message: SoapMessage | None = None, **changes: Any) -> SoapMessage:  # noqa: ANN401 - fields have many types
    message = message or make_message()
    return replace(message, header=replace(message.header, **changes))


def _signal(kind: EnvelopeKind, **blocks: Any) -> SoapMessage:  # noqa: ANN401 - fields have many types
    return SoapMessage(header=make_header(kind), **blocks)


def _check(message: SoapMessage, *, at: timedelta = timedelta()) -> object:
    return check_rules(message, to_address(message.header), RM, AT + at)


def _refusal(check: Check) -> tuple[str, str]:
    with pytest.raises(HeaderRefusedError) as caught:
        check()
    return caught.value.ebms_code, caught.value.location


def _address(sender: PartyId = THEY, receiver: PartyId = WE) -> Address:
    return replace(to_address(make_header()), sender=sender, receiver=receiver)


def _identity(address: Address, partner: Oin = THEY.oin) -> None:
    check_identity(address, RM, partner, AT)


# --- who --------------------------------------------------------------------------------------------------------------


def test_the_partner_of_the_agreement_may_speak_for_itself() -> None:
    _identity(_address())


def test_114_an_agreement_of_another_pair_is_a_security_failure() -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        _identity(_address(), STRANGER)
    assert caught.value.reason == IdentityRefusal.NOT_THE_PARTNER


def test_a034_a_hub_speaks_for_the_partner_only_with_a_mandate() -> None:
    mandate = HubMandate(
        holder=STRANGER,
        principal=THEY.oin,
        uses=frozenset({HubUse.TLS}),
        valid_from=date(2000, 1, 1),
        valid_until=date(2100, 1, 1),
    )
    behind = replace(RM, partner=replace(RM.partner, mandates=(mandate,)))
    check_identity(_address(), behind, STRANGER, AT)
    with pytest.raises(SecurityRefusedError) as caught:
        check_identity(_address(sender=PartyId.parse(str(STRANGER))), behind, STRANGER, AT)
    assert caught.value.reason == IdentityRefusal.NOT_THE_SENDER
    over = replace(RM, partner=replace(RM.partner, mandates=(replace(mandate, valid_until=date(2000, 1, 2)),)))
    with pytest.raises(SecurityRefusedError) as caught:
        check_identity(_address(), over, STRANGER, AT)
    assert caught.value.reason == IdentityRefusal.NOT_THE_PARTNER


def test_115_from_and_to_swapped_went_astray() -> None:
    assert _refusal(lambda: _identity(_address(sender=WE, receiver=THEY))) == (VNR, L.TO_PARTY)


def test_115_a_message_to_somebody_else_went_astray() -> None:
    somebody = PartyId.parse(str(STRANGER))
    assert _refusal(lambda: _identity(_address(receiver=somebody))) == (VNR, L.TO_PARTY)


def test_115_a_message_to_our_other_environment_went_astray() -> None:
    assert _refusal(lambda: _identity(_address(receiver=PartyId.parse(f"{WE}_T")))) == (VNR, L.TO_PARTY)


def test_116_nobody_speaks_for_another() -> None:
    with pytest.raises(SecurityRefusedError) as caught:
        _identity(_address(sender=PartyId.parse(str(STRANGER))))
    assert caught.value.reason == IdentityRefusal.NOT_THE_SENDER


def test_116_another_environment_of_the_partner_is_another_party() -> None:
    assert _refusal(lambda: _identity(_address(sender=PartyId.parse(f"{THEY}_T")))) == (VNR, L.FROM_PARTY)


# --- what was agreed --------------------------------------------------------------------------------------------------


def test_a_message_as_agreed_has_its_action() -> None:
    assert _check(make_message()) == RM.actions[0]


@pytest.mark.parametrize("profile", Profile)
def test_every_profile_has_its_own_reliability(profile: Profile) -> None:
    message = make_message()
    requested = AckRequested(signed=profile.signed, actor=None) if profile.reliable else None
    message = _header(replace(message, ack_requested=requested), duplicate_elimination=profile.reliable)
    agreement = make_agreement(profile)
    assert check_rules(message, to_address(message.header), agreement, AT) == agreement.actions[0]


def _party(text: str, kind: str | None = PARTY_TYPE, role: str | None = "INDIENER") -> PartyElement:
    return PartyElement((TypedValue(text, kind),), role)


BAD_HEADERS: Final[dict[str, tuple[SoapMessage, tuple[str, str]]]] = {
    "112-other-agreement": (_header(agreement_id=AgreementId.parse("anders")), (VNR, L.AGREEMENT)),
    "117-untyped-sender": (_header(sender=_party(str(THEY), None)), (INC, L.FROM_PARTY)),
    "117-other-type-of-receiver": (_header(receiver=_party(str(WE), "urn:x")), (VNR, L.TO_PARTY)),
    "121-role-not-agreed": (_header(sender=_party(str(THEY), role="BAAS")), (VNR, L.FROM_ROLE)),
    "121-role-of-the-other": (_header(receiver=_party(str(WE), role="INDIENER")), (VNR, L.TO_ROLE)),
    "121-no-role": (_header(sender=_party(str(THEY), role=None)), (INC, L.FROM_ROLE)),
    "121-no-role-of-ours": (_header(receiver=_party(str(WE), role=None)), (INC, L.TO_ROLE)),
    "122-service-not-agreed": (_header(service=TypedValue("anders", SERVICE_TYPE)), (VNR, L.ACTION)),
    "122-service-with-a-space": (_header(service=TypedValue(f"{SERVICE} ", SERVICE_TYPE)), (VNR, L.ACTION)),
    "122-action-not-agreed": (_header(action="anders"), (VNR, L.ACTION)),
    "122-action-of-the-other-direction": (_header(action="terugkoppelen"), (VNR, L.ACTION)),
    "122-action-with-a-zero-width-space": (_header(action=f"{INBOUND}\u200b"), (VNR, L.ACTION)),
    "122-untyped-service": (_header(service=TypedValue(SERVICE)), (INC, L.SERVICE)),
    "122-other-type-of-service": (_header(service=TypedValue(SERVICE, "urn:x")), (INC, L.SERVICE)),
    "123-version-1.0": (_header(version="1.0"), (INC, L.VERSION)),
    "123-version-3.0": (_header(version="3.0"), (INC, L.VERSION)),
    "123-no-version": (_header(version=""), (INC, L.VERSION)),
    "124-two-senders": (
        _header(sender=PartyElement(_party(str(THEY)).party_ids * 2, "INDIENER")),
        (INC, L.FROM_PARTY),
    ),
    "127-reference-to-itself": (_header(refers_to=MESSAGE_ID), (VNR, L.REFERS_TO)),
    "129-time-to-live-before-timestamp": (_header(time_to_live=AT - SECOND), (VNR, L.TIME_TO_LIVE)),
    "129-time-to-live-at-timestamp": (_header(time_to_live=AT), (VNR, L.TIME_TO_LIVE)),
    "129-a-day-ahead": (_header(timestamp=AT + timedelta(days=1), time_to_live=None), (VNR, L.TIMESTAMP)),
    "129-before-the-agreement": (_header(timestamp=AT - timedelta(days=31)), (INC, L.AGREEMENT_PERIOD)),
    "129-after-the-agreement": (_header(timestamp=AT + timedelta(days=31)), (INC, L.AGREEMENT_PERIOD)),
    "134-no-duplicate-elimination": (_header(duplicate_elimination=False), (INC, L.DUPLICATE_ELIMINATION)),
    "134-no-ack-requested": (replace(make_message(), ack_requested=None), (INC, L.ACK_REQUESTED)),
    "134-signed-not-agreed": (
        replace(make_message(), ack_requested=AckRequested(signed=True, actor=None)),
        (INC, L.ACK_SIGNED),
    ),
    "134-next-msh": (
        replace(make_message(), ack_requested=AckRequested(signed=False, actor=Actor.NEXT_MSH)),
        (NS, L.ACK_ACTOR),
    ),
    "134-actor-next": (
        replace(make_message(), ack_requested=AckRequested(signed=False, actor=Actor.NEXT)),
        (INC, L.ACK_ACTOR),
    ),
    "134-message-order": (replace(make_message(), message_order=True), (NS, L.MESSAGE_ORDER)),
}


@pytest.mark.parametrize(("message", "refusal"), BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_what_was_not_agreed_is_refused(message: SoapMessage, refusal: tuple[str, str]) -> None:
    assert _refusal(lambda: _check(message)) == refusal


def test_134_signed_false_in_a_signed_profile_is_inconsistent() -> None:
    message = make_message()
    agreement = make_agreement(Profile.RM_S)
    assert _refusal(lambda: check_rules(message, to_address(message.header), agreement, AT)) == (INC, L.ACK_SIGNED)


def test_134_best_effort_wants_neither_acknowledgement_nor_elimination() -> None:
    agreement = make_agreement(Profile.BE)
    message = make_message()
    address = to_address(message.header)
    assert _refusal(lambda: check_rules(message, address, agreement, AT)) == (INC, L.ACK_REQUESTED)
    plain = replace(message, ack_requested=None)
    assert _refusal(lambda: check_rules(plain, address, agreement, AT)) == (INC, L.DUPLICATE_ELIMINATION)


# --- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [timedelta(days=-31), timedelta(days=31)])
def test_113_an_agreement_not_in_force_is_none(at: timedelta) -> None:
    assert _refusal(lambda: _check(make_message(), at=at)) == (VNR, L.AGREEMENT)


def test_129_clocks_may_differ_by_five_minutes() -> None:
    _check(_header(timestamp=AT + CLOCK_SKEW))
    assert _refusal(lambda: _check(_header(timestamp=AT + CLOCK_SKEW + SECOND))) == (VNR, L.TIMESTAMP)


def test_129_a_message_lives_until_its_time_to_live() -> None:
    alive = timedelta(hours=27) + CLOCK_SKEW - SECOND
    _check(make_message(), at=alive)
    assert _refusal(lambda: _check(make_message(), at=alive + SECOND)) == (TTL, L.TIME_TO_LIVE)


def test_129_a_message_without_time_to_live_may_have_waited_for_days() -> None:
    _check(_header(timestamp=AT - timedelta(days=20), time_to_live=None))


# --- signals ----------------------------------------------------------------------------------------------------------

ERRORS: Final = ErrorList(Severity.ERROR, (ErrorItem(code="Unknown", location="", severity="Error"),))
SIGNALS: Final = {
    "acknowledgment": make_acknowledgment(),
    "acknowledgment-of-a-peer-that-copies": _header(
        replace(
            make_acknowledgment(),
            acknowledgment=Acknowledgment(timestamp=AT, refers_to=OTHER_ID, sender=_party(str(THEY))),
        ),
        duplicate_elimination=True,
        sender=_party(str(THEY), role="IETS"),
    ),
    "message-error": _signal(EnvelopeKind.MESSAGE_ERROR, error_list=ERRORS),
    "ping": _header(_signal(EnvelopeKind.PING), refers_to=None),
    "pong": _signal(EnvelopeKind.PONG),
    "status-request": _signal(EnvelopeKind.STATUS_REQUEST, status_request=StatusRequest(OTHER_ID)),
    "status-response": _signal(
        EnvelopeKind.STATUS_RESPONSE, status_response=StatusResponse(MessageStatus.NOT_RECOGNIZED, OTHER_ID)
    ),
}


@pytest.mark.parametrize("message", SIGNALS.values(), ids=SIGNALS)
def test_a_signal_has_no_action(message: SoapMessage) -> None:
    assert _check(message) is None


def _acknowledgment(**changes: Any) -> SoapMessage:  # noqa: ANN401 - fields have many types
    block = Acknowledgment(timestamp=AT, refers_to=OTHER_ID)
    return replace(make_acknowledgment(), acknowledgment=replace(block, **changes))


BAD_SIGNALS: Final[dict[str, tuple[SoapMessage, tuple[str, str]]]] = {
    "acknowledgment-without-block": (_signal(EnvelopeKind.ACKNOWLEDGMENT), (INC, L.ACKNOWLEDGMENT)),
    "acknowledgment-in-a-message": (
        replace(make_message(), acknowledgment=make_acknowledgment().acknowledgment),
        (INC, L.ACKNOWLEDGMENT),
    ),
    "error-list-in-an-acknowledgment": (replace(make_acknowledgment(), error_list=ERRORS), (INC, L.ERROR_LIST)),
    "message-error-without-list": (_signal(EnvelopeKind.MESSAGE_ERROR), (INC, L.ERROR_LIST)),
    "status-request-without-block": (_signal(EnvelopeKind.STATUS_REQUEST), (INC, L.STATUS_REQUEST)),
    "status-response-without-block": (_signal(EnvelopeKind.STATUS_RESPONSE), (INC, L.STATUS_RESPONSE)),
    "acknowledgment-that-wants-one": (
        replace(make_acknowledgment(), ack_requested=AckRequested(signed=False, actor=None)),
        (INC, L.ACK_REQUESTED),
    ),
    "signal-with-a-manifest": (replace(make_acknowledgment(), manifest=Manifest(("cid:x",))), (INC, L.MANIFEST)),
    "acknowledgment-of-nothing": (_header(make_acknowledgment(), refers_to=None), (INC, L.REFERS_TO)),
    "pong-to-nothing": (_header(_signal(EnvelopeKind.PONG), refers_to=None), (INC, L.REFERS_TO)),
    "acknowledgment-of-two-messages": (_acknowledgment(refers_to=MESSAGE_ID), (INC, L.REFERS_TO)),
    "134-acknowledgment-for-next-msh": (_acknowledgment(actor=Actor.NEXT_MSH), (NS, L.ACKNOWLEDGMENT_ACTOR)),
    "134-acknowledgment-for-another": (_acknowledgment(actor="urn:x"), (INC, L.ACKNOWLEDGMENT_ACTOR)),
    "132-acknowledgment-of-another-party": (_acknowledgment(sender=_party(str(WE))), (INC, L.ACKNOWLEDGMENT)),
    "123-version": (_header(make_acknowledgment(), version="1.0"), (INC, L.VERSION)),
}


@pytest.mark.parametrize(("message", "refusal"), BAD_SIGNALS.values(), ids=BAD_SIGNALS)
def test_a_doubtful_signal_is_refused(message: SoapMessage, refusal: tuple[str, str]) -> None:
    assert _refusal(lambda: _check(message)) == refusal


def test_127_what_refers_to_nothing_known_is_told_where() -> None:
    assert _refusal(refuse_reference) == (VNR, L.REFERS_TO)


def test_e29_a_party_id_has_the_type_that_was_agreed() -> None:
    agreement = make_agreement()
    other = replace(agreement, partner=replace(agreement.partner, party_type="urn:cv:oin"))
    for kind, expected in (("urn:cv:oin", None), (PARTY_TYPE, (VNR, L.FROM_PARTY)), (None, (INC, L.FROM_PARTY))):
        message = _header(sender=_party(str(THEY), kind))

        def check(message: SoapMessage = message) -> object:
            return check_rules(message, to_address(message.header), other, AT)

        if expected is None:
            check()
        else:
            assert _refusal(check) == expected
