"""Chapter 3.2, first part: identity and BSN."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from gateway.domain.content import Adres, Betrokkene, Content
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.message import Urgency
from gateway.domain.moments import IncompleteDate
from gateway.domain.party import PartyKind as P
from gateway.policy.facts import Facts, Known
from gateway.policy.people import bsns, concerned, is_bsn
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.envelope import birth_date_in_text, bsn_in_text
from gateway.policy.verdicts import Deny, Flag, Justify, Strip

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
    | dict.fromkeys(
        (P.GEMEENTE_BELEID, P.SCHOOL, P.SLACHTOFFERHULP, P.BURGER, P.BETROKKENE, P.AP, P.GATEWAY, P.VERTROUWENSPERSOON),
        Known.NO,
    )
)


def _bsn_right(facts: Facts) -> Known:
    rights = {BSN_RIGHTS[receiver] for _, receiver in facts.ways}
    return next((right for right in (Known.YES, Known.UNKNOWN) if right in rights), Known.NO)


def _bsn_authorised(facts: Facts) -> Verdicts:
    right = _bsn_right(facts)
    return () if right is Known.YES else _bsn_elements(facts, right) + _bsn_texts(facts)


def _bsn_texts(facts: Facts) -> Verdicts:
    """A text cannot be stripped of a number without its author; a date of birth in it is more than it needs."""
    numbers, births = bsn_in_text(facts.content), birth_date_in_text(facts.content)
    denied = Deny(
        because="deze ontvanger mag geen BSN ontvangen, en in een tekst staat er een",
        repair="haal het BSN uit de tekst",
        elements=numbers,
    )
    marked = Flag(
        because="een tekst noemt de geboortedatum van een persoon, voor een ontvanger die geen BSN mag ontvangen",
        repair="noem de leeftijd als dat genoeg is",
        elements=births,
    )
    return (*((denied,) if numbers else ()), *((marked,) if births else ()))


def _bsn_elements(facts: Facts, right: Known) -> Verdicts:
    found = tuple(dict.fromkeys(path for path, _ in bsns(facts.content)))
    if not found:
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


_ADDRESS_PARTS: Final = ("adres.postcode", "adres.huisnummer")
# A secret address, and that of a shelter.
_HIDES_ADDRESSES: Final = frozenset({"R024", "R025"})


def lacking_identity(person: Betrokkene) -> Iterator[str]:
    """Yield what lacks of who somebody is, by its place in that person (R018).

    Needed are surname, first names, date of birth, postcode and house number; of an address abroad its country and
    lines instead.
    """
    address = person.adres or person.verblijfadres or Adres()
    parts: dict[str, object] = {
        "geslachtsnaam": person.geslachtsnaam,
        "voornamen": person.voornamen,
        "geboortedatum": person.geboortedatum,
    }
    if not (address.landcode and address.regels):
        parts |= dict(zip(_ADDRESS_PARTS, (address.postcode, address.huisnummer), strict=True))
    return (name for name, value in parts.items() if not value)


def without_identity(content: Content) -> tuple[str, ...]:
    """Return what lacks of every person who has no BSN."""
    return tuple(
        f"{path}.{name}" for path, person in concerned(content) if not person.bsn for name in lacking_identity(person)
    )


def _taken_out(facts: Facts) -> frozenset[tuple[str, str]]:
    """Return the parts of addresses that were handed in, and that had to be removed before the message may leave.

    Each with the mark of its person, for a place in the list may be another's once somebody was removed; of a mark that
    several persons have, the parts that all of them had.
    """
    if facts.submitted is None or _HIDES_ADDRESSES.isdisjoint(facts.content.verwijderd):
        return frozenset()
    persons = [person for _, person in concerned(facts.submitted.content)]
    lacked = {(person.kenmerk, name) for person in persons for name in lacking_identity(person)}
    return frozenset((person.kenmerk, part) for person in persons for part in _ADDRESS_PARTS) - lacked


def _lacking(facts: Facts) -> tuple[str, ...]:
    taken_out = _taken_out(facts)
    return tuple(
        f"{path}.{name}"
        for path, person in concerned(facts.content)
        if not person.bsn
        for name in lacking_identity(person)
        if (person.kenmerk, name) not in taken_out
    )


def _minimum_identity(facts: Facts) -> Verdicts:
    lacking = _lacking(facts)
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


RULES: Final = (
    Rule(
        number="R015",
        name="BSN alleen naar bevoegde partijen",
        standing=Standing.LAW,
        sources=("UAVG 46", "Wmo 5.2.9 lid 2", "Jw 7.2"),
        effects=(Effect.STRIP, Effect.DENY, Effect.FLAG),
        judge=_bsn_authorised,
        revision=3,
        examples=Examples(
            passes="Een BSN van Veilig Thuis naar het lokaal veld",
            refuses="Een BSN naar Slachtofferhulp of naar een school",
        ),
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
        examples=Examples(
            passes="BSN 999990019",
            refuses="BSN 123456789, 000000000 of 999999999",
        ),
    ),
    Rule(
        number="R018",
        name="Zonder BSN een vaste minimale identiteit",
        standing=Standing.LAW,
        sources=("Wmo 5.2.9 lid 6",),
        effects=(Effect.DENY, Effect.JUSTIFY),
        judge=_minimum_identity,
        revision=3,
        examples=Examples(
            passes="Geslachtsnaam, voornamen, geboortedatum, postcode en huisnummer zijn ingevuld",
            refuses='"Familie de Vries, Heerlen"',
        ),
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
        examples=Examples(
            passes="Twee keer dezelfde persoon met hetzelfde BSN",
            refuses="Twee kinderen met een andere geboortedatum en hetzelfde BSN",
        ),
    ),
)
