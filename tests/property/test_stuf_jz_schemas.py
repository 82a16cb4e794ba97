"""Our schemas of StUF-Jeugdzorg against the published ones: the same grammar, and the same verdict in practice.

Every message of every family, in each version and edition that has it. `pytest -s` shows how many documents were made
and what became of them. One difference is meant: a document that names official types itself (`xsi:type`) is refused
by ours. Equal type names would mean to copy how the published schemas are cut up, and no partner needs them.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from tests.kit import stuf_messages
from tests.kit.xsd_coverage import Coverage, NotInGrammarError
from tests.kit.xsd_documents import PREFIXES, Documents
from tests.kit.xsd_grammar import Element
from tests.kit.xsd_mutants import Mutation, mutants
from tests.kit.xsd_probes import probes
from tests.kit.xsd_reader import Grammar

OURS: Final = Path(__file__).resolve().parents[2] / "schemas" / "stuf_jz"
VERSIONS: Final = ("1.0.9", "1.0.7")
VALID: Final = 500
MUTATED: Final = 2000
OF_EACH_KIND: Final = 100
SASH_HIGH_YET_NOT_FILLED_IN: Final = "Nee</JZ:indicatieSASHIngevuld><JZ:SASHniveau>hoog</JZ:SASHniveau>"

# The editions by version and family, and the messages by the editions that have them.
_RESOLVED: Final = Path("stuf-jeugdzorg-1.0.9/resolved")
EDITIONS: Final = {
    "1.0.9 vt": _RESOLVED / "vt/jz0100_msg_vtberichten_resolved2025.xsd",
    "1.0.9 vv": _RESOLVED / "vv/jz0100_msg_vvberichten_resolved2025.xsd",
    "1.0.9 gm": _RESOLVED / "gm/jz0100_msg_gmberichten_resolved2025.xsd",
    "1.0.9 jz": _RESOLVED / "jz/jz0100_msg_jzberichten_resolved2025.xsd",
    "1.0.7 vt": Path("stuf-jeugdzorg-1.0.7/jz0100_msg_vtberichten_resolved.xsd"),
}
_VT: Final = ("1.0.9 vt", "1.0.7 vt")
_JZ: Final = ("1.0.9 jz", *_VT)
MESSAGES: Final[Mapping[str, Sequence[str]]] = {
    **dict.fromkeys(("JZ:vtMeldingDi01", "JZ:vtTerugkoppelingDi01"), _VT),
    **dict.fromkeys(("JZ:vtoDi01", "JZ:notificatieDi01", "JZ:notificatiejrDi01"), _JZ),
    **dict.fromkeys(("JZ:zorgmeldingDi01", "JZ:zorgmeldingTerugkoppelingDi01"), _JZ),
    **dict.fromkeys(("JZ:vcobDi01", "JZ:ucobDi01", "JZ:vciDi01", "JZ:uciDi01"), ("1.0.9 vv",)),
    **dict.fromkeys(("JZ:meldingGeneriekDi01", "JZ:uitkomstMeldingGeneriekDi01"), ("1.0.9 gm",)),
    **dict.fromkeys((f"StUF:Bv0{code}Bericht" for code in "1234"), tuple(EDITIONS)),
    **dict.fromkeys((f"StUF:Fo0{code}Bericht" for code in "123"), tuple(EDITIONS)),
}
# Triggers and sets of messages: StUF itself declares them, Jeugdzorg sends none.
NO_MESSAGES: Final = {"StUF:Tr01Bericht", "StUF:StUF-berichtenSet", "StUF:extraElementen"}

NEEDS_ATTRIBUTES: Final = {Mutation.ATTRIBUTE_REMOVED, Mutation.ATTRIBUTE_VALUE, Mutation.ATTRIBUTE_NAMESPACE}
MUST_HURT: Final = {
    *(Mutation.REMOVED, Mutation.DOUBLED, Mutation.MOVED, Mutation.RENAMED),
    *(Mutation.VALUE, Mutation.NAMESPACE, Mutation.FOREIGN),
}

Tally = Counter[tuple[str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A schema twice: as lxml judges by it, and as it can be walked."""

    judge: etree.XMLSchema
    grammar: Grammar

    def element(self, message: str) -> Element:
        return self.grammar.element(clark(message))


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Documents that the grammar of a message allows, and every schema that must agree on them."""

    declared: Element
    documents: list[etree._Element]
    schemas: list[Schema]

    def verdict(self, document: etree._Element) -> bool:
        """Return whether all accept it; it is judged as it travels, where an empty text is no text."""
        octets = etree.tostring(document)
        received = etree.fromstring(octets)
        verdicts = {schema.judge.validate(received) for schema in self.schemas}
        assert len(verdicts) == 1, octets.decode()
        return verdicts.pop()


def clark(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


def load(path: Path) -> Schema:
    return Schema(judge=etree.XMLSchema(file=path), grammar=Grammar(path))


@pytest.fixture(scope="module")
def official(standards: Path) -> Mapping[str, Schema]:
    return {edition: load(standards / path) for edition, path in EDITIONS.items()}


@pytest.fixture(scope="module")
def ours() -> Mapping[str, Schema]:
    return {version: load(OURS / version / "jz.xsd") for version in VERSIONS}


@pytest.fixture(scope="module")
def corpora() -> dict[str, Corpus]:
    return {}


@pytest.fixture(params=MESSAGES)
def message(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def corpus(
    message: str, ours: Mapping[str, Schema], official: Mapping[str, Schema], corpora: dict[str, Corpus]
) -> Corpus:
    if message not in corpora:
        editions = MESSAGES[message]
        declared = official[editions[0]].element(message)
        versions = {edition.partition(" ")[0] for edition in editions}
        corpora[message] = Corpus(
            declared=declared,
            documents=list(Documents(declared, seed=19).enough(VALID)),
            schemas=[official[edition] for edition in editions] + [ours[version] for version in sorted(versions)],
        )
    return corpora[message]


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted: Tally = Counter()
    yield counted
    for kind in dict.fromkeys(kind for kind, _ in sorted(counted)):
        print(f"\n{kind:38} accepted {counted[kind, True]:6} refused {counted[kind, False]:6}", end="")  # noqa: T201 - the counts, for whoever asks with -s


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_published_message_is_compared(edition: str, official: Mapping[str, Schema]) -> None:
    here = {clark(message) for message, editions in MESSAGES.items() if edition in editions}
    ours = (clark("JZ:"), clark("StUF:"))
    declared = {name for name in official[edition].grammar.names("element") if name.startswith(ours)}
    assert declared - {clark(name) for name in NO_MESSAGES} == here


@pytest.mark.parametrize("version", VERSIONS)
def test_ours_declares_the_messages_of_its_version_and_no_others(version: str, ours: Mapping[str, Schema]) -> None:
    known = {clark(name) for name, editions in MESSAGES.items() if any(each.startswith(version) for each in editions)}
    assert ours[version].grammar.names("element") == known | {clark("StUF:extraElementen")}


def test_our_grammar_equals_every_published_one(message: str, corpus: Corpus) -> None:
    for schema in corpus.schemas:
        assert schema.element(message) == corpus.declared


def test_all_accept_every_document_the_grammar_allows(corpus: Corpus, tally: Tally) -> None:
    for document in corpus.documents:
        accepted = corpus.verdict(document)
        tally["document the grammar allows", accepted] += 1
        assert accepted, corpus.schemas[0].judge.error_log
    assert len({etree.tostring(document) for document in corpus.documents}) >= VALID


def test_the_documents_show_every_option_branch_and_listed_value(corpus: Corpus) -> None:
    coverage = Coverage(corpus.declared)
    for document in corpus.documents[:VALID]:
        coverage.see(document)
    assert not coverage.missed()


def test_all_say_the_same_of_every_mutant(message: str, corpus: Corpus, tally: Tally) -> None:
    counted: Tally = Counter()
    for mutation, mutant in itertools.islice(mutants(corpus.documents, corpus.declared, seed=21), MUTATED):
        counted[mutation, corpus.verdict(mutant)] += 1
    tally.update(counted)
    kinds = set(Mutation) - (set() if message.startswith("JZ:") else NEEDS_ATTRIBUTES)
    assert counted.total() == MUTATED
    assert {kind for kind in kinds if counted[kind, True] + counted[kind, False] < OF_EACH_KIND} == set()
    assert {kind for kind in MUST_HURT if not counted[kind, False]} == set()


def test_all_say_the_same_at_every_edge(corpus: Corpus, tally: Tally) -> None:
    for label, probe in probes(corpus.documents, corpus.declared):
        tally[label, corpus.verdict(probe)] += 1


def test_a_few_documents_do_not_show_everything(official: Mapping[str, Schema]) -> None:
    declared = official["1.0.9 vt"].element("JZ:vtMeldingDi01")
    coverage = Coverage(declared)
    everything = len(coverage.missed())
    coverage.see(Documents(declared, seed=19).make())
    assert 0 < len(coverage.missed()) < everything == coverage.offered()


def test_what_the_grammar_has_no_place_for_is_told(official: Mapping[str, Schema]) -> None:
    declared = official["1.0.9 vt"].element("JZ:vtMeldingDi01")
    document = Documents(declared, seed=19).make()
    etree.SubElement(document, clark("JZ:object"))
    with pytest.raises(NotInGrammarError):
        Coverage(declared).see(document)


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_type_of_ours_bears_the_name_of_a_published_one(
    edition: str, ours: Mapping[str, Schema], official: Mapping[str, Schema]
) -> None:
    kinds = ("complexType", "simpleType")
    assert not ours["1.0.9"].grammar.names(*kinds) & official[edition].grammar.names(*kinds)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<ZKN:toelichting>", '<ZKN:toelichting xsi:type="ZKN:String1000-e">'),
        (
            '<JZ:object StUF:entiteittype="ZAK"',
            '<JZ:object xsi:type="ZKN:ZAK-vt-terugkoppeling-e" StUF:entiteittype="ZAK"',
        ),
    ],
)
def test_only_the_published_schema_knows_its_own_type_names(
    before: str, after: str, ours: Mapping[str, Schema], official: Mapping[str, Schema]
) -> None:
    changed = stuf_messages.document("vtTerugkoppelingDi01", (before, after))
    assert official["1.0.9 vt"].judge.validate(etree.fromstring(changed))
    assert not is_accepted(ours, "vtTerugkoppelingDi01", (before, after))


SMALL: Final = ("vtMeldingDi01", "vtTerugkoppelingDi01", "vtoDi01")


def is_accepted(ours: Mapping[str, Schema], message: str, *changes: tuple[str, str]) -> bool:
    document = etree.fromstring(stuf_messages.document(message, *changes))
    (verdict,) = {schema.judge.validate(document) for schema in ours.values()}
    return verdict


@pytest.mark.parametrize("message", SMALL)
def test_a_plain_message_is_accepted(message: str, ours: Mapping[str, Schema]) -> None:
    assert is_accepted(ours, message)


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        ("vtMeldingDi01", "ouder met gezag", "moeder"),
        ("vtMeldingDi01", "<JZ:jeugzorgrol>ouder met gezag</JZ:jeugzorgrol>", ""),
        ("vtMeldingDi01", "<JZ:contactgegevensVerdiepingOpInfo/>", ""),
        ("vtMeldingDi01", ' StUF:entiteittype="VTMZOS"', ""),
        ("vtMeldingDi01", "999990019", "99999001"),
        ("vtTerugkoppelingDi01", ">overdracht<", ">melding onjuist geadresseerd<"),
        ("vtTerugkoppelingDi01", "Fictieve toelichting", "x" * 1001),
        ("vtTerugkoppelingDi01", "<ZKN:oinNummer>00000099000000001000", "<ZKN:oinNummer>002"),
        ("vtTerugkoppelingDi01", "20260302101500", "2026-03-02T10:15:00"),
        ("vtTerugkoppelingDi01", "<StUF:functie>vtTerugkoppelingDi01", "<StUF:functie>vtMeldingDi01"),
    ],
)
def test_a_message_with_one_fault_is_refused(message: str, before: str, after: str, ours: Mapping[str, Schema]) -> None:
    assert not is_accepted(ours, message, (before, after))


@pytest.mark.parametrize(
    ("message", "before", "after"),
    [
        ("vtMeldingDi01", "<JZ:datumIncident>2026", "<JZ:datumIncident>2099"),
        ("vtMeldingDi01", "999990019", "000000000"),
        ("vtMeldingDi01", "Nee</JZ:indicatieSASHIngevuld>", SASH_HIGH_YET_NOT_FILLED_IN),
        ("vtTerugkoppelingDi01", ">overdracht<", ">Melding onjuist geadresseerd<"),
        ("vtTerugkoppelingDi01", "Fictieve toelichting", "x" * 1000),
    ],
)
def test_a_schema_leaves_sense_to_the_rules(message: str, before: str, after: str, ours: Mapping[str, Schema]) -> None:
    assert is_accepted(ours, message, (before, after))


def test_libxml2_does_not_hold_an_entiteittype_to_its_fixed_value(ours: Mapping[str, Schema]) -> None:
    """XML Schema 1, 3.5.4 says it must, and other validators do: the reader of a message has to check it by itself."""
    assert is_accepted(ours, "vtMeldingDi01", ('"VTMZOS"', '"ZOS"'))
