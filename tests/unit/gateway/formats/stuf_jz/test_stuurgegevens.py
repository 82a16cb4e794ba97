from dataclasses import replace

import pytest
from lxml import etree

from gateway.domain.identifiers import ConversationId
from gateway.domain.kinds import MessageType
from gateway.errors import ContentRefusedError
from gateway.formats.stuf_jz.names import name_of
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.shapes import branch, extras
from gateway.formats.stuf_jz.stuurgegevens import (
    ANSWER_HEAD,
    DI01_HEAD,
    NO_HEAD,
    REFERENCE_PATH,
    REFERRING_HEAD,
    answer,
    di01,
    nameless_answer,
    read_header,
    write_header,
)
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from tests.kit.stuf_messages import EARLIER, REFERENCE, document, header

DI01 = di01("vtMeldingDi01", branch("JZ:object?", extras()))
UCOB = di01("ucobDi01", branch("JZ:object?", extras()), refers=True)
BV01 = answer("Bv01")


def test_the_head_of_a_message_is_read_back_with_what_it_has_no_room_for() -> None:
    root, mistakes = new_root(DI01), list[str]()
    write_header(DI01_HEAD, root, header(MessageType.MSG_01), Writing())
    complete(root, mistakes)
    assert not mistakes
    assert read_header(DI01_HEAD, root.element, MessageType.MSG_01, Reading()) == header(MessageType.MSG_01)
    assert [name_of(element).partition(":")[2] for element in root.element[0]] == [
        "berichtcode",
        "zender",
        "ontvanger",
        "referentienummer",
        "tijdstipBericht",
        "functie",
    ]
    assert root.element[0][5].text == "vtMeldingDi01"


def test_the_head_of_an_answer_names_what_it_answers() -> None:
    root, mistakes = new_root(BV01), list[str]()
    write_header(ANSWER_HEAD, root, header(MessageType.TEC_02), Writing())
    complete(root, mistakes)
    assert not mistakes
    assert root.element[0][5].text == str(EARLIER)
    assert read_header(ANSWER_HEAD, root.element, MessageType.TEC_02, Reading()) == header(MessageType.TEC_02)


def test_a_message_that_refers_names_in_its_head_what_it_is_about() -> None:
    root, mistakes = new_root(UCOB), list[str]()
    write_header(REFERRING_HEAD, root, header(MessageType.MSG_14), Writing())
    complete(root, mistakes)
    assert not mistakes
    assert read_header(REFERRING_HEAD, root.element, MessageType.MSG_14, Reading()) == header(MessageType.MSG_14)
    assert [(name_of(element), element.text) for element in root.element[0]][5:] == [
        ("StUF:crossRefnummer", str(EARLIER)),
        ("StUF:functie", "ucobDi01"),
    ]
    bare, mistakes = new_root(UCOB), list[str]()
    write_header(REFERRING_HEAD, bare, replace(header(MessageType.MSG_14), cross_reference=None), Writing())
    complete(bare, mistakes)
    assert mistakes == ["crossReference: missing"]


def test_an_answer_to_nothing_is_not_made() -> None:
    root, mistakes = new_root(BV01), list[str]()
    write_header(ANSWER_HEAD, root, replace(header(MessageType.TEC_02), cross_reference=None), Writing())
    complete(root, mistakes)
    assert mistakes == ["crossReference: missing"]


def test_a_conversation_begins_with_a_message_that_refers_to_none() -> None:
    root = etree.fromstring(document("vtMeldingDi01"))
    assert read_header(DI01_HEAD, root, MessageType.MSG_01, Reading()).conversation == ConversationId(str(REFERENCE))


def test_the_reference_is_found_below_either_head() -> None:
    for name in ("vtMeldingDi01", "Bv01Bericht"):
        assert etree.fromstring(document(name)).findtext(REFERENCE_PATH) == str(REFERENCE)


@pytest.mark.parametrize(
    ("before", "after", "fault", "place"),
    [
        (">00000099000000003000", ">Politie", "StUF013", "line 5: element organisatie"),
        (">00000099000000001000", ">VT", "StUF010", "line 8: element organisatie"),
        (str(REFERENCE), "met spatie", "StUF055", "line 10: element referentienummer"),
        ("20260302101500", "20260230101500", "StUF055", "line 11: element tijdstipBericht"),
        (f"<StUF:referentienummer>{REFERENCE}</StUF:referentienummer>", "", "StUF055", "element referentienummer"),
    ],
)
def test_a_head_that_names_no_party_reference_or_moment_is_refused(
    before: str, after: str, fault: str, place: str
) -> None:
    root = etree.fromstring(document("vtMeldingDi01", (before, after)))
    with pytest.raises(ContentRefusedError) as refused:
        read_header(DI01_HEAD, root, MessageType.MSG_01, Reading())
    assert (refused.value.fault, refused.value.places) == (fault, (place,))


def test_the_head_of_an_answer_that_names_nobody_holds_a_code_and_no_more() -> None:
    root, mistakes = new_root(nameless_answer("Fo02")), list[str]()
    write_header(NO_HEAD, root, header(MessageType.TEC_04), Writing())
    complete(root, mistakes)
    assert not mistakes
    assert [(name_of(element), element.text) for element in root.element[0]] == [("StUF:berichtcode", "Fo02")]


def test_an_answer_that_names_nobody_comes_back_from_who_was_asked() -> None:
    about, root = header(MessageType.MSG_51), new_root(nameless_answer("Fo02")).element
    found = read_header(NO_HEAD, root, MessageType.TEC_04, Reading(), about)
    assert (found.sender, found.sender_unit) == (about.receiver, about.receiver_unit)
    assert (found.receiver, found.receiver_unit) == (about.sender, about.sender_unit)
    assert (found.cross_reference, found.conversation) == (about.reference, about.conversation)
    assert found == read_header(NO_HEAD, root, MessageType.TEC_04, Reading(), about)
    assert (
        found.reference
        != read_header(NO_HEAD, root, MessageType.TEC_04, Reading(), replace(about, reference=EARLIER)).reference
    )


def test_an_answer_that_names_nobody_is_not_read_by_itself() -> None:
    with pytest.raises(ContentRefusedError, match="StUF043"):
        read_header(NO_HEAD, new_root(nameless_answer("Fo02")).element, MessageType.TEC_04, Reading())
