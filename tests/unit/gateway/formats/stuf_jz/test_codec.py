from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Bevestiging, Content, Fout, Ontvangst, Rest
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats.limits import PAYLOAD_LIMITS
from gateway.formats.payload import read_payload
from gateway.formats.stuf_jz import ROOTS, parse, render, root_of
from tests.kit.stuf_messages import (
    ABOUT,
    CONTENTS,
    DOCUMENT,
    EARLIER,
    FEEDBACK,
    PARENT,
    REPORT,
    canonical,
    document,
    message,
)

KINDS = tuple(CONTENTS)
_OF_GATEWAYS = {kind for kind in MessageType if kind.startswith("TEC-")}


def mistakes_of(said: Message) -> tuple[str, ...]:
    with pytest.raises(NotAMessageError) as refused:
        render(said)
    return refused.value.mistakes


def refusal_of(action: str, octets: bytes) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(ContentRefusedError) as refused:
        parse(action, octets)
    return refused.value.fault, refused.value.places


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_that_says_all_it_can_comes_back_whole(kind: MessageType) -> None:
    said = message(kind)
    assert parse(root_of(said), render(said)) == said


@pytest.mark.parametrize("root", ROOTS)
def test_a_document_comes_back_as_it_was(root: str) -> None:
    assert canonical(render(parse(root, document(root), ABOUT))) == canonical(document(root))


@pytest.mark.parametrize("kind", KINDS)
def test_r146_what_rules_removed_travels_with_the_message(kind: MessageType) -> None:
    said = message(kind)
    said = replace(said, content=replace(said.content, verwijderd=("R027", "R015")))
    if kind in _OF_GATEWAYS:
        assert mistakes_of(said) == ("verwijderd[]: has no place in StUF-Jeugdzorg",)
    else:
        assert parse(root_of(said), render(said)) == said


def test_every_root_is_the_one_of_the_catalogue_or_stands_beside_it() -> None:
    assert {CATALOGUE[kind].stuf for kind in ROOTS.values()} <= set(ROOTS)
    beside = {root: kind for root, kind in ROOTS.items() if CATALOGUE[kind].stuf != root}
    assert beside == {"Bv04Bericht": MessageType.TEC_01, "Fo02Bericht": MessageType.TEC_04}


@pytest.mark.parametrize(
    ("kind", "content", "root"),
    [
        (MessageType.TEC_01, Content(bevestiging=Bevestiging(kop_gecontroleerd=True)), "Bv03Bericht"),
        (MessageType.TEC_01, Content(bevestiging=Bevestiging(kop_gecontroleerd=False)), "Bv04Bericht"),
        (MessageType.TEC_04, Content(fout=Fout(code="StUF055", omschrijving="x")), "Fo01Bericht"),
        (MessageType.TEC_04, Content(fout=Fout(code="StUF055", omschrijving="x", synchroon=True)), "Fo02Bericht"),
    ],
)
def test_of_several_roots_a_message_has_the_one_that_carries_what_it_says(
    kind: MessageType, content: Content, root: str
) -> None:
    said = message(kind, content)
    assert root_of(said) == root
    assert parse(root, render(said), ABOUT).content == content


def test_a_confirmation_that_does_not_say_what_was_checked_is_not_made() -> None:
    assert mistakes_of(message(MessageType.TEC_01, Content())) == ("bevestiging: missing",)


def test_an_answer_that_names_nobody_mirrors_the_message_it_is_about() -> None:
    header = parse("Fo02Bericht", document("Fo02Bericht"), ABOUT).header
    assert (header.sender, header.receiver) == (ABOUT.receiver, ABOUT.sender)
    assert (header.sender_unit, header.receiver_unit) == (ABOUT.receiver_unit, ABOUT.sender_unit)
    assert (header.cross_reference, header.conversation) == (ABOUT.reference, ABOUT.conversation)
    assert (header.type, header.created_at) == (MessageType.TEC_04, ABOUT.created_at)


def test_the_reference_of_an_answer_that_names_nobody_follows_from_the_message_it_is_about() -> None:
    octets = document("Fo02Bericht")
    first, again = (parse("Fo02Bericht", octets, ABOUT).header.reference for _ in range(2))
    other = parse("Fo02Bericht", octets, replace(ABOUT, reference=EARLIER)).header.reference
    assert first == again != other
    assert first.fits(str(first))


def test_an_answer_that_names_nobody_cannot_be_read_by_itself() -> None:
    assert refusal_of("Fo02Bericht", document("Fo02Bericht")) == ("StUF043", ("element stuurgegevens", "about"))


def test_a_type_that_does_not_travel_here_has_no_root() -> None:
    with pytest.raises(NotAMessageError, match="MSG-34"):
        root_of(
            replace(
                message(MessageType.MSG_08), header=replace(message(MessageType.MSG_08).header, type=MessageType.MSG_34)
            )
        )


def test_the_prefixes_are_those_that_partners_expect() -> None:
    octets = render(message(MessageType.MSG_51))
    assert octets.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<JZ:vtoDi01 xmlns:JZ=")
    assert b"ns0:" not in octets


def test_every_mistake_is_named_at_once() -> None:
    content = Content(
        betrokkenen=(replace(PARENT, rol="buurvrouw", geslachtsnaam="x" * 201),),
        melding=replace(REPORT, sash_niveau="extreem", ingediend_door=None),
        rest=(Rest(plaats="nergens", inhoud="<x/>"),),
    )
    assert mistakes_of(message(MessageType.MSG_01, content)) == (
        "melding.sashNiveau: not one of the standard's own values",
        "betrokkenen[0].geslachtsnaam: longer than 200",
        "betrokkenen[0].rol: not one of the standard's own values",
        "rest[0]: does not fit",
        "melding.ingediendDoor: missing",
    )


def test_what_the_standard_cannot_carry_is_refused_and_never_dropped() -> None:
    content = replace(
        CONTENTS[MessageType.MSG_08], terugkoppeling=replace(FEEDBACK, vervolg=False, overgedragen_aan=("x",))
    )
    assert mistakes_of(message(MessageType.MSG_08, content)) == (
        "terugkoppeling.vervolg: has no place in StUF-Jeugdzorg",
        "terugkoppeling.overgedragenAan[]: has no place in StUF-Jeugdzorg",
    )


def test_two_persons_of_one_name_cannot_be_told_apart() -> None:
    content = replace(CONTENTS[MessageType.MSG_01], betrokkenen=(PARENT, PARENT), ongeboren=())
    assert mistakes_of(message(MessageType.MSG_01, content)) == (
        "betrokkenen[].kenmerk: has no place in StUF-Jeugdzorg",
    )


def test_the_rest_cannot_say_what_the_domain_says() -> None:
    smuggled = Rest(
        plaats="JZ:object/JZ:betreft/JZ:gerelateerde/JZ:heeftBetrokken[=ouder-1]/JZ:gerelateerde/BG:inp.bsn",
        inhoud='<BG:inp.bsn xmlns:BG="http://www.egem.nl/StUF/sector/bg/0310">999990019</BG:inp.bsn>',
    )
    content = replace(CONTENTS[MessageType.MSG_01], rest=(smuggled,))
    assert mistakes_of(message(MessageType.MSG_01, content)) == ("rest: says what betrokkenen[].bsn should say",)


def test_the_rest_cannot_break_the_document() -> None:
    broken = Rest(plaats="JZ:stuurgegevens/StUF:referentienummer/text()", inhoud="met spatie")
    content = replace(CONTENTS[MessageType.MSG_01], rest=(broken,))
    assert mistakes_of(message(MessageType.MSG_01, content)) == ("element referentienummer",)


def test_the_rest_cannot_make_an_entity_of_another_sort() -> None:
    other = Rest(plaats="JZ:object/@StUF:entiteittype", inhoud="ZAK")
    content = replace(CONTENTS[MessageType.MSG_01], rest=(other,))
    assert mistakes_of(message(MessageType.MSG_01, content)) == ("rest[0]: does not fit",)


def test_an_empty_text_says_nothing() -> None:
    content = replace(CONTENTS[MessageType.MSG_08], terugkoppeling=replace(FEEDBACK, toelichting=""))
    assert b"toelichting" not in render(message(MessageType.MSG_08, content))


def test_what_no_reader_would_accept_is_not_made() -> None:
    registrations = replace(REPORT, relevante_registraties=("x",) * PAYLOAD_LIMITS.elements)
    many = replace(CONTENTS[MessageType.MSG_01], melding=registrations)
    assert mistakes_of(message(MessageType.MSG_01, many)) == ("elements",)
    request = CONTENTS[MessageType.MSG_51]
    large = replace(DOCUMENT, inhoud=bytes(PAYLOAD_LIMITS.octets // 4))
    documents = tuple(replace(large, identificatie=f"D-{number}") for number in range(3))
    assert mistakes_of(message(MessageType.MSG_51, replace(request, bijlagen=documents))) == ("too-large",)


def test_what_stands_out_of_its_place_is_refused() -> None:
    date, incident = "<JZ:datumMelding>20260302</JZ:datumMelding>", "<JZ:datumIncident>20260301</JZ:datumIncident>"
    moved = document("vtMeldingDi01", (date, ""), (incident, f"{incident}\n{date}"))
    assert refusal_of("vtMeldingDi01", moved) == ("StUF055", ("line 19: element datumMelding",))


def test_a_document_that_was_read_before_is_not_read_again() -> None:
    octets = document("vtMeldingDi01")
    assert parse("vtMeldingDi01", read_payload(octets)) == parse("vtMeldingDi01", octets)


def test_an_answer_says_nothing_about_content() -> None:
    received = Ontvangst(ontvangen_op=datetime(2026, 3, 2, tzinfo=UTC), eenheid="x")
    assert mistakes_of(message(MessageType.TEC_02, Content(ontvangst=received))) == (
        "ontvangst.ontvangenOp: has no place in StUF-Jeugdzorg",
        "ontvangst.eenheid: has no place in StUF-Jeugdzorg",
    )


def test_a_fault_answers_whatever_name_a_message_had() -> None:
    said = message(MessageType.TEC_04)
    odd = replace(said, header=replace(said.header, cross_reference=type(said.header.reference)("a b&c")))
    assert b"<StUF:crossRefnummer>a b&amp;c</StUF:crossRefnummer>" in render(odd)


@pytest.mark.parametrize(
    ("action", "octets"),
    [
        ("onbekendDi01", document("vtMeldingDi01")),
        ("vtoDi01", document("vtMeldingDi01")),
        ("Bv01Bericht", b"<Bv01Bericht/>"),
    ],
)
def test_a_root_must_be_the_one_the_action_names(action: str, octets: bytes) -> None:
    assert refusal_of(action, octets) == ("StUF055", ("root element",))


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"", "not-well-formed"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "doctype"),
        (b"<x><!-- y --></x>", "comment"),
        (b"<?xml version='1.0' encoding='UTF-16'?><x/>", "encoding"),
        (document("vtMeldingDi01").decode().encode("utf-16"), "encoding"),
        (b"<x>" * 100 + b"</x>" * 100, "depth"),
        (b"<x>" + b"y" * 38_000_001 + b"</x>", "text"),
        (b"<x" + b"".join(b' a%d=""' % number for number in range(40)) + b"/>", "attributes"),
    ],
)
def test_a_hostile_document_is_refused_by_its_reason(octets: bytes, reason: str) -> None:
    assert refusal_of("vtMeldingDi01", octets) == ("StUF055", (reason,))


@pytest.mark.parametrize(
    ("root", "before", "after", "place"),
    [
        ("vtMeldingDi01", 'entiteittype="VTMZOS"', 'entiteittype="ZOS"', "line 24: element betreft"),
        ("vtMeldingDi01", 'entiteittype="VES"', 'entiteittype="ves"', "line 36: element vestiging"),
        ("vtoDi01", 'entiteittype="ZAKEDC"', 'entiteittype="EDC"', "line 44: element heeftRelevant"),
        ("vtTerugkoppelingDi01", 'entiteittype="ZAK"', 'entiteittype=""', "line 15: element object"),
        ("vtMeldingDi01", "<JZ:datumIncident>20260301</JZ:datumIncident>", "<JZ:jansen/>", "line 18: element unknown"),
        ("vtMeldingDi01", "Fictief incident", "<x/>", "line 20: element unknown"),
    ],
)  # fmt: skip
def test_an_entity_of_another_sort_and_an_unknown_element_are_refused_by_place(
    root: str, before: str, after: str, place: str
) -> None:
    assert refusal_of(root, document(root, (before, after))) == ("StUF055", (place,))


def test_a_piece_that_may_hold_anything_is_carried_whole() -> None:
    anything = "<StUF:detailsXML><a xmlns='urn:x'>tekst<b/></a></StUF:detailsXML>"
    octets = document("Fo01Bericht", ("</StUF:details>", f"</StUF:details>{anything}"))
    read = parse("Fo01Bericht", octets)
    assert [piece.plaats for piece in read.content.rest] == ["StUF:body/StUF:detailsXML"]
    assert canonical(render(read)) == canonical(octets)


def test_a_partners_own_words_in_the_head_are_kept() -> None:
    read = parse("vtMeldingDi01", document("vtMeldingDi01", ("Schakel", "POL")))
    assert read.content.rest[0].plaats == "JZ:stuurgegevens/StUF:zender/StUF:applicatie"


def test_a_document_cut_short_anywhere_is_refused_and_never_crashes() -> None:
    octets = render(message(MessageType.MSG_01))
    for length in range(0, len(octets), 7):
        assert refusal_of("vtMeldingDi01", octets[:length])[0] == "StUF055"


def test_a_message_keeps_no_trace_of_a_parser_that_read_it() -> None:
    assert etree.fromstring(render(message(MessageType.TEC_02))).getroottree().docinfo.doctype == ""
