"""Chapter 3.2, first part: identity and BSN."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final

from gateway.domain.content import Adres, Betrokkene
from gateway.domain.message import Urgency
from gateway.domain.party import PartyKind as P
from gateway.policy.elements import find, present
from gateway.policy.facts import Facts, Known
from gateway.policy.people import YOUTH_ROLES, concerned, holds_bsn, is_bsn, is_surely_adult, may_be_adult
from gateway.policy.rule import Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Effect, Justify, Strip

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
_BSN: Final = ("betrokkenen[].bsn", "verwijsindex.bsn")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
# Two letters stand in too many names of files and units to mean a person.
_SHORTEST_NAME: Final = 3
# A day begins in the Netherlands up to two hours before it does in UTC.
_CLOCKS: Final = timedelta(days=1)


def _bsn_right(facts: Facts) -> Known:
    rights = {BSN_RIGHTS[receiver] for _, receiver in facts.ways}
    return next((right for right in (Known.YES, Known.UNKNOWN) if right in rights), Known.NO)


def _bsn_authorised(facts: Facts) -> Verdicts:
    right = _bsn_right(facts)
    found = present(facts.content, _BSN)
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
    wrong = tuple(path for path, value in find(facts.content, _BSN) if not is_bsn(value))
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


def _in_future(day: date, at: datetime) -> bool:
    return day > (at + _CLOCKS).date()


def _implausible(facts: Facts) -> Iterator[str]:
    content, at = facts.content, facts.at
    for number, person in enumerate(content.betrokkenen):
        birth = person.geboortedatum
        if birth and _in_future(birth.earliest, at):
            yield f"betrokkenen[{number}].geboortedatum"
        if birth and person.rol.casefold() in YOUTH_ROLES and is_surely_adult(birth, at):
            yield f"betrokkenen[{number}].rol"
    incident = content.melding and content.melding.datum_incident
    if incident and _in_future(incident.earliest, at):
        yield "melding.datum_incident"
    if _minor_restrained(facts):
        yield "huisverbod.uithuisgeplaatste"


def _minor_restrained(facts: Facts) -> bool:
    order = facts.content.huisverbod
    return order is not None and any(
        person.kenmerk == order.uithuisgeplaatste and not may_be_adult(person, facts.at)
        for person in facts.content.betrokkenen
    )


def _plausible(facts: Facts) -> Verdicts:
    found = tuple(_implausible(facts))
    if not found:
        return ()
    return (
        Deny(
            because="een datum ligt in de toekomst, of leeftijd en rol passen niet bij elkaar",
            repair="verbeter de datum of de rol",
            elements=found,
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
    ),
    Rule(
        number="R016",
        name="Vorm van het BSN",
        standing=Standing.STD,
        sources=("URW 2015", "elfproef (GK)"),
        effects=(Effect.DENY,),
        judge=_bsn_form,
        on_arrival=True,
    ),
    Rule(
        number="R018",
        name="Zonder BSN een vaste minimale identiteit",
        standing=Standing.LAW,
        sources=("Wmo 5.2.9 lid 6",),
        effects=(Effect.DENY, Effect.JUSTIFY),
        judge=_minimum_identity,
    ),
    Rule(
        number="R020",
        name="Geen persoonsgegevens in de envelop",
        standing=Standing.LAW,
        sources=("AVG 5, 25, 32 (GK)", "Wmo 5.2.9 lid 7"),
        effects=(Effect.DENY,),
        judge=_envelope,
        on_arrival=True,
    ),
    Rule(
        number="R023",
        name="Leeftijd, rol en datum zijn aannemelijk",
        standing=Standing.DESIGN,
        sources=("Wth 2", "Jw 1.1"),
        effects=(Effect.DENY,),
        judge=_plausible,
    ),
)
