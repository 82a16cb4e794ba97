"""Chapter 3.4, second part: what a handover holds and where it goes."""

from typing import Final

from gateway.domain.case import CaseFact
from gateway.domain.content import Dienst
from gateway.domain.effect import Effect
from gateway.domain.kinds import MessageType
from gateway.domain.message import Direction
from gateway.domain.party import PartyKind
from gateway.policy.elements import missing, present
from gateway.policy.facts import Facts, Known
from gateway.policy.people import concerned
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.rules.basis import SET_BY_A_RULE
from gateway.policy.rules.informing import acts_jointly
from gateway.policy.verdicts import Copy, Deny, Flag, Route, Strip

HANDOVERS: Final = frozenset(
    {
        MessageType.MSG_34,
        MessageType.MSG_35,
        MessageType.MSG_36,
        MessageType.MSG_37,
        MessageType.MSG_38,
        MessageType.MSG_39,
    }
)
_TRIAGE: Final = frozenset({"triage.besluit", "triage.motivering"})
_FINDING: Final = "dienst.bevinding"
_MONITORING: Final = "dienst.monitorafspraken"


def _mandatory_set(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_34:
        return ()
    # R066a: who begins together begins before the triage is finished.
    early = _TRIAGE if acts_jointly(facts) else frozenset[str]()
    lacking = missing(facts.content, sorted(SET_BY_A_RULE[MessageType.MSG_34] - early))
    if not lacking:
        return ()
    return (
        Deny(
            because="een directe overdracht is niet compleet",
            repair="vul deze elementen in",
            elements=lacking,
        ),
    )


def _necessity(facts: Facts) -> Verdicts:
    if facts.type not in HANDOVERS:
        return ()
    found = tuple(f"verrijking[{number}]" for number, item in enumerate(facts.content.verrijking) if not item.noodzaak)
    if not found:
        return ()
    return (
        Strip(
            because="er staat niet waarom deze ontvanger dit nodig heeft",
            repair="geef per onderdeel de noodzaak voor deze ontvanger, of verwijder het",
            elements=found,
        ),
    )


def _after_service(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_35:
        return ()
    service = facts.content.dienst
    closes = facts.history.known(CaseFact.FILE_TO_CLOSE) is Known.YES
    # R059: a file that is closed is not monitored.
    wanted = sorted(SET_BY_A_RULE[MessageType.MSG_35] - ({_MONITORING} if closes else set()))
    if service is not None and service.dienst is Dienst.ONDERZOEK:
        wanted.append(_FINDING)
    lacking = missing(facts.content, wanted)
    if not lacking:
        return ()
    return (
        Deny(
            because="een overdracht na een dienst is niet compleet",
            repair="vul voorwaarden, gevolgen, afspraken en monitorafspraken in, en na onderzoek de bevinding",
            elements=lacking,
        ),
    )


def _finding(facts: Facts) -> Verdicts:
    service = facts.content.dienst
    if service is None or not service.bevinding:
        return ()
    if facts.type is not MessageType.MSG_34 and service.dienst is Dienst.ONDERZOEK:
        return ()
    because = "een bevinding bestaat alleen na de dienst Onderzoek"
    repair = "verwijder de bevinding"
    return (
        Strip(because=because, repair=repair, elements=(_FINDING,)),
        Flag(because=because, elements=(_FINDING,)),
    )


def _towns(facts: Facts) -> frozenset[str]:
    stays = (person.verblijfadres or person.adres for _, person in concerned(facts.content))
    return frozenset(address.woonplaats.casefold() for address in stays if address and address.woonplaats)


def _is_told(facts: Facts) -> bool:
    """The other municipality has the same handover already."""
    told = facts.history.messages(MessageType.MSG_35, direction=Direction.OUT)
    return any(each.other != facts.header.receiver for each in told)


def _two_municipalities(facts: Facts) -> Verdicts:
    other = facts.history.known(CaseFact.OTHER_MUNICIPALITY)
    if facts.type is not MessageType.MSG_35 or _is_told(facts):
        return ()
    # Two towns can be one municipality; only a recorded no settles that.
    suspected = other is Known.UNKNOWN and len(_towns(facts)) > 1
    if other is not Known.YES and not suspected:
        return ()
    return (
        Copy(
            because="het gezin woont in twee gemeenten",
            repair="stuur dezelfde overdracht aan beide gemeenten, met een opmerking over de afstemming",
            type=MessageType.MSG_35,
            to=PartyKind.LOKAAL_VELD,
        ),
    )


def _guardian_first(facts: Facts) -> Verdicts:
    involved = facts.history.known(CaseFact.GUARDIAN_INVOLVED)
    if facts.type is not MessageType.MSG_34 or involved is Known.NO:
        return ()
    if involved is Known.UNKNOWN:
        return (
            Flag(
                because="niet nagegaan is of er een gecertificeerde instelling betrokken is",
                repair="ga na of er een gezinsvoogd is; dan gaat de overdracht daarheen",
            ),
        )
    because = "er is een gecertificeerde instelling betrokken"
    return (
        Deny(because=because, repair="stuur de overdracht aan de instelling (MSG-36)"),
        Route(because=because, repair="kies de gecertificeerde instelling als ontvanger", to=PartyKind.GI),
        Copy(
            because=because,
            repair="stuur de gemeente alleen het afschrift (MSG-36c)",
            type=MessageType.MSG_36C,
            to=PartyKind.GEMEENTE,
        ),
    )


def _no_monitoring(facts: Facts) -> Verdicts:
    found = present(facts.content, (_MONITORING, "monitoring"))
    if facts.type is not MessageType.MSG_34 or not found:
        return ()
    return (
        Deny(
            because="bij een directe overdracht hoort geen monitoring",
            repair="verwijder de monitorafspraken, of kies de overdracht na een dienst",
            elements=found,
        ),
    )


RULES: Final = (
    Rule(
        number="R046",
        name="Verplichte set bij directe overdracht",
        standing=Standing.AGREE,
        sources=("S001 5.1.3",),
        effects=(Effect.DENY,),
        judge=_mandatory_set,
        revision=3,
        examples=Examples(
            passes="Een complete directe overdracht",
            refuses="Een directe overdracht zonder motivering van de triage",
        ),
    ),
    Rule(
        number="R047",
        name="Verrijking alleen waar nodig",
        standing=Standing.AGREE,
        sources=("S001 5.1.3",),
        effects=(Effect.STRIP,),
        judge=_necessity,
        examples=Examples(
            passes="Politiehistorie die nodig is voor een veilig huisbezoek",
            refuses="Een oude schuldenzaak zonder reden",
        ),
    ),
    Rule(
        number="R048",
        name="Verplichte set na een dienst",
        standing=Standing.AGREE,
        sources=("S001 5.2.4", "S002 §4"),
        effects=(Effect.DENY,),
        judge=_after_service,
        revision=3,
        examples=Examples(
            passes="Voorwaarden, gevolgen, afspraken en monitorafspraken staan er alle vier in",
            refuses="Er staat niet wat er gebeurt als de veiligheid niet herstelt",
        ),
    ),
    Rule(
        number="R049",
        name="Bevinding alleen na Onderzoek",
        standing=Standing.AGREE,
        sources=("S001 5.2.4",),
        effects=(Effect.STRIP, Effect.FLAG),
        judge=_finding,
        examples=Examples(
            passes="Kindermishandeling bevestigd, na de dienst Onderzoek",
            refuses="Dezelfde zin in een directe overdracht",
        ),
    ),
    Rule(
        number="R053",
        name="Twee gemeenten",
        standing=Standing.AGREE,
        sources=("S001 5.2.4", "S001 6.2"),
        effects=(Effect.COPY,),
        judge=_two_municipalities,
        examples=Examples(
            passes="Beide gemeenten krijgen de overdracht, met een opmerking over de afstemming",
            refuses="Alleen de gemeente van de moeder krijgt de overdracht",
        ),
    ),
    Rule(
        number="R054",
        name="Eerst de gecertificeerde instelling",
        standing=Standing.AGREE,
        sources=("S001 3a.1",),
        effects=(Effect.DENY, Effect.ROUTE, Effect.COPY, Effect.FLAG),
        judge=_guardian_first,
        examples=Examples(
            passes="De gecertificeerde instelling krijgt alles, de gemeente een minimaal afschrift",
            refuses="De hele melding naar het lokale veld bij een ondertoezichtstelling",
        ),
    ),
    Rule(
        number="R058",
        name="Geen monitoring bij directe overdracht",
        standing=Standing.AGREE,
        sources=("S001 5.1.5", "S001 3.1"),
        effects=(Effect.DENY,),
        judge=_no_monitoring,
        examples=Examples(
            passes="Een directe overdracht zonder monitorafspraken",
            refuses="Een directe overdracht waarin staat dat Veilig Thuis over drie maanden belt",
        ),
    ),
)
