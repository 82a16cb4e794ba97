"""Our schemas of StUF-Jeugdzorg 1.0.9 against the published ones: the same grammar, and the same verdict in practice.

One difference is meant: a document that names official types itself (`xsi:type`) is refused by ours, whose types have
other names. `SCHAKEL_DIFFERENTIAL=full` compares eight times as many documents; `pytest -s` shows the counts.
"""

import itertools
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from lxml import etree

from tests.kit import stuf_messages
from tests.kit.xsd_documents import PREFIXES, Documents
from tests.kit.xsd_grammar import Element
from tests.kit.xsd_mutants import Mutation, mutants
from tests.kit.xsd_probes import probes
from tests.kit.xsd_reader import Grammar

ROOT: Final = Path(__file__).resolve().parents[2]
OURS: Final = ROOT / "schemas" / "stuf_jz" / "1.0.9" / "jz.xsd"
FULL: Final = os.environ.get("SCHAKEL_DIFFERENTIAL") == "full"
VALID, MUTATED = (500, 2000) if FULL else (60, 240)

ANSWERS: Final = tuple(f"StUF:{code}Bericht" for code in ("Bv01", "Bv03", "Bv04", "Fo01", "Fo02", "Fo03"))
SASH_HIGH_YET_NOT_FILLED_IN: Final = "Nee</JZ:indicatieSASHIngevuld><JZ:SASHniveau>hoog</JZ:SASHniveau>"
MESSAGES: Final = {
    "vt": ("JZ:vtMeldingDi01", "JZ:vtTerugkoppelingDi01", *ANSWERS),
    "jz": ("JZ:vtoDi01", "JZ:notificatieDi01", *ANSWERS),
}
CASES: Final = [(family, message) for family, messages in MESSAGES.items() for message in messages]

NEEDS_ATTRIBUTES: Final = {Mutation.ATTRIBUTE_REMOVED, Mutation.ATTRIBUTE_VALUE, Mutation.ATTRIBUTE_NAMESPACE}

Tally = Counter[tuple[str, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A schema twice: as lxml judges by it, and as it can be walked."""

    judge: etree.XMLSchema
    grammar: Grammar

    def element(self, message: str) -> Element:
        prefix, _, name = message.partition(":")
        return self.grammar.element(f"{{{PREFIXES[prefix]}}}{name}")


def load(path: Path) -> Schema:
    return Schema(judge=etree.XMLSchema(file=path), grammar=Grammar(path))


@pytest.fixture(scope="module")
def official(standards: Path) -> dict[str, Schema]:
    folder = standards / "stuf-jeugdzorg-1.0.9" / "resolved"
    return {family: load(folder / family / f"jz0100_msg_{family}berichten_resolved2025.xsd") for family in MESSAGES}


@pytest.fixture(scope="module")
def ours() -> Schema:
    return load(OURS)


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    counted: Tally = Counter()
    yield counted
    for kind in dict.fromkeys(kind for kind, _ in sorted(counted)):
        print(f"\n{kind:38} accepted {counted[kind, True]:6} refused {counted[kind, False]:6}", end="")  # noqa: T201 - the counts, for whoever asks with -s


def verdict_of_both(ours: Schema, official: Schema, document: etree._Element) -> bool:
    octets = etree.tostring(document)
    received = etree.fromstring(octets)  # judged as it travels: an empty text is then no text
    verdict = official.judge.validate(received)
    assert ours.judge.validate(received) == verdict, octets.decode()
    return verdict


@pytest.mark.parametrize(("family", "message"), CASES)
def test_our_grammar_equals_the_published_one(
    family: str, message: str, ours: Schema, official: dict[str, Schema]
) -> None:
    assert ours.element(message) == official[family].element(message)


@pytest.mark.parametrize(("family", "message"), CASES)
def test_both_accept_every_document_the_grammar_allows(
    family: str, message: str, ours: Schema, official: dict[str, Schema], tally: Tally
) -> None:
    for document in Documents(official[family].element(message), seed=19).enough(VALID):
        accepted = verdict_of_both(ours, official[family], document)
        tally["document the grammar allows", accepted] += 1
        assert accepted, official[family].judge.error_log


@pytest.mark.parametrize(("family", "message"), CASES)
def test_both_say_the_same_of_every_mutant(
    family: str, message: str, ours: Schema, official: dict[str, Schema], tally: Tally
) -> None:
    declared = official[family].element(message)
    sound = list(Documents(declared, seed=20).enough(VALID))
    seen: set[Mutation] = set()
    for mutation, mutant in itertools.islice(mutants(sound, declared, seed=21), MUTATED):
        tally[mutation, verdict_of_both(ours, official[family], mutant)] += 1
        seen.add(mutation)
    assert seen >= (set(Mutation) if message.startswith("JZ:") else set(Mutation) - NEEDS_ATTRIBUTES)


@pytest.mark.parametrize(("family", "message"), CASES)
def test_both_say_the_same_at_every_edge(
    family: str, message: str, ours: Schema, official: dict[str, Schema], tally: Tally
) -> None:
    declared = official[family].element(message)
    for label, probe in probes(list(Documents(declared, seed=22).enough(VALID)), declared):
        tally[label, verdict_of_both(ours, official[family], probe)] += 1


SMALL: Final = ("vtMeldingDi01", "vtTerugkoppelingDi01", "vtoDi01")


def is_accepted(ours: Schema, message: str, *changes: tuple[str, str]) -> bool:
    return ours.judge.validate(etree.fromstring(stuf_messages.document(message, *changes)))


@pytest.mark.parametrize("message", SMALL)
def test_a_plain_message_is_accepted(message: str, ours: Schema) -> None:
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
        ("vtTerugkoppelingDi01", "<ZKN:toelichting>", '<ZKN:toelichting xsi:type="ZKN:String1000-e">'),
    ],
)
def test_a_message_with_one_fault_is_refused(message: str, before: str, after: str, ours: Schema) -> None:
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
def test_a_schema_leaves_sense_to_the_rules(message: str, before: str, after: str, ours: Schema) -> None:
    assert is_accepted(ours, message, (before, after))


def test_libxml2_does_not_hold_an_entiteittype_to_its_fixed_value(ours: Schema) -> None:
    """XML Schema 1, 3.5.4 says it must, and other validators do: the reader of a message has to check it by itself."""
    assert is_accepted(ours, "vtMeldingDi01", ('"VTMZOS"', '"ZOS"'))
