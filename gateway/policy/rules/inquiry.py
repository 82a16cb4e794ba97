"""Chapter 3.5, with R004 and R010 of 3.1: inquiry, and what an answer may hold."""

import re
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy.elements import present, walk
from gateway.policy.facts import Facts, History, Known
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Strip

# R004.
INQUIRIES: Final = frozenset(
    {
        MessageType.MSG_13,
        MessageType.MSG_15,
        MessageType.MSG_17,
        MessageType.MSG_19,
        MessageType.MSG_21,
        MessageType.MSG_23,
        MessageType.MSG_25,
        MessageType.MSG_27,
        MessageType.MSG_29,
    }
)
# With these a report is registered here, or it was with the region that handed it over.
REPORTS: Final = (MessageType.MSG_01, MessageType.MSG_02, MessageType.MSG_03, MessageType.MSG_39)
# 2.3: here the surname is mandatory; the schema lets it be empty.
_NAMED: Final = frozenset({MessageType.MSG_13, MessageType.MSG_15})
_WHOLE_FILE: Final = re.compile(r"\b(?:het|hele|gehele|volledige?|complete)\s+dossier\b", re.IGNORECASE)
_FILE_NAME: Final = re.compile(r"(?<![a-z])dossier(?![a-z])", re.IGNORECASE)
# Wmo 5.2.6: the article on which a professional may rely.
_ARTICLE: Final = "5.2.6"


def is_registered(history: History) -> Known:
    """Tell whether a report is registered; one may also have come by telephone: what our records lack is not known."""
    came = history.last(*REPORTS, direction=Direction.IN)
    return history.known(CaseFact.REPORT_REGISTERED) if came is None else Known.YES


def _own_report(facts: Facts) -> Verdicts:
    if facts.type not in INQUIRIES or not facts.comes_from(PartyKind.VT):
        return ()
    question, registered = facts.content.uitvraag, is_registered(facts.history)
    # The case system knows its reports best; what it states in the message counts unless our records say no.
    stated = question is not None and question.eigen_melding is True
    if registered is Known.YES or (stated and registered is Known.UNKNOWN):
        return ()
    return (
        Deny(
            because="er is geen eigen geregistreerde melding bij deze uitvraag",
            repair="registreer eerst de melding; in de adviesfase gaat geen uitvraag naar buiten",
        ),
    )


def _no_whole_files(facts: Facts) -> Verdicts:
    question = facts.content.uitvraag
    texts = walk(question, "uitvraag") if question else ()
    asked = tuple(path for path, value in texts if isinstance(value, str) and _WHOLE_FILE.search(value))
    attached = tuple(
        f"bijlagen[{number}]" for number, item in enumerate(facts.content.bijlagen) if _FILE_NAME.search(item.naam)
    )
    if not asked and not attached:
        return ()
    return (
        Deny(
            because="een heel dossier wordt niet gevraagd en niet gestuurd",
            repair="vraag of stuur alleen wat voor dit doel nodig is",
            elements=asked + attached,
        ),
    )


def _one_person(facts: Facts) -> Verdicts:
    persons, question = facts.content.betrokkenen, facts.content.uitvraag
    found = []
    if "betrokkenen" in facts.entry.single and len(persons) > 1:
        found.append("betrokkenen")
    if facts.type in _NAMED and persons and not persons[0].geslachtsnaam:
        found.append("betrokkenen[0].geslachtsnaam")
    if question is not None:
        found += [f"uitvraag.vragen[{number}].code" for number, item in enumerate(question.vragen) if not item.code]
    if not found:
        return ()
    return (
        Deny(
            because="een verzoek gaat over één persoon met een geslachtsnaam, en iedere vraag heeft een code",
            repair="stuur per persoon een verzoek, noem de naam en geef iedere vraag een code (CL14)",
            elements=tuple(found),
        ),
    )


def _strip_beyond(facts: Facts, kind: MessageType, because: str) -> Verdicts:
    """Propose to remove what the catalogue marks as removable in this message type."""
    found = present(facts.content, facts.entry.strippable) if facts.type is kind else ()
    if not found:
        return ()
    return (Strip(because=because, repair="verwijder deze elementen", elements=found),)


def _check_without_content(facts: Facts) -> Verdicts:
    return _strip_beyond(facts, MessageType.MSG_13, "een check op bekendheid zegt niets over geweld, gezin of melder")


def _known_is_yes_or_no(facts: Facts) -> Verdicts:
    return _strip_beyond(
        facts, MessageType.MSG_14, "het antwoord op een check is ja of nee, de organisatie en een contact"
    )


def _legal_notice(facts: Facts) -> Verdicts:
    question = facts.content.uitvraag
    if facts.type is not MessageType.MSG_29 or question is None:
        return ()
    if _ARTICLE in (question.wettelijke_grondslag or "") and question.initiator:
        return ()
    return (
        Deny(
            because="de professional leest niet wie vraagt en op welke wettelijke grond",
            repair="noem artikel 5.2.6 Wmo in gewone taal, en wie bij Veilig Thuis vraagt",
            elements=("uitvraag.wettelijke_grondslag", "uitvraag.initiator"),
        ),
    )


def _between_regions(facts: Facts) -> Verdicts:
    return _strip_beyond(facts, MessageType.MSG_28, "de melder gaat nooit naar een andere regio mee")


RULES: Final = (
    # Chapter 2 says it with the messages, and gives it no number.
    Rule(
        number="H2P",
        name="Een verzoek gaat over één persoon met naam",
        standing=Standing.STD,
        sources=("domain-rules.md 2.3 (MSG-13, MSG-15)", "JZ vcobDi01, vciDi01", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_one_person,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Een verzoek over een persoon met geslachtsnaam, met gecodeerde vragen",
            refuses="Een verzoek over twee personen tegelijk",
        ),
    ),
    Rule(
        number="R004",
        name="Geen uitvraag zonder geregistreerde melding",
        standing=Standing.LAW,
        sources=("Wmo 5.1.6 lid 2", "VTREG"),
        effects=(Effect.DENY,),
        judge=_own_report,
        examples=Examples(
            passes="Een uitvraag bij een melding die vanmorgen is geregistreerd",
            refuses="Een uitvraag in de adviesfase",
        ),
    ),
    Rule(
        number="R010",
        name="Geen hele dossiers",
        standing=Standing.DESIGN,
        sources=("AVG 5 lid 1 c (GK)", "R009"),
        effects=(Effect.DENY,),
        judge=_no_whole_files,
        examples=Examples(
            passes="Een gerichte vraag naar de casushouder",
            refuses="De vraag om het hele dossier te sturen",
        ),
    ),
    Rule(
        number="R072",
        name="Een check op bekendheid heeft geen inhoud",
        standing=Standing.STD,
        sources=("JZ vcob", "AVG 5 (GK)"),
        effects=(Effect.STRIP,),
        judge=_check_without_content,
        examples=Examples(
            passes="Een BSN en reden 01",
            refuses="Er staat bij dat het om mishandeling van een baby gaat",
        ),
    ),
    Rule(
        number="R073",
        name="Bekend is ja of nee, en een contact",
        standing=Standing.STD,
        sources=("JZ ucob",),
        effects=(Effect.STRIP,),
        judge=_known_is_yes_or_no,
        examples=Examples(
            passes="Ja, team West, met telefoonnummer",
            refuses="Ja, wegens drugshandel",
        ),
    ),
    Rule(
        number="R078",
        name="Een vraag aan een professional noemt de wettelijke grond",
        standing=Standing.LAW,
        sources=("Wmo 5.2.6",),
        effects=(Effect.DENY,),
        judge=_legal_notice,
        examples=Examples(
            passes="Een brief die artikel 5.2.6 Wmo noemt en wie er vraagt",
            refuses="Een anonieme vraag wie deze patiënt is",
        ),
    ),
    Rule(
        number="R085",
        name="Tussen regio's: een antwoord, geen melder",
        standing=Standing.LAW,
        sources=("Wmo 5.1.6", "Wmo 5.3.3 lid 4", "S000 criterium 1.3"),
        effects=(Effect.STRIP,),
        judge=_between_regions,
        examples=Examples(
            passes="De veiligheidsvoorwaarden van 2023",
            refuses="Het complete oude dossier, of wie de burger is die meldde",
        ),
    ),
)
