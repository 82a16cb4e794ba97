"""Chapter 3.2, first part: identity and BSN."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from gateway.domain.content import Adres, Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.message import Urgency
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind as P
from gateway.policy.facts import Facts, Known
from gateway.policy.people import bsns, concerned, holds_bsn, is_bsn
from gateway.policy.rule import Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Justify, Strip

# Column BSN of chapter 1: Y is yes, N and "own data" no. Y* is unproven (Q14: only where a law text was read), as is
# "per participant".
BSN_RIGHTS: Final = MappingProxyType(
    dict.fromkeys(
        (P.VT, P.LOKAAL_VELD, P.GEMEENTE, P.RAAD, P.GI, P.ZVH, P.CRISISHULP, P.JEUGDHULP, P.WMO, P.CBS, P.VERWIJSINDEX),
        Known.YES,
    )
    | dict.fromkeys(
        (
            P.VT_REGISTER,
            P.BURGEMEESTER,
            P.POLITIE,
            P.OM,
            P.RECHTBANK,
            P.MDA,
            P.ZORG,
            P.RECLASSERING,
            P.HALT,
            P.INSPECTIE,
        ),
        Known.UNKNOWN,
    )
    | dict.fromkeys((P.GEMEENTE_BELEID, P.SCHOOL, P.SLACHTOFFERHULP, P.BURGER, P.BETROKKENE, P.AP, P.GATEWAY), Known.NO)
)
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
# Two letters stand in too many names of files and units to mean a person.
_SHORTEST_NAME: Final = 3


def _bsn_right(facts: Facts) -> Known:
    rights = {BSN_RIGHTS[receiver] for _, receiver in facts.ways}
    return next((right for right in (Known.YES, Known.UNKNOWN) if right in rights), Known.NO)


def _bsn_authorised(facts: Facts) -> Verdicts:
    right = _bsn_right(facts)
    found = tuple(dict.fromkeys(path for path, _ in bsns(facts.content)))
    if right is Known.YES or not found:
        return ()
    return (
        Strip(
            because=(
                "deze ontvanger mag geen BSN ontvangen"
                if right is Known.NO
                else "voor deze soort ontvanger is niet vastgesteld dat het BSN mag (open vraag Q14)"
            ),
            repair="verwijder het BSN; vul geslachtsnaam, voornamen, geboortedatum, postcode en huisnummer in",
            elements=found,
        ),
    )


def _bsn_form(facts: Facts) -> Verdicts:
    wrong = tuple(dict.fromkeys(path for path, value in bsns(facts.content) if not is_bsn(value)))
    if not wrong:
        return ()
    return (
        Deny(
            because="het BSN is niet negen cijfers, voldoet niet aan de elfproef of is een gereserveerd nummer",
            repair="verbeter het BSN of laat het weg",
            elements=wrong,
        ),
    )


def _lacking_identity(path: str, person: Betrokkene) -> Iterator[str]:
    """R018: without a BSN, surname, first names, date of birth, postcode and house number."""
    address = person.adres or person.verblijfadres or Adres()
    parts = {
        "geslachtsnaam": person.geslachtsnaam,
        "voornamen": person.voornamen,
        "geboortedatum": person.geboortedatum,
        "adres.postcode": address.postcode,
        "adres.huisnummer": address.huisnummer,
    }
    return (f"{path}.{name}" for name, value in parts.items() if not value)


def _minimum_identity(facts: Facts) -> Verdicts:
    lacking = tuple(
        name for path, person in concerned(facts.content) if not person.bsn for name in _lacking_identity(path, person)
    )
    if not lacking:
        return ()
    because = "zonder BSN zijn van elke persoon geslachtsnaam, voornamen, geboortedatum, postcode en huisnummer nodig"
    if facts.header.urgency is Urgency.SPOED:
        return (
            Justify(because=because, repair="motiveer de spoed en vul binnen een werkdag aan (R019)", elements=lacking),
        )
    return (Deny(because=because, repair="vul deze elementen of het BSN in", elements=lacking),)


def _contradictory(facts: Facts) -> Verdicts:
    births: dict[str, IncompleteDate] = {}
    found = []
    for number, person in enumerate(facts.content.betrokkenen):
        birth = person.geboortedatum
        if person.bsn and birth and births.setdefault(person.bsn, birth) != birth:
            found.append(f"betrokkenen[{number}].bsn")
    if not found:
        return ()
    return (
        Deny(
            because="twee personen met een andere geboortedatum hebben hetzelfde BSN",
            repair="geef ieder het eigen BSN, of laat het weg waar het niet vaststaat",
            elements=tuple(found),
        ),
    )


def _envelope_texts(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield what travels outside the sealed content, or names it; a UUID is chance and says nothing."""
    header, content = facts.header, facts.content
    texts = {
        "header.reference": header.reference,
        "header.cross_reference": header.cross_reference,
        "header.conversation": header.conversation,
        "header.purpose": header.purpose,
        "header.basis": header.basis,
        "zaak": content.zaak,
    } | {f"bijlagen[{number}].naam": item.naam for number, item in enumerate(content.bijlagen)}
    return ((name, str(text)) for name, text in texts.items() if text and not _UUID.fullmatch(str(text)))


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold()))} "


def _names(facts: Facts) -> frozenset[str]:
    surnames = (_words(person.geslachtsnaam) for person in facts.content.betrokkenen)
    return frozenset(name for name in surnames if len(name.strip()) >= _SHORTEST_NAME)


def _birth_dates(facts: Facts) -> frozenset[str]:
    """Return the usual ways to write each full date of birth."""
    births = (person.geboortedatum for person in facts.content.betrokkenen if person.geboortedatum)
    days = {birth.earliest for birth in births if birth.day}
    forms = ("%Y-%m-%d", "%Y%m%d", "%d-%m-%Y", "%d%m%Y")
    return frozenset(day.strftime(form) for day in days for form in forms)


def _envelope(facts: Facts) -> Verdicts:
    names, births = _names(facts), _birth_dates(facts)
    # Units are words of our own register, in which a surname may well be a neighbourhood: no names are sought there.
    units = {"header.sender_unit": facts.header.sender_unit, "header.receiver_unit": facts.header.receiver_unit}
    found = [name for name, text in units.items() if text and holds_bsn(text)]
    for place, text in _envelope_texts(facts):
        if holds_bsn(text) or any(name in _words(text) for name in names) or any(day in text for day in births):
            found.append(place)
    if not found:
        return ()
    return (
        Deny(
            because="er staan persoonsgegevens buiten de versleutelde inhoud",
            repair="gebruik een nummer of naam die niets over een persoon zegt",
            elements=tuple(found),
        ),
    )


RULES: Final = (
    Rule(
        number="R015",
        name="BSN alleen naar bevoegde partijen",
        standing=Standing.LAW,
        sources=("UAVG 46", "Wmo 5.2.9 lid 2", "Jw 7.2"),
        effects=(Effect.STRIP,),
        judge=_bsn_authorised,
        revision=2,
    ),
    Rule(
        number="R016",
        name="Vorm van het BSN",
        standing=Standing.STD,
        sources=("URW 2015", "elfproef (GK)", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_bsn_form,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        revision=2,
    ),
    Rule(
        number="R018",
        name="Zonder BSN een vaste minimale identiteit",
        standing=Standing.LAW,
        sources=("Wmo 5.2.9 lid 6",),
        effects=(Effect.DENY, Effect.JUSTIFY),
        judge=_minimum_identity,
    ),
    # Nothing in chapter 3 says it: a number that means two persons is a wrong match (R021).
    Rule(
        number="H2D",
        name="Een BSN is van één persoon",
        standing=Standing.DESIGN,
        sources=("AVG 5 lid 1 d (GK)", "Wmo 5.2.9", "STUF StUF067"),
        effects=(Effect.DENY,),
        judge=_contradictory,
        on_arrival=True,
        fault=FaultCode.DUPLICATES,
        alone=True,
    ),
    Rule(
        number="R020",
        name="Geen persoonsgegevens in de envelop",
        standing=Standing.LAW,
        sources=("AVG 5, 25, 32 (GK)", "Wmo 5.2.9 lid 7", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_envelope,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
    ),
)
