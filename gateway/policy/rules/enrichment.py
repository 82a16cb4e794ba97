"""Chapter 3.5: what a source gave: its conditions, whom it was meant for, and whose secret it is."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.content import Antwoorddeel, Content, Verrijking
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.kinds import MessageType
from gateway.domain.party import PartyKind
from gateway.policy.conditions import effect_of
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.steps import is_reasoned
from gateway.policy.verdicts import Deny, Flag, Hold, Justify, Second, Strip
from gateway.policy.wording import fold, speaks_of

_ONWARD: Final = frozenset({MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_51, MessageType.MSG_55})
_FULL_AND_TRUE: Final = frozenset({MessageType.MSG_35, MessageType.MSG_51})
_JUSTICE: Final = frozenset({PartyKind.POLITIE, PartyKind.OM, PartyKind.RAAD})
_MEDICAL_LABEL: Final = "beroepsgeheim-zorg"
# CL15: the attachment of a request for investigation that somebody in health care wrote.
_MEDICAL_DOCUMENT: Final = "diagnostisch onderzoek"
_MEDICAL_WORDS: Final = frozenset(
    {
        *("arts", "huisarts", "kinderarts", "jeugdarts", "schoolarts", "medisch", "ziekenhuis", "seh", "kliniek"),
        *("ggz", "jgz", "ggd", "psychiater", "psycholoog", "therapeut", "behandelaar", "verpleegkundige"),
        *("verloskundige", "consultatiebureau", "thuiszorg", "apotheek", "tandarts", "fysiotherapeut", "poh"),
        *("dokter", "geneeskund", "gezondheidscentrum", "gezondheidszorg", "hospitaal", "hospice", "kraamhulp"),
        *("kraamverzorg", "kraamzorg", "logopedist", "psychiatri", "revalidatie", "verslavingszorg", "ambulance"),
        *("mc", "umc", "amc", "lumc", "mumc", "umcg", "vumc", "radboudumc"),
    }
)
_REASON_CHARACTERS: Final = 20


def _items(content: Content) -> Iterator[tuple[str, Verrijking | Antwoorddeel]]:
    for number, item in enumerate(content.verrijking):
        yield f"verrijking[{number}]", item
    for number, part in enumerate(content.antwoord.delen if content.antwoord else ()):
        yield f"antwoord.delen[{number}]", part


def _conditions(facts: Facts) -> Verdicts:
    kinds = facts.receiver.kinds if facts.receiver else frozenset[PartyKind]()
    found: dict[Effect, list[str]] = {Effect.HOLD: [], Effect.STRIP: [], Effect.FLAG: []}
    for path, item in _items(facts.content):
        if item.voorwaarden:
            # What arrives is shown with its conditions, never dropped (3, "Direction").
            found[effect_of(item.voorwaarden, kinds) if facts.leaves else Effect.FLAG].append(path)
    held, stripped, shown = (tuple(found[effect]) for effect in (Effect.HOLD, Effect.STRIP, Effect.FLAG))
    return (*_hold(held), *_strip(stripped), *_show(shown))


def _hold(elements: tuple[str, ...]) -> Verdicts:
    if not elements:
        return ()
    return (
        Hold(
            because="de bron stelde een voorwaarde waar deze ontvanger onder valt, of waarvan dat niet zeker is",
            repair="overleg met de bron en leg dat vast, of verwijder dit",
            elements=elements,
            owner=StaffRole.GEDRAGSWETENSCHAPPER,
            limit="D053",
        ),
    )


def _strip(elements: tuple[str, ...]) -> Verdicts:
    because = "de bron gaf dit op voorwaarde dat het niet naar deze ontvanger gaat"
    return (Strip(because=because, repair="verwijder deze onderdelen", elements=elements),) if elements else ()


def _show(elements: tuple[str, ...]) -> Verdicts:
    because = "de bron stelde voorwaarden, en die reizen mee"
    return (Flag(because=because, repair="houd u aan de voorwaarden", elements=elements),) if elements else ()


def _onward(facts: Facts) -> Verdicts:
    """An item of a third party goes on with a reason of its own: why this receiver needs it."""
    ends = {fold(party.name) for party in (facts.sender, facts.receiver) if party}
    found = tuple(
        f"verrijking[{number}]"
        for number, item in enumerate(facts.content.verrijking)
        if fold(item.bron) not in ends and not is_reasoned(item.noodzaak or "", _REASON_CHARACTERS, facts.region)
    )
    if facts.type not in _ONWARD or not found:
        return ()
    return (
        Justify(
            because="de bron gaf dit niet aan deze ontvanger, en waarom die het nodig heeft staat er niet in eigen "
            "woorden",
            repair="schrijf bij het onderdeel waarom juist deze ontvanger het nodig heeft, of motiveer het hier",
            elements=found,
            minimum_characters=_REASON_CHARACTERS,
        ),
    )


def _medical(facts: Facts) -> tuple[str, ...]:
    words = facts.region.words("R082", "care_words")
    labelled = (
        f"verrijking[{number}]"
        for number, item in enumerate(facts.content.verrijking)
        if _MEDICAL_LABEL in map(str.casefold, item.bijzonder)
    )
    said = (path for path, item in _items(facts.content) if speaks_of(item.bron or "", words))
    documents = (
        f"bijlagen[{number}]"
        for number, item in enumerate(facts.content.bijlagen)
        if item.soort.casefold() == _MEDICAL_DOCUMENT or speaks_of(item.auteur or "", words)
    )
    return tuple(dict.fromkeys((*labelled, *said, *documents)))


def _medical_secret(facts: Facts) -> Verdicts:
    found = _medical(facts) if any(facts.goes_to(kind) for kind in _JUSTICE) else ()
    if not found:
        return ()
    because = "gegevens van een zorgverlener gaan naar politie, OM of Raad"
    return (
        Second(
            because=because,
            repair="laat de vertrouwensarts of de privacyfunctionaris meebeslissen",
            elements=found,
            roles=frozenset({StaffRole.PRIVACY, StaffRole.VERTROUWENSARTS}),
        ),
        Justify(because=because, repair="leg vast waarom het beroepsgeheim hier wijkt", elements=found),
    )


def _facts_and_opinions(facts: Facts) -> Verdicts:
    found = tuple(
        f"verrijking[{number}]"
        for number, item in enumerate(facts.content.verrijking)
        if item.feit is None or not item.bron.strip()
    )
    if not found:
        return ()
    because = "er staat niet of dit een feit of een mening is, of wie de bron is"
    repair = "noem bij ieder onderdeel feit of mening, de bron en de datum"
    if facts.type in _FULL_AND_TRUE:
        return (Deny(because=because, repair=repair, elements=found),)
    return (Flag(because=because, repair=repair, elements=found),)


RULES: Final = (
    Rule(
        number="R080",
        name="Voorwaarden van de bron reizen mee",
        standing=Standing.LAW,
        sources=("WGS 2.29 lid 3", "Wmo 5.3.3"),
        effects=(Effect.HOLD, Effect.STRIP, Effect.FLAG),
        judge=_conditions,
        on_arrival=True,
        alone=True,
        revision=2,
        examples=Examples(
            passes="Een onderdeel met de voorwaarde niet aan ouders gaat met die voorwaarde naar het lokale veld",
            refuses="Hetzelfde onderdeel in een brief aan de ouders",
        ),
    ),
    Rule(
        number="R081",
        name="Gegevens van derden gaan niet vanzelf verder",
        standing=Standing.LAW,
        sources=("AVG 5 (GK)", "Wmo 5.3.3", "Wpg 7 lid 2"),
        effects=(Effect.JUSTIFY,),
        judge=_onward,
        examples=Examples(
            passes="Het schoolverzuim naar de Raad, met de reden waarom die het nodig heeft",
            refuses="Alle antwoorden in ieder bericht overnemen",
        ),
    ),
    Rule(
        number="R082",
        name="Medisch geheim naar politie, OM of Raad",
        standing=Standing.LAW,
        sources=("Wmo 5.2.6", "Wmo 4.1.1 lid 2 d-e", "UAVG 30-33 (GK)"),
        effects=(Effect.SECOND, Effect.JUSTIFY),
        judge=_medical_secret,
        revision=2,
        parameters={"care_words": _MEDICAL_WORDS},
        examples=Examples(
            passes="De letselverklaring van een baby, met de handtekening van een tweede",
            refuses="De therapieverslagen van de moeder bij een bericht aan de politie",
        ),
    ),
    Rule(
        number="R089",
        name="Feiten en meningen gescheiden, bronnen met datum",
        standing=Standing.LAW,
        sources=("Jw 3.3", "S001 5.4"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_facts_and_opinions,
        examples=Examples(
            passes="Waargenomen op 3 maart 2026 door de leerkracht",
            refuses="De moeder is gewoon gevaarlijk, zonder bron en zonder dat er mening bij staat",
        ),
    ),
)
