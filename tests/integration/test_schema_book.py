"""The book over the schemas that are published: what fits, what does not and where, and who may ask at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from adapters.schemas import SchemaBook, Source, Sources, own_sources
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Content, Start
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.errors import ConfigError
from gateway.formats import interpreter, keten, stuf_jz
from tests.kit.stuf_messages import CONTENTS, document, header, message

ROOT: Final = Path(__file__).resolve().parents[2]
STUF: Final = stuf_jz.service_of(stuf_jz.NEWEST)
CANARY: Final = "Kanarie-1987"


@pytest.fixture(scope="module")
def book() -> SchemaBook:
    return SchemaBook.ours()


def start() -> Message:
    content = Content(zaak="ZAAK-1", start=Start(casushouder="C. Medewerker", pogingen=2))
    return Message(header=replace(header(MessageType.MSG_08), type=MessageType.MSG_41), content=content)


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_stuf_message_of_ours_fits(kind: MessageType, book: SchemaBook) -> None:
    said = message(kind)
    assert book.validate(STUF, stuf_jz.root_of(said), stuf_jz.render(said)) == ()


def test_a_keten_message_of_ours_fits(book: SchemaBook) -> None:
    assert book.validate(interpreter.KETEN_SERVICE, keten.root_of(start()), keten.render(start())) == ()


def test_every_root_that_travels_has_a_schema() -> None:
    own = {(interpreter.KETEN_SERVICE, entry.root) for entry in CATALOGUE.values() if entry.root is not None}
    stuf = {(stuf_jz.service_of(version), root) for root in stuf_jz.ROOTS for version in stuf_jz.versions_of(root)}
    assert set(own_sources(ROOT / "schemas")) == own | stuf


def test_every_place_that_differs_is_named_by_line_and_element_only(book: SchemaBook) -> None:
    octets = document(
        "vtMeldingDi01",
        ("20260302</JZ:datumMelding>", f"{CANARY}</JZ:datumMelding>"),
        ("<BG:geslachtsaanduiding>V", f"<BG:geslachtsaanduiding>{CANARY}"),
    )
    assert book.validate(STUF, "vtMeldingDi01", octets) == (
        "line 17: element datumMelding",
        "line 30: element geslachtsaanduiding",
    )


def test_a_name_that_the_schema_does_not_know_is_not_repeated(book: SchemaBook) -> None:
    octets = document("vtMeldingDi01", ("<JZ:contactgegevensVerdiepingOpInfo/>", f"<JZ:{CANARY}/>"))
    places = book.validate(STUF, "vtMeldingDi01", octets)
    assert places == ("line 22: element unknown",)


def test_at_most_twenty_places_are_named(book: SchemaBook) -> None:
    line = "\n<JZ:relevanteRegistratie xsi:nil='true'>x</JZ:relevanteRegistratie>"
    octets = document(
        "vtMeldingDi01", ("</JZ:omschrijvingZorgelijkeSituatie>", "</JZ:omschrijvingZorgelijkeSituatie>" + 50 * line)
    )
    assert len(book.validate(STUF, "vtMeldingDi01", octets)) == 20


@pytest.mark.parametrize(
    ("root", "octets", "places"),
    [
        ("notificatieDi01", document("vtMeldingDi01"), ("root element",)),
        ("vtoDi01", document("vtMeldingDi01"), ("root element",)),
        ("vtMeldingDi01", b"<vtMeldingDi01/>", ("line 1: element vtMeldingDi01",)),
        ("vtMeldingDi01", b"<!DOCTYPE x><x/>", ("doctype",)),
        ("vtMeldingDi01", b"<x>" + b"y" * 38_000_001 + b"</x>", ("text",)),
        ("vtMeldingDi01", b"", ("not-well-formed",)),
    ],
)  # fmt: skip
def test_what_is_no_document_of_that_root_is_refused(
    root: str, octets: bytes, places: tuple[str, ...], book: SchemaBook
) -> None:
    assert book.validate(STUF, root, octets) == places


def test_a_second_schema_of_a_root_must_accept_it_too(standards: Path) -> None:
    folder = standards / "stuf-jeugdzorg-1.0.9" / "resolved" / "vt"
    official = Source("official", folder / "jz0100_msg_vtberichten_resolved2025.xsd")
    ours = own_sources(ROOT / "schemas")[STUF, "vtMeldingDi01"]
    both = SchemaBook({(STUF, "vtMeldingDi01"): (*ours, official)})
    octets = document("vtMeldingDi01", ("999990019", CANARY))
    assert both.validate(STUF, "vtMeldingDi01", document("vtMeldingDi01")) == ()
    assert both.validate(STUF, "vtMeldingDi01", octets) == ("line 28: element inp.bsn",)


def test_a_schema_that_is_missing_or_none_is_named_before_the_house_opens(tmp_path: Path) -> None:
    (tmp_path / "broken.xsd").write_text("<x", encoding="utf-8")
    (tmp_path / "none.xsd").write_text("<x/>", encoding="utf-8")
    sources: Sources = {
        (STUF, "a"): (Source("eerste", tmp_path / "missing.xsd"), Source("tweede", tmp_path / "broken.xsd")),
        (STUF, "b"): (Source("derde", tmp_path / "none.xsd"),),
    }
    with pytest.raises(ConfigError) as refused:
        SchemaBook(sources)
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == [
        "schema eerste",
        "schema tweede",
        "schema derde",
    ]
    assert str(tmp_path) not in str(refused.value)


def test_who_asks_at_the_same_time_hears_of_their_own_document_only(book: SchemaBook) -> None:
    changes = (("999990019", CANARY), (">V<", f">{CANARY}<"), ("ouder met gezag", CANARY))
    wrong = [document("vtMeldingDi01", change) for change in changes]
    asked = [document("vtMeldingDi01"), *wrong] * 50
    alone = [book.validate(STUF, "vtMeldingDi01", octets) for octets in asked[:4]]
    with ThreadPoolExecutor(max_workers=8) as pool:
        heard = list(pool.map(lambda octets: book.validate(STUF, "vtMeldingDi01", octets), asked))
    assert heard == alone * 50
    assert len(set(alone)) == 4
