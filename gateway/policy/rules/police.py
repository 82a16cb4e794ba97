"""Chapter 3.6: police, OM and restraining order."""

import re
from typing import Final

from gateway.domain.content import Antwoorddeel
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.message import Urgency
from gateway.policy.facts import Facts
from gateway.policy.people import concerned
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny

# Bpg 4:2 lid 1 i: what police may tell; Wpg 19 with Bpg 4:5: what the competent authority must have cleared first.
_MAY_COME: Final = re.compile(r"(?:art(?:\.|ikel)? ?)?(?:8|13(?:,? ?lid 1|\.1))(?: wpg)?", re.IGNORECASE)
_TO_CLEAR: Final = re.compile(r"(?:art(?:\.|ikel)? ?)?(?:9|10)(?:[.,]? ?(?:lid )?\d)?(?: wpg)?", re.IGNORECASE)
# Who cleared it and under which number stands with the item, as its source.
_DECISION: Final = re.compile(r"\b(?:beslissing|besluit)\b.*\d", re.IGNORECASE)
# What says nothing about suspect, victim or third party (Wpg 6b).
_SAYS_NOTHING: Final = frozenset({"", "betrokkene", "onbekend"})
# CL11.
_INQUIRIES: Final = frozenset({MessageType.MSG_13, MessageType.MSG_15})
_OM: Final = "03"
_ZVH_AND_VT: Final = frozenset({"04", "05"})
_SETTLEMENT: Final = "06"
_OF_OTHERS: Final = frozenset({"01", "02", "03", "04"})


def _parts(facts: Facts) -> tuple[tuple[str, Antwoorddeel], ...]:
    answer = facts.content.antwoord
    parts = answer.delen if answer else ()
    return tuple((f"antwoord.delen[{number}].wpg_artikel", part) for number, part in enumerate(parts))


def _articles(facts: Facts) -> Verdicts:
    articles = ((path, (part.wpg_artikel or "").strip()) for path, part in _parts(facts))
    found = tuple(
        path
        for path, article in articles
        if article and not _MAY_COME.fullmatch(article) and not _TO_CLEAR.fullmatch(article)
    )
    if not found:
        return ()
    return (
        Deny(
            because="politiegegevens van dit artikel van de Wpg komen niet naar Veilig Thuis",
            repair="verstrek gegevens van artikel 8 of 13 lid 1, en noem dat artikel",
            elements=found,
        ),
    )


def _cleared(facts: Facts) -> Verdicts:
    urgent = facts.header.urgency is Urgency.SPOED
    found = tuple(
        path
        for path, part in _parts(facts)
        if _TO_CLEAR.fullmatch((part.wpg_artikel or "").strip()) and not (urgent and _DECISION.search(part.bron or ""))
    )
    if not found:
        return ()
    return (
        Deny(
            because="gegevens van artikel 9 of 10 Wpg gaan alleen bij spoed, met de beslissing van het bevoegd gezag",
            repair="geef de spoed aan en noem als bron de beslissing van het bevoegd gezag met haar nummer",
            elements=found,
        ),
    )


def _separated(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_24:
        return ()
    found = tuple(
        f"{path}.status_in_zaak"
        for path, person in concerned(facts.content)
        if (person.status_in_zaak or "").casefold() in _SAYS_NOTHING
    )
    if not found:
        return ()
    return (
        Deny(
            because="van een persoon in politiegegevens staat niet of het verdachte, slachtoffer of een ander is",
            repair="geef van iedere persoon de hoedanigheid in de zaak (CL12)",
            elements=found,
        ),
    )


def _settlement(facts: Facts) -> Verdicts:
    question = facts.content.uitvraag
    if facts.type not in _INQUIRIES or question is None:
        return ()
    who, why = question.soort_verzoeker, question.reden
    if (who != _OM or why not in _OF_OTHERS) and (who not in _ZVH_AND_VT or why != _SETTLEMENT):
        return ()
    return (
        Deny(
            because="soort verzoeker en reden passen niet bij elkaar: de reden afdoening is 06, en die is van het OM",
            repair="geef als medewerker OM (03) reden 06, en anders een reden van de eigen organisatie",
            elements=("uitvraag.soort_verzoeker", "uitvraag.reden"),
        ),
    )


def _sash(facts: Facts) -> Verdicts:
    report = facts.content.melding
    if report is None or report.sash_ingevuld is None or report.sash_ingevuld == bool(report.sash_niveau):
        return ()
    return (
        Deny(
            because="het SASH-niveau staat er precies dan als het SASH-formulier is ingevuld",
            repair="vul het niveau in, of zet de indicatie op nee",
            elements=("melding.sash_ingevuld", "melding.sash_niveau"),
        ),
    )


RULES: Final = (
    Rule(
        number="R090",
        name="Welke politiegegevens mogen komen",
        standing=Standing.LAW,
        sources=("Bpg 4:2 lid 1 i", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_articles,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Een incidentregistratie van de politie (artikel 8)",
            refuses="Opsporingsgegevens (artikel 9 of 10) zonder beslissing van het bevoegd gezag",
        ),
    ),
    Rule(
        number="R091",
        name="Artikel 9 en 10 Wpg alleen met spoed en toestemming",
        standing=Standing.LAW,
        sources=("Wpg 19", "Bpg 4:5", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_cleared,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Beslissing van de officier van justitie met nummer, dreiging vandaag",
            refuses="Gehoord van een collega van de recherche",
        ),
    ),
    Rule(
        number="R093",
        name="Verdachte, slachtoffer en derde onderscheiden",
        standing=Standing.LAW,
        sources=("Wpg 6b", "CL12", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_separated,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Van ieder staat er of die verdachte, slachtoffer of getuige is",
            refuses="Iedereen heet betrokkene",
        ),
    ),
    Rule(
        number="R097",
        name="Een verzoek voor een afdoeningsbeslissing heeft reden 06",
        standing=Standing.STD,
        sources=("JZ vcob", "CL11", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_settlement,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Het OM vraagt voor een afdoening met reden 06",
            refuses="Het OM vraagt voor een afdoening met reden 01",
        ),
    ),
    Rule(
        number="R099",
        name="SASH-niveau alleen bij een ingevuld formulier",
        standing=Standing.STD,
        sources=("JZ vtMelding", "CL19", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_sash,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="SASH niet ingevuld, en er staat geen niveau",
            refuses="SASH niet ingevuld, en er staat: hoog",
        ),
    ),
)
