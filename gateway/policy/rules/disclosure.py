"""Chapter 3.6, second part: what of the police is told to others, and what police, OM and victim support are told."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.employees import StaffRole
from gateway.domain.faults import FaultCode
from gateway.domain.identifiers import Oin
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy.elements import says_nothing
from gateway.policy.facts import Facts, Known
from gateway.policy.people import concerned
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Justify, Second, Strip
from gateway.policy.wording import fold, speaks_of

# In these the local field gets the report, and another region (R046, R048, 2.4).
_WITH_THE_REPORT: Final = frozenset({MessageType.MSG_34, MessageType.MSG_35, MessageType.MSG_39})
_HANDED_OVER: Final = frozenset({MessageType.MSG_34, MessageType.MSG_35})
# R094: to these police data go in the exercise of their own task; a municipality is the college, by law a receiver.
_BY_LAW: Final = frozenset({PartyKind.POLITIE, PartyKind.OM, PartyKind.RAAD, PartyKind.GI, PartyKind.GEMEENTE})
_APPROVE: Final = frozenset({StaffRole.GEDRAGSWETENSCHAPPER, StaffRole.VERTROUWENSARTS, StaffRole.TEAMLEIDER})
# How a source or label says that it is of the police; known as `speaks_of` knows words.
_POLICE: Final = frozenset(
    {*("politie", "agent", "agente", "agenten", "recherch", "marechaussee"), *("bvh", "basisvoorziening handhaving")}
)
_TOLD: Final = frozenset({MessageType.MSG_55, MessageType.MSG_56})
# Wmo 4.1.1 lid 2 e.
_GROUNDS: Final = (" belang van de betrokkene ", " ernst van de situatie ")
# A ground without so many words of its own explains nothing.
_FEWEST_WORDS: Final = 2
_VICTIMS: Final = frozenset({"slachtoffer", "benadeelde"})


def is_police_report(facts: Facts) -> bool:
    """Tell whether the report in the message is one of the police: only those say who handed it in, or one came."""
    report = facts.content.melding
    if report is None or facts.comes_from(PartyKind.POLITIE):
        return False
    return report.ingediend_door is not None or _came(facts, MessageType.MSG_01)


def _came(facts: Facts, kind: MessageType) -> bool:
    """No other report came in this case than of that type; of several the report itself must say which it is."""
    reports = facts.history.messages(MessageType.MSG_01, MessageType.MSG_02, MessageType.MSG_03, direction=Direction.IN)
    return bool(reports) and all(each.type is kind for each in reports)


def _context(facts: Facts) -> Verdicts:
    report = facts.content.melding
    if facts.type not in _HANDED_OVER or report is None or report.zorgelijke_situatie or not is_police_report(facts):
        return ()
    return (
        Deny(
            because="een politiemelding zonder verhaal erbij gaat niet naar het lokale veld",
            repair="beschrijf de zorgelijke situatie, of laat de melding bij Veilig Thuis",
            elements=("melding.zorgelijke_situatie",),
        ),
    )


def _police_items(facts: Facts) -> Iterator[str]:
    """Yield what the police supplied; the report itself too, where no rule says that it must go along."""
    content = facts.content
    for number, item in enumerate(content.verrijking):
        labels = " ".join((item.bron, *item.bijzonder))
        if speaks_of(labels, _POLICE):
            yield f"verrijking[{number}]"
    for number, part in enumerate(content.antwoord.delen if content.antwoord else ()):
        if part.wpg_artikel or speaks_of(part.bron or "", _POLICE):
            yield f"antwoord.delen[{number}]"
    if facts.type not in _WITH_THE_REPORT and is_police_report(facts):
        yield "melding"


def _onward(facts: Facts) -> Verdicts:
    kinds = frozenset() if facts.receiver is None else facts.receiver.kinds
    found = tuple(_police_items(facts))
    if not found or not facts.comes_from(PartyKind.VT) or _BY_LAW & kinds:
        return ()
    because = "gegevens van de politie blijven geheim bij wie ze ontvangt"
    return (
        Justify(because=because, repair="leg uit waarom deze ontvanger ze nodig heeft", elements=found),
        Second(because=because, repair="laat een tweede persoon dit goedkeuren", elements=found, roles=_APPROVE),
    )


def _recorded(facts: Facts) -> Verdicts:
    """The record itself is written in the commit that sends (R136); without article and ground it would be empty."""
    answer = facts.content.antwoord
    if facts.type is not MessageType.MSG_24 or answer is None:
        return ()
    lacking = [
        f"antwoord.delen[{n}].wpg_artikel" for n, part in enumerate(answer.delen) if says_nothing(part.wpg_artikel)
    ]
    if not facts.header.basis:
        lacking.append("header.basis")
    if not lacking:
        return ()
    return (
        Deny(
            because="van een verstrekking van politiegegevens worden grondslag en artikel vastgelegd",
            repair="noem de grondslag van het bericht en van ieder gegeven het artikel van de Wpg",
            elements=tuple(lacking),
        ),
    )


def _matters(facts: Facts) -> Verdicts:
    notice = facts.content.kennisgeving
    if facts.type not in _TOLD or (notice is not None and _is_explained(notice.belang or "")):
        return ()
    return (
        Deny(
            because="politie, OM, reclassering en Slachtofferhulp horen het alleen als dat ertoe doet",
            repair="schrijf 'belang van de betrokkene' of 'ernst van de situatie', met uitleg",
            elements=("kennisgeving.belang",),
        ),
    )


def _is_explained(text: str) -> bool:
    said = fold(text)
    ground = next((each for each in _GROUNDS if each in said), None)
    return ground is not None and len(said.replace(ground, " ").split()) >= _FEWEST_WORDS


def _victim_support(facts: Facts) -> Verdicts:
    if {receiver for _, receiver in facts.ways} != {PartyKind.SLACHTOFFERHULP}:
        return ()
    found = tuple(path for place, person in concerned(facts.content) for path in _beyond(place, person, facts))
    if not found:
        return ()
    return (
        Strip(
            because="Slachtofferhulp krijgt alleen het slachtoffer, zonder BSN, en de telefoon met toestemming",
            repair="verwijder deze elementen, of leg vast dat de persoon slachtoffer is of toestemming gaf",
            elements=found,
        ),
    )


def _beyond(place: str, person: Betrokkene, facts: Facts) -> Iterator[str]:
    """Yield what is not needed to help a victim; who is not known to be one, is not one."""
    if (person.status_in_zaak or "").casefold() not in _VICTIMS:
        yield place
        return
    if person.bsn:
        yield f"{place}.bsn"
    agreed = facts.history.known(CaseFact.CONTACT_CONSENT, person.kenmerk)
    if person.telefoonnummer and agreed is not Known.YES:
        yield f"{place}.telefoonnummer"


def _represented(facts: Facts) -> Verdicts:
    answer = facts.content.antwoord
    if answer is None or not facts.comes_from(PartyKind.VT):
        return ()
    units = {"antwoord.uitvoerende": answer.uitvoerende}
    units |= {f"antwoord.per_persoon[{n}].uitvoerende": each.uitvoerende for n, each in enumerate(answer.per_persoon)}
    found = tuple(
        f"{place}.identificatie"
        for place, unit in units.items()
        if unit is not None and _is_unmandated(unit.identificatie or "", facts)
    )
    if not found:
        return ()
    return (
        Deny(
            because="er is geen mandaat om in dit bericht namens die organisatie te antwoorden",
            repair="laat de organisatie zelf antwoorden, of leg het mandaat vast met berichtsoorten en data",
            elements=found,
        ),
    )


def _is_unmandated(number: str, facts: Facts) -> bool:
    if not Oin.fits(number) or number == str(facts.header.sender):
        return False
    mandates = () if facts.sender is None else facts.sender.mandates
    return not any(mandate.covers(Oin(number), facts.type, facts.today) for mandate in mandates)


RULES: Final = (
    Rule(
        number="R092",
        name="Geen politiemelding zonder verhaal naar het lokale veld",
        standing=Standing.AGREE,
        sources=("S001 3a.3", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_context,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        examples=Examples(
            passes="Een overgedragen politiemelding vertelt wat er aan de hand was en met wie",
            refuses="Er staan alleen codes: 'HG-melding, adres'",
        ),
    ),
    Rule(
        number="R094",
        name="Gegevens van de politie blijven geheim",
        standing=Standing.LAW,
        sources=("Wpg 7 lid 2",),
        effects=(Effect.JUSTIFY, Effect.SECOND),
        judge=_onward,
        revision=2,
        examples=Examples(
            passes="Het lokale veld hoort voor een huisbezoek van het geweldsrisico, met motivering en tweede persoon",
            refuses="Een registratie van de politie gaat naar een school",
        ),
    ),
    Rule(
        number="R095",
        name="Een verstrekking van politiegegevens wordt vastgelegd",
        standing=Standing.LAW,
        sources=("Wpg 32 lid 1 b", "Wpg 32a"),
        effects=(Effect.DENY,),
        judge=_recorded,
        revision=2,
        examples=Examples(
            passes="Grondslag en artikel staan erbij, en het bewijs wordt eerst geschreven",
            refuses="Er wordt verzonden terwijl het bewijs niet geschreven kan worden",
        ),
    ),
    Rule(
        number="R096",
        name="Politie en justitie horen het alleen als het ertoe doet",
        standing=Standing.LAW,
        sources=("Wmo 4.1.1 lid 2 e",),
        effects=(Effect.DENY,),
        judge=_matters,
        examples=Examples(
            passes="Ernst van de situatie: herhaalde verwurging",
            refuses="De politie wilde het weten",
        ),
    ),
    Rule(
        number="R096a",
        name="Slachtofferhulp krijgt zo min mogelijk",
        standing=Standing.LAW,
        sources=("Wmo 5.3.3", "R015"),
        effects=(Effect.STRIP,),
        judge=_victim_support,
        examples=Examples(
            passes="De naam van het slachtoffer, en de telefoon met toestemming",
            refuses="Het adres van de verdachte",
        ),
    ),
    Rule(
        number="R098",
        name="Namens een andere regio alleen met mandaat",
        standing=Standing.DESIGN,
        sources=("DESIGN", "S002 §9"),
        effects=(Effect.DENY,),
        judge=_represented,
        examples=Examples(
            passes="Haaglanden antwoordt op de ZSM-tafel voor Hollands Midden, met mandaat",
            refuses="Haaglanden antwoordt voor Zeeland",
        ),
    ),
)
