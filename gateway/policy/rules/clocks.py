"""Chapters 3.4 and 3.5: which rules start or stop a term (R060, R087)."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.catalogue import CATALOGUE
from gateway.domain.content import Betrokkene
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.domain.workdays import end_of_statutory_term, legal_time
from gateway.policy.facts import Facts, History, Known
from gateway.policy.people import concerned
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.handover import HANDOVERS
from gateway.policy.rules.inquiry import REPORTS
from gateway.policy.verdicts import Flag, Timer

_RECEIPT: Final = "D012"
_INFORMING: Final = "D009"
_EXTENSION: Final = "D010"
# Wmo 5.3.1: four weeks.
_LONGEST_SILENCE_DAYS: Final = 28
# What brought data of people who did not give it themselves.
_BRINGS_DATA: Final = (
    *REPORTS,
    MessageType.MSG_31,
    *(kind for row in CATALOGUE.values() if row.receipt_by for kind in row.answered_by if kind.startswith("MSG")),
)
_TELLS_WHO_KNOWS: Final = HANDOVERS | {MessageType.MSG_42, MessageType.MSG_51}


def _at_the_table(history: History) -> bool:
    decided = history.known(CaseFact.TABLE_DECISION) is Known.YES
    return decided or history.last(MessageType.MSG_49) is not None


def _receipt_at_the_table(facts: Facts) -> Verdicts:
    handed_over = facts.history.last(MessageType.MSG_34) is not None
    if facts.type is MessageType.MSG_49 and handed_over:
        because = "het besluit van de triagetafel geldt als ontvangst van de overdracht"
        return (Timer(because=because, deadline=_RECEIPT, starts=False),)
    if facts.type is not MessageType.MSG_34:
        return ()
    if _at_the_table(facts.history):
        because = "de overdracht is aan de triagetafel gedaan; een ontvangstbevestiging is niet nodig"
        return (Timer(because=because, deadline=_RECEIPT, starts=False),)
    because = "de ontvanger bevestigt de ontvangst van deze overdracht (MSG-40), of de triagetafel doet dat (MSG-49)"
    return (Timer(because=because, deadline=_RECEIPT, starts=True),)


def _is_informed(person: Betrokkene) -> bool:
    return person.informering is not None and person.informering.geinformeerd


def _has_a_reason(person: Betrokkene) -> bool:
    return person.informering is not None and bool(person.informering.reden_niet)


def _is_late(facts: Facts) -> bool:
    came = facts.history.messages(*_BRINGS_DATA, direction=Direction.IN)
    if not came:
        return False
    last = end_of_statutory_term(legal_time(came[-1].at).date(), _LONGEST_SILENCE_DAYS)
    return facts.today > last


def _informing_goes_on(facts: Facts) -> Verdicts:
    persons = tuple(concerned(facts.content))
    if facts.type not in _TELLS_WHO_KNOWS or not persons or not facts.comes_from(PartyKind.VT):
        return ()
    waiting = [(path, person) for path, person in persons if not _is_informed(person)]
    if not waiting:
        because = "iedere betrokkene is geïnformeerd over de vastgelegde gegevens"
        return (Timer(because=because, deadline=_INFORMING, starts=False),)
    silent = tuple(f"{path}.informering" for path, person in waiting if not _has_a_reason(person))
    if not silent:
        because = "informeren is met reden uitgesteld; na ten hoogste twee weken volgt een nieuwe afweging"
        return (Timer(because=because, deadline=_EXTENSION, starts=True),)
    because = "gegevens van deze personen komen van anderen, en zij weten dat nog niet"
    repair = "informeer hen binnen vier weken, of leg vast waarom dat nog niet kan"
    started = Timer(because=because, repair=repair, elements=silent, deadline=_INFORMING, starts=True)
    if not _is_late(facts):
        return (started,)
    late = "na vier weken is een betrokkene nog niet geïnformeerd, en er staat geen reden"
    return (started, Flag(because=late, repair=repair, elements=silent))


RULES: Final = (
    Rule(
        number="R060",
        name="Geen ontvangstbevestiging nodig aan de triagetafel",
        standing=Standing.AGREE,
        sources=("S001 ch. 2 i",),
        effects=(Effect.TIMER,),
        judge=_receipt_at_the_table,
        examples=Examples(
            passes="Een overdracht waarvan de besluitregel van de triagetafel er is",
            refuses="Een overdracht per bericht zonder ontvangstbevestiging en zonder besluitregel: er volgt een "
            "herinnering",
        ),
    ),
    Rule(
        number="R087",
        name="De termijn om te informeren loopt vanaf nieuwe gegevens van anderen",
        standing=Standing.LAW,
        sources=("Wmo 5.3.1",),
        effects=(Effect.TIMER, Effect.FLAG),
        judge=_informing_goes_on,
        revision=2,
        examples=Examples(
            passes="Informeren is uitgesteld wegens gevaar voor het kind, met een nieuwe afweging na twee weken",
            refuses="Vijf weken stilte zonder reden",
        ),
    ),
)
