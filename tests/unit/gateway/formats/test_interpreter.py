import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content, Fout
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.domain.party import PartyKind
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats import interpreter, stuf_jz
from gateway.formats.interpreter import KETEN_SERVICE, STUF_SERVICE, Way
from gateway.formats.samples import sample_message

AT: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REPORT: Final = sample_message(MessageType.MSG_01, AT)
HANDOVER: Final = sample_message(MessageType.MSG_34, AT)
RECEIPT: Final = sample_message(MessageType.TEC_02, AT)
FAULT: Final = replace(
    sample_message(MessageType.TEC_04, AT),
    content=Content(fout=Fout(code="StUF055", omschrijving="fout", plaatsen=("line 3",))),
)
OLDER: Final = "VNG:Jeugdzorg:1:0:7"
ALWAYS: Final = {
    Way(STUF_SERVICE, "Bv01Bericht"),
    Way(STUF_SERVICE, "Fo01Bericht"),
    Way(KETEN_SERVICE, "functioneleOntvangst"),
    Way(KETEN_SERVICE, "functioneleFout"),
}
# Everything that travels in a format of ours today.
TRAVELS: Final = [
    entry.type
    for entry in CATALOGUE.values()
    if entry.type in stuf_jz.ROOTS.values() or (entry.stuf is None and entry.root is not None)
]


@pytest.mark.parametrize(
    ("message", "service", "action"),
    [
        (REPORT, STUF_SERVICE, "vtMeldingDi01"),
        (REPORT, OLDER, "vtMeldingDi01"),
        (HANDOVER, KETEN_SERVICE, "directeOverdracht"),
        (RECEIPT, STUF_SERVICE, "Bv01Bericht"),
        (RECEIPT, OLDER, "Bv01Bericht"),
        (RECEIPT, KETEN_SERVICE, "functioneleOntvangst"),
        (FAULT, STUF_SERVICE, "Fo01Bericht"),
        (FAULT, KETEN_SERVICE, "functioneleFout"),
    ],
)
def test_a_message_travels_under_each_service_that_has_it(message: Message, service: str, action: str) -> None:
    rendered = interpreter.render(message, service)
    assert (rendered.service, rendered.action) == (service, action)
    assert Way(service, action) in interpreter.ways_of(message.header.type)
    assert interpreter.root_name(rendered.octets) == action
    assert interpreter.type_of(action) is message.header.type
    read = interpreter.parse(service, action, rendered.octets)
    assert interpreter.render(read, service) == rendered


@pytest.mark.parametrize(
    ("message", "service"), [(REPORT, STUF_SERVICE), (HANDOVER, KETEN_SERVICE), (RECEIPT, STUF_SERVICE)]
)
def test_without_a_choice_the_newest_version_is_written(message: Message, service: str) -> None:
    rendered = interpreter.render(message)
    assert rendered.service == service
    assert interpreter.service_of(rendered.action) == service


@pytest.mark.parametrize(("message", "service"), [(REPORT, KETEN_SERVICE), (HANDOVER, OLDER), (REPORT, "Vreemd:1")])
def test_r147_a_message_is_not_written_for_a_service_that_lacks_it(message: Message, service: str) -> None:
    with pytest.raises(NotAMessageError) as caught:
        interpreter.render(message, service)
    [mistake] = caught.value.mistakes
    assert mistake.startswith(f"R147: {message.header.type} does not travel as {service}; use ")


def test_each_format_a_person_can_name_stands_for_a_service() -> None:
    assert interpreter.FORMATS == {
        "stuf-jz": STUF_SERVICE,
        "stuf-jz-1.0.9": STUF_SERVICE,
        "stuf-jz-1.0.7": OLDER,
        "keten": KETEN_SERVICE,
    }


@pytest.mark.parametrize("kind", TRAVELS)
def test_what_was_read_is_written_as_it_came(kind: MessageType) -> None:
    message = sample_message(kind, AT)
    rendered = interpreter.render(message)
    read = interpreter.parse(rendered.service, rendered.action, rendered.octets)
    # StUF has no word for a conversation; the envelope says it.
    assert replace(read.header, conversation=message.header.conversation) == message.header
    assert interpreter.render(read) == rendered
    assert interpreter.reread(rendered.action, rendered.octets) == read


def test_no_root_element_is_of_two_formats_and_none_of_two_types() -> None:
    assert {entry.root for entry in CATALOGUE.values()}.isdisjoint(stuf_jz.ROOTS)
    roots = [entry.root for entry in CATALOGUE.values() if entry.root is not None]
    assert len(set(roots)) == len(roots)


@pytest.mark.parametrize("kind", [MessageType.TEC_01, MessageType.TEC_10])
def test_what_never_travels_is_not_written(kind: MessageType) -> None:
    message = replace(REPORT, header=replace(REPORT.header, type=kind))
    with pytest.raises(NotAMessageError):
        interpreter.render(message)
    with pytest.raises(NotAMessageError):
        interpreter.render(message, KETEN_SERVICE)


@pytest.mark.parametrize(
    ("message", "service", "version"),
    [
        (REPORT, "VNG:Jeugdzorg:1:0:6", "1.0.7"),
        (REPORT, "VNG:Jeugdzorg:1:0:8", "1.0.9"),
        (REPORT, "VNG:Jeugdzorg:2:0:0", "1.0.9"),
        (HANDOVER, "Schakel:Keten:2", "1"),
    ],
)
def test_r147_a_version_that_we_do_not_speak_is_answered_with_the_nearest(
    message: Message, service: str, version: str
) -> None:
    rendered = interpreter.render(message)
    with pytest.raises(ContentRefusedError) as caught:
        interpreter.parse(service, rendered.action, rendered.octets)
    assert (caught.value.fault, caught.value.places) == ("StUF001", ("R147", f"nearest version {version}"))


@pytest.mark.parametrize("service", [STUF_SERVICE, KETEN_SERVICE, "Vreemd:1"])
def test_an_action_nobody_knows_is_left_to_the_schemas(service: str) -> None:
    interpreter.require_known(service, "bestaatNiet")


def test_r147_a_partner_with_an_older_version_only_lacks_what_that_has_not() -> None:
    assert CATALOGUE[MessageType.MSG_13].stuf == "vcobDi01"
    assert interpreter.lacking(MessageType.MSG_13, {OLDER, KETEN_SERVICE}) == OLDER
    assert interpreter.lacking(MessageType.MSG_13, {STUF_SERVICE, OLDER}) is None
    assert interpreter.lacking(MessageType.MSG_13, {KETEN_SERVICE}) is None
    assert interpreter.lacking(MessageType.MSG_01, {OLDER}) is None
    assert interpreter.lacking(MessageType.MSG_34, {OLDER}) is None


@pytest.mark.parametrize(
    ("message", "service"), [(REPORT, KETEN_SERVICE), (HANDOVER, STUF_SERVICE), (REPORT, ""), (HANDOVER, "Schakel")]
)
def test_122_a_message_under_another_service_is_refused(message: Message, service: str) -> None:
    rendered = interpreter.render(message)
    with pytest.raises(ContentRefusedError) as caught:
        interpreter.parse(service, rendered.action, rendered.octets)
    assert (caught.value.fault, caught.value.places) == ("StUF028", ("service",))


@pytest.mark.parametrize("action", ["directeOverdracht", "vtMeldingDi01", "bestaatNiet"])
def test_a_document_of_another_action_is_refused(action: str) -> None:
    octets = interpreter.render(sample_message(MessageType.MSG_40, AT)).octets
    with pytest.raises(ContentRefusedError):
        interpreter.reread(action, octets)


@pytest.mark.parametrize("action", ["bestaatNiet", "", "VTMELDINGDI01"])
def test_an_action_nobody_knows_is_of_no_type(action: str) -> None:
    assert interpreter.type_of(action) is None


@pytest.mark.parametrize("octets", [b"", b"geen xml", b"<!DOCTYPE a><a/>", json.dumps({"type": "MSG-01"}).encode()])
def test_only_an_xml_document_has_a_root_element(octets: bytes) -> None:
    with pytest.raises(NotAMessageError) as caught:
        interpreter.root_name(octets)
    assert len(caught.value.mistakes) == 1


@pytest.mark.parametrize("message", [REPORT, HANDOVER, RECEIPT, FAULT])
def test_the_reference_of_its_sender_can_be_read_from_any_of_our_documents(message: Message) -> None:
    assert interpreter.peek_reference(interpreter.render(message).octets) == message.header.reference


def test_the_reference_can_be_read_where_the_rest_does_not_fit() -> None:
    octets = interpreter.render(REPORT).octets.replace(b"</JZ:object>", b"<JZ:vreemd/></JZ:object>")
    with pytest.raises(ContentRefusedError):
        interpreter.reread("vtMeldingDi01", octets)
    assert interpreter.peek_reference(octets) == REPORT.header.reference


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<a/>",
        b"<!DOCTYPE a><a/>",
        interpreter.render(REPORT).octets.replace(str(REPORT.header.reference).encode(), b""),
        interpreter.render(HANDOVER).octets.replace(str(HANDOVER.header.reference).encode(), b"een naam"),
        interpreter.render(REPORT).octets.replace(str(REPORT.header.reference).encode(), b"x" * 41),
    ],
)
def test_what_is_no_reference_is_not_read_as_one(octets: bytes) -> None:
    assert interpreter.peek_reference(octets) is None


def test_organisations_may_send_what_the_catalogue_lets_them_and_receipts_and_faults() -> None:
    police, vt = frozenset({PartyKind.POLITIE}), frozenset({PartyKind.VT})
    there, back = interpreter.actions_between(police, vt), interpreter.actions_between(vt, police)
    assert Way(STUF_SERVICE, "vtMeldingDi01") in there
    assert Way(STUF_SERVICE, "vtMeldingDi01") not in back
    assert Way(STUF_SERVICE, "vtTerugkoppelingDi01") in back
    assert set(there) >= ALWAYS
    assert set(back) >= ALWAYS
    for way in (*there, *back):
        assert interpreter.type_of(way.action) is not None


def test_organisations_may_agree_on_an_older_version() -> None:
    police, vt = frozenset({PartyKind.POLITIE}), frozenset({PartyKind.VT})
    there = interpreter.actions_between(police, vt, stuf_jz.Version.V1_0_7)
    assert Way(OLDER, "vtMeldingDi01") in there
    assert {way.service for way in there} == {OLDER, KETEN_SERVICE}
    assert not {"vcobDi01", "ucobDi01", "meldingGeneriekDi01"} & {way.action for way in there}


def test_organisations_without_a_route_still_may_answer_each_other() -> None:
    assert set(interpreter.actions_between(frozenset(), frozenset())) == ALWAYS


def test_an_organisation_of_several_kinds_may_send_what_each_of_them_may() -> None:
    vt = frozenset({PartyKind.VT})
    both = interpreter.actions_between(frozenset({PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD}), vt)
    alone = [interpreter.actions_between(frozenset({kind}), vt) for kind in (PartyKind.GEMEENTE, PartyKind.LOKAAL_VELD)]
    assert set(both) == set(alone[0]) | set(alone[1])


def test_a_missing_reference_number_is_none() -> None:
    assert interpreter.peek_reference(b'<kop xmlns="urn:nl:schakel:keten:1"/>') is None
