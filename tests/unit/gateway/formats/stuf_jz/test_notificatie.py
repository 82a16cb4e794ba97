from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import etree

from gateway.domain.content import Content, Notificatie
from gateway.domain.kinds import MessageType
from gateway.formats.stuf_jz.notificatie import (
    read_notificatie,
    read_notificatiejr,
    write_notificatie,
    write_notificatiejr,
)
from gateway.formats.stuf_jz.notificatie_shapes import NOTIFICATIE, NOTIFICATIEJR
from gateway.formats.stuf_jz.rows import Reading
from gateway.formats.stuf_jz.tree import Writing, complete, new_root
from gateway.strict_xml import Element
from tests.kit.stuf_messages import CONTENTS, document

NOTICE = replace(CONTENTS[MessageType.MSG_53], zaak=None)
PROBATION = replace(CONTENTS[MessageType.JZ_03], zaak=None)


def read(*changes: tuple[str, str]) -> Content:
    return read_notificatie(etree.fromstring(document("notificatieDi01", *changes)), Reading())


def notice(*changes: tuple[str, str]) -> Notificatie:
    found = read(*changes).notificatie
    assert found is not None
    return found


def written(content: Content) -> Element:
    root, writing = new_root(NOTIFICATIE), Writing()
    write_notificatie(root, content, writing)
    assert not writing.mistakes
    return root.element


def test_a_whole_notice_is_read_back() -> None:
    assert read_notificatie(written(NOTICE), Reading()) == NOTICE


def test_a_small_notice_is_read() -> None:
    found = notice()
    assert (found.status, found.verzoek, found.resultaat) == ("Zaak afgerond", "VTV-2026-000142", "Maatregel opgelegd")
    assert [(item.maatregel, item.vanaf, item.tot) for item in found.beslissingen] == [
        ("Ondertoezichtstelling", date(2026, 3, 2), None)
    ]


def test_the_raad_began_of_its_own_accord_where_no_request_is_named() -> None:
    assert notice(("<ZKN:identificatie>VTV-2026-000142</ZKN:identificatie>", "")).verzoek is None


@pytest.mark.parametrize(
    ("text", "day", "moment"),
    [
        ("20260302", date(2026, 3, 2), None),
        ("20260302101500", date(2026, 3, 2), datetime(2026, 3, 2, 9, 15, tzinfo=UTC)),
        ("20260302101500250", date(2026, 3, 2), datetime(2026, 3, 2, 9, 15, 0, 250_000, tzinfo=UTC)),
        ("20260302257700", date(2026, 3, 2), None),
    ],
)
def test_a_status_was_set_on_a_day_and_perhaps_at_a_time(text: str, day: date, moment: datetime | None) -> None:
    found = notice(("20260302101500</ZKN:datumStatusGezet>", f"{text}</ZKN:datumStatusGezet>"))
    assert (found.datum, found.tijdstip) == (day, moment)


@pytest.mark.parametrize("text", ["202603021015", "20261399"])
def test_a_status_that_was_set_on_no_day_is_left_where_it_is(text: str) -> None:
    assert read(("20260302101500</ZKN:datumStatusGezet>", f"{text}</ZKN:datumStatusGezet>")).notificatie is None


def test_a_decision_without_a_day_is_left_where_it_is() -> None:
    assert notice(("<ZKN:datumBeslissing>20260301", "<ZKN:datumBeslissing>5")).beslissingen == ()


def test_a_content_that_says_nothing_is_an_empty_document() -> None:
    element = written(Content())
    assert len(element) == 0
    assert read_notificatie(element, Reading()) == Content()


def test_what_a_notice_lacks_is_named_in_the_domains_words() -> None:
    root, mistakes = new_root(NOTIFICATIE), list[str]()
    write_notificatie(root, Content(zaak="x"), Writing())
    root.add("JZ:object")
    complete(root, mistakes)
    assert "notificatie.status: missing" in mistakes


def test_a_whole_notice_of_probation_is_read_back() -> None:
    root, writing = new_root(NOTIFICATIEJR), Writing()
    write_notificatiejr(root, PROBATION, writing)
    assert not writing.mistakes
    assert read_notificatiejr(root.element, Reading()) == PROBATION


def test_a_small_notice_of_probation_says_which_supervision_since_when() -> None:
    content = read_notificatiejr(etree.fromstring(document("notificatiejrDi01")), Reading())
    assert content.jeugdreclassering is not None
    assert content.jeugdreclassering.toezicht_soort == "Toezicht en begeleiding"
    assert content.jeugdreclassering.toezicht_vanaf == date(2026, 3, 2)
    assert [person.rol for person in content.betrokkenen] == ["jeugdige"]


def test_a_notice_of_probation_without_a_word_is_empty() -> None:
    root = new_root(NOTIFICATIEJR)
    write_notificatiejr(root, Content(), Writing())
    assert len(root.element) == 0
    assert read_notificatiejr(root.element, Reading()) == Content()
