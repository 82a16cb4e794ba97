"""Chapter 3.2, third part: dates, ages and unborn children that can be true."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from gateway.domain.content import Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.moments import IncompleteDate
from gateway.policy.elements import shape, walk
from gateway.policy.facts import Facts
from gateway.policy.people import YOUTH_ROLES, is_surely_adult, may_be_adult, read_role
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag

# What has happened when it is told of; other dates may be plans.
_PAST: Final = frozenset(
    {
        "betrokkenen[].geboortedatum",
        "betrokkenen[].informering.datum",
        "melding.datum_melding",
        "melding.datum_incident",
        "melding.geinformeerden[].datum",
        "generiek.tijdstip",
        "verzoek.registratiedatum",
        "notificatie.datum",
        "bijlagen[].datum",
    }
)
# A day begins in the Netherlands up to two hours before it does in UTC.
_CLOCKS: Final = timedelta(days=1)


def _day_of(value: object) -> date | None:
    if isinstance(value, IncompleteDate):
        return value.earliest
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _yet_to_come(facts: Facts) -> Iterator[str]:
    latest = (facts.at + _CLOCKS).date()
    for path, value in walk(facts.content):
        day = _day_of(value)
        if day is not None and day > latest and shape(path) in _PAST:
            yield path


def _wrong_ages(facts: Facts) -> Iterator[str]:
    for number, person in enumerate(facts.content.betrokkenen):
        birth = person.geboortedatum
        if birth and read_role(person.rol) in YOUTH_ROLES and is_surely_adult(birth, facts.today):
            yield f"betrokkenen[{number}].rol"
    if _minor_restrained(facts):
        yield "huisverbod.uithuisgeplaatste"


def _minor_restrained(facts: Facts) -> bool:
    order = facts.content.huisverbod
    return order is not None and any(
        person.kenmerk == order.uithuisgeplaatste and not may_be_adult(person, facts.today)
        for person in facts.content.betrokkenen
    )


def _plausible(facts: Facts) -> Verdicts:
    return (*_dates(facts), *_ages(facts))


def _dates(facts: Facts) -> Verdicts:
    found = tuple(_yet_to_come(facts))
    if not found:
        return ()
    return (Deny(because="een datum ligt in de toekomst", repair="verbeter de datum", elements=found),)


def _ages(facts: Facts) -> Verdicts:
    """Refuse to send what cannot be true; mark what arrives, for the law knows exceptions (extended youth care)."""
    found = tuple(_wrong_ages(facts))
    if not found:
        return ()
    because, repair = "leeftijd en rol passen niet bij elkaar", "verbeter de datum of de rol"
    return ((Deny if facts.leaves else Flag)(because=because, repair=repair, elements=found),)


def _unborn(facts: Facts) -> Verdicts:
    found = tuple(_lacking_of_unborn(facts))
    if not found:
        return ()
    return (
        Deny(
            because="bij een ongeboren kind hoort de moeder, in een verzoek tot onderzoek met haar telefoonnummer",
            repair="neem de moeder op en vul haar telefoonnummer in",
            elements=found,
        ),
    )


def _lacking_of_unborn(facts: Facts) -> Iterator[str]:
    for number, child in enumerate(facts.content.ongeboren):
        place, mother = _mother(facts, child.kenmerk_moeder)
        if mother is None:
            yield f"ongeboren[{number}].kenmerk_moeder"
        elif facts.type is MessageType.MSG_51 and not mother.telefoonnummer:
            yield f"{place}.telefoonnummer"


def _mother(facts: Facts, name: str) -> tuple[str, Betrokkene | None]:
    persons = ((f"betrokkenen[{number}]", person) for number, person in enumerate(facts.content.betrokkenen))
    return next(((place, person) for place, person in persons if person.kenmerk == name), ("", None))


RULES: Final = (
    Rule(
        number="R022",
        name="Ongeboren kind: de moeder is bekend en te bereiken",
        standing=Standing.STD,
        sources=("RKJ bijlage 1", "JZ vtoDi01", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_unborn,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Een ongeboren kind met het telefoonnummer van de moeder en de uitgerekende datum",
            refuses="Een ongeboren kind zonder moeder tussen de betrokkenen",
        ),
    ),
    Rule(
        number="R023",
        name="Leeftijd, rol en datum zijn aannemelijk",
        standing=Standing.DESIGN,
        sources=("Wth 2", "Jw 1.1", "STUF StUF055"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_plausible,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        revision=2,
        examples=Examples(
            passes="Een jeugdige van 17",
            refuses="Een huisverbod voor iemand van 16",
        ),
    ),
)
