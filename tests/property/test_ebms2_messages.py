"""Messages read back as they were written, and hostile octets are refused by name, whatever they are."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.identifiers import AgreementId, ConversationId, MessageId
from gateway.errors import PartnerError, XmlRefusedError
from gateway.wire.ebms2 import endpoint, xml
from gateway.wire.ebms2.model import (
    Acknowledgment,
    AckRequested,
    ErrorList,
    Manifest,
    MessageHeader,
    PartyElement,
    SoapMessage,
    TypedValue,
)
from gateway.wire.ebms2.moments import parse_moment, render_moment
from gateway.wire.ebms2.parse import read_message
from gateway.wire.ebms2.reliability import back_off
from gateway.wire.ebms2.render import render_message, to_octets
from gateway.wire.ebms2.vocabulary import Actor, Severity
from gateway.wire.stages import ErrorItem, Received, ReferenceDigest
from tests.kit.ebms2_messages import AT, MESSAGE_XML, THEY

# What XML can hold; white space other than the space becomes a space in an attribute.
SINCE: Final = datetime(2001, 1, 1, tzinfo=UTC)
CHARACTERS: Final = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=["\ufffe", "\uffff"])
TEXTS: Final = st.text(CHARACTERS, min_size=1, max_size=40)
MOMENTS: Final = st.timedeltas(timedelta(), timedelta(days=365 * 190)).map(lambda since: SINCE + since)
MESSAGE_IDS: Final = st.from_regex(r"[A-Za-z0-9.-]{1,40}@[a-z0-9.-]{1,40}", fullmatch=True).map(MessageId.parse)
OPAQUE: Final = st.from_regex(r"[!-~]([ -~]{0,40}[!-~])?", fullmatch=True)
TYPED: Final = st.builds(TypedValue, TEXTS, st.none() | TEXTS)
PARTIES: Final = st.builds(PartyElement, st.lists(TYPED, min_size=1, max_size=3).map(tuple), st.none() | TEXTS)
DIGESTS: Final = st.binary(min_size=1, max_size=64)
REFERENCES: Final = st.lists(
    st.builds(ReferenceDigest, uri=st.just("") | TEXTS, algorithm=TEXTS, digest=DIGESTS),
    max_size=3,
).map(tuple)
NASTY: Final = (
    *("<x/>", "<!--x-->", "<?x?>", "<![CDATA[x]]>", "&#0;", "&lt;", "\0", ""),
    *("<eb:Role>x</eb:Role>", ' eb:x="y"', "<eb:", "</eb:From>", "1" * 300),
)
ACTORS: Final = st.none() | st.sampled_from(Actor)
HEADERS: Final = st.builds(
    MessageHeader,
    version=TEXTS,
    sender=PARTIES,
    receiver=PARTIES,
    agreement_id=OPAQUE.map(AgreementId.parse),
    conversation_id=OPAQUE.map(ConversationId.parse),
    service=TYPED,
    action=TEXTS,
    message_id=MESSAGE_IDS,
    timestamp=MOMENTS,
    refers_to=st.none() | MESSAGE_IDS,
    time_to_live=st.none() | MOMENTS,
    duplicate_elimination=st.booleans(),
)
ERRORS: Final = st.builds(
    ErrorItem, code=TEXTS, location=st.just("") | TEXTS, severity=st.sampled_from([each.value for each in Severity])
)
MESSAGES: Final = st.builds(
    SoapMessage,
    header=HEADERS,
    ack_requested=st.none() | st.builds(AckRequested, st.booleans(), ACTORS),
    acknowledgment=st.none()
    | st.builds(
        Acknowledgment,
        timestamp=MOMENTS,
        refers_to=MESSAGE_IDS,
        sender=st.none() | PARTIES,
        references=REFERENCES,
        actor=ACTORS,
    ),
    error_list=st.none()
    | st.builds(ErrorList, st.sampled_from(Severity), st.lists(ERRORS, min_size=1, max_size=3).map(tuple)),
    manifest=st.none() | st.builds(Manifest, st.lists(TEXTS, min_size=1, max_size=3).map(tuple)),
)


@given(MESSAGES)
def test_a_message_reads_back_as_it_was_written(message: SoapMessage) -> None:
    assert read_message(xml.parse(to_octets(render_message(message)))) == message


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_moment_reads_back_whatever_the_offset(moment: datetime, minutes: int) -> None:
    assert parse_moment(render_moment(moment)) == moment
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    local = (moment + timedelta(minutes=minutes)).replace(tzinfo=None)
    if 2000 <= local.year < 2200:
        assert parse_moment(f"{local.isoformat()}{sign}{hours:02}:{rest:02}") == moment


@given(st.text())
def test_any_text_is_a_moment_or_none(text: str) -> None:
    moment = parse_moment(text)
    assert moment is None or moment.tzinfo is UTC


@given(st.binary())
def test_any_octets_are_xml_or_refused(octets: bytes) -> None:
    try:
        xml.parse(octets)
    except XmlRefusedError:
        return


@given(start=st.integers(0, len(MESSAGE_XML)), length=st.integers(0, 80), text=TEXTS | st.sampled_from(NASTY))
def test_a_spoiled_message_is_read_or_refused_by_name(start: int, length: int, text: str) -> None:
    error = _refusal((MESSAGE_XML[:start] + text + MESSAGE_XML[start + length :]).encode())
    if error is not None:
        assert endpoint.error_item(error).severity == "Error"
        assert endpoint.fault(error).startswith(b"<soap:Envelope")


def _refusal(octets: bytes) -> PartnerError | None:
    came = Received(body=octets, content_type="text/xml", soap_action="ebXML", partner=THEY.oin, at=AT)
    try:
        endpoint.parse(came)
    except PartnerError as error:
        return error
    return None


@given(
    longest=st.timedeltas(timedelta(seconds=1), timedelta(days=1)),
    attempts=st.integers(0, 10_000),
    jitter=st.floats(0, 1, exclude_max=True),
)
def test_a_pause_is_never_nothing_and_never_longer_than_agreed(
    longest: timedelta, attempts: int, jitter: float
) -> None:
    assert timedelta() < back_off(attempts, jitter, longest) <= longest
