"""Chapter 3.7: the request for investigation (VTO) and what the Raad answers."""

from collections.abc import Iterator
from typing import Final

from gateway.domain.catalogue import CATALOGUE
from gateway.domain.effect import Effect
from gateway.domain.faults import FaultCode
from gateway.domain.kinds import MessageType
from gateway.policy.elements import present, says_nothing
from gateway.policy.facts import Facts
from gateway.policy.house import Channel
from gateway.policy.people import authority_of
from gateway.policy.rule import Examples, Rule, Standing, Verdicts
from gateway.policy.verdicts import Deny, Flag, Strip

# CL15.
_FORM: Final = "Verzoek tot onderzoek RvdK"
_DIAGNOSIS: Final = "Diagnostisch onderzoek"
_TYPES: Final = frozenset({_FORM, "Gezinsgeschiedenis", _DIAGNOSIS, "Hulpverleningsrapportage"})
_MOST: Final = 3
# RKJ bijlage 1, as MSG-51 tells it: who the persons are, their authority, and who was told; nothing else about them.
_BEYOND: Final = (
    "betrokkenen[].status_in_zaak",
    "betrokkenen[].overige_zorg",
    "betrokkenen[].aanvullende_informatie",
    "betrokkenen[].taal",
)
# RKJ 3: these go over the appointed channel and no other.
_BY_CHAIN: Final = frozenset({MessageType.MSG_51, MessageType.MSG_53, MessageType.MSG_54})
# CL16: a result exists from the stage on that leads to it, in the words of the standard.
_AT_INTAKE: Final = "Verzoek tot onderzoek afgewezen"
_BY_COURT: Final = frozenset({"Maatregel opgelegd", "Geen maatregel opgelegd"})
_INTAKE: Final = "Intake"
_INVESTIGATION: Final = "Onderzoek"


def is_requester(facts: Facts) -> bool:
    """Tell whether the sender is of a kind that may request an investigation (Jw 3.1 lid 1)."""
    requesters = {sender for sender, _ in CATALOGUE[MessageType.MSG_51].routes}
    return facts.sender is not None and not requesters.isdisjoint(facts.sender.kinds)


def _requester(facts: Facts) -> Verdicts:
    if facts.type is not MessageType.MSG_51 or facts.sender is None or is_requester(facts):
        return ()
    return (
        Deny(
            because="deze afzender mag de Raad niet om een onderzoek verzoeken",
            repair="laat college, aangewezen aanbieder, gecertificeerde instelling of Veilig Thuis het verzoek doen",
            elements=("header.sender",),
        ),
    )


def _uninformed(facts: Facts) -> Iterator[str]:
    for number, person in enumerate(facts.content.betrokkenen):
        told = person.informering
        if not authority_of(person):
            continue
        if told is None:
            yield f"betrokkenen[{number}].informering"
        elif not told.geinformeerd and says_nothing(told.reden_niet):
            yield f"betrokkenen[{number}].informering.reden_niet"


def _informed(facts: Facts) -> Verdicts:
    found = tuple(_uninformed(facts)) if facts.type is MessageType.MSG_51 else ()
    if not found:
        return ()
    return (
        Deny(
            because="van iemand met gezag staat er niet of die is geïnformeerd, of bij nee niet waarom",
            repair="vul indicatieGeinformeerd in, en bij nee de reden",
            elements=found,
        ),
    )


def _ceiling(facts: Facts) -> Verdicts:
    found = present(facts.content, _BEYOND) if facts.type is MessageType.MSG_51 else ()
    if not found:
        return ()
    return (
        Strip(
            because="een verzoek tot onderzoek bevat hooguit de gegevens van bijlage 1",
            repair="verwijder deze elementen",
            elements=found,
        ),
    )


def _documents(facts: Facts) -> Verdicts:
    files = facts.content.bijlagen
    if facts.type is not MessageType.MSG_51 or not files:
        return ()
    return (*_kinds_and_count(facts), *_diagnosis(facts))


def _kinds_and_count(facts: Facts) -> Verdicts:
    files = facts.content.bijlagen
    found = [f"bijlagen[{number}].soort" for number, item in enumerate(files) if item.soort not in _TYPES]
    if len(files) > _MOST or not any(item.soort == _FORM for item in files):
        found.append("bijlagen")
    if not found:
        return ()
    return (
        Deny(
            because="bij een verzoek horen het formulier en hooguit drie bijlagen, van de soorten van CL15",
            repair="stuur het formulier 'Verzoek tot onderzoek RvdK' mee, en niet meer dan drie bijlagen",
            elements=tuple(found),
        ),
    )


def _diagnosis(facts: Facts) -> Verdicts:
    """Of what a partner sends only the message is ours to judge: where its ground is kept, StUF does not say."""
    files = enumerate(facts.content.bijlagen)
    found = tuple(f"bijlagen[{number}]" for number, item in files if item.soort == _DIAGNOSIS)
    if not found or facts.header.basis:
        return ()
    because = "bij een diagnostisch onderzoek hoort de toestemming of de wettelijke grondslag"
    repair = "noem de grondslag in het bericht"
    return ((Deny if facts.leaves else Flag)(because=because, repair=repair, elements=found),)


def _channel(facts: Facts) -> Verdicts:
    return (*_exclusive(facts), *_instance(facts))


def _exclusive(facts: Facts) -> Verdicts:
    if facts.type not in _BY_CHAIN or facts.house.channel in {None, Channel.CHAIN}:
        return ()
    return (
        Deny(
            because="met de Raad gaat dit bericht alleen over het aangewezen kanaal",
            repair="stuur het over CORV of JUBES; bel als het acuut is",
        ),
    )


def _instance(facts: Facts) -> Verdicts:
    day = facts.today
    entries = facts.references.instances_of(facts.header.receiver)
    if not entries or any(entry.is_current(day) for entry in entries):
        return ()
    return (
        Deny(
            because="deze ontvanger staat in de lijst van instanties als beëindigd",
            repair="kies de instantie die ervoor in de plaats kwam",
            elements=("header.receiver",),
        ),
    )


def _notice(facts: Facts) -> Verdicts:
    notice = facts.content.notificatie
    if notice is None or not notice.resultaat or _can_follow(notice.status, notice.resultaat):
        return ()
    return (
        Deny(
            because="dit resultaat hoort niet bij deze status van de zaak",
            repair="geef het resultaat bij de status waarin het tot stand komt",
            elements=("notificatie.status", "notificatie.resultaat"),
        ),
    )


def _can_follow(status: str, result: str) -> bool:
    """After the intake a request can be declined, after the investigation not any more; a court ends the case."""
    if status.startswith(_INTAKE):
        return result == _AT_INTAKE
    if status.startswith(_INVESTIGATION):
        return result != _AT_INTAKE and result not in _BY_COURT
    return True


RULES: Final = (
    Rule(
        number="R102",
        name="Wie om een onderzoek mag verzoeken",
        standing=Standing.LAW,
        sources=("Jw 3.1 lid 1", "STUF StUF052"),
        effects=(Effect.DENY,),
        judge=_requester,
        on_arrival=True,
        fault=FaultCode.NOT_AUTHORISED,
        examples=Examples(
            passes="Veilig Thuis verzoekt de Raad om een onderzoek",
            refuses="Een huisarts, een school of een veiligheidshuis doet het verzoek",
        ),
    ),
    Rule(
        number="R105",
        name="Van iedere gezagdrager staat of die is geïnformeerd",
        standing=Standing.LAW,
        sources=("RKJ bijlage 1", "JZ indicatieGeinformeerd", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_informed,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        revision=2,
        examples=Examples(
            passes="Niet geïnformeerd, om de veiligheid van het kind",
            refuses="Van een ouder met gezag is het niet ingevuld",
        ),
    ),
    Rule(
        number="R106",
        name="Hooguit de velden van bijlage 1",
        standing=Standing.LAW,
        sources=("RKJ bijlage 1",),
        effects=(Effect.STRIP,),
        judge=_ceiling,
        examples=Examples(
            passes="Alleen velden van bijlage 1",
            refuses="De werkgever van een ouder staat erbij",
        ),
    ),
    Rule(
        number="R107",
        name="Bijlagen van een verzoek tot onderzoek",
        standing=Standing.STD,
        sources=("JZ vtoDi01", "CL15", "UAVG 30 (GK)", "STUF StUF055"),
        effects=(Effect.DENY, Effect.FLAG),
        judge=_documents,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="Het formulier en de gezinsgeschiedenis",
            refuses="Vijf pdf-bestanden van de soort overig",
        ),
    ),
    Rule(
        number="R109",
        name="De ontvanger is een geldige instantie",
        standing=Standing.LAW,
        sources=("RKJ 3", "JZ referentielijst INS"),
        effects=(Effect.DENY,),
        judge=_channel,
        examples=Examples(
            passes="Een geldige instantie, over het aangewezen kanaal",
            refuses="Een gesloten instantie, of het verzoek per mail aan de Raad",
        ),
    ),
    # CL16 gives the pairs no rule of their own.
    Rule(
        number="CL16",
        name="Status en resultaat van een notificatie passen bij elkaar",
        standing=Standing.DESIGN,
        sources=("JZ notificatieDi01", "CL16", "STUF StUF055"),
        effects=(Effect.DENY,),
        judge=_notice,
        on_arrival=True,
        fault=FaultCode.NOT_CONFORMING,
        alone=True,
        examples=Examples(
            passes="De intake is afgerond en het verzoek afgewezen",
            refuses="De intake is afgerond en een maatregel opgelegd",
        ),
    ),
)
