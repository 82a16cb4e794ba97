"""Chapters 1 and 2 with 3.1: who may send what to whom, and what such a message must and may hold."""

from typing import Final

from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.domain.party import Party
from gateway.policy.elements import any_said, missing, unlisted
from gateway.policy.facts import Facts
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.board import is_requester
from gateway.policy.verdicts import Allow, Deny, Flag

# R046 and R048 say it themselves.
SET_BY_A_RULE: Final = {
    MessageType.MSG_34: frozenset(
        {
            "betrokkenen",
            "melding",
            "triage.besluit",
            "triage.motivering",
            "overdracht.informeert_gezin",
            "overdracht.informeert_gezin_op",
        }
    ),
    MessageType.MSG_35: frozenset(
        {"dienst.veiligheidsvoorwaarden", "dienst.gevolgen", "dienst.afspraken", "dienst.monitorafspraken"}
    ),
}


# What a reporter can truly not know; the standard lets it be nil, and a report is not sent back for that.
_MAY_BE_UNKNOWN: Final = {MessageType.MSG_01: frozenset({"melding.datum_incident", "melding.locatie_incident"})}


def _sender(facts: Facts) -> Verdicts:
    if facts.sender is not None:
        return ()
    return (
        Deny(
            because="de afzender is geen organisatie die hier bekend is",
            repair="stuur het bericht onder het OIN waaronder de organisatie is aangemeld",
            elements=("header.sender",),
        ),
    )


def _receiver(facts: Facts) -> Verdicts:
    if facts.receiver is not None and facts.receiver.oin == facts.header.receiver:
        return ()
    return (
        Deny(
            because="de ontvanger is hier niet bekend, of is een andere organisatie dan deze",
            repair="stuur het bericht aan het OIN van een organisatie die hier bekend is",
            elements=("header.receiver",),
        ),
    )


def _route(facts: Facts) -> Verdicts:
    if facts.entry.travels and facts.ways:
        return (Allow(because="deze afzender mag dit bericht aan deze ontvanger sturen"),)
    if facts.sender is None or facts.receiver is None or _only_its_sender_may_not(facts, facts.receiver):
        return ()
    return (
        Deny(
            because="deze berichtsoort gaat niet van deze afzender naar deze ontvanger",
            repair="kies een ontvanger of berichtsoort die voor deze afzender is afgesproken (matrix van hoofdstuk 2)",
        ),
    )


def _only_its_sender_may_not(facts: Facts, receiver: Party) -> bool:
    """R102 says itself who may not request an investigation."""
    if facts.type is not MessageType.MSG_51 or is_requester(facts):
        return False
    return any(kind in receiver.kinds for _, kind in facts.entry.routes)


def _mandatory(facts: Facts) -> Verdicts:
    spoken_for = SET_BY_A_RULE.get(facts.type, frozenset())
    lacking = missing(facts.content, (name for name in facts.entry.mandatory if name not in spoken_for))
    choices = tuple(" of ".join(names) for names in facts.entry.one_of if not any_said(facts.content, names))
    unknown = frozenset() if facts.leaves else _MAY_BE_UNKNOWN.get(facts.type, frozenset())
    wanted = tuple(name for name in lacking if name not in unknown) + choices
    because, repair = "er ontbreken verplichte elementen", "vul deze elementen in"
    if wanted:
        return (Deny(because=because, repair=repair, elements=wanted),)
    return (Flag(because=because, repair="vraag ze na", elements=lacking),) if lacking else ()


def _listed(facts: Facts) -> Verdicts:
    entry = facts.entry
    extra = unlisted(facts.content, entry.elements + entry.strippable)
    doubled = tuple(name for name in entry.single if len(getattr(facts.content, name)) > 1)
    if not extra and not doubled:
        return ()
    return (
        Deny(
            because="deze elementen horen niet in deze berichtsoort, of niet meer dan één keer",
            repair="haal deze elementen weg",
            elements=extra + doubled,
        ),
    )


RULES: Final = (
    # Chapter 1 gives its register no rule of its own.
    Rule(
        number="H1A",
        name="De afzender is bekend",
        standing=Standing.STD,
        sources=("domain-rules.md 1", "STUF StUF013"),
        effects=(Effect.DENY,),
        judge=_sender,
        on_arrival=True,
        fault=FaultCode.UNKNOWN_SENDER,
        examples=Examples(
            passes="Een bericht onder het OIN van een aangemelde organisatie",
            refuses="Een bericht onder een OIN dat niemand kent",
        ),
    ),
    Rule(
        number="H1O",
        name="De ontvanger is bekend",
        standing=Standing.STD,
        sources=("domain-rules.md 1", "STUF StUF010"),
        effects=(Effect.DENY,),
        judge=_receiver,
        on_arrival=True,
        fault=FaultCode.UNKNOWN_RECEIVER,
        examples=Examples(
            passes="Een bericht aan een organisatie die hier bekend is",
            refuses="Een bericht aan een OIN dat hier niemand kent",
        ),
    ),
    Rule(
        number="R002",
        name="Berichtsoort, afzender en ontvanger horen bij elkaar",
        standing=Standing.LAW,
        sources=("domain-rules.md 2", "R148", "STUF StUF052"),
        effects=(Effect.ALLOW, Effect.DENY),
        judge=_route,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        revision=2,
        examples=Examples(
            passes="Een verzoek tot onderzoek van Veilig Thuis aan de Raad",
            refuses="Een verzoek tot onderzoek van een school aan de Raad",
        ),
    ),
    # Chapter 2 gives its lists no number of their own.
    Rule(
        number="H2M",
        name="Verplichte elementen van de berichtsoort",
        standing=Standing.STD,
        sources=("domain-rules.md 2 (M)", "domain-rules.md 2.8", "STUF StUF055"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_mandatory,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        revision=2,
        examples=Examples(
            passes="Een politiemelding met alles wat de berichtsoort eist",
            refuses="Een politiemelding zonder datum van het incident",
        ),
    ),
    Rule(
        number="H2X",
        name="Alleen elementen die de berichtsoort noemt",
        standing=Standing.STD,
        sources=("domain-rules.md 2 (X)", "domain-rules.md 2.8"),
        effects=(Effect.DENY,),
        judge=_listed,
        examples=Examples(
            passes="Een ontvangstbevestiging met tijdstip en eenheid",
            refuses="Een ontvangstbevestiging met de tekst van de melding erbij",
        ),
    ),
)
