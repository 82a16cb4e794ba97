"""Chapter 3.6, third part: suspects who are children, and the restraining order (Wth)."""

from datetime import date
from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy.elements import unlisted
from gateway.policy.facts import Facts, Known
from gateway.policy.people import YOUTH_ROLES, concerned, may_be_adult, read_role, years_reached
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Route, Strip

# Sr 77: nobody is prosecuted for what they did before that age.
_CULPABLE_YEARS: Final = 12
_SUSPECT: Final = "verdachte"
_CHILDREN: Final = YOUTH_ROLES | {"kind", "115"}
_SETTLEMENT: Final = "06"
# Who decide on the order, carry it out or help under it.
_HANDLING: Final = frozenset(
    {PartyKind.BURGEMEESTER, PartyKind.POLITIE, PartyKind.OM, PartyKind.RECHTBANK, PartyKind.VT}
)
_NUMBER_AND_PERIOD: Final = ("huisverbod.nummer", "huisverbod.vanaf", "huisverbod.tot")
_ORDERS: Final = frozenset({MessageType.MSG_06, MessageType.MSG_07})


def _under_twelve(facts: Facts) -> Verdicts:
    suspects = [
        (place, person)
        for place, person in concerned(facts.content)
        if (person.status_in_zaak or "").casefold() == _SUSPECT and _may_be_under_twelve(person, facts.today)
    ]
    children = tuple(place for place, _ in suspects)
    unmarked = tuple(f"{place}.overige_zorg" for place, person in suspects if not person.overige_zorg)
    return (*_no_settlement(facts, children), *_own_approach(facts, unmarked))


def _may_be_under_twelve(person: Betrokkene, on: date) -> bool:
    """Without a date of birth a child may be; of an incomplete one the last day counts."""
    if person.geboortedatum is None:
        return read_role(person.rol) in _CHILDREN
    return not years_reached(person, _CULPABLE_YEARS, on)


def _no_settlement(facts: Facts, children: tuple[str, ...]) -> Verdicts:
    """Of the question only one person is known to be meant, whose capacity it does not say."""
    question = facts.content.uitvraag
    if question is None or question.reden != _SETTLEMENT:
        return ()
    young = tuple(place for place, person in concerned(facts.content) if _may_be_under_twelve(person, facts.today))
    found = tuple(dict.fromkeys((*children, *young)))
    if not found:
        return ()
    return (
        Deny(
            because="over een kind onder de twaalf neemt het OM geen afdoeningsbeslissing",
            repair="bespreek het kind met de jeugdspecialist van Veilig Thuis",
            elements=found,
        ),
    )


def _own_approach(facts: Facts, unmarked: tuple[str, ...]) -> Verdicts:
    if not unmarked:
        return ()
    because = "een verdachte onder de twaalf krijgt een eigen aanpak, en die staat er niet"
    repair = "vul in dat de verdachte jonger is dan twaalf (overige zorg), en betrek de jeugdspecialist"
    flag = Flag(because=because, repair=repair, elements=unmarked)
    if not facts.goes_to(PartyKind.OM):
        return (flag,)
    return (flag, Route(because=because, repair=repair, elements=unmarked, to=PartyKind.VT))


def _not_published(facts: Facts) -> Verdicts:
    order = facts.content.huisverbod
    kinds = {receiver for _, receiver in facts.ways}
    if order is None or (kinds and kinds <= _HANDLING):
        return ()
    beyond = unlisted(facts.content, _NUMBER_AND_PERIOD)
    found = tuple(path for path in beyond if path.startswith("huisverbod"))
    if not found:
        return ()
    return (
        Strip(
            because="wie het huisverbod niet uitvoert, hoort alleen het nummer en de periode",
            repair="verwijder de rest van het huisverbod",
            elements=found,
        ),
    )


def _adults_only(facts: Facts) -> Verdicts:
    order = facts.content.huisverbod
    if facts.type not in _ORDERS or order is None:
        return ()
    minor = any(
        person.kenmerk == order.uithuisgeplaatste and not may_be_adult(person, facts.today)
        for person in facts.content.betrokkenen
    )
    if minor:
        return (
            Deny(
                because="een huisverbod wordt alleen aan een meerderjarige opgelegd",
                repair="verbeter wie het betreft, of kies een andere maatregel",
                elements=("huisverbod.uithuisgeplaatste",),
            ),
        )
    return _consulted(facts)


def _consulted(facts: Facts) -> Verdicts:
    """MSG-06 is the consultation itself; of an order that is imposed it must have been before."""
    children = any(
        read_role(person.rol) in _CHILDREN or not may_be_adult(person, facts.today)
        for _, person in concerned(facts.content)
    )
    asked = facts.history.last(MessageType.MSG_06, direction=Direction.OUT)
    if not children or facts.type is not MessageType.MSG_07 or asked is not None:
        return ()
    known = facts.history.known(CaseFact.VT_CONSULTED)
    if known is Known.YES:
        return ()
    because = "er zijn kinderen, en Veilig Thuis is niet geraadpleegd of dat is niet bekend"
    repair = "raadpleeg Veilig Thuis (MSG-06) en leg dat vast"
    return ((Deny if known is Known.NO else Flag)(because=because, repair=repair),)


RULES: Final = (
    Rule(
        number="R100",
        name="Verdachte onder de twaalf",
        standing=Standing.DESIGN,
        sources=("DESIGN", "JZ VT-007", "JZ overigeZorgMinderjarige"),
        effects=(Effect.DENY, Effect.FLAG, Effect.ROUTE),
        judge=_under_twelve,
        examples=Examples(
            passes="Bij de verdachte van elf staat dat die jonger is dan twaalf",
            refuses="Een verzoek om een afdoeningsbeslissing over een kind van elf",
        ),
    ),
    Rule(
        number="R101",
        name="Een huisverbod wordt niet verspreid",
        standing=Standing.LAW,
        sources=("Wth 2 lid 8", "R009"),
        effects=(Effect.STRIP,),
        judge=_not_published,
        examples=Examples(
            passes="Het lokale veld hoort: huisverbod tot 14 maart",
            refuses="De volledige tekst van het huisverbod gaat naar een school",
        ),
    ),
    Rule(
        number="R101a",
        name="Huisverbod alleen voor meerderjarigen, en met Veilig Thuis over de kinderen",
        standing=Standing.LAW,
        sources=("Wth 2 lid 1", "Wth 2 lid 3"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_adults_only,
        examples=Examples(
            passes="Een meerderjarige, en Veilig Thuis is gebeld over de kinderen",
            refuses="Een huisverbod voor een minderjarige",
        ),
    ),
)
