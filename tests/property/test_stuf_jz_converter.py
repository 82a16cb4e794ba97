"""The converter against the schemas: whatever they allow comes back as it was, whatever it makes they accept.

`SCHAKEL_DIFFERENTIAL=full` makes ten times as many documents.
"""

import itertools
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

import pytest
from hypothesis import given, settings
from lxml import etree

from gateway.domain.content import Content
from gateway.domain.identifiers import ConversationId
from gateway.domain.kinds import MessageType
from gateway.domain.message import Message
from gateway.errors import ContentRefusedError, NotAMessageError
from gateway.formats import office
from gateway.formats.samples import sample_message
from gateway.formats.stuf_jz import ROOTS, parse, render, root_of
from gateway.formats.stuf_jz.families import FAMILIES
from gateway.formats.stuf_jz.names import clark
from gateway.formats.stuf_jz.shapes import TEXT, Shape
from tests.kit.stuf_contents import FEEDBACKS, REPORTS, REQUESTS
from tests.kit.stuf_generic import GENERIC_REPORTS, OUTCOMES
from tests.kit.stuf_inquiry_contents import CHECK_OUTCOMES, CHECKS, INFORMATION, QUESTIONS
from tests.kit.stuf_messages import ABOUT, AT, EARLIER, POLICE, REFERENCE, VT, canonical, message
from tests.kit.xsd_documents import XSI, Documents
from tests.kit.xsd_grammar import Element, Group, Particle, children
from tests.kit.xsd_mutants import mutants
from tests.kit.xsd_reader import Grammar

ROOT: Final = Path(__file__).resolve().parents[2]
OURS: Final = ROOT / "schemas" / "stuf_jz" / "1.0.9" / "jz.xsd"
FULL: Final = os.environ.get("SCHAKEL_DIFFERENTIAL") == "full"
DOCUMENTS, MUTANTS, EXAMPLES = (600, 3000, 500) if FULL else (40, 200, 25)

pytestmark = pytest.mark.timeout(0 if FULL else 180)

SHAPES: Final[Mapping[str, Shape]] = {root: family.shape for root, family in FAMILIES.items()}
EXTRAS: Final = (
    "crossRefnummer", "doel", "grondslag", "urgentie", "zaak", "indicatieSpoed", "contactVerdiepingOrganisatie",
    "contactFunctie", "naamMedewerker", "functie", "afdeling", "emailadres", "indicatieGezag", "statusInZaak",
    "indicatieGeheimAdres", "indicatieOpvangVerblijfadres", "indicatieGeinformeerd", "redenNietGeinformeerd",
    "datumGeinformeerd", "uitgerekendeDatum", "kenmerkMoeder", "vreemdelingennummer", "taal", "landAdres", "rni",
    "soortAdres", "indicatieGeheimOverigAdres1", "indicatieOpvangOverigAdres2", "datumIncident", "strekkingReactie",
    "jeugdzorgrol", "voornamen", "geboortedatum", "nationaliteitcode", "rol", "postcode", "adresregel", "antwoordVoor",
    "vraag1Tekst", "redenGeenGegevens", "soort", "creatiedatum", "antwoord1Datum", "antwoord1Voorwaarde",
)  # fmt: skip
SAID: Final = ("true", "false", "20260302", "spoed", "normaal", "#1", "tekst", "", str(REFERENCE))
KEYS: Final = ("a", "b", "#1", "#2+", "kind/1", "x[1]", "jan@x", "")
DATES: Final = ("20260302", "20150000", "5", " 20260302 ")
MOMENTS: Final = ("20260302", "20260302101500", "20260302101500250", "202603021015", "20261399")
SPICES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("datumMelding", "datumIncident", "datumGeinformeerd", "geboortedatum", "startdatum"), DATES),
    **dict.fromkeys(("datumTijdMelding", "datumTijd", "datumtijdBegin", "datumtijdEinde"), MOMENTS),
    "soortadres": ("02", "03", " 03 ", "51"),
}
# Which of the official schemas has a message; the answers stand in each.
PUBLISHED_IN: Final = {
    MessageType.MSG_03: "gm",
    MessageType.MSG_11: "gm",
    MessageType.MSG_13: "vv",
    MessageType.MSG_14: "vv",
    MessageType.MSG_15: "vv",
    MessageType.MSG_16: "vv",
    MessageType.MSG_51: "jz",
}
TEXTS: Final = ("KvK 12345678", "a; b", "000000000", "met spatie")


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar(OURS)


@pytest.fixture(scope="module")
def ours() -> etree.XMLSchema:
    return etree.XMLSchema(file=OURS)


@pytest.fixture(scope="module")
def official(standards: Path) -> Mapping[str, etree.XMLSchema]:
    folder = standards / "stuf-jeugdzorg-1.0.9" / "resolved"
    return {
        family: etree.XMLSchema(file=folder / family / f"jz0100_msg_{family}berichten_resolved2025.xsd")
        for family in ("vt", "vv", "gm", "jz")
    }


def declared(grammar: Grammar, root: str) -> Element:
    return grammar.element(clark(SHAPES[root].name))


def in_scope(root: etree._Element) -> etree._Element:
    """Give a document the parties, reference and moment that every message has, and no texts of double length."""
    for head in () if root.tag == clark("StUF:Fo02Bericht") else root.iterfind("{*}stuurgegevens"):
        for name, oin in (("zender", POLICE), ("ontvanger", VT)):
            system = head.find(clark(f"StUF:{name}"))
            assert system is not None
            found = system.find(clark("StUF:organisatie"))
            if found is None:
                found = etree.Element(clark("StUF:organisatie"))
                system.insert(0, found)
            found.text = str(oin)
        for name, text in (("referentienummer", str(REFERENCE)), ("tijdstipBericht", "20260302101500")):
            found = head.find(clark(f"StUF:{name}"))
            assert found is not None
            found.text = text
    for element in root.iter():
        element.text = (element.text or "").replace("\U0001d4b3", "x") or None
        for name, text in element.attrib.items():
            element.set(name, text.replace("\U0001d4b3", "x"))
    return root


def spiced(root: etree._Element, random: Random) -> etree._Element:
    """Put our own extra elements, keys and ways to write a date where the standard lets anything stand."""
    for element in root.iter():
        name = etree.QName(element).localname
        if element.get(XSI + "nil") == "true" or len(element):
            continue
        if name == "extraElement":
            element.set("naam", random.choice(EXTRAS))
            element.text = random.choice(SAID)
        elif name in SPICES:
            element.text = random.choice(SPICES[name])
        elif name in {"naam", "details", "informering", "crossRefnummer"} and random.random() < 0.5:
            element.text = random.choice(TEXTS)
    for element in root.iter(clark("JZ:gerelateerde"), clark("BG:gerelateerde"), clark("ZKN:natuurlijkPersoon")):
        if element.get(clark("StUF:sleutelVerzendend")) is not None:
            element.set(clark("StUF:sleutelVerzendend"), random.choice(KEYS))
    return root


def documents(grammar: Grammar, root: str) -> Iterator[bytes]:
    """Yield documents that the schema allows, every second one spiced."""
    random = Random(7)
    made = Documents(declared(grammar, root), seed=31).enough(DOCUMENTS)
    for number, document in enumerate(made):
        tamed = in_scope(document)
        yield etree.tostring(spiced(tamed, random) if number % 2 else tamed)


@pytest.mark.parametrize("root", ROOTS)
def test_whatever_the_schema_allows_comes_back_as_it_was(root: str, grammar: Grammar, ours: etree.XMLSchema) -> None:
    for octets in documents(grammar, root):
        assert ours.validate(etree.fromstring(octets)), ours.error_log
        again = render(parse(root, octets, ABOUT))
        assert canonical(again) == canonical(octets), octets.decode()


@pytest.mark.parametrize("root", ROOTS)
def test_a_message_that_came_back_says_the_same(root: str, grammar: Grammar) -> None:
    for octets in itertools.islice(documents(grammar, root), DOCUMENTS // 3):
        said = parse(root, octets, ABOUT)
        assert parse(root, render(said), ABOUT) == said


@pytest.mark.parametrize("root", ROOTS)
def test_no_document_makes_the_converter_crash(root: str, grammar: Grammar) -> None:
    sound = [in_scope(document) for document in Documents(declared(grammar, root), seed=32).enough(DOCUMENTS)]
    outcomes: set[object] = set()
    for _, mutant in itertools.islice(mutants(sound, declared(grammar, root), seed=33), MUTANTS):
        try:
            outcomes.add(bool(render(parse(root, etree.tostring(mutant), ABOUT))))
        except ContentRefusedError as error:
            outcomes.add(error.fault)
        except NotAMessageError:
            outcomes.add("not rendered")
    assert outcomes >= {True, "StUF055"}


def flattened(particle: Particle | None) -> Iterator[str]:
    for child in children(particle):
        yield child.name


def optional_or_loose(particle: Particle | None) -> set[str]:
    """Return the names that stand in a choice or an optional group, whose own number says less than the group's."""
    if not isinstance(particle, Group):
        return set()
    if particle.kind == "choice" or particle.low == 0:
        return set(flattened(particle))
    return set().union(*(optional_or_loose(item) for item in particle.items))


def compare(shape: Shape, found: Element, path: str) -> Iterator[str]:
    """Yield every way in which a tree of ours differs from the schema."""
    fixed = {attribute.name: attribute.fixed for attribute in found.attributes if attribute.fixed}
    if shape.nillable != found.nillable or shape.entity != fixed.get(clark("StUF:entiteittype"), ""):
        yield f"{path}: nil or entity"
    if shape.text is not None:
        yield from compare_text(shape, found, path)
    elif not shape.opaque:
        yield from compare_parts(shape, found, path)


def compare_text(shape: Shape, found: Element, path: str) -> Iterator[str]:
    kind, value = shape.text, found.value
    if kind is None or value is None:
        yield f"{path}: no text"
    elif shape.constant is not None:
        if value.choices and shape.constant not in value.choices:
            yield f"{path}: constant"
    elif value.choices:
        if kind.values != value.choices:
            yield f"{path}: values"
    elif value.base == "string" and not value.patterns:
        exact = value.limit("length")
        longest = exact or value.limit("maxLength") or TEXT.longest
        if (kind.longest, kind.shortest) != (longest, exact or value.limit("minLength") or 0):
            yield f"{path}: length"


def compare_parts(shape: Shape, found: Element, path: str) -> Iterator[str]:
    parts = [part for rank in shape.ranks for part in rank]
    names = list(dict.fromkeys(flattened(found.content)))
    if [clark(part.name) for part in parts] != names:
        yield f"{path}: order"
        return
    by_name = {child.name: child for child in children(found.content)}
    loose = optional_or_loose(found.content)
    for part in parts:
        child = by_name[clark(part.name)]
        if child.name not in loose and part.demanded != (child.low > 0):
            yield f"{path}/{part.name}: number"
        yield from compare(part, child, f"{path}/{part.name}")


@pytest.mark.parametrize("root", ROOTS)
def test_our_trees_are_those_of_the_schema(root: str, grammar: Grammar) -> None:
    assert list(compare(SHAPES[root], declared(grammar, root), root)) == []


def judged(octets: bytes, kind: MessageType, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema) -> None:
    document = etree.fromstring(octets)
    theirs = official[PUBLISHED_IN.get(kind, "vt")]
    assert ours.validate(document), ours.error_log
    assert theirs.validate(document), theirs.error_log


def comes_back(said: Message, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema) -> None:
    octets = render(said)
    judged(octets, said.header.type, official, ours)
    assert parse(root_of(said), octets) == said


@given(content=REPORTS)
@settings(max_examples=EXAMPLES)
def test_whatever_a_report_says_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_01, content), official, ours)


@given(content=GENERIC_REPORTS)
@settings(max_examples=EXAMPLES)
def test_whatever_a_generic_report_says_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_03, content), official, ours)


@given(content=OUTCOMES)
@settings(max_examples=EXAMPLES)
def test_whatever_an_outcome_says_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_11, content), official, ours)


@given(content=FEEDBACKS)
@settings(max_examples=EXAMPLES)
def test_whatever_feedback_says_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_08, content), official, ours)


@given(content=REQUESTS)
@settings(max_examples=EXAMPLES)
def test_whatever_a_request_says_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_51, content), official, ours)


@given(content=CHECKS)
@settings(max_examples=EXAMPLES)
def test_whatever_a_check_asks_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_13, content), official, ours)


@given(content=CHECK_OUTCOMES)
@settings(max_examples=EXAMPLES)
def test_whatever_the_outcome_of_a_check_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_14, content), official, ours)


@given(content=QUESTIONS)
@settings(max_examples=EXAMPLES)
def test_whatever_a_question_asks_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_15, content), official, ours)


@given(content=INFORMATION)
@settings(max_examples=EXAMPLES)
def test_whatever_is_known_of_a_case_both_schemas_accept_and_it_comes_back(
    content: Content, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    comes_back(message(MessageType.MSG_16, content), official, ours)


@pytest.mark.parametrize("kind", tuple(PUBLISHED_IN))
def test_both_schemas_accept_a_sample(
    kind: MessageType, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    judged(render(sample_message(kind, AT)), kind, official, ours)


@pytest.mark.parametrize("kind", [MessageType.TEC_02, MessageType.TEC_04])
def test_both_schemas_accept_our_answers(
    kind: MessageType, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    judged(render(message(kind)), kind, official, ours)


@pytest.mark.parametrize("name", ["01-politiemelding", "05-terugkoppeling-politie", "12-verzoek-tot-onderzoek"])
def test_a_message_of_the_day_travels_whole(
    name: str, official: Mapping[str, etree.XMLSchema], ours: etree.XMLSchema
) -> None:
    text = (ROOT / "deploy" / "day" / f"{name}.json").read_text(encoding="utf-8")
    draft = office.parse(text.replace("@politiemelding", str(EARLIER)).encode())
    conversation = ConversationId(str(draft.cross_reference or REFERENCE))
    said = draft.complete(sender=VT, at=AT, reference=REFERENCE, conversation=conversation)
    comes_back(replace(said, header=replace(said.header, conversation=conversation)), official, ours)
